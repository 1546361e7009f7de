"""Which of several days is that of the publication, and the time of it."""

from datetime import UTC, date, datetime

import pytest

from worker.core.extract.day_candidates import DayCandidate, Source
from worker.core.extract.publication import choose
from worker.models import Origin, Precision, PublisherTime

S = Source


def candidates(**said: int) -> dict[date, DayCandidate]:
    """By day and, where it is given, time: `_3` or `_3T0130`."""
    found = {}
    for name, sources in said.items():
        text = name.lstrip("_")
        day, _, clock = text.partition("T")
        value = datetime(2024, 5, int(day), int(clock[:2] or 0), int(clock[2:] or 0), tzinfo=UTC)
        precision = Precision.TIME if clock else Precision.DAY
        when = PublisherTime(value=value, precision=precision, origin=Origin.META)
        found[value.date()] = DayCandidate(when, sources)
    return found


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ({}, None),
        ({"_3": S.ALONE}, 3),
        ({"_3": S.LINKED, "_5": S.PROTOCOL}, 3),
        ({"_3": S.PROTOCOL, "_5": S.META}, 3),
        ({"_3": S.TIME, "_5": S.LINE}, 3),
        ({"_3": S.PAGE_NODE, "_5": S.LINE}, 5),
        ({"_3": S.TIME | S.UPDATED, "_5": S.LINE}, 5),
        ({"_3": S.LINE | S.UPDATED}, 3),
        # declared, and the page shows another
        ({"_9": S.LINKED, "_3": S.LINE}, 3),
        ({"_3": S.LINKED, "_9": S.LINE}, 3),
        ({"_3": S.LINKED, "_9": S.ADDRESS}, 9),
        ({"_3": S.LINKED | S.LINE, "_9": S.TIME}, 3),
        ({"_3": S.LINKED | S.ADDRESS, "_9": S.LINE}, 3),
        ({"_3": S.LINKED, "_9": S.LINE | S.UPDATED}, 3),
        ({"_3": S.LINKED, "_9": S.LINE | S.MODIFIED}, 3),
        ({"_3": S.LINKED, "_9": S.MENTION}, 3),
        ({"_3": S.LINKED | S.MENTION, "_9": S.LINE}, 3),
        ({"_3": S.LINKED, "_9": S.LINE, "_11": S.LINE}, 3),
        ({"_3": S.LINKED, "_9": S.META | S.LINE, "_11": S.LINE}, 9),
        # one day apart are two clocks
        ({"_3": S.LINKED, "_4": S.LINE}, 3),
        ({"_3": S.LINKED, "_4": S.LINE | S.ADDRESS}, 4),
        ({"_3": S.LINKED, "_4": S.LINE | S.META}, 3),
        # declared as the publication in the head and shown, though it is the day of the last change too
        ({"_3": S.LINKED, "_9": S.LINE | S.META | S.MODIFIED}, 9),
        ({"_3": S.LINKED, "_9": S.LINE | S.MICRODATA | S.MODIFIED}, 3),
        ({"_3": S.MENTION | S.UPDATED, "_5": S.LINE | S.UPDATED}, 3),
    ],
)
def test_agreement_decides_where_sources_differ(said: dict[str, int], day: int | None) -> None:
    when, doubted = choose(candidates(**said), now=None)
    assert (when.value.day if when else None, doubted) == (day, None)


@pytest.mark.parametrize(
    ("declared", "shown", "local"),
    [
        ("_4T0130", "_3", "2024-05-03T23:30:00-02:00"),
        ("_2T2230", "_3", "2024-05-03T00:30:00+02:00"),
        ("_2T0900", "_3", "2024-05-03T00:00:00+00:00"),
    ],
)
def test_a_time_in_utc_is_told_by_the_clock_that_shows_the_pages_day(declared: str, shown: str, local: str) -> None:
    when, _ = choose(candidates(**{declared: S.LINKED, shown: S.ADDRESS}), now=None)
    assert when is not None
    assert when.value.isoformat() == local


@pytest.mark.parametrize(
    ("other", "sources", "told"),
    [
        ("_3T2230", S.META, "2024-05-03T22:30:00-05:00"),
        ("_3T2230", S.TIME, "2024-05-03T22:30:00-05:00"),
        ("_3T2231", S.META, "2024-05-04T03:30:00+00:00"),
        ("_3T1030", S.META, "2024-05-04T03:30:00+00:00"),
        ("_3T2230", S.LINE, "2024-05-04T03:30:00+00:00"),
    ],
)
def test_a_time_in_utc_is_told_by_the_clock_of_another_stamp_of_that_moment(
    other: str, sources: int, told: str
) -> None:
    when, _ = choose(candidates(_4T0330=S.LINKED | S.ADDRESS, **{other: sources}), now=None)
    assert when is not None
    assert when.value.isoformat() == told


def test_a_day_that_cannot_be_is_passed_over_and_told() -> None:
    found = candidates(_9=S.LINKED, _3=S.LINE)
    when, doubted = choose(found, now=datetime(2024, 5, 6, tzinfo=UTC))
    assert when is not None
    assert (when.value.day, doubted) == (3, "meta")
    assert choose(candidates(_9=S.LINKED), now=datetime(2024, 5, 6, tzinfo=UTC)) == (None, "meta")
