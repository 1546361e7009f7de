"""Hosts against a real Postgres: all workers together keep to a host's pace."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.support.database import a_feed, query
from worker.adapters import hosts
from worker.adapters.db import Database
from worker.adapters.hosts import RobotsRecord

HOST = "example.org"


def reserve(db, wanted, *, pace=2.0, horizon=20.0):
    with db.transaction() as tx:
        return hosts.reserve(tx, wanted, pace=pace, horizon=horizon)


def robots(host=HOST, **fields) -> RobotsRecord:
    return RobotsRecord(**{"host": host, "body": b"", "is_open": True, "keep": 60.0, "crawl_delay": None, **fields})


def test_starts_lie_a_pace_apart_across_workers(db, other):
    first = reserve(db, {HOST: 3})[HOST]
    second = reserve(other, {HOST: 2})[HOST]
    assert (first.granted, first.spacing) == (3, 2.0)
    assert first.first_in == pytest.approx(0, abs=1)
    assert second.first_in == pytest.approx(first.first_in + 3 * 2.0, abs=2)


def test_workers_that_ask_at_once_get_slots_of_their_own(db, database):
    sessions = [Database(database) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda session: reserve(session, {HOST: 2}, pace=100, horizon=900)[HOST], sessions))
    for session in sessions:
        session.close()
    starts = sorted(slots.first_in + place * slots.spacing for slots in got for place in range(slots.granted))
    assert len(starts) == 8
    assert all(later - earlier > 90 for earlier, later in pairwise(starts))


def test_no_more_is_granted_than_may_start_within_the_horizon(db):
    assert reserve(db, {HOST: 50}, pace=5, horizon=19)[HOST].granted == 4
    for _ in range(2):
        late = reserve(db, {HOST: 1}, pace=5, horizon=12)[HOST]
        assert late.granted == 0
        assert late.first_in == pytest.approx(20, abs=4), "and no slot was taken"


def test_what_was_not_used_in_the_past_is_not_saved_up(db, database):
    reserve(db, {HOST: 1})
    query(database, "UPDATE newswire.hosts SET next_request_at = now() - interval '1 hour'")
    reserve(db, {HOST: 1})
    assert reserve(db, {HOST: 1})[HOST].first_in > 1


def test_a_crawl_delay_slows_down_and_never_speeds_up(db):
    with db.transaction() as tx:
        hosts.save_robots(tx, [robots(crawl_delay=7.0), robots("quick.example", crawl_delay=0.1)])
    assert reserve(db, {HOST: 1})[HOST].spacing == 7.0
    assert reserve(db, {"quick.example": 1})["quick.example"].spacing == 2.0


def test_a_host_that_asked_for_it_is_left_alone(db):
    with db.transaction() as tx:
        hosts.block(tx, HOST, seconds=30)
        hosts.block(tx, HOST, seconds=5)
    slots = reserve(db, {HOST: 1, "other.example": 1})
    assert (slots[HOST].granted, slots["other.example"].granted) == (0, 1)
    assert slots[HOST].first_in == pytest.approx(30, abs=2), "a shorter wish does not end a longer one"


def test_a_block_within_the_horizon_is_waited_for(db):
    with db.transaction() as tx:
        hosts.block(tx, HOST, seconds=10)
    slots = reserve(db, {HOST: 2})[HOST]
    assert slots.granted == 2
    assert slots.first_in == pytest.approx(10, abs=2)


def test_pace_0_is_as_fast_as_it_answers_but_a_block_holds(db):
    with db.transaction() as tx:
        hosts.save_robots(tx, [robots(crawl_delay=7.0)])
    for _ in range(2):
        slots = reserve(db, {HOST: 500}, pace=0)[HOST]
        assert (slots.granted, slots.spacing) == (500, 0)
        assert slots.first_in == pytest.approx(0, abs=0.5)
    with db.transaction() as tx:
        hosts.block(tx, HOST, seconds=60)
    assert reserve(db, {HOST: 1}, pace=0)[HOST].granted == 0


def test_a_host_may_have_a_pace_of_its_own(db):
    with db.transaction() as tx:
        hosts.set_pace(tx, HOST, 0.05)
    assert reserve(db, {HOST: 4})[HOST].spacing == 0.05


def test_batches_with_the_same_hosts_in_another_order_do_not_deadlock(db, other):
    names = [f"h{number}.example" for number in range(200)]
    orders = [names, names[::-1]]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(3):
            jobs = [
                pool.submit(reserve, session, dict.fromkeys(o, 1))
                for session, o in zip((db, other), orders, strict=True)
            ]
            assert [len(job.result()) for job in jobs] == [200, 200]
        jobs = [pool.submit(_save, session, o) for session, o in zip((db, other), orders, strict=True)]
        assert [job.result() for job in jobs] == [None, None]


def _save(db, names):
    with db.transaction() as tx:
        hosts.save_robots(tx, [robots(name) for name in names])


def test_robots_txt_is_kept_for_its_time(db, database):
    with db.transaction() as tx:
        assert hosts.load(tx, [HOST]) == {}
        hosts.save_robots(tx, [robots(body=b"User-agent: *\x00\xff"), robots("shut.example", body=None, is_open=False)])
        known = hosts.load(tx, [HOST, "shut.example"])
    assert (bytes(known[HOST].robots_body), known[HOST].robots_open) == (b"User-agent: *\x00\xff", True)
    assert (known["shut.example"].robots_body, known["shut.example"].robots_open) == (None, False)
    assert known[HOST].robots_fresh
    query(database, "UPDATE newswire.hosts SET robots_until = now() - interval '1 s'")
    with db.transaction() as tx:
        assert not hosts.load(tx, [HOST])[HOST].robots_fresh


def test_a_host_known_only_for_its_pace_has_no_robots_txt_yet(db):
    reserve(db, {HOST: 1})
    with db.transaction() as tx:
        assert not hosts.load(tx, [HOST])[HOST].robots_fresh


def test_feeds_that_are_due_count_among_those_who_wait(db):
    for number in range(5):
        a_feed(db, f"https://{HOST}/{number}")
    a_feed(db, f"https://{HOST}/later", wait=60.0)
    slots = reserve(db, {HOST: 3}, pace=100, horizon=50)[HOST]
    assert (slots.granted, slots.behind) == (1, 5)
