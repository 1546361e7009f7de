"""Pages that are no article, with status 200: a new one is asked for again, a stored one stays as it is."""

import pytest

from tests.support.database import query
from tests.support.run_steps import add_feeds, ends, let_time_pass, poll, to_the_end, work
from tests.support.sample_world import World
from worker.core.dedupe.verdicts import identity_hash
from worker.core.waits import MAX_ATTEMPTS
from worker.runtime.dispatcher import tick
from worker.sample import faults

STORY = "/meridian/2026/11/20/strait-talks"
SUBSTITUTES = {
    "/broken/challenge": "challenge_page",
    "/broken/not-there": "soft_not_found",
    "/broken/consent": "consent_page",
    "/broken/log-in": "login_page",
    "/broken/at-rest": "maintenance_page",
    "/broken/2026/11/18/to-the-front": "front_page",
}
each_substitute = pytest.mark.parametrize("path", SUBSTITUTES)

ARTICLES = "SELECT a::text FROM news.articles a ORDER BY id"
CHANGES = "SELECT id, kind FROM news.changes ORDER BY id"
PAGES = "SELECT item_id, url, md5(body) FROM newswire.pages ORDER BY item_id"


def add_meridian(world: World, **fields) -> None:
    add_feeds(world.services, [url for url in world.site.feeds if "/meridian/" in url], **fields)
    poll(world.services, world.url)


def lead_to(world: World, path: str) -> int:
    """Let the story's address lead to this page from now on."""
    url = world.site.url + path
    statement = "UPDATE newswire.items SET fetch_url = %s WHERE url LIKE '%%strait-talks' RETURNING id"
    return query(world.url, statement, url)[0][0]


def fetch_again(world: World, path: str) -> int:
    """Let the story be due for another look, which finds this page."""
    query(world.url, "UPDATE newswire.items SET recheck_at = now() WHERE url LIKE '%%strait-talks'")
    tick(world.services, depths=lambda: dict.fromkeys(("poll", "fetch", "clean"), 0), enqueue=lambda _: None)
    number = lead_to(world, path)
    work(world.services, world.url)
    return number


@each_substitute
def test_another_look_that_finds_no_article_changes_nothing(world, path):
    add_meridian(world)
    work(world.services, world.url)
    articles, changes, pages = (query(world.url, wanted) for wanted in (ARTICLES, CHANGES, PAGES))
    fetch_again(world, path)
    assert ends(world.url)[STORY] == ("stored", SUBSTITUTES[path])
    assert query(world.url, ARTICLES) == articles
    assert query(world.url, CHANGES) == changes
    assert query(world.url, PAGES) == pages
    assert query(world.url, "SELECT count(*) FROM newswire.trial_pages") == [(0,)]


def test_the_next_look_after_it_takes_the_correction(world):
    add_meridian(world)
    work(world.services, world.url)
    fetch_again(world, "/broken/challenge")
    world.site.publish_update()
    fetch_again(world, STORY)
    assert world.article(STORY)["revision"] == 2
    assert ends(world.url)[STORY] == ("stored", None)
    assert query(world.url, "SELECT count(*) FROM newswire.trial_pages") == [(0,)]


def test_a_page_that_only_reads_like_a_404_never_withdraws_an_article(world):
    add_meridian(world)
    work(world.services, world.url)
    for _ in range(MAX_ATTEMPTS):
        fetch_again(world, "/broken/not-there")
    assert query(world.url, "SELECT count(*) FROM news.articles WHERE withdrawn_at IS NOT NULL") == [(0,)]
    assert query(world.url, "SELECT DISTINCT kind FROM news.changes") == [("created",)]


@each_substitute
def test_a_new_item_is_asked_for_as_often_as_other_failures_and_then_skipped(world, path):
    add_feeds(world.services, [url for url in world.site.feeds if "/broken/rss" in url])
    poll(world.services, world.url)
    query(world.url, "DELETE FROM newswire.items WHERE url <> %s", world.site.url + path)
    work(world.services, world.url)
    assert ends(world.url)[path] == ("pending", SUBSTITUTES[path])
    rows = query(world.url, "SELECT substitutes, next_attempt_at > now() + interval '50 s', hops FROM newswire.items")
    assert rows == [(1, True, 0)]
    to_the_end(world.services, world.url)
    assert ends(world.url)[path] == ("skipped", SUBSTITUTES[path])
    assert world.site.hits(path) == MAX_ATTEMPTS
    assert query(world.url, "SELECT count(*) FROM news.articles") == [(0,)]
    counted = query(world.url, "SELECT outcome, items FROM newswire.counters WHERE reason = %s", SUBSTITUTES[path])
    assert sorted(counted) == [("retry", MAX_ATTEMPTS - 1), ("skipped", 1)]


def test_an_article_that_comes_after_all_is_stored(world):
    add_meridian(world)
    lead_to(world, "/broken/challenge")
    work(world.services, world.url)
    assert ends(world.url)[STORY] == ("pending", "challenge_page")
    let_time_pass(world.url)
    work(world.services, world.url)
    assert ends(world.url)[STORY] == ("stored", None)
    assert world.article(STORY)["text_from"] == "page"
    assert query(world.url, "SELECT DISTINCT substitutes FROM newswire.items") == [(0,)]


def never_an_article(world: World, path: str) -> None:
    """Let every attempt at the story find this page."""
    number = lead_to(world, path)
    work(world.services, world.url)
    while query(world.url, "SELECT 1 FROM newswire.items WHERE id = %s AND state IN ('pending', 'fetched')", number):
        lead_to(world, path)
        let_time_pass(world.url)
        work(world.services, world.url)


def test_when_no_article_came_the_feeds_own_text_is_it(world):
    add_meridian(world)
    never_an_article(world, "/broken/challenge")
    article = world.article(STORY)
    assert (article["text_from"], article["fetched_at"]) == ("feed", None)
    assert "the page on money is still blank" in article["text"]
    assert ends(world.url)[STORY] == ("stored", None)
    # cleaned again, that page would be found to be none
    assert query(world.url, "SELECT count(*) FROM newswire.pages p WHERE item_id = %s", article["id"]) == [(0,)]


@pytest.mark.parametrize(("path", "end"), [("/broken/log-in", "skipped"), ("/broken/at-rest", "stored")])
def test_the_text_of_a_feed_set_to_its_free_part_does_not_stand_in_for_a_login(world, path, end):
    add_meridian(world, free_only=True)
    never_an_article(world, path)
    assert ends(world.url)[STORY][0] == end


def test_a_page_that_a_site_sends_for_all_its_items_is_none_of_them(world, monkeypatch):
    body = b"<html><title>Broken Press</title><p>Hier staat vandaag helaas niets te lezen, zegt de drukker.</p></html>"
    for number in range(3):
        monkeypatch.setitem(faults.NO_PAGE, f"same-{number}", faults.Answer(body=body))
    add_feeds(world.services, [url for url in world.site.feeds if "/broken/rss" in url])
    poll(world.services, world.url)
    query(world.url, "DELETE FROM newswire.items WHERE url NOT LIKE '%%/broken/missing'")
    for number, title in enumerate(("Barley prices fall", "Choir wins in Ghent", "New bridge for Oostveen")):
        url = f"{world.site.url}/broken/same-{number}"
        statement = (
            "WITH made AS (INSERT INTO newswire.items (url, url_hash, host, feed_id, source)"
            " VALUES (%s, %s, %s, 1, 'broken') RETURNING id)"
            " UPDATE newswire.entries SET item_id = made.id, payload = payload || jsonb_build_object('title', %s::text)"
            " FROM made WHERE key LIKE %s"
        )
        key = ("%/broken/gone", "%/broken/fails", "%/broken/slow")[number]
        query(world.url, statement, url, identity_hash(url), url.split("/")[2], title, key)
    work(world.services, world.url)
    assert {ends(world.url)[f"/broken/same-{number}"] for number in range(3)} == {("pending", "other_page")}


# ── the fuller text ───────────────────────────────────────────────────────────────────────────────────────────────────

HELD_BACK = "/faro/2026/11/20/sequia-embalses"


def add_faro(world: World, **fields) -> dict:
    add_feeds(world.services, [url for url in world.site.feeds if "/faro/" in url], **fields)
    poll(world.services, world.url)
    work(world.services, world.url)
    return world.article(HELD_BACK)


def test_the_feeds_text_is_the_article_where_the_page_shows_a_third_of_it(world):
    article = add_faro(world)
    assert article["text_from"] == "feed"
    assert article["text"].startswith("Los regantes del valle aprobaron")
    assert article["text"].endswith("con lo que cae del cielo.")
    assert article["truncated"] is False
    assert "the feed has the whole text; the page: the text ends at" in article["truncated_evidence"]
    assert (article["wall_kind"], article["access_declared"]) == ("registration", "subscription")
    assert "regístrate gratis" in article["wall_cuts"][0]["text"]
    assert article["fetched_at"] is not None
    assert query(world.url, "SELECT text_from FROM news.article_documents") == [("feed",)]


def test_a_feed_set_to_its_free_part_gives_no_more_than_the_page(world):
    article = add_faro(world, free_only=True)
    assert (article["text_from"], article["truncated"]) == ("page", True)
    assert "almendro" not in article["text"]


def test_the_page_alone_does_not_take_the_feeds_text_away_again(world):
    before = add_faro(world)
    query(world.url, "DELETE FROM newswire.entries")
    query(world.url, "UPDATE newswire.items SET recheck_at = now(), state = 'stored'")
    query(world.url, "DELETE FROM newswire.pages")
    tick(world.services, depths=lambda: dict.fromkeys(("poll", "fetch", "clean"), 0), enqueue=lambda _: None)
    work(world.services, world.url)
    assert world.site.hits(HELD_BACK) == 2
    after = world.article(HELD_BACK)
    assert (after["revision"], after["text"], after["text_from"]) == (1, before["text"], "feed")
