"""Judges a block by its company: what stands in elements of one name is mostly all article or all boilerplate."""

from collections import Counter

import numpy as np

from worker.core.extract.classifier import BODY
from worker.core.extract.layout import same_names
from worker.core.extract.scan import Scan
from worker.core.twins import twin

DOUBTED, OUTVOTED = 0.7, 0.5
"""A block under the first goes when less than the second of its peers' text is article: news F1 +.002."""
POSSIBLE, AGREED = 0.15, 0.7
"""A paragraph over the first stays when so much of its peers' text does: saves the end of long pages, F1 the same."""
FAINT, MUCH = 0.1, 6000
"""A paragraph over the first stays, whatever stands before it, when so many letters of its peers do and hardly another:
a long article ends where nothing looks like it. Of articles of 250 and 500 paragraphs, made of short pages, .92 and .93
of the text stay in place of .82 and .76, cross-validated; other pages stay as they are."""
PARAGRAPH = 90
"""Characters from which a block counts as a paragraph."""


def _settle(scan: Scan, scores: list[float]) -> list[float]:
    """The scores, moved over or under `BODY` where a block's peers speak clearly against its own score."""
    if not any(FAINT <= score < DOUBTED for score in scores):
        return scores.copy()
    elements = scan.blocks.elements
    peers = same_names(scan, elements, [max(scan.elements.parents[element], 0) for element in elements])
    lengths = np.array(list(map(len, scan.blocks.texts)))
    settled = np.array(scores)
    accepted = settled >= BODY
    share = (np.bincount(peers, weights=lengths * accepted) / np.bincount(peers, weights=lengths))[peers]
    outvoted = accepted & (settled < DOUBTED) & (share < OUTVOTED)
    agreed = ~accepted & (settled >= POSSIBLE) & (share >= AGREED) & (lengths >= PARAGRAPH)
    settled[outvoted] = BODY - 0.01
    before: dict[int, bool] = {}
    letters: Counter[int] = Counter()
    kept: Counter[int] = Counter()
    for place, (peer, length) in enumerate(zip(peers.tolist(), lengths.tolist(), strict=True)):
        faint = BODY > settled[place] >= FAINT and length >= PARAGRAPH
        goes_on = faint and kept[peer] >= MUCH and kept[peer] >= AGREED * letters[peer]
        # Not what follows a line that stays out: a wall's second sentence, another list's second entry.
        if goes_on or (agreed[place] and before.get(peer, True)):
            settled[place] = BODY
        before[peer] = bool(settled[place] >= BODY)
        letters[peer] += length
        kept[peer] += length * before[peer]
    return [float(score) for score in settled]


settle = twin("worker.core.extract._peers", _settle)
