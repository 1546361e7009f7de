"""Transactions, reconnecting, and the driver's errors as ours, against a real Postgres."""

import os
import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest

from tests.support.database import new_item
from worker.adapters import feeds, items
from worker.adapters.db import Database
from worker.adapters.queries import queries, sql_folder
from worker.errors import BadInput, Retry, ServiceDown, UsageError

SECRET = "hunter2"


def add(tx, url="https://example.org/feed", **fields) -> int:
    return feeds.add(tx, url=url, source="Example", **fields)[0]


def addresses(database: str) -> list[str]:
    with psycopg.connect(database) as connection:
        return [row[0] for row in connection.execute("SELECT url FROM newswire.feeds ORDER BY id")]


def terminate(database: str) -> None:
    """End every other session of the database, as a restarted server would."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def sessions(database: str) -> int:
    with psycopg.connect(database) as connection:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'newswire'"
        )
        return connection.execute(query).fetchone()[0]


def test_a_transaction_commits_what_it_did(db, database):
    with db.transaction() as tx:
        add(tx, "https://example.org/1")
        add(tx, "https://example.org/2")
        assert addresses(database) == []
    assert addresses(database) == ["https://example.org/1", "https://example.org/2"]


class RaisedError(Exception):
    pass


def test_a_transaction_that_fails_leaves_nothing(db, database):
    with pytest.raises(RaisedError), db.transaction() as tx:
        add(tx)
        raise RaisedError
    assert addresses(database) == []
    with db.transaction() as tx:
        add(tx)
    assert len(addresses(database)) == 1


def test_a_refused_statement_takes_the_others_with_it(db, database):
    with pytest.raises(BadInput), db.transaction() as tx:
        add(tx)
        add(tx, "https://example.org/\x00")
    assert addresses(database) == []


def test_nothing_is_opened_before_it_is_needed():
    Database("postgresql://nobody@127.0.0.1:1/none").close()


def test_a_lost_connection_is_told_once_and_opened_again(db, database):
    with db.transaction() as tx:
        add(tx)
    terminate(database)
    with pytest.raises(ServiceDown) as failed, db.transaction() as tx:
        add(tx, "https://example.org/2")
    assert failed.value.reason == "postgres_down"
    with db.transaction() as tx:
        add(tx, "https://example.org/3")
    assert addresses(database) == ["https://example.org/feed", "https://example.org/3"]


def test_a_connection_lost_in_the_middle_leaves_nothing(db, database):
    with pytest.raises(ServiceDown), db.transaction() as tx:
        add(tx)
        terminate(database)
        add(tx, "https://example.org/2")
    assert addresses(database) == []


def test_an_outage_ends_the_session_and_with_it_its_claims(db, database):
    """A lock that is not given in time leaves the connection well, but what was claimed on it is dropped."""
    with db.transaction() as tx:
        feed_id = add(tx)
    with psycopg.connect(database) as other:
        other.execute("LOCK TABLE newswire.feeds")
        with pytest.raises(ServiceDown), db.transaction() as tx:
            tx._connection.execute("SET LOCAL lock_timeout = '50ms'")
            feeds.claim(tx, [feed_id], seconds=60)
    assert sessions(database) == 0


def test_a_fork_opens_a_connection_of_its_own(database):
    """In a process of its own: a fork of pytest would fork its threads' locks too."""
    script = f"""
import os
from worker.adapters import maintenance
from worker.adapters.db import Database
db = Database({database!r})
def backend():
    with db.transaction() as tx:
        return tx._connection.info.backend_pid
mine = backend()
child = os.fork()
if child == 0:
    other = backend()
    os._exit(0 if other != mine else 1)
_, status = os.waitpid(child, 0)
assert status == 0, status
assert backend() == mine, "the child closed its parent's connection"
db.close()
print("done")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_sessions_speak_utc_and_do_not_wait_for_ever(db):
    with db.transaction() as tx:
        said = {
            name: tx._connection.execute(f"SHOW {name}").fetchone()[0]
            for name in ("timezone", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
    assert said.pop("timezone") == "UTC"
    assert "0" not in said.values()


BAD_VALUES = {
    "NUL": {"url": "a\x00b"},
    "a lone surrogate": {"url": "a\ud800b"},
    "a number too large": {"shortest": 10**400},
    "a missing value": {"url": None},
}


@pytest.mark.parametrize("values", BAD_VALUES.values(), ids=BAD_VALUES)
def test_a_value_that_postgres_refuses_is_bad_input(db, values):
    with pytest.raises(BadInput) as failed, db.transaction() as tx:
        add(tx, **values)
    assert failed.value.reason == "bad_value"


def test_a_statement_that_takes_too_long_is_called_that(db):
    with pytest.raises(ServiceDown, match="takes too long") as failed, db.transaction() as tx:
        tx._connection.execute("SET LOCAL statement_timeout = '50ms'")
        tx._connection.execute("SELECT pg_sleep(5)")
    assert failed.value.reason == "too_slow"


def test_a_row_that_another_session_deleted_is_a_race_and_no_bad_value(db):
    with pytest.raises(Retry) as failed, db.transaction() as tx:
        items.add(tx, [new_item("https://example.org/1", feed_id=999)])
    assert failed.value.reason == "race"


def test_a_value_too_large_for_an_index_is_bad_input_and_no_outage(db, database):
    """Taken for an outage, it would be tried again for ever and hold up its whole batch."""
    with psycopg.connect(database) as connection:
        connection.execute("CREATE INDEX ON newswire.feeds (source)")
    source = "".join(uuid4().hex for _ in range(300))
    with pytest.raises(BadInput), db.transaction() as tx:
        feeds.add(tx, url="https://example.org/feed", source=source)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://newswire:{SECRET}@127.0.0.1:1/newswire",
        f"host=/nowhere user=newswire password={SECRET}",
    ],
)
def test_a_server_that_is_not_there_is_an_outage(url):
    with pytest.raises(ServiceDown) as failed, Database(url).transaction():
        pass
    assert SECRET not in str(failed.value)
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    "url",
    [
        f"postgres//newswire:{SECRET}@localhost/newswire",
        f"http://newswire:{SECRET}@localhost/newswire",
        f"postgresql://newswire:{SECRET}%ZZ@localhost/newswire",
        f"postgresql://newswire:{SECRET}@localhost/newswire?pasword=x",
    ],
)
def test_what_is_no_address_is_the_operators_mistake(url):
    with pytest.raises(UsageError) as failed, Database(url).transaction():
        pass
    assert SECRET not in str(failed.value)
    assert failed.value.__cause__ is None, "the cause would print the password"
    assert failed.value.__suppress_context__


def test_a_wrong_password_is_told_without_it(database):
    url = database.replace("newswire:", f"newswire:{SECRET}", 1)
    with pytest.raises(ServiceDown) as failed, Database(url).transaction():
        pass
    assert SECRET not in str(failed.value)
    assert "authentication" in str(failed.value)


def test_a_database_without_our_tables_says_what_to_do(postgres):
    db = Database(postgres.url)
    with pytest.raises(UsageError, match="newswire migrate"), db.transaction() as tx:
        add(tx)
    db.close()


def test_what_the_role_may_not_do_is_told(db):
    with pytest.raises(UsageError) as failed, db.transaction() as tx:
        tx._connection.execute("SET LOCAL ROLE newswire_reader")
        add(tx)
    assert failed.value.reason == "postgres_denies"


def test_a_server_that_takes_no_writes_is_an_outage(db):
    with pytest.raises(ServiceDown), db.transaction() as tx:
        tx._connection.execute("SET LOCAL transaction_read_only = on")
        add(tx)


def test_a_schema_that_lacks_a_column_says_what_to_do(db, database):
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("ALTER TABLE newswire.feeds RENAME COLUMN source TO former")
    with pytest.raises(UsageError, match="newswire migrate"), db.transaction() as tx:
        add(tx)


def test_notifications_are_heard(db, database):
    with db.listen("news_changes") as heard, psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_notify('news_changes', '7')")
        assert heard.wait(10)
        assert not heard.wait(0.1)


def test_no_query_stands_twice(tmp_path, monkeypatch):
    folder = tmp_path / "queries"
    folder.mkdir()
    (folder / "a.sql").write_text("-- name: one\n-- a\nSELECT 1\n\n-- name: one\n-- b\nSELECT 2\n")
    monkeypatch.setattr("worker.adapters.queries.sql_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match="one stands twice"):
        queries.__wrapped__()
    assert (sql_folder() / "migrations").is_dir()
    assert os.fspath(sql_folder()) != os.fspath(tmp_path)
