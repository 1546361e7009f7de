"""Upkeep of the tables: claims whose session is gone, and what has passed its retention."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from worker.adapters.db import Transaction
from worker.models import State, Step


@dataclass(frozen=True, kw_only=True, slots=True)
class TableSize:
    """The size of one kind of data."""

    kind: str
    rows: int
    """About so many."""
    bytes: int
    """With its indexes."""


def give_back_attempts(tx: Transaction, step: Step, ids: Sequence[int]) -> None:
    """Give back the attempt that a batch of a step has cost: it was interrupted through no fault of its own."""
    if step is Step.POLL:
        tx.execute("give_back_feed_attempts", {"ids": list(ids)})
    elif step in (Step.FETCH, Step.CLEAN):
        tx.execute(
            "give_back_item_attempts",
            {"ids": list(ids), "state": State.PENDING if step is Step.FETCH else State.FETCHED},
        )


def mark_unsent(tx: Transaction, ids: Collection[int]) -> None:
    """Take back that items were enqueued: the message was not sent, and the next tick may try again."""
    tx.execute("mark_items_unsent", {"ids": list(ids)})


def rescue_orphans(tx: Transaction) -> int:
    """Let claims fall due whose session has ended; return how many."""
    return tx.execute("rescue_orphaned_items") + tx.execute("rescue_orphaned_feeds")


def delete_old_entries(tx: Transaction, *, days: float) -> int:
    """Delete a bounded number of entries that feeds last changed more than `days` ago; return how many."""
    return tx.execute("delete_old_entries", {"seconds": days * 86400})


def delete_old_gaps(tx: Transaction, *, days: float) -> int:
    """Delete what tells of gaps of long ago; return how many."""
    return tx.execute("delete_old_gaps", {"seconds": days * 86400})


def delete_old_bodies(tx: Transaction, *, days: float) -> int:
    """Empty a bounded number of articles older than `days`, and delete as old revisions; return how many."""
    parameters = {"seconds": days * 86400}
    return tx.execute("delete_old_bodies", parameters) + tx.execute("delete_old_revisions", parameters)


def table_sizes(tx: Transaction) -> list[TableSize]:
    """Return how large each kind of data is."""
    return tx.rows(TableSize, "table_sizes")


def delete_old_pages(tx: Transaction, *, days: float) -> int:
    """Delete a bounded number of pages older than `days`; return how many."""
    parameters = {"seconds": days * 86400}
    return tx.execute("delete_old_pages", parameters) + tx.execute("delete_old_trial_pages", parameters)
