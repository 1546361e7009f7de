"""Compiles taxonomy documents (TOML text) into what tagging needs, or says where a document is wrong; never tags.

The format is described in worker/rules/topics.md. Later documents replace topics and groups of earlier ones by name.
"""

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from worker.core.labels import label_key
from worker.core.matching import Matcher
from worker.core.query import And, Condition, Except, Near, Node, Not, Or, QueryError, Term, Within, parse_query
from worker.errors import UsageError

ENGINE = "1"
"""Part of the version: raise it when the same documents would tag the same text differently."""
THRESHOLD = 6
"""Points that make a tag (measured on the development articles; see topics.md)."""
STUB_THRESHOLD = 3
"""Points that make a tag when only the first lines of the article are there."""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_GROUP = re.compile(r"\w[\w-]*")
_KEYS = {
    "label": dict, "description": str, "broader": list, "aliases": list, "rules": (str, list), "mask": list,
    "threshold": int, "active": dict, "match": list, "no_match": list,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One alternative of a topic's rules."""

    node: Node
    text: str
    """As the editor wrote it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    slug: str
    labels: Mapping[str, str]
    """By language; English is always there."""
    description: str
    broader: tuple[str, ...]
    """IPTC Media Topics, as 'medtop:20000638'."""
    aliases: tuple[str, ...]
    """Labels of publishers that mean this topic, beside its slug and its own labels."""
    rules: tuple[Rule, ...]
    mask: tuple[str, ...]
    """Keys of terms in whose places nothing counts."""
    threshold: int
    stub_threshold: int
    active_from: date | None
    active_until: date | None
    match: tuple[str, ...]
    """Headlines, or a headline, an empty line and text, that must be tagged."""
    no_match: tuple[str, ...]
    file: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Taxonomy:
    version: str
    """A short hash of what the documents say and of the engine that reads them."""
    topics: Mapping[str, Topic]
    """By slug."""
    matcher: Matcher
    triggers: Mapping[str, tuple[tuple[str, int], ...]]
    """Term key → the rules (slug, index) that cannot be true without one of the terms that lead to them."""
    by_label: Mapping[str, tuple[str, ...]]
    """Folded publisher label → slugs."""


class _Document:
    """One file: its parsed tables, and where in its text things stand."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        try:
            self.tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{name}: not valid TOML: {error}") from None

    def line_of(self, offset: int) -> tuple[int, int]:
        return self.text.count("\n", 0, offset) + 1, offset - self.text.rfind("\n", 0, offset)

    def header(self, slug: str) -> int:
        match = re.search(rf"^\s*\[\s*topic\s*\.\s*[\"']?{re.escape(slug)}[\"']?\s*\]", self.text, re.MULTILINE)
        return match.start() if match else 0

    def error(
        self, what: str, problem: str, *, near: int = 0, quoted: str | None = None, position: int = 0
    ) -> UsageError:
        """Name file, line and column: those of `position` inside the string `quoted`, when it stands there verbatim."""
        at = self.text.find(quoted, near) if quoted else -1
        line, column = self.line_of(at + position if at >= 0 else near)
        return UsageError(f"{self.name}:{line}:{column}: {what}: {problem}")


def compile_taxonomy(documents: Mapping[str, str]) -> Taxonomy:
    """File name → TOML text, later files replacing topics and groups of earlier ones. Raises UsageError with the place."""
    read = [_Document(name, text) for name, text in documents.items()]
    groups: dict[str, Node] = {}
    for document in read:
        unknown = set(document.tables) - {"groups", "topic"}
        if unknown:
            raise document.error(
                f"[{min(unknown)}]", "not a table of a taxonomy; expected [groups] or [topic.SLUG]", quoted=min(unknown)
            )
        for name, text in document.tables.get("groups", {}).items():
            groups[name] = _group(document, name, text, groups)
    topics: dict[str, Topic] = {}
    for document in read:
        for slug, table in document.tables.get("topic", {}).items():
            topics[slug] = _topic(document, slug, table, groups)
    digest = hashlib.sha256(ENGINE.encode())
    for topic in sorted(topics.values(), key=lambda topic: topic.slug):
        digest.update(repr((topic.slug, _stable(topic))).encode())
    triggers: dict[str, list[tuple[str, int]]] = {}
    keys: set[str] = set()
    by_label: dict[str, list[str]] = {}
    for topic in topics.values():
        keys.update(topic.mask)
        for index, rule in enumerate(topic.rules):
            keys.update(_terms(rule.node))
            for key in _triggers(rule.node):
                triggers.setdefault(key, []).append((topic.slug, index))
        for label in (topic.slug, *topic.labels.values(), *topic.aliases):
            slugs = by_label.setdefault(label_key(label), [])
            if topic.slug not in slugs:
                slugs.append(topic.slug)
    return Taxonomy(
        version=digest.hexdigest()[:12],
        topics=topics,
        matcher=Matcher(keys),
        triggers={key: tuple(dict.fromkeys(rules)) for key, rules in triggers.items()},
        by_label={key: tuple(slugs) for key, slugs in by_label.items()},
    )


def _stable(topic: Topic) -> tuple[object, ...]:
    """What decides which articles are tagged, and nothing else: a better description changes no tag."""
    return (
        topic.rules, topic.mask, topic.threshold, topic.active_from, topic.active_until,
        sorted(topic.labels.values()), topic.aliases,
    )  # fmt: skip


def _group(document: _Document, name: str, text: Any, groups: Mapping[str, Node]) -> Node:
    if not _GROUP.fullmatch(name):
        raise document.error(f"group {name!r}", "a name has letters, digits, - and _ only", quoted=name)
    if not isinstance(text, str):
        raise document.error(f"group {name}", "expected a query in quotes", quoted=name)
    nodes = [node for node, _ in _parse(document, f"group {name}", text, groups, 0)]
    return nodes[0] if len(nodes) == 1 else Or(tuple(nodes))


def _parse(
    document: _Document, what: str, text: str, groups: Mapping[str, Node], near: int
) -> tuple[tuple[Node, str], ...]:
    try:
        return parse_query(text, groups)
    except QueryError as error:
        raise document.error(what, error.message, near=near, quoted=text, position=error.position) from None


def _topic(document: _Document, slug: str, table: Any, groups: Mapping[str, Node]) -> Topic:
    near = document.header(slug)
    what = f"topic {slug}"
    if not _SLUG.fullmatch(slug) or not isinstance(table, dict):
        raise document.error(what, "expected [topic.a-slug] in small letters, digits and single dashes", near=near)
    for key, value in table.items():
        if key not in _KEYS:
            close = difflib.get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(_KEYS)}"
            raise document.error(what, f"unknown key {key}; {hint}", near=near, quoted=key)
        if not isinstance(value, _KEYS[key]) or isinstance(value, bool):
            raise document.error(what, f"{key} has the wrong type", near=near, quoted=key)
    for key in ("broader", "aliases", "mask", "match", "no_match", "rules"):
        for value in table.get(key, ()):
            if not isinstance(value, str) or not value.strip():
                raise document.error(what, f"{key}: expected texts in quotes", near=near, quoted=key)
    labels = table.get("label", {})
    if "en" not in labels or not all(isinstance(label, str) and label.strip() for label in labels.values()):
        raise document.error(what, 'label: expected { en = "…" } and perhaps other languages', near=near)
    rules = table.get("rules", [])
    parsed = [
        Rule(node=node, text=" ".join(text.split()))
        for query in ([rules] if isinstance(rules, str) else rules)
        for node, text in _parse(document, what, query, groups, near)
    ]
    for rule in parsed:
        if not any(_triggers(rule.node)):
            raise document.error(what, f"{rule.text}: needs a word or phrase to look for", near=near, quoted=rule.text)
    mask = [key for text in table.get("mask", ()) for key in _mask(document, what, text, groups, near)]
    threshold = table.get("threshold", THRESHOLD)
    if not 1 <= threshold <= 17:
        raise document.error(what, "threshold: expected 1 to 17 points", near=near, quoted="threshold")
    return Topic(
        slug=slug,
        labels=dict(labels),
        description=" ".join(table.get("description", "").split()),
        broader=tuple(table.get("broader", ())),
        aliases=tuple(table.get("aliases", ())),
        rules=tuple(parsed),
        mask=tuple(mask),
        threshold=threshold,
        stub_threshold=min(threshold, STUB_THRESHOLD),
        active_from=_day(document, what, table, "from", near),
        active_until=_day(document, what, table, "until", near),
        match=tuple(table.get("match", ())),
        no_match=tuple(table.get("no_match", ())),
        file=document.name,
    )


def _mask(document: _Document, what: str, text: str, groups: Mapping[str, Node], near: int) -> Iterator[str]:
    for node, source in _parse(document, what, text, groups, near):
        if not isinstance(node, Term):
            raise document.error(what, f"mask: {source}: expected words or phrases only", near=near, quoted=text)
        yield node.key


def _day(document: _Document, what: str, table: Mapping[str, Any], end: str, near: int) -> date | None:
    day = table.get("active", {}).get(end)
    if day is None or type(day) is date:
        return day
    raise document.error(
        what, f"active: {end}: expected a day, as 2018-05-08 without quotes", near=near, quoted="active"
    )


def _terms(node: Node) -> Iterator[str]:
    """All term keys of a node."""
    match node:
        case Term(key):
            yield key
        case Or(items) | And(items):
            for item in items:
                yield from _terms(item)
        case Not(left, right) | Except(left, right) | Near(left, right, _, _):
            yield from _terms(left)
            yield from _terms(right)
        case Within(_, item):
            yield from _terms(item)
        case Condition():
            return


def _triggers(node: Node) -> tuple[str, ...]:
    """Terms of which one must stand in the article for the node to be true; of AND and NEAR, the narrower side's."""
    match node:
        case Term(key):
            return (key,)
        case Or(items):
            sides = [_triggers(item) for item in items]
            return tuple(key for side in sides for key in side) if all(sides) else ()
        case And(items):
            return _narrowest([_triggers(item) for item in items])
        case Near(left, right, _, _):
            return _narrowest([_triggers(left), _triggers(right)])
        case Not(left, _) | Except(left, _) | Within(_, left):
            return _triggers(left)
        case Condition():
            return ()


def _narrowest(sides: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The side least likely to occur, guessed by its shortest term: "jcpoa" before "us"."""
    known = [side for side in sides if side]
    return max(known, key=lambda side: (min(len(key) for key in side), -len(side)), default=())
