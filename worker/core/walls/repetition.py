"""What a source repeats from article to article: which blocks to remember, and which remembered ones are boilerplate.

A source's boilerplate (a box, a button, a note about itself) comes again word for word; its articles do not. But some
genuine text does: a copy of the whole article, a correction, a quotation, a subheading. The counts are kept by
`adapters`; here it is decided. Never removes anything: `core/walls/cut.py` does, with the rule on the cut.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import compress, islice

from worker.core.text.fold import fold_all
from worker.models import Block, BlockKind

_SHORTEST = 12  # letters below which the same text twice is chance
_LONGEST = 700  # characters beyond which we never take a block for boilerplate
_PARAGRAPH = 140  # characters of a block that only an article has
_LINE = 90  # characters of a line that may go as soon as it comes a second time
_COPY = 0.5  # share of known paragraphs from which the page is a copy of an article, not a new one
_LINKED = 0.5
_DOUBTED = 0.8
"""Score of being article text below which a block inside the article may be boilerplate. At ±.1 the same 53 blocks of
63 pages go, none of them the article's (scores as moved and settled by extraction)."""

_NUMBER = re.compile(r"\d\d*")  # not \d+: only a set at the start is looked for with the fast search
_SENTENCE = re.compile(r"[.!?…。！？؟۔।][\"'”’»›)\]」』]*$")
_QUOTED = re.compile(r"[\"“”„«»「『]")
_ABOUT_ITSELF = re.compile(
    r"\b(?:correct(?:ion|ed)|clarification|editor|update|berichtigung|korrektur|anmerkung|rectifi|précision|correcci|"
    r"corrig|rettelse|rättelse|oikaisu|sprostowanie|düzeltme|исправлен|уточнен|erratum|errata|fe de erratas)"
    r"|訂正|정정|更正|تصحيح",
    re.IGNORECASE,
)


def fingerprints(blocks: Sequence[Block]) -> tuple[int, ...]:
    """Signed 64-bit fingerprints of the blocks worth remembering, each once; case does not count.

    Digits count in sentences only: "Shares rose 3 %." is news each time, "12 November, 14:05" is not.
    """
    return tuple(dict.fromkeys(key for key in _fingerprints(blocks) if key is not None))


def repeated(blocks: Sequence[Block], seen: Mapping[int, int]) -> frozenset[int]:
    """Indexes of blocks that are boilerplate, given in how many other articles of the source each fingerprint stood."""
    if not seen:
        return frozenset()
    times = [0 if key is None else seen.get(key, 0) for key in _fingerprints(blocks)]
    own = [len(block.text) >= _PARAGRAPH and block.article_score >= 0.5 for block in blocks]
    known = sum(1 for index, paragraph in enumerate(own) if paragraph and times[index])
    if known > _COPY * sum(own):
        return frozenset()
    fresh = [index for index, paragraph in enumerate(own) if paragraph and not times[index]]
    first, last = (fresh[0], fresh[-1]) if fresh else (len(blocks), -1)
    return frozenset(
        index
        for index, block in enumerate(blocks)
        if times[index] and times[index] >= _needed(block, inside=first < index < last)
    )


def is_background(block: Block) -> bool:
    """Whether a block reads like a paragraph of an article: agencies end story after story with the same background."""
    return len(block.text) >= _PARAGRAPH and block.article_score >= _DOUBTED and _is_prose(block)


def _fingerprints(blocks: Sequence[Block]) -> Iterator[int | None]:
    """The fingerprint of each block; None of those not worth remembering."""
    memorable = [_memorable(block) for block in blocks]
    words = fold_all(block.text for block in compress(blocks, memorable))
    for block, wanted in zip(blocks, memorable, strict=True):
        if wanted:
            text = " ".join(next(words).split())
            if not _is_prose(block):
                text = _NUMBER.sub("0", text)
            yield int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)
        else:
            yield None


def _memorable(block: Block) -> bool:
    if block.kind in {BlockKind.CAPTION, BlockKind.CODE}:
        return False
    return len(list(islice(filter(str.isalpha, block.text[:_LONGEST]), _SHORTEST))) == _SHORTEST


def _needed(block: Block, *, inside: bool) -> float:
    """In how many other articles a block must have stood to be boilerplate; infinite for what is never."""
    text = block.text.strip()
    quotes = block.kind is BlockKind.QUOTE or _QUOTED.search(text)
    if len(text) > _LONGEST or quotes or _ABOUT_ITSELF.search(text):
        return float("inf")
    if inside:
        doubtful = block.links >= _LINKED or block.article_score < _DOUBTED
        return 2 if doubtful and block.kind is not BlockKind.HEADING else float("inf")
    if len(text) <= _LINE and not _is_prose(block):
        return 1
    return 2


def _is_prose(block: Block) -> bool:
    return block.links < _LINKED and bool(_SENTENCE.search(block.text.rstrip()))
