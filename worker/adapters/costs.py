"""What the steps cost and how items ended: the numbers behind newswire status and the summary of a run."""

from dataclasses import dataclass

from worker.adapters.db import Transaction
from worker.models import Step, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """What a step has cost."""

    step: str
    batches: int
    items: int
    cpu_seconds: float
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How many items had one outcome at a step."""

    step: str
    outcome: str
    reason: str
    items: int


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueState:
    """What waits at a step."""

    step: str
    due: int
    in_hand: int
    waiting: int
    """For a later attempt, or for a slot at their host."""
    oldest_seconds: float
    """For how long the oldest has been due."""


def add(tx: Transaction, step: Step, *, tasks: int = 1, items: int, cpu_seconds: float, seconds: float) -> None:
    """Add what one task cost, or a part of it with 0 `tasks`."""
    added = {"step": step, "batches": tasks, "items": items, "cpu_seconds": cpu_seconds, "seconds": seconds}
    tx.execute("add_cost", added)
    tx.tally(
        {
            (Tally.TASKS, step): tasks,
            (Tally.TASK_ITEMS, step): items,
            (Tally.TASK_SECONDS, step): seconds,
            (Tally.TASK_CPU_SECONDS, step): cpu_seconds,
        }
    )


def listing(tx: Transaction, *, days: int) -> list[Cost]:
    """Return what each step has cost in the last days."""
    return tx.rows(Cost, "list_costs", {"days": days})


def counters(tx: Transaction, *, days: int) -> list[Count]:
    """Return how items ended in the last days."""
    return tx.rows(Count, "list_counters", {"days": days})


def states(tx: Transaction) -> list[tuple[str, str, int]]:
    """Return (state, reason, number) of all items."""
    return [(row[0], row[1], row[2]) for row in tx.tuples("count_items")]


def queues(tx: Transaction, *, within: float | None = None) -> list[QueueState]:
    """Return what waits at each step. Raises ServiceDown when that takes more seconds than `within`."""
    if within is not None:
        tx.execute("limit_statements", {"milliseconds": str(round(within * 1000))})
    return tx.rows(QueueState, "queue_state")
