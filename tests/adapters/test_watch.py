"""Totals, queues and freshness for those who watch, against the real Postgres."""

import threading

import psycopg
import pytest

from tests.support.database import a_feed, claim, new_items, query
from worker.adapters import costs, items, migrations, watch, workers
from worker.adapters.db import Database
from worker.core.fetch.transitions import after_deferral
from worker.models import CounterOutcome, Reason, State, Step, Tally


def add_up(db):
    with db.transaction() as tx:
        return watch.add_up(tx)


def totals(db):
    with db.transaction() as tx:
        return watch.totals(tx)


def test_what_a_transaction_counts_is_one_row_and_then_part_of_the_totals(db, database):
    with db.transaction() as tx:
        tx.tally({(Tally.POLLS, "ok"): 2, (Tally.GAPS, ""): 0})
        tx.tally({(Tally.POLLS, "ok"): 1, (Tally.POLLS, "dns"): 1})
    assert query(database, "SELECT count(*) FROM newswire.tally_log") == [(1,)]
    assert totals(db) == {}
    assert add_up(db) == 1
    assert totals(db) == {("polls", "ok"): 3, ("polls", "dns"): 1}
    assert add_up(db) == 0
    assert totals(db) == {("polls", "ok"): 3, ("polls", "dns"): 1}


def test_any_word_is_counted_as_it_is(db):
    words = ("", "a b", 'say "x"', "back\\slash", "{a,b}", "NULL", "Ö")
    with db.transaction() as tx:
        tx.tally({(Tally.TAGS, word): 0.5 for word in words})
    add_up(db)
    assert totals(db) == {("tags", word): 0.5 for word in words}


def test_what_was_rolled_back_was_not_counted(db):
    with pytest.raises(RuntimeError), db.transaction() as tx:
        tx.tally({(Tally.POLLS, "ok"): 1})
        raise RuntimeError
    assert add_up(db) == 0


def test_those_who_count_the_same_wait_for_nobody(db, other):
    with db.transaction() as tx:
        tx.tally({(Tally.POLLS, "ok"): 1})
        tx.log_tallies()
        with other.transaction() as meanwhile:  # would run into its lock timeout, were it the same row
            meanwhile.tally({(Tally.POLLS, "ok"): 1})
        add_up(other)
        tx._tallies.clear()
    add_up(db)
    assert totals(db) == {("polls", "ok"): 2}


def test_totals_only_grow_while_several_count_and_several_add_up(db, database):
    seen = []
    done = threading.Event()

    def count():
        one = Database(database)
        for _ in range(40):
            with one.transaction() as tx:
                tx.tally({(Tally.POLLS, "ok"): 1, (Tally.POLLS, "dns"): 2})
        one.close()

    def add():
        one = Database(database)
        while not done.is_set():
            add_up(one)
            seen.append(totals(one).get(("polls", "ok"), 0))
        one.close()

    counting = [threading.Thread(target=count) for _ in range(3)]
    adding = [threading.Thread(target=add) for _ in range(2)]
    for thread in (*counting, *adding):
        thread.start()
    for thread in counting:
        thread.join()
    done.set()
    for thread in adding:
        thread.join()
    add_up(db)
    assert totals(db) == {("polls", "ok"): 120, ("polls", "dns"): 240}


def test_ends_and_costs_are_counted_by_step(db):
    with db.transaction() as tx:
        items.count(tx, Step.CLEAN, {(CounterOutcome.STORED, None): 2, (CounterOutcome.SKIPPED, Reason.EMPTY): 1})
        costs.add(tx, Step.CLEAN, items=3, cpu_seconds=0.5, seconds=1.5)
    add_up(db)
    assert totals(db) == {
        ("ended", "clean stored"): 2,
        ("ended", "clean skipped empty"): 1,
        ("tasks", "clean"): 1,
        ("task_items", "clean"): 3,
        ("task_seconds", "clean"): 1.5,
        ("task_cpu_seconds", "clean"): 0.5,
    }


def test_minutes_tell_what_was_done_and_how_late(db, database):
    with db.transaction() as tx:
        items.count(tx, Step.FETCH, {(CounterOutcome.FETCHED, None): 5, (CounterOutcome.RETRY, Reason.DNS): 1})
        items.count(tx, Step.CLEAN, {(CounterOutcome.SKIPPED, Reason.EMPTY): 2})
        items.count(tx, Step.POLL, {(CounterOutcome.NEW, None): 9, (CounterOutcome.SKIPPED, Reason.TOO_OLD): 4})
        tx.tally({(Tally.POLLS, "ok"): 3, (Tally.CHANGES, "created"): 4, (Tally.CHANGES, "revised"): 1})
        tx.tally({(Tally.FIRST_SEEN_TO_STORED, "60"): 3, (Tally.FIRST_SEEN_TO_STORED, "Infinity"): 1})
        tx.tally({(Tally.LANGUAGES, "en"): 4})
    add_up(db)
    with db.transaction() as tx:
        (minute,) = watch.throughput(tx, seconds=3600)
        late = watch.freshness(tx, seconds=3600)
    assert (minute.polls, minute.new_entries, minute.fetched, minute.stored) == (3, 9, 5, 4)
    assert (minute.revised, minute.not_stored, minute.retries) == (1, 2, 1)
    assert [(one.measure, one.up_to_seconds, one.articles) for one in late] == [
        ("first_seen_to_stored", 60.0, 3),
        ("first_seen_to_stored", float("inf"), 1),
    ]
    query(database, "UPDATE newswire.tally_minutes SET minute = minute - interval '25 hours'")
    with db.transaction() as tx:
        watch.delete_old(tx)
        assert watch.throughput(tx, seconds=1e6) == []


def depths(db):
    with db.transaction() as tx:
        return {q.step: (q.due, q.in_hand, q.waiting) for q in watch.queues(tx)}


def test_depths_are_those_of_newswire_status(db, database):
    ids = new_items(db, 8)
    new_items(db, 3, state=State.FETCHED)
    held = claim(db, ids[:2])
    waiting = claim(db, ids[2:5])
    with db.transaction() as tx:
        items.finish(tx, [after_deferral(one, 600.0) for one in waiting], step=Step.FETCH)
        counted = {q.step: (q.due, q.in_hand, q.waiting) for q in costs.queues(tx)}
    assert len(held) == 2
    assert depths(db) == counted == {"poll": (1, 0, 0), "fetch": (3, 2, 3), "clean": (3, 0, 0)}
    query(database, "UPDATE newswire.items SET next_attempt_at = now() - interval '90 s' WHERE state = 'fetched'")
    with db.transaction() as tx:
        oldest = {q.step: q.oldest_seconds for q in watch.queues(tx)}
    assert 90 <= oldest["clean"] < 150
    assert oldest["fetch"] < 60


def test_a_queue_of_more_than_5000_is_as_the_dispatcher_last_counted_it(db, database):
    feed_id = a_feed(db)
    statement = (
        "INSERT INTO newswire.items (url_hash, host, feed_id, source) SELECT n::text::bytea, 'h', %s, 's'"
        " FROM generate_series(1, %s) n ON CONFLICT DO NOTHING"
    )
    query(database, statement, feed_id, 6000)
    assert depths(db)["fetch"][0] == 5000
    with db.transaction() as tx:
        watch.save_queues(tx, costs.queues(tx))
    assert depths(db)["fetch"][0] == 6000
    query(database, "DELETE FROM newswire.items WHERE id > (SELECT min(id) + 99 FROM newswire.items)")
    assert depths(db)["fetch"][0] == 100
    with db.transaction() as tx:
        history = watch.queue_history(tx, seconds=60, slice_seconds=30)
    assert {(one.step, one.due) for one in history} == {("poll", 1), ("fetch", 6000)}


def test_consumers_hosts_feeds_and_quarantine_are_counted(db, database):
    first, second = a_feed(db), a_feed(db, url="https://example.org/other.xml")
    query(
        database, "INSERT INTO newswire.hosts (host, blocked_until) VALUES ('a', now() + interval '1 h'), ('b', now())"
    )
    query(
        database,
        "INSERT INTO newswire.hosts (host, robots_open, robots_until) VALUES ('c', false, now() + interval '1 h')",
    )
    query(
        database,
        "INSERT INTO newswire.quarantine (feed_id, step, error, message, attempts) VALUES (%s, 'poll', 'E', '', 5)",
        first,
    )
    query(database, "UPDATE newswire.feeds SET last_status = 'worker_died' WHERE id = %s", first)
    query(database, "INSERT INTO news.consumers (name) VALUES ('one'), ('two')")
    with db.transaction() as tx:
        assert watch.closed_hosts(tx) == {"asked": 1, "robots": 1}
        assert watch.quarantined(tx) == {("poll", "worker_died"): 1}
        assert [(lag.name, lag.waiting, lag.missed) for lag in watch.lags(tx)] == [("one", 0, False), ("two", 0, False)]
        pieces = [watch.feeds_after(tx, after, limit=1) for after in (0, first, second)]
    assert [[number for number, _ in piece] for piece in pieces] == [[first], [second], []]


def test_processes_are_counted_by_role_and_restarts_as_they_happen(db, database):
    dead = workers.Presence(db=Database(database), role="clean")
    dead.note(0.0)
    dead.db.close()
    alive = workers.Presence(db=Database(database), role="clean")
    until_dead = "SELECT 1 FROM newswire.processes WHERE NOT alive"
    while not query(database, until_dead):
        pass
    query(database, "UPDATE newswire.workers SET pid = pid + 1")  # both are this process
    alive.note(200.0)
    with db.transaction() as tx:
        (clean,) = watch.processes(tx)
    assert (clean.role, clean.alive) == ("clean", 1)
    assert 200 <= clean.idle_seconds < 260
    add_up(db)
    assert totals(db) == {("restarts", "clean"): 1}
    alive.db.close()


def test_the_role_that_watches_reads_numbers_and_nothing_else(database):
    migrations.allow_login(database, "newswire_monitor", "m")
    one = Database(f"postgresql://newswire_monitor:m@{database.partition('@')[2]}")
    with one.transaction() as tx:
        assert watch.totals(tx) == {}
        for asked in (watch.queues, watch.closed_hosts, watch.quarantined, watch.lags, watch.processes):
            asked(tx)
        watch.feeds_after(tx, 0, limit=10)
        watch.throughput(tx, seconds=60)
        watch.freshness(tx, seconds=60)
        watch.queue_history(tx, seconds=60, slice_seconds=10)
    one.close()
    forbidden = (
        "SELECT url FROM newswire.feeds", "SELECT id FROM newswire.items", "SELECT body FROM newswire.pages",
        "SELECT title FROM news.articles", "UPDATE newswire.tallies SET amount = 0",
        "INSERT INTO newswire.tally_log (names, labels, amounts) VALUES ('{}', '{}', '{}')",
        "DELETE FROM newswire.queue_samples", "CREATE TABLE newswire.mine ()",
    )  # fmt: skip
    with psycopg.connect(f"postgresql://newswire_monitor:m@{database.partition('@')[2]}", autocommit=True) as session:
        for statement in forbidden:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(statement)
        assert session.execute("SHOW statement_timeout").fetchone() == ("10s",)


def test_counts_of_before_the_totals_are_part_of_them(db, database):
    """As 0065_tallies has it for a database that has been counting for days."""
    with db.transaction() as tx:
        items.count(tx, Step.CLEAN, {(CounterOutcome.SKIPPED, Reason.EMPTY): 2, (CounterOutcome.STORED, None): 3})
        costs.add(tx, Step.CLEAN, items=5, cpu_seconds=0.5, seconds=1.5)
    add_up(db)
    counted = totals(db)
    query(database, "TRUNCATE newswire.tallies")
    text = next(one.text for one in migrations.migrations() if one.name == "0065_tallies")
    for statement in text.split(";\n"):
        if "INSERT INTO newswire.tallies (" in statement:
            query(database, statement)
    assert totals(db) == counted
