"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) → ParsedFeed; takes nothing's type for granted.

What scripts and content systems serve in its place is read too, where its items name their pages: a bare list, or one
inside another object, with the names that RSS, WordPress and microformats have for the same things.
"""

import json
import re
from collections.abc import Iterable, Mapping
from itertools import islice

from worker.core.feeds.entry_fields import language_of, make_entry, mappings, title_of
from worker.core.feeds.links import relative_to, web_address
from worker.core.feeds.people import author_names
from worker.core.feeds.xml_feed import MAX_ENTRIES
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import Enclosure, Entry, FeedKind, ParsedFeed, Reason

MAX_CONTAINERS = 300_000
MAX_QUOTES = 1_000_000
"""Characters of a document. An empty object of two bytes takes 64 of memory: within these, 5 MB take at most 50."""
MAX_ATTACHMENTS = 50
MAX_NUMBER = 1e14
"""Milliseconds since 1970, for a thousand years to come."""
# A string that does not end takes the rest, or each quote in it would be looked at again to the end.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
# What templates and scripts leave: a comma behind the last of a list, comments. Texts are passed over whole.
_NO_JSON = re.compile(r'(?P<text>"(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,(?=\s*[\]}])|//[^\n]*+|/\*.*?(?:\*/|\Z)', re.DOTALL)
_ESCAPES = re.compile(r'\\(?:(?P<json>["\\/bfnrt]|u[0-9a-fA-F]{4})|.)', re.DOTALL)
_LISTS = (
    *("items", "entries", "item", "entry", "posts", "articles", "stories", "news", "results", "hits", "data"),
    *("orderedItems", "dataFeedElement"),  # ActivityStreams, schema.org
)
_DEPTH = 3
"""Objects within each other in which a list is looked for: {"responseData": {"feed": {"entries": …"""
_INSIDE = ("rendered", "html", "value", "text", "$t")
"""Where the words stand in an object that holds them: WordPress, microformats, Blogger."""
_LINKS = ("url", "external_url", "link", "permalink", "URL", "webUrl")
_TITLES = ("title", "name", "headline", "webTitle")
_PUBLISHED = (
    *("date_published", "published", "pubDate", "published_at", "publishedAt", "publishedDate", "published_date"),
    *("datePublished", "webPublicationDate", "date_gmt", "date", "created_at"),
)
_MODIFIED = ("date_modified", "updated", "updated_at", "dateModified", "modified_gmt")
_SUMMARIES = ("summary", "excerpt", "description")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_AS_IS = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())


def read_json(text: str, *, url: str, tracking: Tracking) -> ParsedFeed:
    """What the document says; `url` is where it came from. Of one that is cut off or damaged, what can be read.

    Raises BadInput.
    """
    if text.count("{") + text.count("[") > MAX_CONTAINERS or text.count('"') > MAX_QUOTES:
        raise BadInput("more containers or strings than a feed has", reason=Reason.TOO_MANY_ELEMENTS)
    unread = 0
    try:
        document = _loaded(text)
    except (ValueError, RecursionError) as error:
        salvaged, unread = _salvaged(text)
        if salvaged is None:
            raise BadInput(f"not JSON: {error}", reason=Reason.NOT_A_FEED) from error
        document = salvaged
    found = _with_items(document)
    if found is None:
        raise BadInput("JSON without a list of items: not a feed", reason=Reason.NOT_A_FEED)
    document, items = found
    language = language_of(document.get("language"))
    authors = _people(document)
    site = _address(document.get("home_page_url"), url, tracking)
    base = relative_to(site, url=url)
    return ParsedFeed(
        kind=FeedKind.JSON,
        title=title_of(_said(document, ["title"])),
        site_url=site,
        language=language,
        interval=None,
        entries=tuple(
            _entry(item, document, authors=authors, url=url, base=base, tracking=tracking)
            for item in mappings(items[:MAX_ENTRIES])
        ),
        left_out=max(len(items) - MAX_ENTRIES, 0),
        unread=unread + sum(not isinstance(item, Mapping) for item in items[:MAX_ENTRIES]),
        older=_address(document.get("next_url"), url, _AS_IS),
        hubs=tuple(
            filter(
                None, (_address(hub.get("url"), url, _AS_IS) for hub in mappings(document.get("hubs")) if _pushes(hub))
            )
        ),
        self_url=_address(document.get("feed_url"), url, _AS_IS),
    )


def _with_items(document: object) -> tuple[Mapping[str, object], list[object]] | None:
    """(what says of the feed, its items); None where there are none."""
    if isinstance(document, list):
        return ({}, document) if _name_their_pages(document) else None
    if not isinstance(document, Mapping):
        return None
    if (items := _listed(document.get("items"))) is not None:
        return document, items
    level: list[Mapping[str, object]] = [document]
    for _ in range(_DEPTH):
        for above in level:
            for name in _LISTS:
                if (items := _listed(above.get(name))) is not None and _name_their_pages(items):
                    return above, items
        level = [one for above in level for one in above.values() if isinstance(one, Mapping)]
    return None


def _listed(value: object) -> list[object] | None:
    """A list; also one with gaps, which PHP writes as an object of numbers."""
    if isinstance(value, Mapping) and value and all(isinstance(key, str) and key.isdecimal() for key in value):
        return list(value.values())
    return value if isinstance(value, list) else None


def _name_their_pages(items: list[object]) -> bool:
    return any(isinstance(_link(item), str) and _said(item, _TITLES) for item in mappings(items[:10]))


def _said(item: Mapping[str, object], names: Iterable[str]) -> object:
    """What stands under the first of the names, or inside of what stands there."""
    value = next((item[name] for name in names if item.get(name)), None)
    return _said(value, _INSIDE) if isinstance(value, Mapping) else value


def _link(item: Mapping[str, object]) -> object:
    link, guid = _said(item, _LINKS), item.get("id")
    if isinstance(link, list):  # as Atom has them
        link = next((one.get("href") for one in mappings(link) if one.get("rel", "alternate") == "alternate"), None)
    # an id that is an address is the item's, where it says no other
    return link or (guid if isinstance(guid, str) and _WEB.match(guid) else None)


def _loaded(text: str) -> object:
    # not strict: line breaks and tabs stand raw in the strings of many a hand-made feed
    try:
        return json.loads(text, strict=False)
    except ValueError:
        mended = _NO_JSON.sub(lambda found: _ESCAPES.sub(_escape, found["text"] or ""), text)
        if mended == text:
            raise
    return json.loads(mended, strict=False)


def _escape(found: re.Match[str]) -> str:
    r"""What JavaScript takes for an escape and JSON does not, \' for example, is the character itself."""
    return found[0] if found["json"] else found[0][1:]


def _salvaged(text: str) -> tuple[dict[str, object] | None, int]:
    """(what stands before its items, with those of them that can be read; how many cannot), or (None, 0)."""
    start = _ITEMS.search(text)
    if start is None:
        return None, 0
    read: list[object] = []
    unread = 0
    depth, began = 0, start.end()
    for token in _TOKEN.finditer(text, start.end()):
        if token[0][0] == '"':
            continue
        if token[0] in "{[":
            began = token.start() if depth == 0 else began
            depth += 1
            continue
        depth -= 1
        if depth < 0:
            break
        if depth == 0:
            try:
                read.append(_loaded(text[began : token.end()]))
            except (ValueError, RecursionError):
                unread += 1
    if not read:
        return None, 0
    try:
        head = _loaded(f"{text[: start.end()]}]}}")
    except (ValueError, RecursionError):
        head = {}
    return {**(head if isinstance(head, dict) else {}), "items": read}, unread + (depth > 0)


def _entry(
    item: Mapping[str, object],
    document: Mapping[str, object],
    *,
    authors: tuple[str, ...],
    url: str,
    base: str,
    tracking: Tracking,
) -> Entry:
    get = item.get
    tag = get("language") or document.get("language")
    guid, tags, link = _said(item, ["id", "guid"]), get("tags"), _link(item)
    html, text = get("content_html") or _said(item, ["content", "html"]), get("content_text")
    return make_entry(
        guid=str(int(guid)) if isinstance(guid, int | float) and guid == guid // 1 else guid,
        address=_address(link, base, tracking),
        fragment=link.partition("#")[2] if isinstance(link, str) else "",
        title=_said(item, _TITLES),
        authors=_people(item) or authors,
        published=(_time(_said(item, _PUBLISHED)),),
        modified=_time(_said(item, _MODIFIED)),
        summary=_said(item, _SUMMARIES),
        content=html or text,
        content_is_text=not html,
        labels=[_said(tag, _TITLES) if isinstance(tag, Mapping) else tag for tag in tags]
        if isinstance(tags, list)
        else str(tags or "").split(","),
        language=language_of(get("language")) or language_of(document.get("language")),
        enclosures=tuple(_enclosures(item, base=base, tracking=tracking)),
        url=url,
        tag=tag,
    )


def _address(link: object, url: str, tracking: Tracking) -> str | None:
    return web_address(link, document=url, tracking=tracking) if isinstance(link, str) else None


def _pushes(hub: Mapping[str, object]) -> bool:
    return str(hub.get("type")).lower() in {"websub", "pubsubhubbub"}


def _people(said: Mapping[str, object]) -> tuple[str, ...]:
    """The names of `authors` and `author`: objects, as both versions have it, or alone, or mere names."""
    people: list[object] = []
    for one in (said.get("authors"), said.get("author")):
        for each in one if isinstance(one, list) else [one]:
            people += each if isinstance(each, list) else [each]
    return author_names(person.get("name") if isinstance(person, Mapping) else person for person in people)


def _time(said: object) -> object:
    """A time as text; seconds since 1970 stand as numbers in some."""
    return str(int(said)) if isinstance(said, int | float) and 0 < said < MAX_NUMBER else said


def _enclosures(item: Mapping[str, object], *, base: str, tracking: Tracking) -> list[Enclosure]:
    found = []
    said = item.get("attachments")
    for one in islice(mappings([said] if isinstance(said, Mapping) else said), MAX_ATTACHMENTS):
        address = _address(one.get("url"), base, tracking)
        kind = one.get("mime_type")
        if address is not None:
            title = title_of(one.get("title"))
            found.append(Enclosure(url=address, type=kind[:100] if isinstance(kind, str) else None, title=title))
    pictures = (_address(item.get(name), base, tracking) for name in ("image", "banner_image"))
    return found + [Enclosure(url=picture, type="image") for picture in dict.fromkeys(pictures) if picture]
