"""newswire feeds: what is found at an address, how addresses are kept, groups and lists."""

import json

import pytest

from tests.support.database import query
from tests.support.feed_site import FeedSite, serve_feed
from worker.adapters.db import Database
from worker.adapters.workers import Presence
from worker.core.feeds.opml import read_opml


@pytest.fixture
def site(monkeypatch):
    with serve_feed() as site:
        monkeypatch.setenv("NEWSWIRE_ALLOW_ADDRESSES", f"127.0.0.1:{site.port}")
        monkeypatch.setenv("NEWSWIRE_FETCH_TIMEOUT", "5")
        yield site


def home(site: FeedSite, *links: str) -> None:
    declared = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    site.bodies["/"] = f"<!doctype html><html><head><title>Pier</title>{declared}</head><body></body></html>".encode()


def urls(database: str) -> list[str]:
    return [url for (url,) in query(database, "SELECT url FROM newswire.feeds ORDER BY id")]


def test_a_site_with_three_feeds_names_all_three(db_run, site):
    for path in ("/a.xml", "/b.xml", "/c.xml"):
        site.feed(site.entry("/1", "Notice"), path=path)
    home(site, "/a.xml", "/b.xml", "/c.xml")
    said = db_run("feeds", "add", site.url)
    assert said.code == 0
    assert all(f"{site.url}{path}" in said.out for path in ("/a.xml", "/b.xml", "/c.xml"))
    assert json.loads(db_run("feeds", "add", site.url, "--json").out)[0]["others"] == [
        f"{site.url}/b.xml",
        f"{site.url}/c.xml",
    ]


def test_a_feed_that_robots_txt_forbids_is_told(db_run, site, database):
    site.bodies["/robots.txt"] = b"User-agent: *\nDisallow: /feeds/"
    site.feed(site.entry("/1", "Notice"), path="/feeds/a.xml")
    home(site, "/feeds/a.xml")
    for address in (f"{site.url}/feeds/a.xml", site.url):
        said = db_run("feeds", "add", address)
        assert said.code != 0
        assert "robots.txt" in said.err
        assert "/feeds/a.xml" in said.err
    assert urls(database) == []


def test_the_sitemaps_that_robots_txt_names_are_the_last_resort(db_run, site, database):
    home(site)
    site.bodies["/robots.txt"] = (
        f"User-agent: *\nAllow: /\n\nSitemap: {site.url}/all.xml\nsitemap:/maps/news.xml".encode()
    )
    page = f"<url><loc>{site.url}/1</loc><lastmod>2026-11-01</lastmod></url>"
    site.bodies["/maps/news.xml"] = site.bodies["/all.xml"] = f"<urlset>{page}</urlset>".encode()
    assert db_run("feeds", "add", site.url).code == 0
    assert urls(database) == [f"{site.url}/maps/news.xml"]


def test_a_feeds_address_is_never_rewritten(db_run, site, database):
    path = "/feed?utm_source=key&ref=rss&&b=%7e&a"
    site.feed(site.entry("/1", "Notice"), path=path)
    assert db_run("feeds", "add", site.url + path + "#top").code == 0
    assert db_run("feeds", "add", f"feed://127.0.0.1:{site.port}{path}").code == 0
    assert urls(database) == [site.url + path]


def test_an_address_that_the_workers_may_not_ask_is_told(db_run, site, database):
    site.feed(site.entry("/1", "Notice"))
    worker = Presence(db=Database(database), role="poll", allow_addresses="10.0.0.0/8")
    worker.note(0.0)
    said = db_run("feeds", "add", site.url + "/feed.xml")
    assert (said.code, "NEWSWIRE_ALLOW_ADDRESSES=10.0.0.0/8" in said.err) == (0, True)
    worker.allow_addresses = f"127.0.0.1:{site.port}"
    worker.note(0.0)
    assert db_run("feeds", "add", site.url + "/feed.xml").err == ""
    worker.leave()


def test_a_rhythm_and_a_group_are_given_and_changed(db_run, site, database):
    site.feed(site.entry("/1", "Notice"))
    address = site.url + "/feed.xml"
    assert db_run("feeds", "add", address, "--every", "5m", "--group", "Ports").code == 0
    assert query(database, "SELECT every_seconds, group_name FROM newswire.feeds") == [(300.0, "Ports")]
    assert db_run("feeds", "add", address, "--every", "2h").code == 0
    assert query(database, "SELECT every_seconds, group_name FROM newswire.feeds") == [(7200.0, "Ports")]
    for wrong in ("soon", "0m", "2d", "-5m"):
        assert db_run("feeds", "add", address, "--every", wrong).code == 2


def test_of_several_addresses_those_with_a_feed_are_added_and_the_others_told(db_run, site, database):
    site.feed(site.entry("/1", "Notice"), path="/a.xml")
    site.bodies["/none"] = b"<!doctype html><p>no feed here"
    said = db_run("feeds", "add", site.url + "/none", "http://nobody.invalid/", site.url + "/a.xml")
    assert (said.code, urls(database)) == (1, [site.url + "/a.xml"])
    assert [line.split(":")[0] for line in said.err.splitlines()] == ["newswire"] * 2
    assert "no such host" in said.err
    assert said.out == f"feed 1 added: {site.url}/a.xml\n"


@pytest.mark.parametrize("option", ["--group", "--source"])
def test_an_empty_group_or_publisher_is_refused(db_run, database, option):
    assert db_run("feeds", "add", "--unchecked", "example.org/feed", option, " ").code == 2
    assert urls(database) == []


LIST = """<opml version="2.0"><body><outline text="World"><outline text="Near">
<outline text="A" xmlUrl="feed://a.example/rss?ref=rss" htmlUrl="https://a.example/"/></outline>
<outline text="B" xmlUrl="https://b.example/rss"/></outline><outline text="C" xmlUrl="https://c.example/rss"/></body></opml>"""


def test_folders_survive_the_round_trip_and_are_groups_to_filter_by(db_run, tmp_path, database):
    file = tmp_path / "list.opml"
    file.write_text(LIST)
    assert db_run("feeds", "import", file).code == 0
    expected = [
        ("http://a.example/rss?ref=rss", "World / Near"),
        ("https://b.example/rss", "World"),
        ("https://c.example/rss", None),
    ]
    assert query(database, "SELECT url, group_name FROM newswire.feeds ORDER BY url") == expected
    listed = read_opml(db_run("feeds", "export").out.encode())
    assert sorted((feed.url, feed.folder) for feed in listed) == expected
    rows = json.loads(db_run("feeds", "list", "--group", "World", "--json").out)
    assert sorted(row["url"] for row in rows) == [url for url, _ in expected[:2]]
    assert len(json.loads(db_run("feeds", "list", "--group", "World / Near", "--json").out)) == 1


@pytest.mark.parametrize("left", [LIST.index("</outline>"), LIST.index("https://c.example"), len(LIST) - 4])
def test_a_list_that_ends_early_is_told_with_what_was_read_of_it(db_run, tmp_path, database, left):
    file = tmp_path / "list.opml"
    file.write_text(LIST[:left])
    said = db_run("feeds", "import", file)
    assert (said.code, len(said.err.splitlines())) == (1, 1)
    number = len(urls(database))
    assert f"{file} ends early, without </opml>: {number} feed{'s were' if number > 1 else ' was'} read" in said.err
    assert said.out.startswith(f"{number} added")
    file.write_text(LIST)
    assert (db_run("feeds", "import", file).code, len(urls(database))) == (0, 3)


@pytest.mark.parametrize("content", ["<html><body>The pier</body></html>", "Pier Post", ""])
def test_a_list_that_is_none_is_named(db_run, tmp_path, content):
    (tmp_path / "feeds.opml").write_text(content)
    said = db_run("feeds", "import", tmp_path / "feeds.opml")
    assert said.code == 1
    assert said.err.startswith(f"newswire: {tmp_path / 'feeds.opml'}: ")
    assert "not OPML" in said.err
