"""Items against a real Postgres: claims, fences, and whatever a page may hold."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.support.builders import entry, page
from tests.support.database import a_feed, claim, new_item, new_items, query
from worker.adapters import costs, feeds, items, maintenance
from worker.adapters.db import Database
from worker.core.dedupe.verdicts import identity_hash
from worker.core.feeds.names import plain_key
from worker.models import Failure, SeenEntry, State, Transition

PENDING, FETCHED, STORED = State.PENDING, State.FETCHED, State.STORED


def finish(db, transitions, step="fetch") -> set[int]:
    with db.transaction() as tx:
        ours = items.finish(tx, transitions, step=step)
        items.count_transitions(tx, transitions, ours, step=step)
        return set(ours)


def state_of(database: str, item_id: int) -> tuple:
    fields = "state::text, reason, attempts, lease_token IS NOT NULL, next_attempt_at > now()"
    return query(database, f"SELECT {fields} FROM newswire.items WHERE id = %s", item_id)[0]


def enqueued(db, state=PENDING, *, quiet: float = 0.0) -> list[tuple[int, int]]:
    with db.transaction() as tx:
        return sorted(items.due(tx, state, quiet=quiet, limit=100))


def age_enqueued(database: str) -> None:
    query(database, "UPDATE newswire.items SET enqueued_at = now() - interval '1 hour'")


# ── one row per address ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_address_is_one_item_however_often_it_is_found(db, database):
    feed_id = a_feed(db)
    for url in ("https://example.org/a", "http://www.example.org/a/"):
        with db.transaction() as tx:
            items.add(tx, [new_item(url, feed_id=feed_id)])
    assert query(database, "SELECT url FROM newswire.items") == [("https://example.org/a",)]


def test_two_polls_with_the_same_news_in_another_order_do_not_deadlock(db, other, database):
    feed_id = a_feed(db)
    urls = [f"https://example.org/{place}" for place in range(300)]
    orders = (urls, urls[::-1])
    barrier = threading.Barrier(2)

    def add(which: int) -> None:
        with (db, other)[which].transaction() as tx:
            barrier.wait()
            items.add(tx, [new_item(url, feed_id=feed_id) for url in orders[which]])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(add, (0, 1)))
    assert query(database, "SELECT count(*) FROM newswire.items") == [(300,)]


# ── claims ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_one_has_claimed_nobody_else_gets(db, other):
    ids = new_items(db, 3)
    assert [item.id for item in claim(db, ids[:2])] == ids[:2]
    assert [item.id for item in claim(other, ids)] == ids[2:]
    assert claim(db, ids) == []


def test_many_that_want_the_same_rows_get_each_once(db, database):
    ids = new_items(db, 60)
    sessions = [Database(database) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        taken = [item.id for got in pool.map(lambda session: claim(session, ids), sessions) for item in got]
    for session in sessions:
        session.close()
    assert Counter(taken) == Counter(ids)


def test_an_attempt_is_counted_before_the_risky_work(db, database):
    (one,) = new_items(db, 1)
    (item,) = claim(db, [one])
    assert item.attempts == 1
    assert state_of(database, one)[2] == 1


def test_what_failed_before_is_taken_only_alone(db, database):
    ids = new_items(db, 3)
    query(database, "UPDATE newswire.items SET attempts = 1 WHERE id = %s", ids[0])
    assert [item.id for item in claim(db, ids)] == ids[1:]
    assert [item.id for item in claim(db, ids[:1])] == ids[:1]


def test_an_item_is_claimed_only_in_its_state_and_when_its_time_has_come(db):
    (one,) = new_items(db, 1)
    assert claim(db, [one], FETCHED) == []
    (item,) = claim(db, [one])
    finish(db, [Transition(item=item, state=PENDING, reason="timeout", wait=60)])
    assert claim(db, [one]) == []


def test_a_claim_tells_what_is_to_be_done(db, database):
    feed_id = a_feed(db, free_only=True)
    (one,) = new_items(db, 1, feed_id=feed_id)
    (item,) = claim(db, [one])
    assert (item.url, item.known_url, item.host) == ("https://example.org/news/pending/0",) * 2 + ("example.org",)
    assert (item.source, item.free_only, item.stored, item.hops) == ("Example", True, False, 0)
    query(database, "DELETE FROM newswire.feeds")
    finish(db, [Transition(item=item, state=PENDING, counted=False)])
    assert [item.free_only for item in claim(db, [one])] == [False]


# ── fences ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_lost_the_lease_writes_nothing(db, other, database):
    ids = new_items(db, 2)
    slow = claim(db, ids, seconds=0)
    (fast,) = claim(other, ids[:1])
    assert fast.attempts == 2
    ours = finish(db, [Transition(item=item, state=State.SKIPPED, reason="late") for item in slow])
    assert ours == {ids[1]}, "a lease that lapsed but that nobody took is still ours"
    assert state_of(database, ids[0])[:2] == ("pending", None)
    assert finish(other, [Transition(item=fast, state=FETCHED)]) == {ids[0]}
    counted = query(database, "SELECT outcome, reason, items FROM newswire.counters ORDER BY 1")
    assert counted == [("fetched", "", 1), ("skipped", "late", 1)]


def test_an_ending_frees_the_row_and_starts_the_next_state_afresh(db, database):
    (one,) = new_items(db, 1)
    (item,) = claim(db, [one])
    finish(db, [Transition(item=item, state=FETCHED)])
    assert state_of(database, one) == ("fetched", None, 0, False, False)
    (item,) = claim(db, [one], FETCHED)
    assert item.attempts == 1


def test_a_wait_keeps_the_count_and_what_was_not_tried_gives_it_back(db, database):
    ids = new_items(db, 2)
    failed, paced = claim(db, ids)
    finish(
        db,
        [
            Transition(item=failed, state=PENDING, reason="timeout", wait=60),
            Transition(item=paced, state=PENDING, reason="paced", wait=5, counted=False),
        ],
    )
    assert state_of(database, ids[0]) == ("pending", "timeout", 1, False, True)
    assert state_of(database, ids[1]) == ("pending", "paced", 0, False, True)


def test_where_a_redirect_led_is_asked_next_and_waiting_does_not_forget_it(db, database):
    (one,) = new_items(db, 1)
    there = "https://other.example/a"
    (item,) = claim(db, [one])
    finish(db, [Transition(item=item, state=PENDING, fetch_url=there, host="other.example", counted=False)])
    for _ in range(3):
        (item,) = claim(db, [one])
        assert (item.url, item.host, item.hops) == (there, "other.example", 1)
        finish(db, [Transition(item=item, state=PENDING, reason="paced", wait=5, counted=False)])
        query(database, "UPDATE newswire.items SET next_attempt_at = now()")


def test_an_error_is_kept_with_what_was_tried(db, database):
    (one,) = new_items(db, 1)
    (item,) = claim(db, [one])
    failure = Failure(error="BadInput", message="odd \x00 \ud800 page", traceback="line\x001")
    finish(db, [Transition(item=item, state=State.QUARANTINED, reason="odd", error=failure)])
    with db.transaction() as tx:
        (row,) = items.list_quarantine(tx)
    assert (row.item_id, row.step, row.reason, row.error, row.attempts) == (one, "fetch", "odd", "BadInput", 1)
    assert (row.message, row.traceback) == ("odd \ufffd \ufffd page", "line\ufffd1")


@pytest.mark.parametrize(("kept", "state"), [(True, "fetched"), (False, "pending")])
def test_a_retry_goes_back_to_the_step_that_can_be_done(db, database, kept, state):
    (one,) = new_items(db, 1)
    (item,) = claim(db, [one])
    failure = Failure(error="BadInput", message="odd")
    with db.transaction() as tx:
        if kept:
            items.save_pages(tx, [(one, page())])
        items.finish(tx, [Transition(item=item, state=State.QUARANTINED, reason="odd", error=failure)], step="clean")
        assert items.release_quarantine(tx, reason="another") == ([], [])
        assert items.release_quarantine(tx, reason="odd") == ([one], [])
        assert items.list_quarantine(tx) == []
    assert state_of(database, one) == (state, None, 0, False, False)
    assert enqueued(db, State(state), quiet=300) == [(one, 0)]


# ── orphans ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def rescue_orphans(db) -> int:
    with db.transaction() as tx:
        return maintenance.rescue_orphans(tx)


def test_the_claims_of_a_session_end_with_it_and_those_of_a_live_one_do_not(db, other, database):
    ids = new_items(db, 4)
    feed_id = a_feed(db)
    dying, living = claim(other, ids[:2]), claim(db, ids[2:3])
    with other.transaction() as tx:
        feeds.claim(tx, [feed_id], seconds=60)
    assert rescue_orphans(db) == 0
    other.close()
    assert _eventually(lambda: rescue_orphans(db)) == 3
    assert [item.id for one in ids for item in claim(db, [one])] == [*ids[:2], ids[3]]
    assert finish(db, [Transition(item=dying[0], state=STORED)]) == set(), (
        "the fence holds against who only lost its session"
    )
    assert finish(db, [Transition(item=living[0], state=STORED)]) == {ids[2]}
    assert query(database, "SELECT backend_pid FROM newswire.feeds") == [(None,)]


def test_a_claim_of_another_role_is_not_taken_for_an_orphan(db, other, database):
    """pg_stat_activity hides from a plain role when the sessions of others began."""
    (one,) = new_items(db, 1)
    claim(other, [one])
    with db.transaction() as tx:
        tx._connection.execute("SET LOCAL ROLE newswire_writer")
        assert maintenance.rescue_orphans(tx) == 0
    assert state_of(database, one)[3]


def _eventually(ask):
    """What `ask` says first that is not nothing: Postgres needs a moment to see that a session has ended."""
    for _ in range(200):
        if said := ask():
            return said
        threading.Event().wait(0.02)
    return None


# ── due ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_due_item_is_enqueued_once_and_again_when_it_has_been_quiet_for_long(db, database):
    (one,) = new_items(db, 1)
    assert enqueued(db, quiet=300) == [], "the poll that added it rings"
    age_enqueued(database)
    assert enqueued(db, quiet=300) == [(one, 0)]
    assert enqueued(db, quiet=300) == []
    assert enqueued(db) == [(one, 0)]


def test_what_is_held_ended_or_later_is_not_due(db, database):
    ids = new_items(db, 4)
    held, ended, later = claim(db, ids[:3])
    assert held.id == ids[0]
    finish(db, [Transition(item=ended, state=STORED), Transition(item=later, state=PENDING, reason="timeout", wait=60)])
    age_enqueued(database)
    assert enqueued(db) == [(ids[3], 0)]


def test_two_dispatchers_share_what_is_due(db, other):
    new_items(db, 1)
    with db.transaction() as tx, other.transaction() as second:
        assert len(items.due(tx, PENDING, quiet=0, limit=10)) == 1
        assert items.due(second, PENDING, quiet=0, limit=10) == []


def test_what_kills_its_process_is_put_away_after_its_attempts(db, database):
    killer, held = new_items(db, 2)
    query(database, "UPDATE newswire.items SET attempts = 5")
    claim(db, [held])
    with db.transaction() as tx:
        assert items.exhausted(tx, max_attempts=5) == [
            (killer, "pending", 5, query(database, "SELECT url FROM newswire.items WHERE id = %s", killer)[0][0])
        ]
        assert items.exhausted(tx, max_attempts=5) == []
    assert state_of(database, killer)[:2] == ("quarantined", "worker_died")


# ── order ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_batches_that_end_the_same_ways_in_another_order_do_not_deadlock(db, database):
    ids = new_items(db, 80)
    sessions = [Database(database) for _ in range(2)]
    claims = [claim(sessions[0], ids[::2]), claim(sessions[1], ids[1::2])[::-1]]
    barrier = threading.Barrier(2)
    reasons = [f"reason {number}" for number in range(10)]

    def end(which: int) -> int:
        barrier.wait()
        done = 0
        for start in range(0, 40, 10):
            batch = zip(claims[which][start : start + 10], reasons[:: 1 - 2 * which], strict=True)
            done += len(finish(sessions[which], [Transition(item=i, state=State.SKIPPED, reason=r) for i, r in batch]))
        return done

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(end, (0, 1))) == [40, 40]
    for session in sessions:
        session.close()
    with db.transaction() as tx:
        assert [count.items for count in costs.counters(tx, days=1)] == [8] * 10


# ── whatever a page may hold ──────────────────────────────────────────────────────────────────────────────────────────

LONG_URL = "https://example.org/" + "a" * 10_000
ODD_PAGES = {
    "nothing": page(b""),
    "NUL and bytes that are no text": page(b"\x00\xff\xfe" * 50),
    "three megabytes that do not compress": page(b"".join(uuid4().bytes for _ in range(190_000))),
    "a header with NUL and a lone surrogate": page(headers={"x-odd": "a\x00b\udc80c", "content-type": "text/html"}),
    "an address of ten thousand letters": page(url=LONG_URL),
}
KEPT = {
    "a header with NUL and a lone surrogate": page(headers={"x-odd": "a\ufffdb\ufffdc", "content-type": "text/html"})
}


@pytest.mark.parametrize("name", ODD_PAGES)
def test_a_page_is_kept_as_it_came(db, name):
    (one,) = new_items(db, 1)
    with db.transaction() as tx:
        items.save_pages(tx, [(one, ODD_PAGES[name])])
        kept = items.load_pages(tx, [one])[one].unpacked().page
    expected = KEPT.get(name, ODD_PAGES[name])
    assert (kept.url, kept.status, kept.headers, kept.body) == (
        expected.url,
        expected.status,
        expected.headers,
        expected.body,
    )


def test_a_later_page_takes_the_place_of_the_earlier(db):
    (one,) = new_items(db, 1)
    with db.transaction() as tx:
        items.save_pages(tx, [(one, page(b"first"))])
        items.save_pages(tx, [(one, page(b"second"))])
        assert items.load_pages(tx, [one])[one].unpacked().page.body == b"second"


def test_an_address_of_ten_thousand_letters_is_an_item(db, database):
    feed_id = a_feed(db)
    with db.transaction() as tx:
        items.add(tx, [new_item(LONG_URL, feed_id=feed_id)])
    assert query(database, "SELECT length(url) FROM newswire.items") == [(len(LONG_URL),)]


def test_the_latest_word_of_any_feed_is_read_back(db, database):
    first, second = a_feed(db), a_feed(db, "https://example.org/other.xml")
    url = "https://example.org/news/1"
    with db.transaction() as tx:
        items.add(tx, [new_item(url, feed_id=first)])
    said = [
        entry(url=url, title="odd \x00 \ud800", authors=("A",), content="x" * 3_000_000),
        entry(url=url, title="later", guid="\x00"),
    ]
    for feed_id, one in zip((first, second), said, strict=True):
        with db.transaction() as tx:
            (claimed,) = feeds.claim(tx, [feed_id], seconds=60)
            seen = SeenEntry(entry=one, key=plain_key(one), fingerprint=b"f")
            feeds.save_entries(tx, claimed, [(seen, identity_hash(url))])
            ((item_id, _, _),) = items.with_hashes(tx, [identity_hash(url)])
            (kept,) = items.load_entries(tx, [item_id]).values()
            known = feeds.known(tx, feed_id, [plain_key(one)])
        assert kept.title == one.title.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
        assert (kept.authors, kept.content) == (one.authors, one.content)
        assert [known_one.fingerprint for known_one in known] == [seen.fingerprint]


def test_articles_and_what_ended_as_nothing_are_looked_at_again(db, database):
    ids = new_items(db, 3)
    claimed = claim(db, ids)
    states = (STORED, State.SKIPPED, State.DUPLICATE)
    finish(db, [Transition(item=i, state=s, reason="x") for i, s in zip(claimed, states, strict=True)])
    with db.transaction() as tx:
        assert sorted(items.recheck(tx, ids)) == [(ids[0], PENDING), (ids[1], PENDING)]
        assert items.recheck(tx, ids) == []
    assert state_of(database, ids[0]) == ("pending", None, 0, False, False)


def test_pages_past_their_time_are_deleted(db, database):
    ids = new_items(db, 2)
    with db.transaction() as tx:
        items.save_pages(tx, [(one, page()) for one in ids])
    query(database, "UPDATE newswire.pages SET fetched_at = now() - interval '31 days' WHERE item_id = %s", ids[0])
    with db.transaction() as tx:
        assert maintenance.delete_old_pages(tx, days=30) == 1
        assert maintenance.delete_old_pages(tx, days=30) == 0
    assert query(database, "SELECT item_id FROM newswire.pages") == [(ids[1],)]
