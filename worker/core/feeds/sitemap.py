"""News sitemaps → ParsedFeed: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap."""

from lxml import etree

from worker.core.feeds.entry_fields import language_of, make_entry, title_of
from worker.core.feeds.xml_feed import PlainXml
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import Entry, FeedKind, ParsedFeed, Reason


def read_sitemap(document: PlainXml, *, url: str, tracking: Tracking) -> ParsedFeed:
    """The pages of a trimmed <urlset> that are marked as news. Raises BadInput when none is."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, recover=True)
    root = etree.fromstring(document.xml, parser)
    entries: list[Entry] = []
    name = None
    for page in root.iterfind("{*}url"):
        news = page.find("{*}news")
        if news is None:
            continue
        name = name or news.findtext("{*}publication/{*}name")
        link = (page.findtext("{*}loc") or "").strip()
        entries.append(
            make_entry(
                guid=link,
                link=link,
                title=news.findtext("{*}title"),
                authors=(),
                published=news.findtext("{*}publication_date"),
                modified=page.findtext("{*}lastmod"),
                summary=None,
                content=None,
                labels=(news.findtext("{*}keywords") or "").split(","),
                language=language_of(news.findtext("{*}publication/{*}language")),
                url=url,
                tracking=tracking,
                tag=news.findtext("{*}publication/{*}language"),
            )
        )
    if not entries:
        raise BadInput("a sitemap without news: it lists pages, not articles", reason=Reason.NOT_A_FEED)
    return ParsedFeed(
        kind=FeedKind.SITEMAP,
        title=title_of(name),
        site_url=None,
        language=entries[0].language,
        interval=None,
        entries=tuple(entries),
        left_out=document.left_out,
    )
