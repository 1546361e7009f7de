"""What a feed does over time, and what we make of it, over the wire and in the store."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_site import PARAGRAPH, Pier


def dated(pier: Pier, number: int, age: timedelta) -> str:
    when = format_datetime(datetime.now(UTC) - age)
    text = PARAGRAPH.format(f"notice {number}") * 5
    return (
        f"<title>Notice {number}</title><guid isPermaLink='false'>n-{number:04}</guid><pubDate>{when}</pubDate>"
        f"<description>{text}</description>"
    )


def with_settings(pier: Pier, **settings) -> Pier:
    return Pier(pier.url, pier.site, run_steps.services(pier.url, pier.site.port, **settings))


def row(pier: Pier, *columns: str) -> tuple:
    (found,) = query(pier.url, f"SELECT {', '.join(columns)} FROM newswire.feeds")
    return found


def test_a_first_read_is_limited_by_number_and_age_and_a_backfill_takes_the_rest(pier: Pier, db_run) -> None:
    limited = with_settings(pier, first_entries=3, entry_max_days=14.0)
    days = [0, 1, 2, 3, 30]
    pier.site.feed(*(dated(pier, number, timedelta(days=age)) for number, age in enumerate(days)))
    limited.add()
    limited.poll()
    assert sorted(title for title, _, _ in pier.articles()) == ["Notice 0", "Notice 1", "Notice 2"]
    assert pier.skipped() == {"too_old": 2}
    limited.poll()
    query(pier.url, "UPDATE newswire.feeds SET body_hash = 'other'")
    limited.poll()
    assert (len(pier.articles()), pier.skipped()) == (3, {"too_old": 2})
    assert db_run("feeds", "backfill", "1").code == 0
    limited.poll()
    assert len(pier.articles()) == 5
    assert row(pier, "backfill", "gaps") == (False, 0)
    limited.services.close()


def test_a_server_that_says_304_while_it_has_news_is_found_out(pier: Pier, db_run) -> None:
    pier.site.feed(dated(pier, 1, timedelta(hours=3)))
    pier.site.headers["/feed.xml"] = {"ETag": '"stuck"'}
    pier.add()
    pier.poll()
    body = pier.site.bodies["/feed.xml"]
    pier.site.statuses["/feed.xml"], pier.site.bodies["/feed.xml"] = 304, b""
    pier.poll()
    assert pier.site.asked[-1][1]["if-none-match"] == '"stuck"'
    assert pier.site.asked[-1][1]["accept"].startswith("application/rss+xml,")  # pages last
    assert row(pier, "conditional_polls", "last_status") == (1, "unchanged")
    query(pier.url, "UPDATE newswire.feeds SET conditional_polls = 100")
    pier.site.statuses.clear()
    pier.site.bodies["/feed.xml"] = body.replace(
        b"<item>", b"<item>" + dated(pier, 2, timedelta(hours=2)).encode() + b"</item><item>", 1
    )
    for _ in range(2):
        pier.poll()
        assert "if-none-match" not in pier.site.asked[-1][1]
    assert len(pier.articles()) == 2
    assert "they hid news" in db_run("feeds", "show", "1").out


def test_a_gap_is_kept_with_its_time_and_listed(pier: Pier, db_run) -> None:
    pier.site.feed(*(dated(pier, n, timedelta(hours=9)) for n in (1, 2)))
    pier.add()
    pier.poll()
    pier.site.feed(*(dated(pier, n, timedelta(hours=1)) for n in (7, 8)))
    assert db_run("feeds", "list", "--gaps", "--json").json == []
    pier.poll()
    (one,) = db_run("feeds", "list", "--gaps", "--json").json
    assert (one["gaps"], one["health"]) == (1, "fine")
    assert one["last_gap_at"]
    assert "gaps" in db_run("feeds", "list", "--gaps").out
    told = "SELECT source, feed_id, entries, since < found_at FROM news.gaps"
    assert query(pier.url, told) == [("feed.xml", 1, 2, True)]
    pier.poll()
    assert len(query(pier.url, told)) == 1, "a gap is told once"


def test_a_feed_that_loses_its_entries_or_answers_a_web_page_is_not_fine(pier: Pier, db_run) -> None:
    pier.site.feed(dated(pier, 1, timedelta(hours=1)))
    pier.add()
    pier.poll()
    pier.site.feed()
    pier.poll()
    pier.site.feed(dated(pier, 1, timedelta(hours=1)), path="/other.xml")
    pier.add("/other.xml")
    pier.poll()
    listed = db_run("feeds", "list", "--json").json
    assert [(one["id"], one["health"]) for one in listed] == [(1, "no entries"), (2, "fine")]
    pier.site.bodies["/feed.xml"] = b"<!doctype html><html><body>Sign in</body></html>"
    pier.poll()
    assert db_run("feeds", "list", "--json").json[0]["health"] == "failing: html_not_feed"


def test_a_permanent_redirect_on_the_same_host_is_adopted_by_the_rule(pier: Pier) -> None:
    pier.site.feed(dated(pier, 1, timedelta(hours=1)), path="/new.xml")
    pier.site.bodies["/feed.xml"] = b""
    pier.site.statuses["/feed.xml"] = 301
    pier.site.headers["/feed.xml"] = {"Location": "/new.xml"}
    pier.add()
    pier.poll()
    assert row(pier, "url", "moved_to", "moved_times") == (pier.site.url + "/feed.xml", pier.site.url + "/new.xml", 1)
    query(pier.url, "UPDATE newswire.feeds SET moved_times = 4, moved_since = now() - interval '3 days'")
    pier.poll()
    assert row(pier, "url", "moved_to") == (pier.site.url + "/new.xml", None)


def test_a_host_that_says_too_many_requests_is_left_alone_as_long_as_it_asks(pier: Pier, db_run) -> None:
    for number, path in enumerate(("/a.xml", "/b.xml")):
        pier.site.feed(dated(pier, number, timedelta(hours=1)), path=path)
        pier.add(path)
    pier.poll()
    pier.site.statuses["/a.xml"] = 429
    closed = "SELECT extract(epoch FROM blocked_until - now())::float8 FROM newswire.hosts"
    for headers, least, most in (({}, 50, 60), ({"Retry-After": "7200"}, 7100, 7200)):
        pier.site.headers["/a.xml"] = headers
        query(pier.url, "UPDATE newswire.feeds SET next_poll_at = now() WHERE id = 1")
        run_steps.all_of(run_steps.poll_feeds(pier.services, set()))
        ((seconds,),) = query(pier.url, closed)
        assert least < seconds <= most
        assert all("closed to us until" in one["health"] for one in json.loads(db_run("feeds", "list", "--json").out))
        query(pier.url, "UPDATE newswire.hosts SET blocked_until = NULL")


def test_what_is_gone_is_asked_again_and_comes_back(pier: Pier) -> None:
    pier.site.statuses["/feed.xml"] = 410
    pier.add()
    query(pier.url, "UPDATE newswire.feeds SET gone_times = 4")
    pier.poll()
    assert row(pier, "state", "round(extract(epoch FROM next_poll_at - now()) / 86400)") == ("gone", 7)
    pier.site.statuses.clear()
    pier.site.feed(dated(pier, 1, timedelta(hours=1)))
    query(pier.url, "UPDATE newswire.feeds SET next_poll_at = now()")
    run_steps.all_of(run_steps.poll_feeds(pier.services, set()))
    assert row(pier, "state", "last_status") == ("active", "ok")
