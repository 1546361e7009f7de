"""Who is at work, against a real Postgres: a row is as alive as its session."""

import os
import socket

import pytest

from tests.support.database import query
from tests.support.run_steps import as_writer
from worker.adapters import workers
from worker.adapters.db import Database
from worker.adapters.workers import Presence
from worker.errors import UsageError


def listed(db: Database) -> list[tuple]:
    with db.transaction() as tx:
        return [(row.role, row.restarts, row.alive) for row in workers.listing(tx)]


@pytest.fixture
def presence(database):
    """Makes presences whose sessions live until the test ends."""
    made = []

    def make(role: str = "clean") -> Presence:
        made.append(Presence(db=Database(database), role=role))
        return made[-1]

    yield make
    for one in made:
        one.db.close()


def make_pid_another(database: str) -> None:
    """As if the row came from an earlier process: this test is one process only."""
    query(database, "UPDATE newswire.workers SET pid = pid + 100000 WHERE pid = %s", os.getpid())


def test_a_process_is_listed_with_its_host_role_and_pid(db, database, presence):
    presence().note(0.0)
    with db.transaction() as tx:
        (row,) = workers.listing(tx)
    assert (row.host, row.role, row.pid, row.alive) == (socket.gethostname(), "clean", os.getpid(), True)


def test_how_long_it_has_been_stuck_is_told_by_the_clock_of_the_database(db, database, presence):
    presence().note(120.0)
    ((age,),) = query(database, "SELECT extract(epoch FROM seen_at - progress_at)::int FROM newswire.workers")
    assert age == 120


def test_a_process_whose_session_ended_is_dead(db, database, presence):
    one = presence()
    one.note(0.0)
    one.db.close()
    assert wait_for_dead(db) == [("clean", 0, False)]


def test_what_died_is_counted_by_the_next_of_its_role_only(db, database, presence):
    for _ in range(3):
        one = presence()
        one.note(0.0)
        one.db.close()
        wait_for_dead(db)
        make_pid_another(database)
    presence().note(0.0)
    presence("fetch").note(0.0)
    assert sorted(listed(db)) == [("clean", 3, True), ("fetch", 0, True)]


def test_two_of_a_role_on_one_host_do_not_count_each_other(db, database, presence):
    first = presence()
    first.note(0.0)
    make_pid_another(database)
    presence().note(0.0)
    assert listed(db) == [("clean", 0, True)] * 2


def test_what_is_stopped_in_order_leaves_nothing(db, database, presence):
    one = presence()
    one.note(0.0)
    one.leave()
    one.note(0.0)
    assert listed(db) == []


def test_leaving_while_postgres_is_away_is_silent():
    one = Presence(db=Database("postgresql://nobody@127.0.0.1:1/none"), role="clean")
    one.leave()
    assert one.db._connection is None


@pytest.mark.parametrize(("age", "left"), [("59 minutes", 1), ("61 minutes", 0)])
def test_the_dead_are_forgotten_after_an_hour(db, database, presence, age, left):
    presence().note(0.0)
    query(database, "UPDATE newswire.workers SET seen_at = now() - %s::interval", age)
    with db.transaction() as tx:
        workers.forget_old(tx)
    assert len(listed(db)) == left


def test_a_process_that_is_frozen_is_not_alive_though_its_session_is(db, database, presence):
    presence().note(0.0)
    query(database, "UPDATE newswire.workers SET seen_at = now() - interval '2 minutes'")
    assert listed(db) == [("clean", 0, False)]


def test_roles_that_a_restore_left_without_rights_are_told(db, database):
    roles = {"newswire_writer": True, "newswire_reader": False}
    with db.transaction() as tx:
        assert workers.lacking_rights(tx, roles) == {}
    query(
        database,
        "REVOKE SELECT ON news.articles FROM newswire_reader; REVOKE USAGE ON SCHEMA newswire FROM newswire_writer",
    )
    with db.transaction() as tx:
        found = workers.lacking_rights(tx, {**roles, "nobody_yet": False})
    assert found == {
        "nobody_yet": ["to be there"],
        "newswire_reader": ["SELECT on news.articles"],
        "newswire_writer": ["USAGE of schema newswire"],
    }


def test_a_process_whose_role_is_denied_says_so(database):
    url = as_writer(database)
    query(database, "REVOKE INSERT ON news.articles FROM newswire_writer")
    one = Presence(db=Database(url), role="clean")
    with pytest.raises(UsageError, match=r"newswire_writer is denied INSERT on news.articles: run `newswire migrate`"):
        one.note(0.0)
    one.db.close()


def wait_for_dead(db: Database) -> list[tuple]:
    """A session ends a moment after its connection."""
    for _ in range(1000):
        found = listed(db)
        if not all(alive for _, _, alive in found):
            return found
    return found
