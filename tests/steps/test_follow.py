"""The sitemaps of an index and the older pages behind a gap, over the wire."""

import gzip
import json

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_site import Pier, serve_feed

NEWS = "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"


def sitemap(pier: Pier, *paths: str) -> bytes:
    pages = "".join(
        f"<url><loc>{pier.site.url}{path}</loc><news:news><news:title>Notice {path}</news:title></news:news></url>"
        for path in paths
    )
    return f"<urlset {NEWS}>{pages}</urlset>".encode()


def index(pier: Pier, *paths: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{pier.site.url}{path}</loc></sitemap>" for path in paths)
    return f"<sitemapindex>{listed}</sitemapindex>".encode()


def pages(pier: Pier, *paths: str) -> None:
    for path in paths:
        pier.site.page(path, f"Notice {path}", about=f"notice {path}")


def titles(pier: Pier) -> list[str]:
    return sorted(title for title, _, _ in pier.articles())


def test_an_index_brings_the_news_of_its_sitemaps_packed_or_not_at_each_poll(pier: Pier) -> None:
    pages(pier, "/1", "/2", "/3")
    pier.site.bodies |= {
        "/index.xml": index(pier, "/news/a.xml", "/news/b.xml.gz", "/news/missing.xml"),
        "/news/a.xml": sitemap(pier, "/1"),
        "/news/b.xml.gz": gzip.compress(sitemap(pier, "/2")),
    }
    pier.site.headers["/index.xml"] = {"ETag": '"same"'}
    pier.add("/index.xml")
    pier.poll()
    assert titles(pier) == ["Notice /1", "Notice /2"]
    pier.site.bodies["/news/a.xml"] = sitemap(pier, "/3", "/1")
    pier.poll()
    assert titles(pier) == ["Notice /1", "Notice /2", "Notice /3"]
    assert query(pier.url, "SELECT last_status FROM newswire.feeds") == [("ok",)]


def test_of_an_index_only_the_likeliest_sitemaps_are_asked(pier: Pier) -> None:
    pier.site.bodies["/index.xml"] = index(pier, *(f"/archive/{n}.xml" for n in range(9)), "/news.xml")
    pier.site.bodies["/news.xml"] = sitemap(pier, "/1")
    pages(pier, "/1")
    pier.add("/index.xml")
    pier.poll()
    asked = [path for path, _ in pier.site.asked if path.endswith(".xml")]
    assert asked[0] == "/index.xml"
    assert "/news.xml" in asked
    assert len(asked) == 6


def test_an_index_of_which_nothing_can_be_read_is_a_failed_poll(pier: Pier) -> None:
    pier.site.bodies["/index.xml"] = index(pier, "/a.xml", "/b.xml")
    pier.site.bodies["/b.xml"] = b"not a sitemap"
    pier.add("/index.xml")
    pier.poll()
    assert query(pier.url, "SELECT last_status, failures FROM newswire.feeds") == [("sitemap_index", 1)]


def test_behind_a_gap_the_older_pages_are_read_up_to_what_is_known(pier: Pier) -> None:
    pages(pier, *(f"/{n}" for n in range(9)))

    def listed(path: str, *numbers: int, older: str) -> None:
        link = f"<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='{older}'/>"
        entries = (pier.site.entry(f"/{n}", f"Notice /{n}", guid=f"n-{n}", day=n + 1) for n in numbers)
        pier.site.feed(*entries, path=path, channel=link)

    listed("/feed.xml", 0, older="/feed2.xml")
    listed("/feed2.xml", 8, older="/feed3.xml")
    pier.add()
    pier.poll()
    assert titles(pier) == ["Notice /0"], "a first read is no gap"
    listed("/feed.xml", 6, 5, older="/feed2.xml")
    listed("/feed2.xml", 4, 3, older="/feed3.xml")
    listed("/feed3.xml", 2, 1, 0, older="/feed4.xml")
    pier.poll()
    assert titles(pier) == [f"Notice /{n}" for n in range(7)]
    assert pier.site.hits("/feed4.xml") == 0


def test_next_pages_of_a_json_feed_are_read_behind_a_gap_and_what_cannot_be_read_is_counted(pier: Pier) -> None:
    pages(pier, *(f"/{n}" for n in range(6)))

    def listed(path: str, *numbers: int | None, older: str | None) -> None:
        # None is an item that is none
        found = [{"id": f"n-{n}", "url": f"/{n}", "title": f"Notice /{n}"} if n is not None else "?" for n in numbers]
        pier.site.bodies[path] = json.dumps({"title": "Pier", "next_url": older, "items": found}).encode()

    listed("/feed.json", 0, older="/feed2.json")
    pier.add("/feed.json")
    pier.poll()
    listed("/feed.json", 5, 4, older="/feed2.json")
    listed("/feed2.json", 3, None, 2, older="/feed.json")
    pier.poll()
    assert titles(pier) == [f"Notice /{n}" for n in (0, 2, 3, 4, 5)]
    assert pier.skipped() == {"unreadable": 1}
    assert query(pier.url, "SELECT entries FROM news.gaps") == [(4,)], "1 has been missed"


def test_what_the_lease_has_no_time_for_is_not_asked_and_the_gap_is_told(database: str) -> None:
    with serve_feed() as site:
        services = run_steps.services(database, site.port, lease_seconds=61.0, fetch_timeout=5.0)
        pier = Pier(database, site, services)
        older = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='/feed2.xml'/>"
        pages(pier, "/1", "/2", "/3")
        for number in (1, 3):
            site.feed(site.entry(f"/{number}", f"Notice /{number}", guid=f"n-{number}", day=number), channel=older)
            site.feed(site.entry("/2", "Notice /2", guid="n-2", day=2), path="/feed2.xml")
            if number == 1:
                pier.add()
            pier.poll()
        assert site.hits("/feed2.xml") == 0
        assert titles(pier) == ["Notice /1", "Notice /3"]
        assert query(database, "SELECT f.last_status, count(g) FROM newswire.feeds f, news.gaps g GROUP BY 1") == [
            ("ok", 1)
        ]
        services.close()


def test_a_chain_of_redirects_ends_before_the_lease(database: str) -> None:
    with serve_feed() as site, serve_feed() as other:
        services = run_steps.services(database, site.port, other.port, lease_seconds=61.0, fetch_timeout=5.0)
        pier = Pier(database, site, services)
        site.bodies["/feed.xml"], site.statuses["/feed.xml"] = b"", 302
        site.headers["/feed.xml"] = {"Location": other.url + "/feed.xml"}
        pier.add()
        pier.poll()
        assert other.hits("/feed.xml") == 0
        assert query(database, "SELECT last_status, failures, lease_until FROM newswire.feeds") == [
            ("timeout", 1, None)
        ]
        services.close()


def test_a_feed_whose_address_is_a_page_that_sends_on_is_read_where_that_leads(pier: Pier) -> None:
    pages(pier, "/1")
    pier.site.feed(pier.site.entry("/1", "Notice /1"), path="/rss.xml")
    pier.site.bodies["/feed.xml"] = b"<!doctype html><meta http-equiv=refresh content='0;url=/rss.xml'>"
    pier.site.headers["/rss.xml"] = {"Last-Modified": "Mon, 30 Nov 2026 10:00:00 GMT", "ETag": '"1"'}
    pier.site.bodies["/loop"] = b"<html><meta http-equiv=refresh content='0;url=/pool'>"
    pier.site.bodies["/pool"] = b"<html><meta http-equiv=refresh content='0;url=/loop'>"
    pier.add()
    pier.add("/loop")
    pier.poll()
    assert titles(pier) == ["Notice /1"]
    # what holds of the feed says nothing of the page before it
    assert query(pier.url, "SELECT moved_to, last_status, etag, last_modified FROM newswire.feeds ORDER BY id") == [
        (None, "ok", None, None),
        (None, "too_many_redirects", None, None),
    ]
