"""Articles as feeds to subscribe to: Atom (RFC 4287) and JSON Feed 1.1; reads nothing.

What strangers wrote is text all the way: in Atom's HTML it is escaped, and once more as XML.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
from lxml import etree

from worker.models import BLANK_LINE

_ATOM = "http://www.w3.org/2005/Atom"
# RFC 4287 is XML 1.0, which has no place for these
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_MOST = 20_000
"""Characters of a text that a feed carries."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """An article as a feed tells of it."""

    id: int
    url: str
    title: str
    summary: str | None
    text: str
    source: str
    authors: Sequence[str]
    topics: Sequence[str]
    language: str | None
    published_at: datetime | None
    stored_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        """Stays the same for ever: each reader knows by it what it has shown."""
        return uuid5(NAMESPACE_URL, self.url).urn


@dataclass(frozen=True, kw_only=True, slots=True)
class Channel:
    """What a feed says of itself."""

    title: str
    home: str
    """Address of the page that shows the same articles."""
    address: str
    """Its own."""
    updated: datetime
    """Where it has no articles."""


def latest_change(channel: Channel, articles: Sequence[Published]) -> datetime:
    """When a feed last changed."""
    return max((one.updated_at for one in articles), default=channel.updated)


def atom(channel: Channel, articles: Sequence[Published]) -> bytes:
    """Return an Atom feed."""
    names: dict[str | None, str] = {None: _ATOM}
    root: Any = etree.Element(f"{{{_ATOM}}}feed", nsmap=names)  # type: ignore[arg-type]
    _add(root, "id", uuid5(NAMESPACE_URL, channel.address).urn)
    _add(root, "title", channel.title)
    _add(root, "updated", _when(latest_change(channel, articles)))
    _add(root, "generator", "Newswire")
    _add(_add(root, "author"), "name", "Newswire")
    _link(root, channel.address, rel="self", type="application/atom+xml")
    _link(root, channel.home, rel="alternate", type="text/html")
    for one in articles:
        _entry(root, one)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _entry(root: Any, one: Published) -> None:
    entry = _add(root, "entry")
    if one.language and _LANGUAGE.fullmatch(one.language):
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", one.language)
    _add(entry, "id", one.name)
    _add(entry, "title", one.title)
    _add(entry, "updated", _when(one.updated_at))
    if one.published_at:
        _add(entry, "published", _when(one.published_at))
    for author in _names(one):
        _add(_add(entry, "author"), "name", author)
    if _is_web(one.url):
        _link(entry, one.url, rel="alternate", type="text/html")
    for topic in one.topics:
        _add(entry, "category").set("term", _xml(topic))
    if one.summary:
        _add(entry, "summary", one.summary)
    content = _add(entry, "content", _html(one.text))
    content.set("type", "html")


def json_feed(channel: Channel, articles: Sequence[Published], *, following: str | None = None) -> bytes:
    """Return a JSON Feed; `following` is the address of the next page of it."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
    }
    if following:
        document["next_url"] = following
    document["items"] = [_item(one) for one in articles]
    return orjson.dumps(document)


def _item(one: Published) -> dict[str, Any]:
    item: dict[str, Any] = {"id": one.name, "title": one.title, "content_text": one.text[:_MOST]}
    if _is_web(one.url):
        item["url"] = one.url
    if one.summary:
        item["summary"] = one.summary
    if one.published_at:
        item["date_published"] = _when(one.published_at)
    item["date_modified"] = _when(one.updated_at)
    item["authors"] = [{"name": name} for name in _names(one)]
    if one.topics:
        item["tags"] = list(one.topics)
    if one.language and _LANGUAGE.fullmatch(one.language):
        item["language"] = one.language
    return item


def _names(one: Published) -> list[str]:
    """Who wrote it: RFC 4287 wants a name of each entry."""
    return [name for name in one.authors if name.strip()] or [one.source if one.source.strip() else "unknown"]


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text is not None:
        element.text = _xml(text)
    return element


def _link(parent: Any, href: str, **attributes: str) -> None:
    element = _add(parent, "link")
    element.set("href", _xml(href))
    for name, value in attributes.items():
        element.set(name, value)


def _html(text: str) -> str:
    paragraphs = text[:_MOST].split(BLANK_LINE)
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _when(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))
