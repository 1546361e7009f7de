"""The dispatcher against a real Postgres: it enqueues what is due, and only for that."""

import pytest

from tests.support import run_steps
from tests.support.database import a_feed, claim, new_items, query
from worker.adapters import feeds, items, locks
from worker.adapters.db import Database
from worker.core.waits import MAX_ATTEMPTS
from worker.errors import ServiceDown
from worker.models import DueIds, Reason, State, Transition
from worker.runtime.dispatcher import ENOUGH_MESSAGES, prune, tick

EMPTY = {"poll": 0, "fetch": 0, "clean": 0}


@pytest.fixture
def services(database):
    services = run_steps.services(database)
    yield services
    services.close()


@pytest.fixture
def db(services) -> Database:
    return services.db


@pytest.fixture
def worker(database):
    """A session of a worker, beside the dispatcher's."""
    session = Database(database)
    yield session
    session.close()


def ticked(services, depths=None) -> list[DueIds]:
    """One tick: the messages that were enqueued."""
    batches: list[DueIds] = []
    enqueued = tick(services, depths=lambda: {**EMPTY, **(depths or {})}, enqueue=batches.append)
    assert sum(batches, DueIds()) == enqueued
    return batches


def age_enqueued(database: str, seconds: int) -> None:
    query(
        database,
        f"UPDATE newswire.items SET enqueued_at = now() - interval '{seconds} s' WHERE enqueued_at IS NOT NULL",
    )


def test_what_is_due_at_each_step_is_enqueued_in_one_message_each(services, db, database):
    feed_id = a_feed(db)
    pending = new_items(db, 3, feed_id=feed_id)
    fetched = new_items(db, 2, state=State.FETCHED, feed_id=feed_id)
    age_enqueued(database, 3600)
    assert ticked(services) == [DueIds(poll=(feed_id,)), DueIds(fetch=tuple(pending)), DueIds(clean=tuple(fetched))]


def test_what_was_enqueued_stays_quiet_and_is_enqueued_again_when_the_queue_is_empty(services, db, database):
    new_items(db, 3)
    age_enqueued(database, 3600)
    assert len(ticked(services, {"poll": 1})) == 1
    assert ticked(services, {"poll": 1}) == []
    age_enqueued(database, 10)
    assert ticked(services, {"fetch": 1, "poll": 1}) == [], "the message is probably still in the queue"
    assert len(ticked(services, {"poll": 1})) == 1, "the message was lost"
    age_enqueued(database, 400)
    assert len(ticked(services, {"fetch": 1, "poll": 1})) == 1


def test_of_due_feeds_one_message_is_enqueued_while_none_waits(services, db):
    first, _ = a_feed(db), a_feed(db, "https://example.org/other.xml")
    assert ticked(services) == [DueIds(poll=(first,))]
    assert ticked(services) == [DueIds(poll=(first,))], "whoever had it may be gone"
    assert ticked(services, {"poll": 1}) == []


def test_an_idle_tick_rings_nothing(services):
    assert ticked(services) == []


def test_what_failed_before_is_enqueued_alone(services, db, database):
    ids = new_items(db, 4)
    query(database, "UPDATE newswire.items SET attempts = 1, enqueued_at = NULL WHERE id = ANY(%s)", ids[1:3])
    age_enqueued(database, 3600)
    batches = [due_ids.fetch for due_ids in ticked(services) if due_ids.fetch]
    assert sorted(batches) == [(ids[0], ids[3]), (ids[1],), (ids[2],)]


def test_a_full_queue_is_not_filled_further(services, db, database):
    new_items(db, 3)
    age_enqueued(database, 3600)
    assert ticked(services, dict.fromkeys(EMPTY, ENOUGH_MESSAGES)) == []
    assert [due_ids.fetch for due_ids in ticked(services, {"poll": ENOUGH_MESSAGES}) if due_ids.fetch]


def test_killers_are_put_away_and_told(services, db, worker, database):
    killer, *_ = new_items(db, 2)
    feed_id = a_feed(db)
    query(database, "UPDATE newswire.items SET attempts = %s WHERE id = %s", MAX_ATTEMPTS, killer)
    query(database, "UPDATE newswire.feeds SET attempts = %s WHERE id = %s", MAX_ATTEMPTS, feed_id)
    age_enqueued(database, 3600)
    batches = ticked(services)
    assert killer not in sum(batches, DueIds()).fetch
    assert feed_id not in sum(batches, DueIds()).poll
    with worker.transaction() as tx:
        rows = {(row.item_id, row.feed_id): (row.step, row.reason, row.attempts) for row in items.list_quarantine(tx)}
    assert rows == {
        (killer, None): ("fetch", "worker_died", MAX_ATTEMPTS),
        (None, feed_id): ("poll", "worker_died", MAX_ATTEMPTS),
    }
    assert query(database, "SELECT outcome, reason, items FROM newswire.counters WHERE step = 'fetch'") == [
        ("quarantined", "worker_died", 1)
    ]


def test_a_killed_workers_items_are_enqueued_at_once_and_alone(services, db, worker):
    ids = new_items(db, 2)
    claim(worker, ids)
    assert [due_ids for due_ids in ticked(services) if due_ids.fetch] == []
    worker.close()
    for _ in range(200):
        if enqueued := [due_ids.fetch for due_ids in ticked(services) if due_ids.fetch]:
            break
    assert sorted(enqueued) == [(ids[0],), (ids[1],)]


def test_a_frozen_dispatcher_does_not_keep_the_lock(services, database):
    with services.db.transaction() as tx:
        assert locks.take_dispatch(tx).acquired
        assert tx._connection.execute("SHOW idle_session_timeout").fetchone() == ("20s",)


def test_changes_are_published_even_when_a_worker_died_before_it_could(services, database):
    query(
        database,
        "INSERT INTO news.changes (article_id, kind, revision) SELECT n, 'created', 1 FROM generate_series(1, 2500) n",
    )
    ticked(services)
    assert query(database, "SELECT count(*), max(position) FROM news.changes WHERE position IS NOT NULL") == [
        (2500, 2500)
    ]


def test_a_broker_that_is_down_leaves_nothing_undone_but_the_ringing(services, db, database):
    new_items(db, 1)
    age_enqueued(database, 3600)
    query(database, "INSERT INTO news.changes (article_id, kind, revision) VALUES (1, 'created', 1)")

    def down():
        raise ServiceDown(reason=Reason.REDIS_DOWN)

    with pytest.raises(ServiceDown):
        tick(services, depths=down, enqueue=lambda _: None)
    assert query(database, "SELECT position FROM news.changes") == [(1,)]
    assert len(ticked(services)) == 2, "the rows were not marked as enqueued"


def test_what_waits_for_a_later_attempt_is_enqueued_when_its_time_has_come(services, db, worker, database):
    (one,) = new_items(db, 1)
    (item,) = claim(worker, [one])
    with worker.transaction() as tx:
        items.finish(tx, [Transition(item=item, state=State.PENDING, reason="timeout", wait=60)], step="fetch")
    assert [due_ids for due_ids in ticked(services) if due_ids.fetch] == []
    query(database, "UPDATE newswire.items SET next_attempt_at = now()")
    assert [due_ids.fetch for due_ids in ticked(services) if due_ids.fetch] == [(one,)]


def test_a_paused_feed_is_never_enqueued(services, db):
    feed_id = a_feed(db)
    with db.transaction() as tx:
        feeds.set_state(tx, [feed_id], "paused")
    assert ticked(services) == []


def test_old_pages_are_deleted_a_piece_at_a_time(services, db, database):
    new_items(db, 3)
    insert = "INSERT INTO newswire.pages (item_id, url, status, headers, body, size, fetched_at)"
    query(database, f"{insert} SELECT id, '', 200, '{{}}', '', 0, now() - interval '90 days' FROM newswire.items")
    assert prune(services)
    assert not prune(services)
    assert query(database, "SELECT count(*) FROM newswire.pages") == [(0,)]
