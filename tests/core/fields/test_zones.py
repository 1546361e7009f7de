"""Zones behind a clock: those that count, those that need a country, and those that are not understood."""

from datetime import timedelta

import pytest

from worker.core.fields.date_words import plain
from worker.core.fields.dates import parse_date
from worker.core.fields.days import Hints
from worker.core.fields.zones import NOTHING, UNKNOWN, read_zone
from worker.models import Origin


def offset(zone: str, tag: str | None = "en", month: str = "Nov", country: str | None = None) -> float | None:
    """Hours ahead of UTC; None where only the day is known."""
    found = parse_date(f"30 {month} 2026 10:15 {zone}", origin=Origin.HTML, language=tag, country=country)
    assert found is not None
    assert (found.value.year, found.value.day) == (2026, 30)
    if found.precision == "day":
        return None
    ahead = found.value.utcoffset()
    assert ahead is not None
    return ahead.total_seconds() / 3600


@pytest.mark.parametrize(
    ("zone", "hours"),
    [
        ("GMT", 0), ("UT", 0), ("UTC", 0), ("Z", 0), ("GMT+1", 1), ("GMT-5", -5), ("UTC +5:30", 5.5),
        ("(GMT+03:00)", 3),
        ("+0300", 3), ("-03:30", -3.5), ("+05", 5), ("UTC−3", -3), ("EST", -5), ("EDT", -4), ("PST", -8), ("MSK", 3),
        ("МСК", 3), ("MSK+2", 5), ("PKT", 5), ("WIB", 7), ("WITA", 8), ("WIT", 9), ("IRST", 3.5), ("TRT", 3),
        ("NZDT", 13), ("NZST", 12), ("AEST", 10), ("AEDT", 11), ("ACST", 9.5), ("AWST", 8), ("CET", 1), ("CEST", 2),
        ("MEZ", 1), ("MESZ", 2), ("EET", 2), ("EEST", 3), ("SAST", 2), ("WAT", 1), ("EAT", 3), ("GST", 4), ("ICT", 7),
        ("PHT", 8), ("HKT", 8), ("SGT", 8), ("KST", 9), ("JST", 9), ("BRT", -3), ("ART", -3), ("NPT", 5.75),
        ("Europe/Kyiv", 2), ("America/New_York", -5), ("US/Pacific", -8), ("Asia/Kolkata", 5.5), ("Etc/GMT", 0),
        ("Central European Standard Time", 1), ("Eastern European Time", 2), ("W. Europe Standard Time", 1),
        ("Romance Standard Time", 1), ("Moscow Standard Time", 3), ("China Standard Time", 8),
        ("Tokyo Standard Time", 9),
        ("SE Asia Standard Time", 7), ("Western Indonesia Time", 7), ("India Standard Time", 5.5), ("Irish Time", 0),
        ("Australian Eastern Daylight Time", 11), ("New Zealand Daylight Time", 13), ("Atlantic Standard Time", -4),
        ("Brasilia Standard Time", -3), ("Central Standard Time", -6), ("HNE", -5), ("HAP", -7),
        ("Moscow time", 3), ("Eastern Time", -5), ("Pacific Standard Time", -8), ("EST/EDT", -5), ("EST (UTC-5)", -5),
        ("Uhr MEZ", 1), ("h CET", 1),
    ],
)  # fmt: skip
def test_the_zones_of_newsrooms_count(zone: str, hours: float) -> None:
    assert offset(zone) == hours


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [("ET", -5, -4), ("CT", -6, -5), ("MT", -7, -6), ("PT", -8, -7), ("Europe/Berlin", 1, 2), ("London time", 0, 1)],
)
def test_a_zone_without_a_season_follows_the_date(zone: str, winter: int, summer: int) -> None:
    assert (offset(zone, month="Nov"), offset(zone, month="Jul")) == (winter, summer)


@pytest.mark.parametrize(
    ("zone", "tag", "country", "hours"),
    [
        ("IST", "en", None, 5.5), ("IST", "en-US", None, None),
        ("IST", "en-IN", None, 5.5), ("IST", "hi", None, 5.5), ("IST", "en", "IN", 5.5),
        ("IST", "he", None, 2), ("IST", "en-IE", None, 1), ("IST", None, None, 5.5),
        ("BST", "en", None, 1), ("BST", "en-US", None, None), ("BST", "en-GB", None, 1), ("BST", "bn", None, 6),
        ("CST", "en", None, -6), ("CST", "zh-CN", None, 8), ("CST", "zh", None, 8), ("CST", "es-CU", None, -5),
        ("AST", "en", None, None), ("AST", "ar", None, 3), ("AST", "en-CA", None, -4),
        ("PST", "en-PK", None, 5), ("PST", "fil", None, 8), ("EST", "en-AU", None, 10), ("MST", "ms", None, 8),
        ("Eastern Time", "en-AU", None, None), ("ET", "en-AU", None, 11),
    ],
)  # fmt: skip
def test_a_name_of_two_zones_needs_a_country(
    zone: str, tag: str | None, country: str | None, hours: float | None
) -> None:
    assert offset(zone, tag, country=country) == hours


@pytest.mark.parametrize(
    ("zone", "tag", "hours"),
    [
        ("по московскому времени", "ru", 3), ("по Москве", "ru", 3), ("за Києвом", "uk", 2),
        ("за київським часом", "uk", 2), ("بتوقيت غرينتش", "ar", 0), ("بتوقيت مكة المكرمة", "ar", 3),
        ("به وقت تهران", "fa", 3.5), ("（北京时间）", "zh", 8), ("日本時間", "ja", 9), ("hora de Brasília", "pt", -3),
        ("بتوقيت طوكيو", "ar", None), ("по токийскому времени", "ru", None), ("Ortszeit", "de", None),
        ("Moskauer Zeit", "de", None), ("hora local", "es", None), ("TSİ", "tr", 3),
        ("hora del Este", "es", -5), ("hora argentina", "es", -3), ("hora de la Luna", "es", None),
        ("centraleuropæisk normaltid", "da", None), ("中央ヨーロッパ標準時", "ja", None), ("SELČ", "cs", 2),
        (", +0100", "sq", 1),
        ("Central Moon Time", "en", None),
    ],
)  # fmt: skip
def test_newsrooms_name_their_own_time_in_words(zone: str, tag: str, hours: float | None) -> None:
    assert offset(zone, tag) == hours


@pytest.mark.parametrize(
    "behind", ["", " | BBC", " | Politics", " Politics", " By Jane Doe", ", London", " 来源：新华社", " (photo)"]
)
def test_other_words_on_a_page_are_no_zone(behind: str) -> None:
    assert offset(behind) == 0


@pytest.mark.parametrize("behind", [" at the port", " est publié", " et modifié", " West", " eat", " met"])
def test_a_word_that_is_also_a_zone_is_none_on_a_page(behind: str) -> None:
    found = parse_date(f"30 Nov 2026 10:15{behind}", origin=Origin.HTML)
    assert found is not None
    assert found.value.utcoffset() == timedelta()


HINTS = Hints(language="en", country=None, american=False, short_years=True)


@pytest.mark.parametrize(
    ("text", "machine", "expected"),
    [
        ("10:15", True, NOTHING), ("10:15 Politics", True, UNKNOWN), ("10:15 Politics", False, NOTHING),
        ("10:15 XYZ", False, UNKNOWN), ("10:15 +x", False, UNKNOWN), ("10:15-Mars", False, UNKNOWN),
        ("10:15 - Mars", False, NOTHING), ("10:15 +24:00", True, UNKNOWN), ("10:15 GMT+1:75", True, UNKNOWN),
        ("10:15 Mars/Olympus", False, UNKNOWN), ("10:15 ../etc/passwd", True, NOTHING), ("10:15 uhr", True, NOTHING),
        ("10:15 von der Küste", False, UNKNOWN),
    ],
)  # fmt: skip
def test_nothing_printed_is_told_from_what_is_not_understood(text: str, machine: bool, expected: object) -> None:
    assert read_zone(plain(text), 5, HINTS, machine=machine, halved=False) == expected
