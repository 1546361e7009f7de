"""Judges a block by its company: what stands in elements of one name is mostly all article or all furniture."""

from collections import defaultdict
from collections.abc import Sequence

from worker.core.extract.blockmodel import BODY
from worker.core.extract.dom import Scan
from worker.core.extract.places import plain_classes

_DOUBTED, _OUTVOTED = 0.7, 0.5
"""A block under the first goes when less than the second of its peers' text is article: news F1 +.002."""
_POSSIBLE, _AGREED = 0.15, 0.7
"""A paragraph over the first stays when so much of its peers' text does: saves the end of long pages, F1 the same."""
_PARAGRAPH = 90
"""Characters from which a block counts as a paragraph."""


def settle(scan: Scan, scores: Sequence[float]) -> list[float]:
    """The scores, moved over or under `BODY` where a block's peers speak clearly against its own score."""
    if not any(_POSSIBLE <= score < _DOUBTED for score in scores):
        return list(scores)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, block in enumerate(scan.blocks):
        element = scan.elements[block.element]
        around = scan.elements[max(element.parent, 0)]
        groups[element.tag, plain_classes(element), around.tag, plain_classes(around)].append(index)
    settled = list(scores)
    for peers in groups.values():
        lengths = [len(scan.blocks[index].text) for index in peers]
        accepted = sum(length for index, length in zip(peers, lengths, strict=True) if scores[index] >= BODY)
        share = accepted / sum(lengths)
        for index, length in zip(peers, lengths, strict=True):
            if BODY <= scores[index] < _DOUBTED and share < _OUTVOTED:
                settled[index] = BODY - 0.01
            elif _POSSIBLE <= scores[index] < BODY and share >= _AGREED and length >= _PARAGRAPH:
                settled[index] = BODY
    return settled
