"""The change feed: nothing missed, nothing repeated, whoever writes, rolls back, hangs or dies."""

import multiprocessing
import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

import psycopg
import pytest

WRITERS, WRITES, ROLLBACKS = 8, 60, 0.05


@pytest.fixture
def sql(database):
    with psycopg.connect(database, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement, values or None).fetchall()


def change(connection: psycopg.Connection, article: int) -> None:
    connection.execute("INSERT INTO news.changes (article_id, kind, revision) VALUES (%s, 'created', 1)", [article])


def published(database: str, *articles: int) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        for article in articles:
            change(connection, article)
        connection.execute("SELECT newswire.publish_changes()")


def _write(url: str, writer: int) -> None:
    """Commit WRITES transactions of one to four changes; one in twenty is rolled back and numbered from 900,000."""
    rng = random.Random(writer)
    with psycopg.connect(url) as connection:
        for number in range(WRITES):
            fails = rng.random() < ROLLBACKS
            for part in range(rng.randint(1, 4)):
                change(connection, (900_000 if fails else 0) + writer * 10_000 + number * 10 + part)
                time.sleep(rng.random() * 0.002)
            if fails:
                connection.rollback()
            else:
                connection.commit()
        connection.execute("SELECT newswire.publish_changes()")
        connection.commit()


def _publish(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            connection.execute("SELECT newswire.publish_changes(7)")


def _drain(connection: psycopg.Connection, consumer: str, seen: list[int]) -> int:
    rows = connection.execute("SELECT position, article_id FROM news.read_changes(%s, 20)", [consumer]).fetchall()
    seen.extend(article for _, article in rows)
    if rows:
        connection.execute("SELECT news.acknowledge(%s, %s)", [consumer, rows[-1][0]])
    return len(rows)


def test_eight_writers_rollbacks_a_hanging_transaction_and_a_dying_publisher(database):
    context = multiprocessing.get_context("spawn")
    rng = random.Random(5)
    seen: list[int] = []
    with psycopg.connect(database) as hanging, psycopg.connect(database, autocommit=True) as reader:
        hanging.execute("CREATE TABLE unrelated (n int)")  # holds a transaction id for the whole test
        writers = [context.Process(target=_write, args=(database, number)) for number in range(1, WRITERS + 1)]
        for writer in writers:
            writer.start()
        kills = 0
        while any(writer.is_alive() for writer in writers):
            publisher = context.Process(target=_publish, args=(database,))
            publisher.start()
            until = time.monotonic() + 1 + rng.random()
            while time.monotonic() < until:
                _drain(reader, "test", seen)
            with suppress(ProcessLookupError):
                os.kill(publisher.pid, signal.SIGKILL)
            publisher.join()
            kills += 1
        while _drain(reader, "test", seen) or reader.execute("SELECT newswire.publish_changes()").fetchone()[0]:
            pass
        written = {row[0] for row in reader.execute("SELECT article_id FROM news.changes")}
    assert all(writer.exitcode == 0 for writer in writers)
    assert kills >= 1
    assert sorted(seen) == sorted(written)
    assert max(written) < 900_000


def test_a_change_is_not_read_before_it_is_published(database, sql):
    with psycopg.connect(database, autocommit=True) as connection:
        change(connection, 1)
    assert sql("SELECT * FROM news.changes_after(0)") == []
    sql("SELECT newswire.publish_changes()")
    assert sql("SELECT position, article_id FROM news.changes_after(0)") == [(1, 1)]


def test_publishing_wakes_who_listens_once_a_batch(database):
    with psycopg.connect(database, autocommit=True) as listener:
        listener.execute("LISTEN news_changes")
        published(database, 1, 2, 3)
        heard = [note.payload for note in listener.notifies(timeout=5, stop_after=1)]
    assert heard == ["3"]


def test_a_position_never_moves_back_and_never_beyond_the_end(database, sql):
    published(database, 1, 2, 3)
    assert sql("SELECT news.acknowledge('one', 2)") == [(2,)]
    assert sql("SELECT news.acknowledge('one', 1)") == [(2,)]
    with pytest.raises(psycopg.errors.InvalidParameterValue):
        sql("SELECT news.acknowledge('one', 4)")


def test_a_consumer_belongs_to_the_role_that_registered_it(database, sql):
    published(database, 1)
    sql("SELECT news.read_changes('one')")
    sql("UPDATE news.consumers SET owner = 'somebody' WHERE name = 'one' RETURNING 1")
    for call in ("read_changes('one')", "acknowledge('one', 1)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="belongs to role somebody"):
            sql(f"SELECT news.{call}")


def test_a_name_is_one_that_a_command_line_takes_or_was_there_before(database, sql):
    for name in ("Bad Name!", "", "a\nb", "x" * 64, None):
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            sql("SELECT news.read_changes(%s)", name)
    sql("INSERT INTO news.consumers (name) VALUES ('Old Name') RETURNING 1")
    published(database, 1)
    assert sql("SELECT news.acknowledge('Old Name', 1)") == [(1,)]


def test_a_reader_forgets_its_own_consumers_only(database, sql):
    sql("SELECT news.acknowledge('theirs', 0)")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET SESSION AUTHORIZATION newswire_reader")
        connection.execute("SELECT news.read_changes('mine')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT news.remove_consumer('theirs')")
        assert connection.execute("SELECT news.remove_consumer('mine')").fetchone() == (True,)
        assert connection.execute("SELECT news.remove_consumer('mine')").fetchone() == (False,)
    assert sql("SELECT news.remove_consumer('theirs')") == [(True,)]


def test_deletion_stops_at_the_first_change_that_is_young_enough(database, sql):
    published(database, 1, 2, 3, 4)
    sql("UPDATE news.changes SET created_at = now() - interval '20 days' WHERE article_id IN (1, 2, 4) RETURNING 1")
    assert sql("SELECT newswire.delete_changes(14 * 86400, 1000)") == [(2,)]
    assert sql("SELECT newswire.delete_changes(14 * 86400, 1000)") == [(0,)]
    assert sql("SELECT position FROM news.change_floor") == [(2,)]
    assert sql("SELECT article_id FROM news.changes_after(2)") == [(3,), (4,)]


def test_who_fell_behind_the_floor_is_told_so(database, sql):
    published(database, 1, 2, 3)
    sql("SELECT news.acknowledge('slow', 1)")
    sql("SELECT news.acknowledge('quick', 2)")
    sql("UPDATE news.changes SET created_at = now() - interval '20 days' WHERE position <= 2 RETURNING 1")
    sql("SELECT newswire.delete_changes(14 * 86400, 1000)")
    assert sql("SELECT article_id FROM news.read_changes('quick')") == [(3,)]
    for statement in (
        "SELECT news.read_changes('slow')",
        "SELECT news.changes_after(1)",
    ):
        with pytest.raises(psycopg.Error) as error:
            sql(statement)
        assert error.value.sqlstate == "NW001"
        assert "news.last_position()" in error.value.diag.message_hint
    assert sql("SELECT news.last_position()") == [(3,)]
    sql("SELECT news.acknowledge('new', 3)")
    assert sql("SELECT news.read_changes('new')") == []


def test_a_hint_names_the_consumer(database, sql):
    published(database, 1, 2)
    sql("SELECT news.acknowledge('slow', 1)")
    sql("SELECT newswire.delete_changes(-1, 1000)")
    for statement, hint in (
        ("SELECT news.read_changes('slow')", "newswire export --for slow"),
        ("SELECT news.changes_after(1)", "go on from that position"),
    ):
        with pytest.raises(psycopg.Error) as error:
            sql(statement)
        assert hint in error.value.diag.message_hint


def test_a_new_consumer_begins_where_the_feed_is_kept_from(database, sql):
    published(database, 1, 2, 3)
    sql("SELECT newswire.delete_changes(-1, 2)")
    assert sql("SELECT article_id FROM news.read_changes('new')") == [(3,)]
    assert sql("SELECT position FROM news.consumers") == [(2,)]
    sql("SELECT newswire.delete_changes(-1, 2)")
    with pytest.raises(psycopg.Error) as error:
        sql("SELECT news.read_changes('new')")
    assert error.value.sqlstate == "NW001"


def test_a_new_consumer_and_a_deletion_do_not_wait_for_each_other(database):
    published(database, 1, 2, 3)
    query = "SELECT article_id FROM news.read_changes(%s)"
    with psycopg.connect(database) as deleter, psycopg.connect(database) as reader:
        reader.execute("SET lock_timeout = '50ms'")
        deleter.execute("SELECT newswire.delete_changes(-1, 1)")
        assert reader.execute(query, ["early"]).fetchall() == [(1,), (2,), (3,)]
        deleter.commit()
        assert reader.execute(query, ["late"]).fetchall() == [(2,), (3,)]
        assert deleter.execute("SELECT newswire.delete_changes(-1, 1)").fetchone() == (1,)


def test_a_name_that_is_new_while_changes_go_is_never_told_that_it_missed_some(database):
    """Whatever is deleted between its registration and its first reading."""
    published(database, *range(1, 1001))
    with ThreadPoolExecutor(1) as pool, psycopg.connect(database, autocommit=True) as reader:

        def delete() -> None:
            with psycopg.connect(database, autocommit=True) as deleter:
                for _ in range(500):
                    deleter.execute("SELECT newswire.delete_changes(-1, 2)")

        running, names = pool.submit(delete), count()
        while not running.done():
            rows = reader.execute("SELECT position FROM news.read_changes(%s, 9)", [f"new{next(names)}"]).fetchall()
            positions = [row[0] for row in rows]
            assert positions == list(range(positions[0], positions[0] + len(positions))) if positions else True
        running.result()
    assert next(names) > 2


def test_the_end_of_an_emptied_feed_is_its_floor(database, sql):
    published(database, 1, 2)
    sql("SELECT newswire.delete_changes(-1, 1000)")
    assert sql("SELECT news.last_position()") == [(2,)]
    published(database, 3)
    assert sql("SELECT position, article_id FROM news.changes_after(2)") == [(3, 3)]


def test_a_reader_sees_no_gap_while_changes_are_deleted(database):
    published(database, *range(1, 2001))
    with psycopg.connect(database, autocommit=True) as deleter, psycopg.connect(database, autocommit=True) as reader:
        position, read = 0, []
        with suppress(psycopg.Error):
            while position < 2000:
                rows = reader.execute("SELECT position FROM news.changes_after(%s, 100)", [position]).fetchall()
                read += [row[0] for row in rows]
                position = read[-1]
                deleter.execute("SELECT newswire.delete_changes(-1, 130)")
    assert read == list(range(1, len(read) + 1))
    assert 100 <= len(read) < 2000
