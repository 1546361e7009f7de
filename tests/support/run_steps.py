"""Runs the pipeline without Celery: what the tests of the story share."""

from collections.abc import Sequence
from itertools import count

from tests.support.database import query
from worker.adapters import feeds, migrations
from worker.models import DueIds
from worker.services import Parts, Services
from worker.settings import Settings
from worker.steps.clean import clean_pages
from worker.steps.fetch import fetch_pages
from worker.steps.poll import poll_feeds

NUMBERS = count()
_SHARED = Services(settings=Settings())


def as_writer(url: str) -> str:
    """The address of a database for the role that our processes have in a deployment."""
    migrations.allow_login(url, "newswire_writer", "w")
    return f"postgresql://newswire_writer:w@{url.partition('@')[2]}"


def services(url: str, *ports: int, given: Parts | None = None, **settings) -> Services:
    """Services that ask loopback ports only, as fast as they answer; rules and models are read once."""
    return Services(
        settings=Settings(
            **{
                "database_url": as_writer(url),
                "allow_addresses": ",".join(f"127.0.0.{n}:{port}" for port in ports for n in (1, 2)),
                "host_pace": 0.0,
                "fetch_timeout": 1.5,
                "max_page_bytes": 300_000,
                "first_entries": 0,
                "entry_max_days": 0.0,
                **settings,
            }
        ),
        given=Parts(
            tracking=_SHARED.tracking,
            agencies=_SHARED.agencies,
            wall_files=_SHARED.wall_files,
            topic_files=_SHARED.topic_files,
            cleaner=_SHARED.cleaner,
            taxonomy=_SHARED.taxonomy,
        )
        | (given or {}),
    )


def add_feeds(made: Services, urls: Sequence[str], **fields) -> list[int]:
    """Add feeds; the source of each is the second part of its path."""
    with made.db.transaction() as tx:
        return [feeds.add(tx, url=url, source=url.split("/")[3], **fields)[0] for url in urls]


def all_of(batches) -> DueIds:
    return sum(batches, DueIds())


def due(url: str, state: str) -> list[int]:
    statement = (
        "SELECT id FROM newswire.items WHERE state = %s::newswire.item_state AND next_attempt_at <= now() ORDER BY id"
    )
    return [row[0] for row in query(url, statement, state)]


def poll(made: Services, url: str) -> DueIds:
    """Poll every active feed now."""
    query(
        url,
        "UPDATE newswire.feeds SET next_poll_at = now() + CASE state WHEN 'active' THEN '0' ELSE '1 day' END::interval",
    )
    return all_of(poll_feeds(made, set()))


def work(made: Services, url: str) -> None:
    """Fetch and clean until nothing is due; what failed before goes alone, as the dispatcher enqueues it."""
    while (pending := due(url, "pending")) or (fetched := due(url, "fetched")):
        step, ids = (fetch_pages, pending) if pending else (clean_pages, fetched)
        all_of(step(made, ids))
        for one in ids:
            all_of(step(made, [one]))


def let_time_pass(url: str) -> bool:
    """Let everything that waits be due; say whether there was anything."""
    query(
        url, "UPDATE newswire.hosts SET blocked_until = NULL, robots_until = NULL WHERE NOT coalesce(robots_open, true)"
    )
    query(url, "UPDATE newswire.hosts SET blocked_until = NULL")
    statement = "UPDATE newswire.items SET next_attempt_at = now() WHERE state IN ('pending', 'fetched') RETURNING id"
    return bool(query(url, statement))


def to_the_end(made: Services, url: str) -> None:
    """Work until every item is at an end."""
    work(made, url)
    while let_time_pass(url):
        work(made, url)


def ends(url: str) -> dict[str, tuple[str, str | None]]:
    """Path of each item's address → its state and reason."""
    rows = query(url, "SELECT url, state::text, reason FROM newswire.items")
    return {path(row[0]): (row[1], row[2]) for row in rows}


def path(url: str | None) -> str:
    return "/" + (url or "").split("/", 3)[3] if url else ""
