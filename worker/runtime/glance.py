"""How the work stands now: queues, processes and what stops it; prints nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from worker.adapters import costs, watch, workers
from worker.adapters.broker import Broker
from worker.adapters.costs import QueueState
from worker.adapters.workers import WorkerRow
from worker.core.feeds.health import health, worst_first
from worker.core.troubles import ProcessState, StepState, troubles
from worker.models import QUEUES, FeedHealth
from worker.services import Services

# Roles of ours, and whether they write.
_ROLES = {"newswire_writer": True, "newswire_reader": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """How the work stands."""

    queues: Sequence[QueueState]
    processes: Sequence[WorkerRow]
    feeds: Mapping[FeedHealth, int]
    """How many are how, the worst first."""
    messages: Mapping[str, int]
    """In the broker, by queue."""
    broker_error: str | None
    troubles: Sequence[str]
    """A sentence for each thing that stops the work."""


def glance(services: Services) -> Glance:
    """Ask Postgres and Redis. Raises ServiceDown when Postgres does not answer."""
    with services.db.transaction() as tx:
        queues = sorted(costs.queues(tx), key=lambda queue: QUEUES.index(queue.step))
        processes = workers.listing(tx)
        lacking = workers.lacking_rights(tx, _ROLES)
        feeds = worst_first(health(facts, now=datetime.now(UTC)).kind for facts in watch.all_feeds(tx))
    broker = Broker(services.settings.require_redis())
    try:
        messages, broker_error = broker.state(QUEUES)
    finally:
        broker.close()
    living = [
        ProcessState(role=p.role, host=p.host, pid=p.pid, idle_seconds=p.idle_seconds) for p in processes if p.alive
    ]
    steps = [
        StepState(name=q.step, due=q.due, oldest_seconds=q.oldest_seconds, on_its_way=q.due + q.in_hand + q.waiting)
        for q in queues
    ]
    return Glance(
        queues=queues,
        processes=processes,
        feeds=feeds,
        messages=messages,
        broker_error=broker_error,
        troubles=[
            *([broker_error] if broker_error else []),
            *troubles(steps, living, lacking, feeds),
        ],
    )
