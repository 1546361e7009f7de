"""What leases and fences cost per article, against the same reads and writes without them, in the same run."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from worker.adapters import feeds, items, migrations
from worker.adapters.db import Transaction
from worker.adapters.items import NewItem
from worker.embedded import start_postgres
from worker.models import CounterOutcome, State, Step, Transition

Connection = psycopg.Connection[Any]

ARTICLES = 2000
BATCH = 20
ROUNDS = 3
STEPS = ((Step.FETCH, State.PENDING, State.FETCHED), (Step.CLEAN, State.FETCHED, State.STORED))

# What claim_items and finish_items do besides: read what the step needs, write where the item went.
_READ = b"""
SELECT i.id, coalesce(i.fetch_url, i.url) AS url, i.url AS known_url, i.host, i.source, i.attempts, i.hops,
       EXISTS (SELECT FROM news.articles a WHERE a.id = i.id) AS stored,
       coalesce((SELECT f.free_only FROM newswire.feeds f WHERE f.id = i.feed_id), false) AS free_only
FROM newswire.items i WHERE id = ANY(%s)
"""
_WRITE = b"""
UPDATE newswire.items i SET state = u.state::newswire.item_state, reason = u.reason, updated_at = now()
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS u(id, state, reason) WHERE i.id = u.id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Milliseconds per article, through both steps (fetch, clean)."""

    client: float
    """CPU of this process."""
    server: float
    """CPU of the Postgres process that serves it."""
    wall: float


def measure() -> tuple[Figures, Figures]:
    """Return the figures with leases and without, each the best of ROUNDS."""
    with tempfile.TemporaryDirectory(prefix="newswire-leases-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # so that user nobody, as whom Postgres runs under root, gets through
        with start_postgres(folder / "postgres") as server:
            migrations.migrate(server.url)
            with psycopg.connect(server.url, autocommit=True) as connection:
                leased, plain = [], []
                for number in range(ROUNDS):
                    leased.append(_timed(connection, _leased, _items(connection, f"leased/{number}")))
                    plain.append(_timed(connection, _plain, _items(connection, f"plain/{number}")))
    return min(leased, key=lambda f: f.client + f.server), min(plain, key=lambda f: f.client + f.server)


def _leased(connection: Connection, ids: Sequence[int]) -> None:
    for step, before, after in STEPS:
        with connection.transaction():
            claimed = items.claim(Transaction(connection), ids, before, seconds=360)
        with connection.transaction():
            ours = items.finish(Transaction(connection), [Transition(item=i, state=after) for i in claimed], step=step)
        if len(ours) < len(ids):
            raise RuntimeError("not all were ours")


def _plain(connection: Connection, ids: Sequence[int]) -> None:
    for step, _, after in STEPS:
        with connection.transaction():
            rows = connection.execute(_READ, [ids]).fetchall()
        with connection.transaction():
            written = [row[0] for row in rows]
            connection.execute(_WRITE, [written, [after.value] * len(rows), [None] * len(rows)])
            items.count(Transaction(connection), step, {(CounterOutcome(after), None): len(rows)})


def _timed(connection: Connection, work: Callable[[Connection, Sequence[int]], None], ids: Sequence[int]) -> Figures:
    backend = connection.info.backend_pid
    before = time.process_time(), _cpu(backend), time.monotonic()
    for start in range(0, len(ids), BATCH):
        work(connection, ids[start : start + BATCH])
    after = time.process_time(), _cpu(backend), time.monotonic()
    client, server, wall = ((now - then) / len(ids) * 1000 for then, now in zip(before, after, strict=True))
    return Figures(client=client, server=server, wall=wall)


def _items(connection: Connection, name: str) -> list[int]:
    tx = Transaction(connection)
    feed, _ = feeds.add(tx, url=f"https://{name}.example/feed", source="Bench")
    hashes = [sha256(f"{name}/{number}".encode()).digest() for number in range(ARTICLES)]
    with connection.transaction():
        items.add(
            tx,
            [
                NewItem(url=f"https://news.example/{key.hex()}", url_hash=key, host="news.example", feed_id=feed,
                        source="Bench", state=State.PENDING)
                for key in hashes
            ],
        )  # fmt: skip
    connection.execute("VACUUM ANALYZE newswire.items")
    return sorted(item for item, _, _ in items.with_hashes(tx, hashes))


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures."""
    leased, plain = measure()
    for name, one in (("with leases", leased), ("without", plain)):
        split = f"{one.client:.3f} here, {one.server:.3f} Postgres"
        print(f"{name:12} {one.client + one.server:.3f} ms CPU per article ({split}), {one.wall:.3f} ms by the clock")
    print(f"leases and fences: {leased.client + leased.server - plain.client - plain.server:.3f} ms CPU per article")


if __name__ == "__main__":
    main()
