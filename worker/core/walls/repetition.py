"""What a source repeats from article to article: which blocks to remember, and which remembered ones are boilerplate.

A source's boilerplate (a box, a button, a note about itself) comes back word for word; its articles do not. But some
genuine text comes back too: a copy of the whole article, a correction, a quotation, a subheading. This module decides
which is which. The counts are kept by `adapters/repeated_blocks.py`, and `core/walls/cut.py` does the cutting.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import compress, islice

from worker.core.extract.classifier import BODY
from worker.core.text.fold import fold_all
from worker.core.text.lists import ends_sentence
from worker.core.twins import twin
from worker.core.walls.thresholds import (
    BACKGROUND_SCORE,
    BOILERPLATE_CHARS,
    COPY_SHARE,
    LIKELY_SCORE,
    LINKED_SHARE,
    MEMORABLE_LETTERS,
    PARAGRAPH_CHARS,
    REPEATED_LINE_CHARS,
    TIMES,
    TIMES_OF_A_LINE,
)
from worker.models import Block, BlockKind

_NUMBER = re.compile(r"\d\d*")  # not \d+: only a set at the start is looked for with the fast search
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
    """Indexes of the blocks that are boilerplate.

    `seen` says in how many other articles of the source each fingerprint stood.
    """
    if not seen:
        return frozenset()
    times = [0 if key is None else seen.get(key, 0) for key in _fingerprints(blocks)]
    own = [len(block.text) >= PARAGRAPH_CHARS and block.article_score >= LIKELY_SCORE for block in blocks]
    known = sum(1 for index, paragraph in enumerate(own) if paragraph and times[index])
    if known > COPY_SHARE * sum(own):
        return frozenset()
    fresh = [index for index, paragraph in enumerate(own) if paragraph and not times[index]]
    first, last = (fresh[0], fresh[-1]) if fresh else (len(blocks), -1)
    return frozenset(
        index
        for index, block in enumerate(blocks)
        if times[index] and times[index] >= _needed(block, inside=first < index < last)
    )


def repeated_share(blocks: Sequence[Block], seen: Collection[int]) -> float:
    """Share of a page's text, by characters, that is among these fingerprints."""
    known = whole = 0
    for block, key in zip(blocks, _fingerprints(blocks), strict=True):
        if block.article_score >= BODY:
            whole += len(block.text)
            known += len(block.text) if key in seen else 0
    return known / whole if whole else 0.0


def is_background(block: Block) -> bool:
    """Whether a repeated block is a paragraph of the article all the same.

    News agencies end one story after another with the same paragraphs of background.
    """
    return len(block.text) >= PARAGRAPH_CHARS and block.article_score >= BACKGROUND_SCORE and _is_prose(block)


def _fingerprints(blocks: Sequence[Block]) -> tuple[int | None, ...]:
    """The fingerprint of each block; None of those not worth remembering."""
    return _of_page(_Page(tuple(blocks)))


class _Page:
    """The blocks of a page, which are the same only where they are the same object: to compare them takes long."""

    __slots__ = ("blocks",)

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks

    def __hash__(self) -> int:
        return id(self.blocks)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Page) and self.blocks is other.blocks


@lru_cache(maxsize=40)
def _of_page(page: _Page) -> tuple[int | None, ...]:
    # Cleaning asks five times for those of one page; it has batches of twenty.
    return keys_of(page.blocks)


def _keys_of(blocks: Sequence[Block]) -> tuple[int | None, ...]:
    """The keys of the blocks; None of those that are not memorable."""
    memorable = [_memorable(block) for block in blocks]
    words = fold_all(block.text for block in compress(blocks, memorable))
    return tuple(
        _key_of(next(words), _is_prose(block)) if wanted else None
        for block, wanted in zip(blocks, memorable, strict=True)
    )


def _key_of(folded: str, digits: bool) -> int:
    """The signed hash of a folded text; without `digits` every number is the same."""
    text = " ".join(folded.split())
    if not digits:
        text = _NUMBER.sub("0", text)
    return int.from_bytes(blake2b(text.encode(errors="replace"), digest_size=8).digest(), signed=True)


keys_of = twin("worker.core.walls._repetition", _keys_of)


def _memorable(block: Block) -> bool:
    if block.kind is BlockKind.CAPTION or block.kind is BlockKind.CODE:
        return False
    letters = islice(filter(str.isalpha, block.text[:BOILERPLATE_CHARS]), MEMORABLE_LETTERS)
    return len(list(letters)) == MEMORABLE_LETTERS


def _needed(block: Block, *, inside: bool) -> float:
    """In how many other articles a block must have stood to be boilerplate; infinite for what is never."""
    text = block.text.strip()
    quotes = block.kind is BlockKind.QUOTE or _QUOTED.search(text)
    if len(text) > BOILERPLATE_CHARS or quotes or _ABOUT_ITSELF.search(text):
        return float("inf")
    if inside:
        doubtful = block.links >= LINKED_SHARE or block.article_score < BACKGROUND_SCORE
        return TIMES if doubtful and block.kind is not BlockKind.HEADING else float("inf")
    if len(text) <= REPEATED_LINE_CHARS and not _is_prose(block):
        return TIMES_OF_A_LINE
    return TIMES


def _is_prose(block: Block) -> bool:
    return block.links < LINKED_SHARE and ends_sentence(block.text)
