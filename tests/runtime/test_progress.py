"""How far a run has come, and its summary: each page of it ends somewhere; what was there before does not count."""

import pytest

from tests.support import run_steps
from tests.support.database import a_feed, claim, new_items, query
from worker.adapters import costs
from worker.adapters.costs import Cost
from worker.models import Step
from worker.runtime.progress import Counts, count, is_idle, last_position, progress, summary


@pytest.fixture
def services(database):
    services = run_steps.services(database)
    yield services
    services.close()


def cost(step: str, cpu_seconds: float) -> Cost:
    return Cost(step=step, batches=1, items=1, cpu_seconds=cpu_seconds, seconds=1.0)


def counts(items: dict[tuple[str, str], int], **cpu_seconds: float) -> Counts:
    return Counts(items=items, costs={step: cost(step, spent) for step, spent in cpu_seconds.items()})


def test_a_summary_tells_what_has_come_since_the_beginning():
    before = counts({("stored", ""): 5, ("skipped", "robots"): 1, ("pending", ""): 1}, fetch=1.0)
    after = counts(
        {
            ("stored", ""): 9,
            ("stored", "unchanged"): 1,
            ("skipped", "robots"): 1,
            ("skipped", "not_html"): 2,
            ("duplicate", "same_address"): 1,
            ("quarantined", "worker_died"): 1,
            ("pending", ""): 2,
            ("fetched", "timeout"): 1,
        },
        fetch=3.0,
        clean=0.5,
    )

    found = summary(before, after, seconds=2.04, memory={"clean": 81.5, "dispatcher": None})

    assert found == {
        "pages": None,
        "stored": 5,
        "duplicate": {"same_address": 1},
        "skipped": {"not_html": 2},
        "quarantined": {"worker_died": 1},
        "waiting": {"pending": 1, "timeout": 1},
        "accounted": 11,
        "complete": False,
        "seconds": 2.0,
        "articles_per_second": 2.5,
        "cpu_ms_per_article": {"fetch": 400.0, "clean": 100.0},
        "peak_mb": {"clean": 81.5, "dispatcher": None},
    }


@pytest.mark.parametrize(
    ("stored", "identities", "complete"), [(8, 8, True), (7, 8, False), (9, 8, False), (10, 10, True), (9, 10, False)]
)
def test_a_corpus_is_complete_when_each_page_has_ended_and_two_addresses_of_one_are_duplicates(
    stored, identities, complete
):
    found = summary(counts({}), counts({("stored", ""): stored}), seconds=1, memory={}, pages=10, identities=identities)

    assert found["complete"] is complete
    assert found["accounted"] == stored + 10 - identities
    assert found["duplicate"] == ({} if identities == 10 else {"same_address": 10 - identities})


def test_a_run_without_time_or_articles_divides_by_nothing():
    found = summary(counts({}), counts({}, fetch=1.0), seconds=0, memory={})

    assert (found["articles_per_second"], found["cpu_ms_per_article"]) == (0.0, {"fetch": 1000.0})


def test_items_are_counted_by_state_and_reason_and_steps_by_what_they_cost(services, database):
    first, *_ = new_items(services.db, 3, feed_id=a_feed(services.db))
    query(database, "UPDATE newswire.items SET state = 'skipped', reason = 'robots' WHERE id = %s", first)
    with services.db.transaction() as tx:
        costs.add(tx, Step.FETCH, items=3, cpu_seconds=0.5, seconds=1.5)

    found = count(services)

    assert found.items == {("pending", ""): 2, ("skipped", "robots"): 1}
    assert (found.costs["fetch"].items, found.costs["fetch"].cpu_seconds) == (3, 0.5)


def test_progress_shows_what_waits_and_how_many_items_are_where(services):
    new_items(services.db, 2, feed_id=a_feed(services.db))

    found = progress(services, after=last_position(services), limit=10)

    assert (list(found.changes), found.items) == ([], {"pending": 2})
    assert next(queue.due for queue in found.queues if queue.step == "fetch") == 2


def test_nothing_is_left_to_do_only_when_nothing_is_due_in_hand_or_unpolled(services, database):
    assert is_idle(services)
    feed_id = a_feed(services.db)
    assert not is_idle(services), "the feed was never polled"
    query(database, "UPDATE newswire.feeds SET last_polled_at = now(), next_poll_at = now() + interval '1 hour'")
    assert is_idle(services)
    ids = new_items(services.db, 1, feed_id=feed_id)
    assert not is_idle(services), "it is due"
    claim(services.db, ids)
    assert not is_idle(services), "it is in hand"
    query(
        database,
        "UPDATE newswire.items SET lease_token = NULL, lease_until = NULL, next_attempt_at = now() + interval '1 hour'",
    )
    assert is_idle(services)
