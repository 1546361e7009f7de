"""Finds text that a publisher serves as random letters to who does not pay; decodes nothing."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from worker.core.twins import twin

_LATIN = re.compile("[a-zß-ɏ]")
_VOWELS = re.compile("[aeiouyà-æè-ïò-öøù-ýÿāăąēĕėęěĩīĭįıōŏőœũūŭůűųǎơư]")


def _kinds() -> NDArray[np.uint8]:
    """Of each character, in either case: 1 a Latin consonant, 2 a vowel, 0 neither."""
    table = np.zeros(0x251, np.uint8)
    for code in range(0x250):
        letter = chr(code).lower()
        table[code] = bool(_LATIN.match(letter)) + bool(_VOWELS.match(letter))
    return table


KINDS = _kinds()
SAMPLE = 200
"""Characters read of each text."""
LETTERS = 80
"""Latin letters from which the share of vowels in a block says something."""
_RUN = 240
"""Letters of all such blocks together from which we believe it."""
_SHARE, _DOUBTFUL = 0.28, 0.33
"""Vowels among the letters of random text are 23 %; no language written in Latin letters that we know is under 35 %."""


def _counted(texts: Sequence[str]) -> list[tuple[int, int, int]]:
    """Index, Latin letters and vowels of each text that is long enough to tell, in its beginning."""
    long = [index for index, text in enumerate(texts) if len(text) >= LETTERS]
    samples = [texts[index][:SAMPLE] for index in long]
    codes = np.frombuffer("".join(samples).encode("utf-32-le", "replace"), np.uint32)
    of_text = np.repeat(np.arange(len(long)), [len(sample) for sample in samples])
    kinds = KINDS.take(codes, mode="clip")
    letters = np.bincount(of_text[kinds > 0], minlength=len(long)).tolist()
    vowels = np.bincount(of_text[kinds > 1], minlength=len(long)).tolist()
    return [counts for counts in zip(long, letters, vowels, strict=True) if counts[1] >= LETTERS]


def scrambled(texts: Sequence[str]) -> frozenset[int]:
    """Indexes of the texts that are random letters; none unless they are long enough together to be sure."""
    counts = counted(texts)
    shares = {index: vowels / letters for index, letters, vowels in counts}
    found = [index for index, share in shares.items() if share < _SHARE]
    total = sum(letters for index, letters, _ in counts if shares[index] < _SHARE)
    if total < _RUN:
        return frozenset()
    # Once we believe it, a piece beside the others that drew a few vowels more is one of them.
    near = range(found[0] - 2, found[-1] + 3)
    return frozenset(index for index, share in shares.items() if index in near and share < _DOUBTFUL)


counted = twin("worker.core.extract._scrambled", _counted)
