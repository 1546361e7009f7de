"""A worker that is told to stop gives its batch back at once, and nothing that it did not try counts as tried."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.database import a_feed, new_item, query
from worker.adapters import items
from worker.core.dedupe.verdicts import identity_hash
from worker.models import State
from worker.sample import SampleSite
from worker.services import Services
from worker.settings import Settings
from worker.steps.clean import clean_pages
from worker.steps.fetch import fetch_pages
from worker.steps.poll import poll_feeds

ROWS = """
SELECT state::text, reason, attempts, lease_token, next_attempt_at < now() + interval '1 second', enqueued_at
FROM newswire.items
"""


@pytest.fixture
def start(database: str, site: SampleSite) -> Iterator[Callable[[Callable[[], bool]], Services]]:
    """Services of a worker that is told to stop when the given function says so."""
    made = []
    settings = Settings(database_url=database, allow_addresses=f"127.0.0.1:{site.port}", host_pace=0.0)

    def start(stopping: Callable[[], bool]) -> Services:
        made.append(Services(settings=settings, stopping=stopping))
        return made[-1]

    yield start
    for one in made:
        one.close()


def add(services: Services, urls: list[str], state: State) -> list[int]:
    feed_id = a_feed(services.db)
    with services.db.transaction() as tx:
        items.add(tx, [new_item(url, feed_id=feed_id, state=state) for url in urls])
        return [item for item, _, _ in items.with_hashes(tx, [identity_hash(url) for url in urls])]


def test_what_is_not_asked_yet_is_given_back(start, site, database):
    services = start(lambda: True)
    ids = add(services, [f"{site.url}/broken/empty", f"{site.url}/broken/slow"], State.PENDING)

    batches = list(fetch_pages(services, ids))

    assert query(database, ROWS) == [("pending", "worker_stopped", 0, None, True, None)] * 2
    assert not any(due_ids.fetch or due_ids.clean for due_ids in batches)
    assert site.hits("/broken/empty") + site.hits("/broken/slow") == 0


def test_a_server_that_drips_does_not_hold_up_the_stop(start, site, database):
    services = start(lambda: site.hits("/broken/slow") > 0)
    ids = add(services, [f"{site.url}/broken/slow"], State.PENDING)

    list(fetch_pages(services, ids))

    assert query(database, ROWS) == [("pending", "worker_stopped", 0, None, True, None)]


def test_pages_that_came_before_the_stop_are_kept(start, site, database):
    services = start(lambda: bool(query(database, "SELECT FROM newswire.items WHERE state = 'fetched'")))
    ids = add(services, [f"{site.url}/", f"{site.url}/broken/slow"], State.PENDING)

    list(fetch_pages(services, ids))

    assert query(database, "SELECT state::text FROM newswire.items ORDER BY url") == [("fetched",), ("pending",)]
    assert query(database, "SELECT count(*) FROM newswire.pages") == [(1,)]


def test_pages_that_are_not_cleaned_yet_are_given_back(start, site, database):
    services = start(lambda: True)
    ids = add(services, [f"{site.url}/a", f"{site.url}/b"], State.FETCHED)

    list(clean_pages(services, ids))

    assert query(database, ROWS) == [("fetched", "worker_stopped", 0, None, True, None)] * 2


def test_feeds_are_given_back(start, site, database):
    services = start(lambda: True)
    a_feed(services.db, site.feeds[0])

    list(poll_feeds(services, set()))

    fields = "attempts, lease_token, next_poll_at <= now(), last_polled_at"
    assert query(database, f"SELECT {fields} FROM newswire.feeds") == [(0, None, True, None)]
