"""The change feed: publishing what is committed, and where it ends."""

from worker.adapters.db import Transaction

_BATCH = 1000


def publish(tx: Transaction) -> int:
    """Give positions to committed changes; return how many. Run it in a transaction of its own, after the commit."""
    return int(tx.scalars("publish_changes", {"limit": _BATCH})[0])


def last_position(tx: Transaction) -> int:
    """Return the end of the feed."""
    return int(tx.scalars("last_position")[0])
