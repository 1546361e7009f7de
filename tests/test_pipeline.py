"""The story from feeds to articles, against the sample site and a real Postgres, in the role of our processes."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests import story
from tests.story import add_feeds, all_of, due, ends, let_time_pass, poll, query, to_the_end, work
from worker import pipeline
from worker.adapters import items
from worker.core.dedupe import identity_hash
from worker.core.schedule import MAX_ATTEMPTS
from worker.models import Bell, State
from worker.sample import SampleSite, serve
from worker.services import Services

ARTICLE = "/meridian/2026/11/20/strait-talks"
BROKEN = {
    "/broken/missing": ("skipped", "not_found"),
    "/broken/gone": ("skipped", "gone"),
    "/broken/recovers": ("stored", None),
    "/broken/fails": ("quarantined", "server_error"),
    "/broken/slow": ("quarantined", "timeout"),
    "/broken/endless": ("skipped", "too_large"),
    "/broken/circle": ("skipped", "too_many_redirects"),
    "/broken/busy": ("stored", None),
    "/broken/private/notes": ("skipped", "robots"),
    "/broken/picture": ("skipped", "not_a_page"),
    "/broken/empty": ("skipped", "empty"),
    "/broken/2026/11/18/wrong-charset": ("stored", None),
}


@dataclass
class World:
    """A database with what came of the whole sample site."""

    url: str
    site: SampleSite
    services: Services

    def article(self, path: str) -> dict:
        with psycopg.connect(self.url, row_factory=psycopg.rows.dict_row) as connection:
            statement = "SELECT * FROM news.articles WHERE urls @> ARRAY[%s]"
            return connection.execute(statement, (self.site.url + path,)).fetchone()

    def topics(self, path: str) -> set[str]:
        article_id = self.article(path)["id"]
        return {
            row[0] for row in query(self.url, "SELECT topic FROM news.article_topics WHERE article_id = %s", article_id)
        }


@pytest.fixture(scope="module")
def done(postgres) -> Iterator[World]:
    """The sample site, ingested to the end once; only read it."""
    base = postgres.url.rpartition("/")[0]
    query(postgres.url, "CREATE DATABASE the_story TEMPLATE newswire_template")
    url = f"{base}/the_story"
    with serve() as site:
        made = story.services(url, site.port)
        add_feeds(made, site.feeds)
        poll(made, url)
        to_the_end(made, url)
        yield World(url, site, made)
        made.close()
    query(postgres.url, "DROP DATABASE the_story WITH (FORCE)")


@pytest.fixture
def made(database, site) -> Iterator[Services]:
    services = story.services(database, site.port)
    yield services
    services.close()


@pytest.fixture
def world(database, site, made) -> World:
    """An empty database before the sample site."""
    return World(database, site, made)


def ingest(world: World, *outlets: str) -> None:
    urls = [url for url in world.site.feeds if url.split("/")[3] in outlets]
    add_feeds(world.services, urls)
    poll(world.services, world.url)
    work(world.services, world.url)


# ── the whole site ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_of_the_seeds_shape_ends_stored_with_its_wall_cut_and_its_topics(done):
    article = done.article(ARTICLE)
    assert article["title"] == "US and Iranian delegations extend talks in Muscat after tanker incident"
    assert article["authors"] == ["Leila Castermans"]
    assert article["summary"].startswith("Envoys from Washington and Tehran")
    assert str(article["published_at"]) == "2026-11-20 09:15:00+00:00"
    assert article["text"].endswith("the page on money is still blank.")
    assert (article["wall_kind"], article["truncated"], article["language"]) == ("registration", True, "en")
    assert "registering at no cost" in article["wall_cuts"][0]["text"]
    assert article["images"][0]["caption"].startswith("A patrol boat follows a container ship")
    assert [label["text"] for label in article["publisher_topics"]] == ["Iran-US tensions"]
    assert done.topics(ARTICLE) == {"iran-us-tensions"}


def test_every_item_is_at_an_end(done):
    states = {state for state, _ in ends(done.url).values()}
    assert states <= {"stored", "duplicate", "skipped", "quarantined"}
    assert query(done.url, "SELECT count(*) FROM newswire.items WHERE lease_token IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("path", BROKEN)
def test_each_broken_page_ends_in_its_state_with_its_reason(done, path):
    assert ends(done.url)[path] == BROKEN[path]


def test_the_page_that_moved_and_the_one_it_moved_to_are_one_article(done):
    found = [ends(done.url)[path] for path in ("/broken/moved", "/broken/arrived")]
    assert sorted(found, key=str) == [("duplicate", "same_page"), ("stored", None)]
    assert len(done.article("/broken/moved")["urls"]) == 2


def test_no_other_page_came_to_harm(done):
    others = {path: end for path, end in ends(done.url).items() if not path.startswith("/broken/")}
    assert len(others) >= 20
    assert set(others.values()) == {("stored", None)}


@pytest.mark.parametrize("path", ["/broken/fails", "/broken/slow"])
def test_what_was_given_up_says_why(done, path):
    with done.services.db.transaction() as tx:
        rows = [row for row in items.list_quarantine(tx) if row.url == done.site.url + path]
    assert [(row.step, row.error, row.attempts) for row in rows] == [("fetch", "FetchFailed", MAX_ATTEMPTS)]
    assert rows[0].message


def test_robots_txt_is_asked_once_and_a_refused_page_never(done):
    assert done.site.hits("/robots.txt") == 1
    assert done.site.hits("/broken/private/notes") == 0


def test_the_same_page_under_tracking_and_amp_addresses_is_one_article(done):
    stored = [path for path in ends(done.url) if path.startswith("/meridian/")]
    assert sorted(stored) == [
        "/meridian/2026/11/17/border-dam",
        "/meridian/2026/11/18/grain-corridor",
        "/meridian/2026/11/19/gulf-insurers",
        ARTICLE,
    ]
    assert query(done.url, "SELECT items FROM newswire.counters WHERE reason = 'repeated'") == [(1,)]


def test_of_a_syndicated_pair_the_later_stored_points_to_the_earlier(done):
    pair = [done.article(f"/{outlet}/2026/11/18/grain-corridor") for outlet in ("harbour", "meridian")]
    original, copy = sorted(pair, key=lambda article: article["duplicate_of"] is not None)
    assert (original["duplicate_of"], copy["duplicate_of"]) == (None, original["id"])
    assert copy["similarity"] > 0.8


def test_an_article_about_registering_to_vote_stays_whole(done):
    article = done.article("/harbour/2026/11/20/register-to-vote")
    assert (article["wall_kind"], article["wall_cuts"], article["truncated"]) == (None, [], False)
    assert "register" in article["text"]


def test_each_article_has_one_change_and_every_change_a_position(done):
    articles = query(done.url, "SELECT id, 'created' FROM news.articles ORDER BY 1")
    assert query(done.url, "SELECT article_id, kind FROM news.changes ORDER BY 1") == articles
    assert query(done.url, "SELECT position FROM news.changes ORDER BY 1") == [
        (n,) for n in range(1, len(articles) + 1)
    ]


def test_a_duplicate_knows_its_article(done):
    rows = query(
        done.url, "SELECT state::text FROM newswire.items WHERE (state = 'duplicate') <> (duplicate_of IS NOT NULL)"
    )
    assert rows == []


def test_the_counters_add_up_to_the_items(done):
    ended = (
        "SELECT outcome, sum(items) FROM newswire.counters WHERE outcome NOT IN ('retry', 'fetched') AND step <> 'poll'"
    )
    now = "SELECT state::text, count(*) FROM newswire.items GROUP BY 1 ORDER BY 1"
    assert query(done.url, f"{ended} GROUP BY 1 ORDER BY 1") == query(done.url, now)


def test_a_feed_that_fails_says_how(done):
    rows = dict(query(done.url, "SELECT url, last_status FROM newswire.feeds WHERE url LIKE '%/broken/%'"))
    assert rows[done.site.url + "/broken/failing.xml"] == "server_error"
    assert rows[done.site.url + "/broken/rss.xml"] == "ok"


# ── twice changes nothing ─────────────────────────────────────────────────────────────────────────────────────────────

EVERYTHING = "SELECT (SELECT jsonb_agg(a ORDER BY id) FROM news.articles a), (SELECT count(*) FROM news.changes)"


def test_each_step_run_twice_with_the_same_ids_changes_nothing(world):
    add_feeds(world.services, [url for url in world.site.feeds if "/harbour/" in url])
    bell = poll(world.services, world.url)
    assert len(bell.fetch) == 5
    assert all_of(pipeline.poll_feeds(world.services, [1])) == Bell()
    fetched = all_of(pipeline.fetch_pages(world.services, bell.fetch))
    assert sorted(fetched.clean) == sorted(bell.fetch)
    asked = len(world.site.seen)
    assert all_of(pipeline.fetch_pages(world.services, bell.fetch)) == Bell()
    assert len(world.site.seen) == asked
    all_of(pipeline.clean_pages(world.services, fetched.clean))
    before = query(world.url, EVERYTHING)
    all_of(pipeline.clean_pages(world.services, fetched.clean))
    assert query(world.url, EVERYTHING) == before


def test_ids_that_nobody_knows_do_nothing(world):
    for step in (pipeline.poll_feeds, pipeline.fetch_pages, pipeline.clean_pages):
        assert all_of(step(world.services, [1, 2, 10**15])) == Bell()


def test_a_feed_that_has_not_changed_brings_nothing_and_sends_nothing(world):
    ingest(world, "meridian")
    assert poll(world.services, world.url) == Bell()
    assert world.site.seen[-1].status == 304
    assert query(world.url, "SELECT last_status FROM newswire.feeds") == [("unchanged",)]


# ── changes at the publisher ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_updated_article_becomes_a_revision_with_one_change(world):
    ingest(world, "meridian")
    world.site.publish_update()
    bell = poll(world.services, world.url)
    assert len(bell.fetch) == 1
    work(world.services, world.url)
    article = world.article(ARTICLE)
    assert article["revision"] == 2
    assert "annex" in article["title"]
    told = query(
        world.url, "SELECT kind, revision FROM news.changes WHERE article_id = %s ORDER BY position", article["id"]
    )
    assert told == [("created", 1), ("revised", 2)]
    assert query(world.url, "SELECT revision FROM news.article_revisions") == [(1,)]
    assert ends(world.url)[ARTICLE] == ("stored", None)


def test_a_stored_article_outlives_trouble_at_its_publisher(world):
    ingest(world, "meridian")
    query(
        world.url,
        "UPDATE newswire.items SET state = 'pending', url = replace(url, '/meridian/2026', '/broken/fails?2026')",
    )
    to_the_end(world.services, world.url)
    assert set(query(world.url, "SELECT state::text, reason FROM newswire.items")) == {("stored", "server_error")}
    assert query(world.url, "SELECT count(*) FROM news.articles WHERE withdrawn_at IS NULL") == [(4,)]


def test_an_article_that_is_gone_is_withdrawn_once(world):
    ingest(world, "meridian")
    for _ in range(2):
        query(
            world.url,
            "UPDATE newswire.items SET state = 'pending', url = %s WHERE id = 1",
            world.site.url + "/broken/gone",
        )
        work(world.services, world.url)
    assert query(world.url, "SELECT count(*) FROM news.articles WHERE withdrawn_at IS NOT NULL") == [(1,)]
    assert query(world.url, "SELECT count(*) FROM news.changes WHERE kind = 'withdrawn'") == [(1,)]


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
    from worker.sample import faults

    monkeypatch.setitem(faults.NO_PAGE, where, faults.Answer(status=302, headers=(("Location", target),)))


def test_a_redirect_to_another_host_asks_its_robots_txt_and_then_the_page(world, elsewhere, monkeypatch):
    made = story.services(world.url, world.site.port, elsewhere.port)
    redirecting(monkeypatch, world, "away", elsewhere.url + ARTICLE)
    one = add_item(world, world.site.url + "/broken/away")
    assert all_of(pipeline.fetch_pages(made, [one])) == Bell(fetch=(one,))
    assert (elsewhere.hits("/robots.txt"), elsewhere.hits(ARTICLE)) == (0, 0)
    work(made, world.url)
    assert (elsewhere.hits("/robots.txt"), elsewhere.hits(ARTICLE)) == (1, 1)
    assert world.site.hits("/broken/away") == 1
    (urls,) = query(world.url, "SELECT urls FROM news.articles")[0]
    assert set(urls) == {world.site.url + "/broken/away", elsewhere.url + ARTICLE}
    made.close()


def test_the_robots_txt_of_the_other_host_is_obeyed(world, elsewhere, monkeypatch):
    made = story.services(world.url, world.site.port, elsewhere.port)
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
    all_of(pipeline.fetch_pages(world.services, [one]))
    assert world.site.hits(ARTICLE) == 0
    assert ends(world.url)[ARTICLE] == ("pending", "robots_unreachable")


def test_pages_of_one_host_wait_for_their_slot_without_losing_an_attempt(world, database):
    made = story.services(database, world.site.port, host_pace=100.0)
    ids = [add_item(world, f"{world.site.url}/broken/missing?{n}") for n in range(3)]
    all_of(pipeline.fetch_pages(made, ids))
    rows = query(
        database, "SELECT state::text, reason, attempts, next_attempt_at > now() FROM newswire.items ORDER BY id"
    )
    assert rows == [("skipped", "not_found", 0, False), *[("pending", "paced", 0, True)] * 2]
    made.close()


def test_who_is_asked_to_come_back_later_leaves_the_host_alone(world):
    busy, other = (add_item(world, world.site.url + path) for path in ("/broken/busy", "/broken/missing"))
    all_of(pipeline.fetch_pages(world.services, [busy]))
    query(world.url, "UPDATE newswire.hosts SET blocked_until = blocked_until + interval '1 min'")
    all_of(pipeline.fetch_pages(world.services, [other]))
    assert world.site.hits("/broken/missing") == 0
    assert ends(world.url)["/broken/missing"] == ("pending", "paced")
    to_the_end(world.services, world.url)
    assert ends(world.url) == {"/broken/busy": ("stored", None), "/broken/missing": ("skipped", "not_found")}


# ── one bad one among many ────────────────────────────────────────────────────────────────────────────────────────────


def fetched(world: World, *outlets: str) -> list[int]:
    add_feeds(world.services, [url for url in world.site.feeds if url.split("/")[3] in outlets])
    bell = poll(world.services, world.url)
    return sorted(all_of(pipeline.fetch_pages(world.services, bell.fetch)).clean)


def test_a_page_that_trips_our_own_bug_fails_alone(world, monkeypatch):
    ids = fetched(world, "harbour")
    cleaner = world.services.cleaner

    class Trips:
        def __getattr__(self, name):
            return getattr(cleaner, name)

        def read_page(self, page):
            if "ferry-strike" in page.url:
                raise ZeroDivisionError("a bug of ours")
            return cleaner.read_page(page)

    world.services.__dict__["cleaner"] = Trips()
    all_of(pipeline.clean_pages(world.services, ids))
    found = ends(world.url)
    assert found.pop("/harbour/2026/11/20/ferry-strike") == ("fetched", "bug")
    assert set(found.values()) == {("stored", None)}
    to_the_end(world.services, world.url)
    assert ends(world.url)["/harbour/2026/11/20/ferry-strike"] == ("quarantined", "bug")
    with world.services.db.transaction() as tx:
        (row,) = items.list_quarantine(tx)
    assert (row.error, row.message, row.attempts) == ("ZeroDivisionError", "a bug of ours", MAX_ATTEMPTS)
    assert "read_page" in row.traceback


def test_a_row_that_postgres_refuses_fails_alone(world):
    ids = fetched(world, "harbour")
    query(world.url, "ALTER TABLE news.articles ADD CONSTRAINT picky CHECK (title NOT LIKE 'Ferry%')")
    all_of(pipeline.clean_pages(world.services, ids))
    found = ends(world.url)
    assert found.pop("/harbour/2026/11/20/ferry-strike") == ("quarantined", "bad_value")
    assert set(found.values()) == {("stored", None)}


def test_a_feed_that_postgres_refuses_fails_alone(world):
    urls = [url for url in world.site.feeds if url.split("/")[3] in ("harbour", "meridian", "northline")]
    add_feeds(world.services, urls)
    query(world.url, "ALTER TABLE newswire.entries ADD CONSTRAINT picky CHECK (key NOT LIKE '%ferry-strike%')")
    bell = poll(world.services, world.url)
    assert len(bell.fetch) == 7
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


def test_two_workers_that_clean_one_page_under_two_addresses_make_one_article(world):
    first = add_item(world, world.site.url + ARTICLE + "?print=1")
    second = add_item(world, world.site.url + ARTICLE + "?print=2")
    all_of(pipeline.fetch_pages(world.services, [first, second]))
    all_of(pipeline.clean_pages(world.services, [second]))
    all_of(pipeline.clean_pages(world.services, [first]))
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
    made = story.services(database, world.site.port, host_pace=100.0)
    add_feeds(made, world.site.feeds[:2])
    poll(made, database)
    rows = query(
        database, "SELECT attempts, last_polled_at IS NULL, next_poll_at > now() FROM newswire.feeds ORDER BY 2"
    )
    assert rows == [(0, False, True), (0, True, True)]
    made.close()


def test_nothing_is_done_without_a_claim(world):
    ids = fetched(world, "harbour")
    other = story.services(world.url, world.site.port)
    with other.db.transaction() as tx:
        assert len(items.claim(tx, ids, State.FETCHED, seconds=60)) == len(ids)
    all_of(pipeline.clean_pages(world.services, ids))
    assert query(world.url, "SELECT count(*) FROM news.articles") == [(0,)]
    assert due(world.url, "fetched") == ids
    assert let_time_pass(world.url)
    other.close()
