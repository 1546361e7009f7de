"""Sitemaps → ParsedFeed: those of news, those with nothing but lastmod, and the index of several.

https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap and https://www.sitemaps.org.
"""

import re

from lxml import etree

from worker.core.feeds.entry_fields import language_of, make_entry, title_of
from worker.core.feeds.links import web_address
from worker.core.feeds.xml_feed import MAX_ENTRIES, PlainXml
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import Entry, FeedKind, ParsedFeed, Reason

MAX_CHILDREN = 5
"""Sitemaps of an index that are read at a poll: a day's or a section's each; the rest are archives."""
_AS_IS = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())
_NEWS = re.compile(r"news|latest|today|recent|aktuell|noticias|actu", re.IGNORECASE)
_OTHER = re.compile(r"image|video|categor|tag|author|page|static|archive", re.IGNORECASE)


def read_sitemap(document: PlainXml, *, url: str, tracking: Tracking) -> ParsedFeed:
    """The pages of a trimmed <urlset>: those marked as news, else all with a date; of too many the newest.

    Raises BadInput when it lists pages without dates: they say nothing of what is new. One without any page is the news
    of a quiet weekend.
    """
    pages = list(_root(document).iterfind(".//{*}url"))
    marked = [page for page in pages if page.find("{*}news") is not None or page.findtext("{*}publication_date")]
    dated = marked or [page for page in pages if page.findtext("{*}lastmod") or _said(page, "publication_date")]
    if not dated and (pages or document.left_out):
        raise BadInput("a sitemap without news: it lists pages without dates", reason=Reason.NOT_A_FEED)
    chosen = dated
    if len(chosen) > MAX_ENTRIES:  # dates of one file are written alike, so that their text sorts as they do
        chosen = sorted(chosen, key=_dated, reverse=True)[:MAX_ENTRIES]
    entries = [_entry(page, url=url, tracking=tracking) for page in chosen]
    names = (page.findtext("{*}news/{*}publication/{*}name") for page in marked)
    return ParsedFeed(
        kind=FeedKind.SITEMAP,
        title=title_of(next(filter(None, names), None)),
        site_url=None,
        language=entries[0].language if entries else None,
        interval=None,
        entries=tuple(entries),
        left_out=document.left_out + len(dated) - len(chosen),
    )


def read_sitemap_index(document: PlainXml, *, url: str) -> ParsedFeed:
    """The sitemaps that an index lists, the likeliest news first, at most MAX_CHILDREN. Raises BadInput."""
    found: dict[str, tuple[bool, bool, str]] = {}
    for child in _root(document).iterfind(".//{*}sitemap"):
        address = web_address(child.findtext("{*}loc") or "", document=url, tracking=_AS_IS)
        if address is not None and address != url:
            path = address.split("/", 3)[3]
            found.setdefault(
                address, (bool(_NEWS.search(path)), not _OTHER.search(path), child.findtext("{*}lastmod") or "")
            )
    if not found:
        raise BadInput("a sitemap index that lists no sitemap", reason=Reason.EMPTY)
    best = sorted(found, key=found.__getitem__, reverse=True)[:MAX_CHILDREN]
    return ParsedFeed(
        kind=FeedKind.SITEMAP, title=None, site_url=None, language=None, interval=None, entries=(), sitemaps=tuple(best)
    )


def _root(document: PlainXml) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, recover=True)
    return etree.fromstring(document.xml, parser)


def _said(page: etree._Element, name: str) -> str | None:
    """What a page says of itself as news, beside that, or as a film."""
    return next(filter(None, (page.findtext(f"{where}{{*}}{name}") for where in ("{*}news/", "", "{*}video/"))), None)


def _dated(page: etree._Element) -> str:
    return _said(page, "publication_date") or page.findtext("{*}lastmod") or ""


def _entry(page: etree._Element, *, url: str, tracking: Tracking) -> Entry:
    link = (page.findtext("{*}loc") or "").strip()
    tag = page.findtext("{*}news/{*}publication/{*}language")
    return make_entry(
        guid=None,
        address=web_address(link, document=url, tracking=tracking),
        title=_said(page, "title"),
        published=(_said(page, "publication_date"),),
        modified=page.findtext("{*}lastmod"),
        labels=(page.findtext("{*}news/{*}keywords") or "").split(","),
        language=language_of(tag),
        url=url,
        tag=tag,
    )
