"""Migrations: each file once, by however many at once, never edited afterwards; and what they promise to consumers."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.support.consumer_page import queries
from worker.adapters import repeated_blocks
from worker.adapters.db import Database
from worker.adapters.migrations import _statements, allow_login, migrate, migrations
from worker.adapters.queries import sql_folder
from worker.errors import NewswireError, ServiceDown, UsageError

NUMBERS = count()
ROWS = Path(__file__).parents[1] / "support" / "contract_rows.sql"


@pytest.fixture
def empty(postgres):
    """The address of an empty database."""
    name = f"empty_{next(NUMBERS)}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{postgres.url.rpartition('/')[0]}/{name}"
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def folder(tmp_path):
    """A copy of our migrations to spoil."""
    return shutil.copytree(sql_folder() / "migrations", tmp_path / "migrations")


def names() -> list[str]:
    return [migration.name for migration in migrations()]


def test_they_are_applied_in_order_and_once(empty):
    assert migrate(empty) == names() == sorted(names())
    assert migrate(empty) == []


def test_their_numbers_are_unique_and_without_gaps():
    assert [int(name.split("_")[0]) for name in names()] == list(range(1, len(names()) + 1))


def test_three_at_once_apply_each_once(empty):
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(migrate, [empty] * 3))
    assert sorted(name for each in done for name in each) == names()


def test_an_edited_file_is_refused_before_anything_is_done(empty, folder):
    migrate(empty, folder=folder)
    first = next(iter(sorted(folder.iterdir())))
    first.write_text(first.read_text() + "-- edited\n")
    (folder / "9999_more.sql").write_text("CREATE TABLE public.more ();")
    with pytest.raises(UsageError, match=f"{first.stem} was edited"):
        migrate(empty, folder=folder)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('public.more')").fetchone() == (None,)


def test_a_file_that_fails_leaves_nothing_and_those_before_it_stay(empty, folder):
    (folder / "9998_fails.sql").write_text("CREATE TABLE public.half ();\nSELECT 1/0;")
    with pytest.raises(NewswireError):
        migrate(empty, folder=folder)
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('public.half')").fetchone() == (None,)
    (folder / "9998_fails.sql").write_text("CREATE TABLE public.half ();")
    assert migrate(empty, folder=folder) == ["9998_fails"]


def test_a_file_without_a_transaction_may_build_an_index_beside_writers(empty, folder):
    (folder / "9998_index.sql").write_text(
        "-- no transaction\nDROP INDEX CONCURRENTLY IF EXISTS news.more;\n"
        "CREATE INDEX CONCURRENTLY more ON news.articles (section);\nSELECT 1/0;"
    )
    with pytest.raises(NewswireError):
        migrate(empty, folder=folder)
    (folder / "9998_index.sql").write_text((folder / "9998_index.sql").read_text().replace("SELECT 1/0;", ""))
    assert migrate(empty, folder=folder) == ["9998_index"]
    with psycopg.connect(empty) as connection:
        assert connection.execute("SELECT to_regclass('news.more') IS NOT NULL").fetchone() == (True,)


WAITED_LONGER = (
    "SELECT count(*) FROM pg_locks WHERE locktype = 'virtualxid' AND waitstart < clock_timestamp() - interval '200 ms'"
)


def test_a_reader_that_stays_longer_than_the_limit_does_not_fail_an_index(empty, folder, monkeypatch):
    migrate(empty, folder=folder)
    (folder / "9998_index.sql").write_text(
        "-- no transaction\nCREATE INDEX CONCURRENTLY more ON news.articles (section);"
    )
    monkeypatch.setattr("worker.adapters.migrations._LIMITS", "SET lock_timeout = '100 ms'")
    with ThreadPoolExecutor(1) as pool, psycopg.connect(empty, autocommit=True) as watcher:
        with psycopg.connect(empty) as reader:
            reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            reader.execute("SELECT count(*) FROM news.articles")
            running = pool.submit(migrate, empty, folder=folder)
            while watcher.execute(WAITED_LONGER).fetchone() == (0,):
                assert not running.done(), running.result()
        assert running.result(20) == ["9998_index"]
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'news.more'::regclass"
        assert watcher.execute(valid).fetchone() == (True,)


ROW_OF_EACH = """
INSERT INTO newswire.items (id, url, url_hash, host, source, state) OVERRIDING SYSTEM VALUE
VALUES ({n}, 'https://example.org/{n}', '\\x{n:02}', 'example.org', 'Example', 'stored');
INSERT INTO news.topics (slug, label, description, taxonomy_version) VALUES ('topic{n}', '{{}}', 'd', '1');
INSERT INTO news.articles (id, url, urls, source, title, text, blocks, content_hash, pipeline_version)
VALUES ({n}, 'https://example.org/{n}', '{{}}', 'Example', 'Piece of {n}', 'Quay {n}', '{blocks}', '\\x{n:02}', '1');
INSERT INTO news.article_urls (url_hash, article_id) VALUES ('\\x{n:02}', {n});
INSERT INTO news.article_topics (article_id, topic, source, score, evidence, taxonomy_version, article_time)
VALUES ({n}, 'topic{n}', 'rule', 5, '[]', '1', now());
INSERT INTO news.article_revisions
    (article_id, revision, title, authors, text, blocks, wall_cuts, changed, pipeline_version, stored_at)
VALUES ({n}, 1, 'Piece', '{{}}', 'Quay {n}', '{blocks}', '[]', '{{title}}', '1', now());
INSERT INTO news.changes (article_id, kind, revision) VALUES ({n}, 'created', 1);
"""
WHOLE = """
SELECT a.id, u.url_hash = a.content_hash, t.topic, r.blocks = a.blocks, c.kind, i.state::text,
       ARRAY(SELECT id FROM news.search_newest('quay ' || a.id)), ARRAY(SELECT news.titles_newest('of ' || a.id))
FROM news.articles a JOIN news.article_urls u ON u.article_id = a.id JOIN news.article_topics t ON t.article_id = a.id
     JOIN news.article_revisions r ON r.article_id = a.id JOIN news.changes c ON c.article_id = a.id
     JOIN newswire.items i ON i.id = a.id
ORDER BY a.id
"""


def test_a_row_of_each_earlier_schema_is_whole_in_the_present_one(empty, folder, tmp_path):
    """As a database that was kept from the first version on: after each file comes an article."""
    files, grown = sorted(folder.iterdir()), tmp_path / "grown"
    grown.mkdir()
    with psycopg.connect(empty, autocommit=True) as connection:
        for n, path in enumerate(files, 1):
            path.rename(grown / path.name)
            assert migrate(empty, folder=grown) == [path.stem]
            place = {"text": f"Quay {10 + n}"} if path.name < "0015" else {"start": 0, "end": 7}
            if n > 1:  # the first has no articles yet
                blocks = json.dumps([{"kind": "paragraph", **place}])
                connection.execute(ROW_OF_EACH.format(n=10 + n, blocks=blocks).encode())
        numbers = [10 + n for n in range(2, len(files) + 1)]
        assert connection.execute(WHOLE).fetchall() == [
            (n, True, f"topic{n}", True, "created", "stored", [n], [n]) for n in numbers
        ]
        for n in numbers:
            assert connection.execute(queries()["blocks"], {"id": n}).fetchall() == [(1, "paragraph", f"Quay {n}")]


def test_what_an_earlier_schema_held_is_there_afterwards(empty, folder):
    """Up from the first schema that databases were kept with."""
    for path in folder.iterdir():
        if int(path.name[:4]) > 10:
            path.unlink()
    migrate(empty, folder=folder)
    tables = ("news.articles", "news.article_topics", "news.changes")
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute(ROWS.read_bytes())
        # what only one article had is learned anew
        for fingerprint, had in ((7, [4, 5]), (-(2**62), [4, 5]), (9, [6])):
            values = ("Äußerst Täglich", fingerprint, had)
            connection.execute(
                "INSERT INTO newswire.memory (source, fingerprint, articles) VALUES (%s, %s, %s)", values
            )
        old = (
            '[{"kind": "heading", "text": "Äh, ein"}, {"kind": "caption", "text": "A quay"},'
            ' {"kind": "quote", "text": "Pier"}]'
        )
        connection.execute("UPDATE news.articles SET text = E'Äh, ein\n\nPier', blocks = %s WHERE id = 7", [old])
        connection.execute("UPDATE news.article_revisions SET blocks = %s WHERE article_id = 7", [old])
        before = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables]
    migrate(empty)
    with psycopg.connect(empty) as connection:
        assert [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables] == before
        assert connection.execute(queries()["blocks"], {"id": 7}).fetchall() == [
            (1, "heading", "Äh, ein"),
            (2, "caption", "A quay"),
            (3, "quote", "Pier"),
        ]
        both = (
            "SELECT a.blocks = r.blocks, w.search @@ 'pier'"
            " FROM news.articles a JOIN news.article_revisions r ON a.id = article_id"
            " JOIN news.article_words w USING (id) WHERE a.id = 7"
        )
        assert connection.execute(both).fetchall() == [(True, True)]
    db = Database(empty)
    with db.transaction() as tx:
        known = repeated_blocks.recall(tx, {"Äußerst Täglich": [7, -(2**62), 8, 9], "Another": [7]})
    db.close()
    both = frozenset({4, 5})
    assert known == {"Äußerst Täglich": {7: both, -(2**62): both}, "Another": {}}


WAITING_FOR_A_ROW = (
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def test_a_row_that_somebody_holds_makes_nobody_else_wait(empty, folder):
    for path in folder.iterdir():
        if int(path.name[:4]) > 14:
            path.unlink()
    migrate(empty, folder=folder)
    with psycopg.connect(empty, autocommit=True) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute(ROWS.read_bytes())
        old = '[{"kind": "paragraph", "text": "Pier"}]'
        connection.execute("UPDATE news.articles SET text = 'Pier', blocks = %s WHERE id < 5", [old])
        with psycopg.connect(empty) as holder:
            holder.execute("SELECT FROM news.articles WHERE id = 3 FOR UPDATE")
            running = pool.submit(migrate, empty)
            while connection.execute(WAITING_FOR_A_ROW).fetchone() == (0,):
                assert not running.done(), running.result()
            connection.execute("SET lock_timeout = '4s'")
            connection.execute("UPDATE news.articles SET section = 'World' WHERE id = 1")
        running.result(20)
        found = connection.execute("SELECT DISTINCT blocks FROM news.articles WHERE id < 5").fetchall()
    assert found == [([{"kind": "paragraph", "start": 0, "end": 4}],)]


def at_19(folder) -> None:
    for path in folder.iterdir():
        if int(path.name[:4]) > 19:
            path.unlink()


ARTICLES = (
    "INSERT INTO news.articles (id, url, urls, source, title, text, blocks, content_hash, pipeline_version)"
    " SELECT id, 'https://example.org/' || id, '{}', 'Example', 'Quay', 'Pier', '[]', '\\x00', '1'"
    " FROM generate_series(1, 9) id"
)


def test_words_are_kept_by_all_triggers_or_by_none(empty, folder):
    """A new article that could not be revised yet would be searched by its first words for ever."""
    at_19(folder)
    migrate(empty, folder=folder)
    kept = "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'news.articles'::regclass AND tgname LIKE '%%\\_words'"
    with psycopg.connect(empty, autocommit=True) as connection:
        counts = []
        for statement in _statements((sql_folder() / "migrations" / "0020_words.sql").read_text()):
            connection.execute(statement.encode())
            counts += connection.execute(kept, []).fetchone()
    assert set(counts) == {0, 3}


def test_an_article_deleted_while_words_are_moved_leaves_none(empty, folder):
    at_19(folder)
    migrate(empty, folder=folder)
    with psycopg.connect(empty, autocommit=True) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute(ARTICLES)
        with psycopg.connect(empty) as holder:
            holder.execute("SELECT FROM news.articles WHERE id = 3 FOR UPDATE")
            running = pool.submit(migrate, empty)
            while connection.execute(WAITING_FOR_A_ROW).fetchone() == (0,):
                assert not running.done(), running.result()
            connection.execute("SET lock_timeout = '4s'")
            connection.execute("UPDATE news.articles SET title = 'Harbour' WHERE id IN (1, 5)")
            holder.execute("DELETE FROM news.articles WHERE id = 3")
        running.result(20)
        titles = connection.execute("SELECT id, title FROM news.article_words ORDER BY id").fetchall()
    assert titles == [(n, "Harbour" if n in {1, 5} else "Quay") for n in range(1, 10) if n != 3]


def test_who_writes_for_long_stops_words_from_being_moved_and_not_other_writers(empty, folder):
    words = (folder / "0020_words.sql").read_text()
    at_19(folder)
    migrate(empty, folder=folder)
    (folder / "0020_words.sql").write_text(words.replace("'5s'", "'100 ms'"))
    with psycopg.connect(empty) as writer, psycopg.connect(empty, autocommit=True) as other:
        writer.execute(ARTICLES)
        with pytest.raises(ServiceDown, match=r"takes too long: .* lock timeout"):
            migrate(empty, folder=folder)
        other.execute("SET lock_timeout = '1s'")
        other.execute("UPDATE news.articles SET title = 'Harbour'")
    assert migrate(empty, folder=folder) == ["0020_words"]


def test_a_view_of_a_consumer_that_stands_in_the_way_is_named(empty, folder):
    at_19(folder)
    migrate(empty, folder=folder)
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE VIEW public.mine AS SELECT * FROM news.articles")
        with pytest.raises(UsageError, match=r"drop it, .* view mine depends on column search of table news\.articles"):
            migrate(empty)
        connection.execute("DROP VIEW public.mine")
    assert migrate(empty)[0] == "0021_search"


def test_a_server_that_is_not_there_is_an_outage():
    with pytest.raises(ServiceDown):
        migrate("postgresql://newswire@127.0.0.1:1/newswire")


def test_another_that_holds_the_lock_is_waited_for_and_named(empty, monkeypatch):
    monkeypatch.setattr("worker.adapters.migrations._LOCK_WAIT_SECONDS", 0.2)
    with psycopg.connect(empty) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('newswire.migrate'))")
        with pytest.raises(UsageError, match="pg_stat_activity"):
            migrate(empty)


def test_a_role_logs_in_with_the_password_that_it_was_given(database):
    allow_login(database, "newswire_reader", 'it\'s "quoted"')
    host = database.partition("@")[2]
    with psycopg.connect(f"postgresql://newswire_reader:it%27s%20%22quoted%22@{host}") as connection:
        assert connection.execute("SELECT count(*) FROM news.articles").fetchone() == (0,)


def test_a_password_does_not_travel_in_clear(database, monkeypatch):
    sent = []
    run = psycopg.Connection.execute
    monkeypatch.setattr(
        psycopg.Connection, "execute", lambda self, query, *rest: sent.append(query) or run(self, query, *rest)
    )
    allow_login(database, "newswire_reader", "hunter2")
    statements = [one.as_string() for one in sent]
    assert len(statements) == 1
    assert "SCRAM-SHA-256$" in statements[0]
    assert "hunter2" not in statements[0]


UNCOMMENTED = """
SELECT n.nspname || '.' || c.relname || '.' || a.attname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname IN ('news', 'newswire') AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
  AND col_description(c.oid, a.attnum) IS NULL
UNION ALL
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('news', 'newswire') AND c.relkind IN ('r', 'v', 'm', 'p') AND obj_description(c.oid) IS NULL
UNION ALL
SELECT n.nspname || '.' || p.proname || '()' FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname IN ('news', 'newswire') AND obj_description(p.oid) IS NULL
UNION ALL
SELECT nspname FROM pg_namespace WHERE nspname IN ('news', 'newswire') AND obj_description(oid) IS NULL
"""


def test_every_table_column_and_function_is_commented(database):
    with psycopg.connect(database) as connection:
        assert connection.execute(UNCOMMENTED).fetchall() == []
        tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema IN ('news', 'newswire')"
        assert connection.execute(tables).fetchone()[0] > 10


def test_every_foreign_key_has_an_index_behind_it(database):
    """Or each delete of a referenced row reads the whole table."""
    query = """
        SELECT conname FROM pg_constraint c
        WHERE contype = 'f' AND connamespace IN ('news'::regnamespace, 'newswire'::regnamespace)
          AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])
    """
    with psycopg.connect(database) as connection:
        assert connection.execute(query).fetchall() == []
