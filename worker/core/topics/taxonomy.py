"""Compiles topics into what tagging needs: one matcher for all terms, and the rules each can make true; never tags."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from worker.core.topics.documents import Rule, Topic, query_topic, read_documents
from worker.core.topics.labels import label_key
from worker.core.topics.matching import Matcher
from worker.core.topics.rule_tree import Node, Term, terms, triggers

__all__ = ["Rule", "Taxonomy", "Topic", "compile_taxonomy", "query_taxonomy"]

ENGINE = "1"
"""Part of the version: raise it when the same documents would tag the same text differently."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Taxonomy:
    """A compiled taxonomy; holds nothing that changes, so it may be shared and swapped whole."""

    version: str
    """A short hash of what decides about tags: rules, aliases, dates, and the engine that reads them."""
    topics: Mapping[str, Topic]
    """By slug."""
    groups: Mapping[str, Node]
    """By name; what a rule can ask for as @name."""
    matcher: Matcher
    candidates: Mapping[str, Sequence[tuple[str, int]]]
    """Term key → the rules (slug, index) that can be true only when one of their terms stands in the article."""
    by_label: Mapping[str, tuple[str, ...]]
    """Folded publisher label → slugs."""


def compile_taxonomy(documents: Mapping[str, str]) -> Taxonomy:
    """File name → TOML text, later files replacing what earlier ones define. Raises UsageError with the place."""
    groups, topics = read_documents(documents)
    return _compile(topics, groups)


def query_taxonomy(taxonomy: Taxonomy, query: str) -> Taxonomy:
    """A taxonomy of the one topic `query`, to try a rule that may use the groups. Raises UsageError."""
    topic = query_topic(query, taxonomy.groups)
    return _compile({topic.slug: topic}, taxonomy.groups)


def _compile(topics: Mapping[str, Topic], groups: Mapping[str, Node]) -> Taxonomy:
    keys: set[str] = set()
    candidates: dict[str, list[tuple[str, int]]] = {}
    by_label: dict[str, dict[str, None]] = {}
    for topic in topics.values():
        keys.update(topic.mask)
        for rule in topic.also:
            keys.update(terms(rule.node))
        for index, rule in enumerate(topic.rules):
            candidate = (topic.slug, index)
            for key in triggers(rule.node):
                candidates.setdefault(key, []).append(candidate)
            if not isinstance(rule.node, Term):
                keys.update(terms(rule.node))
    keys.update(candidates)
    for topic in topics.values():
        for label in (topic.slug, *topic.labels.values(), *topic.aliases):
            by_label.setdefault(label_key(label), {})[topic.slug] = None
    return Taxonomy(
        version=_version(topics),
        topics=topics,
        groups=groups,
        matcher=Matcher(keys),
        candidates=candidates,
        by_label={key: tuple(slugs) for key, slugs in by_label.items()},
    )


def _version(topics: Mapping[str, Topic]) -> str:
    """Over what decides about tags and nothing else: a better description asks for no retagging."""
    digest = hashlib.sha256(ENGINE.encode())
    for slug in sorted(topics):
        topic = topics[slug]
        rules = [rule.node for rule in (*topic.rules, *topic.also)]
        names = (slug, *sorted(topic.labels.values()), *topic.aliases)
        dates = (topic.active_from, topic.active_until)
        digest.update(repr((names, rules, len(topic.also), topic.mask, topic.threshold, dates)).encode())
    return digest.hexdigest()[:12]
