"""When a feed is asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.schedule import (
    FIRST_INTERVAL,
    GONE_AFTER,
    GONE_WAIT,
    PUSHED_WAIT,
    SHORTEST,
    adopt_redirect,
    first_waits,
    next_poll,
)
from worker.core.waits import LONGEST
from worker.models import Poll, PollOutcome

NOW = datetime(2026, 1, 6, 12, tzinfo=UTC)
HOUR = 3600.0


def poll(outcome: PollOutcome = PollOutcome.READ, **changes: Any) -> Poll:
    usual: dict[str, Any] = {
        "interval": HOUR, "failures": 0, "asked": None, "retry_after": None, "new_entries": 0, "now": NOW,
        "jitter": 0.0,
    }  # fmt: skip
    return next_poll(outcome=outcome, **(usual | changes))


def wait(result: Poll) -> float:
    return (result.next_at - NOW).total_seconds()


def test_a_feed_with_news_is_asked_sooner_and_one_without_later() -> None:
    assert wait(poll(new_entries=3)) < HOUR < wait(poll(new_entries=0))
    assert wait(poll(PollOutcome.UNCHANGED)) == wait(poll(new_entries=0))


def test_the_wait_that_an_operator_wants_gives_way_to_failures_and_retry_after_alone() -> None:
    five = {"every": 300.0, "interval": 6 * HOUR}
    assert wait(poll(**five, asked=2 * HOUR, fresh_for=2 * HOUR)) == 300.0
    assert wait(poll(PollOutcome.UNCHANGED, every=60.0)) == 60.0
    assert wait(poll(**five, retry_after=HOUR)) == HOUR
    assert wait(poll(PollOutcome.FAILED, every=300.0, interval=300.0, failures=2)) == 8 * 300.0


def test_a_feed_whose_hub_pushes_is_asked_seldom_and_keeps_its_rhythm() -> None:
    pushed = poll(PollOutcome.UNCHANGED, pushed=True)
    assert (wait(pushed), pushed.interval) == (PUSHED_WAIT, HOUR)
    assert wait(poll(pushed=True, interval=6 * HOUR)) == 6 * HOUR
    assert wait(poll(pushed=True, every=300.0)) == 300.0
    assert wait(poll(PollOutcome.FAILED, pushed=True)) == 2 * HOUR
    assert PUSHED_WAIT * 1.1 < LONGEST


def test_a_gap_brings_the_feed_forward_most() -> None:
    assert wait(poll(new_entries=3, gap=True)) < wait(poll(new_entries=3))


def test_the_rhythm_settles_at_about_four_polls_for_each_piece_of_news() -> None:
    every, interval, clock, next_news, polls, news = 4 * HOUR, HOUR, 0.0, 4 * HOUR, 0, 0
    while clock < 5_000 * HOUR:
        clock += interval
        found = 0
        while next_news <= clock:
            found, next_news = found + 1, next_news + every
        polls, news = polls + 1, news + found
        interval = poll(interval=interval, new_entries=found).interval
    assert 3 <= polls / news <= 6


def test_the_interval_stays_between_five_minutes_and_a_day() -> None:
    assert poll(interval=SHORTEST, new_entries=9).interval == SHORTEST
    assert poll(interval=LONGEST).interval == LONGEST
    assert poll(interval=SHORTEST, new_entries=9, shortest=1.0).interval == SHORTEST / 2


@pytest.mark.parametrize("floor", ["asked", "fresh_for", "retry_after"])
def test_what_the_publisher_asks_for_is_kept_but_never_past_a_day(floor: str) -> None:
    assert wait(poll(new_entries=1, jitter=-1.0, **{floor: 6 * HOUR})) >= 6 * HOUR
    assert wait(poll(**{floor: 400 * HOUR})) == LONGEST
    assert poll(new_entries=1, **{floor: 6 * HOUR}).interval == HOUR / 2


def test_failures_double_the_wait_and_success_forgets_them() -> None:
    waits = [wait(poll(PollOutcome.FAILED, failures=n)) for n in range(8)]
    assert waits[:3] == [2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-1] == LONGEST
    assert poll(PollOutcome.FAILED, failures=3).failures == 4
    assert poll(PollOutcome.FAILED, failures=3).interval == HOUR
    assert poll(PollOutcome.READ, failures=3).failures == 0


def test_a_feed_is_gone_only_after_repeated_410s_days_apart() -> None:
    results = [poll(PollOutcome.GONE, failures=n, gone_times=n) for n in range(GONE_AFTER)]
    assert [result.gone for result in results] == [False] * (GONE_AFTER - 1) + [True]
    assert [wait(result) for result in results] == [LONGEST] * (GONE_AFTER - 1) + [GONE_WAIT]
    assert not poll(PollOutcome.FAILED, failures=99, gone_times=99).gone
    assert not poll(PollOutcome.GONE, failures=99).gone


def test_a_redirect_is_believed_after_days_not_at_once() -> None:
    assert not adopt_redirect(hits=5, first=NOW, now=NOW + timedelta(hours=2))
    assert not adopt_redirect(hits=2, first=NOW, now=NOW + timedelta(days=9))
    assert adopt_redirect(hits=5, first=NOW, now=NOW + timedelta(days=3))


@given(
    outcome=st.sampled_from(PollOutcome),
    interval=st.floats(0, 1e9),
    failures=st.integers(0, 10_000),
    asked=st.none() | st.floats(0, 1e12),
    retry_after=st.none() | st.floats(0, 1e12),
    fresh_for=st.none() | st.floats(0, 1e12),
    new_entries=st.integers(0, 10_000),
    jitter=st.floats(-1, 1),
    gap=st.booleans(),
)
def test_the_next_poll_is_always_after_now_and_inside_the_bounds(**given_: Any) -> None:
    result = next_poll(now=NOW, **given_)
    assert SHORTEST <= wait(result) <= LONGEST
    assert SHORTEST <= result.interval <= LONGEST


def test_few_feeds_added_together_are_there_soon_and_thousands_spread_over_their_first_interval():
    assert first_waits(0) == []
    assert max(first_waits(100)) < 30
    waits = first_waits(30_000)
    assert waits == sorted(waits)
    assert 0.99 * FIRST_INTERVAL < waits[-1] < FIRST_INTERVAL
