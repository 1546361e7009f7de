"""Two sessions that write the same rows take them in one order, and one that met a deadlock tries again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.database import a_feed, query
from worker.adapters import feeds, push
from worker.errors import Retry
from worker.models import PushState

WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
SUBSCRIPTION = """INSERT INTO newswire.subscriptions (feed_id, hub, topic_url, state, token, misses)
VALUES (%s, 'https://hub.example/', 'https://example.org/feed.xml', 'live', 't', 1)"""


def wait_until_one_waits(database):
    while not query(database, WAITING):
        pass


@pytest.mark.parametrize("write", ["verify", "end"])
def test_a_hub_that_answers_while_its_push_is_taken_waits_for_it(write, db, other, database):
    feed_id = a_feed(db)
    query(database, SUBSCRIPTION, feed_id)
    query(database, "UPDATE newswire.feeds SET push_until = now() + interval '1 hour'")
    with db.transaction() as tx:
        subscription = push.find(tx, "t")

    def answer():
        with other.transaction() as tx:
            if write == "verify":
                push.verify(tx, subscription, lease=3600.0, ask_again=1800.0)
            else:
                push.end(tx, subscription, PushState.OFF, wait=60.0)

    with ThreadPoolExecutor(1) as beside:
        with db.transaction() as tx:
            assert push.lock_feed(tx, feed_id)
            answered = beside.submit(answer)
            wait_until_one_waits(database)
            push.count_miss(tx, feed_id, most=5)
        answered.result()
    state = "live" if write == "verify" else "off"
    assert query(database, "SELECT state, misses FROM newswire.subscriptions") == [(state, 2)]


def test_a_deadlock_is_met_by_trying_again_not_taken_for_an_outage(db, other, database):
    one, two = a_feed(db), a_feed(db, "https://example.org/other.xml")

    def crosswise():
        with other.transaction() as tx:
            feeds.find(tx, [str(two)])
            feeds.find(tx, [str(one)])

    with ThreadPoolExecutor(1) as beside, pytest.raises(Retry, match="Another session was there first: deadlock"):
        with db.transaction() as tx:
            feeds.find(tx, [str(one)])
            crossing = beside.submit(crosswise)
            wait_until_one_waits(database)
            feeds.find(tx, [str(two)])
        crossing.result()
    assert not db._connection.closed
