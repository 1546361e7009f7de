"""Measures which places of two terms stand near each other in a text; never knows what the terms are."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

WIDEST = 100
"""Words that a NEAR can allow between its sides."""
_CHARS_PER_WORD = 12
"""A word with its space is shorter on average in every language that writes spaces; bounds the reach of NEAR."""
FURTHEST = _CHARS_PER_WORD * (WIDEST + 1)
"""Characters that the sides of any NEAR can stand apart."""
_NEVER = 1_000
"""More words than any NEAR allows."""


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """As many spans as possible that do not overlap, in reading order."""
    found = list(spans)
    if len(found) < 2:
        return found
    found.sort(key=_by_end)
    chosen: list[Span] = []
    last = -1
    for span in found:
        if span[0] >= last:
            chosen.append(span)
            last = span[1]
    return chosen


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps one of `others`, which are disjoint and in reading order."""
    index = bisect_left(others, span[0] + 1, key=_end)
    return index < len(others) and others[index][0] < span[1]


def near(plain: str, left: Sequence[Span], right: Sequence[Span], words: int, *, ordered: bool) -> list[Span]:
    """Disjoint spans that reach from a place of one side to the nearest of the other, at most `words` words between.

    Both sides are in reading order. With `ordered`, the left side must come first.
    """
    found = []
    if len(left) <= len(right):
        few, many, forward, backward = left, right, True, not ordered
    else:
        few, many, forward, backward = right, left, not ordered, True
    for span in few:
        after = _after(plain, span, many, words) if forward else None
        before = _before(plain, span, many, words) if backward else None
        if after and before:
            found.append(min(after, before, key=_length))
        elif after or before:
            found.append(after or before or span)
    return disjoint(found)


def _after(plain: str, span: Span, others: Sequence[Span], words: int) -> Span | None:
    index = bisect_left(others, span[1], key=_start)
    if index < len(others) and _words_between(plain, span[1], others[index][0], words) <= words:
        return span[0], others[index][1]
    return None


def _before(plain: str, span: Span, others: Sequence[Span], words: int) -> Span | None:
    index = bisect_left(others, span[0] + 1, key=_end) - 1
    if index >= 0 and _words_between(plain, others[index][1], span[0], words) <= words:
        return others[index][0], span[1]
    return None


def _words_between(plain: str, start: int, end: int, words: int) -> int:
    """Words between two places, or characters by two where no spaces are written; never across an empty line."""
    if end - start > _CHARS_PER_WORD * (words + 1):
        return _NEVER
    gap = plain[start:end]
    if "\n" in gap:
        return _NEVER
    return len(gap.split()) if gap.isascii() or " " in gap else len(gap) // 2


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]


def _by_end(span: Span) -> Span:
    return span[1], -span[0]


def _length(span: Span) -> int:
    return span[1] - span[0]
