"""A trained model that says what a line asks of its reader, in any language; looks at no neighbour.

It adds up the weights of the line's hashed character n-grams (`benchmarks/train_wording.py` finds them), all lines of a
page in a few array operations. It knows languages that have no pack, and says which words told it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import exp, log, sqrt
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from worker.core.text.characters import caseless
from worker.core.twins import twin
from worker.errors import UsageError

SIZES = (2, 3, 4, 5)
"""Characters of an n-gram; longer ones gave nothing, cross-validated by product."""
LONGEST = 400
"""Characters of a line that are read: what asks says so at once, and a longer block is an article's."""

_LEAST = 1e-4
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
# FNV's prime and Knuth's multiplier: n-grams of words of any script spread evenly over the buckets.
_PRIME, _SPREAD = np.uint32(0x01000193), np.uint32(0x9E3779B1)


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingModel:
    """The weights, as arrays: a first column tells what asks from what does not, the others what it asks for."""

    families: tuple[str, ...]
    asks: NDArray[np.int8]
    """By bucket."""
    kinds: NDArray[np.int8]
    """Buckets by families; fewer buckets, because it is asked of few lines."""
    scale: NDArray[np.float32]
    """What one step of a weight is worth: of `asks`, then of each family."""
    bias: NDArray[np.float32]
    """In the same order."""

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        """That each line asks for something."""
        # number by number: most calls are of a few lines, of which an array takes longer to make than to work out
        scale, bias = float(self.scale[0]), float(self.bias[0])
        scores = (total * scale / sqrt(max(count, 1)) + bias for total, count in sums_of(texts, self.asks))
        return [1 / (1 + exp(min(-score, 700))) for score in scores]  # of 710 `exp` would be more than a float holds

    def telling(self, text: str, *, most: int = 2) -> tuple[str, ...]:
        """The words of a line that spoke most for its asking, in their order: the evidence of a cut."""
        words = folded(text).split()
        gains = [total for total, _ in sums_of(words, self.asks)]
        chosen = sorted(sorted(range(len(words)), key=lambda index: -gains[index])[:most])
        return tuple(words[index] for index in chosen)

    def family(self, text: str) -> str:
        """What a line asks for, if it asks for anything."""
        return self.families[family_of(text, self)]


def odds(probability: float) -> float:
    """The logarithm of the odds, within bounds."""
    return log(max(probability, _LEAST) / max(1 - probability, _LEAST))


def folded(text: str) -> str:
    """A line as the model reads it: one case, one form of each character, all numbers alike, a space at each end."""
    return f" {_SPACE.sub(' ', _DIGITS.sub('0', caseless(text[:LONGEST]))).strip()} "


def ngrams(texts: Sequence[str], *, bits: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each size the buckets of the n-grams, line after line, and how many each line has."""
    lines = [folded(text) for text in texts]
    lengths = np.array([len(line) for line in lines])
    codes = np.frombuffer("".join(lines).encode("utf-32-le", "replace"), np.uint32)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(codes))
    found = []
    running = codes
    for size in range(2, max(SIZES) + 1):
        running = running[:-1] * _PRIME + codes[size - 1 :]
        inside = left[: len(running)] >= size
        salted = running[inside] + np.uint32(size * 0x85EBCA6B & 0xFFFFFFFF)
        buckets = (salted * _SPREAD) >> np.uint32(32 - bits)
        found.append((buckets.astype(np.int64), np.maximum(lengths - size + 1, 0)))
    return found


def _sums_of(texts: Sequence[str], weights: NDArray[np.int8]) -> list[tuple[int, int]]:
    """For each line the sum of the weights of its n-grams, and how many it has."""
    sums, count = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    for buckets, counts in ngrams(texts, bits=_bits(weights)) if texts else ():
        full = np.flatnonzero(counts)
        starts = (np.cumsum(counts) - counts)[full]
        sums[full] += np.add.reduceat(weights.take(buckets), starts, dtype=np.int32)
        count += counts
    return list(zip(sums.tolist(), count.tolist(), strict=True))


def _family_of(text: str, model: WordingModel) -> int:
    """The family that the n-grams of a line speak for most, by its place."""
    grams = ngrams([text], bits=_bits(model.kinds))
    sums = np.sum([model.kinds[buckets].sum(axis=0, dtype=np.int64) for buckets, _ in grams], axis=0)
    count = sum(len(buckets) for buckets, _ in grams)
    return int((sums * model.scale[1:] / np.sqrt(count) + model.bias[1:]).argmax())


def _bits(weights: NDArray[np.int8]) -> int:
    return len(weights).bit_length() - 1


sums_of = twin("worker.core.walls._wording", _sums_of)
family_of = twin("worker.core.walls._wording", _family_of)


def load_wording(data: bytes) -> WordingModel:
    """The model from the bytes of `rules/wording.npz`. Raises UsageError when they are not one that fits this code."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            model = WordingModel(
                families=tuple(str(name) for name in arrays["families"]),
                asks=arrays["asks"].astype(np.int8),
                kinds=arrays["kinds"].astype(np.int8, order="C"),
                scale=arrays["scale"].astype(np.float32),
                bias=arrays["bias"].astype(np.float32),
            )
            sizes = tuple(int(size) for size in arrays["sizes"])
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise UsageError(f"the wording model cannot be read: {error}") from error
    buckets, columns = model.kinds.shape
    fits = columns == len(model.families) and len(model.scale) == len(model.bias) == columns + 1
    if sizes != SIZES or not fits or buckets & (buckets - 1) or len(model.asks) & (len(model.asks) - 1):
        raise UsageError("the wording model was made for other code: train it again")
    return model
