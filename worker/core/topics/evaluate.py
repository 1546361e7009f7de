"""Evaluates rules on the places of an article and scores how salient what they found is; never reads text itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from worker.core.topics.matching import Hits, contains
from worker.core.topics.near import Span, disjoint, near, overlaps
from worker.core.topics.rule_tree import And, Condition, Except, Near, Node, Not, Or, Term, With, Within
from worker.models import EvidenceField

POINTS: dict[EvidenceField, int] = {"title": 5, "lead": 2, "body": 1}
MOST: dict[EvidenceField, int] = {"title": 1, "lead": 3, "body": 6}
"""Points of a place by where it stands, and how many places there can earn them (measured: worker/rules/topics.md)."""
FULL_POINTS = sum(POINTS[field] * MOST[field] for field in POINTS)
_APART = 100
"""Characters between places of the text that count apart: one sentence full of a story's words is one mention
(measured on the development articles: precision .93 → .97)."""
_LONG_TEXT = 8_000
"""Characters from which on a body earns by density: in a text twice as long every second place does (measured:
precision .97 → .99; six mentions in a guide of 30,000 characters are not what it is about)."""


@dataclass(frozen=True, slots=True)
class Match:
    """That a rule is true, and where."""

    spans: Sequence[Span]
    """Places that count, in reading order. Empty where only conditions were asked."""
    support: Sequence[Span] = ()
    """Places that had to be there too, such as the other side of an AND."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """An article under evaluation."""

    hits: Hits
    values: Mapping[str, Sequence[str]]
    """Folded values of each condition: author, source, section, lang, label."""
    masked: Sequence[Span] = ()
    """Spans in which no term counts, disjoint and in reading order."""
    known: dict[int, "Match | None"] = field(default_factory=dict)
    """What ORs found, by identity of the node, for the groups that many rules share."""


def counted(hits: Hits, spans: Iterable[Span]) -> Iterator[tuple[EvidenceField, Span]]:
    """The disjoint spans that earn points, each with the field that it stands in."""
    room = dict(MOST)
    field: EvidenceField
    last = -_APART
    in_body = earned = 0
    for span in spans:
        if span[1] <= hits.title_end:
            field = "title"
        elif span[0] - last < _APART:
            continue
        elif span[0] < hits.lead_end:
            field, last = "lead", span[1]
        else:
            field, last = "body", span[1]
            in_body += 1
            if in_body * _LONG_TEXT < (earned + 1) * hits.text_length:
                continue
            earned += 1
        if room[field]:
            room[field] -= 1
            yield field, span


def points(hits: Hits, spans: Iterable[Span]) -> int:
    """Salience of disjoint spans in reading order."""
    return sum(POINTS[field] for field, _ in counted(hits, spans))


def find(node: Node, subject: Subject) -> Match | None:
    """Where the node is true of the article, or None. Recurses as deep as the rule nests, which the parser bounds."""
    return _FINDERS[type(node)](node, subject)


def _term(node: Term, subject: Subject) -> Match | None:
    return _hits_of(node.key, subject)


def _hits_of(key: str, subject: Subject) -> Match | None:
    spans = subject.hits.by_term.get(key)
    if spans and subject.masked:
        spans = [span for span in spans if not overlaps(span, subject.masked)]
    return Match(spans) if spans else None


def _any(node: Or, subject: Subject) -> Match | None:
    if id(node) in subject.known:
        return subject.known[id(node)]
    parts = [found for key in subject.hits.present & node.keys if (found := _hits_of(key, subject))]
    parts.extend(found for item in node.items if (found := find(item, subject)))
    result = parts[0] if parts else None
    if len(parts) > 1:
        support = tuple(span for part in parts for span in part.support)
        result = Match(disjoint(span for part in parts for span in part.spans), support)
    subject.known[id(node)] = result
    return result


def _near(node: Near, subject: Subject) -> Match | None:
    left = find(node.left, subject)
    right = find(node.right, subject) if left else None
    if left is None or right is None:
        return None
    spans = near(subject.hits.folded.plain, left.spans, right.spans, node.words, ordered=node.ordered)
    return Match(spans, (*left.support, *right.support)) if spans else None


def _all(node: And, subject: Subject) -> Match | None:
    """AND is as salient as its least salient side; one place of each other side goes along as support."""
    parts = []
    for item in node.items:
        found = find(item, subject)
        if found is None:
            return None
        if found.spans:
            parts.append(found)
    if not parts:
        return Match(())
    parts.sort(key=lambda part: points(subject.hits, part.spans))
    return Match(parts[0].spans, (*parts[0].support, *(part.spans[0] for part in parts[1:])))


def _with(node: With, subject: Subject) -> Match | None:
    left = find(node.left, subject)
    needed = find(node.right, subject) if left else None
    if left is None or needed is None:
        return None
    return Match(left.spans, (*left.support, *needed.spans[:1]))


def _not(node: Not, subject: Subject) -> Match | None:
    found = find(node.left, subject)
    return None if found is None or find(node.right, subject) else found


def _except(node: Except, subject: Subject) -> Match | None:
    left, right = find(node.left, subject), find(node.right, subject)
    if left is None or right is None:
        return left
    kept = [span for span in left.spans if not overlaps(span, right.spans)]
    return Match(kept, left.support) if kept else None


def _within(node: Within, subject: Subject) -> Match | None:
    found = find(node.item, subject)
    if found is None:
        return None
    hits = subject.hits
    low, high = {
        "title": (0, hits.title_end),
        "lead": (hits.text_start, hits.lead_end),
        "body": (hits.text_start, len(hits.folded.plain)),
    }[node.field]
    kept = [span for span in found.spans if span[0] >= low and span[1] <= high]
    return Match(kept, found.support) if kept else None


def _condition(node: Condition, subject: Subject) -> Match | None:
    """A language must be equal; the other values must hold the words."""
    values = subject.values.get(node.name, ())
    held = node.key in values if node.name == "lang" else any(contains(value, node.key) for value in values)
    return Match(()) if held else None


_FINDERS: Mapping[type, Callable[[Any, Subject], Match | None]] = {
    Term: _term,
    Or: _any,
    Near: _near,
    And: _all,
    With: _with,
    Not: _not,
    Except: _except,
    Within: _within,
    Condition: _condition,
}
