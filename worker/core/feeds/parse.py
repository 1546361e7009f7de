"""Bytes of a feed → ParsedFeed: RSS, Atom, RDF, JSON Feed, sitemaps; never asks the network.

Each kind has its reader; all make their entries by `entry_fields.make_entry`, and all XML goes through `xml_feed.trim`.
"""

import io
import re
from collections.abc import Iterable, Iterator, Mapping

import feedparser

from worker.core.feeds import links
from worker.core.feeds.advice import days_of, hours_of
from worker.core.feeds.decode import decode
from worker.core.feeds.entry_fields import language_of, make_entry, mappings, title_of
from worker.core.feeds.json_feed import read_json
from worker.core.feeds.notes import Notes
from worker.core.feeds.packed import unpacked
from worker.core.feeds.people import author_names
from worker.core.feeds.sitemap import read_sitemap, read_sitemap_index
from worker.core.feeds.xml_feed import PlainXml, trim
from worker.core.text.plain import unescape
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import Entry, FeedKind, ParsedFeed, Reason

# Whatever its doctype says: content systems print that of HTML before a feed too.
_HTML_START = re.compile(
    r"(?:\s|<\?[^>]*>|<!--.*?-->|<!doctype\s[^<>\[]*>)*+<(?:html|head|body)\b", re.DOTALL | re.IGNORECASE
)
_HTML_DOCTYPE = re.compile(r"(?:\s|<\?[^>]*>|<!--.*?-->)*+<!doctype\s+html\b", re.DOTALL | re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_PICTURE = re.compile(r"(?:image|audio|video)/", re.IGNORECASE)
"""Content of an Atom entry that is no text but in base64 (RFC 4287, 4.1.3.3)."""
# A comment, a warning of PHP, what guards a script's data (")]}'") or calls it ("feed(").
_BEFORE_JSON = re.compile(r"[^<{]{1,500}(?=\{\s*\"(?:version|title|items|home_page_url|feed_url)\"\s*:)")
_ANY_ROOT = re.compile(
    r"(?:\s|<\?[^>]*>|<!--.*?-->|<!doctype\s[^<>\[]*>)*+<(?:[\w.-]+:)?([\w.-]+)", re.DOTALL | re.IGNORECASE
)
_FEEDS = frozenset({"rss", "rdf", "feed", "channel", "entry", "urlset", "sitemapindex", "script"})
_WRAPPED = re.compile(
    r"<(?:rss\s[^<>]*\bversion\s*=|(?:[\w.-]+:)?feed\s[^<>]*\bxmlns\b[^<>]*\batom\b|rdf:rdf\s[^<>]*\bxmlns\b)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"(?:&lt;\?xml\s[^<>]{0,200}\?&gt;\s*)?&lt;rss\s[^<>&]*\bversion\s*=", re.IGNORECASE)
_WRAPPING = 2000
"""Characters that may stand before a wrapped feed: a page that shows one among its words is a page."""
_PERIODS = {"hourly": 3600.0, "daily": 86400.0, "weekly": 604800.0, "monthly": 2592000.0, "yearly": 31536000.0}


def parse_feed(body: bytes, *, url: str, content_type: str | None, tracking: Tracking) -> ParsedFeed:
    """What a feed document says. `url` is where it came from, for its relative links.

    Raises BadInput; its reason says why.
    """
    text = decode(unpacked(body), content_type).lstrip("\ufeff \t\r\n\0")
    if not text:
        raise BadInput("the document is empty", reason=Reason.EMPTY)
    if text[0] in "{[":
        return read_json(text, url=url, tracking=tracking)
    if (before := _BEFORE_JSON.match(text)) is not None:
        return read_json(text[before.end() :], url=url, tracking=tracking)
    text = _within(text)
    if _HTML_START.match(text) or (_HTML_DOCTYPE.match(text) and not _FEED_ROOT.search(text, 0, 5000)):
        raise BadInput("a web page, not a feed: `newswire feeds add SITE` finds its feed", reason=Reason.HTML_NOT_FEED)
    document = trim(text)
    if document.root == "urlset":
        return read_sitemap(document, url=url, tracking=tracking)
    if document.root == "sitemapindex":
        return read_sitemap_index(document, url=url)
    if document.root == "html":
        raise BadInput("a web page, not a feed: `newswire feeds add SITE` finds its feed", reason=Reason.HTML_NOT_FEED)
    return _feedparser(document, url=url, tracking=tracking)


def _within(text: str) -> str:
    """The feed that a page or an answer of another kind was wrapped around, as by servers for which all is a page."""
    root = _ANY_ROOT.match(text)
    if root is None and text.startswith("&lt;"):
        return unescape(text)
    if root is None or root[1].lower() in _FEEDS:
        return text
    feed = _WRAPPED.search(text, 0, _WRAPPING)
    if feed is None and root[1].lower() != "html" and (escaped := _ESCAPED.search(text, 0, _WRAPPING)):
        return unescape(text[escaped.start() :])
    return text[feed.start() :] if feed else text


def _feedparser(document: PlainXml, *, url: str, tracking: Tracking) -> ParsedFeed:
    if document.root not in {"rss", "rdf", "feed", "channel"}:
        raise BadInput(f"the root element is <{document.root[:40]}>: not a feed", reason=Reason.NOT_A_FEED)
    try:
        # A stream, as feedparser opens a string as a file or an address. The rest is measured 3.5 times faster without.
        read = feedparser.parse(
            io.BytesIO(document.xml),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # Its state machine trips over odd documents with KeyError, IndexError, TypeError and more.
        raise BadInput(f"feedparser: {type(error).__name__}: {error}", reason=Reason.NOT_A_FEED) from error
    feed, entries = read["feed"], read["entries"]
    if len(entries) != len(document.entries):
        raise BadInput(f"feedparser sees {len(entries)} of {len(document.entries)} entries", reason=Reason.NOT_A_FEED)
    kind = _kind(read["version"], document.root)
    tag = dict.get(feed, "language")
    base = links.document_base(document.feed, url=url, of_channel=document.root != "feed")
    return ParsedFeed(
        kind=kind,
        title=title_of(dict.get(feed, "title")),
        site_url=links.site_link(document.feed, url=url, tracking=tracking),
        language=language_of(tag),
        interval=_interval(feed),
        skip_hours=hours_of(document.feed.skip_hours),
        skip_days=days_of(document.feed.skip_days),
        entries=tuple(
            _entry(entry, notes, document.feed, kind=kind, tag=tag, base=base, url=url, tracking=tracking)
            for entry, notes in zip(entries, document.entries, strict=True)
        ),
        left_out=document.left_out,
        older=links.older_page(document.feed, url=url),
        hubs=links.hubs(document.feed, url=url),
        self_url=links.self_link(document.feed, url=url),
    )


def _kind(version: str, root: str) -> FeedKind:
    if version.startswith("atom"):
        return FeedKind.ATOM
    return FeedKind.RDF if root == "rdf" else FeedKind.RSS


def _entry(
    entry: Mapping[str, object],
    notes: Notes,
    feed: Notes,
    *,
    kind: FeedKind,
    tag: object,
    base: str,
    url: str,
    tracking: Tracking,
) -> Entry:
    # dict.get, as feedparser's own answers for `updated` with `published`, and with a warning.
    get = dict(entry).get
    updated = get("updated")
    # In RSS and RDF the only other date is dc:date, which is when it was published; Atom's `updated` is just that.
    # dcterms:created, and Atom 0.3's, stand where nothing else does.
    published = (get("published"), *notes.dates, updated if kind is not FeedKind.ATOM else None, get("created"))
    texts = (part for part in mappings(get("content")) if not _PICTURE.match(str(part.get("type"))))
    content = max((*texts, *_full_texts(entry)), key=_length, default={})
    title = get("title") or notes.title
    summary, summary_detail = get("summary"), get("summary_detail")
    detail = summary_detail if isinstance(summary_detail, Mapping) else {}
    if not summary and not content:
        summary, detail = notes.description or ("" if title else _only(media.caption for media in notes.media)), {}
    title_detail = get("title_detail")
    own_tag = get("language") or (title_detail.get("language") if isinstance(title_detail, Mapping) else None)
    language = language_of(own_tag) or language_of(tag)
    address, fragment = links.page_link(notes, base=base, language=language, tracking=tracking)
    if address is None and not summary and not content:
        address = links.page_of_name(get("id"), base=base, tracking=tracking)
    return make_entry(
        guid=get("id"),
        address=address,
        fragment=fragment,
        title=title or _only(media.title for media in notes.media),
        # RFC 4287, 4.2.1: an entry without an author has its source's, or the feed's
        authors=author_names(notes.authors or notes.source_authors or notes.show_authors or feed.authors),
        published=published,
        modified=updated,
        summary=summary,
        content=content.get("value"),
        summary_is_text=_is_text(kind, detail),
        content_is_text=_is_text(kind, content),
        labels=[one.get("label") or one.get("term") for one in mappings(get("tags"))],
        language=language,
        enclosures=links.enclosures(notes, base=base, tracking=tracking),
        url=url,
        tag=own_tag or tag,
    )


def _full_texts(entry: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """Whole articles under names that feedparser knows no meaning of: content:encoded whose prefix or address is none
    of its own, and what Russian publishers hand to Yandex (yandex:full-text, turbo:content).
    """
    for name, value in entry.items():
        if name == "turbo_content" or name.rpartition("_")[2] in {"encoded", "full-text"}:
            yield {"value": value}


def _only(words: Iterable[str]) -> str:
    """What all that say something say: a film in several sizes, which is all that an entry has, names the entry."""
    said = set(filter(None, words))
    return said.pop() if len(said) == 1 else ""


def _length(part: Mapping[str, object]) -> int:
    value = part.get("value")
    return len(value) if isinstance(value, str) else 0


def _is_text(kind: FeedKind, detail: Mapping[str, object]) -> bool:
    """Whether Atom says that it is text (RFC 4287, 3.1.1.1: so it is unless it says otherwise); RSS is HTML."""
    return kind is FeedKind.ATOM and detail.get("type") == "text/plain"


def _interval(feed: Mapping[str, object]) -> float | None:
    """Seconds between polls that the feed asks for: RSS ttl (minutes) or the syndication module's period."""
    ttl = dict(feed).get("ttl")
    if isinstance(ttl, str) and re.fullmatch(r"[0-9]{1,7}", ttl) and int(ttl):
        return int(ttl) * 60.0
    period = _PERIODS.get(str(dict(feed).get("sy_updateperiod")).strip().lower())
    if period is None:
        return None
    frequency = str(dict(feed).get("sy_updatefrequency", "1")).strip()
    return period / (int(frequency) if re.fullmatch(r"[1-9][0-9]{0,3}", frequency) else 1)
