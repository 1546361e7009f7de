"""The trained model that says how likely each block of a page is article text; learns nothing here.

It is a sum of oblivious trees (`benchmarks/train_blocks.py` grows them): every level of a tree asks one question of
all blocks, so a whole page is judged in a few array operations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import zip_longest
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from worker.core.extract.features import column_names
from worker.core.extract.layout import Floats
from worker.core.extract.openings import NO_WORDS, STEPS
from worker.core.twins import twin
from worker.errors import UsageError

BODY = 0.5
"""Probability from which a block is article text; the cross-validated F1 is flat from .45 to .6."""
_MOST_LEVELS = 8
"""`score` counts the leaves of a tree in bytes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockModel:
    """The trees, as arrays."""

    questions: NDArray[np.int64]
    """Column of the features that each question is about; trees share them."""
    borders: Floats
    """Above which the answer is yes, of each question."""
    asked: NDArray[np.int64]
    """Which question each level of each tree asks: levels by trees."""
    leaves: Floats
    """What each combination of answers adds, one tree after the other: 2 ** levels for each."""
    bias: float
    words: dict[str, float] = field(default_factory=dict)
    """What each word that a block may begin with says, which `features` asks for."""

    @classmethod
    def of_trees(
        cls,
        questions: NDArray[np.int64],
        borders: Floats,
        leaves: Floats,
        bias: float,
        words: dict[str, float] = NO_WORDS,
    ) -> "BlockModel":
        """The model of trees that each ask their own questions: levels by trees, and leaves as trees by answers."""
        pairs = np.stack((questions.ravel(), borders.ravel()), axis=1)
        shared, asked = np.unique(pairs, axis=0, return_inverse=True)
        return cls(
            questions=shared[:, 0].astype(np.int64),
            borders=shared[:, 1].astype(np.float32)[:, None],
            asked=asked.reshape(questions.shape),
            leaves=leaves.ravel(),
            bias=bias,
            words=words,
        )

    def score(self, rows: Floats) -> Floats:
        """The probability of each block to be article text, from the rows that `features` makes."""
        # `features` makes columns, and shows them as rows
        total = leaf_sums(np.ascontiguousarray(rows.T), self) + self.bias
        return np.asarray(1 / (1 + np.exp(-total)), np.float32)


def _leaf_sums(columns: Floats, model: BlockModel) -> NDArray[np.float64]:
    """What the trees add up to for each block."""
    answers = (columns[model.questions] > model.borders).view(np.uint8)
    levels, trees = model.asked.shape
    leaf = np.zeros((trees, columns.shape[1]), np.uint8)
    for level in reversed(model.asked):
        leaf += leaf
        leaf += answers[level]
    first = np.arange(0, trees << levels, 1 << levels)[:, None]
    return np.asarray(model.leaves.take(leaf + first).sum(axis=0, dtype=np.float64))


leaf_sums = twin("worker.core.extract._trees", _leaf_sums)


def load_model(data: bytes) -> BlockModel:
    """The model from the bytes of `rules/blocks.npz`. Raises UsageError when they are not one that fits this code."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            columns = tuple(map(str, arrays["columns"]))
            levels, trees = arrays["questions"].shape
            model = BlockModel.of_trees(
                arrays["questions"].astype(np.int64),
                arrays["borders"].astype(np.float32),
                arrays["leaves"].astype(np.float32),
                float(arrays["bias"]),
                dict(zip(str(arrays["words"]).splitlines(), (arrays["steps"] / STEPS).tolist(), strict=True)),
            )
    except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
        raise UsageError(f"the block model cannot be read: {error}") from error
    _compare(columns, column_names())
    if levels > _MOST_LEVELS:
        raise UsageError(
            f"the block model has trees of {levels} levels, this code takes {_MOST_LEVELS}: train it again"
        )
    if len(model.leaves) != trees << levels:
        raise UsageError(f"the block model has {len(model.leaves)} leaves for {trees} trees of {levels} levels")
    return model


def _compare(trained: Sequence[str], counted: Sequence[str]) -> None:
    """Refuse a model of other columns, and say where the first differs: its trees would ask the wrong figures."""
    for number, (before, now) in enumerate(zip_longest(trained, counted)):
        if before != now:
            raise UsageError(
                f"the block model was trained on other figures than this code counts: column {number} is"
                f" {before or 'none'} there and {now or 'none'} here: train it again"
            )
