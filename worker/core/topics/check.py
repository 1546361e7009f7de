"""Checks a taxonomy by itself: examples, aliases, dead rules, overlap; never reads stored articles."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from worker.core.topics.rule_tree import Or, Term
from worker.core.topics.tag import Article, explain
from worker.core.topics.taxonomy import Taxonomy, Topic

_ALIKE = 0.5
"""Share of the terms of the smaller of two topics that the other has too, from which on they are reported."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Something that an editor should know."""

    kind: Literal["example", "untested", "dead", "alias", "overlap"]
    topic: str
    location: str
    """File and line of the topic."""
    message: str

    @property
    def serious(self) -> bool:
        """The taxonomy does not do what its editor wrote down; the rest are notes."""
        return self.kind in {"example", "dead"}


def check(taxonomy: Taxonomy) -> tuple[Problem, ...]:
    """All problems, serious ones first, then by topic."""
    problems = [
        *(problem for topic in taxonomy.topics.values() for problem in _examples(taxonomy, topic)),
        *(problem for topic in taxonomy.topics.values() for problem in _dead(topic)),
        *_aliases(taxonomy),
        *_overlaps(taxonomy),
    ]
    return tuple(sorted(problems, key=lambda problem: (not problem.serious, problem.kind, problem.topic)))


def _examples(taxonomy: Taxonomy, topic: Topic) -> Iterator[Problem]:
    if not topic.match or not topic.no_match:
        missing = "match" if not topic.match else "no_match"
        yield Problem(
            kind="untested", topic=topic.slug, location=topic.location, message=f"has no examples in {missing}"
        )
    for wanted, examples in ((True, topic.match), (False, topic.no_match)):
        for example in examples:
            title, _, text = example.partition("\n\n")
            scores = explain(taxonomy, Article(title=title, text=text))
            score = next((score for score in scores if score.topic is topic), None)
            tagged = score is not None and score.points >= score.threshold
            if tagged is wanted:
                continue
            why = "; ".join(f"{one.text!r} by {one.rule}" for one in score.evidence) if score else "nothing found"
            message = f"{'must' if wanted else 'must not'} match: {example!r} ({why})"
            yield Problem(kind="example", topic=topic.slug, location=topic.location, message=message)


def _dead(topic: Topic) -> Iterator[Problem]:
    """Rules that add nothing: written twice, part of a beginning such as `sanction*`, or wholly masked."""
    seen: set[str] = set()
    alone = [rule.node.key for rule in topic.rules if isinstance(rule.node, Term)]
    stems = tuple(key.removesuffix("*") for key in alone if key.endswith("*") and not key.startswith("="))
    for rule in topic.rules:
        message = None
        if rule.text in seen:
            message = f"{rule.text} is written twice"
        elif isinstance(rule.node, Term):
            key = rule.node.key
            stem = next((stem for stem in stems if key.removesuffix("*").startswith(stem) and key != f"{stem}*"), None)
            mask = next((mask for mask in topic.mask if mask.removesuffix("*") == key.removesuffix("*")), None)
            if stem:
                message = f"{rule.text} is found by {stem}* already"
            elif mask:
                message = f"{rule.text} is masked wherever it stands"
        seen.add(rule.text)
        if message:
            yield Problem(kind="dead", topic=topic.slug, location=topic.location, message=message)


def _aliases(taxonomy: Taxonomy) -> Iterator[Problem]:
    for label, slugs in taxonomy.by_label.items():
        if len(slugs) > 1:
            message = f"the label {label!r} means {', '.join(slugs[1:])} too"
            yield Problem(kind="alias", topic=slugs[0], location=taxonomy.topics[slugs[0]].location, message=message)


def _overlaps(taxonomy: Taxonomy) -> Iterator[Problem]:
    """Pairs of topics that look for much the same words."""
    words = {slug: _own_terms(topic) for slug, topic in taxonomy.topics.items()}
    shared: dict[str, list[str]] = {}
    for slug, keys in words.items():
        for key in keys:
            shared.setdefault(key, []).append(slug)
    counts: dict[tuple[str, str], int] = {}
    for slugs in shared.values():
        for pair in combinations(slugs, 2):
            counts[pair] = counts.get(pair, 0) + 1
    for (one, other), count in counts.items():
        smaller = min(len(words[one]), len(words[other]))
        if count / smaller >= _ALIKE:
            message = f"shares {count} of {smaller} words with {other}"
            yield Problem(kind="overlap", topic=one, location=taxonomy.topics[one].location, message=message)


def _own_terms(topic: Topic) -> set[str]:
    """Words that make a rule true by themselves; those of groups inside NEAR say little about likeness."""
    keys: set[str] = set()
    for rule in topic.rules:
        match rule.node:
            case Term(key):
                keys.add(key)
            case Or(inner, _):
                keys.update(inner)
            case _:
                pass
    return keys
