"""How far a run has come: what is new, what waits, where every page ended and what it cost; prints nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from worker.adapters import articles, changes, costs, feeds
from worker.adapters.articles import ChangeRow
from worker.adapters.costs import Cost, QueueState
from worker.models import Reason, State
from worker.services import Services

_ENDS = (State.STORED, State.DUPLICATE, State.SKIPPED, State.QUARANTINED)
_DAYS = 2
"""Days of costs that are compared: a run may go on over midnight."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """What has changed since a position of the change feed, and what waits."""

    changes: Sequence[ChangeRow]
    queues: Sequence[QueueState]
    items: Mapping[str, int]
    """How many items are in each state."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Where all items stand, and what the steps have cost."""

    items: Mapping[tuple[str, str], int]
    """How many, by state and reason."""
    costs: Mapping[str, Cost]
    """By step."""


def last_position(services: Services) -> int:
    """Return the end of the change feed."""
    with services.db.transaction() as tx:
        return changes.last_position(tx)


def progress(services: Services, *, after: int, limit: int) -> Progress:
    """Return what is new after a position, at most `limit` changes of it."""
    with services.db.transaction() as tx:
        rows = articles.changed_after(tx, after, limit=limit)
        queues = costs.queues(tx)
        states = costs.states(tx)
    items: dict[str, int] = {}
    for state, _, number in states:
        items[state] = items.get(state, 0) + number
    return Progress(changes=rows, queues=queues, items=items)


def is_idle(services: Services) -> bool:
    """Say whether nothing is due and nothing in hand; what waits for a later attempt does not count."""
    with services.db.transaction() as tx:
        return not any(queue.due or queue.in_hand for queue in costs.queues(tx)) and not feeds.unpolled(tx)


def count(services: Services) -> Counts:
    """Count what is in the database now: before a run, and after it."""
    with services.db.transaction() as tx:
        states, steps = costs.states(tx), costs.listing(tx, days=_DAYS)
    return Counts(
        items={(state, reason): number for state, reason, number in states}, costs={cost.step: cost for cost in steps}
    )


def summary(
    before: Counts,
    after: Counts,
    *,
    seconds: float,
    memory: Mapping[str, float | None],
    pages: int | None = None,
    identities: int | None = None,
) -> dict[str, Any]:
    """Return where the pages of a run have ended and what they cost.

    `pages` is how many the corpus serves, `identities` how many different ones: two addresses of one page are one item.
    `memory` is the peak of each process in MB.
    """
    ended: dict[str, Any] = {"duplicate": {}, "skipped": {}, "quarantined": {}, "stored": 0, "waiting": {}}
    total = 0
    for (state, reason), number in after.items.items():
        new = number - before.items.get((state, reason), 0)
        if not new:
            continue
        total += new
        if state == State.STORED:
            ended["stored"] += new
        else:
            kind = state if state in _ENDS else "waiting"
            ended[kind][reason or state] = ended[kind].get(reason or state, 0) + new
    if pages is not None and identities is not None and identities < pages:
        ended["duplicate"][Reason.SAME_ADDRESS] = pages - identities
        total += pages - identities
    stored = ended["stored"]
    cpu_seconds = {
        step: cost.cpu_seconds - (before.costs[step].cpu_seconds if step in before.costs else 0.0)
        for step, cost in after.costs.items()
    }
    return {
        "pages": pages,
        **ended,
        "accounted": total,
        "complete": not ended["waiting"] and (pages is None or total == pages),
        "seconds": round(seconds, 1),
        "articles_per_second": round(stored / seconds, 1) if seconds else 0.0,
        "cpu_ms_per_article": {step: round(1000 * spent / max(stored, 1), 2) for step, spent in cpu_seconds.items()},
        "peak_mb": dict(memory),
    }
