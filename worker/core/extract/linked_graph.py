"""The objects of a page's JSON-LD scripts, each with its place; reads what is there and forgives what is broken."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from worker.core.extract import broken_json

_MAX_NODES = 5_000
"""Nodes read of one page; real pages have under 500."""
_MAX_SCRIPT = 2_000_000
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_PREFIXED, _ADDRESSED = '"schema:', 'schema.org/headline"'
_VOCABULARY = re.compile(r'"(?:schema:|https?://schema\.org/)(\w+)"(\s*:)')
"""A key that is spelt with its vocabulary, by prefix or address."""
_CONTROL = re.compile(r"[\x00-\x1f]+")
_THE_PAGES = frozenset(("@graph", "mainEntity", "mainEntityOfPage"))
"""Keys under which a node speaks for the page as the one around it does."""
_SOMEBODY_ELSES = frozenset(
    (
        *("liveBlogUpdate", "comment", "comments", "review", "reviews", "interactionStatistic", "itemReviewed"),
        *("acceptedAnswer", "suggestedAnswer", "isBasedOn", "citation", "mentions", "associatedMedia", "video"),
    )
)
"""Keys under which a node never is the page's article, whatever its address: an update, a comment, a rated thing."""
_LONGEST_REFERENCE = 3
"""Keys of a node that only names another: `@id`, and perhaps `@type` and `name`."""

Node = Mapping[str, Any]


class Place(IntEnum):
    """Where in the scripts a node stands."""

    OWN = 0
    """At the top, in a graph, or as the main entity of what stands there."""
    LISTED = 1
    """Inside another node: a list of stories, a part, a series."""
    FOREIGN = 2
    """In what readers and updates add, or in what is rated."""


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes, outer before inner."""

    nodes: tuple[tuple[Node, Place], ...]
    by_id: Mapping[str, Node]

    def resolve(self, value: object) -> object:
        """The node that a reference names, else the value itself."""
        if isinstance(value, dict) and len(value) <= _LONGEST_REFERENCE and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value


def read_graph(scripts: Iterable[str]) -> Graph:
    """Every object of the scripts, without recursion and up to a bound."""
    queue: list[tuple[object, Place]] = [(loads(script), Place.OWN) for script in scripts if len(script) < _MAX_SCRIPT]
    queue.reverse()
    nodes: list[tuple[Node, Place]] = []
    by_id: dict[str, Node] = {}
    foreign: set[str] = set()
    for _ in range(_MAX_NODES):
        if not queue:
            break
        value, place = queue.pop()
        if isinstance(value, list):
            queue.extend((one, place) for one in reversed(value[:_MAX_NODES]))
        elif isinstance(value, dict):
            nodes.append((value, place))
            name = value.get("@id")
            if isinstance(name, str):
                if place is Place.FOREIGN:
                    foreign.add(name)
                if len(value) > len(by_id.get(name, ())):
                    by_id[name] = value
            queue.extend(
                (inner, _place(key, place)) for key, inner in reversed(value.items()) if isinstance(inner, dict | list)
            )
    # An update may stand in the graph by itself and be named from the live page.
    return Graph(
        tuple((node, Place.FOREIGN if node.get("@id") in foreign else place) for node, place in nodes)
        if foreign
        else tuple(nodes),
        by_id,
    )


def _place(key: str, around: Place) -> Place:
    if key in _SOMEBODY_ELSES:
        return Place.FOREIGN
    return around if key in _THE_PAGES else max(around, Place.LISTED)


def loads(script: str) -> object:
    """What a script holds, mended where real pages break it; None when it cannot be read."""
    if _PREFIXED in script or _ADDRESSED in script:
        script = _VOCABULARY.sub(r'"\1"\2', script)
    script = script.strip().lstrip("\ufeff").removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    script = script.removesuffix("-->").removesuffix("//]]>").removesuffix("]]>").strip().rstrip(";")
    try:
        return orjson.loads(script)
    except orjson.JSONDecodeError:
        pass
    try:
        # Seen on real pages: raw line ends inside strings, a comma before the closing bracket.
        return json.loads(_TRAILING_COMMA.sub("", _CONTROL.sub(" ", script)), strict=False)
    except (ValueError, RecursionError):
        return broken_json.read(script)


def types(node: Node) -> list[str]:
    """The types of a node, without the address of their vocabulary."""
    kinds = node.get("@type")
    return [
        kind.rpartition("/")[2].rpartition(":")[2]
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    ]


def text(value: object) -> str | None:
    """The first text of a value."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    # Texts inside JSON-LD are often escaped once more as HTML.
    return " ".join(html.unescape(value).split()) or None


def texts(value: object) -> Iterator[str]:
    """All texts of a value."""
    for one in value if isinstance(value, list) else [value]:
        if said := text(one):
            yield said


def boolean(value: object) -> bool | None:
    """A truth value however it is spelt: `true`, `"False"`, `http://schema.org/False`."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rpartition("/")[2]
    return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(word)


def addresses(value: object) -> Iterator[str]:
    """The addresses that `url` or `mainEntityOfPage` gives."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from (said for key in ("@id", "url") if isinstance(said := one.get(key), str) and said)
        elif isinstance(one, str) and one:
            yield one
