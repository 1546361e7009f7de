"""newswire metrics: asks Postgres and Redis how things are at each scrape, and serves it as text to Prometheus."""

import os
import platform
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Self

import structlog
import uvicorn
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric as Exposed
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from worker import __version__
from worker.adapters import maintenance, watch
from worker.adapters.broker import Broker
from worker.adapters.db import Database, Transaction
from worker.adapters.listening import listen
from worker.adapters.signals import exit_on_signal
from worker.core.feeds.health import health
from worker.core.metrics import Family, Labels, MetricKind, down_cause, families
from worker.errors import NewswireError
from worker.models import QUEUES, FeedHealth
from worker.settings import Settings

# Two Prometheus that scrape together cost one reading.
FRESH_SECONDS = 1.0
# The health of 5,000 feeds costs Postgres 2 ms (measured): of more, a scrape tells what the last full round has found.
FEEDS_A_SCRAPE = 5000
# Sizes ask the file system for each partition of each table, and change slowly.
SIZES_SECONDS = 60.0

Measured = dict[str, Mapping[Labels, float]]
log = structlog.get_logger()


@dataclass(kw_only=True, slots=True)
class _FeedRound:
    """Feeds by health, a piece at each scrape."""

    counted: Counter[FeedHealth] = field(default_factory=Counter)
    last: Counter[FeedHealth] | None = None
    after: int = 0

    def go_on(self, tx: Transaction) -> Mapping[Labels, float]:
        piece = watch.feeds_after(tx, self.after, limit=FEEDS_A_SCRAPE)
        self.counted.update(health(facts, now=datetime.now(UTC)).kind for _, facts in piece)
        if len(piece) < FEEDS_A_SCRAPE:
            self.last, self.counted, self.after = self.counted, Counter(), 0
        else:
            self.after = piece[-1][0]
        told = self.counted if self.last is None else self.last
        return {(kind,): float(told[kind]) for kind in FeedHealth}


class Scraper:
    """Reads everything that the metrics tell. What cannot be read is left out, and why is told."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._db = Database(settings.require_database(), application="newswire metrics")
        self._broker = Broker(settings.require_redis())
        self._disks = [disk.strip() for disk in settings.disks.split(",") if disk.strip()]
        self._feeds = _FeedRound()
        self._sizes: tuple[float, Measured] = (float("-inf"), {})
        self._told: dict[str, str] = {}
        self._last: tuple[float, list[Family]] = (float("-inf"), [])
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self._broker.close()

    def scrape(self) -> list[Family]:
        """Return all metrics as they are now, or were within the last second."""
        with self._lock:
            if time.monotonic() - self._last[0] > FRESH_SECONDS:
                self._last = (time.monotonic(), list(self._read()))
            return self._last[1]

    def _read(self) -> Iterator[Family]:
        measured: Measured = {
            "newswire_build_info": {(__version__, platform.python_version()): 1.0},
            **self._free(),
        }
        up: dict[Labels, float] = {("postgres",): 1.0, ("redis",): 1.0}
        causes: dict[Labels, float] = {}
        totals = None
        try:
            totals, found = self._ask_postgres()
            measured |= found
        except NewswireError as error:
            up["postgres",], causes["postgres", self._down("postgres", error)] = 0.0, 1.0
        try:
            depths = self._broker.depths(QUEUES)
            measured["newswire_queue_messages"] = {(queue,): float(depth) for queue, depth in depths.items()}
        except NewswireError as error:
            up["redis",], causes["redis", self._down("redis", error)] = 0.0, 1.0
        measured |= {"newswire_up": up, "newswire_down_cause": causes}
        for service in (service for (service,), well in up.items() if well):
            self._told.pop(service, None)
        yield from families(totals, measured)

    def _down(self, service: str, error: NewswireError) -> str:
        cause = down_cause(f"{error} {error.__cause__}")
        if self._told.get(service) != cause:  # once, not at every scrape
            log.warning("down", service=service, cause=cause, error=str(error))
        self._told[service] = cause
        return cause

    def _ask_postgres(self) -> tuple[dict[tuple[str, str], float], Measured]:
        with self._db.transaction() as tx:
            began = time.monotonic()
            totals = watch.totals(tx)
            queues, lags, processes = watch.queues(tx), watch.lags(tx), watch.processes(tx)
            if began - self._sizes[0] > SIZES_SECONDS:
                self._sizes = (began, _sizes(tx))
            measured: Measured = {
                "newswire_queue_due": {(q.step,): float(q.due) for q in queues},
                "newswire_queue_in_hand": {(q.step,): float(q.in_hand) for q in queues},
                "newswire_queue_waiting": {(q.step,): float(q.waiting) for q in queues},
                "newswire_queue_oldest_due_seconds": {(q.step,): q.oldest_seconds for q in queues},
                "newswire_feeds": self._feeds.go_on(tx),
                "newswire_hosts_closed": {(cause,): float(n) for cause, n in watch.closed_hosts(tx).items()},
                "newswire_quarantined": {key: float(n) for key, n in watch.quarantined(tx).items()},
                "newswire_consumer_lag_changes": {(lag.name,): float(lag.waiting) for lag in lags},
                "newswire_consumer_lag_seconds": {(lag.name,): lag.oldest_seconds for lag in lags},
                "newswire_consumer_missed": {(lag.name,): float(lag.missed) for lag in lags},
                # a role of which nobody has shown himself has none, too; not everybody serves the web page
                "newswire_processes": {
                    **{
                        (role,): 0.0 for role in ("dispatcher", *QUEUES, *(["push"] if self._settings.push_url else []))
                    },
                    **{(one.role,): float(one.alive) for one in processes},
                },
                "newswire_process_idle_seconds": {(one.role,): one.idle_seconds for one in processes if one.alive},
                **self._sizes[1],
            }
            measured["newswire_scrape_database_seconds"] = {(): time.monotonic() - began}
        if self._settings.change_days:
            measured["newswire_change_retention_seconds"] = {(): self._settings.change_days * 86400}
        return totals, measured

    def _free(self) -> Measured:
        found = {}
        for disk in self._disks:
            try:
                found[disk,] = os.statvfs(disk)
            except OSError as error:
                if disk not in self._told:
                    log.warning("no_disk", disk=disk, error=error.strerror)
                self._told[disk] = "no_disk"
        return {
            "newswire_disk_size_bytes": {key: float(one.f_blocks * one.f_frsize) for key, one in found.items()},
            "newswire_disk_free_bytes": {key: float(one.f_bavail * one.f_frsize) for key, one in found.items()},
        }


def _sizes(tx: Transaction) -> Measured:
    sizes = maintenance.table_sizes(tx)
    return {
        "newswire_table_bytes": {(one.kind,): float(one.bytes) for one in sizes},
        "newswire_table_rows": {(one.kind,): float(one.rows) for one in sizes},
    }


class _Collected:
    """What an encoder asks a registry for."""

    def __init__(self, scraped: list[Family]) -> None:
        self._scraped = scraped

    def collect(self) -> Iterator[Exposed]:
        for family in self._scraped:
            yield _exposed(family)


def _exposed(family: Family) -> Exposed:
    metric, values = family.metric, family.values
    if metric.kind is MetricKind.HISTOGRAM:
        buckets = [(label, amount) for (label,), amount in values.items()]
        return HistogramMetricFamily(metric.name, metric.words, buckets=buckets, sum_value=family.total)
    kind = CounterMetricFamily if metric.kind is MetricKind.COUNTER else GaugeMetricFamily
    exposed = kind(metric.name, metric.words, labels=metric.labels)
    for labels, value in values.items():
        exposed.add_metric(labels, value)
    return exposed


def text(scraped: list[Family], *, accept: str) -> tuple[bytes, str]:
    """Return the metrics in the format that `accept` asks for, OpenMetrics or Prometheus' own, and its media type."""
    encode, media_type = choose_encoder(accept)
    return encode(_Collected(scraped)), media_type


def application(scraper: Scraper) -> Starlette:
    """Return the pages: /metrics, and /healthy for a health check that costs nothing."""

    def metrics(request: Request) -> Response:  # not async: it waits for Postgres, in a thread of its own
        body, media_type = text(scraper.scrape(), accept=request.headers.get("accept", ""))
        return Response(body, media_type=media_type)

    async def healthy(_: Request) -> Response:
        return PlainTextResponse("healthy\n")

    return Starlette(routes=[Route("/metrics", metrics), Route("/healthy", healthy)])


def serve(scraper: Scraper, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    listening = listen(host, port)
    exit_on_signal()
    log.info("metrics", address=f"http://{host}:{listening.getsockname()[1]}/metrics")
    config = uvicorn.Config(
        application(scraper), access_log=False, log_config=None, server_header=False, limit_concurrency=20
    )
    uvicorn.Server(config).run(sockets=[listening])
