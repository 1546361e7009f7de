"""The change feed against a real Postgres: who reads by position misses nothing and meets nothing twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random

import psycopg
import pytest

from tests.support.database import query
from worker.adapters import changes
from worker.adapters.db import Database

INSERT = "INSERT INTO news.changes (article_id, kind, revision) VALUES (%s, 'created', 1)"


def publish(db) -> int:
    with db.transaction() as tx:
        return changes.publish(tx)


def add(database: str, *article_ids: int) -> None:
    for article_id in article_ids:
        query(database, INSERT, article_id)


@pytest.fixture
def reader(database):
    """A session as a downstream service has it."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET SESSION AUTHORIZATION newswire_reader")
        yield connection


def read(reader, consumer="desk", limit=500) -> list[tuple[int, int]]:
    statement = "SELECT position, article_id FROM news.read_changes(%s, %s)"
    return reader.execute(statement, (consumer, limit)).fetchall()


def acknowledge(reader, upto: int, consumer="desk") -> int:
    return reader.execute("SELECT news.acknowledge(%s, %s)", (consumer, upto)).fetchone()[0]


# ── positions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_committed_changes_get_positions_in_order_and_once(db, database):
    add(database, 7, 8)
    assert publish(db) == 2
    assert publish(db) == 0
    with db.transaction() as tx:
        assert changes.last_position(tx) == 2
    assert query(database, "SELECT article_id FROM news.changes_after(0)") == [(7,), (8,)]
    assert query(database, "SELECT article_id FROM news.changes_after(1, 10)") == [(8,)]


def test_an_empty_feed_ends_at_0(db):
    with db.transaction() as tx:
        assert changes.last_position(tx) == 0


def test_what_is_not_committed_comes_later_and_behind(db, database):
    with psycopg.connect(database) as late:
        late.execute(INSERT, (1,))
        add(database, 2)
        assert publish(db) == 1
    assert publish(db) == 1
    assert query(database, "SELECT article_id FROM news.changes_after(0)") == [(2,), (1,)]


def test_an_unrelated_transaction_holds_nothing_up(db, database):
    with psycopg.connect(database) as idle:
        idle.execute("SELECT count(*) FROM news.changes")
        idle.execute("SELECT pg_current_xact_id()")
        add(database, 1)
        assert publish(db) == 1


def test_a_second_publisher_steps_back(db, other, database):
    add(database, 1)
    with db.transaction() as tx:
        assert changes.publish(tx) == 1
        assert publish(other) == -1
    assert publish(other) == 0


def test_consumers_are_woken(db, database):
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute("LISTEN news_changes")
        add(database, 1, 2)
        publish(db)
        publish(db)
        assert [note.payload for note in listener.notifies(timeout=1, stop_after=2)] == ["2"]


def test_four_writers_with_rollbacks_and_readers_miss_and_repeat_nothing(db, database):
    """Transactions of all lengths commit in any order while everybody publishes; two readers walk along by position."""
    writers, rounds = 4, 30
    committed: list[int] = []
    done = threading.Event()

    def write(which: int) -> None:
        chance = Random(which)
        session = Database(database)
        with psycopg.connect(database) as connection:
            for number in range(rounds):
                article_id = 1000 * which + number
                connection.execute(INSERT, (article_id,))
                if chance.random() < 0.5:
                    connection.execute("SELECT pg_sleep(%s)", (chance.random() / 100,))
                if chance.random() < 0.3:
                    connection.rollback()
                else:
                    connection.commit()
                    committed.append(article_id)
                publish(session)
        session.close()

    def follow(consumer: str) -> list[int]:
        met: list[int] = []
        with psycopg.connect(database, autocommit=True) as connection:
            while True:
                finished = done.is_set()
                rows = read(connection, consumer, 7)
                met += [article_id for _, article_id in rows]
                if rows:
                    acknowledge(connection, rows[-1][0], consumer)
                elif finished:
                    return met

    with psycopg.connect(database) as idle, ThreadPoolExecutor(writers + 2) as pool:
        idle.execute("SELECT pg_current_xact_id()")
        followers = [pool.submit(follow, name) for name in ("desk", "archive")]
        for job in [pool.submit(write, which) for which in range(writers)]:
            job.result(60)
        while publish(db):
            pass
        done.set()
        for follower in followers:
            met = follower.result(60)
            assert len(met) == len(set(met)), "repeated"
            assert set(met) == set(committed), "missed"


# ── consumers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_consumer_reads_on_from_what_it_acknowledged(db, database, reader):
    add(database, 5, 6, 7)
    publish(db)
    assert read(reader) == [(1, 5), (2, 6), (3, 7)]
    assert read(reader, limit=2) == [(1, 5), (2, 6)], "what was not acknowledged comes again"
    assert acknowledge(reader, 2) == 2
    assert read(reader) == [(3, 7)]
    assert acknowledge(reader, 1) == 2, "a late acknowledgement does not move it back"
    assert read(reader, "archive") == [(1, 5), (2, 6), (3, 7)], "each consumer has its own position"


def test_a_consumer_that_begins_with_a_copy_is_registered_where_the_copy_ends(db, database, reader):
    add(database, 5, 6)
    publish(db)
    assert acknowledge(reader, 2) == 2
    assert read(reader) == []


def test_nothing_passes_changes_over_that_were_not_read(db, database, reader):
    """Neither null, the last position of an empty batch, nor a guess at what a publisher has in hand."""
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        acknowledge(reader, 1)  # the first position of all
    add(database, 5)
    publish(db)
    query(database, "SELECT newswire.delete_changes(-1, 10)")
    add(database, 6)
    with psycopg.connect(database) as publisher:
        publisher.execute("SELECT newswire.publish_changes()")
        for far in (2, 3, 2**63 - 1):
            with pytest.raises(psycopg.errors.InvalidParameterValue):
                acknowledge(reader, far)
        assert acknowledge(reader, 1) == 1
    for call in ("news.acknowledge('desk', NULL)", "news.changes_after(NULL)"):
        with pytest.raises(psycopg.errors.NullValueNotAllowed):
            reader.execute(f"SELECT {call}")
    assert acknowledge(reader, -(2**63)) == 1
    assert read(reader) == [(2, 6)]


def test_nobody_moves_the_position_of_another_role(db, database, reader):
    add(database, 5)
    publish(db)
    query(database, "SELECT * FROM news.read_changes('desk')")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        acknowledge(reader, 1)


TABLES = "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema = %s"


def test_the_reader_reads_the_whole_contract_and_writes_none_of_it(database, reader):
    tables = [row[0] for row in query(database, TABLES, "news")]
    assert len(tables) >= 7
    for table in tables:
        reader.execute(f"SELECT count(*) FROM {table}")
        if table == "news.article_documents":
            continue  # a view: it has nothing of its own
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"INSERT INTO {table} DEFAULT VALUES"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement)


def test_the_reader_does_not_see_our_own_half(database, reader):
    for (table,) in query(database, TABLES, "newswire"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(f"SELECT count(*) FROM {table}")
    for call in ("newswire.publish_changes()", "newswire.reserve_slots(ARRAY['a'], ARRAY[1], 1, 1)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(f"SELECT {call}")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("CREATE TABLE news.mine ()")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("CREATE TABLE public.mine ()")


def test_a_searched_schema_of_the_reader_does_not_capture_our_functions(db, database, reader):
    """A function that runs as its owner must not look names up where the caller may put its own."""
    add(database, 5)
    publish(db)
    reader.execute("CREATE TEMP TABLE consumers (name text, position bigint, owner name)")
    reader.execute(
        "CREATE FUNCTION pg_temp.greatest(bigint, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 99::bigint'"
    )
    assert read(reader) == [(1, 5)]
    assert acknowledge(reader, 1) == 1
    assert query(database, "SELECT name, position, owner FROM news.consumers") == [("desk", 1, "newswire_reader")]
