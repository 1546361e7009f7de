"""What those who watch ask: totals, what waits, how feeds, consumers and processes are; cheap at any size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from worker.adapters.costs import QueueState
from worker.adapters.db import Transaction
from worker.core.feeds.health import FeedFacts
from worker.models import Tally

# What charts of the last day show. Languages, topics and the like, a hundred rows a minute, only have totals.
_BY_MINUTE = (
    Tally.ENDED, Tally.TASKS, Tally.TASK_ITEMS, Tally.TASK_CPU_SECONDS, Tally.POLLS, Tally.CHANGES,
    Tally.PUBLISHED_TO_STORED, Tally.FIRST_SEEN_TO_STORED,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueSample(QueueState):
    """What waited at a step."""

    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Throughput:
    """What was done in a minute."""

    minute: datetime
    polls: int
    new_entries: int
    fetched: int
    stored: int
    revised: int
    not_stored: int
    """Skipped, duplicate or quarantined."""
    retries: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """How many articles fell into a bucket of lateness."""

    measure: str
    """published_to_stored or first_seen_to_stored."""
    up_to_seconds: float
    articles: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Lag:
    """How far a consumer is behind."""

    name: str
    waiting: int
    """Changes."""
    oldest_seconds: float
    missed: bool
    """Some of what it has not read is no longer kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Processes:
    """The processes of a role."""

    role: str
    alive: int
    idle_seconds: float
    """For how long the one that is stuck has got nothing done."""


def add_up(tx: Transaction) -> int:
    """Add what transactions have counted to the totals; return how many there were, 5,000 at most."""
    return int(tx.scalars("add_up_tallies", {"by_minute": list(_BY_MINUTE)})[0])


def save_queues(tx: Transaction, queues: Sequence[QueueState]) -> None:
    """Keep what waits now, for charts."""
    rows = [
        {"step": q.step, "due": q.due, "in_hand": q.in_hand, "waiting": q.waiting, "oldest_seconds": q.oldest_seconds}
        for q in queues
    ]
    tx.execute_many("save_queue_sample", rows)


def delete_old(tx: Transaction) -> int:
    """Delete samples and minutes of more than a day ago; return how many minutes' rows."""
    return tx.execute("delete_old_samples")


def totals(tx: Transaction) -> dict[tuple[str, str], float]:
    """Return everything that was counted since the database was made, by what and label."""
    return {(name, label): amount for name, label, amount in tx.tuples("totals")}


def queues(tx: Transaction) -> list[QueueState]:
    """Return what waits at each step: counted up to 5,000, beyond that as the dispatcher last counted it."""
    return tx.rows(QueueState, "queue_depths")


def queue_history(tx: Transaction, *, seconds: float, slice_seconds: float) -> list[QueueSample]:
    """Return what waited at each step in the last seconds, one sample a slice."""
    return tx.rows(QueueSample, "queue_history", {"seconds": seconds, "slice": slice_seconds})


def throughput(tx: Transaction, *, seconds: float) -> list[Throughput]:
    """Return what was done in each minute of the last seconds; a minute without work is lacking."""
    return tx.rows(Throughput, "throughput", {"seconds": seconds})


def freshness(tx: Transaction, *, seconds: float) -> list[Late]:
    """Return how late the articles of the last seconds came; a bucket is without those of the smaller ones."""
    return tx.rows(Late, "freshness", {"seconds": seconds})


def feeds_after(tx: Transaction, feed_id: int, *, limit: int) -> list[tuple[int, FeedFacts]]:
    """Return what the health of the next feeds after this id hangs on, with their ids."""
    return [
        (
            row[0],
            FeedFacts(
                state=row[1],
                status=row[2],
                failures=row[3],
                interval_seconds=row[4],
                moved_to="elsewhere" if row[5] else None,
                last_news_at=row[6],
                news_seconds=row[7],
                whole_at=row[8],
                host_closed_until=None,
            ),
        )
        for row in tx.tuples("feed_facts", {"after": feed_id, "limit": limit})
    ]


def all_feeds(tx: Transaction, *, piece: int = 5000) -> Iterator[FeedFacts]:
    """Give what the health of each feed hangs on."""
    after = 0
    while found := feeds_after(tx, after, limit=piece):
        yield from (facts for _, facts in found)
        after = found[-1][0]


def closed_hosts(tx: Transaction) -> dict[str, int]:
    """Return how many hosts are closed to us, by cause."""
    return dict(tx.tuples("closed_hosts"))


def quarantined(tx: Transaction) -> dict[tuple[str, str], int]:
    """Return how many rows of the newest 5,000 sit in quarantine for what, by step and reason."""
    return {(step, reason): number for step, reason, number in tx.tuples("quarantine_counts")}


def lags(tx: Transaction) -> list[Lag]:
    """Return how far the hundred consumers are behind that are behind most."""
    return tx.rows(Lag, "consumer_lag")


def processes(tx: Transaction) -> list[Processes]:
    """Return the processes of each role that have shown themselves in the last hour."""
    return tx.rows(Processes, "watched_processes")
