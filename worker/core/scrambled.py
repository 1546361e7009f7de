"""Finds text that a publisher serves as random letters to who does not pay; decodes nothing."""

import re
from collections.abc import Sequence

_LATIN = re.compile("[a-zß-ɏ]+")
_VOWELS = re.compile("[aeiouyà-æè-ïò-öøù-ýÿāăąēĕėęěĩīĭįıōŏőœũūŭůűųǎơư]")
_SAMPLE = 200
"""Characters read of each text."""
_LETTERS = 80
"""Latin letters from which the share of vowels in a block says something."""
_RUN = 240
"""Letters of all such blocks together from which we believe it."""
_SHARE = 0.28
"""Vowels among the letters of random text are 23 %; no language written in Latin letters that we know is under 35 %."""


def scrambled(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the texts that are random letters; none unless they are long enough together to be sure."""
    found: list[int] = []
    total = 0
    for index, text in enumerate(texts):
        if len(text) < _LETTERS:
            continue
        letters = "".join(_LATIN.findall(text[:_SAMPLE].lower()))
        if len(letters) >= _LETTERS and len(_VOWELS.findall(letters)) < len(letters) * _SHARE:
            found.append(index)
            total += len(letters)
    return frozenset(found) if total >= _RUN else frozenset()
