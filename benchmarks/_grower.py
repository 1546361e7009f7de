"""Grows a store to millions of articles in minutes, out of those that the workers' own code has put there.

Not a measure of anything itself: indexes are dropped and made anew, references unchecked, words parted once.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

_CHUNK = 20_000


class Grower:
    """Grows one database."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._pool = 0

    def grow(self, upto: int, *, most: int, told: Callable[[str], None]) -> None:
        """Fill with articles up to this number; of `most`, the oldest is 90 days old."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(
                "SET session_replication_role = replica; SET maintenance_work_mem = '1GB'; SET work_mem = '256MB'"
            )
            if not self._pool:
                for statement in _statements()["begin"].split(";\n"):
                    self._execute(connection, statement)
                self._pool = _one(connection, "SELECT count(*) FROM public.pool")
            indexes = connection.execute("SELECT name, definition FROM public.indexes").fetchall()
            for name, _ in indexes:
                self._execute(connection, f"DROP INDEX {name}")
            first = _one(connection, "SELECT max(id) FROM newswire.items") + 1
            for start in range(first, upto + 1, _CHUNK):
                values = {"first": start, "last": min(start + _CHUNK - 1, upto), "most": most}
                self._execute(connection, "SELECT newswire.make_partitions(ARRAY[%(first)s, %(last)s])", values)
                self._execute(connection, _statements()["grow"], values)
            told(f"rows up to {upto:,}")
            self._execute(connection, _statements()["end"])
            for name, definition in indexes:
                self._execute(connection, definition)
                told(f"index {name}")
            connection.execute("VACUUM ANALYZE")
            told("vacuum")

    def _execute(
        self, connection: psycopg.Connection[Any], statement: str, values: dict[str, int] | None = None
    ) -> None:
        connection.execute(statement.replace("{pool}", str(self._pool)).encode(), values)


def _one(connection: psycopg.Connection[Any], statement: str) -> Any:
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row[0]


def _statements() -> dict[str, str]:
    parts = re.split(r"^-- name: (\w+)\n", Path(__file__).with_name("grow.sql").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))
