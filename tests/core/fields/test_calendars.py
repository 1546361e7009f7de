"""Other scripts and the Persian calendar."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields.calendars import latin

MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
# 1 Farvardin, as the calendar centre of Tehran gave it out.
NEW_YEARS = {
    1390: "2011-03-21", 1391: "2012-03-20", 1392: "2013-03-21", 1395: "2016-03-20", 1396: "2017-03-21",
    1399: "2020-03-20", 1400: "2021-03-21", 1403: "2024-03-20", 1404: "2025-03-21", 1405: "2026-03-21",
    1407: "2028-03-20", 1408: "2029-03-20", 1409: "2030-03-21",
}  # fmt: skip


PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def iso(text: str) -> date:
    found = re.search(r"\d{4}-\d\d-\d\d", latin(text.translate(PERSIAN)))
    assert found, latin(text)
    return date.fromisoformat(found[0])


@pytest.mark.parametrize(("year", "expected"), NEW_YEARS.items())
def test_the_persian_year_begins_in_spring(year: int, expected: str) -> None:
    assert iso(f"1 فروردین {year}").isoformat() == expected
    assert iso(f"{year}/1/1").isoformat() == expected
    last = date.fromisoformat(expected) - timedelta(1)
    assert last in {iso(f"{day} اسفند {year - 1}") for day in (29, 30)}


@pytest.mark.parametrize("year", [1402, 1403])
def test_the_days_of_a_persian_year_follow_each_other(year: int) -> None:
    lengths = [31] * 6 + [30] * 5 + [30 if year == 1403 else 29]
    days = [iso(f"{year}/{month}/{day}") for month, days in enumerate(lengths, 1) for day in range(1, days + 1)]
    named = [iso(f"{days} {MONTHS[month]} ماه {year}") for month, days in enumerate(lengths)]
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(1)] * (len(days) - 1)
    assert named == [days[sum(lengths[: month + 1]) - 1] for month in range(12)]


def test_eight_persian_years_of_33_have_a_day_more() -> None:
    starts = [iso(f"{year}/01/01") for year in range(1376, 1443)]
    lengths = [(later - earlier).days for earlier, later in pairwise(starts)]
    assert set(lengths) == {365, 366}
    assert lengths[:33].count(366) == lengths[33:].count(366) == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 May 2024", "3 May 2024"),
        ("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ०१२३४५६७८९", "0123456789 0123456789 0123456789"),
        ("3 يناير 2024", "3  january  2024"),
        ("3 كانون الثاني 2024", "3  january  2024"),
        ("3 تشرين الأول 2024", "3  october  2024"),
        ("3 تشرين الثاني 2024", "3  november  2024"),
        ("3 كانون الأول 2024", "3  december  2024"),
        ("ב-3 בפברואר 2024", "ב-3  february  2024"),
        ("3 מרץ 2024", "3  march  2024"),
        ("3 नवम्बर 2024", "3  november  2024"),
        ("3 серпня 2024", "3  august  2024"),
        ("липняк", "липняк"),
        ("مايونيز", "مايونيز"),
        ("۱۴۰۳/۱۳/۱ و ۱۴۰۳/۱/۳۲ و ۱۴۰۳/۰/۱", "1403/13/1 و 1403/1/32 و 1403/0/1"),
        ("۱۴۰۳/۱/۱۲۳ é", "1403/1/123 é"),
        ("۱۲۴۰۳/۱/۱", "12403/1/1"),
    ],
)
def test_digits_and_months_become_english_and_the_rest_stays(text: str, expected: str) -> None:
    assert latin(text) == expected


@given(st.text(alphabet="۰۱۲۳۴۹/ آبانדמאיmay3", max_size=30))
def test_no_text_raises(text: str) -> None:
    latin(text)
