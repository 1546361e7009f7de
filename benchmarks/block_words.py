"""Learns which words open the text of articles, and which what stands around it: the weights that `openings` reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, log

from worker.core.extract.layout import Floats
from worker.core.extract.openings import STEPS, Begun, names_of

PUBLISHERS = 5
"""Publishers from which a word counts: one site's own words say nothing about the next."""
_DOUBT = 0.7
"""Added to both sides; and the least log-odds that are kept."""
_MOST = 127 / STEPS


@dataclass(frozen=True, slots=True)
class Shares:
    """Of each word, by publisher, the share of the blocks with it that are article text."""

    of: Mapping[str, Mapping[str, float]]

    def weights(self) -> dict[str, float]:
        """The log-odds of each word that says something, as whole steps."""
        return {word: weight for word, shares in sorted(self.of.items()) if (weight := _weight(shares.values()))}

    def without(self, weights: dict[str, float], publisher: str) -> dict[str, float]:
        """The same had that publisher's pages not been seen: so a model learns how far to trust words of others."""
        changed = {
            word: _weight([share for name, share in shares.items() if name != publisher])
            for word, shares in self.of.items()
            if publisher in shares
        }
        return {**weights, **changed}


def learn(pages: Iterable[tuple[str, Begun, Floats]]) -> Shares:
    """Count the words of pages: publisher, how the blocks begin, the share of each that is article text."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for publisher, blocks, shares in pages:
        seen: set[tuple[str, ...]] = set()
        for words, share in zip(blocks, shares.tolist(), strict=True):
            block = tuple(words)
            if isnan(share) or not block or block in seen:
                continue
            seen.add(block)
            for word in {*block, *filter(None, names_of(block))}:
                counts[word][publisher][share > 0.5] += 1
    return Shares(
        {
            word: {name: right / (wrong + right) for name, (wrong, right) in by.items()}
            for word, by in counts.items()
            if len(by) >= PUBLISHERS
        }
    )


def _weight(shares: Iterable[float]) -> float:
    known: Sequence[float] = tuple(shares)
    if len(known) < PUBLISHERS:
        return 0.0
    right = sum(known)
    odds = log((right + _DOUBT) / (len(known) - right + _DOUBT))
    return max(-_MOST, min(round(odds * STEPS) / STEPS, _MOST)) if abs(odds) >= _DOUBT else 0.0
