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
_SHARE, _DOUBTFUL = 0.28, 0.33
"""Vowels among the letters of random text are 23 %; no language written in Latin letters that we know is under 35 %."""


def scrambled(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the texts that are random letters; none unless they are long enough together to be sure."""
    shares: dict[int, float] = {}
    total = 0
    for index, text in enumerate(texts):
        letters = "".join(_LATIN.findall(text[:_SAMPLE].lower())) if len(text) >= _LETTERS else ""
        if len(letters) >= _LETTERS:
            shares[index] = len(_VOWELS.findall(letters)) / len(letters)
            total += len(letters) if shares[index] < _SHARE else 0
    found = [index for index, share in shares.items() if share < _SHARE]
    if total < _RUN:
        return frozenset()
    # Once we believe it, a piece beside the others that drew a few vowels more is one of them.
    near = range(found[0] - 2, found[-1] + 3)
    return frozenset(index for index, share in shares.items() if index in near and share < _DOUBTFUL)
