"""Splits a block's text into sentences without losing a character; knows no language's grammar."""

import re

from worker.core.twins import twin

_END = re.compile(r"(?:(?<![.!?…؟۔।])[.!?…؟۔।]+[\"'”’»›)\]]*\s+|(?<![。！？])[。！？]+[」』”）]*\s*|\n+)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"“«])(?:(?:[^\W\d_]\.)*[^\W\d_]|Mrs?|Ms|Dr|St|Jr|Sr|No|Nr|vs|Gen|Gov|Sen|Rep|Lt|Col|Prof|Jan|Feb|Aug|Sept?|Oct|Nov"
    r"|Dec|bzw|ca|Mme?|Sra?)\.\s+$"
)


def _sentences(text: str) -> list[str]:
    """The sentences of a block; joined again they are the text. Initials and titles (`Dr. A. Smith`) end none."""
    parts: list[str] = []
    start = 0
    for end in _END.finditer(text):
        if text[end.start()] == "." and _ABBREVIATION.search(text[max(start, end.end() - 14) : end.end()]):
            continue
        parts.append(text[start : end.end()])
        start = end.end()
    if start < len(text):
        parts.append(text[start:])
    return parts


sentences = twin("worker.core.text._sentences", _sentences)
