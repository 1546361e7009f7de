"""The store under load: what an article costs to write, a change to read, and the consumers' queries to answer.

`python -m benchmarks.store [ARTICLES…]` fills a Postgres of its own with made-up articles (10,000 unless told) and
measures at each size. CPU counts, not wall time: client and server together, vacuum and checkpoints included. The first
10,000 go the way of all articles; more are grown out of them, and the last 8,000 before each size go that way again:
4,000 to warm the indexes, 4,000 measured. A larger store is measured beside one of 10,000 to 20,000, in turns of 500
articles, since the speed of a machine changes within minutes. Queries are warm too: each has been asked once.
"""

import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from benchmarks._grower import Grower
from benchmarks._meter import Meter, Spent
from benchmarks._newsroom import NOW, SPAN, Newsroom, address
from worker.adapters import changes, consumers, feeds, items, maintenance, sketches
from worker.adapters.consumers import Filters
from worker.adapters.items import NewItem
from worker.adapters.migrations import migrate
from worker.adapters.queries import sql_folder
from worker.core.urls import host_of
from worker.embedded import start_postgres
from worker.embedded.postgres import SETTINGS
from worker.models import State
from worker.services import Services
from worker.settings import Settings
from worker.steps.clean import _store

BATCH, TURN, WINDOW, READ, TIMES, POOL = 20, 500, 4000, 10_000, 60, 10_000

STATISTICS: dict[str, dict[str, Any]] = {
    "count_items": {},
    "queue_state": {},
    "topic_stats": {},
    "list_feeds": {"feed": None},
    "table_sizes": {},
    "totals": {},
    "queue_depths": {},
    "feed_facts": {"after": 0, "limit": 5000},
    "closed_hosts": {},
    "quarantine_counts": {},
    "consumer_lag": {},
    "watched_processes": {},
}
"""What `newswire status`, `topics stats` and `feeds list` ask; from table_sizes on, a scrape of `newswire metrics`."""
_READS = re.compile(r"((?:Seq|Index|Index Only|Bitmap Index) Scan .*)")


def main() -> None:
    """Fill, measure, print."""
    sizes = sorted(int(size) for size in sys.argv[1:]) or [10_000]
    folder = Path(tempfile.mkdtemp(prefix="newswire-bench-"))
    folder.chmod(0o711)
    # What a store of millions needs, a quarter of the machine. With a twelfth, storing beside 4.5 million articles cost
    # 1.34 times what it did in a small store, with a quarter 1.06: the rest was reading indexes from outside of it.
    SETTINGS["shared_buffers"] = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 2**22}MB"
    # as in docker-compose.yml
    SETTINGS.update({"max_wal_size": "4GB", "checkpoint_timeout": "15min"})
    try:
        with start_postgres(folder / "postgres") as server, start_postgres(folder / "small") as small:
            for each in (server, small):
                migrate(each.url)
            _Bench(server.url).run(sizes, beside=_Bench(small.url))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Bench:
    def __init__(self, url: str) -> None:
        self._url = url
        self._most = 2 * POOL
        self._services = Services(settings=Settings(database_url=url))
        with self._services.db.transaction() as tx:
            self._meter = Meter(tx._connection.info.backend_pid)  # noqa: SLF001 - whose CPU we count
            self._feed = feeds.add(tx, url="https://feeds.example/", source="bench")[0]
        self._services.ensure_topics()
        self._newsroom = Newsroom(sorted(self._services.taxonomy.topics))
        self._stored = 0
        self._began = time.monotonic()

    def run(self, sizes: list[int], *, beside: "_Bench") -> None:
        """Grow to each size in turn and measure there; a larger store beside a small one."""
        grower = Grower(self._url)
        for size in sizes:
            self._most = size
            if size > POOL + 2 * WINDOW:
                self._fill(POOL)
                grower.grow(size - 2 * WINDOW, most=size, told=self._said)
                self._stored = size - 2 * WINDOW
            self._fill(size - WINDOW)
            print(f"── {size:,} articles " + "─" * 40)
            self._store(size, beside if size > POOL else None)
            self._execute("VACUUM ANALYZE")
            self._near()
            self._read()
            self._queries()
            self._statistics()
            self._sizes()

    def _store(self, size: int, beside: "_Bench | None") -> None:
        if beside:
            beside._fill(max(POOL, beside._stored + TURN))  # noqa: SLF001 - one of ours
        session, spent, small = 0.0, Spent(), Spent()
        while self._stored < size:
            before = self._meter.session()
            spent += self._fill(self._stored + TURN)
            session += self._meter.session() - before
            if beside:
                small += beside._fill(beside._stored + TURN)  # noqa: SLF001
        ratio = f", {spent.both / small.both:.2f} times that of the small one beside it" if beside else ""
        print(
            f"store: {spent.both / WINDOW * 1e3:.2f} ms CPU per article{ratio} "
            f"(client {spent.client / WINDOW * 1e3:.2f}, server {spent.server / WINDOW * 1e3:.2f}, "
            f"of it our session {session / WINDOW * 1e3:.2f}, "
            f"the rest vacuum and writing), batches of {BATCH}: added, claimed, judged, written, published",
            flush=True,
        )

    def _fill(self, upto: int) -> Spent:
        total = Spent()
        while self._stored < upto:
            before = self._meter.now()
            claimed = self._claim(range(self._stored, self._stored + BATCH))
            total += self._meter.now() - before
            cleaned = [self._newsroom.article(item, age=1 - self._stored / self._most) for item in claimed]
            before = self._meter.now()
            _store(self._services, cleaned, [])
            with self._services.db.transaction() as tx:
                changes.publish(tx)
            total += self._meter.now() - before
            self._stored += BATCH
        return total

    def _claim(self, numbers: range) -> list[Any]:
        new = [
            NewItem(url=url, url_hash=key, host=host_of(url), feed_id=self._feed, source=self._newsroom.source(),
                    state=State.FETCHED)
            for url, key in map(address, numbers)
        ]  # fmt: skip
        with self._services.db.transaction() as tx:
            items.add(tx, new)
            ids = [number for number, _, _ in items.with_hashes(tx, [one.url_hash for one in new])]
        with self._services.db.transaction() as tx:
            return items.claim(tx, ids, State.FETCHED, seconds=600)

    def _near(self) -> None:
        unused = 10**9 + self._stored
        (item,) = self._claim(range(unused, unused + 1))
        asked = [self._newsroom.article(item, age=0) for _ in range(BATCH)]
        costs, rng = [], random.Random(2)
        for _ in range(TIMES):
            session, client = self._meter.session(), time.process_time()
            with self._services.db.transaction() as tx:
                sketches.near(tx, [rng.choice(asked)])
            costs.append(self._meter.session() - session + time.process_time() - client)
        print(f"near-duplicates: {_p95(costs) * 1e3:.2f} ms CPU p95 to look for the copies of one article", flush=True)

    def _read(self) -> None:
        end = self._sample("SELECT news.last_position()")[0]
        start = max(0, end - READ)
        before, began, number, position = self._meter.now(), time.monotonic(), 0, start
        query = _consumer_queries()["changes"]
        with psycopg.connect(self._url, autocommit=True) as connection:
            while rows := connection.execute(query, {"position": position}).fetchall():
                number, position = number + len(rows), rows[-1][0]
        self._told("changes with whole articles as rows", number, before, began)
        self._execute("DELETE FROM news.consumers")
        self._execute("INSERT INTO news.consumers (name, position) VALUES ('bench', %s)", [start])
        before, began, number = self._meter.now(), time.monotonic(), 0
        while True:
            with self._services.db.transaction() as tx:
                found = consumers.read_changes(tx, "bench", Filters(), limit=500)
                if not found:
                    break
                consumers.acknowledge(tx, "bench", found[-1].position)
            number += len(found)
        self._told("changes with whole articles as JSON (newswire consume)", number, before, began)
        before, began, number, position = self._meter.now(), time.monotonic(), 0, start
        light = (
            "SELECT c.position, c.kind, a.id, a.url, a.source, a.title, a.summary, a.published_at, a.language, a.text"
            " FROM news.changes_after(%s, 500) c JOIN news.articles a ON a.id = c.article_id ORDER BY c.position"
        )
        with psycopg.connect(self._url, autocommit=True) as connection:
            while rows := connection.execute(light, [position], binary=True).fetchall():
                number, position = number + len(rows), rows[-1][0]
        self._told("changes with title, summary, text and address", number, before, began)

    def _told(self, what: str, number: int, before: Spent, began: float) -> None:
        spent = self._meter.now() - before
        print(
            f"read: {number / spent.both:,.0f} {what} per CPU second "
            f"(client {spent.client / number * 1e6:.0f} µs, server {spent.server / number * 1e6:.0f} µs; "
            f"{number / (time.monotonic() - began):,.0f} per second by the clock)",
            flush=True,
        )

    def _queries(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            meter = Meter(connection.info.backend_pid)
            for name, query in _consumer_queries().items():
                walls, costs = [], []
                asked = list(self._parameters(TIMES))
                said = connection.execute(b"EXPLAIN (COSTS OFF) " + query, asked[0]).fetchall()
                plan = [match[1] for (line,) in said if (match := _READS.search(line))]
                for warm, parameters in product((False, True), asked):
                    cpu, began = meter.session(), time.monotonic()
                    connection.execute(query, parameters).fetchall()
                    if warm:
                        walls.append(time.monotonic() - began)
                        costs.append(meter.session() - cpu)
                print(
                    f"query {name:16} p50 {median(costs) * 1e3:5.1f}, p95 {_p95(costs) * 1e3:5.1f} ms CPU, "
                    f"{_p95(walls) * 1e3:5.1f} by the clock  ← {', '.join(plan)}",
                    flush=True,
                )

    def _statistics(self) -> None:
        for name, parameters in STATISTICS.items():
            cpu = self._meter.session()
            with self._services.db.transaction() as tx:
                tx.tuples(name, parameters)
            print(f"statistics {name}: {(self._meter.session() - cpu) * 1e3:.1f} ms CPU", flush=True)

    def _parameters(self, times: int) -> Iterator[Mapping[str, Any]]:
        rng = random.Random(4)
        topics = sorted(self._services.taxonomy.topics)
        titles = self._sample("SELECT title FROM news.articles ORDER BY id DESC LIMIT 500")
        sources = self._sample("SELECT DISTINCT source FROM (SELECT source FROM news.articles LIMIT 5000) s")
        copied = self._sample("SELECT duplicate_of FROM news.articles WHERE duplicate_of IS NOT NULL LIMIT 500")
        urls = self._sample("SELECT url FROM news.articles ORDER BY id DESC LIMIT 500")
        for _ in range(times):
            part = next(word for word in reversed(rng.choice(titles).split()) if word.isalpha())
            until = NOW - SPAN * rng.random() * 0.5
            yield {
                "topic": rng.choice(topics[:6]), "source": rng.choice(sources), "before": NOW + timedelta(days=1),
                "before_id": 0, "words": self._newsroom.sought(), "language": "en", "part": part[:6],
                "since": until - timedelta(days=7), "until": until, "id": rng.choice(copied), "url": rng.choice(urls),
                "position": rng.randint(0, self._stored - 500),
            }  # fmt: skip

    def _sizes(self) -> None:
        with self._services.db.transaction() as tx:
            sizes = maintenance.table_sizes(tx)
        each = {one.kind: one.bytes / self._stored for one in sizes if one.bytes / self._stored > 10}
        indexes = self._rows(
            "SELECT i.indexrelid::regclass::text,"
            " coalesce(sum(pg_relation_size(t.relid)), pg_relation_size(i.indexrelid))::bigint"
            " FROM pg_index i LEFT JOIN LATERAL pg_partition_tree(i.indexrelid) t ON true"
            " WHERE i.indrelid IN ('news.articles'::regclass, 'news.article_search'::regclass)"
            " GROUP BY i.indexrelid ORDER BY 2 DESC"
        )
        print(f"disk: {sum(each.values()) / 1e3:.1f} GB per million articles without pages and entries: " + ", ".join(
            f"{kind} {size / 1e3:.2f}" for kind, size in sorted(each.items(), key=lambda pair: -pair[1])
        ) + "; of the articles: " + ", ".join(f"{name} {size / self._stored / 1e3:.2f}" for name, size in indexes),
        flush=True)  # fmt: skip

    def _said(self, what: str) -> None:
        print(f"   {time.monotonic() - self._began:6.0f} s  {what}", file=sys.stderr, flush=True)

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()

    def _sample(self, statement: str) -> list[Any]:
        return [row[0] for row in self._rows(statement)]

    def _execute(self, statement: str, values: list[Any] | None = None) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement, values)


def _consumer_queries() -> dict[str, bytes]:
    parts = re.split(r"^-- name: (\w+)\n", (sql_folder() / "consumers.sql").read_text("utf-8"), flags=re.MULTILINE)
    return {name: text.encode() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main()
