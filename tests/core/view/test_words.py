"""Times, sizes and numbers as people read them."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.core.view import words

NOW = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (0.25, "0.2 s"),
        (5.4, "5 s"),
        (59, "59 s"),
        (60, "1 min"),
        (90, "1.5 min"),
        (7200, "2 h"),
        (864000, "10 d"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(seconds, told):
    assert words.span(seconds) == told


@pytest.mark.parametrize(("seconds", "told"), [(0, "now"), (90, "1.5 min ago"), (-90, "in 1.5 min")])
def test_a_time_is_told_by_its_distance(seconds, told):
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == told


def test_a_stamp_is_whole_or_a_day():
    assert words.stamp(NOW) == "2026-11-20 12:30 UTC"
    assert words.stamp(NOW, day_only=True) == "2026-11-20"


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0"), (9999, "9999"), (10000, "10\u202f000"), (1234567, "1\u202f234\u202f567")]
)
def test_large_numbers_have_their_thousands_apart(number, told):
    assert words.count(number) == told


@pytest.mark.parametrize(("octets", "told"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (25_000_000, "25 MB")])
def test_sizes_have_one_to_three_digits(octets, told):
    assert words.size(octets) == told


def test_days_end_with_today():
    days = words.days_until(NOW, 3)

    assert [day.day for day in days] == [18, 19, 20]
    assert {day.hour for day in days} == {0}
