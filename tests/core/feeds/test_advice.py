"""What feeds and servers ask of those who poll."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.advice import days_of, fresh_for, hours_of, out_of_skipped

SENT = "Fri, 20 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600.0),
        ({"cache-control": "max-age=600", "age": "450"}, 150.0),
        ({"cache-control": "max-age=600", "age": "900"}, 0.0),
        ({"cache-control": "max-age=600", "age": "odd"}, 600.0),
        ({"cache-control": "max-age=600, no-cache"}, None),
        ({"cache-control": "max-age=600, max-age=900"}, 600.0),
        ({"cache-control": "no-store"}, None),
        ({"cache-control": "s-maxage=600"}, None),
        ({"expires": "Fri, 20 Nov 2026 12:10:00 GMT", "date": SENT}, 600.0),
        ({"expires": "Thu, 19 Nov 2026 12:10:00 GMT", "date": SENT}, 0.0),
        ({"expires": "Fri, 20 Nov 2026 12:10:00 GMT", "date": SENT, "cache-control": "max-age=60"}, 60.0),
        ({"expires": "0", "date": SENT}, None),
        ({"expires": SENT}, None),
        ({}, None),
    ],
)
def test_an_answer_is_fresh_for_as_long_as_its_server_says_less_its_age(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert fresh_for(headers) == seconds


def test_hours_and_days_are_read_as_rss_writes_them() -> None:
    assert hours_of(["3", "23", "24", "0", "25", "x", "-1", "", "0" * 5000]) == (0, 3, 23)
    assert days_of(["Saturday", "sunday", "Someday", ""]) == (5, 6)


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ((), (), "2026-11-20T12:30"),
        ((12, 13), (), "2026-11-20T14:00"),
        ((), (4,), "2026-11-21T00:00"),
        ((0,), (4,), "2026-11-21T01:00"),
        (range(24), (), "2026-11-21T12:30"),
    ],
)
def test_the_next_hour_that_is_not_skipped_is_the_time_a_day_later_at_most(hours, days, expected: str) -> None:
    at = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
    assert out_of_skipped(at, hours=hours, days=days).strftime("%Y-%m-%dT%H:%M") == expected


@given(
    st.integers(0, 300_000_000).map(lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.sets(st.integers(0, 23)),
    st.sets(st.integers(0, 6)),
)
def test_skipping_never_goes_back_nor_further_than_a_day(at: datetime, hours: set[int], days: set[int]) -> None:
    then = out_of_skipped(at, hours=hours, days=days)
    assert at <= then <= at + timedelta(days=1)
