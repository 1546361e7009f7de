"""Consumers beside each other: whose they are, one process at a time, what they may ask for, and who lists them."""

import json
import re
import signal
import subprocess
import sys

import psycopg
import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_articles import ids, store
from worker.adapters import articles, changes
from worker.adapters.migrations import allow_login
from worker.models import Tag


@pytest.fixture
def ask(run, database):
    """Run `newswire` as the owner of the database."""
    return lambda *words, **environment: run(*words, **{"DATABASE_URL": database, **environment})


@pytest.fixture
def reader(database):
    """The address of the database for newswire_reader."""
    allow_login(database, "newswire_reader", "r")
    return f"postgresql://newswire_reader:r@{database.partition('@')[2]}"


# ── filters ───────────────────────────────────────────────────────────────────────────────────────────────────────────

UNKNOWN = {
    "topic": ("--topic", "iran-us-tension", "no topic iran-us-tension; did you mean iran-us-tensions?"),
    "nothing like it": ("--topic", "qqqq", "no topic qqqq: `newswire topics stats`"),
    "source": ("--source", "Exampel", "no article and no feed has the source Exampel; did you mean Example?"),
    "language": ("--lang", "english", "no article has the language english; did you mean en?"),
    "region": ("--lang", "en-US", "no article has the language en-US; did you mean en?"),
    "three letters": ("--lang", "eng", "no article has the language eng"),
}


@pytest.mark.parametrize(("option", "value", "says"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_typo_in_a_filter_does_not_eat_the_feed(db, ask, reader, option, value, says):
    store(db, 1)
    commands = [("consume", "mine"), ("export", "--for", "mine"), *([("articles",)] if option == "--topic" else ())]
    for command in commands:
        said = ask(*command, option, value, DATABASE_URL=reader)
        assert (said.code, said.out) == (2, "")
        assert says in said.err
    assert ids(ask("consume", "mine", DATABASE_URL=reader).out) == [1]


def test_what_may_come_yet_can_be_waited_for(db, ask, database, reader):
    store(db, 1, language="ckb")
    query(
        database,
        "INSERT INTO newswire.feeds (url, url_hash, source) VALUES ('https://new.example/', '\\x01', 'New')",
    )
    for option, value in (("--topic", "iran-us-tensions"), ("--source", "New"), ("--lang", "is")):
        said = ask("consume", option[2:], option, value, DATABASE_URL=reader)
        assert (said.code, said.out) == (0, "")
    assert ids(ask("consume", "kurdish", "--lang", "ckb", DATABASE_URL=reader).out) == [1]


def test_a_consumer_of_a_topic_is_told_once_of_an_article_that_is_no_longer_on_it(db, ask, database):
    topic = "iran-us-tensions"
    made = run_steps.services(database)
    made.ensure_topics()
    made.close()
    store(db, 1, 2, tags=(Tag(topic=topic, source="rule", score=1.0, evidence=()),))
    assert ids(ask("consume", "mine", "--topic", topic).out) == [1, 2]
    with db.transaction() as tx:
        articles.retag(tx, 1, [], taxonomy_version="2", changed=True)
        changes.publish(tx)
    (told,) = map(json.loads, ask("consume", "mine", "--topic", topic).out.splitlines())
    assert (told["id"], told["kind"], told["lost_topics"], told["topics"]) == (1, "retagged", [topic], [])
    with db.transaction() as tx:
        articles.withdraw(tx, [1, 2])
        changes.publish(tx)
    assert ids(ask("consume", "mine", "--topic", topic).out) == [2]


# ── whose ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_another_roles_consumer_is_refused_before_anything_is_handed_over(db, ask, reader, tmp_path):
    store(db, 1)
    assert ask("consume", "theirs").code == 0
    store(db, 2)
    took = tmp_path / "took"
    for command in (
        ("consume", "theirs"),
        ("consume", "theirs", "--exec", f"touch {took}"),
        ("export", "--for", "theirs"),
    ):
        said = ask(*command, DATABASE_URL=reader)
        assert (said.code, said.out) == (2, "")
        assert "belongs to role" in said.err
    assert not took.exists()
    assert ids(ask("consume", "theirs").out) == [2]


# ── one at a time ─────────────────────────────────────────────────────────────────────────────────────────────────────


def following(url: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "worker", "consume", "mine", "--follow"]
    return subprocess.Popen(
        command, env={"NEWSWIRE_DATABASE_URL": url}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_two_processes_of_one_name_deliver_once_and_the_second_takes_over(db, ask, database, reader):
    store(db, 1)
    first = following(reader)
    second = None
    try:
        assert ids(first.stdout.readline()) == [1]
        second = following(reader)
        said = second.stderr.readline()
        who = r"pid \d+, newswire consume mine from 127\.0\.0\.1, since [-\d :]+Z\n"
        assert re.fullmatch(f"waiting: mine is being consumed by another process: {who}", said), said
        for command in (("consume", "mine"), ("export", "--for", "mine"), ("consumers", "remove", "mine")):
            said = ask(*command, DATABASE_URL=reader)
            assert (said.code, said.out) == (2, "")
            assert "mine is being consumed by another process" in said.err
        store(db, 2)
        assert ids(first.stdout.readline()) == [2]
        while query(database, "SELECT position FROM news.consumers") != [(2,)]:
            assert first.poll() is None
        first.kill()
        first.wait(20)
        store(db, 3)
        assert ids(second.stdout.readline()) == [3]
        second.send_signal(signal.SIGTERM)
        rest, said = second.communicate(timeout=20)
        assert (second.returncode, rest, said) == (0, "", "")
    finally:
        for process in filter(None, (first, second)):
            process.kill()
            process.communicate(timeout=20)


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_how_far_each_is_and_whom_retention_passes_by(db, ask, database, reader):
    assert "no consumers yet" in ask("consumers").out
    store(db, 1, 2, 3)
    with psycopg.connect(database, autocommit=True) as connection:
        for name, position in (("done", 3), ("late", 1), ("lost", 0)):
            connection.execute("SELECT news.acknowledge(%s, %s)", [name, position])
        connection.execute("SELECT newswire.delete_changes(-1, 1)")
        connection.execute("UPDATE news.changes SET created_at = now() - interval '9 days' WHERE position = 2")
    rows = {row["name"]: row for row in json.loads(ask("consumers", "--json", CHANGE_DAYS="10").out)}
    assert {name: (row["position"], row["waiting"], row["state"]) for name, row in rows.items()} == {
        "done": (3, 0, None), "late": (1, 2, "soon"), "lost": (0, 3, "missed"),
    }  # fmt: skip
    assert rows["done"]["oldest_at"] is None
    for days in ("12", "0"):
        kept = {row["name"]: row["state"] for row in json.loads(ask("consumers", "--json", CHANGE_DAYS=days).out)}
        assert kept == {"done": None, "late": None, "lost": "missed"}
    _, *lines = ask("consumers", CHANGE_DAYS="10", DATABASE_URL=reader).out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["done", "late", "lost"]
    assert "loses changes from 2" in lines[1]
    assert "newswire export --for lost" in lines[2]


def test_a_removed_consumer_is_a_new_one(db, ask):
    store(db, 1)
    assert ids(ask("consume", "mine").out) == [1]
    assert ask("consumers", "remove", "mine").out == "removed mine\n"
    assert "no consumer mine" in ask("consumers", "remove", "mine").err
    assert ids(ask("consume", "mine").out) == [1]


# ── a role of its own ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def dropped(postgres):
    """Roles that a test makes are gone after it: they belong to the server, not to its database."""
    yield
    for (role,) in query(postgres.url, r"SELECT rolname FROM pg_roles WHERE rolname LIKE 'consumer\_%'"):
        query(postgres.url, f'DROP ROLE "{role}"')


@pytest.mark.usefixtures("dropped")
def test_a_consumer_gets_a_role_whose_password_is_shown_once(db, ask, database):
    store(db, 1)
    said = ask("consumers", "add", "mine")
    shown = dict(line.split(maxsplit=1) for line in said.out.splitlines()[:3])
    assert (said.code, shown["consumer"], shown["role"]) == (0, "mine", "consumer_mine")
    own = f"postgresql://{shown['role']}:{shown['password']}@{database.partition('@')[2]}"
    assert ids(ask("consume", "mine", DATABASE_URL=own).out) == [1]
    assert "belongs to role consumer_mine" in ask("consume", "mine").err
    refused = ask("consumers", "add", "mine")
    assert (refused.code, refused.out) == (2, "")
    assert "consumer mine has a role already" in refused.err
    fresh = ask("consumers", "password", "mine", "--json").json
    assert fresh["password"] != shown["password"]
    own = f"postgresql://{fresh['role']}:{fresh['password']}@{database.partition('@')[2]}"
    assert ask("consume", "mine", DATABASE_URL=own).code == 0
    assert shown["password"] not in ask("consumers").out
    assert "mine\tconsumer_mine\tall\t1" in ask("consumers").out
    assert ask("consumers", "remove", "mine").code == 0
    assert "no role of its own" in ask("consumers", "password", "mine").err


@pytest.mark.usefixtures("dropped")
def test_a_consumer_is_kept_to_topics_that_there_are(db, ask, database):
    said = ask("consumers", "add", "mine", "--topic", "iran-us-tension")
    assert (said.code, said.out) == (2, "")
    assert "did you mean iran-us-tensions?" in said.err
    made = run_steps.services(database)
    made.ensure_topics()
    made.close()
    store(db, 1, tags=(Tag(topic="iran-us-tensions", source="rule", score=1.0, evidence=()),))
    store(db, 2)
    login = ask("consumers", "add", "mine", "--topic", "iran-us-tensions", "--json").json
    own = f"postgresql://{login['role']}:{login['password']}@{database.partition('@')[2]}"
    assert ids(ask("consume", "mine", DATABASE_URL=own).out) == [1]
    assert ids(ask("export", DATABASE_URL=own).out) == [1]
    assert "consumer_mine\tiran-us-tensions" in ask("consumers").out
