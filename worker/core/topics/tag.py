"""Tags an article with the topics of a taxonomy, each tag with its evidence; never stores, never guesses.

A publisher's label that a topic claims gives a tag of source `publisher` with score 1; rules that reach the topic's
threshold of salience give one of source `rule` with score points / 17. An article can have both for one topic: that
the publisher says so and that the text shows it are two facts, and a consumer may trust them differently.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from worker.core.text.fold import fold
from worker.core.topics.documents import STUB_THRESHOLD
from worker.core.topics.evaluate import FULL_POINTS, Match, Subject, counted, find, points
from worker.core.topics.labels import label_key, label_parts
from worker.core.topics.matching import Hits
from worker.core.topics.near import FURTHEST, Span, disjoint
from worker.core.topics.taxonomy import Rule, Taxonomy, Topic, compile_taxonomy
from worker.models import Draft, Evidence, Label, Tag, TagSource

__all__ = ["Article", "Taxonomy", "Topic", "TopicScore", "article_of", "compile_taxonomy", "explain", "tag"]

STUB_CHARS = 1_200
"""Texts shorter than this have no body in which a story could recur: 3 points are enough for a tag (measured: cut
there, precision .95 and recall .94; with the whole threshold recall .82)."""
SHORT_CHARS = 3_000
"""Texts shorter than this, and truncated ones, need a point less (measured: precision 1.00, recall .93 → .94)."""
ALSO_NEEDS = 2
"""Places of a topic's rules from which on the words of its `also` count (measured: recall .94 → 1.00)."""
_MOST_SUPPORT = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What rules can ask about; title and text as they are stored."""

    title: str
    text: str
    labels: Sequence[Label] = ()
    language: str | None = None
    authors: Sequence[str] = ()
    source: str | None = None
    section: str | None = None
    truncated: bool | None = None
    published: date | None = None


def article_of(draft: Draft, source: str | None) -> Article:
    """Return what rules ask about of an article that is about to be stored, by the publisher `source`."""
    return Article(
        title=draft.title,
        text=draft.text,
        labels=draft.labels,
        language=draft.language,
        authors=draft.authors,
        source=source,
        section=draft.section,
        truncated=draft.truncated,
        published=draft.published.value.date() if draft.published else None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicScore:
    """What the rules of one topic found in one article, whether or not it makes a tag."""

    topic: Topic
    points: int
    threshold: int
    """The one that applies to this article."""
    active: bool
    """Whether the article's day lies in the topic's active dates."""
    evidence: tuple[Evidence, ...]
    """The spans that earned the points, and what had to stand beside them."""

    @property
    def tagged(self) -> bool:
        """Whether it makes a tag."""
        return self.active and self.points >= self.threshold


@dataclass(frozen=True, kw_only=True, slots=True)
class _Finding:
    topic: Topic
    parts: Sequence[tuple[str, Match]]
    """Each rule that found something."""
    points: int
    threshold: int
    active: bool


def tag(taxonomy: Taxonomy, article: Article) -> tuple[Tag, ...]:
    """The tags of an article, publisher's first, then by score. Evidence spans are those of title, text and labels."""
    hits = taxonomy.matcher.find(article.title, article.text)
    by_rule = (
        Tag(
            topic=finding.topic.slug,
            source=TagSource.RULE,
            score=round(finding.points / FULL_POINTS, 3),
            evidence=tuple(_evidence(finding.parts, article, hits)),
        )
        for finding in _findings(taxonomy, article, hits, hopeless=False)
        if finding.active and finding.points >= finding.threshold
    )
    return (*_publisher_tags(taxonomy, article), *sorted(by_rule, key=lambda tag: (-tag.score, tag.topic)))


def explain(taxonomy: Taxonomy, article: Article) -> tuple[TopicScore, ...]:
    """What each topic's rules found in an article, best first; topics of which nothing was found are left out."""
    hits = taxonomy.matcher.find(article.title, article.text)
    scores = [
        TopicScore(
            topic=finding.topic,
            points=finding.points,
            threshold=finding.threshold,
            active=finding.active,
            evidence=tuple(_evidence(finding.parts, article, hits)),
        )
        for finding in _findings(taxonomy, article, hits)
    ]
    return tuple(sorted(scores, key=lambda score: (-score.points, score.topic.slug)))


def _findings(taxonomy: Taxonomy, article: Article, hits: Hits, *, hopeless: bool = True) -> Iterator[_Finding]:
    """What each topic's rules found; without `hopeless`, topics that cannot reach their threshold may be left out."""
    subject = Subject(hits=hits, values=_values(article))
    for slug, candidate in _candidates(taxonomy, hits).items():
        topic = taxonomy.topics[slug]
        threshold = _threshold(topic, article)
        if not hopeless and not candidate.early and candidate.hits < (ALSO_NEEDS if topic.also else threshold):
            continue
        parts = _matches(topic, sorted(candidate.rules), subject)
        if parts:
            spans = parts[0][1].spans
            if len(parts) > 1:
                spans = disjoint(span for _, part in parts for span in part.spans)
            yield _Finding(
                topic=topic,
                parts=parts,
                points=points(hits, spans),
                threshold=threshold,
                active=_active(topic, article.published),
            )


def _threshold(topic: Topic, article: Article) -> int:
    """Points from which a topic is tagged: fewer for an article of which there is less text."""
    stub = min(STUB_THRESHOLD, topic.threshold)
    if len(article.text) < STUB_CHARS:
        return stub
    if article.truncated or len(article.text) < SHORT_CHARS:
        return max(stub, topic.threshold - 1)
    return topic.threshold


def _values(article: Article) -> Mapping[str, Sequence[str]]:
    """What conditions are compared with, folded."""
    return {
        "author": [fold(author).words for author in article.authors],
        "source": [fold(article.source).words] if article.source else [],
        "section": [fold(article.section).words] if article.section else [],
        "lang": [article.language.lower()] if article.language else [],
        "label": [label_key(label.text) for label in article.labels],
    }


@dataclass(slots=True)
class _Candidate:
    """A topic that may match: some of its rules have a term in the article."""

    rules: set[int]
    hits: int
    """How often those terms stand in it. Each match of a rule needs one, so there cannot be more matches than this."""
    early: bool
    """Whether one stands in title or lead, or so soon after that a NEAR which begins in the lead may reach it."""


def _candidates(taxonomy: Taxonomy, hits: Hits) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    early_end = hits.lead_end + FURTHEST
    for key in hits.by_term.keys() & taxonomy.candidates.keys():
        spans = hits.by_term[key]
        early = spans[0][0] < early_end
        for slug, index in taxonomy.candidates[key]:
            candidate = found.get(slug)
            if candidate is None:
                found[slug] = _Candidate({index}, len(spans), early)
            else:
                candidate.rules.add(index)
                candidate.hits += len(spans)
                candidate.early = candidate.early or early
    return found


def _matches(topic: Topic, rules: Sequence[int], subject: Subject) -> list[tuple[str, Match]]:
    """What the rules of a topic found; and what `also` found, if the rules found enough to be sure of the topic."""
    masked = [span for key in topic.mask for span in subject.hits.by_term.get(key, ())]
    if masked:
        subject = Subject(hits=subject.hits, values=subject.values, masked=disjoint(masked))
    found = list(_found((topic.rules[index] for index in rules), subject))
    if topic.also and len(disjoint(span for _, part in found for span in part.spans)) >= ALSO_NEEDS:
        found.extend((rule, _early(part, subject.hits)) for rule, part in _found(topic.also, subject))
    return found


def _early(found: Match, hits: Hits) -> Match:
    """Only those matches of `also` that stand in title and lead: its words are too common to prove anything below."""
    return Match([span for span in found.spans if span[0] < hits.lead_end], found.support)


def _found(rules: Iterable[Rule], subject: Subject) -> Iterator[tuple[str, Match]]:
    for rule in rules:
        found = find(rule.node, subject)
        if found:
            yield rule.text, found


def _evidence(parts: Sequence[tuple[str, Match]], article: Article, hits: Hits) -> Iterator[Evidence]:
    """The passages that earned points, in reading order, together with those that a rule required beside them."""
    rule_of: dict[Span, str] = {}
    beside: dict[Span, str] = {}
    for rule, part in parts:
        for span in part.spans:
            rule_of.setdefault(span, rule)
        for span in part.support[:_MOST_SUPPORT]:
            beside.setdefault(span, rule)
    earning = [span for _, span in counted(hits, disjoint(rule_of))]
    for span in sorted({*earning, *(span for span in beside if span not in rule_of)}):
        field, start, end = hits.stored(span)
        stored = article.title if field == "title" else article.text
        rule = rule_of.get(span) or beside[span]
        yield Evidence(field=field, start=start, end=end, text=stored[start:end], rule=rule)


def _publisher_tags(taxonomy: Taxonomy, article: Article) -> Iterator[Tag]:
    claimed: dict[str, dict[str, Evidence]] = {}
    for label in article.labels:
        for start, end, key in label_parts(label.text):
            for slug in taxonomy.by_label.get(key, ()):
                if _active(taxonomy.topics[slug], article.published):
                    text = label.text[start:end]
                    evidence = Evidence(field="label", start=start, end=end, text=text, rule=f"alias {key}")
                    claimed.setdefault(slug, {}).setdefault(key, evidence)
    for slug in sorted(claimed):
        yield Tag(topic=slug, source=TagSource.PUBLISHER, score=1.0, evidence=tuple(claimed[slug].values()))


def _active(topic: Topic, published: date | None) -> bool:
    if published is None:
        return True
    after = topic.active_from is None or published >= topic.active_from
    return after and (topic.active_until is None or published <= topic.active_until)
