"""Small charts: from numbers to the places of their bars; draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One part of a bar, in units of the chart, y from the top."""

    x: float
    y: float
    width: float
    height: float
    series: int
    """Which of the numbers of its place it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Bars with what they stand on."""

    width: int
    height: int
    top: int
    """What the full height stands for."""
    bars: tuple[Bar, ...]

    @property
    def paths(self) -> list[tuple[int, str]]:
        """The bars of each series as one path of SVG: a page may have a hundred charts."""
        drawn: dict[int, list[str]] = {}
        for bar in self.bars:
            box = f"M{bar.x:g} {bar.y:g}h{bar.width:g}v{bar.height:g}h-{bar.width:g}z"
            drawn.setdefault(bar.series, []).append(box)
        return [(series, "".join(boxes)) for series, boxes in sorted(drawn.items())]


def bars(values: Sequence[Sequence[float]], *, width: int, height: int, gap: float = 0.25) -> Chart:
    """Return a chart of one bar for each place, its numbers on top of each other; `gap` is a share of a place."""
    top = ceiling(max((sum(place) for place in values), default=0))
    step = width / max(len(values), 1)
    placed = []
    for index, place in enumerate(values):
        base = float(height)
        # what there is shows, however little it is beside the rest
        heights = [max(value / top * height, 1.0) if value else 0.0 for value in place]
        if heights:
            heights[heights.index(max(heights))] -= max(sum(heights) - height, 0.0)
        for series, tall in enumerate(heights):
            base -= tall
            if tall:
                placed.append(
                    Bar(
                        x=round(index * step + step * gap / 2, 2),
                        y=round(base, 2),
                        width=round(step * (1 - gap), 2),
                        height=round(tall, 2),
                        series=series,
                    )
                )
    return Chart(width=width, height=height, top=top, bars=tuple(placed))


def half_within(buckets: Mapping[float, int]) -> float | None:
    """Return the bound under which half of what was counted lies; `buckets` are without those of smaller bounds."""
    half, below = sum(buckets.values()) / 2, 0
    for bound in sorted(buckets):
        below += buckets[bound]
        if below and below >= half:
            return bound
    return None


def ceiling(largest: float) -> int:
    """Return a round number that is not below the largest, and not much above it."""
    size = 1
    while largest > 10 * size:
        size *= 10
    return next(step * size for step in (1, 2, 3, 4, 5, 6, 8, 10) if largest <= step * size)
