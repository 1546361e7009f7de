"""The day that a text prints, in numbers or with the month's name, and where in the text it stands; knows no clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

from worker.core.fields import calendars
from worker.core.fields.date_words import BEGINNING, DateWords, key, languages_of, month_first

_FIRST = r"\d(?<!\d\d)(?<!\d[.,/:-]\d)"
"""The digit with which a number begins that no other goes on into. It stands before what may not be before it, for then
the search goes from digit to digit."""
_BASIC = re.compile(
    rf"({_FIRST}\d{{3}})(\d\d)(\d\d)(?:(?:t?(\d\d)(\d\d)(\d\d)?)?(?![\d.,/-])|(?:t(\d\d)(\d\d)(\d\d)?)?(?=[.,t+-]\d))"
)
_YEAR_FIRST = re.compile(
    rf"({_FIRST}\d{{3}})(?:\s?([-/])\s?|\.\s?)(\d{{1,2}})(?:(?(2)\s?\2|\.))\s?(\d{{1,2}})(?!\d|[-/]\d(?!\d?:|\d{{3}}-))"
)
_ORDINAL = re.compile(rf"({_FIRST}\d{{3}})-(\d{{3}})(?![\d-])")
_WEEK = re.compile(rf"({_FIRST}\d{{3}})-?w(\d\d)-?([1-7])(?!\d)")
_YEAR_LAST = re.compile(rf"({_FIRST}\d?)\s?([./|·-])\s?(\d{{1,2}})\s?\2\s?(\d{{4}}|\d\d(?!:|\.\d))(?!\d|[./-]\d)")
_DANISH = re.compile(rf"({_FIRST}\d?)(/)(\d{{1,2}})[- ](\d{{4}})(?!\d|[./-]\d)")
"""30/11-2026, and Swedes 30/11 2026."""
_EXIF = re.compile(rf"({_FIRST}\d{{3}})(:)(\d\d):(\d\d)(?=\s\d\d:|\s*$)")
"""2026:11:30 10:00:00, as cameras write (Exif 2.32, 4.6.5)."""
_SHORT_YEAR_FIRST = re.compile(rf"({_FIRST}\d)\s?([./-])\s?(\d{{1,2}})\s?\2\s?(\d{{1,2}})(?![\d:])")
_SPACED = re.compile(rf"(?:(?<=^)|(?<=[^\W\d],\s)|(?<=[^\W\d]\s))({_FIRST}\d?)( )(\d\d?) (\d{{4}})(?=\s|$)")
_SPACED_YEAR_FIRST = re.compile(rf"^({_FIRST}\d{{3}}) (\d\d) (\d\d)(?=\s|$)")
"""Where a format forgot what stands between: Mon, 30 11 2026."""
_CJK_YEARS = ("年", "년", "оны")
_CJK = re.compile(
    r"(\D{0,4}?)(?<!\d)(\d{1,4})\s?(?:[年년]|оны)\s?(\d{1,2})(?:-р|\s(?:дугаар|дүгээр))?\s?(?:[月월]|сарын)\s?"
    r"(\d{1,2})\s?[日일號号]?"
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN_MONTH = re.compile(rf"({_FIRST}\d?)(?:\.\s?|[\s/-])([ivx]{{1,4}})(?:\.\s?|[\s/-])(\d{{4}})(?!\d)")
"""30.XI.2026, as Poles, Croats and Hungarians write by hand."""
_CLOCKS = re.compile(
    r"\d(?<!\d\d)\d?(?:(?::\d\d?:\d\d?(?![\d:.,])|\s?:\s?\d\d(?::\d\d)?)(?:[.,]\d+)?(?:\s?(?:gmt|utc?)?[+-]\d\d?:?(?:\d\d)?(?!\d))?"
    r"|\s?(?:h|uhr)\s?\d\d(?!\d))"
)
"""Taken out before days are looked for: 10:15 November 30 is no 15th."""
_TOKEN = re.compile(r"\d+|[^\s\d,:;/|()\[\]{}<>_+•·\"«»*=#@–—-]+")
_NUMBERED_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])(?:[月월]|\sсар)(?!\w)")
_COUNTED = frozenset({"thang", "thg", "th"})
"""Vietnamese counts its months: 30 tháng 11, 30 Th11."""
_COUNTS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10, "muoimot": 11,
    "muoihai": 12,
}  # fmt: skip
"""The same in words: Tháng Mười Một."""
_YEAR_FIRST_LANGUAGES = frozenset({"ja", "ko", "zh", "eu", "ne"})
"""Where 26.11.30 is a day of 2026, as nobody puts the year last."""
_YEAR_FIRST_BY_MARK = {"sv": "-", "lt": "-.", "hu": "-./"}
"""Where it is one with these between the numbers; Swedes print 30/11/26 as well."""
_DAY_FIRST_COUNTRIES = frozenset({"HK", "MO"})
_THAI_SINCE = 50
"""2550 is 2007."""
_SHORT_FROM = 16
"""Where in a text 30/11/26 begins at the latest; further on it is often the time of the visit, or a version."""
_WEEKDAY = "-"
_GAP = 4
"""Characters between two parts of a day."""
_BETWEEN = frozenset({
    _WEEKDAY, "st", "nd", "rd", "th", "er", "ste", "eme", "o", "a", "e", "de", "del", "of", "the", "d", "m", "nam",
    "ngay", "го", "й", "года", "г", "год", "року", "р", "roku", "r", "gada", "el", "la", "den", "il", "le", "na",
    "لسنه", "من", "ماه",
    "سنه", "พศ", "tahun", "оны", "ko", "yil", "жылы", "ж", "жыл", "жылғы", "წლის", "წ", "ta", "paivana",
    "คศ", "թ", "ی",
})  # fmt: skip
_UNCLEAR_COUNTRIES = frozenset({"CA", "CN", "TW", "JP", "KR", "HK", "MO"})
_UNCLEAR_LANGUAGES = frozenset({"en", "zh", "ja", "ko"})
"""In which 3/4/2026 may be either: a country has to say."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a text beside its words."""

    language: str | None
    """Subtag."""
    country: str | None
    """Two capitals."""
    american: bool
    """It has AM, PM or a zone of the United States, which in English goes with the month first."""
    short_years: bool
    """Whether 30/11/26 may be a date: in a field for dates, not in prose."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day and its place in the text."""

    day: date
    start: int
    end: int
    clock: tuple[int, int, int] | None = None
    """That of the ISO basic form, which has no colons."""
    foreign: bool = False
    """From another calendar than the Gregorian."""


def find_day(text: str, words: DateWords, hints: Hints) -> Day | None:
    """The first day that a plain lower-case text prints; a Gregorian one before its double in another calendar."""
    other = None
    for found in _days(text, words, hints):
        if not found.foreign:
            return found
        other = other or found
    return other


def find_day_by_weekday(text: str, hints: Hints) -> Day | None:
    """The day that a text prints in words which mean other months elsewhere, where no language is known.

    The weekday beside them tells: "lip" is July to Poles and June to Croats, and 16 July 2025 was a Wednesday, "śr".
    None where two languages leave it open.
    """
    printed = {key(token[0]) for token in _TOKEN.finditer(text)}
    found: dict[date, Day] = {}
    for words in languages_of(printed):
        day = find_day(text, words, hints)
        if day is not None and any(words.weekdays.get(word) == day.day.weekday() for word in printed):
            found[day.day] = day
    return next(iter(found.values())) if len(found) == 1 else None


def _days(text: str, words: DateWords, hints: Hints) -> Iterator[Day]:
    yield from _iso(text, hints)
    if any(map(text.__contains__, _CJK_YEARS)):
        yield from _east_asian(text, hints)
    numbers = list(_YEAR_LAST.finditer(text))
    full = [found for found in numbers if len(found[4]) > 2]
    yield from filter(None, (_ordered(found, text, words, hints) for found in full))
    yield from _named(text, words, hints)
    yield from _roman(text, hints)
    yield from filter(None, (_ordered(found, text, words, hints) for found in _DANISH.finditer(text)))
    if not hints.short_years:
        return
    yield from filter(None, (_ordered(found, text, words, hints) for found in _SPACED.finditer(text)))
    for found in _SPACED_YEAR_FIRST.finditer(text):
        if value := _day(int(found[1]), found[2], found[3], text, hints):
            yield Day(value, found.start(), found.end())
    # after the names of months: 15. januar 2026 09.05.07
    marks = _YEAR_FIRST_BY_MARK.get(hints.language or "", "")
    if hints.language in _YEAR_FIRST_LANGUAGES and hints.country not in _DAY_FIRST_COUNTRIES:
        marks = "./-"
    yield from _short_year_first(text, marks, hints)
    if marks != "./-":
        yield from filter(None, (_ordered(found, text, words, hints) for found in numbers if found not in full))


def _east_asian(text: str, hints: Hints) -> Iterator[Day]:
    for found in _CJK.finditer(text):
        year = int(found[2])
        if era := calendars.ERA.search(found[1]):
            year = calendars.era_year(era[0], year)
        if day := _day(year, found[3], found[4], text, hints):
            yield Day(day, found.start(2), found.end())


def _roman(text: str, hints: Hints) -> Iterator[Day]:
    for found in _ROMAN_MONTH.finditer(text):
        month = _ROMAN.index(found[2]) + 1 if found[2] in _ROMAN else 0
        if day := _day(int(found[3]), month, found[1], text, hints):
            yield Day(day, found.start(), found.end())


def _short_year_first(text: str, marks: str, hints: Hints) -> Iterator[Day]:
    for found in _SHORT_YEAR_FIRST.finditer(text):
        if found[2] not in marks or found.start() > _SHORT_FROM:
            continue
        if day := _day(2000 + int(found[1]), found[3], found[4], text, hints):
            yield Day(day, found.start(), found.end())


def _iso(text: str, hints: Hints) -> Iterator[Day]:
    for found in _BASIC.finditer(text):
        hour, minute, second = found[4] or found[7], found[5] or found[8], found[6] or found[9]
        clock = (int(hour), int(minute), int(second or 0)) if hour else None
        if 1900 <= int(found[1]) <= 2200 and (value := _day(int(found[1]), found[2], found[3], text, hints)):
            yield Day(value, found.start(), found.end(), clock)
    for found in chain(_YEAR_FIRST.finditer(text), _EXIF.finditer(text)):
        year = int(found[1])
        if value := _day(year, found[3], found[4], text, hints):
            yield Day(value, found.start(), found.end(), foreign=year != value.year)
    for found in _ORDINAL.finditer(text):  # ISO 8601:2004, 4.1.3: day 045 is 14 February
        try:
            value = date.fromordinal(date(int(found[1]), 1, 1).toordinal() + int(found[2]) - 1)
        except (ValueError, OverflowError):
            continue
        if value.year == int(found[1]):
            yield Day(value, found.start(), found.end())
    for found in _WEEK.finditer(text):
        try:
            value = date.fromisocalendar(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
        yield Day(value, found.start(), found.end())


def _day(year: int, month: int | str, day: int | str, text: str, hints: Hints) -> date | None:
    return calendars.gregorian(year, int(month), int(day), text=text, language=hints.language)


def _ordered(found: re.Match[str], text: str, words: DateWords, hints: Hints) -> Day | None:
    """A day whose year stands last: which of the two before it is the month?"""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        if found.start() > _SHORT_FROM:
            return None
        year = _full_year(year, hints)
    weekday = _weekday(text[: found.start()], words)
    month_is_first = _month_is_first(first, second, year, dotted=found[2] == ".", weekday=weekday, hints=hints)
    if month_is_first is None:
        return None
    day, month = (second, first) if month_is_first else (first, second)
    value = _day(year, month, day, text, hints)
    return Day(value, found.start(), found.end(), foreign=year != value.year) if value else None


def _full_year(short: int, hints: Hints) -> int:
    """The year of two digits; Thais print both calendars, and nothing was on the web in 2549 that is printed as 49."""
    if hints.language == "th" and short >= _THAI_SINCE:
        return 2500 + short
    return short + (2000 if short < 70 else 1900)


def _month_is_first(
    first: int, second: int, year: int, *, dotted: bool, weekday: int | None, hints: Hints
) -> bool | None:
    if first > 12 or second > 12:
        return second > 12
    if first == second or dotted:
        return False
    if weekday is not None and 1900 <= year <= 2200:
        fits = [date(year, *month_day).weekday() == weekday for month_day in ((second, first), (first, second))]
        if fits[0] != fits[1]:
            return fits[1]
    if hints.country:
        return None if hints.country in _UNCLEAR_COUNTRIES else month_first(hints.country)
    if hints.language is None or hints.language in _UNCLEAR_LANGUAGES:
        return True if hints.american and hints.language in {None, "en"} else None
    return False


def _weekday(before: str, words: DateWords) -> int | None:
    tokens = [key(token[0]) for token in _TOKEN.finditer(before)][-2:]
    whole = words.weekdays.get(" ".join(tokens))
    if whole is not None:  # Vietnamese: thứ hai, which is no Thursday
        return whole
    return next((words.weekdays[token] for token in tokens if token in words.weekdays), None)


class _Token(NamedTuple):
    text: str
    """A number, or a word as the tables have it."""
    start: int
    end: int

    @property
    def number(self) -> int | None:
        return int(self.text) if len(self.text) <= 4 and self.text.isdecimal() else None


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    hidden: str
    """Without its clocks."""
    tokens: list[_Token]
    words: DateWords
    hints: Hints


def _named(text: str, words: DateWords, hints: Hints) -> Iterator[Day]:
    """Days whose month has a name; around it stand the day and the year in any of four orders."""
    hidden = _CLOCKS.sub(lambda found: " " * len(found[0]), text)
    tokens = [
        _Token(_WEEKDAY if word in words.weekdays and word not in words.months else word, found.start(), found.end())
        for found in _TOKEN.finditer(hidden)
        if (word := key(found[0]))
    ]
    line = _Text(text, hidden, tokens, words, hints)
    yield from _numbered_months(line)
    for index, token in enumerate(tokens):
        word = token.text
        # Most words are no month's name, which costs less to see by how they begin; other scripts have prefixes.
        if word.isdecimal() or (word.isascii() and word[:BEGINNING] not in words.beginnings and word not in _COUNTED):
            continue
        counted = word in _COUNTED and (hints.language == "vi" or word != "th")
        for width in (3, 2, 1) if counted else (2, 1):
            if index + width > len(tokens):
                continue
            month, calendar = _month(" ".join(one.text for one in tokens[index : index + width]), words)
            if width > 1 and counted:
                count = "".join(one.text for one in tokens[index + 1 : index + width])
                month, calendar = int(count) if count.isdecimal() and len(count) < 3 else _COUNTS.get(count), ""
            if month and (found := _around(line, index, index + width, month, calendar)):
                yield found
                break


def _numbered_months(line: _Text) -> Iterator[Day]:
    """30 11月 2026, as C libraries print a date in East Asia."""
    for found in _NUMBERED_MONTH.finditer(line.text):
        at = next((index for index, token in enumerate(line.tokens) if token.start == found.start()), None)
        if at is not None and (day := _around(line, at, at + 2, int(found[1]), "")):
            yield day


def _month(name: str, words: DateWords) -> tuple[int | None, str]:
    month = words.months.get(name)
    if month is None and name[:1] == "ב":  # Hebrew's "in"
        month = words.months.get(name[1:].lstrip("-"))
    if month is None and name[-1:] == "ی":  # Kurdish's "of"
        month = words.months.get(name[:-1])
    if month is None and "'" in name:  # Kasım'da
        month = words.months.get(name.partition("'")[0])
    if month:
        return month, ""
    if month := calendars.SOLAR_MONTHS.get(name.removesuffix("ماه")):
        return month, "solar"
    return calendars.LUNAR_MONTHS.get(name), "lunar"


def _around(line: _Text, first: int, after: int, month: int, calendar: str) -> Day | None:
    """The day of the month that stands from one token to another, with what stands around it."""
    tokens = line.tokens
    for width in (2, 1):  # the same month by its other name: نوفمبر/تشرين الثاني
        other = " ".join(one.text for one in tokens[after : after + width])
        if _month(other, line.words)[0] == month:
            after += width
            break
    before = _near(line, first - 1, -1)
    behind = _near(line, after, 1)
    further = _near(line, behind + 1, 1) if behind is not None else None
    earlier = _near(line, before - 1, -1) if before is not None else None
    # A clock may stand between the day and the year, as in asctime and Java: Nov 30 10:00:00 CET 2026.
    distant = _near(line, (behind if behind is not None else after - 1) + 1, 1, over_clock=True)
    near = ((before, behind), (behind, further), (behind, before), (before, further), (before, earlier))
    for day, year in (*near, (behind, distant), (before, distant)):
        if day is None or year is None or day == year:
            continue
        value = _beside(tokens[day], tokens[year], month, calendar, line)
        if value:
            # What follows the day is then that clock.
            places = [day, first, after - 1, *([year] if (day, year) in near else ())]
            return Day(value, tokens[min(places)].start, tokens[max(places)].end, foreign=bool(calendar))
    return None


def _near(line: _Text, index: int, step: int, *, over_clock: bool = False) -> int | None:
    """Where the number next to a place among the tokens is: over small words, or else over a clock and its zone."""
    start = line.tokens[index - step].end if over_clock and index < len(line.tokens) else 0
    for _ in range(4):
        beside = index - step
        if not (0 <= index < len(line.tokens) and 0 <= beside < len(line.tokens)):
            return None
        token = line.tokens[index]
        left, right = (line.tokens[beside].end, token.start) if step > 0 else (token.end, line.tokens[beside].start)
        if not over_clock and right - left > _GAP:
            return None
        if token.text.isdecimal():
            passed = line.hidden[start : token.start] != line.text[start : token.start]
            return index if passed or not over_clock else None
        if token.text not in _BETWEEN and not over_clock:
            return None
        index += step
    return None


def _beside(day: _Token, year: _Token, month: int, calendar: str, line: _Text) -> date | None:
    hints = line.hints
    number, full = day.number, year.number
    if number is None or full is None or not 1 <= number <= 31 or len(day.text) > 2:
        return None
    if len(year.text) == 2:
        beside = 0 <= year.start - day.end <= 14
        if not (hints.short_years and beside) or calendar:
            return None
        full = _full_year(full, hints)
    elif len(year.text) != 4:
        return None
    if calendar == "solar":
        return calendars.solar_day(full, month, number)
    if calendar == "lunar":
        return calendars.lunar_day(full, month, number)
    return _day(full, month, number, line.text, hints) if not 1300 <= full <= 1500 else None
