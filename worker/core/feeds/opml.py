"""Subscription lists, http://opml.org/spec2.opml: read as any reader writes them; never with entities or a DTD."""

from collections.abc import Iterable
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from worker.core.feeds.decode import decode, without_prolog
from worker.core.feeds.repair import mended
from worker.core.feeds.xml_feed import MAX_DEPTH
from worker.core.text.plain import plain_title, without_controls
from worker.errors import BadInput
from worker.models import OpmlFeed, Reason

MAX_FEEDS = 100_000


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
        url = lower.get("xmlurl")
        if name.lower() == "outline" and url and len(found) < MAX_FEEDS:
            folder = next((folder for folder in reversed(folders) if folder), None)
            found.setdefault(url, OpmlFeed(url=url, title=title, site_url=lower.get("htmlurl") or None, folder=folder))
        folders.append(None if url else title)

    def end(_name: str) -> None:
        folders.pop()

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(text.encode(), True)
    return tuple(found.values())


def write_opml(feeds: Iterable[OpmlFeed]) -> bytes:
    """A list that every reader takes, feeds in their order, one level of folders."""
    by_folder: dict[str | None, list[OpmlFeed]] = {}
    for feed in feeds:
        by_folder.setdefault(feed.folder, []).append(feed)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "<head><title>Newswire</title></head>",
        "<body>",
    ]
    for folder, listed in by_folder.items():
        if folder is not None:
            lines.append(f"<outline text={_quoted(folder)} title={_quoted(folder)}>")
        lines += map(_outline, listed)
        if folder is not None:
            lines.append("</outline>")
    lines += ["</body>", "</opml>", ""]
    return "\n".join(lines).encode()


def _outline(feed: OpmlFeed) -> str:
    name = _quoted(feed.title or feed.url)
    site = f" htmlUrl={_quoted(feed.site_url)}" if feed.site_url else ""
    return f'<outline type="rss" text={name} title={name} xmlUrl={_quoted(feed.url)}{site}/>'


def _quoted(text: str) -> str:
    return quoteattr(without_controls(text))
