"""News sitemaps: their news, and sitemaps without any."""

import pytest

from worker.core.feeds.sitemap import MAX_CHILDREN, read_sitemap, read_sitemap_index
from worker.core.feeds.xml_feed import trim
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import ParsedFeed

PLAIN = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())


def read(text: str) -> ParsedFeed:
    return read_sitemap(trim(text), url="https://example.com/sitemap.xml", tracking=PLAIN)


def test_a_news_sitemap_gives_its_news_and_leaves_other_pages_out() -> None:
    feed = read(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc>https://example.com/1</loc><lastmod>2026-01-06T12:00:00Z</lastmod>
          <news:news><news:publication><news:name>Example</news:name><news:language>en</news:language></news:publication>
          <news:publication_date>2026-01-06T10:00:00Z</news:publication_date><news:title>One &amp; only</news:title>
          <news:keywords>Iran, Oil</news:keywords></news:news>
          <image:image><image:loc>https://example.com/i.jpg</image:loc><image:title>x</image:title></image:image></url>
        <url><loc>https://example.com/about</loc></url></urlset>"""
    )
    assert (feed.kind, feed.title, feed.language) == ("sitemap", "Example", "en")
    (entry,) = feed.entries
    assert (entry.guid, entry.url, entry.title) == ("https://example.com/1", "https://example.com/1", "One & only")
    assert [label.text for label in entry.labels] == ["Iran", "Oil"]
    assert entry.published is not None
    assert entry.modified is not None


NEWS = "<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{}</urlset>"
PAGE = (
    "<url><loc> https://example.com/{0} </loc><news:news><news:publication><news:name>{1}</news:name>"
    "<news:language>{2}</news:language></news:publication><news:title>{0}</news:title></news:news></url>"
)


def test_the_first_publication_names_the_feed_and_each_page_has_its_language() -> None:
    feed = read(
        NEWS.format(PAGE.format("one", "", "de-AT") + PAGE.format("two", "Post", "en") + PAGE.format("3", "B", ""))
    )
    assert (feed.title, feed.language, feed.site_url) == ("Post", "de", None)
    assert [(entry.url, entry.language) for entry in feed.entries] == [
        ("https://example.com/one", "de"),
        ("https://example.com/two", "en"),
        ("https://example.com/3", None),
    ]


def test_a_sitemap_of_pages_is_no_feed() -> None:
    with pytest.raises(BadInput) as refused:
        read("<urlset><url><loc>https://example.com/</loc></url></urlset>")
    assert refused.value.reason == "not_a_feed"


def test_a_sitemap_with_dates_alone_gives_its_pages_and_the_newest_of_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<url><loc>https://example.com/{0}</loc><lastmod>2026-11-{0:02}</lastmod></url>"
    pages = "".join(page.format(n) for n in range(1, 8)) + "<url><loc>https://example.com/about</loc></url>"
    feed = read(f"<urlset>{pages}</urlset>")
    assert (len(feed.entries), feed.left_out) == (7, 0)
    assert feed.entries[0].modified is not None
    monkeypatch.setattr("worker.core.feeds.sitemap.MAX_ENTRIES", 2)
    feed = read(f"<urlset>{pages}</urlset>")
    assert [entry.url for entry in feed.entries] == ["https://example.com/7", "https://example.com/6"]
    assert feed.left_out == 5


def test_of_an_index_the_likeliest_news_come_first() -> None:
    listed = "".join(
        f"<sitemap><loc>/{name}.xml</loc><lastmod>2026-11-{day}</lastmod></sitemap>"
        for name, day in (
            ("images", 29),
            ("2026-11", 10),
            ("posts", 20),
            ("news", 11),
            ("authors", 28),
            ("pages", 30),
            ("2026-10", 1),
        )
    )
    feed = read_sitemap_index(trim(f"<sitemapindex>{listed}</sitemapindex>"), url="https://example.com/index.xml")
    assert feed.sitemaps[:3] == (
        "https://example.com/news.xml",
        "https://example.com/posts.xml",
        "https://example.com/2026-11.xml",
    )
    assert (len(feed.sitemaps), feed.entries) == (MAX_CHILDREN, ())
