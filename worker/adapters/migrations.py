"""Brings a database to the present schema: the files of sql/migrations in order, each once, each checked for edits."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from worker.adapters.db import connect, errors_translated
from worker.adapters.queries import queries, sql_folder
from worker.errors import UsageError

# Waiting inside pg_advisory_lock deadlocks with another session's CREATE INDEX CONCURRENTLY (seen): we ask repeatedly.
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


def migrate(url: str, *, folder: Path | None = None) -> list[str]:
    """Apply what is missing, each file in a transaction of its own; return the names applied.

    A file that begins with `-- no transaction` runs statement by statement and without limits, for CREATE INDEX
    CONCURRENTLY and for blocks that commit as they go; each of its statements can be run again after a break.
    Safe to run many times and by many at once. Raises UsageError when an applied file was edited afterwards.
    """
    with errors_translated(), connect(url, application="newswire migrate") as connection:
        connection.execute(_LIMITS)
        with _lock(connection):
            connection.execute(queries()["create_migrations_table"])
            applied: dict[str, str] = dict(connection.execute(queries()["applied_migrations"]).fetchall())
            done = []
            for migration in migrations(folder):
                if migration.name in applied:
                    if applied[migration.name] != migration.checksum:
                        raise UsageError(
                            f"migration {migration.name} was edited after it was applied: "
                            "restore the file and put the change into a new migration"
                        )
                    continue
                record = queries()["record_migration"], {"name": migration.name, "checksum": migration.checksum}
                if migration.text.startswith(_NO_TRANSACTION):
                    connection.execute(_NO_LIMITS)
                    for statement in _statements(migration.text):
                        connection.execute(statement.encode())
                    connection.execute(_LIMITS)
                    connection.execute(*record)
                else:
                    with connection.transaction():
                        connection.execute(migration.text.encode())
                        connection.execute(*record)
                done.append(migration.name)
            return done


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
def _lock(connection: psycopg.Connection[Any]) -> Iterator[None]:
    deadline = time.monotonic() + _LOCK_WAIT_SECONDS
    while True:
        row = connection.execute(queries()["try_migration_lock"]).fetchone()
        if row and row[0]:
            break
        if time.monotonic() > deadline:
            raise UsageError(
                f"another newswire migrate holds its lock for {_LOCK_WAIT_SECONDS} s: look for it in pg_stat_activity"
            )
        time.sleep(_LOCK_POLL_SECONDS)
    try:
        yield
    finally:
        connection.execute(queries()["release_migration_lock"])
