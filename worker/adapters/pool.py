"""A few sessions of Postgres for many requests at once: each takes one and gives it back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from queue import Empty, LifoQueue

from worker.adapters.db import Database, Transaction
from worker.errors import ServiceDown
from worker.models import Reason


class Pool:
    """Sessions that are opened when they are first needed; the one that was used last is taken first."""

    def __init__(self, url: str, *, application: str, size: int, limits: Mapping[str, str]) -> None:
        self._all = [Database(url, application=application, limits=limits) for _ in range(size)]
        self._free: LifoQueue[Database] = LifoQueue()
        for database in reversed(self._all):
            self._free.put(database)

    @contextmanager
    def transaction(self, *, patience: float = 3.0) -> Iterator[Transaction]:
        """A transaction of a session that nobody else has. Raises ServiceDown when none comes free in time."""
        try:
            database = self._free.get(timeout=patience)
        except Empty:
            raise ServiceDown("all sessions of Postgres are taken", reason=Reason.TOO_SLOW) from None
        try:
            with database.transaction() as tx:
                yield tx
        finally:
            self._free.put(database)

    def close(self) -> None:
        """Close what was opened; to be called when nobody has a session any more."""
        for database in self._all:
            database.close()
