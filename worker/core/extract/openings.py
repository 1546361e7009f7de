"""Figures of what a block begins with: words that speak for an article or for what stands around one.

The words and their weights are learned with the block model and kept in its file.
"""

import re
from collections.abc import Sequence
from math import sqrt

import numpy as np

from worker.core.extract.layout import Columns, Floats

NO_WORDS: dict[str, float] = {}
_NONE = np.zeros(1, np.float32)
STEPS = 16
"""A weight of one in the model file, where each is a byte."""
LETTERS, WORDS = 200, 20
"""Of each block only so much is read: boilerplate says at once what it is."""
_WORD = re.compile(r"[^\W\d_]+")
Begun = list[list[str]]
"""Of each block the words that it begins with."""


def begun(texts: list[str]) -> Begun:
    """The first words of each text, in small letters; a script without spaces gives whole clauses."""
    return [_WORD.findall(text[:LETTERS].lower())[:WORDS] for text in texts]


def names_of(words: Sequence[str]) -> tuple[str, str]:
    """The names under which the first word and the first two have a weight of their own."""
    return (f"^{words[0]}", f"^{words[0]} {words[1]}") if len(words) > 1 else (f"^{words[0]}", "")


def openings(blocks: Begun, lead: str, weights: dict[str, float]) -> Columns:
    """The figures of all blocks; `lead` is what the page says about itself, `weights` the log-odds of each word."""
    says, mean, first, both, shared = _weighed(blocks, weights, set(_WORD.findall(lead.lower())))
    around = np.concatenate((_NONE, says, _NONE))
    return {
        "says": says,
        "says_mean": mean,
        "opens": first,
        "opens_with_two": both,
        "told_share": shared,
        "says@-1": around[:-2],
        "says@+1": around[2:],
    }


def _weighed(blocks: Begun, weights: dict[str, float], told: set[str]) -> Floats:
    """What each block's words say together, what in the mean, what its openings say, and the share that was told."""
    rows = []
    for words in blocks:
        if not words:
            rows.append((0.0, 0.0, 0.0, 0.0, 0.0))
            continue
        count, total = len(words), 0.0
        for word in words:
            total += weights.get(word, 0.0)
        first, both = names_of(words)
        shared = sum([word in told for word in words]) / count
        rows.append((total / sqrt(count), total / count, weights.get(first, 0.0), weights.get(both, 0.0), shared))
    return np.array(rows, np.float32).T
