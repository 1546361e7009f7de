"""Keeps the lists and tables that stand in the midst of sure text: the model doubts an item or a cell alone."""

from collections.abc import Sequence

from worker.core.extract.classifier import BODY
from worker.core.extract.scan import Scan

_PARTS = frozenset(("li", "td", "th", "tr"))
SURE = 0.7
"""What the blocks before and behind must be. Cross-validated, wcxb gains .0005 of F1, trafeval .0003, no set loses."""
LINKED = 0.3
"""Share of links from which a list leads elsewhere."""
POSSIBLE = 0.2
"""An item under it stays out."""


def with_inserts(scan: Scan, judged: Sequence[float], settled: list[float]) -> list[float]:
    """The settled scores, those of items moved up to `BODY` that the model, as `judged`, does not rule out."""
    tags, elements = scan.elements.tags, scan.blocks.elements
    result, last, place = settled, len(settled) - 1, 0
    while place < last:
        place += 1
        if settled[place] >= BODY or tags[elements[place]] not in _PARTS:
            continue
        start, end = place, place
        while start > 0 and tags[elements[start]] in _PARTS:
            start -= 1
        while end < last and tags[elements[end]] in _PARTS:
            end += 1
        place = end
        if all(settled[edge] >= BODY and judged[edge] >= SURE for edge in (start, end)):
            items = [item for item in range(start + 1, end) if settled[item] < BODY and judged[item] >= POSSIBLE]
            if items and _linked(scan, start + 1, end) < LINKED:
                result = settled.copy() if result is settled else result
                for item in items:
                    result[item] = BODY
    return result


def _linked(scan: Scan, start: int, end: int) -> float:
    """The mean share of links in each."""
    shares = zip(scan.blocks.link_chars[start:end], scan.blocks.texts[start:end], strict=True)
    return sum(linked / len(text) for linked, text in shares) / (end - start)
