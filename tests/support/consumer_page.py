"""Builds the made part of sql/README.md: the contract from the comments of the database, and the queries."""

import re
from itertools import takewhile
from pathlib import Path

import psycopg

_MADE = "<!-- from here on made by `make schema` -->"
SQL = Path(__file__).parents[2] / "sql"
PAGE = SQL / "README.md"
PARAMETERS = {
    "topic": "storm",
    "source": "source1.example",
    "before": "2100-01-01",
    "before_id": 0,
    "words": "wall 13",
    "language": "en",
    "part": "piece 77",
    "since": "2026-01-01",
    "until": "2026-01-08",
    "id": 7,
    "url": "https://example.org/7",
    "position": 100,
}


def build(database: str) -> str:
    """The page, from a migrated database with articles in it."""
    head, _, _ = PAGE.read_text("utf-8").partition(_MADE)
    with psycopg.connect(database, autocommit=True) as connection:
        parts = [head, _MADE, "\n\n"]
        parts += [_query(connection, name, text) for name, text in queries().items()]
        parts.append("## Tables and views\n\n")
        parts += [_relation(connection, *row) for row in connection.execute(_RELATIONS).fetchall()]
        parts.append("## Functions\n\n| function | what |\n|---|---|\n")
        parts += [f"| `{call}` | {_cell(said)} |\n" for call, said in connection.execute(_FUNCTIONS).fetchall()]
    return "".join(parts)


def queries() -> dict[str, str]:
    """The queries of consumers by name."""
    parts = re.split(r"^-- name: (\w+)\n", (SQL / "consumers.sql").read_text("utf-8"), flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def plan(connection: psycopg.Connection, text: str) -> list[str]:
    """The plan on a table of millions, where reading it whole is out of the question."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL max_parallel_workers_per_gather = 0"
        )
        return [row[0] for row in cursor.execute("EXPLAIN (COSTS OFF) " + text, PARAMETERS).fetchall()]


def indexes(lines: list[str]) -> list[str]:
    """The indexes that a plan reads."""
    found = re.findall(r"(?:using|Index Scan on) (\w+)", "\n".join(lines))
    return sorted(set(found))


def _query(connection: psycopg.Connection, name: str, text: str) -> str:
    lines = text.splitlines()
    said = [line.removeprefix("-- ") for line in takewhile(lambda line: line.startswith("-- "), lines)]
    comment, statement = " ".join(said), "\n".join(lines[len(said) :])
    used = ", ".join(f"`{index}`" for index in indexes(plan(connection, text))) or "those of the function"
    title = name.replace("_", " ").capitalize()
    return f"### {title}\n\n{comment}\n\n```sql\n{statement}\n```\n\nReads {used}.\n\n"


def _relation(connection: psycopg.Connection, name: str, said: str) -> str:
    columns = connection.execute(_COLUMNS, [name]).fetchall()
    lines = "".join(f"| `{column}` | {kind} | {_cell(meaning)} |\n" for column, kind, meaning in columns)
    return f"### news.{name}\n\n{said}\n\n| column | type | meaning |\n|---|---|---|\n{lines}\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_RELATIONS = """
SELECT c.relname, obj_description(c.oid) FROM pg_class c
WHERE c.relnamespace = 'news'::regnamespace AND c.relkind IN ('r', 'p', 'v') ORDER BY c.relname"""
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), coalesce(col_description(a.attrelid, a.attnum), '')
FROM pg_attribute a WHERE a.attrelid = ('news.' || %s)::regclass AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum"""
_FUNCTIONS = """
SELECT 'news.' || p.proname || '(' || pg_get_function_arguments(p.oid) || ') → ' || pg_get_function_result(p.oid),
       obj_description(p.oid)
FROM pg_proc p WHERE p.pronamespace = 'news'::regnamespace ORDER BY p.proname"""
