"""Migrations: each file once, by however many at once, never edited afterwards; and what they promise to consumers."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg
import pytest

from worker.adapters.migrations import allow_login, migrate, migrations
from worker.adapters.queries import queries, sql_folder
from worker.errors import NewswireError, ServiceDown, UsageError

NUMBERS = count()


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


def test_their_numbers_are_unique():
    numbers = [name.split("_")[0] for name in names()]
    assert len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {4}


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


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
IN_PARTS = """-- no transaction
-- Each article in a transaction of its own; who is held up lets go and comes again.
DO $$
DECLARE
    done bigint := 0;
BEGIN
    LOOP
        done := (SELECT min(id) FROM news.articles WHERE id > done);
        EXIT WHEN done IS NULL;
        UPDATE news.articles SET section = 'World' WHERE id = done;
        COMMIT;
    END LOOP;
END $$;
ANALYZE news.articles;
"""
ARTICLES = (
    "INSERT INTO news.articles (id, url, urls, source, title, text, blocks, content_hash, pipeline_version)"
    " SELECT id, 'https://example.org/' || id, '{}', 'Example', 'Quay', 'Pier', '[]', '\\x00', '1'"
    " FROM generate_series(1, 9) id"
)


def test_a_file_without_a_transaction_may_commit_as_it_goes(empty, folder):
    """A block that goes over many rows: what lies behind it is free while it waits for one."""
    migrate(empty, folder=folder)
    (folder / "9998_in_parts.sql").write_text(IN_PARTS)
    with psycopg.connect(empty, autocommit=True) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute(ARTICLES)
        with psycopg.connect(empty) as holder:
            holder.execute("SELECT FROM news.articles WHERE id = 3 FOR UPDATE")
            running = pool.submit(migrate, empty, folder=folder)
            while connection.execute(WAITING).fetchone() == (0,):
                assert not running.done(), running.result()
            done = connection.execute("SELECT array_agg(id ORDER BY id) FROM news.articles WHERE section = 'World'")
            assert done.fetchone() == ([1, 2],)
            connection.execute("SET lock_timeout = '4s'")
            connection.execute("UPDATE news.articles SET title = 'Harbour' WHERE id = 1")
        assert running.result(20) == ["9998_in_parts"]
        assert connection.execute("SELECT count(*) FROM news.articles WHERE section = 'World'").fetchone() == (9,)


def test_who_writes_for_long_stops_a_migration_and_not_other_writers(empty, folder, monkeypatch):
    migrate(empty, folder=folder)
    (folder / "9998_more.sql").write_text("ALTER TABLE news.articles ADD COLUMN more text;")
    monkeypatch.setattr("worker.adapters.migrations._LIMITS", "SET lock_timeout = '100 ms'")
    with psycopg.connect(empty) as writer, psycopg.connect(empty, autocommit=True) as other:
        writer.execute(ARTICLES)
        with pytest.raises(ServiceDown, match=r"takes too long: .* lock timeout"):
            migrate(empty, folder=folder)
        other.execute("SET lock_timeout = '1s'")
        other.execute("UPDATE news.articles SET title = 'Harbour'")
    assert migrate(empty, folder=folder) == ["9998_more"]


def test_a_view_of_a_consumer_that_stands_in_the_way_is_named(empty, folder):
    migrate(empty, folder=folder)
    (folder / "9998_less.sql").write_text("ALTER TABLE news.articles DROP COLUMN section;")
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("DROP VIEW news.article_documents")
        connection.execute("CREATE VIEW public.mine AS SELECT * FROM news.articles")
        with pytest.raises(
            UsageError, match=r"drop it, .* view mine depends on column section of table news\.articles"
        ):
            migrate(empty, folder=folder)
        connection.execute("DROP VIEW public.mine")
    assert migrate(empty, folder=folder) == ["9998_less"]


def test_a_server_that_is_not_there_is_an_outage():
    with pytest.raises(ServiceDown):
        migrate("postgresql://newswire@127.0.0.1:1/newswire")


def test_another_that_migrates_is_waited_for_and_named_and_its_end_frees_the_lock(empty, monkeypatch):
    monkeypatch.setattr("worker.adapters.migrations._LOCK_WAIT_SECONDS", 0.2)
    migrate(empty)
    told = []
    with psycopg.connect(empty, autocommit=True, application_name="first") as other:
        other.execute(queries()["take_migration_lock"])
        who = f"pid {other.info.backend_pid}, first from 127.0.0.1, since "
        with pytest.raises(UsageError, match=f"has been at it for 0.2 s: {who}"):
            migrate(empty, tell=told.append)
    assert len(told) == 1
    assert told[0].startswith(f"waiting for another newswire migrate: {who}")
    monkeypatch.undo()
    assert migrate(empty) == []


def test_who_holds_a_migration_up_is_named(empty, folder, monkeypatch):
    migrate(empty, folder=folder)
    (folder / "9998_more.sql").write_text("ALTER TABLE news.articles ADD COLUMN more text;")
    monkeypatch.setattr("worker.adapters.migrations._LIMITS", "SET lock_timeout = '1s'")
    told = []
    with psycopg.connect(empty, application_name="writes") as writer:
        writer.execute(ARTICLES)
        who = f"pid {writer.info.backend_pid}, role newswire, writes, in a transaction since "
        with pytest.raises(ServiceDown, match=f"lock timeout; held by {who}"):
            migrate(empty, folder=folder, tell=told.append)
    assert len(told) == 1
    assert told[0].startswith(f"waiting for {who}")


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
    statements = [one.decode() if isinstance(one, bytes) else one.as_string() for one in sent]
    assert sum("SCRAM-SHA-256$" in statement for statement in statements) == 1
    assert not any("hunter2" in statement for statement in statements)


def test_workers_pack_texts_by_lz4_where_the_server_has_it(database):
    """The one from the wheel has not; of what it lacks, nothing may be set, or no worker could log in."""
    given = """
        SELECT EXISTS (SELECT FROM pg_db_role_setting d, unnest(d.setconfig) c
                       WHERE d.setrole = 'newswire_writer'::regrole AND c = 'default_toast_compression=lz4')"""
    has = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    with psycopg.connect(database) as connection:
        assert connection.execute(given).fetchone() == connection.execute(has).fetchone()


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
