"""The table workers: which processes are at work. A row is as alive as the session that wrote it."""

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from worker.adapters.db import Database, Transaction
from worker.errors import ServiceDown, UsageError
from worker.models import Reason, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkerRow:
    """A process, for people."""

    host: str
    role: str
    pid: int
    started_at: datetime
    restarts: int
    """How often its kind has died on that host since one was last stopped in order."""
    progress_at: datetime
    """When it last got something done or had nothing to do."""
    idle_seconds: float
    """Since then, by the clock of the database."""
    alive: bool


@dataclass(kw_only=True, slots=True)
class Presence:
    """This process's row, on a connection of its own: for the thread that watches, not for the one that works."""

    db: Database
    role: str
    allow_addresses: str = ""
    """What it may ask in private networks."""
    _began: float = field(default_factory=time.monotonic)
    _restarts: int | None = None
    _left: bool = False

    def note(self, stuck_for: float) -> None:
        """Say that we are here, and for how many seconds we have had work without getting on.

        Raises UsageError when our role is denied what the work takes.
        """
        if self._left:
            return
        who = self._who()
        with self.db.transaction() as tx:
            if self._restarts is None:
                died = tx.scalars("take_over_workers", who)
                self._restarts = max((before + 1 for before in died), default=0)
                tx.tally({(Tally.RESTARTS, self.role): len(died)})
            how = {
                "age": time.monotonic() - self._began,
                "restarts": self._restarts,
                "stuck_for": stuck_for,
                "allow_addresses": self.allow_addresses,
            }
            tx.execute("note_worker", {**who, **how})
            denied = lacking_rights(tx, {tx.scalars("present_role")[0]: True})
        for role, what in denied.items():
            raise UsageError(f"role {role} is denied {what[0]}: run `newswire migrate`", reason=Reason.POSTGRES_DENIES)

    def leave(self) -> None:
        """Say that we end in order; when Postgres is down, nobody hears it."""
        self._left = True
        with suppress(ServiceDown), self.db.transaction() as tx:
            tx.execute("forget_worker", self._who())
        self.db.close()

    def _who(self) -> dict[str, object]:
        return {"host": socket.gethostname(), "role": self.role, "pid": os.getpid()}


def listing(tx: Transaction) -> list[WorkerRow]:
    """Return all processes that have said that they are there, the dead ones of the last hour too."""
    return tx.rows(WorkerRow, "list_workers")


def allowed_addresses(tx: Transaction) -> list[str]:
    """Return what the living poll and fetch workers may ask in private networks, each value once."""
    return tx.scalars("allowed_addresses")


def lacking_rights(tx: Transaction, roles: Mapping[str, bool]) -> dict[str, list[str]]:
    """Return what roles are denied that they need; `roles` says of each whether it writes."""
    found: dict[str, list[str]] = {}
    for role, what in tx.tuples("lacking_rights", {"roles": list(roles), "writes": list(roles.values())}):
        found.setdefault(role, []).append(what)
    return found


def forget_old(tx: Transaction) -> int:
    """Forget processes that nobody has heard of for an hour; return how many."""
    return tx.execute("forget_old_workers")
