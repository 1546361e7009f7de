"""Tells which news agency a piece names as its source; never guesses one from the wording."""

import re
from collections.abc import Mapping, Sequence

_HEAD, _TAIL = 160, 160  # characters: a dateline stands before the first, a credit after the last
_BRACKETS = re.compile(r"[(（[]([^()（）\[\]]{2,40})[)）\]]")
_PARTS = re.compile(r"\s*[/,;|]\s*|\s+(?:and|und|et|y|e)\s+")

Agencies = Mapping[str, str]
"""Written form → name."""


def load_agencies(rules: Mapping[str, Mapping[str, Sequence[str]]]) -> Agencies:
    """Read the rules: forms by name of the agency."""
    return {form: name for name, forms in rules["agencies"].items() for form in forms}


def wire_source(authors: Sequence[str], text: str, agencies: Agencies) -> str | None:
    """Return the agency that is an author, or that stands in brackets near the beginning or the end of the text."""
    head, tail = text[:_HEAD], text[_HEAD:][-_TAIL:]
    bracketed = [match[1] for part in (head, tail) for match in _BRACKETS.finditer(part)]
    for printed in (*authors, *bracketed):
        for part in _PARTS.split(printed.strip()):
            if part in agencies:
                return agencies[part]
    return None
