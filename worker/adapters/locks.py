"""Who does what only one may do at a time: the dispatcher and each consumer; a claim is as alive as its session.

No advisory locks: Postgres lets every role take any of those, one that may only read too.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from worker.adapters.db import Transaction


@dataclass(frozen=True, kw_only=True, slots=True)
class LockOwner:
    """Who holds a lock."""

    acquired: bool
    """It is this session, until that ends."""
    pid: int | None = None
    """Postgres backend of its session."""
    application: str | None = None
    client: str | None = None
    """Address that it came from."""
    since: datetime | None = None

    def __str__(self) -> str:
        since = self.since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ") if self.since else "a moment ago"
        return f"pid {self.pid or 'unknown'}, {self.application or 'nameless'} from {self.client}, since {since}"


def take_dispatch(tx: Transaction) -> LockOwner:
    """Make this session the dispatcher unless another is; it stays so until the session ends."""
    return tx.rows(LockOwner, "take_dispatch")[0]


def claim_consumer(tx: Transaction, consumer: str) -> LockOwner:
    """Make this session the one that consumes under this name unless another is; registers a new name.

    Raises UsageError when the name is another role's.
    """
    return tx.rows(LockOwner, "claim_consumer", {"consumer": consumer})[0]
