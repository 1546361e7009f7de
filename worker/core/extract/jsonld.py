"""What a page's JSON-LD says about its article; reads what is there and forgives what is broken."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|Recipe)$")
_MAX_NODES = 5_000
"""Nodes read of one page; real pages have under 500."""
_TELLING = ("headline", "datePublished", "author", "articleBody", "description", "publisher")
_MAX_SCRIPT = 2_000_000
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")

_Node = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedData:
    """The article node of a page and what other nodes add to it."""

    headline: str | None = None
    alternative: str | None = None
    """`alternativeHeadline` or `name`."""
    description: str | None = None
    authors: tuple[tuple[str, str], ...] = ()
    """(type, name) of each author; the type is '' when the page gives a bare string."""
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    url: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    site: str | None = None
    declared_text: str | None = None
    images: tuple[tuple[str, str | None, str | None], ...] = ()
    """(url, caption, credit)."""
    free: bool | None = None
    """`isAccessibleForFree`."""
    kind: str | None = None
    """The node's type."""

    @property
    def news(self) -> bool:
        """Whether it calls itself a news article."""
        return "News" in (self.kind or "")


NOTHING = LinkedData()


def parse_jsonld(scripts: Iterable[str], *, url: str | None) -> LinkedData:
    """The article that a page's `application/ld+json` scripts describe; `NOTHING` when there is none."""
    nodes = list(_nodes(scripts))
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    by_id = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    if not articles:
        return NOTHING
    # Lists of other stories carry article nodes too; the page's own has the most to say, and often its address.
    node = max(articles, key=lambda one: _richness(one, url))
    access = _boolean(node.get("isAccessibleForFree"))
    if access is None:
        access = next((_boolean(n["isAccessibleForFree"]) for n in nodes if "isAccessibleForFree" in n), None)
    return LinkedData(
        headline=_text(node.get("headline")),
        alternative=_text(node.get("alternativeHeadline")) or _text(node.get("name")),
        description=_text(node.get("description")),
        authors=tuple(_people(node.get("author") or node.get("creator"), by_id)),
        published=_text(node.get("datePublished")) or _text(node.get("dateCreated")),
        modified=_text(node.get("dateModified")),
        language=_text(node.get("inLanguage")),
        url=_text(node.get("url")) or _address(node.get("mainEntityOfPage")),
        section=next(iter(_texts(node.get("articleSection"))), None),
        keywords=tuple(_texts(node.get("keywords"))),
        site=_name(node.get("publisher"), by_id) or _name(node.get("isPartOf"), by_id),
        declared_text=_text(node.get("articleBody")),
        images=tuple(_images(node.get("image"), by_id)),
        free=access,
        kind=next(iter(_types(node)), None),
    )


def _nodes(scripts: Iterable[str]) -> Iterator[_Node]:
    """Every object of the scripts, outer before inner, without recursion and up to a bound."""
    queue = [_loads(script) for script in scripts if len(script) < _MAX_SCRIPT]
    queue.reverse()
    left = _MAX_NODES
    while queue and left:
        value = queue.pop()
        left -= 1
        if isinstance(value, dict):
            yield value
            queue.extend(inner for inner in reversed(value.values()) if isinstance(inner, dict | list))
        elif isinstance(value, list):
            queue.extend(reversed(value[:_MAX_NODES]))


def _loads(script: str) -> object:
    script = script.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    script = script.removesuffix("-->").removesuffix("//]]>").removesuffix("]]>").strip().rstrip(";")
    try:
        return orjson.loads(script)
    except orjson.JSONDecodeError:
        pass
    try:
        # Seen on real pages: raw line ends inside strings, a comma before the closing bracket.
        return json.loads(_TRAILING_COMMA.sub("", _CONTROL.sub(" ", script)), strict=False)
    except (ValueError, RecursionError):
        return None


def _types(node: _Node) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _richness(node: _Node, url: str | None) -> int:
    score = sum(
        key in node for key in ("headline", "datePublished", "author", "articleBody", "description", "publisher")
    )
    address = _text(node.get("url")) or _address(node.get("mainEntityOfPage")) or _text(node.get("@id"))
    if url and address and _path(address) == _path(url):
        score += 4
    return score


def _path(address: str) -> str:
    return (
        address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0].rstrip("/").partition("//")[2].removeprefix("www.")
    )


def _address(value: object) -> str | None:
    if isinstance(value, dict):
        return _text(value.get("@id")) or _text(value.get("url"))
    return _text(value)


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    # Texts inside JSON-LD are often escaped once more as HTML.
    return " ".join(html.unescape(value).split()) or None


def _texts(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if text := _text(one):
            yield text


def _boolean(value: object) -> bool | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rpartition("/")[2]
    return {"true": True, "false": False, "1": True, "0": False}.get(word)


def _name(value: object, by_id: Mapping[str, _Node]) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(by_id.get(str(value.get("@id")), {}).get("name"))
    return _text(value)


def _people(value: object, by_id: Mapping[str, _Node]) -> Iterator[tuple[str, str]]:
    for one in (value if isinstance(value, list) else [value])[:50]:
        node = one
        if isinstance(one, dict) and "name" not in one:
            node = by_id.get(str(one.get("@id")), one)
        if isinstance(node, dict):
            kind = next(iter(_types(node)), "")
            yield from ((kind, name) for name in _texts(node.get("name")))
        elif bare := _text(node):
            yield "", bare


def _images(value: object, by_id: Mapping[str, _Node]) -> Iterator[tuple[str, str | None, str | None]]:
    for one in (value if isinstance(value, list) else [value])[:20]:
        node = by_id.get(str(one.get("@id")), one) if isinstance(one, dict) and "url" not in one else one
        if isinstance(node, dict):
            address = _text(node.get("url")) or _text(node.get("contentUrl"))
            if address:
                yield (
                    address,
                    _text(node.get("caption")),
                    _text(node.get("creditText")) or _text(node.get("copyrightNotice")),
                )
        elif address := _text(node):
            yield address, None, None
