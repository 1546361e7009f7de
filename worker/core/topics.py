"""Tags an article with the topics of a taxonomy, each tag with its evidence; never stores, never guesses.

A publisher's label that a topic claims gives a tag of source `publisher` with score 1; rules that reach the topic's
threshold of salience give one of source `rule` with score points / 17. An article can have both for one topic: that
the publisher says so and that the text shows it are two facts, and a consumer may trust them differently.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from worker.core.evaluate import BODY_MOST, FULL_POINTS, LEAD_MOST, Found, Subject, find, points
from worker.core.fold import fold
from worker.core.labels import label_key, label_parts
from worker.core.matching import Places
from worker.core.near import Span, disjoint
from worker.core.taxonomy import Rule, Taxonomy, Topic, compile_taxonomy
from worker.core.topic_documents import STUB_THRESHOLD
from worker.models import Evidence, Label, Tag

__all__ = ["Reading", "Taxonomy", "Topic", "compile_taxonomy", "explain", "tag"]

STUB_CHARS = 800
"""A text shorter than this is judged like a truncated one: there is no body in which a story could recur."""
ALSO_NEEDS = 2
"""Places of a topic's rules from which on the words of its `also` count."""
_MOST_SUPPORT = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What the rules of one topic found in one article, whether or not it makes a tag."""

    topic: Topic
    points: int
    threshold: int
    """The one that applies to this article."""
    active: bool
    """Whether the article's day lies in the topic's active dates."""
    evidence: tuple[Evidence, ...]

    @property
    def tagged(self) -> bool:
        return self.active and self.points >= self.threshold

    @property
    def score(self) -> float:
        return round(self.points / FULL_POINTS, 3)


def tag(
    taxonomy: Taxonomy,
    *,
    title: str,
    text: str,
    labels: Sequence[Label] = (),
    language: str | None = None,
    authors: Sequence[str] = (),
    source: str | None = None,
    section: str | None = None,
    truncated: bool | None = None,
    published: date | None = None,
) -> tuple[Tag, ...]:
    """The tags of an article, publisher's first, then by score. Evidence spans are those of title, text and labels."""
    by_publisher = _publisher_tags(taxonomy, labels, published)
    readings = explain(
        taxonomy,
        title=title,
        text=text,
        labels=labels,
        language=language,
        authors=authors,
        source=source,
        section=section,
        truncated=truncated,
        published=published,
    )
    by_rule = (
        Tag(topic=reading.topic.slug, source="rule", score=reading.score, evidence=reading.evidence)
        for reading in readings
        if reading.tagged
    )
    return (*by_publisher, *by_rule)


def explain(
    taxonomy: Taxonomy,
    *,
    title: str,
    text: str,
    labels: Sequence[Label] = (),
    language: str | None = None,
    authors: Sequence[str] = (),
    source: str | None = None,
    section: str | None = None,
    truncated: bool | None = None,
    published: date | None = None,
) -> tuple[Reading, ...]:
    """What each topic's rules found in an article, best first; topics of which nothing was found are left out."""
    places = taxonomy.matcher.find(title, text)
    values = {
        "author": [fold(author).lower for author in authors],
        "source": [fold(source).lower] if source else [],
        "section": [fold(section).lower] if section else [],
        "lang": [language.lower()] if language else [],
        "label": [label_key(label.text) for label in labels],
    }
    subject = Subject(places=places, values=values)
    stub = truncated is True or len(text) < STUB_CHARS
    readings = []
    for slug, rules in _candidates(taxonomy, places):
        topic = taxonomy.topics[slug]
        found = _look(topic, rules, subject)
        if found:
            evidence = tuple(_evidence(found, title, text, places))
            spans = disjoint(span for _, part in found for span in part.spans)
            readings.append(
                Reading(
                    topic=topic,
                    points=points(places, spans),
                    threshold=min(STUB_THRESHOLD, topic.threshold) if stub else topic.threshold,
                    active=_active(topic, published),
                    evidence=evidence,
                )
            )
    readings.sort(key=lambda reading: (-reading.points, reading.topic.slug))
    return tuple(readings)


def _candidates(taxonomy: Taxonomy, places: Places) -> Iterator[tuple[str, list[int]]]:
    """Topics with the indexes of their rules that have a term in the article."""
    found: dict[str, set[int]] = {}
    for key in places.hits:
        for slug, index in taxonomy.candidates.get(key, ()):
            found.setdefault(slug, set()).add(index)
    for slug, indexes in found.items():
        yield slug, sorted(indexes)


def _look(topic: Topic, rules: Sequence[int], subject: Subject) -> list[tuple[str, Found]]:
    """What the rules found; with it the words of `also`, when the rules found the story often enough."""
    if topic.mask:
        masked = [span for key in topic.mask for span in subject.places.hits.get(key, ())]
        if masked:
            subject = Subject(places=subject.places, values=subject.values, masked=disjoint(masked))
    found = list(_found((topic.rules[index] for index in rules), subject))
    if topic.also and len(disjoint(span for _, part in found for span in part.spans)) >= ALSO_NEEDS:
        found.extend(_found(topic.also, subject))
    return found


def _found(rules: Iterable[Rule], subject: Subject) -> Iterator[tuple[str, Found]]:
    for rule in rules:
        found = find(rule.node, subject)
        if found:
            yield rule.text, found


def _evidence(found: Sequence[tuple[str, Found]], title: str, text: str, places: Places) -> Iterator[Evidence]:
    """The spans that earned points, in reading order, and what supported them."""
    rule_of: dict[Span, str] = {}
    support: dict[Span, str] = {}
    for rule, part in found:
        for span in part.spans:
            rule_of.setdefault(span, rule)
        for span in part.support[:_MOST_SUPPORT]:
            support.setdefault(span, rule)
    room = {"title": 1, "lead": LEAD_MOST, "body": BODY_MOST}
    chosen = []
    for span in disjoint(rule_of):
        field, start, end = places.stored(span)
        if room[field]:
            room[field] -= 1
            chosen.append((span, field, start, end, rule_of[span]))
    for span, rule in support.items():
        if span not in rule_of:
            chosen.append((span, *places.stored(span), rule))
    for _, field, start, end, rule in sorted(chosen):
        yield Evidence(
            field=field, start=start, end=end, text=(title if field == "title" else text)[start:end], rule=rule
        )


def _publisher_tags(taxonomy: Taxonomy, labels: Sequence[Label], published: date | None) -> Iterator[Tag]:
    evidence: dict[str, list[Evidence]] = {}
    for label in labels:
        for start, end, key in label_parts(label.text):
            for slug in taxonomy.by_label.get(key, ()):
                if _active(taxonomy.topics[slug], published):
                    spans = evidence.setdefault(slug, [])
                    if not any(span.text == label.text[start:end] for span in spans):
                        spans.append(
                            Evidence(
                                field="label", start=start, end=end, text=label.text[start:end], rule=f"alias {key}"
                            )
                        )
    for slug, spans in sorted(evidence.items()):
        yield Tag(topic=slug, source="publisher", score=1.0, evidence=tuple(spans))


def _active(topic: Topic, published: date | None) -> bool:
    if published is None:
        return True
    after = topic.active_from is None or published >= topic.active_from
    return after and (topic.active_until is None or published <= topic.active_until)
