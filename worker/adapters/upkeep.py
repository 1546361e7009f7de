"""Upkeep of the tables: the dispatcher's lock, claims whose session is gone, and what has passed its retention."""

from worker.adapters.db import Transaction


def try_dispatch_lock(tx: Transaction) -> bool:
    """Say whether this session is the dispatcher; the lock lives as long as the session."""
    return bool(tx.scalars("try_dispatch_lock")[0])


def free_orphans(tx: Transaction) -> int:
    """Let claims fall due whose session has ended; return how many."""
    return tx.execute("free_orphaned_items") + tx.execute("free_orphaned_feeds")


def delete_old_pages(tx: Transaction, *, days: float) -> int:
    """Delete a bounded number of pages older than `days`; return how many."""
    return tx.execute("delete_old_pages", {"seconds": days * 86400})
