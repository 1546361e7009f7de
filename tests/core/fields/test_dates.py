"""Dates as publishers write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields.dates import parse


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2024-05-03T08:30:00+02:00", "2024-05-03T08:30:00+02:00", "time"),
        ("2024-05-03T08:30:00.123Z", "2024-05-03T08:30:00+00:00", "time"),
        ("2024-05-03 08:30", "2024-05-03T08:30:00+00:00", "time"),
        ("2024-05-03", "2024-05-03T00:00:00+00:00", "day"),
        ("20240503", "2024-05-03T00:00:00+00:00", "day"),
        ("Fri, 03 May 2024 08:30:00 -0400", "2024-05-03T08:30:00-04:00", "time"),
        ("May 3, 2024", "2024-05-03T00:00:00+00:00", "day"),
        ("Published: 3rd May 2024 at 8:30 pm GMT", "2024-05-03T20:30:00+00:00", "time"),
        ("3. Mai 2024, 08:30 Uhr", "2024-05-03T08:30:00+00:00", "time"),
        ("3 de mayo de 2024", "2024-05-03T00:00:00+00:00", "day"),
        ("03.05.2024", "2024-05-03T00:00:00+00:00", "day"),
        ("3 mai 2024 à 8h30", "2024-05-03T08:30:00+00:00", "time"),
        ("2024年5月3日", "2024-05-03T00:00:00+00:00", "day"),
        ("الجمعة 3 مايو 2024 - 08:30", "2024-05-03T08:30:00+00:00", "time"),
        ("٣ أيار ٢٠٢٤", "2024-05-03T00:00:00+00:00", "day"),
        ("نشر في: 3 كانون الثاني 2024", "2024-01-03T00:00:00+00:00", "day"),
        ("۳ مه ۲۰۲۴", "2024-05-03T00:00:00+00:00", "day"),
        ("جمعه ۱۴ اردیبهشت ۱۴۰۳ - ۰۸:۳۰", "2024-05-03T08:30:00+00:00", "time"),
        ("۱۴۰۳/۱۲/۳۰", "2025-03-20T00:00:00+00:00", "day"),
        ("۱ فروردین ۱۴۰۴", "2025-03-21T00:00:00+00:00", "day"),
        ("ב-3 במאי 2024, 08:30", "2024-05-03T08:30:00+00:00", "time"),
        ("3 मई 2024", "2024-05-03T00:00:00+00:00", "day"),
        ("३ सितंबर २०२४", "2024-09-03T00:00:00+00:00", "day"),
        ("3 травня 2024", "2024-05-03T00:00:00+00:00", "day"),
    ],
)
def test_a_date_is_read_with_its_precision(text: str, value: str, precision: str) -> None:
    found = parse(text, origin="html")
    assert found is not None
    assert (found.value.isoformat(), found.precision) == (value, precision)


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("UTC", 0), ("GMT", 0), ("Z", 0), ("EST", -5), ("EDT", -4), ("CST", -6), ("CDT", -5), ("MST", -7), ("MDT", -6),
        ("PST", -8), ("PDT", -7), ("ET", -5), ("CET", 1), ("CEST", 2), ("MEZ", 1), ("MESZ", 2), ("BST", 1),
        ("IST", 5.5), ("JST", 9),
    ],
)  # fmt: skip
def test_a_named_zone_is_so_many_hours_from_utc(zone: str, hours: float) -> None:
    found = parse(f"3 May 2024, 08:30 {zone}", origin="html")
    assert found is not None
    assert found.value.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-05-03T08:30:15-0330", "2024-05-03T08:30:15-03:30"),
        ("2024-05-03T08:30+05", "2024-05-03T08:30:00+05:00"),
        ("2024-05-03T08:30+24:00", None),
        ("2024-05-03T08:30+23:59", "2024-05-03T08:30:00+23:59"),
        ("May 3, 2024 12:05 am", "2024-05-03T00:05:00+00:00"),
        ("May 3, 2024 12:05 p.m.", "2024-05-03T12:05:00+00:00"),
        ("May 3, 2024 1:05 PM", "2024-05-03T13:05:00+00:00"),
        ("13/05/2024", "2024-05-13T00:00:00+00:00"),
        ("05/13/2024", "2024-05-13T00:00:00+00:00"),
        ("1990-01-01", "1990-01-01T00:00:00+00:00"),
        ("Fri, 03 May 2024 08:30:00", "2024-05-03T08:30:00+00:00"),
        ("Fri, May 3 2024", "2024-05-03T00:00:00+00:00"),
        ("1989-12-31", None),
        ("Fri, 31 Dec 1989 08:30:00 GMT", None),
        ("x" * 110 + "2024-05-03", "2024-05-03T00:00:00+00:00"),
        ("x" * 111 + "2024-05-03", None),
    ],
)
def test_zones_halves_of_the_day_and_borders(text: str, value: str | None) -> None:
    found = parse(text, origin="html")
    assert (found.value.isoformat() if found else None) == value


def test_which_number_is_the_day_follows_the_page() -> None:
    british, american = (parse("03/04/2024", origin="html", day_first=first) for first in (True, False))
    assert british is not None
    assert american is not None
    assert (british.value.month, american.value.month) == (4, 3)
    for text, month in (("03.04.2024", 4), ("13/04/2024", 4)):
        found = parse(text, origin="html", day_first=False)
        assert found is not None
        assert found.value.month == month


@pytest.mark.parametrize(
    "text", ["", None, "today", "2024", "13/13/2024", "2024-02-31", "room 20 40", "1024-05-03", "²"]
)
def test_what_is_no_date_gives_none(text: str | None) -> None:
    assert parse(text, origin="html") is None


@given(st.text(alphabet="0123456789-/.:TZ+ ,abmayUTC年月日", max_size=60))
def test_no_text_raises(text: str) -> None:
    found = parse(text, origin="html")
    assert found is None or found.value.tzinfo is not None
