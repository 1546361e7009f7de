"""Whoever may only read stops no work, whatever it locks and however long it stays: each way in is tried."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import psycopg
import pytest

from tests.support.builders import cleaned, draft, item
from tests.support.database import a_feed, query
from tests.support.run_steps import as_writer
from worker.adapters import changes, locks, maintenance, sketches
from worker.adapters.db import Database
from worker.adapters.migrations import allow_login, migrate
from worker.adapters.queries import sql_folder
from worker.errors import UsageError

NUMBERS = count()
KINDS = ("publish_changes", "dispatch", "migrate", "consume mine")
KEYS = [
    *(f"hashtext('newswire.{kind}')" for kind in KINDS),
    *(f"hashtextextended('newswire.{kind}', 0)" for kind in KINDS),
    *(f"hashtext('{kind}')" for kind in KINDS),
]
TEXT = "The ferry to the island stays in the harbour until the storm has passed, its company says. " * 4
TABLES = (
    "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'news'::regnamespace AND relkind IN ('r', 'v', 'p')"
)
MODES = ("ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
         "EXCLUSIVE", "ACCESS EXCLUSIVE")  # fmt: skip
STRENGTHS = ("UPDATE", "NO KEY UPDATE", "SHARE", "KEY SHARE")


@pytest.fixture
def empty(postgres):
    """The address of a database of its own, migrated, whose roles have the rights that migrate gives."""
    name = f"readers_{next(NUMBERS)}"
    query(postgres.url, f"CREATE DATABASE {name}")
    yield f"{postgres.url.rpartition('/')[0]}/{name}"
    query(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def owner(empty):
    migrate(empty)
    return empty


@pytest.fixture
def reader(owner):
    """A session that never ends its transaction, as newswire_reader."""
    allow_login(owner, "newswire_reader", "r")
    session = psycopg.connect(f"postgresql://newswire_reader:r@{owner.partition('@')[2]}")
    session.execute("SET lock_timeout = '1s'")
    session.commit()
    yield session
    session.close()


@pytest.fixture
def worker(owner):
    """A session of our processes; waiting is failing."""
    made = Database(as_writer(owner))
    with made.transaction() as tx:
        tx._connection.execute("SET lock_timeout = '300ms'")
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path):
    """Our migrations with two more: one wants a table for itself, one waits for old snapshots."""
    copied = shutil.copytree(sql_folder() / "migrations", tmp_path / "migrations")
    (copied / "9998_more.sql").write_text("ALTER TABLE news.articles ADD COLUMN more text;")
    (copied / "9999_index.sql").write_text("-- no transaction\nCREATE INDEX CONCURRENTLY more ON news.articles (more);")
    return copied


def every(session: psycopg.Connection, statements: list[str]) -> None:
    """Try each; what is refused leaves the transaction as it was."""
    for statement in statements:
        try:
            with session.transaction():
                session.execute(statement)
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.FeatureNotSupported,
                psycopg.errors.WrongObjectType, psycopg.errors.LockNotAvailable):  # fmt: skip
            pass


def advisory(session: psycopg.Connection) -> None:
    batch = sketches.locks([ARTICLE])
    numbers = [*KEYS, *batch, *(f"{key >> 32}, {(key << 32 >> 32) % 2**31}" for key in batch)]
    every(session, [f"SELECT pg_advisory_{kind}({number})" for kind in ("lock", "xact_lock") for number in numbers])


def tables(session: psycopg.Connection) -> None:
    names = [row[0] for row in session.execute(TABLES)]
    every(session, [f"LOCK TABLE {name} IN {mode} MODE" for name in names for mode in MODES])


def rows(session: psycopg.Connection) -> None:
    names = [row[0] for row in session.execute(TABLES)]
    every(session, [f"SELECT * FROM {name} FOR {strength}" for name in names for strength in STRENGTHS])


def snapshot(session: psycopg.Connection) -> None:
    session.rollback()
    session.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    for name in [row[0] for row in session.execute(TABLES)]:
        session.execute(f"SELECT count(*) FROM {name}")


def consumers(session: psycopg.Connection) -> None:
    every(session, ["SELECT news.read_changes('new')", "SELECT news.acknowledge('new', 0)",
                    "SELECT news.claim_consumer('new')", "SELECT news.claim_consumer('mine')",
                    "SELECT news.remove_consumer('mine')", "SELECT news.acknowledge('other', 0)"])  # fmt: skip


def notifications(session: psycopg.Connection) -> None:
    every(session, ["LISTEN news_changes", "NOTIFY news_changes, '1'"])


def maintenance_of_tables(session: psycopg.Connection) -> None:
    names = [row[0] for row in session.execute(TABLES)]
    session.rollback()
    session.autocommit = True
    every(session, [f"ANALYZE {name}" for name in names])
    session.autocommit = False
    session.execute("SELECT FROM news.articles")


ARTICLE = cleaned(item(id=1, url="https://site.example/a"), draft(title="Ferry stays in", text=TEXT))
WAYS: dict[str, Callable[[psycopg.Connection], None]] = {
    "advisory locks": advisory,
    "tables": tables,
    "rows": rows,
    "an old snapshot": snapshot,
    "consumers": consumers,
    "notifications": notifications,
    "analyze": maintenance_of_tables,
}
CHANGE = "INSERT INTO news.changes (article_id, kind, revision) VALUES (%s, 'created', 1)"


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_reader_that_holds_all_it_can_stops_no_work(owner, reader, worker, way):
    a_feed(worker)
    query(owner, "SELECT news.claim_consumer('mine')")
    query(owner, CHANGE, 7)
    way(reader)

    with worker.transaction() as tx:
        assert changes.publish(tx) == 1
    with worker.transaction() as tx:
        assert locks.take_dispatch(tx).acquired
    with worker.transaction() as tx:
        maintenance.rescue_orphans(tx)
    with worker.transaction() as tx:
        sketches.lock(tx, [ARTICLE])
    assert query(owner, "SELECT mine FROM news.claim_consumer('mine')") == [(True,)]
    assert query(owner, "SELECT news.acknowledge('mine', 1)") == [(1,)]
    with worker.transaction() as tx:
        assert changes.delete_old(tx, days=0) == 1


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_reader_that_holds_all_it_can_stops_no_migration(owner, reader, folder, monkeypatch, way):
    monkeypatch.setattr("worker.adapters.blockers._PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr("worker.adapters.blockers._PATIENCE_SNAPSHOT_SECONDS", 0.3)
    way(reader)
    assert migrate(owner, folder=folder) == ["9998_more", "9999_index"]
    assert query(owner, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'news.more'::regclass") == [(True,)]


def test_the_reader_that_is_ended_for_a_migration_is_named(owner, reader, folder):
    snapshot(reader)
    told = []
    migrate(owner, folder=folder, tell=told.append)
    who = f"pid {reader.info.backend_pid}, role newswire_reader, nameless, in a transaction since "
    assert [line[: line.index(" since ") + 7] for line in told[:2]] == [f"waiting for {who}", f"ended {who}"]
    with pytest.raises(psycopg.errors.AdminShutdown):
        reader.execute("SELECT 1")


def test_who_writes_is_never_ended_for_a_migration(owner, folder, monkeypatch):
    monkeypatch.setattr("worker.adapters.blockers._PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("worker.adapters.migrations._LIMITS", "SET lock_timeout = '1s'")
    told = []
    with psycopg.connect(as_writer(owner)) as writer:
        writer.execute("SELECT FROM news.articles")
        with pytest.raises(Exception, match="role newswire_writer"):
            migrate(owner, folder=folder, tell=told.append)
        assert writer.execute("SELECT 1").fetchone() == (1,)
    assert not [line for line in told if line.startswith("ended")]


# ── claims that live as long as a session ─────────────────────────────────────────────────────────────────────────────


def test_one_dispatcher_leads_the_next_is_told_who_and_takes_over_when_it_dies(owner):
    first, second = (Database(as_writer(owner), application=name) for name in ("first", "second"))
    with first.transaction() as tx:
        led = locks.take_dispatch(tx)
        assert led.acquired
    with first.transaction() as tx:
        assert locks.take_dispatch(tx) == led, "it stays so, without a write"
    with second.transaction() as tx:
        told = locks.take_dispatch(tx)
    who = (told.acquired, told.pid, told.application, told.client)
    assert who == (
        False,
        led.pid,
        "newswire dispatch",
        "127.0.0.1",
    )
    first.close()
    for _ in range(1000):  # a session ends a moment after its connection
        with second.transaction() as tx:
            taken = locks.take_dispatch(tx)
        if taken.acquired:
            break
    assert taken.acquired
    second.close()


def test_of_many_that_ask_at_once_one_leads(owner):
    url = as_writer(owner)
    made = [Database(url) for _ in range(8)]

    def ask(one: Database) -> bool:
        with one.transaction() as tx:
            return locks.take_dispatch(tx).acquired

    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            assert sum(pool.map(ask, made)) <= 1
    assert sum(map(ask, made)) == 1
    for one in made:
        one.close()


def test_a_reader_whose_session_has_the_number_of_a_dead_dispatcher_does_not_keep_the_lock(owner, reader, worker):
    with worker.transaction() as tx:
        locks.take_dispatch(tx)
    pid = reader.info.backend_pid
    query(owner, "UPDATE newswire.locks SET backend_pid = %s, backend_started_at = NULL WHERE name = 'dispatch'", pid)
    with worker.transaction() as tx:
        assert locks.take_dispatch(tx).acquired


def test_a_consumer_is_claimed_by_its_own_role_alone(owner, reader, worker):
    with worker.transaction() as tx:
        assert locks.claim_consumer(tx, "mine").acquired
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="belongs to role newswire_writer"):
        reader.execute("SELECT news.claim_consumer('mine')")


def test_a_consumer_that_is_being_read_is_not_removed_and_the_refusal_says_by_whom(owner, worker):
    with worker.transaction() as tx:
        locks.claim_consumer(tx, "mine")
    other = Database(owner)
    being_read = r"mine is being consumed by another process: pid \d+, newswire consume mine from 127"
    with pytest.raises(UsageError, match=being_read), other.transaction() as tx:
        tx._connection.execute("SELECT news.remove_consumer('mine')")
    worker.close()
    for _ in range(1000):
        try:
            with other.transaction() as tx:
                tx._connection.execute("SELECT news.remove_consumer('mine')")
        except UsageError:
            continue
        break
    assert query(owner, "SELECT name FROM news.consumers") == []
    assert query(owner, "SELECT name FROM newswire.locks WHERE name LIKE 'consume%'") == []
    other.close()
