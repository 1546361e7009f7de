"""The story when things go wrong: pages that cannot be had, hosts that want peace, and one bad one among many."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.run_steps import add_feeds, all_of, due, ends, let_time_pass, poll, to_the_end, work
from tests.support.sample_world import World
from worker.adapters import items
from worker.core.clean import Cleaner
from worker.core.dedupe.verdicts import identity_hash
from worker.core.waits import MAX_ATTEMPTS
from worker.errors import OverTime, ServiceDown
from worker.models import DueIds, Extraction, Page, Reason, State
from worker.sample import SampleSite, faults, serve
from worker.services import Parts
from worker.steps import clean
from worker.steps.clean import clean_pages
from worker.steps.fetch import fetch_pages

ARTICLE = "/meridian/2026/11/20/strait-talks"


# ── pages that cannot be had ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", ["missing", "private/notes", "picture", "circle", "endless"])
def test_the_feeds_own_text_stands_in_for_a_refused_page(world, fault):
    add_feeds(world.services, [url for url in world.site.feeds if "/meridian/" in url])
    poll(world.services, world.url)
    query(
        world.url,
        "UPDATE newswire.items SET url = %s WHERE url LIKE '%%strait-talks'",
        f"{world.site.url}/broken/{fault}",
    )
    work(world.services, world.url)
    rows = query(
        world.url, "SELECT title, wall_kind, text, fetched_at FROM news.articles WHERE title LIKE 'US and Iran%%'"
    )
    ((title, wall, text, fetched_at),) = rows
    assert title.startswith("US and Iranian delegations")
    assert (wall, fetched_at) == ("registration", None)
    assert "registering at no cost" not in text
    assert "the page on money is still blank" in text
    assert set(ends(world.url).values()) == {("stored", None)}


def test_a_page_that_only_the_feed_ever_had_needs_no_fetch(world, database):
    add_feeds(world.services, [url for url in world.site.feeds if "/meridian/" in url])
    poll(world.services, world.url)
    query(database, "UPDATE newswire.items SET url = NULL, state = 'fetched'")
    work(world.services, world.url)
    assert query(database, "SELECT count(*), count(fetched_at) FROM news.articles") == [(4, 0)]


# ── hosts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def elsewhere(site) -> Iterator[SampleSite]:
    """A second site on another port: another host."""
    with serve() as running:
        yield running


def add_item(world: World, url: str, *, feed: bool = True) -> int:
    if feed and not query(world.url, "SELECT 1 FROM newswire.feeds"):
        add_feeds(world.services, world.site.feeds[:1])
    statement = (
        "INSERT INTO newswire.items (url, url_hash, host, feed_id, source) VALUES (%s, %s, %s, 1, 'test') RETURNING id"
    )
    return query(world.url, statement, url, identity_hash(url), url.split("/")[2])[0][0]


def redirecting(monkeypatch, world: World, where: str, target: str) -> None:
    monkeypatch.setitem(faults.NO_PAGE, where, faults.Answer(status=302, headers=(("Location", target),)))


def test_a_redirect_to_another_host_asks_its_robots_txt_and_then_the_page(world, elsewhere, monkeypatch):
    made = run_steps.services(world.url, world.site.port, elsewhere.port)
    redirecting(monkeypatch, world, "away", elsewhere.url + ARTICLE)
    one = add_item(world, world.site.url + "/broken/away")
    assert all_of(fetch_pages(made, [one])) == DueIds(fetch=(one,))
    assert (elsewhere.hits("/robots.txt"), elsewhere.hits(ARTICLE)) == (0, 0)
    work(made, world.url)
    assert (elsewhere.hits("/robots.txt"), elsewhere.hits(ARTICLE)) == (1, 1)
    assert world.site.hits("/broken/away") == 1
    (urls,) = query(world.url, "SELECT urls FROM news.articles")[0]
    assert set(urls) == {world.site.url + "/broken/away", elsewhere.url + ARTICLE}
    made.close()


def test_the_robots_txt_of_the_other_host_is_obeyed(world, elsewhere, monkeypatch):
    made = run_steps.services(world.url, world.site.port, elsewhere.port)
    redirecting(monkeypatch, world, "away", elsewhere.url + "/broken/private/notes")
    add_item(world, world.site.url + "/broken/away")
    work(made, world.url)
    assert ends(world.url)["/broken/away"] == ("skipped", "robots")
    assert elsewhere.hits("/broken/private/notes") == 0
    made.close()


def test_a_redirect_to_where_we_may_not_go_is_refused(world, monkeypatch):
    redirecting(monkeypatch, world, "away", "http://127.0.0.1:1/secret")
    add_item(world, world.site.url + "/broken/away")
    to_the_end(world.services, world.url)
    state, reason = ends(world.url)["/broken/away"]
    assert (state, reason[:9]) == ("skipped", "forbidden")


def test_a_host_whose_robots_txt_cannot_be_had_is_not_asked(world):
    one = add_item(world, world.site.url + ARTICLE)
    query(
        world.url,
        "INSERT INTO newswire.hosts (host, robots_open, robots_until) VALUES (%s, false, now() + interval '1 h')",
        world.site.url.split("/")[2],
    )
    all_of(fetch_pages(world.services, [one]))
    assert world.site.hits(ARTICLE) == 0
    assert ends(world.url)[ARTICLE] == ("pending", "robots_unreachable")


def test_pages_of_one_host_wait_for_their_slot_without_losing_an_attempt(world, database):
    made = run_steps.services(database, world.site.port, host_pace=100.0)
    ids = [add_item(world, f"{world.site.url}/broken/missing?{n}") for n in range(3)]
    all_of(fetch_pages(made, ids))
    rows = query(
        database, "SELECT state::text, reason, attempts, next_attempt_at > now() FROM newswire.items ORDER BY id"
    )
    assert rows == [("skipped", "not_found", 0, False), *[("pending", "paced", 0, True)] * 2]
    made.close()


def test_who_is_asked_to_come_back_later_leaves_the_host_alone(world):
    busy, other = (add_item(world, world.site.url + path) for path in ("/broken/busy", "/broken/missing"))
    all_of(fetch_pages(world.services, [busy]))
    query(world.url, "UPDATE newswire.hosts SET blocked_until = blocked_until + interval '1 min'")
    all_of(fetch_pages(world.services, [other]))
    assert world.site.hits("/broken/missing") == 0
    assert ends(world.url)["/broken/missing"] == ("pending", "paced")
    to_the_end(world.services, world.url)
    assert ends(world.url) == {"/broken/busy": ("stored", None), "/broken/missing": ("skipped", "not_found")}


# ── one bad one among many ────────────────────────────────────────────────────────────────────────────────────────────


def fetched(world: World, *outlets: str) -> list[int]:
    add_feeds(world.services, [url for url in world.site.feeds if url.split("/")[3] in outlets])
    due_ids = poll(world.services, world.url)
    return sorted(all_of(fetch_pages(world.services, due_ids.fetch)).clean)


def test_a_host_and_the_item_wait_as_long_as_they_were_asked_to(world, monkeypatch):
    day = (("Retry-After", "86400"),)
    monkeypatch.setitem(faults.NO_PAGE, "closed", faults.Answer(status=503, headers=day))
    add_feeds(world.services, [url for url in world.site.feeds if "/meridian/" in url])
    poll(world.services, world.url)
    query(
        world.url,
        "UPDATE newswire.items SET url = %s WHERE url LIKE '%%strait-talks'",
        world.site.url + "/broken/closed",
    )
    (number,) = query(world.url, "SELECT id FROM newswire.items WHERE url LIKE '%%/broken/closed'")[0]
    all_of(fetch_pages(world.services, [number]))
    statement = (
        "SELECT extract(epoch FROM blocked_until - now())::float FROM newswire.hosts WHERE blocked_until > now()"
    )
    ((seconds,),) = query(world.url, statement)
    assert 86_000 < seconds <= 86_400
    statement = "SELECT extract(epoch FROM next_attempt_at - now())::float FROM newswire.items WHERE id = %s"
    ((seconds,),) = query(world.url, statement, number)
    assert seconds > 86_000


def test_a_page_that_trips_our_own_bug_fails_alone(world, monkeypatch):
    ids = fetched(world, "harbour")
    cleaner = world.services.cleaner

    class Trips:
        def __getattr__(self, name):
            return getattr(cleaner, name)

        def read_page(self, page, **when):
            if "ferry-strike" in page.url:
                raise ZeroDivisionError("a bug of ours")
            return cleaner.read_page(page, **when)

    services = run_steps.services(world.url, world.site.port, given=Parts(cleaner=Trips()))
    all_of(clean_pages(services, ids))
    found = ends(world.url)
    assert found.pop("/harbour/2026/11/20/ferry-strike") == ("fetched", "bug")
    assert set(found.values()) == {("stored", None)}
    to_the_end(services, world.url)
    services.close()
    assert ends(world.url)["/harbour/2026/11/20/ferry-strike"] == ("quarantined", "bug")
    with world.services.db.transaction() as tx:
        (row,) = items.list_quarantine(tx)
    assert (row.error, row.message, row.attempts) == ("ZeroDivisionError", "a bug of ours", MAX_ATTEMPTS)
    assert "read_page" in row.traceback


def test_a_row_that_postgres_refuses_fails_alone(world):
    ids = fetched(world, "harbour")
    query(world.url, "ALTER TABLE news.articles ADD CONSTRAINT picky CHECK (title NOT LIKE 'Ferry%')")
    all_of(clean_pages(world.services, ids))
    found = ends(world.url)
    assert found.pop("/harbour/2026/11/20/ferry-strike") == ("quarantined", "bad_value")
    assert set(found.values()) == {("stored", None)}


def test_a_feed_that_postgres_refuses_fails_alone(world):
    urls = [url for url in world.site.feeds if url.split("/")[3] in ("harbour", "meridian", "northline")]
    add_feeds(world.services, urls)
    query(world.url, "ALTER TABLE newswire.entries ADD CONSTRAINT picky CHECK (key NOT LIKE '%ferry-strike%')")
    due_ids = poll(world.services, world.url)
    assert len(due_ids.fetch) == 7
    rows = query(world.url, "SELECT last_status, failures, lease_token FROM newswire.feeds WHERE url LIKE '%harbour%'")
    assert rows == [("bad_value", 1, None)]


def test_a_page_that_postgres_refuses_fails_alone(world):
    add_feeds(world.services, [url for url in world.site.feeds if "/harbour/" in url])
    poll(world.services, world.url)
    query(world.url, "ALTER TABLE newswire.pages ADD CONSTRAINT picky CHECK (url NOT LIKE '%ferry-strike%')")
    work(world.services, world.url)
    found = ends(world.url)
    assert found.pop("/harbour/2026/11/20/ferry-strike") == ("quarantined", "bad_value")
    assert set(found.values()) == {("stored", None)}


def test_a_page_that_another_session_got_in_the_way_of_is_tried_again_alone(world):
    add_feeds(world.services, [url for url in world.site.feeds if "/harbour/" in url])
    poll(world.services, world.url)
    other = add_item(world, f"{world.site.url}/elsewhere")
    url = f"{world.site.url}/harbour/2026/11/20/ferry-strike"
    query(world.url, "CREATE UNIQUE INDEX only_one ON newswire.pages (url)")
    page = "INSERT INTO newswire.pages (item_id, url, status, headers, body, size) VALUES (%s, %s, 200, '{}', '', 0)"
    query(world.url, page, other, url)
    query(world.url, "UPDATE newswire.items SET state = 'skipped' WHERE id = %s", other)
    work(world.services, world.url)
    found = ends(world.url)
    assert found.pop("/harbour/2026/11/20/ferry-strike") == ("pending", "race")
    assert found.pop("/elsewhere")
    assert set(found.values()) == {("stored", None)}


def test_pages_that_could_not_be_loaded_are_asked_for_again_and_nobody_passes_for_one_without(world, monkeypatch):
    ids = fetched(world, "harbour", "meridian")
    assert len(ids) > 2
    loads = items.load_pages
    calls: list[object] = []

    def away_once(tx, wanted):
        calls.append(wanted)
        if len(calls) == 1:
            raise ServiceDown("Postgres is away", reason=Reason.POSTGRES_DOWN)
        return loads(tx, wanted)

    monkeypatch.setattr(items, "load_pages", away_once)
    all_of(clean_pages(world.services, ids))
    to_the_end(world.services, world.url)
    assert set(ends(world.url).values()) == {("stored", None)}
    assert query(world.url, "SELECT count(*) FROM news.articles WHERE fetched_at IS NULL OR text_from <> 'page'") == [
        (0,)
    ]


@pytest.mark.parametrize("step", ["read_page", "finish"])
def test_a_page_that_takes_too_long_ends_by_that_name_and_the_others_are_not_charged(world, monkeypatch, step):
    ids = fetched(world, "harbour")
    does = getattr(Cleaner, step)
    slow: list[str | None] = []  # the first of the batch, whichever that is

    def stop_at(self: Cleaner, given: Page | Extraction, *rest: object, **named: object) -> object:
        one = given.url if isinstance(given, Page) else given.title
        slow.append(one)
        if one == slow[0]:
            raise OverTime
        return does(self, given, *rest, **named)

    monkeypatch.setattr(Cleaner, step, stop_at)
    all_of(clean_pages(world.services, ids))
    rows = query(
        world.url, "SELECT DISTINCT reason, attempts FROM newswire.items WHERE state = 'fetched' ORDER BY reason"
    )
    assert rows == [("batch_late", 0), ("time_limit", 1)]
    to_the_end(world.services, world.url)
    assert sorted(ends(world.url).values()) == [("quarantined", "time_limit")] + [("stored", None)] * (len(ids) - 1)


def test_two_workers_that_clean_one_page_under_two_addresses_make_one_article(world):
    first = add_item(world, world.site.url + ARTICLE + "?print=1")
    second = add_item(world, world.site.url + ARTICLE + "?print=2")
    all_of(fetch_pages(world.services, [first, second]))
    all_of(clean_pages(world.services, [second]))
    all_of(clean_pages(world.services, [first]))
    assert query(world.url, "SELECT id FROM news.articles") == [(second,)]
    assert query(world.url, "SELECT state::text, duplicate_of FROM newswire.items WHERE id = %s", first) == [
        ("duplicate", second)
    ]


# ── feeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_free_part_is_kept_where_the_feed_is_set_so(world):
    add_feeds(world.services, [url for url in world.site.feeds if "/meridian/" in url], free_only=True)
    poll(world.services, world.url)
    work(world.services, world.url)
    paid = world.article(ARTICLE)
    assert (paid["text"], paid["blocks"], paid["truncated"]) == (paid["summary"], [], True)
    assert len(world.article("/meridian/2026/11/18/grain-corridor")["text"]) > 500


def test_a_paced_poll_is_given_back_uncounted(world, database):
    made = run_steps.services(database, world.site.port, host_pace=100.0)
    add_feeds(made, world.site.feeds[:2])
    poll(made, database)
    rows = query(
        database, "SELECT attempts, last_polled_at IS NULL, next_poll_at > now() FROM newswire.feeds ORDER BY 2"
    )
    assert rows == [(0, False, True), (0, True, True)]
    made.close()


def test_nothing_is_done_without_a_claim(world):
    ids = fetched(world, "harbour")
    other = run_steps.services(world.url, world.site.port)
    with other.db.transaction() as tx:
        assert len(items.claim(tx, ids, State.FETCHED, seconds=60)) == len(ids)
    all_of(clean_pages(world.services, ids))
    assert query(world.url, "SELECT count(*) FROM news.articles") == [(0,)]
    assert due(world.url, "fetched") == ids
    assert let_time_pass(world.url)
    other.close()


def test_tracking_at_the_end_of_a_redirect_makes_no_second_article(world, monkeypatch):
    for name in ("feed", "mail"):
        redirecting(monkeypatch, world, name, f"{world.site.url}{ARTICLE}?utm_source={name}")
        add_item(world, f"{world.site.url}/broken/{name}")
    work(world.services, world.url)
    ((urls,),) = query(world.url, "SELECT urls FROM news.articles")
    assert world.site.url + ARTICLE in urls
    assert not [url for url in urls if "utm_source" in url]


def test_a_batch_holds_one_body_at_a_time_and_few_packed_ones(world, monkeypatch):
    ids = fetched(world, "harbour")
    load, unpack, packed_at_once, held = items.load_pages, items.PackedPage.unpacked, [], []

    def unpacked(packed):
        held.append(Body.held)
        page = unpack(packed)
        return replace(page, page=replace(page.page, body=Body(page.page.body)))

    monkeypatch.setattr(items, "load_pages", lambda tx, some: packed_at_once.append(len(some)) or load(tx, some))
    monkeypatch.setattr(items.PackedPage, "unpacked", unpacked)
    monkeypatch.setattr(clean, "PAGES_AT_ONCE", 2)
    all_of(clean_pages(world.services, ids))
    assert held == [0] * len(ids)
    assert packed_at_once == [2, 2, 1]
    assert set(ends(world.url).values()) == {("stored", None)}


class Body(bytes):
    """Bytes of which is known how many are held."""

    held = 0

    def __init__(self, _: bytes) -> None:
        Body.held += 1

    def __del__(self) -> None:
        Body.held -= 1
