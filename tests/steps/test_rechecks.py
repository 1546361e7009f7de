"""Another look at fresh articles, from the dispatcher to the change feed, against the sample site."""

from datetime import UTC, datetime

from tests.support.builders import item
from tests.support.database import query
from tests.support.run_steps import add_feeds, ends, poll, work
from tests.support.sample_world import World
from worker.adapters import items
from worker.core.dedupe.verdicts import identity_hash
from worker.runtime.dispatcher import tick
from worker.steps import clean

ARTICLE = "/meridian/2026/11/20/strait-talks"
KINDS = "SELECT kind, count(*) FROM news.changes GROUP BY kind ORDER BY kind"


def ingest(world: World) -> None:
    add_feeds(world.services, [url for url in world.site.feeds if url.split("/")[3] == "meridian"])
    poll(world.services, world.url)
    work(world.services, world.url)


def fetch_again(world: World) -> None:
    """Let every look be due, enqueue it and do it."""
    query(world.url, "UPDATE newswire.items SET recheck_at = now() WHERE state = 'stored'")
    tick(world.services, depths=lambda: dict.fromkeys(("poll", "fetch", "clean"), 0), enqueue=lambda _: None)
    work(world.services, world.url)


def test_a_page_that_has_not_changed_is_not_sent_again_and_not_cleaned_again(world):
    ingest(world)
    before = query(world.url, KINDS)
    fetch_again(world)
    asked = [seen.status for seen in world.site.seen if seen.path.startswith("/meridian/2026")][-4:]
    assert asked == [304] * 4
    assert set(ends(world.url).values()) == {("stored", "unchanged")}
    assert query(world.url, KINDS) == before


def test_a_page_that_changed_becomes_a_revision_though_its_feed_said_nothing(world):
    ingest(world)
    world.site.publish_update()
    fetch_again(world)
    assert world.article(ARTICLE)["revision"] == 2
    assert ("revised", 1) in query(world.url, KINDS)


def test_a_page_that_stays_missing_is_withdrawn_and_comes_back(world):
    ingest(world)
    (number,) = query(world.url, "SELECT min(id) FROM news.articles")[0]
    ((url,),) = query(world.url, "SELECT url FROM newswire.items WHERE id = %s", number)
    query(world.url, "UPDATE newswire.items SET url = %s WHERE id = %s", world.site.url + "/broken/missing", number)
    fetch_again(world)
    for _ in range(2):
        assert query(world.url, "SELECT count(*) FROM news.articles WHERE withdrawn_at IS NOT NULL") == [(0,)]
        query(world.url, "UPDATE newswire.items SET next_attempt_at = now() WHERE id = %s", number)
        work(world.services, world.url)
    assert query(world.url, "SELECT id FROM news.articles WHERE withdrawn_at IS NOT NULL") == [(number,)]
    assert ("withdrawn", 1) in query(world.url, KINDS)
    query(world.url, "UPDATE newswire.items SET url = %s WHERE id = %s", url, number)
    query(world.url, "DELETE FROM newswire.pages")
    fetch_again(world)
    assert query(world.url, "SELECT count(*) FROM news.articles WHERE withdrawn_at IS NOT NULL") == [(0,)]


def test_only_fresh_articles_are_followed(world):
    ingest(world)
    rows = query(
        world.url,
        "SELECT a.published_at, i.recheck_at FROM news.articles a JOIN newswire.items i USING (id)",
    )
    for published, again in rows:
        age = (datetime.now(UTC) - published).total_seconds() / 3600
        assert (again is not None) == (3 * age <= 48)


def test_at_another_look_an_article_is_not_its_own_other(world):
    """Else what it says again would be cut from it as something that the source says everywhere."""
    ingest(world)
    with world.services.db.transaction() as tx:
        claimed = items.with_hashes(tx, [identity_hash(world.site.url + ARTICLE)])
        (page,) = items.load_pages(tx, [number for number, _, _ in claimed]).values()
    extraction = world.services.cleaner.read_page(page.unpacked().page)
    own, other = item(id=claimed[0][0], source="meridian"), item(id=10**9, source="meridian")
    with world.services.db.transaction() as tx:
        seen = clean._recall(tx, [(own, extraction), (other, extraction)])
    rare = {one for one, articles in seen[other.id].items() if articles < 3}  # of more articles only three are noted
    assert {seen[other.id][one] for one in rare} >= {1}
    assert all(seen[own.id][one] == seen[other.id][one] - 1 for one in rare)
