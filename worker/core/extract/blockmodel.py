"""The trained model that says how likely each block of a page is article text; learns nothing here.

It is a sum of oblivious trees (`benchmarks/train_blocks.py` grows them): every level of a tree asks one question of
all blocks, so a whole page is judged in a few array operations.
"""

from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.features import WIDTH, Floats
from worker.errors import UsageError

BODY = 0.5
"""Probability from which a block is article text; the cross-validated F1 is flat from .45 to .6."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockModel:
    """The trees, as arrays."""

    questions: NDArray[np.int64]
    """Column of the features that each level of each tree asks about: levels by trees."""
    borders: Floats
    """Above which the answer is yes: levels by trees."""
    leaves: Floats
    """What each combination of answers adds: trees by 2 ** levels."""
    bias: float

    def score(self, rows: Floats) -> Floats:
        """The probability of each block to be article text, from the rows that `features` makes."""
        columns = np.ascontiguousarray(rows.T)
        levels, trees = self.questions.shape
        leaf = np.zeros((trees, rows.shape[0]), np.intp)
        for level in range(levels):
            leaf += (columns[self.questions[level]] > self.borders[level][:, None]).astype(np.intp) << level
        leaf += (np.arange(trees) << levels)[:, None]
        total = self.leaves.ravel()[leaf].sum(axis=0, dtype=np.float64) + self.bias
        return np.asarray(1 / (1 + np.exp(-total)), np.float32)


def load_model(data: bytes) -> BlockModel:
    """The model from the bytes of `rules/blocks.npz`. Raises UsageError when they are not one that fits this code."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            width = int(arrays["width"])
            model = BlockModel(
                questions=arrays["questions"].astype(np.int64),
                borders=arrays["borders"].astype(np.float32),
                leaves=arrays["leaves"].astype(np.float32),
                bias=float(arrays["bias"]),
            )
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise UsageError(f"the block model cannot be read: {error}") from error
    if width != WIDTH:
        raise UsageError(f"the block model asks for {width} features, this code counts {WIDTH}: train it again")
    return model
