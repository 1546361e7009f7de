"""Brings a database to the present schema: the files of sql/migrations in order, each once, each checked for edits."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from worker.adapters.blockers import held_up
from worker.adapters.db import OTHER_SCHEMA, connect, errors_translated
from worker.adapters.locks import LockOwner
from worker.adapters.queries import queries, sql_folder
from worker.errors import UsageError

_BASELINE = ("0001_work", "0002_contract", "0003_search", "0004_roles")
_LAST_BEFORE_BASELINE = "fe75c5d"
# What of the baseline can be run again on a database that has come to its tables by another way.
_REPEATABLE = re.compile(r"\s*(?:--.*\n)*(?:CREATE OR REPLACE|COMMENT ON|GRANT|REVOKE|DO) ")
# Waiting inside a lock deadlocks with another session's CREATE INDEX CONCURRENTLY (seen): we ask repeatedly.
_LOCK_POLL_SECONDS = 0.1
_LOCK_WAIT_SECONDS = 120
_NO_TRANSACTION = "-- no transaction\n"
_LIMITS = "SET lock_timeout = '5s'; SET statement_timeout = '10min'"
# CREATE INDEX CONCURRENTLY waits as for a lock until every older snapshot is gone, and a large GIN index takes longer
# than any limit: a limit would only leave an invalid index behind. Nobody waits for it meanwhile.
_NO_LIMITS = "SET lock_timeout = 0; SET statement_timeout = 0"


@dataclass(frozen=True, kw_only=True, slots=True)
class Migration:
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def migrations(folder: Path | None = None) -> list[Migration]:
    """Return the migrations in order."""
    files = sorted((folder or sql_folder() / "migrations").glob("[0-9]*.sql"))
    return [Migration(name=path.stem, text=path.read_text("utf-8")) for path in files]


def migrate(url: str, *, folder: Path | None = None, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Apply what is missing, each file in a transaction of its own; return the names applied.

    `tell` hears of whom it waits for. A session whose role only reads is ended when it holds a migration up.

    A file that begins with `-- no transaction` runs statement by statement and without limits, for CREATE INDEX
    CONCURRENTLY and for blocks that commit as they go; each of its statements can be run again after a break. After all
    of them comes sql/access.sql, each time: roles, rights and limits that are lacking are made. Safe to run many times
    and by many at once. Raises UsageError when an applied file was edited afterwards, and for a database that stopped
    somewhere before the baseline; one that holds all that was before it is brought over.
    """
    with errors_translated(), connect(url, application="newswire migrate") as connection:
        connection.execute(_LIMITS)
        with _lock(connection, tell), held_up(url, connection, tell):
            done = _bridge(connection, folder)
            applied = _applied(connection)
            for migration in migrations(folder):
                if migration.name not in applied:
                    _apply(connection, migration)
                    done.append(migration.name)
                elif applied[migration.name] != migration.checksum:
                    raise UsageError(
                        f"migration {migration.name} was edited after it was applied: "
                        "restore the file and put the change into a new migration"
                    )
            with _whole(), connection.transaction():
                _make_roles(connection)
                connection.execute((sql_folder() / "access.sql").read_bytes())
            return done


def make_roles(url: str) -> None:
    """Make the roles of ours that the server lacks, and nothing else: a dump that is restored grants them rights."""
    with errors_translated(), connect(url, application="newswire migrate") as connection:
        _make_roles(connection)


def _make_roles(connection: psycopg.Connection[Any]) -> None:
    connection.execute((sql_folder() / "roles.sql").read_bytes())


@contextmanager
def _whole() -> Iterator[None]:
    """Who has run `newswire migrate` is not to be told to run it."""
    try:
        yield
    except OTHER_SCHEMA as error:
        said = str(error).strip().split("\n", 1)[0]
        raise UsageError(
            f"this database has the record of its migrations, and not all that they made ({said}): a restore was cut "
            "short; restore it again into an empty database, after `newswire migrate --roles`"
        ) from error


def _applied(connection: psycopg.Connection[Any]) -> dict[str, str]:
    return dict(connection.execute(queries()["applied_migrations"]).fetchall())


def _record(connection: psycopg.Connection[Any], migration: Migration) -> None:
    connection.execute(queries()["record_migration"], {"name": migration.name, "checksum": migration.checksum})


def _apply(connection: psycopg.Connection[Any], migration: Migration) -> None:
    if migration.text.startswith(_NO_TRANSACTION):
        connection.execute(_NO_LIMITS)
        for statement in _statements(migration.text):
            connection.execute(statement.encode())
        connection.execute(_LIMITS)
        _record(connection, migration)
    else:
        with connection.transaction():
            connection.execute(migration.text.encode())
            _record(connection, migration)


def _bridge(connection: psycopg.Connection[Any], folder: Path | None) -> list[str]:
    """Bring a database from before the baseline over to it, all or nothing; return what it then holds."""
    bridge = sql_folder() / "bridge"
    lines = (bridge / "migrations.sha256").read_text("utf-8").splitlines()
    before = {name: checksum for checksum, name in map(str.split, lines)}
    applied = _applied(connection)
    if not before.items() & applied.items():
        return []
    if applied != before:
        raise UsageError(
            f"this database holds {len(before.items() & applied.items())} of the {len(before)} migrations of before "
            f"the baseline: check out {_LAST_BEFORE_BASELINE}, run `newswire migrate` there, come back and run it again"
        )
    baseline = [migration for migration in migrations(folder) if migration.name in _BASELINE]
    with _values_named(), connection.transaction():
        connection.execute((bridge / "renames.sql").read_bytes())
        for statement in (part for migration in baseline for part in _statements(migration.text)):
            if _REPEATABLE.match(statement):
                connection.execute(statement.encode())
        connection.execute(queries()["forget_migrations"])
        for migration in baseline:
            _record(connection, migration)
    return [migration.name for migration in baseline]


@contextmanager
def _values_named() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.CheckViolation as error:
        table, rule = error.diag.table_name, error.diag.constraint_name
        raise UsageError(
            f"a row of {table} has a value that sql/schema.sql does not list in {rule}: "
            "set it to one of those and run `newswire migrate` again"
        ) from error


def _statements(text: str) -> Iterator[str]:
    """The statements of a file; a body between two $$ is part of its own."""
    statement = ""
    for part in text.split(";\n"):
        statement += part
        if statement.count("$$") % 2 == 0:
            yield statement
            statement = ""
        else:
            statement += ";\n"


def allow_login(url: str, role: str, password: str) -> None:
    """Let a role of ours log in with this password; only its SCRAM verifier is sent, since statements end in logs."""
    with errors_translated(), connect(url, application="newswire migrate") as connection:
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        connection.execute(
            sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier))
        )


@contextmanager
def _lock(connection: psycopg.Connection[Any], tell: Callable[[str], None]) -> Iterator[None]:
    for table in (queries()["create_migration_lock"], queries()["create_migrations_table"]):
        # IF NOT EXISTS alone fails when two do it at once
        with suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateTable, psycopg.errors.DuplicateObject):
            connection.execute(table)
    connection.execute(queries()["fill_migration_lock"])
    deadline, told = time.monotonic() + _LOCK_WAIT_SECONDS, None
    while not _taken(connection):
        with connection.cursor(row_factory=class_row(LockOwner)) as cursor:
            owner = cursor.execute(queries()["migration_lock"]).fetchone()
        if time.monotonic() > deadline:
            raise UsageError(f"another newswire migrate has been at it for {_LOCK_WAIT_SECONDS} s: {owner}")
        if owner and owner.pid != told:
            tell(f"waiting for another newswire migrate: {owner}")
            told = owner.pid
        time.sleep(_LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute(queries()["release_migration_lock"])


def _taken(connection: psycopg.Connection[Any]) -> bool:
    with connection.transaction():
        if connection.execute(queries()["try_migration_row"]).fetchone() is None:
            return False
        return connection.execute(queries()["take_migration_lock"]).rowcount > 0
