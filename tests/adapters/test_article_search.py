"""What articles are searched by: follows them, in partitions that are made before anybody needs them."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from worker.adapters import maintenance
from worker.adapters.db import Database

PARTITION = 2**17
ARTICLE = (
    "INSERT INTO news.articles (id, url, urls, source, title, text, blocks, content_hash, pipeline_version)"
    " SELECT id, 'https://example.org/' || id, '{}', 'Example', 'Quay ' || id, 'Pier', '[]', '\\x00', '1'"
    " FROM unnest(%s::bigint[]) id"
)
PARTITIONS = (
    "SELECT array_agg(relname::text ORDER BY oid) FROM pg_inherits JOIN pg_class ON oid = inhrelid"
    " WHERE inhparent = 'news.article_search'::regclass"
)


@pytest.fixture
def connection(database):
    with psycopg.connect(database, autocommit=True) as made:
        yield made


def found(connection: psycopg.Connection, words: str) -> list[int]:
    return [row[0] for row in connection.execute("SELECT id FROM news.search_newest(%s)", [words])]


def test_they_follow_the_article(connection):
    connection.execute(ARTICLE, [[1, 2]])
    assert found(connection, "pier") == [2, 1]
    for column, word in (("title", "harbour"), ("summary", "jetty"), ("text", "mole")):
        connection.execute(f"UPDATE news.articles SET {column} = 'The {word}' WHERE id = 1")
        assert found(connection, word) == [1]
    assert found(connection, "pier") == [2]
    assert connection.execute("SELECT * FROM news.titles_newest('arbou')").fetchall() == [(1,)]
    connection.execute("DELETE FROM news.articles WHERE id = 1")
    assert found(connection, "mole") == []


def test_they_are_searched_in_the_language_that_the_article_has_now(connection):
    connection.execute(ARTICLE, [[1]])
    connection.execute("UPDATE news.articles SET text = 'Die Häuser', language = 'en'")
    assert found(connection, '"Haus"') == []
    connection.execute("UPDATE news.articles SET language = 'de'")
    assert found(connection, '"Haus"') == [1]


def test_an_article_whose_words_stay_is_not_written_anew(connection):
    connection.execute(ARTICLE, [[1]])
    before = connection.execute("SELECT xmin, ctid FROM news.article_search").fetchall()
    connection.execute("UPDATE news.articles SET urls = '{a}', title = title, text = text")
    assert connection.execute("SELECT xmin, ctid FROM news.article_search").fetchall() == before


def test_the_next_partition_is_there_before_its_first_article(connection):
    assert connection.execute(PARTITIONS).fetchone() == (None,)
    connection.execute(ARTICLE, [[1]])
    names = [f"article_search_{n}" for n in range(40)]
    assert connection.execute(PARTITIONS).fetchone() == (names[:2],)
    connection.execute(ARTICLE, [[PARTITION - 1, PARTITION, 30 * PARTITION]])
    assert connection.execute(PARTITIONS).fetchone() == ([*names[:3], *names[30:32]],)
    assert found(connection, "pier") == [30 * PARTITION, PARTITION, PARTITION - 1, 1]
    each = (
        "SELECT relname::text, array_agg(id ORDER BY id)"
        " FROM news.article_search w JOIN pg_class c ON c.oid = w.tableoid GROUP BY 1"
    )
    ids = {names[0]: [1, PARTITION - 1], names[1]: [PARTITION], names[30]: [30 * PARTITION]}
    assert dict(connection.execute(each).fetchall()) == ids


def test_a_writer_makes_partitions_and_a_reader_does_not(connection):
    connection.execute("SET SESSION AUTHORIZATION newswire_writer")
    connection.execute(ARTICLE, [[1, 5 * PARTITION]])
    connection.execute("UPDATE news.articles SET title = 'Harbour'")
    connection.execute("SET SESSION AUTHORIZATION newswire_reader")
    assert found(connection, "harbour") == [5 * PARTITION, 1]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT newswire.make_partition(7, true)")


def test_who_does_not_need_a_partition_does_not_wait_for_it(connection, database):
    """One batch makes the next partition and is not done: others store and search meanwhile."""
    connection.execute(ARTICLE, [[1]])
    connection.execute("DROP TABLE newswire.article_search_1")
    with psycopg.connect(database) as slow, psycopg.connect(database) as searching:
        assert found(searching, "pier") == [1]
        slow.execute(ARTICLE, [[2]])
        connection.execute("SET lock_timeout = '2s'")
        connection.execute(ARTICLE, [[3]])
        assert found(searching, "pier") == [3, 1]
        slow.rollback()
    assert len(connection.execute(PARTITIONS).fetchone()[0]) == 1
    connection.execute(ARTICLE, [[4]])
    assert len(connection.execute(PARTITIONS).fetchone()[0]) == 2
    assert found(connection, "pier") == [4, 3, 1]


def test_many_that_need_a_partition_at_once_make_it_once(connection, database):
    def store(number: int) -> None:
        with psycopg.connect(database) as other:
            other.execute(ARTICLE, [[number, PARTITION + number]])

    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'news.article_search'::regclass"
    with ThreadPoolExecutor(3) as pool, psycopg.connect(database) as first:
        first.execute(ARTICLE, [[1, PARTITION + 1]])
        stored = [pool.submit(store, number) for number in (2, 3, 4)]
        while connection.execute(waiting).fetchone() != (3,):
            assert not any(one.done() for one in stored)
        first.commit()
        for one in stored:
            one.result(10)
    assert len(connection.execute(PARTITIONS).fetchone()[0]) == 3
    assert len(found(connection, "pier")) == 8


def test_a_vacuum_of_one_partition_does_not_stop_the_making_of_another(connection, database):
    connection.execute(ARTICLE, [[1]])
    with psycopg.connect(database) as vacuum:
        vacuum.execute("LOCK TABLE newswire.article_search_0 IN SHARE UPDATE EXCLUSIVE MODE")
        connection.execute("SET lock_timeout = '2s'")
        connection.execute(ARTICLE, [[2, 5 * PARTITION]])
    assert found(connection, "pier") == [5 * PARTITION, 2, 1]


def test_a_full_partition_keeps_no_pending_rows(connection):
    """Each search would read them through, and a vacuum may not come for long."""
    pending = (
        "SELECT count(*) FROM pg_class WHERE relam = (SELECT oid FROM pg_am WHERE amname = 'gin')"
        " AND relname LIKE %s AND gin_clean_pending_list(oid) > 0"
    )
    connection.execute(ARTICLE, [[1]])
    connection.execute(ARTICLE, [[PARTITION]])
    assert connection.execute(pending, ["article\\_search\\_0%"]).fetchone() == (0,)
    assert connection.execute(pending, ["article\\_search\\_1%"]).fetchone() == (2,)


def test_the_size_of_all_partitions_is_that_of_their_table(connection, database):
    connection.execute(ARTICLE, [[1, PARTITION]])
    connection.execute("ANALYZE")
    db = Database(database)
    with db.transaction() as tx:
        sizes = {one.kind: one for one in maintenance.table_sizes(tx)}
    db.close()
    assert sizes["search"].rows == sizes["articles"].rows == 2
    assert sizes["search"].bytes > 100_000
