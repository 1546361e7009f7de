"""Another look at the page of an article: when it falls due, what is sent along, and when it ends."""

from tests.support.builders import page
from tests.support.database import claim, new_items, query
from worker.adapters import items
from worker.models import State, Transition

NOTHING_DUE = "UPDATE newswire.items SET recheck_at = now() - interval '1 second' WHERE recheck_at IS NOT NULL"


def stored(db, *, recheck_in: float | None) -> int:
    (number,) = new_items(db, 1)
    end(db, number, State.PENDING, recheck_in=recheck_in)
    return number


def end(db, number: int, state: State, *, recheck_in: float | None) -> None:
    (one,) = claim(db, [number], state)
    with db.transaction() as tx:
        items.finish(tx, [Transition(item=one, state=State.STORED, recheck_in=recheck_in)], step="fetch")


def begin(db) -> int:
    with db.transaction() as tx:
        return items.begin_rechecks(tx, limit=10)


def test_a_look_falls_due_when_its_time_comes_and_only_then(db, database):
    number = stored(db, recheck_in=3600)
    assert begin(db) == 0
    query(database, NOTHING_DUE)
    assert begin(db) == 1
    assert begin(db) == 0
    (one,) = claim(db, [number], State.PENDING)
    assert one.recheck
    assert 0 <= one.age < 60


def test_the_last_look_leaves_nothing_to_come(db, database):
    number = stored(db, recheck_in=3600)
    query(database, NOTHING_DUE)
    begin(db)
    end(db, number, State.PENDING, recheck_in=None)
    assert query(database, "SELECT state::text, recheck_at FROM newswire.items") == [("stored", None)]


def test_what_a_feed_announced_is_no_look(db, database):
    stored(db, recheck_in=3600)
    with db.transaction() as tx:
        ((number, state),) = items.recheck(tx, [row[0] for row in query(database, "SELECT id FROM newswire.items")])
    (one,) = claim(db, [number], state)
    assert not one.recheck


def test_the_servers_validators_are_kept_with_the_page(db):
    numbers = new_items(db, 2)
    headers = {"etag": '"v1"', "last-modified": "Sun, 22 Nov 2026 12:00:00 GMT", "content-type": "text/html"}
    with db.transaction() as tx:
        items.save_pages(tx, [(numbers[0], page(headers=headers)), (numbers[1], page())])
        found = items.validators(tx, numbers)
    assert (found[numbers[0]].etag, found[numbers[0]].last_modified) == ('"v1"', headers["last-modified"])
    assert (found[numbers[1]].etag, found[numbers[1]].last_modified) == (None, None)
