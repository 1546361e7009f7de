"""newswire retry: what ended without an article is asked for again, once."""

import pytest

from tests.support.database import a_feed, claim, new_item, query
from worker.adapters import items
from worker.adapters.db import Database
from worker.core.dedupe.verdicts import identity_hash
from worker.models import Reason, State, Step, Transition

URLS = [f"https://example.org/news/{number}" for number in range(3)]


@pytest.fixture
def db(database):
    made = Database(database)
    yield made
    made.close()


@pytest.fixture
def ended(db) -> list[int]:
    """Three items: refused by robots.txt, of a private network, another's page."""
    feed_id = a_feed(db)
    with db.transaction() as tx:
        items.add(tx, [new_item(url, feed_id=feed_id) for url in URLS])
        ids = [items.with_hashes(tx, [identity_hash(url)])[0][0] for url in URLS]
    for item_id, state, reason in zip(
        ids,
        (State.SKIPPED, State.SKIPPED, State.DUPLICATE),
        (Reason.ROBOTS, Reason.FORBIDDEN_ADDRESS, Reason.SAME_PAGE),
        strict=True,
    ):
        (one,) = claim(db, [item_id])
        with db.transaction() as tx:
            items.finish(tx, [Transition(item=one, state=state, reason=reason)], step=Step.FETCH)
    return ids


def states(database: str) -> list[tuple[str, str | None]]:
    return query(database, "SELECT state::text, reason FROM newswire.items ORDER BY id")


def test_all_with_a_reason_are_due_again_and_the_others_stay(db_run, database, ended):
    assert db_run("retry", "--reason", "forbidden_address").out == "1 item is due again\n"
    assert states(database) == [("skipped", "robots"), ("pending", None), ("duplicate", "same_page")]


def test_one_address_is_due_again_in_any_spelling(db_run, database, ended):
    assert db_run("retry", f"{URLS[2]}?utm_source=x").code == 0
    assert states(database)[2] == ("pending", None)
    assert "is pending, not skipped" in db_run("retry", URLS[2]).err


def test_what_is_refused_anew_while_the_command_runs_is_not_asked_for_without_an_end(db, database, ended):
    ((before,),) = query(database, "SELECT now()")
    with db.transaction() as tx:
        assert len(items.retry(tx, ids=None, reason="robots", before=before)) == 1
    query(database, "UPDATE newswire.items SET state = 'skipped', reason = 'robots', updated_at = now()")
    with db.transaction() as tx:
        assert items.retry(tx, ids=None, reason="robots", before=before) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "say which"),
        (("--reason", "robot"), "did you mean robots?"),
        (("--reason", "xyz"), "forbidden_address, robots, same_page"),
        (("https://elsewhere.example/",), "newswire feeds add https://elsewhere.example/"),
    ],
)
def test_what_cannot_be_asked_for_is_told_with_what_can(db_run, ended, words, says):
    said = db_run("retry", *words)
    assert said.code == 2
    assert says in said.err


def test_why_tells_how_to_ask_again(db_run, ended):
    assert f"`newswire retry {URLS[0]}` asks for it again." in db_run("why", URLS[0]).out
