"""Where a site's feeds are: what its page points to, then what its software usually serves; never asks the network."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urljoin, urlsplit

from worker.core.feeds.link_header import header_links
from worker.core.text import charset
from worker.core.text.plain import plain_text, plain_title, unescape
from worker.core.urls import Tracking, canonical_url
from worker.models import FeedKind, FeedLink

MAX_BYTES = 1_000_000
"""Of a page; its <head> stands in them."""
MAX_TAGS = 20_000
"""Links of a page that are looked at; an encyclopedia's longest article has 10,000."""
MAX_LINKS = 50
MAX_SITEMAPS = 5
"""Of those that robots.txt names: each costs a person who waits a request."""
_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S{1,2000})", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"<(link|a|base)\s((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-z-]{1,20})\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]++)", re.IGNORECASE)
_KINDS = {
    "application/rss+xml": FeedKind.RSS,
    "application/atom+xml": FeedKind.ATOM,
    "application/rdf+xml": FeedKind.RSS,
    "application/feed+json": FeedKind.JSON,
    "text/xml": FeedKind.UNKNOWN,
    "application/xml": FeedKind.UNKNOWN,
}
_KIND = re.compile(r"(?:(?:application|text)/)?(?:x-)?(rss|atom|rdf)(?:\+xml)?")
"""Misspelt, as application/x-rss+xml, text/rss or rss+xml."""
_FEED_SCHEME = re.compile(r"(?:feed|itpc|pcast):+(?:(?://)?(?=https?:)|(?=//))", re.IGNORECASE)
_READER = re.compile(r"https?://(?:www\.)?feedly\.com/i/subscription/feed(?:/|%2f)", re.IGNORECASE)
"""A button that hands the feed to a reader."""
_LOOKS_LIKE_FEED = re.compile(
    r"/(?:rss|feeds?|atom)(?:[/.]|$)|\.(?:rss|atom|rdf)$|(?:rss|feed|atom)\.(?:xml|json|php|aspx)$"
)
_NAMES_A_FEED = re.compile(r"\b(?:rss|atom|feed)\b", re.IGNORECASE)
_ASKS_FOR_A_FEED = re.compile(r"(?:^|&)(?:feed|format|type|output|alt)=(?:rss2?|atom|rdf|feed)(?:&|$)")
_ONE_ENTRY = re.compile(r";\s*type\s*=\s*\"?entry", re.IGNORECASE)
"""RFC 5023, 16.6: the page itself as an Atom entry."""
_CALLED_A_FEED = re.compile(r"(?:rss|atom|xml)(?:\W{0,3}(?:\d\.\d|feeds?|news))*|feeds?", re.IGNORECASE)
"""All that a link's words are: "RSS", "RSS 2.0", "Atom feed". A story about feeds has more of them."""
_FEED_WORD = re.compile(r"rss|atom|xml|feed", re.IGNORECASE)
_ICON = re.compile(r"""\bclass\s*=\s*["']?(?:[^"'<>]*[\s_-])?(rss|feed)(?![^\s"'<>_-])""", re.IGNORECASE)
"""All that some links show: <i class="fa fa-rss">."""
_UNFILLED = re.compile(r"\{\{|\{%|<%|\$\{")
"""What a template should have put an address for."""
_LABEL = re.compile(r"(?:[^<]|<(?!/a\b|a\s)){0,300}", re.IGNORECASE)
_PICTURE = re.compile(r"<img\s[^<>]*?\balt\s*=\s*(\"[^\"<>]*\"|'[^'<>]*')[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<!--(?!\[if).*?(?:-->|\Z)|<(script|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_ASIDE = re.compile(r"comment|kommentar|commentaire|comentario|podcast|oembed|/tag/|/author/", re.IGNORECASE)
_KEEP_ALL = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())

# Most served first: WordPress, Drupal and Ghost, static site makers, Arc XP (many newspapers), Blogger, news sitemaps.
_PATHS = (
    "feed/", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json",
    "arc/outboundfeeds/rss/?outputType=xml", "feeds/posts/default", "news-sitemap.xml", "sitemap-news.xml",
)  # fmt: skip


def feed_links(html: bytes, *, url: str, header: str = "") -> tuple[FeedLink, ...]:
    """The feeds that a page at `url` points to, best first: those declared before mere links, news before comments.

    `header` is its Link header.
    """
    found: dict[str, tuple[int, FeedLink]] = {}
    tags = list(islice(_said(html, header), MAX_TAGS))
    bases = (attributes.get("href", "") for name, attributes in tags if name == "base")
    base = next((urljoin(url, href) for href in bases if href and _is_web(href, url)), url)
    looked_at = 0
    for name, attributes in tags:
        href = _FEED_SCHEME.sub("", attributes.get("href", ""))
        if reader := _READER.match(href):
            href = unquote(href[reader.end() :])
        rank, kind = _rank(name, attributes, href)
        looked_at += bool(rank)
        if looked_at > MAX_LINKS:
            break
        address = canonical_url(href, base=base, tracking=_KEEP_ALL) if rank else None
        if address is not None and address != url:
            title = plain_title(attributes.get("title", "")) or None
            if _ASIDE.search(f"{address} {title}"):
                rank += 10
            found.setdefault(address, (rank, FeedLink(url=address, title=title, kind=kind)))
    # Sorting is stable: equals keep the page's order, in which the main feed comes first.
    return tuple(link for _, link in sorted(found.values(), key=lambda ranked: ranked[0]))


def _said(html: bytes, header: str) -> Iterator[tuple[str, dict[str, str]]]:
    for href, parameters in header_links(header):
        yield "link", {**parameters, "href": href}
    seen = _UNSEEN.sub("", charset.decode(html[:MAX_BYTES], None))
    for tag in _TAG.finditer(seen):
        name, attributes = tag[1].lower(), {key.lower(): _value(value) for key, value in _ATTRIBUTE.findall(tag[2])}
        if name == "a" and (label := _LABEL.match(seen, tag.end())) and _FEED_WORD.search(label[0]):
            attributes["label"] = plain_text(_PICTURE.sub(_alternative, label[0]))
            if not attributes["label"] and (icon := _ICON.search(label[0])):
                attributes["icon"] = icon[1]
        yield name, attributes


def _alternative(picture: re.Match[str]) -> str:
    return f" {picture[1][1:-1]} "


def _rank(name: str, attributes: dict[str, str], href: str) -> tuple[int, FeedKind]:
    """(0, …) for what is no feed; lower is better."""
    kind = _declared(attributes.get("type", ""))
    if not href or _UNFILLED.search(href) or _ONE_ENTRY.search(attributes.get("type", "")):
        return 0, FeedKind.UNKNOWN
    if name == "link":
        relations = attributes.get("rel", "").lower().split()
        certain = kind not in {None, FeedKind.UNKNOWN}
        if "feed" in relations or ("alternate" in relations and certain):
            return 1, kind or FeedKind.UNKNOWN
        if not relations or "service.feed" in relations:
            return (2 if certain else 0), kind or FeedKind.UNKNOWN
        named = _LOOKS_LIKE_FEED.search(href) or _NAMES_A_FEED.search(attributes.get("title", ""))
        media_type = attributes.get("type", "")
        if "alternate" in relations and named and (kind or not media_type or "json" in media_type):
            return 2, kind or (FeedKind.JSON if media_type else FeedKind.UNKNOWN)
        return 0, FeedKind.UNKNOWN
    path, _, query = href.lower().partition("?")
    if name != "a" or path.endswith(".opml"):
        return 0, FeedKind.UNKNOWN
    if kind or _LOOKS_LIKE_FEED.search(path) or _ASKS_FOR_A_FEED.search(query):
        return 3, kind or FeedKind.UNKNOWN
    called = any(_CALLED_A_FEED.fullmatch(attributes.get(words, "")) for words in ("label", "title", "aria-label"))
    return (4 if called or "icon" in attributes else 0), FeedKind.UNKNOWN


def _declared(media_type: str) -> FeedKind | None:
    name = media_type.partition(";")[0].strip().lower()
    if (kind := _KINDS.get(name)) is not None:
        return kind
    misspelt = _KIND.fullmatch(name)
    return None if misspelt is None else FeedKind.ATOM if misspelt[1] == "atom" else FeedKind.RSS


def guesses(url: str) -> tuple[str, ...]:
    """Addresses worth a try when the page at a canonical `url` points to no feed: below it first, then at the root."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    here = f"{root.rstrip('/')}{parts.path.rstrip('/')}/"
    below = (f"{here}feed/", f"{here}rss.xml") if here != root else ()
    return (*below, *(root + path for path in _PATHS))


def sitemap_links(robots: bytes, *, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt from `url` names (https://www.sitemaps.org), the likeliest news first."""
    text = robots[:MAX_BYTES].decode("utf-8-sig", "replace")
    named = (canonical_url(found[1], base=url, tracking=_KEEP_ALL) for found in _SITEMAP.finditer(text))
    unique = dict.fromkeys(address for address in named if address is not None)
    return tuple(sorted(unique, key=lambda address: "news" not in address.lower())[:MAX_SITEMAPS])


def _value(raw: str) -> str:
    return unescape((raw[1:-1] if raw[0] in "\"'" else raw)[:8192]).strip()


def _is_web(href: str, url: str) -> bool:
    return canonical_url(href, base=url, tracking=_KEEP_ALL) is not None
