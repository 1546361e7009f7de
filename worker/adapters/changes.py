"""The change feed: publishing what is committed, and where it ends."""

from worker.adapters.db import Transaction

_BATCH = 1000


def publish(tx: Transaction) -> int:
    """Give positions to committed changes; return how many. Run it in a transaction of its own, after the commit."""
    return int(tx.scalars("publish_changes", {"limit": _BATCH})[0])


def delete_old(tx: Transaction, *, days: float) -> int:
    """Delete a bounded number of changes older than `days` from the front of the feed; return how many."""
    return int(tx.scalars("delete_old_changes", {"seconds": days * 86400})[0])


def last_position(tx: Transaction) -> int:
    """Return the end of the feed: what is committed after it will come as a change."""
    return int(tx.scalars("last_position")[0])
