"""Reads taxonomy documents (TOML text) into topics, or says at which line and column one is wrong; never tags.

The format is described in worker/rules/topics.md.
"""

import difflib
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from worker.core.topics.query import QueryError, parse_query
from worker.core.topics.rule_tree import Node, Term, either, triggers
from worker.errors import UsageError

THRESHOLD = 6
"""Points that make a tag (measured on the development articles; see topics.md)."""
STUB_THRESHOLD = 3
"""Points that make a tag when only the first lines of an article are there."""
MOST_POINTS = 17
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_GROUP = re.compile(r"\w[\w-]*")
_KEYS: Mapping[str, tuple[type, ...]] = {
    "label": (dict,),
    "description": (str,),
    "broader": (list,),
    "aliases": (list,),
    "rules": (str, list),
    "also": (str,),
    "mask": (list,),
    "threshold": (int,),
    "active": (dict,),
    "match": (list,),
    "no_match": (list,),
}


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
    also: tuple[Rule, ...]
    """Words of the story that are no proof of it: they count once the rules have found the story itself."""
    mask: tuple[str, ...]
    """Keys of terms in whose places nothing counts."""
    threshold: int
    """Points that make a tag."""
    active_from: date | None
    active_until: date | None
    match: tuple[str, ...]
    """Headlines, or a headline, an empty line and text, that must be tagged."""
    no_match: tuple[str, ...]
    """The same, that must not."""
    location: str
    """File and line."""


class _Document:
    """One file: its parsed tables, and where in its text things stand."""

    def __init__(self, name: str, text: str, tables: Mapping[str, Any] | None = None) -> None:
        self.name = name
        self.text = text
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        try:
            self.tables = tables or tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{name}: not valid TOML: {error}") from None

    def location(self, offset: int) -> str:
        line = bisect_left(self.breaks, offset)
        column = offset - (self.breaks[line - 1] if line else -1)
        return f"{self.name}:{line + 1}:{column}"

    def error(self, what: str, problem: str, *, near: int = 0, quoted: str = "", position: int = 0) -> UsageError:
        """Name file, line and column: those of `position` inside the string `quoted`, when it stands there verbatim."""
        at = self.text.find(quoted, near) if quoted else -1
        return UsageError(f"{self.location(at + position if at >= 0 else near)}: {what}: {problem}")


def read_documents(documents: Mapping[str, str]) -> tuple[dict[str, Node], dict[str, Topic]]:
    """Groups and topics by name, later documents replacing those of earlier ones. Raises UsageError."""
    read = [_Document(name, text) for name, text in documents.items()]
    groups: dict[str, Node] = {}
    for document in read:
        for unknown in set(document.tables) - {"groups", "topic"}:
            raise document.error(f"[{unknown}]", "expected [groups] or [topic.SLUG]", quoted=unknown)
        for name, text in document.tables.get("groups", {}).items():
            groups[name] = _group(document, name, text, groups)
    topics: dict[str, Topic] = {}
    for document in read:
        tables = document.tables.get("topic", {})
        headers = _headers(document.text)
        for slug, table in tables.items():
            topics[slug] = _Reader(document, slug, table, groups, headers.get(slug, 0)).topic()
    return groups, topics


def query_topic(query: str, groups: Mapping[str, Node]) -> Topic:
    """A query as a topic of its own, with the usual threshold. Raises UsageError with the column."""
    table = {"label": {"en": "query"}, "rules": query}
    return _Reader(_Document("query", query, table), "query", table, groups, 0).topic()


def _headers(text: str) -> dict[str, int]:
    pattern = re.compile(r"^[ \t]*\[[ \t]*topic[ \t]*\.[ \t]*[\"']?([^\"'\]\s]+)", re.MULTILINE)
    return {match.group(1): match.start() for match in pattern.finditer(text)}


def _group(document: _Document, name: str, text: object, groups: Mapping[str, Node]) -> Node:
    if not _GROUP.fullmatch(name):
        raise document.error(f"group {name!r}", "a name has letters, digits, - and _ only", quoted=name)
    if not isinstance(text, str):
        raise document.error(f"group {name}", "expected a query in quotes", quoted=name)
    return either([node for node, _ in _parse(document, f"group {name}", text, groups, 0)])


def _parse(
    document: _Document, what: str, text: str, groups: Mapping[str, Node], near: int
) -> tuple[tuple[Node, str], ...]:
    try:
        return parse_query(text, groups)
    except QueryError as error:
        raise document.error(what, error.message, near=near, quoted=text, position=error.position) from None


class _Reader:
    """Reads one [topic.SLUG] table."""

    def __init__(self, document: _Document, slug: str, table: Any, groups: Mapping[str, Node], near: int) -> None:
        self.document = document
        self.slug = slug
        self.table = table
        self.groups = groups
        self.near = near

    def error(self, problem: str, quoted: str = "") -> UsageError:
        return self.document.error(f"topic {self.slug}", problem, near=self.near, quoted=quoted)

    def topic(self) -> Topic:
        self._check_shape()
        threshold = self.table.get("threshold", THRESHOLD)
        if not 1 <= threshold <= MOST_POINTS:
            raise self.error(f"threshold: expected 1 to {MOST_POINTS} points", "threshold")
        return Topic(
            slug=self.slug,
            labels=dict(self.table["label"]),
            description=" ".join(self.table.get("description", "").split()),
            broader=tuple(self.table.get("broader", ())),
            aliases=tuple(self.table.get("aliases", ())),
            rules=tuple(self._rules("rules")),
            also=tuple(self._rules("also")),
            mask=tuple(self._mask()),
            threshold=threshold,
            active_from=self._day("from"),
            active_until=self._day("until"),
            match=tuple(self.table.get("match", ())),
            no_match=tuple(self.table.get("no_match", ())),
            location=self.document.location(self.near).rpartition(":")[0],
        )

    def _check_shape(self) -> None:
        if not _SLUG.fullmatch(self.slug) or not isinstance(self.table, dict):
            raise self.error("expected [topic.a-slug] in small letters, digits and single dashes")
        for key, value in self.table.items():
            if key not in _KEYS:
                close = difflib.get_close_matches(key, _KEYS, 1)
                hint = f"did you mean {close[0]}?" if close else f"known: {', '.join(_KEYS)}"
                raise self.error(f"unknown key {key}; {hint}", key)
            if not isinstance(value, _KEYS[key]) or isinstance(value, bool):
                raise self.error(f"{key}: expected {' or '.join(kind.__name__ for kind in _KEYS[key])}", key)
            items = self.table[key] if isinstance(value, list) else ()
            if not all(isinstance(item, str) and item.strip() for item in items):
                raise self.error(f"{key}: expected texts in quotes", key)
        labels = self.table.get("label", {})
        if "en" not in labels or not all(isinstance(label, str) and label.strip() for label in labels.values()):
            raise self.error('label: expected { en = "…" } and perhaps other languages', "label")

    def _rules(self, key: str) -> Iterator[Rule]:
        value = self.table.get(key, [])
        queries: list[str] = [value] if isinstance(value, str) else value
        for query in queries:
            for node, text in _parse(self.document, f"topic {self.slug}", query, self.groups, self.near):
                if not isinstance(node, Term) and not triggers(node):
                    raise self.error(f"{key}: {text}: needs a word or phrase of the text to look for", text)
                yield Rule(node=node, text=" ".join(text.split()))

    def _mask(self) -> Iterator[str]:
        for query in self.table.get("mask", ()):
            for node, text in _parse(self.document, f"topic {self.slug}", query, self.groups, self.near):
                if not isinstance(node, Term):
                    raise self.error(f"mask: {text}: expected words or phrases only", query)
                yield node.key

    def _day(self, end: str) -> date | None:
        day = self.table.get("active", {}).get(end)
        if day is None or type(day) is date:
            return day
        raise self.error(f"active: {end}: expected a day without quotes, as 2018-05-08", "active")
