"""Where a page prints its byline → the texts that may name authors, best marked first; cleans no name."""

import re
from collections.abc import Iterator

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.scan import Element, RawBlock, Scan
from worker.core.fields.dates import parse_date
from worker.models import Origin

_BEFORE, _AFTER = 8, 16
"""Blocks around the headline among which a byline stands; further down the marks are those of other articles."""
_AT_HEADLINE = 8
"""Blocks from the headline on among which a name beside a date is the author's; before it stands the menu."""
_MAX_LENGTH = 100
_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words)\s+by|by|von|par|por|door|przez|tekst|text|autore?|autor|автор)"
    r"\b\s*:?\s+(?=[^\W\d_])",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\s*(?:\d|[|•·–—,]\s*\d|\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?\s+\d|on\s+[A-Z][a-z]+\s\d|"
    r"last\s|updated|published|posted|in\s+[A-Z]|min\b|mon|tue|wed|thu|fri|sat|sun|says\b)).*$",
    re.IGNORECASE | re.DOTALL,
)
"""Where the name ends and the date, the section or the reading time begins."""
_NAME = re.compile(
    r"(?:[Bb][Yy]:?\s+)?[^\W\d_a-z][\w.'’-]*(?:,?\s+(?:[^\W\d_a-z][\w.'’-]*|&|and|und|et|y|de|van|von|der|da|di|la|el|bin|al)){0,9}$"
)
"""Words that begin with a capital, or stand between such."""

_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]+(?:\s+[^\W\d_a-z][\w.'’-]*){1,3}$")


def find_bylines(scan: Scan) -> Iterator[tuple[bool, list[str]]]:
    """The texts of each way to mark an author, in order of trust; True when the mark can mean nothing else."""
    block_of = scan.elements.block
    top = block_of[scan.headings[0]] if scan.headings else 0
    near = [(scan.elements[index], index) for index in scan.telling if top - _BEFORE <= block_of[index] <= top + _AFTER]
    yield True, _texts(scan, [index for element, index in near if _declared(element)])
    yield False, _texts(scan, [index for element, index in near if "/aut" in element.attributes.get("href", "")])
    yield False, _texts(scan, [index for element, index in near if element.class_hints & ClassHint.AUTHOR])[:1]
    window = scan.blocks[max(top - _BEFORE, 0) : top + _AFTER]
    yield (
        False,
        [_CUT.sub("", block.text) for block in window if len(block.text) < _MAX_LENGTH and _BY.match(block.text)][:1],
    )
    headed = max(top - max(top - _BEFORE, 0), 0)
    yield False, list(_beside_date(window[headed : headed + _AT_HEADLINE], scan.language))[:1]
    # Under the text, or where a page marks no headline: who is named alone on it is who wrote it.
    marked = [(scan.elements[index], index) for index in scan.telling]
    for declares in (_declared, _marked):
        names = dict.fromkeys(_texts(scan, [index for element, index in marked if declares(element)]))
        yield False, list(names) if len(names) == 1 else []


def _marked(element: Element) -> bool:
    return bool(element.class_hints & ClassHint.AUTHOR)


def _beside_date(window: list[RawBlock], language: str | None) -> Iterator[str]:
    """Lines that are a name and stand in or next to a line with a date."""
    dated = [
        len(block.text) < _MAX_LENGTH and parse_date(block.text, origin=Origin.TEXT, language=language) is not None
        for block in window
    ]
    for block_of, block in enumerate(window):
        if any(dated[max(block_of - 2, 0) : block_of + 3]) and len(block.text) < _MAX_LENGTH:
            text = _CUT.sub("", block.text)
            if _PERSON.match(text):
                yield text


def _declared(element: Element) -> bool:
    return element.attributes.get("rel") == "author" or "author" in element.attributes.get("itemprop", "")


def _texts(scan: Scan, indexes: list[int]) -> list[str]:
    texts = (_CUT.sub("", scan.text_of(index)) for index in indexes)
    return [text for text in texts if len(text) < _MAX_LENGTH and _NAME.match(text)]
