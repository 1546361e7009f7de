"""What the dispatcher writes down for those who watch: its ticks, and what waits."""

import pytest

from tests.support import run_steps
from tests.support.database import new_items, query
from worker.adapters import costs, watch
from worker.adapters.broker import Broker
from worker.errors import ServiceDown
from worker.models import Reason
from worker.runtime import dispatcher
from worker.runtime.dispatcher import _Duty


@pytest.fixture
def duty(database, redis_url, monkeypatch):
    monkeypatch.setattr(dispatcher.app, "enqueue", lambda _: None)
    services = run_steps.services(database)
    broker = Broker(redis_url)
    yield _Duty(services=services, broker=broker)
    broker.close()
    services.close()


def samples(database):
    return query(database, "SELECT step, due FROM newswire.queue_samples ORDER BY at, step")


def ticks(db):
    with db.transaction() as tx:
        return watch.totals(tx).get(("ticks", ""), 0)


def test_it_writes_down_what_waits_and_how_often_it_has_ticked(duty, db, database):
    new_items(db, 3)
    query(database, "UPDATE newswire.items SET enqueued_at = now()")
    duty.turn()
    duty.turn()
    assert duty._failed is None
    assert samples(database) == [("fetch", 3), ("poll", 1)]
    assert ticks(db) == 1  # the second waits until ten seconds have passed
    duty._told -= 60
    duty.turn()
    duty.turn()
    assert ticks(db) == 3


def test_a_count_that_takes_too_long_is_not_tried_again_with_each_tick(duty, db, monkeypatch):
    tried = []

    def too_long(tx, **_):
        tried.append(tx)
        raise ServiceDown("Postgres takes too long", reason=Reason.TOO_SLOW)

    monkeypatch.setattr(costs, "queues", too_long)
    duty.turn()
    assert duty._failed is not None
    duty.turn()
    assert duty._failed is None
    assert len(tried) == 1


def test_a_count_takes_seconds_at_most_so_that_a_stop_need_not_wait_for_it(duty, db, database, monkeypatch):
    new_items(db, 1)
    monkeypatch.setattr(dispatcher, "COUNT_SECONDS", 0.2)
    query(database, "ALTER TABLE newswire.feeds RENAME TO polled")
    slow = "SELECT next_poll_at, lease_until, state FROM newswire.polled, pg_sleep(3)"
    query(database, f"CREATE VIEW newswire.feeds AS {slow}")
    query(database, "GRANT SELECT ON newswire.feeds TO newswire_writer")
    with pytest.raises(ServiceDown) as failed:
        duty._sample()
    assert failed.value.reason == Reason.TOO_SLOW


def test_who_is_told_to_stop_begins_nothing_more_and_loses_nothing(duty, db, database):
    new_items(db, 3)
    query(database, "UPDATE newswire.items SET enqueued_at = NULL")
    duty.services.stopping = lambda: True
    duty.turn()
    assert duty._failed is None
    assert query(database, "SELECT count(*) FROM newswire.items WHERE enqueued_at IS NOT NULL") == [(0,)]
    assert samples(database) == []
    duty.services.stopping = lambda: False
    duty.turn()
    assert query(database, "SELECT count(*) FROM newswire.items WHERE enqueued_at IS NOT NULL") == [(3,)]
    assert samples(database) == [("fetch", 3), ("poll", 1)]


def test_a_stop_is_heard_between_two_rounds_of_publishing(duty, db, monkeypatch):
    rounds = []
    monkeypatch.setattr(dispatcher.changes, "publish", lambda _: rounds.append(1) or 1000)
    duty.services.stopping = lambda: len(rounds) == 2
    duty.turn()
    assert len(rounds) == 2
