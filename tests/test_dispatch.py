"""The dispatcher against a real Postgres: it rings for what is due, and only for that."""

import pytest

from tests import story
from tests.adapters.rows import a_feed, claim, new_items
from tests.story import query
from worker.adapters import feeds, items, upkeep
from worker.adapters.db import Database
from worker.core.poll.schedule import MAX_ATTEMPTS
from worker.dispatch import ENOUGH_MESSAGES, keep_house, tick
from worker.errors import ServiceDown
from worker.models import Bell, Ending, State

EMPTY = {"poll": 0, "fetch": 0, "clean": 0}


@pytest.fixture
def made(database):
    services = story.services(database)
    yield services
    services.close()


@pytest.fixture
def db(made) -> Database:
    return made.db


@pytest.fixture
def worker(database):
    """A session of a worker, beside the dispatcher's."""
    session = Database(database)
    yield session
    session.close()


def ticked(made, depths=None) -> list[Bell]:
    """One tick: the bells that were rung."""
    bells: list[Bell] = []
    rung = tick(made, depths=lambda: {**EMPTY, **(depths or {})}, ring=bells.append)
    assert sum(bells, Bell()) == rung
    return bells


def hush(database: str, seconds: int) -> None:
    for table in ("items", "feeds"):
        query(
            database, f"UPDATE newswire.{table} SET rung_at = now() - interval '{seconds} s' WHERE rung_at IS NOT NULL"
        )


def test_what_is_due_at_each_step_is_rung_in_one_bell_each(made, db, database):
    feed_id = a_feed(db)
    pending = new_items(db, 3, feed_id=feed_id)
    fetched = new_items(db, 2, state=State.FETCHED, feed_id=feed_id)
    hush(database, 3600)
    assert ticked(made) == [Bell(poll=(feed_id,)), Bell(fetch=tuple(pending)), Bell(clean=tuple(fetched))]


def test_what_was_rung_stays_quiet_and_is_rung_again_when_the_queue_is_empty(made, db, database):
    new_items(db, 3)
    hush(database, 3600)
    assert len(ticked(made)) == 2
    assert ticked(made) == []
    hush(database, 10)
    assert ticked(made, {"fetch": 1, "poll": 1}) == [], "the message is probably still in the queue"
    assert len(ticked(made)) == 2, "the bell was lost"
    hush(database, 400)
    assert len(ticked(made, {"fetch": 1, "poll": 1})) == 2


def test_an_idle_tick_rings_nothing(made):
    assert ticked(made) == []


def test_what_failed_before_is_rung_alone(made, db, database):
    ids = new_items(db, 4)
    query(database, "UPDATE newswire.items SET attempts = 1, rung_at = NULL WHERE id = ANY(%s)", ids[1:3])
    hush(database, 3600)
    bells = [bell.fetch for bell in ticked(made) if bell.fetch]
    assert sorted(bells) == [(ids[0], ids[3]), (ids[1],), (ids[2],)]


def test_a_full_queue_is_not_filled_further(made, db, database):
    new_items(db, 3)
    hush(database, 3600)
    assert ticked(made, dict.fromkeys(EMPTY, ENOUGH_MESSAGES)) == []
    assert [bell.fetch for bell in ticked(made, {"poll": ENOUGH_MESSAGES}) if bell.fetch]


def test_killers_are_put_away_and_told(made, db, worker, database):
    killer, *_ = new_items(db, 2)
    feed_id = a_feed(db)
    query(database, "UPDATE newswire.items SET attempts = %s WHERE id = %s", MAX_ATTEMPTS, killer)
    query(database, "UPDATE newswire.feeds SET attempts = %s WHERE id = %s", MAX_ATTEMPTS, feed_id)
    hush(database, 3600)
    bells = ticked(made)
    assert killer not in sum(bells, Bell()).fetch
    assert feed_id not in sum(bells, Bell()).poll
    with worker.transaction() as tx:
        rows = {(row.item_id, row.feed_id): (row.step, row.reason, row.attempts) for row in items.list_quarantine(tx)}
    assert rows == {
        (killer, None): ("fetch", "worker_died", MAX_ATTEMPTS),
        (None, feed_id): ("poll", "worker_died", MAX_ATTEMPTS),
    }
    assert query(database, "SELECT outcome, reason, items FROM newswire.counters WHERE step = 'fetch'") == [
        ("quarantined", "worker_died", 1)
    ]


def test_a_killed_workers_items_are_rung_at_once_and_alone(made, db, worker):
    ids = new_items(db, 2)
    claim(worker, ids)
    assert [bell for bell in ticked(made) if bell.fetch] == []
    worker.close()
    for _ in range(200):
        if rung := [bell.fetch for bell in ticked(made) if bell.fetch]:
            break
    assert sorted(rung) == [(ids[0],), (ids[1],)]


def test_a_frozen_dispatcher_does_not_keep_the_lock(made, database):
    with made.db.transaction() as tx:
        assert upkeep.try_dispatch_lock(tx)
        assert tx._connection.execute("SHOW idle_session_timeout").fetchone() == ("20s",)


def test_changes_are_published_even_when_a_worker_died_before_it_could(made, database):
    query(
        database,
        "INSERT INTO news.changes (article_id, kind, revision) SELECT n, 'created', 1 FROM generate_series(1, 2500) n",
    )
    ticked(made)
    assert query(database, "SELECT count(*), max(position) FROM news.changes WHERE position IS NOT NULL") == [
        (2500, 2500)
    ]


def test_a_broker_that_is_down_leaves_nothing_undone_but_the_ringing(made, db, database):
    new_items(db, 1)
    hush(database, 3600)
    query(database, "INSERT INTO news.changes (article_id, kind, revision) VALUES (1, 'created', 1)")

    def down():
        raise ServiceDown(reason="redis_down")

    with pytest.raises(ServiceDown):
        tick(made, depths=down, ring=lambda _: None)
    assert query(database, "SELECT position FROM news.changes") == [(1,)]
    assert len(ticked(made)) == 2, "the rows were not marked as rung"


def test_what_waits_for_a_later_attempt_is_rung_when_its_time_has_come(made, db, worker, database):
    (one,) = new_items(db, 1)
    (item,) = claim(worker, [one])
    with worker.transaction() as tx:
        items.finish(tx, [Ending(item=item, state=State.PENDING, reason="timeout", wait=60)], step="fetch")
    assert [bell for bell in ticked(made) if bell.fetch] == []
    query(database, "UPDATE newswire.items SET next_attempt_at = now()")
    assert [bell.fetch for bell in ticked(made) if bell.fetch] == [(one,)]


def test_a_paused_feed_is_never_rung(made, db):
    feed_id = a_feed(db)
    with db.transaction() as tx:
        feeds.set_state(tx, str(feed_id), "paused")
    assert ticked(made) == []


def test_old_pages_are_deleted_a_piece_at_a_time(made, db, database):
    new_items(db, 3)
    insert = "INSERT INTO newswire.pages (item_id, url, status, headers, body, size, fetched_at)"
    query(database, f"{insert} SELECT id, '', 200, '{{}}', '', 0, now() - interval '90 days' FROM newswire.items")
    assert keep_house(made)
    assert not keep_house(made)
    assert query(database, "SELECT count(*) FROM newswire.pages") == [(0,)]
