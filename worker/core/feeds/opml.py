"""Subscription lists, http://opml.org/spec2.opml: read as any reader writes them; never with entities or a DTD."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from worker.core.feeds.decode import decode, without_prolog
from worker.core.feeds.repair import mended
from worker.core.feeds.xml_feed import MAX_DEPTH
from worker.core.text.plain import plain_title, without_controls
from worker.errors import BadInput
from worker.models import FOLDERS, OpmlFeed, Reason

MAX_FEEDS = 100_000
_FEED_TYPES = frozenset({"rss", "rss1", "atom", "feed"})
"""Whose address some write as `url`."""
_END = re.compile(r"</opml\s*>|<opml[^<>]*/>", re.IGNORECASE)
_NAMESPACE, _SOURCE = "urn:newswire:opml", "newswire:source"
"""An attribute that other readers pass over, as the specification lets them ("Namespaces")."""


def read_opml(data: bytes) -> tuple[OpmlFeed, ...]:
    """The feeds of a list, each address once. Raises BadInput."""
    text = without_prolog(decode(data, None))
    try:
        return _read(text)
    except expat.ExpatError:
        text = mended(text)
    try:
        return _read(text)
    except expat.ExpatError as error:
        raise BadInput(f"not OPML: {error}", reason=Reason.NOT_OPML) from error


def ends_early(data: bytes) -> bool:
    """Whether a list has no end, as a download that broke off: there may have been more feeds in it."""
    return _END.search(decode(data, None)) is None


def _read(text: str) -> tuple[OpmlFeed, ...]:
    found: dict[str, OpmlFeed] = {}
    folders: list[str | None] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if not folders and name.lower() != "opml":
            raise BadInput(f"the root element is <{name[:40]}>: not OPML", reason=Reason.NOT_OPML)
        if len(folders) > MAX_DEPTH:
            raise BadInput(f"folders nest deeper than {MAX_DEPTH}", reason=Reason.TOO_DEEP)
        lower = {key.lower(): without_controls(value).strip() for key, value in attributes.items()}
        title = plain_title(lower.get("title") or lower.get("text") or "") or None
        url = lower.get("xmlurl") or (lower.get("url") if lower.get("type") in _FEED_TYPES else None)
        if name.lower() == "outline" and url and len(found) < MAX_FEEDS:
            folder = (
                FOLDERS.join(folder for folder in folders if folder) or _category(lower.get("category", "")) or None
            )
            feed = OpmlFeed(
                url=url,
                title=title,
                site_url=lower.get("htmlurl") or None,
                source=lower.get(_SOURCE) or None,
                folder=folder,
            )
            found.setdefault(url, feed)
        folders.append(None if url else title)

    def end(_name: str) -> None:
        folders.pop()

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(text.encode(), True)
    return tuple(found.values())


def _category(said: str) -> str:
    """The first of a list of categories, "/Boston/Weather,Sports": where lists without folders have them."""
    return FOLDERS.join(filter(None, map(str.strip, said.partition(",")[0].split("/"))))


def write_opml(feeds: Iterable[OpmlFeed]) -> bytes:
    """A list that every reader takes: feeds in their order, folders inside folders."""
    root = _Folder()
    for feed in feeds:
        folder = root
        for name in (feed.folder or "").split(FOLDERS):
            folder = folder.inside.setdefault(name, _Folder()) if name else folder
        folder.feeds.append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:newswire="{_NAMESPACE}">',
        "<head><title>Newswire</title></head>",
        "<body>",
    ]
    lines += root.lines()
    lines += ["</body>", "</opml>", ""]
    return "\n".join(lines).encode()


@dataclass(slots=True)
class _Folder:
    feeds: list[OpmlFeed] = field(default_factory=list)
    inside: "dict[str, _Folder]" = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        yield from map(_outline, self.feeds)
        for name, folder in self.inside.items():
            yield f"<outline text={_quoted(name)} title={_quoted(name)}>"
            yield from folder.lines()
            yield "</outline>"


def _outline(feed: OpmlFeed) -> str:
    name = _quoted(feed.title or feed.url)
    site = f" htmlUrl={_quoted(feed.site_url)}" if feed.site_url else ""
    source = f" {_SOURCE}={_quoted(feed.source)}" if feed.source else ""
    return f'<outline type="rss" text={name} title={name} xmlUrl={_quoted(feed.url)}{site}{source}/>'


def _quoted(text: str) -> str:
    return quoteattr(without_controls(text))
