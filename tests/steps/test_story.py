"""The story from feeds to articles, against the sample site and a real Postgres, in the role of our processes."""

from collections.abc import Iterator

import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.run_steps import add_feeds, all_of, ends, poll, to_the_end, work
from tests.support.sample_world import World
from worker.adapters import items
from worker.core.waits import MAX_ATTEMPTS
from worker.models import DueIds
from worker.sample import serve
from worker.steps.clean import clean_pages
from worker.steps.fetch import fetch_pages
from worker.steps.poll import poll_feeds

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
    "/broken/empty": ("skipped", "no_text"),
    "/broken/challenge": ("skipped", "challenge_page"),
    "/broken/not-there": ("skipped", "soft_not_found"),
    "/broken/consent": ("skipped", "consent_page"),
    "/broken/log-in": ("skipped", "login_page"),
    "/broken/at-rest": ("skipped", "maintenance_page"),
    "/broken/2026/11/18/to-the-front": ("skipped", "front_page"),
    "/broken/2026/11/18/wrong-charset": ("stored", None),
}


@pytest.fixture(scope="module")
def done(postgres) -> Iterator[World]:
    """The sample site, ingested to the end once; only read it."""
    base = postgres.url.rpartition("/")[0]
    query(postgres.url, "CREATE DATABASE the_story TEMPLATE newswire_template")
    url = f"{base}/the_story"
    with serve() as site:
        made = run_steps.services(url, site.port)
        add_feeds(made, site.feeds)
        poll(made, url)
        to_the_end(made, url)
        yield World(url, site, made)
        made.close()
    query(postgres.url, "DROP DATABASE the_story WITH (FORCE)")


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
    due_ids = poll(world.services, world.url)
    assert len(due_ids.fetch) == 5
    assert all_of(poll_feeds(world.services, set())) == DueIds()
    fetched = all_of(fetch_pages(world.services, due_ids.fetch))
    assert sorted(fetched.clean) == sorted(due_ids.fetch)
    asked = len(world.site.seen)
    assert all_of(fetch_pages(world.services, due_ids.fetch)) == DueIds()
    assert len(world.site.seen) == asked
    all_of(clean_pages(world.services, fetched.clean))
    before = query(world.url, EVERYTHING)
    all_of(clean_pages(world.services, fetched.clean))
    assert query(world.url, EVERYTHING) == before


def test_ids_that_nobody_knows_do_nothing(world):
    for step in (fetch_pages, clean_pages):
        assert all_of(step(world.services, [1, 2, 10**15])) == DueIds()


def test_a_feed_that_has_not_changed_brings_nothing_and_sends_nothing(world):
    ingest(world, "meridian")
    assert poll(world.services, world.url) == DueIds(polled=1)
    assert world.site.seen[-1].status == 304
    assert query(world.url, "SELECT last_status FROM newswire.feeds") == [("unchanged",)]


# ── changes at the publisher ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_updated_article_becomes_a_revision_with_one_change(world):
    ingest(world, "meridian")
    world.site.publish_update()
    due_ids = poll(world.services, world.url)
    assert len(due_ids.fetch) == 1
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
