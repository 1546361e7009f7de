"""Where a page prints its byline → the texts that may name authors, best marked first; cleans no name."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from worker.core.extract.microdata import Microdata
from worker.core.extract.scan import RawBlock, Scan
from worker.core.fields import east_asian, signatures
from worker.core.fields.candidates import Candidate
from worker.core.fields.dates import parse_date
from worker.models import Origin

_BEFORE, _AFTER = 8, 16
"""Blocks around the headline among which a byline stands; further down the marks are those of other articles."""
_AT_HEADLINE = 8
"""Blocks from the headline on among which a name beside a date is the author's; before it stands the menu."""
_MAX_LENGTH = 100
_LONGEST_WORD = 30
"""Characters of a line such as "Written by"."""
_SIGNATURE = 60
"""Characters of a line under the text that is signed."""
_LINES = 4
"""Lines of an author box in which the name stands: after a picture, "Written by", a role."""
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|in|innen|es|i)?|auteurs?|aut[eo]r[ei]?|author-?pages?|profiles?/author)(?:[/?=:-]|$)",
    re.IGNORECASE,
)
"""Addresses of a page about an author; `/auto/` is none."""


def shown_byline(scan: Scan, top: int) -> Candidate:
    """The line around the headline, block `top`, that says itself that it is the byline, with the lines around it."""
    window = _window(scan, top)
    return Candidate(
        texts=tuple(_signed(window)[:1]),
        origin=Origin.HTML,
        pieces=tuple(block.text for block in window if len(block.text) < _MAX_LENGTH),
    )


def find_bylines(scan: Scan, inline: Microdata, title: str | None, top: int) -> Iterator[Candidate]:
    """What each way to print an author gives, in order of trust.

    `inline` tells which elements hold an author, and which another thing's; no part of its `title`, which block `top`
    prints, is a name.
    """
    block_of = scan.elements.block
    window = _window(scan, top)
    telling = [index for index in scan.telling if index not in inline.elsewhere] if inline.elsewhere else scan.telling
    near = [index for index in telling if top - _BEFORE <= block_of[index] <= top + _AFTER]
    declared = {*inline.authors, *(index for index in scan.marked.by_author if index not in inline.elsewhere)}
    marked = [index for index in scan.marked.named_author if index not in inline.elsewhere]
    nearby = set(near)
    headline = (title or "").casefold()

    def say(names: Iterable[str], *, declared: bool = False, sure: bool = False) -> Candidate:
        texts = tuple(name for name in names if name.casefold() not in headline)
        return Candidate(texts=texts, origin=Origin.HTML, declared=declared, sure=sure)

    yield say(_names(scan, [index for index in near if index in declared], handles=True), declared=True)
    yield say(_names(scan, [index for index in near if _leads_to_author(scan, index)]), sure=True)
    yield say(_signed(window)[:1], sure=True)
    yield say(_names(scan, [index for index in marked if index in nearby], handles=True)[:1], sure=True)
    yield say(east_asian.names(scan.blocks.texts), declared=True)
    headed = top - max(top - _BEFORE, 0)
    yield say(list(_beside_date(window[headed : headed + _AT_HEADLINE], scan.language))[:1])
    # Under the text, or where a page marks no headline: who is named alone on it is who wrote it.
    yield say(_alone(_names(scan, sorted(declared), handles=True)))
    yield say(_alone(_names(scan, marked, handles=True)))
    lines = [text if len(text) <= _SIGNATURE else "" for text in scan.blocks.texts]
    below = [name for line in lines if line and (name := signatures.opened(line))] or _announced(lines)
    yield say(_alone(filter(signatures.is_person, below)))


def _window(scan: Scan, top: int) -> list[RawBlock]:
    """The blocks around the headline."""
    return scan.blocks[max(top - _BEFORE, 0) : top + _AFTER]


def _alone(names: Iterable[str]) -> list[str]:
    each = list(dict.fromkeys(names))
    return each if len(each) == 1 else []


def _leads_to_author(scan: Scan, index: int) -> bool:
    address = scan.elements.attributes.value(index, "href").lower()
    return "/aut" in address and bool(_AUTHOR_PAGE.search(address))


def _signed(blocks: Iterable[RawBlock]) -> list[str]:
    """The lines that begin with "By" in some language, and the names that stand under such a word alone."""
    lines = [block.text if len(block.text) < _MAX_LENGTH else "" for block in blocks]
    return [name for line in lines if line and (name := signatures.signed(line))] or _announced(lines)


def _announced(lines: list[str]) -> list[str]:
    """The names that stand in the line under such a word."""
    return [
        name
        for line, after in pairwise(lines)
        if 1 < len(line) <= _LONGEST_WORD
        and after
        and signatures.announces(line)
        and (name := signatures.name_of(after))
    ]


def _beside_date(window: list[RawBlock], language: str | None) -> Iterator[str]:
    """Lines that are a person's name and stand in or next to a line with a date."""
    dated = [
        len(block.text) < _MAX_LENGTH and parse_date(block.text, origin=Origin.TEXT, language=language) is not None
        for block in window
    ]
    for number, block in enumerate(window):
        # What a line of several parts links to is a section more often than a person.
        if any(dated[max(number - 2, 0) : number + 3]) and len(block.text) < _MAX_LENGTH:
            text = signatures.name_of(block.text)
            if text and signatures.is_person(text) and (not block.links or block.text.startswith(text)):
                yield text


def _names(scan: Scan, indexes: Iterable[int], *, handles: bool = False) -> list[str]:
    """The name that each element gives; `handles` also those that are one word in small letters."""
    found: dict[str, None] = {}
    for index in indexes:
        element = scan.elements[index]
        last = min(element.last_block, element.block + _LINES)
        lines = scan.blocks.texts[element.block : last]
        if len(lines) < 2:
            lines = [scan.text_between(element) or element.attributes.get("content", "")]
        names = (signatures.name_of(line, handles=handles) for line in lines if len(line) < _MAX_LENGTH)
        if name := next(filter(None, names), None):
            found.setdefault(name)
    return list(found)
