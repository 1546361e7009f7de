"""Reads publisher labels as they really look: several in one string, slugs; never drops the original."""

import re
from collections.abc import Iterator

from worker.core.text.fold import fold

_SEPARATORS = re.compile(r"(?:(?<!\s)\s+)?[,;|•·>/،；、]\s*|(?<!\s)\s+-\s+")
_MOST_PARTS = 60


def label_key(text: str) -> str:
    """A label folded for comparing: `#Iran-US_Tensions` equals `iran us tensions`."""
    return " ".join(fold(text).words.split())


def label_parts(text: str) -> Iterator[tuple[int, int, str]]:
    """The label itself, then its parts where one string lists several: start, end and folded key of each."""
    yield 0, len(text), label_key(text)
    start = 0
    parts = list(_SEPARATORS.finditer(text))[:_MOST_PARTS]
    if not parts:
        return
    for separator in parts:
        if separator.start() > start:
            yield start, separator.start(), label_key(text[start : separator.start()])
        start = separator.end()
    if start < len(text):
        yield start, len(text), label_key(text[start:])
