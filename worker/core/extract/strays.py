"""Lets go of doubted text that stands apart below the article: comments, other stories, a dialog about cookies.

The model judges each block for itself; a page is better read as a few stretches, each article or not. Above the
article nothing is let go: a standfirst often stands apart.
"""

from math import log

import numpy as np

from worker.core.extract.classifier import BODY
from worker.core.extract.layout import same_names
from worker.core.extract.scan import Scan
from worker.core.twins import twin

SURE = 0.8
"""A block over it is never let go."""
ENOUGH = 0.3
"""Share of the chosen letters that are sure, from which the others can be doubted for their place."""
TURN = 0.6
"""What one change between article and other text costs, in log-odds. Outside of news F1 rises by up to .008, mostly in
blogs, and falls in no set, cross-validated; in news, which divides its articles more often, fundus loses .005."""
MANY, AGREED = 20_000, 0.8
"""Nor one that its peers did not lift over the bound, when so many letters of them are chosen, and hardly others: a
long article doubts its own end. Articles over 12,000 letters gain .0007 of F1, cross-validated; with half so many
letters as the bound, pages under a wall lose .004."""
EDGE = 0.05
"""No block is surer than this, to either side."""


def _without_strays(scan: Scan, scores: list[float]) -> list[float]:
    """The scores, moved under `BODY` where the most likely stretches leave a doubted block out."""
    kept = [(len(text), score) for text, score in zip(scan.blocks.texts, scores, strict=True) if score >= BODY]
    sure = [length for length, score in kept if score >= SURE]
    if not sure or len(sure) == len(kept) or sum(sure) < ENOUGH * sum(length for length, _ in kept):
        return scores.copy()
    start = next(place for place, score in enumerate(scores) if score >= SURE)
    inside = _stretches(scores)
    go = [place for place in range(start, len(scores)) if not inside[place] and BODY <= scores[place] < SURE]
    settled = of_many(scan, scores) if go and sum(length for length, _ in kept) >= MANY else [False] * len(scores)
    left = scores.copy()
    for place in go:
        if scores[place] == BODY or not settled[place]:
            left[place] = BODY - 0.01
    return left


def of_many(scan: Scan, scores: list[float]) -> list[bool]:
    """Whether most of the text in elements of a block's names is chosen, and that is much."""
    elements, parents = scan.blocks.elements, scan.elements.parents
    peers = same_names(scan, elements, [max(parents[element], 0) for element in elements])
    lengths = np.array(list(map(len, scan.blocks.texts)))
    letters = np.bincount(peers, weights=lengths)
    chosen = np.bincount(peers, weights=lengths * (np.array(scores) >= BODY))
    return [bool(many) for many in ((chosen >= MANY) & (chosen >= AGREED * letters))[peers]]


def _stretches(scores: list[float]) -> list[bool]:
    """Whether each block is in the article, where the sum of log-odds less the cost of turns is highest (Viterbi)."""
    inside = outside = 0.0
    stays: list[tuple[bool, bool]] = []
    """Whether a block that is inside comes after one inside, and one outside after one outside."""
    for score in scores:
        bounded = min(max(score, EDGE), 1 - EDGE)
        stay = (inside >= outside - TURN, outside >= inside - TURN)
        inside, outside = (
            (inside if stay[0] else outside - TURN) + log(bounded / (1 - bounded)),
            outside if stay[1] else inside - TURN,
        )
        stays.append(stay)
    within = inside >= outside
    found = []
    for stay in reversed(stays):
        found.append(within)
        within = within == stay[0 if within else 1]
    return found[::-1]


without_strays = twin("worker.core.extract._strays", _without_strays)
