"""One role a consumer: what it may read, move and use up, and what it sees when it is kept to topics."""

from itertools import count
from pathlib import Path

import psycopg
import pytest

from tests.support.builders import cleaned, draft, item
from tests.support.consumer_page import PARAMETERS, indexes, plan, queries
from tests.support.database import query
from tests.support.run_steps import as_writer
from worker.adapters import articles, changes, consumers
from worker.adapters.consumers import Login
from worker.adapters.db import Database
from worker.adapters.migrations import allow_login, migrate
from worker.errors import UsageError
from worker.models import Action, Tag, Verdict

NUMBERS = count()
ROWS = Path(__file__).parents[1] / "support" / "contract_rows.sql"
TOPICS = (
    "INSERT INTO news.topics (slug, label, description, taxonomy_version)"
    " SELECT s, '{}', '', '1' FROM unnest(ARRAY['storm', 'vote']) s ON CONFLICT DO NOTHING"
)


@pytest.fixture
def owner(postgres):
    """The owner's address of a database of its own; roles that a test makes go with it."""
    name = f"roles_{next(NUMBERS)}"
    query(postgres.url, f"CREATE DATABASE {name}")
    url = f"{postgres.url.rpartition('/')[0]}/{name}"
    migrate(url)
    query(url, TOPICS)
    yield url
    query(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")
    for (role,) in query(postgres.url, r"SELECT rolname FROM pg_roles WHERE rolname LIKE 'consumer\_%'"):
        query(postgres.url, f'DROP ROLE "{role}"')


@pytest.fixture
def other(postgres, owner):
    """The owner's address of a second database on the same server."""
    name = f"roles_{next(NUMBERS)}"
    query(postgres.url, f"CREATE DATABASE {name}")
    url = f"{postgres.url.rpartition('/')[0]}/{name}"
    migrate(url)
    yield url
    query(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


def test_consumers_of_two_databases_on_one_server_may_have_one_name(db, owner, other):
    first = added(db, "mine")
    second = Database(other)
    try:
        login = added(second, "mine")
        assert (first.role, login.role.startswith("consumer_mine_")) == ("consumer_mine", True)
        assert query(address(other, login), "SELECT count(*) FROM news.articles") == [(0,)]
        with second.transaction() as tx:
            assert consumers.remove(tx, "mine")
    finally:
        second.close()
    assert query(address(owner, first), "SELECT count(*) FROM news.articles") == [(0,)]


@pytest.fixture
def db(owner):
    made = Database(owner)
    yield made
    made.close()


@pytest.fixture
def writer(owner):
    made = Database(as_writer(owner))
    yield made
    made.close()


def address(owner: str, login: Login) -> str:
    return f"postgresql://{login.role}:{login.password}@{owner.partition('@')[2]}"


def added(db: Database, name: str, *topics: str) -> Login:
    with db.transaction() as tx:
        return consumers.add(tx, name, topics)


def session(owner: str, login: Login) -> psycopg.Connection:
    return psycopg.connect(address(owner, login), autocommit=True)


def store(db: Database, number: int, *topics: str) -> None:
    one = cleaned(item(id=number, url=f"https://site.example/{number}"), draft(title=f"Piece {number}"),
                  tags=tuple(Tag(topic=topic, source="rule", score=1.0, evidence=()) for topic in topics))  # fmt: skip
    with db.transaction() as tx:
        created = Verdict(action=Action.CREATE, article_id=number)
        articles.save(tx, [(one, created)], version="1", taxonomy_version="1")
    with db.transaction() as tx:
        changes.publish(tx)


# ── its own, and no more ──────────────────────────────────────────────────────────────────────────────────────────────


def test_it_reads_the_contract_and_moves_its_own_position_alone(owner, db):
    store(db, 1)
    query(owner, "SELECT news.acknowledge('theirs', 0)")
    with session(owner, added(db, "mine")) as reader:
        assert reader.execute("SELECT article_id FROM news.read_changes('mine')").fetchall() == [(1,)]
        assert reader.execute("SELECT news.acknowledge('mine', 1)").fetchone() == (1,)
        for text in queries().values():
            reader.execute(text, PARAMETERS)
        for name in ("theirs", "another"):
            for call in (f"read_changes('{name}')", f"acknowledge('{name}', 0)", f"claim_consumer('{name}')"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(f"SELECT news.{call}")
        for name in ("theirs", "mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="belongs to role"):
                reader.execute(f"SELECT news.remove_consumer('{name}')")


def test_a_name_that_a_shared_role_has_read_under_keeps_its_position(owner, db):
    store(db, 1)
    store(db, 2)
    query(owner, "SELECT news.acknowledge('mine', 1)")
    with session(owner, added(db, "mine")) as reader:
        assert reader.execute("SELECT article_id FROM news.read_changes('mine')").fetchall() == [(2,)]


SPOILS = {
    "the shared password": "ALTER ROLE newswire_reader PASSWORD 'x'",
    "another's password": "ALTER ROLE consumer_theirs PASSWORD 'x'",
    "becoming the group": "SET ROLE newswire_reader",
    "its own limit of connections": "ALTER ROLE consumer_mine CONNECTION LIMIT 1000",
    "the limit of its temporary files": "SET temp_file_limit = -1",
    "what its password is checked by": "SELECT verifier FROM newswire.consumer_roles",
    "tables that are temporary": "CREATE TEMPORARY TABLE t (n int)",
    "tables": "CREATE TABLE public.t (n int)",
    "large objects": "SELECT lo_from_bytea(0, '\\x00')",
    "empty large objects": "SELECT lo_create(0)",
    "advisory locks": "SELECT pg_advisory_lock(1)",
    "advisory locks of a transaction": "SELECT pg_try_advisory_xact_lock(1, 2)",
    "messages in the log": "SELECT pg_logical_emit_message(false, 'x', 'x')",
    "making roles": "CREATE ROLE x",
}


@pytest.mark.parametrize("kind", ["own", "topic", "shared"])
def test_what_would_spoil_it_for_others_is_refused(owner, db, kind):
    added(db, "theirs")
    if kind == "shared":
        allow_login(owner, "newswire_reader", "r")
        login = Login(role="newswire_reader", password="r")
    else:
        login = added(db, "mine", *(["storm"] if kind == "topic" else []))
    # Postgres lets each role change its own password, and settings of its own: nothing takes that away
    spared = (
        {"the shared password", "becoming the group", "its own limit of connections"} if kind == "shared" else set()
    )
    with session(owner, login) as reader:
        for what, statement in SPOILS.items():
            if what not in spared:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    reader.execute(statement)
                    pytest.fail(f"{what} is not refused")


def test_readers_have_limits_and_what_an_operator_has_set_stands(owner, db):
    wanted = {"statement_timeout": "15min", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "5min",
              "transaction_timeout": "1h", "temp_file_limit": "2GB"}  # fmt: skip
    allow_login(owner, "newswire_reader", "r")
    for login in (added(db, "mine"), added(db, "kept", "storm"), Login(role="newswire_reader", password="r")):
        with session(owner, login) as reader:
            assert {name: reader.execute(f"SHOW {name}").fetchone()[0] for name in wanted} == wanted
    limits = "SELECT rolname::text, rolconnlimit FROM pg_roles WHERE rolname ~ '^(consumer_|newswire_(topic_)?reader)'"
    assert dict(query(owner, limits)) == {"consumer_mine": 20, "consumer_kept": 20, "newswire_reader": 50,
                                          "newswire_topic_reader": -1}  # fmt: skip
    try:
        query(owner, "ALTER ROLE newswire_reader SET statement_timeout = '2h'")
        query(owner, "ALTER ROLE newswire_reader CONNECTION LIMIT 7")
        migrate(owner)
        with session(owner, Login(role="newswire_reader", password="r")) as reader:
            assert reader.execute("SHOW statement_timeout").fetchone() == ("2h",)
        assert dict(query(owner, limits))["newswire_reader"] == 7
    finally:  # roles are those of all tests here
        query(owner, "ALTER ROLE newswire_reader RESET statement_timeout")
        query(owner, "ALTER ROLE newswire_reader CONNECTION LIMIT -1")
        migrate(owner)


def test_another_password_ends_the_first(owner, db):
    first = added(db, "mine")
    with db.transaction() as tx:
        second = consumers.change_password(tx, "mine")
        assert consumers.change_password(tx, "nobody") is None
    assert first.role == second.role
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        session(owner, first)
    session(owner, second).close()


def test_its_role_goes_with_it_and_so_do_its_sessions(owner, db):
    reader = session(owner, added(db, "mine"))
    with db.transaction() as tx:
        assert consumers.remove(tx, "mine")
    with pytest.raises(psycopg.OperationalError):
        reader.execute("SELECT 1")
    reader.close()
    assert query(owner, "SELECT FROM pg_roles WHERE rolname = 'consumer_mine'") == []
    assert query(owner, "SELECT FROM newswire.consumer_roles") == []
    added(db, "mine", "storm")


def test_a_second_role_for_one_name_and_names_that_no_role_can_have_are_refused(db):
    added(db, "mine")
    with pytest.raises(UsageError, match="consumer mine has a role already"):
        added(db, "mine")
    for name in ("Mine", "x" * 55, ""):
        with pytest.raises(Exception, match="is no name for a consumer with a role of its own"):
            added(db, name)


def test_who_may_make_no_roles_is_told_so(writer):
    with pytest.raises(UsageError, match="Postgres denies it"):
        added(writer, "mine")


# ── kept to topics ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_sees_its_topics_and_nothing_else(owner, db, writer):
    login = added(db, "mine", "storm")
    store(writer, 1, "storm")  # COPY, by a role that the filter must let past
    store(writer, 2, "vote")
    store(writer, 3)
    store(writer, 4, "storm", "vote")
    seen = {
        "SELECT id FROM news.articles": [1, 4],
        "SELECT id FROM news.article_documents": [1, 4],
        "SELECT article_id FROM news.changes": [1, 4],
        "SELECT DISTINCT topic FROM news.article_topics": ["storm"],
        "SELECT article_id FROM news.read_changes('mine')": [1, 4],
    }
    with session(owner, login) as reader:
        for statement, values in seen.items():
            assert sorted(row[0] for row in reader.execute(statement)) == values, statement
        for statement in ("SELECT FROM news.article_search", "SELECT news.sources()", "SELECT news.changes_after(0)",
                          "SELECT FROM news.article_urls"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement)
    with session(owner, added(db, "all")) as reader:
        assert len(reader.execute("SELECT FROM news.articles").fetchall()) == 4


def test_what_is_not_on_its_topics_counts_as_read_when_there_is_nothing_else(owner, db, writer):
    login = added(db, "mine", "storm")
    store(writer, 1, "vote")
    with session(owner, login) as reader:
        assert reader.execute("SELECT * FROM news.read_changes('mine')").fetchall() == []
        assert query(owner, "SELECT position FROM news.consumers") == [(1,)]
        store(writer, 2, "vote")
        store(writer, 3, "storm")
        assert reader.execute("SELECT position FROM news.read_changes('mine')").fetchall() == [(3,)]
        assert query(owner, "SELECT position FROM news.consumers") == [(1,)], "what was read is acknowledged by it"
        assert reader.execute("SELECT news.acknowledge('mine', 3)").fetchone() == (3,)
    query(owner, "SELECT newswire.delete_changes(-1, 1)")


def test_an_article_that_leaves_the_topic_is_seen_with_the_change_that_says_so(owner, db, writer):
    login = added(db, "mine", "storm")
    store(writer, 1, "storm")
    with db.transaction() as tx:
        articles.retag(tx, 1, [], taxonomy_version="2", changed=True)
        changes.publish(tx)
    read = (
        "SELECT kind, lost_topics, d.title FROM news.read_changes('mine')"
        " LEFT JOIN news.article_documents d ON d.id = article_id"
    )
    with session(owner, login) as reader:
        assert reader.execute(read).fetchall()[-1] == ("retagged", ["storm"], "Piece 1")
        query(owner, "SELECT newswire.delete_changes(-1, 100)")
        assert reader.execute("SELECT FROM news.articles").fetchall() == []


def test_its_queries_read_indexes(owner, db):
    query(owner, "TRUNCATE news.topics CASCADE")
    query(owner, ROWS.read_text("utf-8"))
    query(owner, "SELECT newswire.publish_changes(10000)")
    query(owner, "VACUUM ANALYZE")
    with session(owner, added(db, "mine", "storm")) as reader:
        ran = set()
        for name, text in queries().items():
            try:
                lines = plan(reader, text)
            except psycopg.errors.InsufficientPrivilege:
                continue
            ran.add(name)
            assert not [line for line in lines if "Seq Scan" in line and "Seq Scan on topics" not in line], (
                name,
                lines,
            )
            assert indexes(lines), (name, lines)
            reader.execute(text, PARAMETERS)
    assert len(ran) >= 8, sorted(set(queries()) - ran)


# ── snapshots that stay ───────────────────────────────────────────────────────────────────────────────────────────────


def test_who_only_reads_is_ended_when_it_holds_a_snapshot_for_too_long(owner, db, writer):
    reads = session(owner, added(db, "mine"))
    query(owner, "CREATE ROLE consumer_backup LOGIN PASSWORD 'b' IN ROLE pg_read_all_data")
    backs_up = session(owner, Login(role="consumer_backup", password="b"))
    for one in (reads, backs_up):
        one.execute("SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0")
        one.execute("BEGIN; SELECT FROM news.articles")
    with writer.transaction() as tx:
        assert consumers.end_long_readers(tx, seconds=3600) == []
        assert [one.role for one in consumers.end_long_readers(tx, seconds=0)] == ["consumer_mine"]
    with pytest.raises(psycopg.errors.AdminShutdown):
        reads.execute("SELECT 1")
    assert backs_up.execute("SELECT 1").fetchone() == (1,)
    reads.close()
    backs_up.close()
