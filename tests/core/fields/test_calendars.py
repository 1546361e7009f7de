"""Other calendars than the Gregorian."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from worker.core.fields.calendars import LUNAR_MONTHS, SOLAR_MONTHS, era_year, gregorian, lunar_day, solar_day

# 1 Farvardin, as the calendar centre of Tehran gave it out.
NEW_YEARS = {
    1390: "2011-03-21", 1391: "2012-03-20", 1392: "2013-03-21", 1395: "2016-03-20", 1396: "2017-03-21",
    1399: "2020-03-20", 1400: "2021-03-21", 1403: "2024-03-20", 1404: "2025-03-21", 1405: "2026-03-21",
    1407: "2028-03-20", 1408: "2029-03-20", 1409: "2030-03-21",
}  # fmt: skip
# 1 Muharram, 1 Ramadan and 1 Shawwal as Saudi Arabia's Umm al-Qura calendar prints them.
LUNAR = {
    (1446, 1, 1): "2024-07-07",
    (1446, 9, 1): "2025-03-01",
    (1447, 1, 1): "2025-06-26",
    (1448, 6, 20): "2026-11-30",
}


@pytest.mark.parametrize(("year", "expected"), NEW_YEARS.items())
def test_the_persian_year_begins_in_spring(year: int, expected: str) -> None:
    new_year = solar_day(year, 1, 1)
    assert new_year == date.fromisoformat(expected)
    assert new_year - timedelta(1) in {solar_day(year - 1, 12, day) for day in (29, 30)}


@pytest.mark.parametrize("year", [1402, 1403])
def test_the_days_of_a_persian_year_follow_each_other(year: int) -> None:
    lengths = [31] * 6 + [30] * 5 + [30 if year == 1403 else 29]
    days = [solar_day(year, month, day) for month, days in enumerate(lengths, 1) for day in range(1, days + 1)]
    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(1)] * (len(days) - 1)


def test_eight_persian_years_of_33_have_a_day_more() -> None:
    starts = [solar_day(year, 1, 1) for year in range(1376, 1443)]
    lengths = [(later - earlier).days for earlier, later in pairwise(starts)]
    assert set(lengths) == {365, 366}
    assert lengths[:33].count(366) == lengths[33:].count(366) == 8


@pytest.mark.parametrize(
    "parts", [(1403, 13, 1), (1403, 1, 32), (1403, 0, 1), (1403, 7, 31), (1404, 12, 30), (1200, 1, 1)]
)
def test_a_day_that_persia_does_not_have_is_none(parts: tuple[int, int, int]) -> None:
    assert solar_day(*parts) is None


@pytest.mark.parametrize(("parts", "expected"), LUNAR.items())
def test_a_lunar_day_is_that_of_umm_al_qura(parts: tuple[int, int, int], expected: str) -> None:
    assert lunar_day(*parts) == date.fromisoformat(expected)


@pytest.mark.parametrize("parts", [(1448, 13, 1), (1448, 1, 31), (1448, 0, 1), (1200, 1, 1), (1600, 1, 1)])
def test_a_day_that_umm_al_qura_does_not_have_is_none(parts: tuple[int, int, int]) -> None:
    assert lunar_day(*parts) is None


@pytest.mark.parametrize(
    ("parts", "text", "language", "expected"),
    [
        ((2026, 11, 30), "", None, "2026-11-30"),
        ((2026, 11, 31), "", None, None),
        ((1448, 6, 20), "1448/06/20 ه", None, "2026-11-30"),
        ((1448, 6, 20), "1448/06/20 هجری", None, "2026-11-30"),
        ((1448, 6, 20), "", "ar", "2026-11-30"),
        ((1448, 6, 20), "", "fa", None),
        ((1448, 6, 20), "", None, None),
        ((1405, 9, 9), "", "fa", "2026-11-30"),
        ((1405, 9, 9), "", None, "2026-11-30"),
        ((1405, 9, 9), "1405/9/9 ه.ش", "ar", "2026-11-30"),
        ((1425, 9, 9), "", "fa", "2046-11-30"),
        ((1425, 9, 9), "", "ar", "2004-10-23"),
        ((1425, 9, 9), "1425/9/9 ه.ق", "fa", "2004-10-23"),
        ((2569, 11, 30), "", "th", "2026-11-30"),
        ((2569, 11, 30), "30 พย 2569", None, "2026-11-30"),
        ((2569, 11, 30), "", "en", None),
        ((2569, 11, 31), "", "th", None),
        ((1789, 7, 14), "", "fr", None),
    ],
)
def test_the_calendar_of_a_number_is_told_by_year_mark_and_language(
    parts: tuple[int, int, int], text: str, language: str | None, expected: str | None
) -> None:
    found = gregorian(*parts, text=text, language=language)
    assert (found and found.isoformat()) == expected


def test_months_have_their_names_in_each_country() -> None:
    assert {SOLAR_MONTHS[name] for name in ("اذر", "قوس", "لیندی")} == {9}
    assert sorted(set(SOLAR_MONTHS.values())) == sorted(set(LUNAR_MONTHS.values())) == list(range(1, 13))
    assert LUNAR_MONTHS["رمضان"] == 9


def test_eras_count_from_their_first_year() -> None:
    assert [era_year(era, year) for era, year in (("令和", 8), ("平成", 31), ("民國", 115))] == [2026, 2019, 2026]
