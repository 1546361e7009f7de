"""The one way to Postgres: a connection per process, transactions, and the driver's errors as ours."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row, dict_row, scalar_row, tuple_row

from worker.adapters import poolers
from worker.adapters.queries import queries
from worker.errors import BadInput, NewswireError, Retry, ServiceDown, UsageError
from worker.models import Reason, Tally

Row = TypeVar("Row")
Parameters = Mapping[str, Any] | None

# A session that waits longer than this for a lock or sits idle in a transaction holds others up; all are far above
# what any statement of ours takes.
_LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    # claims and the dispatcher's lock live as long as their session: that of a host that vanished, power and all, must
    # not outlive it by the two hours of the kernel's default
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30s",
}

# The driver counts limits of one value (SQLSTATE 54) among outages; taken for one, it would be tried again for ever.
# A lone surrogate does not even leave for the server.
_BAD_VALUES = (
    psycopg.errors.DataError,
    psycopg.errors.CheckViolation,
    psycopg.errors.NotNullViolation,
    psycopg.errors.ProgramLimitExceeded,
    UnicodeEncodeError,
)

OTHER_SCHEMA = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.UndefinedObject,
    psycopg.errors.InvalidSchemaName,
)

_STOP_CHECK_SECONDS = 0.2
_BEHIND_FLOOR = "NW001"  # sql/migrations/0002_contract.sql, newswire.check_floor


class Transaction:
    """Runs named queries inside one transaction."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._tallies: Counter[tuple[Tally, str]] = Counter()

    def tally(self, counts: Mapping[tuple[Tally, str], float]) -> None:
        """Count (what, label) for those who watch, if this transaction commits."""
        for key, amount in counts.items():
            if amount:
                self._tallies[key] += amount  # type: ignore[assignment]  # typeshed wants whole numbers

    def log_tallies(self) -> None:
        """Write what was counted, as the last thing: in one row, however much it is."""
        if self._tallies:
            names, labels = zip(*self._tallies, strict=True)
            # as text: the driver's lists of so many members cost more than the statement itself
            parameters = {
                "names": _array(names),
                "labels": _array(labels),
                "amounts": _array(map(str, self._tallies.values())),
            }
            self.execute("log_tallies", parameters)

    def rows(self, kind: type[Row], name: str, parameters: Parameters = None) -> list[Row]:
        """Run a query; each row becomes a `kind` by its column names."""
        with self._connection.cursor(row_factory=class_row(kind)) as cursor:
            return cursor.execute(queries()[name], parameters).fetchall()

    def tuples(self, name: str, parameters: Parameters = None, *, binary: bool = False) -> list[tuple[Any, ...]]:
        """Run a query; each row is a tuple. `binary` is how bytes and long arrays come at a third of the cost."""
        with self._connection.cursor(row_factory=tuple_row, binary=binary) as cursor:
            return cursor.execute(queries()[name], parameters).fetchall()

    def scalars(self, name: str, parameters: Parameters = None) -> list[Any]:
        """Run a query of one column; return its values."""
        with self._connection.cursor(row_factory=scalar_row) as cursor:
            return cursor.execute(queries()[name], parameters).fetchall()

    def mapping(self, name: str, parameters: Parameters = None) -> dict[str, Any] | None:
        """Run a query; return its first row as column → value, or None."""
        with self._connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(queries()[name], parameters).fetchone()

    def execute(self, name: str, parameters: Parameters = None) -> int:
        """Run a statement; return how many rows it touched."""
        with self._connection.cursor() as cursor:
            return cursor.execute(queries()[name], parameters).rowcount

    def copy(self, name: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a COPY … FROM STDIN with these rows: the cheapest way in, and one refused row refuses all."""
        with self._connection.cursor() as cursor, cursor.copy(queries()[name]) as copy:
            for row in rows:
                copy.write_row(row)

    def verifier(self, password: str) -> str:
        """Return what Postgres is to know of a password: it is made here, since statements end in logs."""
        return self._connection.pgconn.encrypt_password(password.encode(), b"", b"scram-sha-256").decode()

    def execute_many(self, name: str, parameters: Sequence[Mapping[str, Any]]) -> int:
        """Run a statement once per set of parameters, in one round trip; return how many rows it touched."""
        if not parameters:
            return 0
        with self._connection.cursor() as cursor:
            cursor.executemany(queries()[name], parameters)
            return cursor.rowcount


def _array(words: Iterable[str]) -> str:
    """An array as Postgres writes it."""
    quoted = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return '{"' + '","'.join(quoted) + '"}'


class Listener:
    """Waits for notifications."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def wait(self, seconds: float, stop: Sequence[object] = ()) -> bool:
        """Wait for a notification, for so long at most, or until `stop` has something; say whether one came."""
        until = time.monotonic() + seconds
        with errors_translated():
            while not stop and (left := until - time.monotonic()) > 0:
                for _ in self._connection.notifies(timeout=min(left, _STOP_CHECK_SECONDS), stop_after=1):
                    return True
        return False


class Database:
    """Opens its connection when first asked, in the process that asks (forks must not share one), and when it broke."""

    def __init__(self, url: str, *, application: str = "newswire", limits: Mapping[str, str] | None = None) -> None:
        """Take the address; `limits` are settings of the session beside the usual ones, or in their place."""
        self._url = url
        self._application = application
        self._limits = {**_LIMITS, **(limits or {})}
        self._connection: psycopg.Connection[Any] | None = None
        self._owner = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Commit what the block did, or nothing of it.

        Raises ServiceDown when Postgres does not answer (retry), Retry when another session has just written or deleted
        a row that these refer to, BadInput when it refuses the values themselves.
        """
        try:
            with errors_translated():
                connection = self._open()
                with connection.transaction():
                    tx = Transaction(connection)
                    yield tx
                    tx.log_tallies()
        except ServiceDown:
            # claims live as long as their session: what this one holds falls due for others
            self.close()
            raise

    @contextmanager
    def listen(self, channel: str) -> Iterator[Listener]:
        """A connection of its own that hears NOTIFY on the channel."""
        with errors_translated(), connect(self._url, application=f"{self._application} listen") as connection:
            connection.execute(psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(channel)))
            yield Listener(connection)

    def close(self) -> None:
        """Close the connection, if this process has one."""
        if self._connection is not None and self._owner == os.getpid():
            self._connection.close()
        self._connection = None

    def _open(self) -> psycopg.Connection[Any]:
        if self._owner != os.getpid():
            self._connection, self._owner = None, os.getpid()
        if self._connection is None or self._connection.closed or self._connection.broken:
            self._connection = connect(self._url, application=self._application, limits=self._limits)
        return self._connection


def connect(url: str, *, application: str, limits: Mapping[str, str] | None = None) -> psycopg.Connection[Any]:
    """Open a connection that commits each statement.

    Raises UsageError when `url` is no address of Postgres, or leads to a pooler behind which we cannot work.
    """
    limits = limits or {}

    def opened() -> psycopg.Connection[Any]:
        return psycopg.connect(
            url,
            autocommit=True,
            application_name=application,
            options=" ".join(f"-c {name}={value}" for name, value in limits.items()),
            connect_timeout=5,
            # a connection whose other end vanished is found out in 25 s instead of the system's two hours
            keepalives_idle=10,
            keepalives_interval=5,
            keepalives_count=3,
            tcp_user_timeout=25_000,
        )

    try:
        connection = opened()
    except psycopg.ProgrammingError:
        # its message holds the address, password included
        expected = "expected postgresql://user:password@host:port/database"
        raise UsageError(f"NEWSWIRE_DATABASE_URL cannot be read: {expected}") from None
    except psycopg.OperationalError as error:
        if refused := poolers.refused_at_start(error):
            raise refused from error
        raise
    try:
        poolers.check(connection, limits, opened)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def errors_translated() -> Iterator[None]:
    """Turn the driver's errors into ours, without the connection string."""
    try:
        yield
    except (psycopg.Error, UnicodeEncodeError) as error:
        for kinds, translated in _TRANSLATIONS:
            if isinstance(error, kinds):
                raise translated(error) from error
        if isinstance(error, psycopg.Error) and error.sqlstate == _BEHIND_FLOOR:
            said = f"{_first_line(error)}: {error.diag.message_hint}"
            raise UsageError(said, reason=Reason.BEHIND_FLOOR) from error
        raise


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


def _standing_in_the_way(error: Any) -> NewswireError:
    # a consumer's view; Postgres would hint at CASCADE, which takes it away
    asked = f"drop it, run `newswire migrate` again, and make it anew: {error.diag.message_detail}"
    return UsageError(f"{_first_line(error)}; {asked}")


# The first that fits; outages come last, for the driver counts some mistakes among them.
_TRANSLATIONS: tuple[tuple[tuple[type[Exception], ...], Callable[[Exception], NewswireError]], ...] = (
    (_BAD_VALUES, lambda e: BadInput(f"Postgres refuses the value: {_first_line(e)}", reason=Reason.BAD_VALUE)),
    (
        (psycopg.errors.IntegrityError, psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure),
        lambda e: Retry(f"Another session was there first: {_first_line(e)}", reason=Reason.RACE),
    ),
    (OTHER_SCHEMA, lambda e: UsageError(f"{_first_line(e)}: `newswire migrate` brings the database up to date")),
    ((psycopg.errors.ObjectInUse,), lambda e: UsageError(_first_line(e))),
    (
        (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable),
        lambda e: ServiceDown(f"Postgres takes too long: {_first_line(e)}", reason=Reason.TOO_SLOW),
    ),
    (
        (psycopg.OperationalError, psycopg.InterfaceError, psycopg.errors.ReadOnlySqlTransaction),
        lambda e: ServiceDown(f"Postgres does not answer: {_first_line(e)}", reason=Reason.POSTGRES_DOWN),
    ),
    ((psycopg.errors.DependentObjectsStillExist,), _standing_in_the_way),
    (
        (psycopg.errors.InsufficientPrivilege,),
        lambda e: UsageError(f"Postgres denies it: {_first_line(e)}", reason=Reason.POSTGRES_DENIES),
    ),
)
