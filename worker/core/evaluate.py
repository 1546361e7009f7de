"""Evaluates rules on the places of an article and scores how salient what they found is; never reads text itself."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from worker.core.matching import Places, Span, contains
from worker.core.query import And, Condition, Except, Near, Node, Not, Or, Term, Within

TITLE_POINTS = 5
LEAD_POINTS, LEAD_MOST = 2, 3
BODY_POINTS, BODY_MOST = 1, 6
FULL_POINTS = TITLE_POINTS + LEAD_POINTS * LEAD_MOST + BODY_POINTS * BODY_MOST
_CHARS_PER_WORD = 12
"""A word and its space are never longer on average; bounds NEAR where no spaces are written."""


@dataclass(frozen=True, slots=True)
class Found:
    """That a rule is true, and where."""

    spans: Sequence[Span]
    """Places that count, by end. Empty where only conditions were asked."""
    support: Sequence[Span] = ()
    """Places that had to be there too, such as the other side of an AND."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """An article under evaluation."""

    places: Places
    values: Mapping[str, Sequence[str]]
    """Folded values of each condition: author, source, section, lang, label."""
    masked: Sequence[Span] = ()
    """Spans in which no term counts, sorted and disjoint."""
    known: dict[int, "Found | None"] = field(default_factory=dict)
    """What named groups and wide ORs found, by identity of the node."""


def points(places: Places, spans: Iterable[Span]) -> int:
    """Salience of disjoint spans: the title counts 5 once, the lead 2 up to 3 times, the body 1 up to 6 times."""
    title = lead = body = 0
    for start, end in spans:
        if end <= places.title_end:
            title = 1
        elif start < places.lead_end:
            lead += 1
        else:
            body += 1
    return TITLE_POINTS * title + LEAD_POINTS * min(lead, LEAD_MOST) + BODY_POINTS * min(body, BODY_MOST)


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """As many spans as possible that do not overlap, in reading order."""
    chosen: list[Span] = []
    last = -1
    for start, end in sorted(spans, key=_by_end):
        if start >= last:
            chosen.append((start, end))
            last = end
    return chosen


def _by_end(span: Span) -> tuple[int, int]:
    return span[1], -span[0]


def find(node: Node, subject: Subject) -> Found | None:
    """Where the node is true of the article, or None."""
    match node:
        case Term(key):
            spans = subject.places.hits.get(key)
            if spans and subject.masked:
                spans = [span for span in spans if not _overlaps(span, subject.masked)]
            return Found(spans) if spans else None
        case Or(items):
            return _any(node, items, subject)
        case Near(left, right, words, ordered):
            first = find(left, subject)
            second = find(right, subject) if first else None
            if first is None or second is None:
                return None
            near = _pairs(subject.places.lower, first.spans, second.spans, words, ordered=ordered)
            return Found(near) if near else None
        case And(items):
            return _all(items, subject)
        case Not(left, right):
            found = find(left, subject)
            return None if found is None or find(right, subject) else found
        case Except(left, right):
            return _except(find(left, subject), find(right, subject))
        case Within(place, item):
            return _within(place, find(item, subject), subject.places)
        case Condition(name, key):
            held = any(_holds(name, value, key) for value in subject.values.get(name, ()))
            return Found(()) if held else None


def _any(node: Node, items: Sequence[Node], subject: Subject) -> Found | None:
    if id(node) in subject.known:
        return subject.known[id(node)]
    parts = [found for item in items if (found := find(item, subject))]
    if not parts:
        result = None
    elif len(parts) == 1:
        result = parts[0]
    else:
        result = Found(disjoint(span for part in parts for span in part.spans), parts[0].support)
    subject.known[id(node)] = result
    return result


def _all(items: Sequence[Node], subject: Subject) -> Found | None:
    """AND is as salient as its least salient side; one place of each other side goes along as support."""
    parts = []
    for item in items:
        found = find(item, subject)
        if found is None:
            return None
        if found.spans:
            parts.append(found)
    if not parts:
        return Found(())
    parts.sort(key=lambda part: points(subject.places, disjoint(part.spans)))
    least = parts[0]
    return Found(least.spans, (*least.support, *(part.spans[0] for part in parts[1:])))


def _except(left: Found | None, right: Found | None) -> Found | None:
    if left is None or right is None:
        return left
    kept = [span for span in left.spans if not _overlaps(span, disjoint(right.spans))]
    return Found(kept, left.support) if kept else None


def _within(place: str, found: Found | None, places: Places) -> Found | None:
    if found is None:
        return None
    low, high = {
        "title": (0, places.title_end),
        "lead": (places.text_start, places.lead_end),
        "body": (places.text_start, len(places.lower)),
    }[place]
    kept = [span for span in found.spans if span[0] >= low and span[1] <= high]
    return Found(kept, found.support) if kept else None


def _holds(name: str, value: str, key: str) -> bool:
    return value == key if name == "lang" else contains(value, key) is not None


def _overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span overlaps one of `others`, which are sorted and disjoint."""
    index = bisect_left(others, span[0], key=_end)
    while index < len(others) and others[index][1] <= span[0]:
        index += 1
    return index < len(others) and others[index][0] < span[1]


def _end(span: Span) -> int:
    return span[1]


def _start(span: Span) -> int:
    return span[0]


def _pairs(lower: str, left: Sequence[Span], right: Sequence[Span], words: int, *, ordered: bool) -> list[Span]:
    """Spans from a place of one side to the nearest place of the other, at most `words` words apart."""
    if len(left) <= len(right):
        few, many, few_first = left, right, True
    else:
        few, many, few_first = right, left, False
    starts = sorted(many, key=_start)
    ends = sorted(many, key=_end)
    reach = _CHARS_PER_WORD * (words + 1)
    found = []
    for start, end in few:
        best: Span | None = None
        if few_first or not ordered:
            index = bisect_left(starts, end, key=_start)
            if index < len(starts):
                other = starts[index]
                if other[0] - end <= reach and _words_between(lower, end, other[0]) <= words:
                    best = (start, other[1])
        if not few_first or not ordered:
            index = bisect_left(ends, start + 1, key=_end) - 1
            if index >= 0:
                other = ends[index]
                if start - other[1] <= reach and _words_between(lower, other[1], start) <= words:
                    before = (other[0], end)
                    if best is None or end - other[0] < best[1] - best[0]:
                        best = before
                    best = best or before
        if best:
            found.append(best)
    found.sort(key=_by_end)
    return found


def _words_between(lower: str, start: int, end: int) -> int:
    """Words between two places, by their spaces; more than any NEAR allows when an empty line stands between."""
    if lower.find("\n", start, end) >= 0:
        return 1_000
    spaces = lower.count(" ", start, end)
    return spaces - 1 if spaces else (end - start) // 2
