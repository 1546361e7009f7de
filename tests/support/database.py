"""Rows for the tests of the adapters: items and feeds that stand in the database."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import psycopg

from worker.adapters import feeds, items
from worker.adapters.db import Database
from worker.adapters.items import NewItem
from worker.core.dedupe.verdicts import identity_hash
from worker.models import Item, State


def a_feed(db: Database, url: str = "https://example.org/feed.xml", **fields) -> int:
    with db.transaction() as tx:
        return feeds.add(tx, url=url, source="Example", **fields)[0]


def new_items(db: Database, number: int, *, state: State = State.PENDING, feed_id: int | None = None) -> list[int]:
    """Add items that are due, as if their message had been lost."""
    feed_id = feed_id or a_feed(db)
    urls = [f"https://example.org/news/{state.value}/{place}" for place in range(number)]
    with db.transaction() as tx:
        items.add(tx, [new_item(url, feed_id=feed_id, state=state) for url in urls])
        return sorted(one for one, _, _ in items.with_hashes(tx, [identity_hash(url) for url in urls]))


def new_item(url: str, *, feed_id: int, state: State = State.PENDING) -> NewItem:
    return NewItem(
        url=url,
        url_hash=identity_hash(url),
        host=urlsplit(url).netloc,
        feed_id=feed_id,
        source="Example",
        state=state,
    )


def claim(db: Database, ids: Sequence[int], state: State = State.PENDING, *, seconds: float = 60) -> list[Item]:
    with db.transaction() as tx:
        return items.claim(tx, ids, state, seconds=seconds)


def query(url: str, statement: str, *parameters) -> list[tuple]:
    """Run a statement in a session of its own, and commit it."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement, parameters or None)
        return cursor.fetchall() if cursor.description else []
