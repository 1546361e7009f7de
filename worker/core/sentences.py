"""Splits a block's text into sentences without losing a character; knows no language's grammar."""

import re

_END = re.compile(r"(?:[.!?…؟۔।]+[\"'”’»›)\]]*\s+|[。！？]+[」』”）]*\s*|\n+)")
_SHORT = re.compile(r"(?:^|[\s(\"“«])(?:[^\W\d_]\.)*[^\W\d_]{1,3}\.\s+$")


def sentences(text: str) -> list[str]:
    """The sentences of a block; joined again they are the text. Initials and titles (``Dr. A. Smith``) do not end one."""
    parts: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if _SHORT.search(text, max(start, end.end() - 12), end.end()) and text[end.start()] == ".":
            continue
        parts.append(text[start : end.end()])
        start = end.end()
    if start < len(text):
        parts.append(text[start:])
    return parts
