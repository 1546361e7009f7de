"""The table of sketches: what a batch meets again."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from benchmarks.copies import invented
from tests.support.builders import cleaned, draft, item
from tests.support.database import query
from worker.adapters import sketches
from worker.adapters.db import Database
from worker.core.dedupe.sketch import KEYS_STORED
from worker.models import Action, Verdict

TEXT, OTHER, THIRD = ("\n\n".join(text) for text in invented(3))


def one(number: int, text: str):
    return cleaned(item(id=number, url=f"https://site{number}.example/a"), draft(text=text))


def store(db: Database, number: int, text: str, **verdict) -> None:
    with db.transaction() as tx:
        sketches.save(tx, [(one(number, text), Verdict(**{"action": Action.CREATE, "article_id": number, **verdict}))])


def test_a_batch_meets_the_copies_of_each_of_its_texts(db):
    store(db, 1, TEXT)
    store(db, 2, OTHER)
    with db.transaction() as tx:
        found = sketches.near(tx, [one(10, THIRD), one(11, TEXT[:2000]), one(12, OTHER + THIRD[:300])])
    assert {number: [c.original for c in candidates] for number, candidates in found.items()} == {11: [1], 12: [2]}
    assert found[11][0].sketch.keys == one(1, TEXT).sketch.keys[:KEYS_STORED]


def test_a_copy_of_a_copy_leads_to_the_original(db):
    store(db, 2, TEXT, copy_of=1)
    with db.transaction() as tx:
        assert [c.original for c in sketches.near(tx, [one(3, TEXT)])[3]] == [1]


def test_a_revision_is_met_under_its_new_text(db):
    store(db, 1, TEXT)
    store(db, 1, OTHER, action=Action.REVISE)
    with db.transaction() as tx:
        assert set(sketches.near(tx, [one(2, TEXT), one(3, OTHER)])) == {3}


def test_a_text_without_a_sketch_is_passed_over(db):
    store(db, 1, "Too short.")
    with db.transaction() as tx:
        assert sketches.near(tx, [one(2, "Too short.")]) == {}


def test_old_sketches_go(db):
    store(db, 1, TEXT)
    with db.transaction() as tx:
        assert sketches.delete_old(tx, days=1) == 0
        assert sketches.delete_old(tx, days=0) == 1
        assert sketches.near(tx, [one(2, TEXT)]) == {}


def test_a_key_that_thousands_share_hides_no_copy(db, database):
    store(db, 1, TEXT)
    common = one(1, TEXT).sketch.keys[:4]
    with db.transaction() as tx:
        tx._connection.execute(
            "INSERT INTO newswire.sketches SELECT n, n, %s::bigint[] || n, '', '', 100, now(), now()"
            " FROM generate_series(1000, 6000) n",
            [list(common)],
        )
    with db.transaction() as tx:
        (found,) = sketches.near(tx, [one(2, TEXT)]).values()
    assert found[0].original == 1
    assert len(found) == 20


def test_who_locks_waits_for_many_batches_before_it(db):
    timeout = "SELECT current_setting('lock_timeout')"
    with db.transaction() as tx:
        sketches.lock(tx, [one(1, TEXT), one(2, OTHER)])
        assert tx._connection.execute(timeout).fetchone() == ("25s",)
    with db.transaction() as tx:
        assert tx._connection.execute(timeout).fetchone() == ("5s",)


def test_a_text_is_held_for_each_of_its_parts_until_the_end_and_leaves_nothing(db, database):
    held = one(1, TEXT)
    keys = {int.from_bytes(held.content_hash[:8], signed=True), *held.sketch.keys[:4]}
    take = "INSERT INTO newswire.text_locks (key) VALUES (%s) ON CONFLICT DO NOTHING"
    with psycopg.connect(database) as other:
        other.execute("SET lock_timeout = '50ms'")
        with db.transaction() as tx:
            sketches.lock(tx, [held])
            for key in keys:
                with pytest.raises(psycopg.errors.LockNotAvailable), other.transaction():
                    other.execute(take, [key])
            other.execute(take, [max(keys) - 1])
        for key in keys:
            assert other.execute(take, [key]).rowcount == 1
        other.rollback()
    assert query(database, "SELECT count(*) FROM newswire.text_locks") == [(0,)]


def test_a_text_lock_that_was_left_behind_still_locks_and_goes(db, database):
    held = one(1, TEXT)
    query(database, "INSERT INTO newswire.text_locks (key) VALUES (%s)", held.sketch.keys[0])
    with db.transaction() as tx:
        sketches.lock(tx, [held])
        with psycopg.connect(database) as other, pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("SET lock_timeout = '50ms'")
            other.execute("INSERT INTO newswire.text_locks (key) VALUES (%s)", [held.sketch.keys[0]])
    assert query(database, "SELECT count(*) FROM newswire.text_locks") == [(0,)]


def waits_for_a_lock(database: str) -> bool:
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)").fetchone()[0]


def test_two_batches_with_one_text_do_not_both_find_nothing(db, database):
    """Both begin before either has committed."""

    def second() -> list[int]:
        session = Database(database)
        with session.transaction() as tx:
            sketches.lock(tx, [one(2, OTHER), one(3, "Breaking. " + TEXT)])
            found = sketches.near(tx, [one(3, "Breaking. " + TEXT)])
        session.close()
        return [candidate.original for candidate in found.get(3, [])]

    with ThreadPoolExecutor(1) as pool:
        with db.transaction() as tx:
            sketches.lock(tx, [one(1, TEXT), one(4, THIRD)])
            running = pool.submit(second)
            while not waits_for_a_lock(database):
                assert not running.done()
            sketches.save(tx, [(one(1, TEXT), Verdict(action=Action.CREATE, article_id=1))])
        assert running.result(20) == [1]
