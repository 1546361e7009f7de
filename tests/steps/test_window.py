"""A run of polls is a rolling window: nobody waits for another, and whatever ends it loses and doubles nothing."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_site import FeedSite, Pier, serve_feed
from worker.errors import ServiceDown
from worker.steps.poll import poll_feeds

POLLED = "SELECT count(*) FROM newswire.feeds WHERE last_polled_at IS NOT NULL"


@pytest.fixture
def pier(database: str) -> Iterator[Pier]:
    """A feed site that is waited for as long as a test holds its answers."""
    with serve_feed() as site:
        services = run_steps.services(database, site.port, fetch_timeout=100.0)
        yield Pier(database, site, services)
        services.close()


@pytest.fixture
def second() -> Iterator[FeedSite]:
    """Another host."""
    with serve_feed() as site:
        yield site


def news(site: FeedSite, *paths: str) -> None:
    for path in paths:
        site.feed(site.entry(f"{path}/1", f"Notice of {path}"), path=path)


def hold(site: FeedSite, path: str) -> threading.Event:
    site.held[path] = threading.Event()
    return site.held[path]


def polled(pier: Pier) -> int:
    ((number,),) = query(pier.url, POLLED)
    return number


def test_a_feed_that_hangs_holds_up_neither_others_nor_what_falls_due_meanwhile(pier: Pier) -> None:
    news(pier.site, "/hangs", "/well", "/later")
    go_on = hold(pier.site, "/hangs")
    pier.add("/hangs")
    pier.add("/well")
    held: set[int] = set()
    added = False
    for _ in poll_feeds(pier.services, held):
        if polled(pier) == 1 and not added:
            pier.add("/later")
            added = True
        if polled(pier) == 2:
            assert held == {1}, "what hangs is all that is still in hand"
            go_on.set()
    assert polled(pier) == 3
    assert held == set()


def test_a_robots_txt_that_hangs_holds_up_its_host_alone(database: str, second: FeedSite) -> None:
    with serve_feed() as first:
        services = run_steps.services(database, first.port, second.port, fetch_timeout=100.0)
        pier = Pier(database, first, services)
        go_on = hold(first, "/robots.txt")
        news(first, "/a", "/b")
        news(second, "/c")
        run_steps.add_feeds(services, [first.url + "/a", first.url + "/b", second.url + "/c"])
        for _ in poll_feeds(services, set()):
            if polled(pier) == 1:
                go_on.set()
        assert polled(pier) == 3
        assert first.hits("/robots.txt") == 1
        services.close()


def test_what_a_paced_host_has_no_time_for_is_put_back_at_once(database: str, second: FeedSite) -> None:
    services = run_steps.services(database, second.port, host_pace=60.0)
    paths = ["/a", "/b", "/c"]
    news(second, *paths)
    run_steps.add_feeds(services, [second.url + path for path in paths])
    run_steps.all_of(poll_feeds(services, set()))
    later = "next_poll_at > now() + interval '50 s'"
    rows = query(database, f"SELECT last_polled_at IS NOT NULL, attempts, lease_token, {later} FROM newswire.feeds")
    assert sorted(rows) == [(False, 0, None, True), (False, 0, None, True), (True, 0, None, True)]
    services.close()


def test_feeds_whose_poll_did_not_end_are_taken_one_at_a_time(pier: Pier) -> None:
    paths = [f"/{n}" for n in range(4)]
    news(pier.site, *paths)
    for path in paths:
        pier.add(path)
    query(pier.url, "UPDATE newswire.feeds SET attempts = 1 WHERE id <= 3")
    held: set[int] = set()
    most = 0
    for _ in poll_feeds(pier.services, held):
        most = max(most, len(held & {1, 2, 3}))
    assert (polled(pier), most) == (4, 1)


def test_what_was_in_hand_when_postgres_failed_is_told(pier: Pier) -> None:
    news(pier.site, "/hangs", "/well")
    hold(pier.site, "/hangs")
    pier.add("/hangs")
    pier.add("/well")
    held: set[int] = set()
    run = poll_feeds(pier.services, held)
    while polled(pier) == 0:
        next(run)
    with psycopg.connect(pier.url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'newswire' AND datname = current_database()"
        )
    with pytest.raises(ServiceDown):
        for _ in run:
            pass
    assert held == {1}


def test_polls_that_cannot_be_written_together_are_written_alone(pier: Pier) -> None:
    news(pier.site, "/new")
    for path in ("/a", "/b"):
        pier.site.statuses[path] = 301
        pier.site.headers[path] = {"Location": pier.site.url + "/new"}
        pier.add(path)
    pier.poll()
    query(pier.url, "UPDATE newswire.feeds SET moved_times = 4, moved_since = now() - interval '4 days'")
    pier.poll()
    rows = query(pier.url, "SELECT url, last_status FROM newswire.feeds ORDER BY id")
    assert [row for row in rows if row[0].endswith("/new")] == [(pier.site.url + "/new", "unchanged")]
    assert [status for url, status in rows if not url.endswith("/new")] == ["moved_onto_another_feed"]
