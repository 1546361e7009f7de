"""Feeds against a real Postgres: claims, polls, and what the operator does with them."""

from dataclasses import replace

import psycopg
import pytest

from tests.support.builders import NOW, entry
from tests.support.database import a_feed, claim, new_items, query
from worker.adapters import feeds, items, maintenance
from worker.adapters.queries import queries
from worker.core.dedupe.verdicts import identity_hash
from worker.models import Failure, FeedRecord, SeenEntry

RECORD = FeedRecord(
    wait=600.0,
    interval=300.0,
    failures=0,
    state="active",
    status="ok",
    error=None,
    url="https://example.org/feed.xml",
    etag='"1"',
    last_modified="Fri",
    body_hash=b"hash",
    title="Example News",
    site_url="https://example.org/",
)


def take(db, *ids, seconds=60):
    with db.transaction() as tx:
        return feeds.claim(tx, ids, seconds=seconds)


def record(db, feed, **fields) -> bool:
    with db.transaction() as tx:
        return feeds.record_polls(tx, [(feed, replace(RECORD, **fields))]) == {feed.id}


def due(db):
    with db.transaction() as tx:
        return feeds.due(tx, limit=100)


def show(db, feed_id):
    with db.transaction() as tx:
        (row,) = feeds.listing(tx, str(feed_id))
    return row


def test_a_feed_is_added_once_and_keeps_its_first_title(db):
    with db.transaction() as tx:
        first, new = feeds.add(tx, url="https://example.org/f", source="A")
        again, newer = feeds.add(tx, url="https://example.org/f", source="B", title="Title")
        third, _ = feeds.add(tx, url="https://example.org/f", source="B", title="Other")
    assert (first, new, newer) == (again, True, False)
    assert third == first
    assert (show(db, first).title, show(db, first).source) == ("Title", "A")


def test_a_feed_of_ten_thousand_letters_is_a_feed(db):
    url = "https://example.org/" + "a" * 10_000
    feed_id = a_feed(db, url)
    assert show(db, feed_id).url == url
    with db.transaction() as tx:
        assert [row.id for row in feeds.listing(tx, url)] == [feed_id]


def test_two_workers_do_not_poll_one_feed(db, other):
    ids = [a_feed(db, f"https://example.org/{n}") for n in range(2)]
    assert [feed.id for feed in take(db, ids[0])] == ids[:1]
    assert [feed.id for feed in take(other, *ids)] == ids[1:]


def test_a_poll_is_recorded_and_the_feed_is_free_again(db, database):
    feed_id = a_feed(db)
    (feed,) = take(db, feed_id)
    assert feed.attempts == 1
    assert record(db, feed)
    row = show(db, feed_id)
    assert (row.last_status, row.title, row.interval_seconds) == ("ok", "Example News", 300.0)
    assert take(db, feed_id) == [], "not due yet"
    query(database, "UPDATE newswire.feeds SET next_poll_at = now()")
    (again,) = take(db, feed_id)
    assert (again.etag, again.last_modified, bytes(again.body_hash)) == ('"1"', "Fri", b"hash")
    assert (again.attempts, again.failures) == (1, 0)


def test_a_failed_poll_forgets_neither_title_nor_site(db, database):
    (feed,) = take(db, a_feed(db))
    record(db, feed)
    query(database, "UPDATE newswire.feeds SET next_poll_at = now()")
    (feed,) = take(db, feed.id)
    record(db, feed, status="timeout", error="no answer", failures=1, title=None, site_url=None)
    row = show(db, feed.id)
    assert (row.title, row.last_status, row.last_error, row.failures) == ("Example News", "timeout", "no answer", 1)


def test_who_lost_the_lease_records_nothing(db, other):
    feed_id = a_feed(db)
    (slow,) = take(db, feed_id, seconds=0)
    (fast,) = take(other, feed_id)
    assert not record(db, slow, title="slow")
    assert record(other, fast, title="fast")
    assert show(db, feed_id).title == "fast"
    assert not record(other, fast, title="twice")


def test_a_feed_given_back_does_not_count(db, database):
    (feed,) = take(db, a_feed(db))
    with db.transaction() as tx:
        feeds.release(tx, [(feed, 0.0)])
    query(database, "UPDATE newswire.feeds SET next_poll_at = now() - interval '1 s'")
    assert [again.attempts for again in take(db, feed.id)] == [1]


def test_a_move_onto_another_feed_is_seen_before_it_breaks_the_key(db):
    (feed,) = take(db, a_feed(db))
    a_feed(db, "https://example.org/other.xml")
    with db.transaction() as tx:
        assert feeds.address_taken(tx, feed, "https://example.org/other.xml")
        assert not feeds.address_taken(tx, feed, feed.url)
    assert record(db, feed, url="https://example.org/free.xml", moved_since=NOW)
    assert show(db, feed.id).url == "https://example.org/free.xml"


def test_what_somebody_waits_for_is_due_first_then_the_latest_against_its_own_rhythm(db, database):
    slow, quick, just = (a_feed(db, f"https://example.org/{n}") for n in range(3))
    waited_for = a_feed(db, "https://example.org/wanted", wanted=True)
    for feed_id, late, rhythm in ((slow, 600, 86_400), (quick, 60, 300), (just, 0, 300)):
        late_by = "UPDATE newswire.feeds SET next_poll_at = now() - make_interval(secs => %s), interval_seconds = %s"
        query(database, f"{late_by} WHERE id = %s", late, rhythm, feed_id)
    assert due(db) == [(waited_for, 0), (quick, 0), (slow, 0), (just, 0)]
    (polled,) = take(db, waited_for)
    record(db, polled, url=polled.url)
    assert query(database, "SELECT count(*) FROM newswire.feeds WHERE wanted") == [(0,)]


def test_feeds_that_are_resumed_or_told_to_backfill_go_first(db, database):
    ids = [a_feed(db, f"https://example.org/{n}") for n in range(3)]
    query(database, "UPDATE newswire.feeds SET next_poll_at = now() - interval '1 hour'")
    with db.transaction() as tx:
        feeds.set_state(tx, [ids[1]], "active")
        feeds.backfill(tx, ids[2])
    assert [feed_id for feed_id, _ in due(db)] == [ids[1], ids[2], ids[0]]


def test_one_that_is_added_to_wait_is_not_due_yet(db):
    a_feed(db, wait=60.0)
    assert due(db) == []


def test_many_polls_are_recorded_at_once_and_each_by_its_own_lease(db, other, database):
    first, second = (a_feed(db, f"https://example.org/{n}") for n in range(2))
    (mine,) = take(db, first)
    (lost,) = take(db, second, seconds=0)
    (theirs,) = take(other, second)
    with db.transaction() as tx:
        odd = replace(RECORD, url=mine.url, error="odd \x00 \ud800", skip_hours=(1, 2), whole_at=NOW)
        assert feeds.record_polls(tx, [(mine, odd), (lost, RECORD)]) == {first}
    assert (show(db, first).last_error, show(db, first).whole_at) == ("odd \ufffd \ufffd", NOW)
    assert query(database, "SELECT skip_hours, skip_days, body_hash FROM newswire.feeds WHERE id = %s", first) == [
        ([1, 2], [], b"hash")
    ]
    assert record(other, theirs)


def test_paused_held_and_later_feeds_are_not_due(db):
    paused, held, later = (a_feed(db, f"https://example.org/{n}") for n in range(3))
    with db.transaction() as tx:
        assert feeds.set_state(tx, [paused], "paused") == [paused]
    take(db, held)
    (feed,) = take(db, later)
    record(db, feed)
    assert due(db) == []
    assert take(db, paused) == []
    with db.transaction() as tx:
        assert feeds.set_state(tx, [paused, later + 1], "active") == [paused]
    assert due(db) == [(paused, 0)]


def test_feeds_are_named_by_id_or_address(db):
    ids = [a_feed(db, f"https://example.org/{n}") for n in range(3)]
    words = [str(ids[0]), "https://example.org/1", "https://example.org/none", f"0{ids[2]}", "1 OR true", "9" * 30, ""]
    with db.transaction() as tx:
        assert feeds.find(tx, words) == [(str(ids[0]), ids[0]), ("https://example.org/1", ids[1])]


def test_a_few_feeds_of_thousands_are_found_without_reading_all(db, database):
    query(
        database,
        """INSERT INTO newswire.feeds (url, url_hash, source)
        SELECT 'https://example.org/' || n, sha256(convert_to('https://example.org/' || n, 'UTF8')), 'Pier'
        FROM generate_series(1, 20000) n""",
    )
    query(database, "ANALYZE newswire.feeds")
    with psycopg.connect(database) as connection:
        explained = b"EXPLAIN " + queries()["find_feeds"]
        plan = "\n".join(row[0] for row in connection.execute(explained, {"names": ["7", "https://example.org/9"]}))
    assert "Seq Scan on feeds" not in plan, plan


def test_the_operators_word_is_not_overwritten_by_a_poll_in_hand(db):
    feed_id = a_feed(db)
    (feed,) = take(db, feed_id)
    with db.transaction() as tx:
        feeds.set_state(tx, [feed_id], "paused")
    record(db, feed)
    assert show(db, feed_id).state == "paused"


def test_a_removed_feed_takes_its_entries_and_leaves_its_items(db, database):
    feed_id = a_feed(db)
    (one,) = new_items(db, 1, feed_id=feed_id)
    (feed,) = take(db, feed_id)
    (item,) = claim(db, [one])
    seen = SeenEntry(entry=entry(url=item.url), key="k", fingerprint=b"f")
    with db.transaction() as tx:
        feeds.save_entries(tx, feed, [(seen, identity_hash(item.url))])
        assert [row.entries for row in feeds.listing(tx)] == [1]
        assert feeds.remove(tx, [feed_id]) == 1
        assert feeds.remove(tx, [feed_id]) == 0
    assert query(database, "SELECT (SELECT count(*) FROM newswire.entries), feed_id FROM newswire.items") == [(0, None)]


def test_entries_are_known_by_their_key_and_renewed(db):
    (feed,) = take(db, a_feed(db))
    long_key = "guid:" + "é" * 5_000
    with db.transaction() as tx:
        for fingerprint in (b"1", b"2"):
            said = [SeenEntry(entry=entry(url=None), key=key, fingerprint=fingerprint) for key in ("a", long_key)]
            feeds.save_entries(tx, feed, [(seen, b"none") for seen in said])
        known = {one.key: one.fingerprint for one in feeds.known(tx, feed.id, ["a", long_key, "c"])}
        assert feeds.known(tx, feed.id + 1, ["a"]) == []
    assert known == {"a": b"2", long_key: b"2"}


def test_a_feed_that_kills_its_workers_is_put_away_and_comes_back(db, database):
    feed_id, other_id = a_feed(db), a_feed(db, "https://example.org/other.xml")
    query(database, "UPDATE newswire.feeds SET attempts = 5 WHERE id = %s", feed_id)
    with db.transaction() as tx:
        assert [row[:2] for row in feeds.exhausted(tx, max_attempts=5)] == [(feed_id, 5)]
        feeds.quarantine(tx, feed_id, failure=Failure(error="WorkerDied", message="killed"), attempts=5)
    assert [feed_ for feed_, _ in due(db)] == [other_id]
    with db.transaction() as tx:
        (row,) = items.list_quarantine(tx, reason="worker_died")
        assert (row.feed_id, row.step, row.url) == (feed_id, "poll", "https://example.org/feed.xml")
        item_ids, feed_ids = items.release_quarantine(tx, ids=[row.id])
        feeds.revive(tx, feed_ids)
    assert (item_ids, feed_ids) == ([], [feed_id])
    assert (feed_id, 0) in due(db)


def test_resuming_a_feed_takes_it_out_of_quarantine(db):
    feed_id = a_feed(db)
    with db.transaction() as tx:
        feeds.quarantine(tx, feed_id, failure=Failure(error="WorkerDied", message="killed"), attempts=5)
        feeds.set_state(tx, [feed_id], "active")
        assert items.list_quarantine(tx) == []


@pytest.mark.parametrize("attempts", [0, 4])
def test_a_claim_of_a_dead_session_is_counted(db, other, database, attempts):
    feed_id = a_feed(db)
    query(database, "UPDATE newswire.feeds SET attempts = %s", attempts)
    take(other, feed_id)
    query(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = (SELECT backend_pid FROM newswire.feeds)",
    )
    for _ in range(500):
        with db.transaction() as tx:
            if maintenance.rescue_orphans(tx):
                break
    assert due(db) == [(feed_id, attempts + 1)]


def test_of_entries_that_share_a_page_or_guid_the_last_seen_are_known_and_no_more(db, database, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_KNOWN", 2)
    (feed,) = take(db, a_feed(db))
    with db.transaction() as tx:
        for key in "abcd":
            seen = SeenEntry(key=key, entry=entry(), fingerprint=b"1", page_hash=b"page", guid_hash=b"guid")
            feeds.save_entries(tx, feed, [(seen, b"")])
    query(database, "UPDATE newswire.entries SET last_seen_at = now() - (ascii(key) - 96) * interval '1 hour'")
    with db.transaction() as tx:
        for named in ({"pages": [b"page"]}, {"guids": [b"guid"]}):
            assert sorted(one.key for one in feeds.known(tx, feed.id, ["d"], **named)) == ["a", "b", "d"]


def test_entries_are_found_by_their_titles_the_last_seen_first(db, database, monkeypatch):
    monkeypatch.setattr(feeds, "MOST_KNOWN", 2)
    (feed,) = take(db, a_feed(db))
    with db.transaction() as tx:
        for key in "abcd":
            seen = SeenEntry(key=key, entry=entry(), fingerprint=b"1", title_hash=b"fog" if key != "b" else b"ice")
            feeds.save_entries(tx, feed, [(seen, b"")])
    query(database, "UPDATE newswire.entries SET last_seen_at = now() - (ascii(key) - 96) * interval '1 hour'")
    with db.transaction() as tx:
        assert [one.key for one in feeds.known_by_title(tx, feed.id, [b"fog", b"sun"])] == ["a", "c"]
        assert feeds.known_by_title(tx, feed.id + 1, [b"fog"]) == []
        assert feeds.known_by_title(tx, feed.id, []) == []


def test_it_is_known_what_has_never_been_polled(db):
    with db.transaction() as tx:
        assert feeds.unpolled(tx) == 0
    (feed,) = take(db, a_feed(db))
    with db.transaction() as tx:
        assert feeds.unpolled(tx) == 1
    record(db, feed)
    with db.transaction() as tx:
        assert feeds.unpolled(tx) == 0
