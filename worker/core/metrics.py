"""The metrics that `newswire metrics` serves: names, words, labels, and how totals become counters and histograms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from worker.core.tallies import BEYOND, BUCKETS
from worker.models import QUEUES, ChangeKind, Reason, Tally

Labels = tuple[str, ...]


class MetricKind(StrEnum):
    """What Prometheus may do with it."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One metric. Its labels take few values: none is an address or the name of a source."""

    name: str
    kind: MetricKind
    words: str
    labels: Labels = ()
    tally: Tally | None = None
    """What of the totals it tells."""
    total: Tally | None = None
    """Of a histogram: the sum of what is in its buckets."""
    known: tuple[str, ...] = ()
    """Labels that are told before there is any, so that the first one is seen as a rise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """A metric with its values. Those of a histogram are its buckets, each with the smaller ones; `total` their sum."""

    metric: Metric
    values: Mapping[Labels, float]
    total: float = 0.0


def _counter(name: str, words: str, tally: Tally, *labels: str, known: tuple[str, ...] = ()) -> Metric:
    return Metric(name=name, kind=MetricKind.COUNTER, words=words, labels=labels, tally=tally, known=known)


def _gauge(name: str, words: str, *labels: str) -> Metric:
    return Metric(name=name, kind=MetricKind.GAUGE, words=words, labels=labels)


def _histogram(name: str, words: str, tally: Tally, total: Tally) -> Metric:
    return Metric(name=name, kind=MetricKind.HISTOGRAM, words=words, tally=tally, total=total)


_POLL_ENDS = (
    Reason.OK,
    Reason.UNCHANGED,
    Reason.DNS,
    Reason.CONNECT,
    Reason.CONNECTION,
    Reason.TIMEOUT,
    Reason.TLS,
)

COUNTED = (
    _counter(
        "newswire_ended_total",
        "How work on items ended, and what polls met of entries.",
        Tally.ENDED,
        "step",
        "outcome",
        "reason",
    ),
    _counter("newswire_polls_total", "Polls by how they ended.", Tally.POLLS, "outcome", known=_POLL_ENDS),
    _counter(
        "newswire_feed_gaps_total", "Polls that found none of the entries known: some may have been missed.", Tally.GAPS
    ),
    _counter(
        "newswire_changes_total",
        "Lines of the change feed; created is articles stored.",
        Tally.CHANGES,
        "kind",
        known=tuple(ChangeKind),
    ),
    _counter(
        "newswire_articles_by_truncated_total",
        "Articles by whether their text was withheld.",
        Tally.TRUNCATED,
        "truncated",
    ),
    _counter("newswire_articles_by_wall_total", "Articles by the kind of wall that was cut.", Tally.WALLS, "wall"),
    _counter(
        "newswire_articles_by_access_total",
        "Articles by the access that their publisher declares.",
        Tally.ACCESS,
        "access",
    ),
    _counter("newswire_articles_by_language_total", "Articles by language.", Tally.LANGUAGES, "language"),
    _counter("newswire_articles_by_topic_total", "Articles by topic; one may have several.", Tally.TAGS, "topic"),
    _counter("newswire_tasks_total", "Tasks that workers finished.", Tally.TASKS, "step"),
    _counter("newswire_task_items_total", "Items or feeds that those tasks were about.", Tally.TASK_ITEMS, "step"),
    _counter("newswire_task_seconds_total", "Time that tasks took.", Tally.TASK_SECONDS, "step"),
    _counter("newswire_task_cpu_seconds_total", "CPU time that tasks took.", Tally.TASK_CPU_SECONDS, "step"),
    _counter("newswire_dispatcher_ticks_total", "Ticks of the dispatcher at work.", Tally.TICKS),
    _counter("newswire_dispatcher_tick_seconds_total", "Time that those ticks took.", Tally.TICK_SECONDS),
    _counter(
        "newswire_process_restarts_total",
        "Processes that ended without a word and were started again.",
        Tally.RESTARTS,
        "role",
        known=("dispatcher", *QUEUES, "push", "web"),
    ),
    _histogram(
        "newswire_published_to_stored_seconds",
        "From an article's printed time to its storing.",
        Tally.PUBLISHED_TO_STORED,
        Tally.PUBLISHED_TO_STORED_SECONDS,
    ),
    _histogram(
        "newswire_first_seen_to_stored_seconds",
        "From a feed's first word of an article to its storing.",
        Tally.FIRST_SEEN_TO_STORED,
        Tally.FIRST_SEEN_TO_STORED_SECONDS,
    ),
)
"""From what transactions have counted: they never go back, whatever is restarted."""

MEASURED = (
    _gauge("newswire_up", "Whether Postgres and Redis answer.", "service"),
    _gauge(
        "newswire_down_cause",
        "Why one does not: password, certificate, rights, schema or unreachable.",
        "service",
        "cause",
    ),
    _gauge("newswire_queue_due", "Rows whose time has come and that nobody holds.", "step"),
    _gauge("newswire_queue_in_hand", "Rows that a worker holds.", "step"),
    _gauge("newswire_queue_waiting", "Rows that are due later: the next poll, a retry, a slot at their host.", "step"),
    _gauge("newswire_queue_oldest_due_seconds", "For how long the oldest due row has been due.", "step"),
    _gauge("newswire_queue_messages", "Messages that wait in Redis.", "step"),
    _gauge("newswire_feeds", "Feeds by health.", "health"),
    _gauge(
        "newswire_hosts_closed",
        "Hosts that we ask nothing for the time being: asked, or robots.txt cannot be had.",
        "cause",
    ),
    _gauge("newswire_quarantined", "What sits in quarantine, of the newest 5,000.", "step", "reason"),
    _gauge("newswire_consumer_lag_changes", "Changes that a consumer has not acknowledged.", "consumer"),
    _gauge("newswire_consumer_lag_seconds", "Age of the oldest of them.", "consumer"),
    _gauge("newswire_consumer_missed", "Whether changes that it has not read are no longer kept.", "consumer"),
    _gauge("newswire_change_retention_seconds", "How long changes are kept; lacking when for ever."),
    _gauge("newswire_processes", "Processes that live.", "role"),
    _gauge(
        "newswire_process_idle_seconds", "For how long the one that is stuck has had work and got nothing done.", "role"
    ),
    _gauge("newswire_table_bytes", "Size of each kind of data with its indexes.", "kind"),
    _gauge("newswire_table_rows", "Rows of each kind of data, about.", "kind"),
    _gauge("newswire_disk_size_bytes", "Size of the disks of NEWSWIRE_DISKS.", "disk"),
    _gauge("newswire_disk_free_bytes", "What is free on them.", "disk"),
    _gauge("newswire_scrape_database_seconds", "How long Postgres took to answer this scrape."),
    _gauge("newswire_build_info", "Always 1; its labels say which version runs.", "version", "python"),
)
"""As they are at a scrape."""

METRICS = {metric.name: metric for metric in (*COUNTED, *MEASURED)}

_CAUSES = (
    ("password", re.compile(r"password|authenticat|noauth|wrongpass|role \S+ does not exist", re.IGNORECASE)),
    ("certificate", re.compile(r"certificate|\bssl\b|\btls\b", re.IGNORECASE)),
    ("rights", re.compile(r"denie[sd]|permission", re.IGNORECASE)),
    ("schema", re.compile(r"newswire migrate")),
)


def down_cause(said: str) -> str:
    """Return in one word why a server cannot be used, by what it or its driver said."""
    return next((cause for cause, pattern in _CAUSES if pattern.search(said)), "unreachable")


def families(
    totals: Mapping[tuple[str, str], float] | None, measured: Mapping[str, Mapping[Labels, float]]
) -> Iterator[Family]:
    """Give each metric that there are values of; without `totals` (Postgres is away) those measured elsewhere."""
    for metric in COUNTED if totals is not None else ():
        of_tally = {label: amount for (name, label), amount in (totals or {}).items() if name == metric.tally}
        if metric.kind is MetricKind.HISTOGRAM:
            yield _buckets(metric, of_tally, (totals or {}).get((metric.total or "", ""), 0.0))
        else:
            told = dict.fromkeys(metric.known, 0.0) | of_tally
            if not metric.labels:
                told = {"": of_tally.get("", 0.0)}
            yield Family(metric=metric, values={_split(label, metric.labels): told[label] for label in sorted(told)})
    for metric in MEASURED:
        if metric.name in measured:
            yield Family(metric=metric, values=measured[metric.name])


def _split(label: str, names: Labels) -> Labels:
    """The words of a label, one for each name; a reason may be lacking."""
    words = label.split(" ", len(names) - 1) if names else []
    return (*words, *[""] * (len(names) - len(words)))


def _buckets(metric: Metric, amounts: Mapping[str, float], total: float) -> Family:
    bounds = [*(f"{bound:g}" for bound in BUCKETS), BEYOND]
    heights = accumulate(amounts.get(bound, 0.0) for bound in bounds)
    labels = [*bounds[:-1], "+Inf"]
    return Family(
        metric=metric, values={(le,): height for le, height in zip(labels, heights, strict=True)}, total=total
    )
