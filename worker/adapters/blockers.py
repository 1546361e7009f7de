"""Who holds a session of ours up: tells it, and ends sessions that only read; never one that may write."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

from worker.adapters.db import connect
from worker.adapters.queries import queries
from worker.errors import NewswireError, ServiceDown
from worker.models import Reason

_CHECK_SECONDS = 0.25
# A lock: less than the 5 s of lock_timeout, while others already queue behind us. CREATE INDEX CONCURRENTLY waits for
# old snapshots without holding anybody up, so a report that takes a while may end by itself.
_PATIENCE_SECONDS, _PATIENCE_SNAPSHOT_SECONDS = 2.0, 60.0
_SNAPSHOT = "virtualxid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocker:
    """A session that another one waits for."""

    pid: int
    role: str
    application: str
    state: str | None
    """Hidden from us, as its times are, when it is of another role and we may not read all statistics."""
    since: datetime | None
    """When its transaction began."""
    waits_for: str | None
    """Kind of lock that the one who is held up waits for."""
    only_reads: bool

    def __str__(self) -> str:
        since = self.since.astimezone(UTC).strftime(", in a transaction since %Y-%m-%d %H:%M:%SZ") if self.since else ""
        return f"pid {self.pid}, role {self.role}, {self.application or 'nameless'}{since}"


@dataclass(kw_only=True, slots=True)
class _Watch:
    """Asks again and again who holds one session up."""

    pid: int
    tell: Callable[[str], None]
    last: list[Blocker] = field(default_factory=list)
    _since: dict[int, float] = field(default_factory=dict)

    def check(self, connection: psycopg.Connection[Any]) -> None:
        with connection.cursor(row_factory=class_row(Blocker)) as cursor:
            found = cursor.execute(queries()["blockers"], {"pid": self.pid}).fetchall()
        now = time.monotonic()
        self.last = found or self.last
        for pid in self._since.keys() - {one.pid for one in found}:
            del self._since[pid]
        for one in found:
            if one.pid not in self._since:
                self._since[one.pid] = now
                self.tell(f"waiting for {one}")
            patience = _PATIENCE_SNAPSHOT_SECONDS if one.waits_for == _SNAPSHOT else _PATIENCE_SECONDS
            if one.only_reads and now - self._since[one.pid] > patience:
                self._end(connection, one)

    def _end(self, connection: psycopg.Connection[Any], one: Blocker) -> None:
        try:
            connection.execute(queries()["end_session"], {"pid": one.pid})
        except psycopg.errors.InsufficientPrivilege:
            self.tell(f"may not end {one}: that takes a superuser, or a member of pg_signal_backend")
            self._since[one.pid] = float("inf")  # said once
        else:
            self.tell(f"ended {one}: its role only reads, and it held this up")


@contextmanager
def held_up(url: str, session: psycopg.Connection[Any], tell: Callable[[str], None]) -> Iterator[None]:
    """Tell who holds a session up while the block runs, by a second connection, and end who only reads.

    Raises ServiceDown that names them when a lock was not given in time.
    """
    watch, over = _Watch(pid=session.info.backend_pid, tell=tell), threading.Event()
    thread = threading.Thread(target=_check_until, args=(url, watch, over), name="blockers", daemon=True)
    thread.start()
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        by = "; ".join(map(str, watch.last)) or "nobody that we saw"
        said = str(error).strip().split("\n", 1)[0]
        raise ServiceDown(f"Postgres takes too long: {said}; held by {by}", reason=Reason.TOO_SLOW) from error
    finally:
        over.set()
        thread.join()


def _check_until(url: str, watch: _Watch, over: threading.Event) -> None:
    # whatever becomes of this connection, the one that is watched tells of it itself
    with suppress(psycopg.Error, NewswireError), connect(url, application="newswire migrate watch") as connection:
        while not over.wait(_CHECK_SECONDS):
            watch.check(connection)
