"""From the 22 migrations of before the baseline to it: the same schema to the letter, and every row there.

`tests/data/before_baseline.sql.gz` is a dump (pg_dump --no-owner --inserts) of a database that the code of fe75c5d
migrated and filled: 121 articles in two partitions, items in every state, and at least a row in each other table.
"""

import gzip
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.schema_dump import dumped
from tests.support.database import new_items
from worker.adapters import consumers, feeds, items, maintenance, repeated_blocks, workers
from worker.adapters.consumers import Filters
from worker.adapters.db import Database
from worker.adapters.migrations import migrate, migrations
from worker.errors import ServiceDown, UsageError
from worker.models import State

BEFORE = Path(__file__).parents[1] / "data" / "before_baseline.sql.gz"
NUMBERS = count()
ALL = [migration.name for migration in migrations()]


@pytest.fixture
def kept(postgres):
    """The address of a database from before the baseline."""
    name = f"kept_{next(NUMBERS)}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = f"{postgres.url.rpartition('/')[0]}/{name}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(gzip.decompress(BEFORE.read_bytes()))
    yield url
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def db(kept):
    """A session of that database, brought over."""
    migrate(kept)
    made = Database(kept)
    yield made
    made.close()


def one(url: str, statement: str, *values: object) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def test_the_schema_is_that_of_the_baseline(kept, database):
    """To the letter, the order of columns included: the baseline lists them in the order in which they came to be."""
    assert migrate(kept) == ALL
    for article in (1, 131_073):  # the same partitions, under the same names
        one(database, f"SELECT newswire.make_partitions(ARRAY[{article}])")
    assert dumped(kept) == dumped(database)


def test_the_baseline_takes_the_place_of_what_was_applied(kept):
    migrate(kept)
    rows = one(kept, "SELECT name, checksum FROM public.newswire_migrations ORDER BY name")
    assert rows == [(each.name, each.checksum) for each in migrations()]
    assert migrate(kept) == []


# what later migrations drop, by its names before and after the baseline
DROPPED = ("rung_at", "enqueued_at")


def rows(url: str) -> dict[str, list[str]]:
    """Each row of each table as text, by the name that its table has in the baseline."""
    tables = """
        SELECT c.relname, c.oid::regclass::text, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relnamespace IN ('news'::regnamespace, 'newswire'::regnamespace)
          AND NOT (c.relname = 'feeds' AND a.attname = ANY (%s))
        GROUP BY 1, 2"""
    renamed = {"memory": "repeated_blocks", "article_words": "article_search"}
    return {
        renamed.get(name, name): [line for (line,) in one(url, f"SELECT ROW({columns})::text FROM {table} ORDER BY 1")]
        for name, table, columns in one(url, tables, list(DROPPED))
    }


def test_every_row_is_there(kept):
    """What later migrations add stands behind: a row then begins as it began before."""
    before = rows(kept)
    assert [name for name, lines in before.items() if not lines] == []
    migrate(kept)
    after = rows(kept)
    for name, lines in before.items():  # later migrations add columns behind these
        assert [line[: len(was) - 1] for line, was in zip(after[name], lines, strict=True)] == [
            was[:-1] for was in lines
        ]


def test_the_adapters_read_what_was_written_before(db):
    with db.transaction() as tx:
        assert [(row.source, row.state, row.entries) for row in feeds.listing(tx)] == [
            ("Example", "active", 1),
            ("Other", "paused", 0),
        ]
        assert {number: kept.unpacked().page.body for number, kept in items.load_pages(tx, [1, 2, 3]).items()} == {
            1: b"<p>Pier</p>",
            3: b"<p>Pier</p>",
        }
        assert [(row.item_id, row.feed_id, row.error) for row in items.list_quarantine(tx)] == [
            (None, 2, "ValueError"),
            (6, None, "WorkerDied"),
        ]
        wanted = {"Example": [7, -(2**62), 8], "Other": [7]}
        assert repeated_blocks.recall(tx, wanted) == {
            "Example": {7: frozenset({1, 2}), -(2**62): frozenset({1})},
            "Other": {7: frozenset({3})},
        }
        assert workers.listing(tx) == []  # its process has not been heard of for more than an hour
        assert maintenance.rescue_orphans(tx) == 2  # an item and a feed that sessions of then had claimed
        assert consumers.sources(tx)[:2] == ["Example", "Other"]
        read = consumers.read_changes(tx, "desk", Filters(), limit=1)
        assert [change.position for change in read] == [6]


def test_it_goes_on_from_there(db, kept):
    """Numbers go on where they were; articles are found by what they say now, in the partition that they have."""
    with db.transaction() as tx:
        assert items.begin_rechecks(tx, limit=1) == 1
        (item,) = items.claim(tx, [1], State.PENDING, seconds=60)
        assert (item.stored, item.recheck) == (True, True)
    (number,) = new_items(db, 1, feed_id=1)
    assert number == 9
    found = "SELECT array_agg(id) FROM news.search_newest('{}')"
    assert one(kept, found.format("mole")) == [([131_073],)]
    one(kept, "UPDATE news.articles SET title = 'Jetty' WHERE id IN (7, 131073)")
    assert one(kept, found.format("jetty")) == [([131_073, 7],)]
    one(kept, "DELETE FROM news.article_topics; DELETE FROM news.articles WHERE id = 131073")
    assert one(kept, found.format("jetty")) == [([7],)]
    one(
        kept,
        "INSERT INTO news.articles (id, url, urls, source, title, text, blocks, content_hash, pipeline_version)"
        " SELECT 3 * 131072, url, urls, source, 'Jetty', text, blocks, content_hash, '1' FROM news.articles"
        " WHERE id = 1",
    )
    assert one(kept, found.format("jetty")) == [([393_216, 7],)]
    assert one(kept, "SELECT to_regclass('newswire.article_search_4') IS NOT NULL") == [(True,)]


@pytest.mark.parametrize(
    "spoilt",
    [
        "DELETE FROM public.newswire_migrations WHERE name >= '0021'",
        "DELETE FROM public.newswire_migrations WHERE name > '0001_work'",
        "UPDATE public.newswire_migrations SET checksum = 'another' WHERE name = '0012_search'",
        "INSERT INTO public.newswire_migrations (name, checksum) VALUES ('0023_mine', 'x')",
    ],
)
def test_one_that_stands_somewhere_before_is_told_the_way_out(kept, spoilt):
    one(kept, spoilt)
    before = dumped(kept)
    with pytest.raises(UsageError, match=r"of the 22 migrations .* check out fe75c5d, run `newswire migrate` there"):
        migrate(kept)
    assert dumped(kept) == before


def test_a_break_leaves_all_as_it_was(kept, monkeypatch):
    monkeypatch.setattr("worker.adapters.migrations._LIMITS", "SET lock_timeout = '100 ms'")
    before, then = dumped(kept), rows(kept)
    one(kept, "UPDATE news.articles SET wall_kind = 'mine' WHERE id = 9")
    with pytest.raises(UsageError, match=r"a row of articles has a value .* articles_wall_kind_check"):
        migrate(kept)
    one(kept, "UPDATE news.articles SET wall_kind = 'registration' WHERE id = 9")
    with psycopg.connect(kept) as writer:
        writer.execute("LOCK news.articles IN ROW EXCLUSIVE MODE")
        with pytest.raises(ServiceDown, match="lock timeout"):
            migrate(kept)
    assert (dumped(kept), rows(kept)) == (before, then)
    assert migrate(kept) == ALL
