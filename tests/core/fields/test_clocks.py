"""Times of day as they are printed."""

import pytest

from worker.core.fields.clocks import Clock, clock_after, clock_before, hour_of, part_of
from worker.core.fields.date_words import words_of
from worker.core.fields.dates import parse_date
from worker.models import Origin


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("30 novembre 2026 à 22 h 15", "fr"), ("30 novembre 2026 à 22h15", "fr"), ("30 NOVEMBRE 2026 - 22H15", "fr"),
        ("30. November 2026, 22.15 Uhr", "de"), ("30.11.2026 um 22:15", "de"), ("30.11.2026 klo 22.15", "fi"),
        ("30 november 2026 kl. 22:15", "sv"), ("30. nov. 2026 kl. 22.15", "da"),
        ("30 november 2026 om 22.15 uur", "nl"),
        ("30 novembre 2026 alle ore 22:15", "it"), ("30 de noviembre de 2026 a las 10:15 p. m.", "es"),
        ("30 de noviembre de 2026, 10:15 de la noche", "es"), ("30 de novembro de 2026 às 22h15", "pt"),
        ("30 noiembrie 2026, ora 22:15", "ro"), ("2026. nov. 30., du. 10:15", "hu"), ("30 ноября 2026 в 22:15", "ru"),
        ("30 ноември 2026 г., 22:15 ч.", "bg"), ("30 Νοεμβρίου 2026, 10:15 μ.μ.", "el"),
        ("30 نوفمبر 2026 - 10:15 م", "ar"), ("30 نوفمبر 2026 الساعة 10:15 مساءً", "ar"),
        ("۹ آذر ۱۴۰۵ ساعت ۲۲:۱۵", "fa"),
        ("۹ آذر ۱۴۰۵ - ۱۰:۱۵ ب.ظ.", "fa"), ("30 نومبر 2026 10:15 شام", "ur"), ("30 नवंबर 2026, 10:15 PM", "hi"),
        ("৩০ নভেম্বর ২০২৬, ১০:১৫ পিএম", "bn"), ("30 พฤศจิกายน 2569 เวลา 22.15 น.", "th"), ("30/11/2026 22:15", "vi"),
        ("30 November 2026 10:15 PTG", "ms"), ("2026年11月30日 下午10:15", "zh"),
        ("2026年11月30日晚上10时15分", "zh"),
        ("2026年11月30日 22時15分", "ja"), ("令和8年11月30日 午後10時15分", "ja"),
        ("2026년 11월 30일 오후 10:15", "ko"),
        ("2026. 11. 30. 오후 10시 15분", "ko"), ("2026-11-30T22:15:00", "en"), ("30 Nov 2026 10:15pm", "en"),
        ("Nov 30, 2026, 10.15 p.m.", "en"), ("30 Nov 2026, published at 10:15 PM", "en"),
        ("10:15 PM, 30 Nov 2026", "en"),
        ("2026年11月30日 22時15分配信", "ja"), ("30/Nov/2026:22:15:00", "en"), ("30-NOV-26 10.15.00.000000 PM", "en"),
        ("10:15 p.m., Monday, Nov. 30, 2026", "en"), ("۳۰ نوامبر ۲۰۲۶ ۱۰:۱۵ بعد از ظهر", "fa"),
        ("22 giờ 15 phút, ngày 30/11/2026", "vi"),
        ("22:15 30.11.2026", "de"), ("30 Nov 2026 2215 GMT", "en"), ("22.15, 30. november 2026", "no"),
    ],
)  # fmt: skip
def test_a_quarter_past_ten_at_night_is_said_in_many_ways(text: str, language: str) -> None:
    found = parse_date(text, origin=Origin.HTML, language=language)
    assert found is not None
    assert (found.value.isoformat(), found.precision) == ("2026-11-30T22:15:00+00:00", "time")


@pytest.mark.parametrize(
    ("text", "language", "hour"),
    [
        ("30 novembre 2026 à 22 h", "fr", 22), ("30. November 2026, 22 Uhr", "de", 22),
        ("Nov 30, 2026, 10 p.m.", "en", 22),
        ("2026年11月30日 下午10時", "zh", 22), ("2026年11月30日中午11時", "zh", 11),
        ("2026年11月30日 中午1時", "zh", 13),
        ("2026년 11월 30일 밤 11시", "ko", 23), ("2026년 11월 30일 밤 2시", "ko", 2),
        ("30 नवंबर 2026 शाम 5 बजे", "hi", 17),
        ("30 de noviembre de 2026 a las 3 de la tarde", "es", 15), ("30 novembre 2026, 10 di sera", "it", 22),
        ("Nov 30, 2026 12 a.m.", "en", 0), ("Nov 30, 2026 12 p.m.", "en", 12),
    ],
)  # fmt: skip
def test_an_hour_needs_no_minutes(text: str, language: str, hour: int) -> None:
    found = parse_date(text, origin=Origin.HTML, language=language)
    assert found is not None
    assert (found.value.day, found.value.hour, found.precision) == (30, hour, "time")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年11月30日 午前6時5分", "06:05"), ("2026年11月30日 午後0時5分", "12:05"),
        ("2026年11月30日 下午 3 時 5 分", "15:05"), ("2026年11月30日9点5分30秒", "09:05"),
        ("2026년 11월 30일 낮 12시 5분", "12:05"), ("2026년 11월 30일 새벽 2시 5분", "02:05"),
    ],
)  # fmt: skip
def test_minutes_of_east_asia_need_no_zero(text: str, expected: str) -> None:
    found = parse_date(text, origin=Origin.META)
    assert found is not None
    assert found.value.strftime("%H:%M") == expected


@pytest.mark.parametrize(
    ("hour", "part", "expected"),
    [
        (10, None, 10), (0, None, 0), (10, "am", 10), (12, "am", 0), (13, "am", None), (10, "pm", 22), (12, "pm", 12),
        (22, "pm", 22), (11, "noon", 11), (1, "noon", 13), (12, "noon", 12), (8, "evening", 20), (3, "evening", None),
        (12, "evening", None), (20, "evening", 20), (11, "night", 23), (2, "night", 2), (12, "night", None),
    ],
)  # fmt: skip
def test_a_part_of_the_day_chooses_the_hour_or_says_that_it_cannot(hour: int, part: str, expected: int | None) -> None:
    assert hour_of(hour, part) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("at 10:15 and 11:30", (10, 15)), ("30 people at 10:15", None), ("1.25 million", (1, 25)), ("1.256", None),
        ("+01:00", None), ("version 10.15.3", None), ("1:2:3:4", None),
        ("in a long sentence that ends at last with 10:15", None),
        (", updated 10:15", None), ("", None),
    ],
)  # fmt: skip
def test_the_clock_stands_next_to_its_day(text: str, found: tuple[int, int] | None) -> None:
    clock = clock_after(text, 0, words_of("en"))
    assert (clock and (clock.hour, clock.minute)) == found


def test_before_a_day_the_last_possible_clock_counts() -> None:
    clock = clock_before("30:99 at 9:05 or 10:15, ", 24, words_of("en"))
    assert clock is not None
    assert (clock.hour, clock.minute, clock.second) == (10, 15, 0)
    assert clock_before("10:15 in 3 places on ", 21, words_of("en")) is None
    assert clock_before("on ", 3, words_of("en")) is None


@pytest.mark.parametrize(
    ("time", "possible"),
    [
        ((23, 59, 60), True),
        ((24, 0, 0), True),
        ((24, 0, 1), False),
        ((25, 0, 0), False),
        ((0, 60, 0), False),
        ((0, 0, 61), False),
    ],
)
def test_a_day_has_a_midnight_at_its_end_and_leap_seconds(time: tuple[int, int, int], possible: bool) -> None:
    assert Clock(*time, 0, 5).possible is possible


def test_parts_are_looked_up_without_dots() -> None:
    assert (part_of("p.m.", words_of("en")), part_of("people", words_of("en"))) == ("pm", None)
