"""Dates as publishers write them → aware times with their precision: the one reader for feeds, pages and texts.

It knows no clock, so never what "yesterday" is. A half of the day, an offset or a zone that is printed counts, or else
the day alone does; where none is printed the time is taken as UTC.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from worker.core.fields.clocks import Clock, clock_after, clock_before, hour_of, part_around
from worker.core.fields.date_words import DateWords, plain, words_of
from worker.core.fields.days import Day, Hints, find_day, find_day_by_weekday
from worker.core.fields.zones import read_zone
from worker.core.text.language import subtag
from worker.core.text.plain import unescape
from worker.models import Origin, Precision, PublisherTime

_LENGTH = 120
"""Characters that are read; JavaScript's longest date with the zone's name has 80."""
_REMEMBERED = 1 << 8
"""Texts whose time is kept: a page asks for four in ten more than once, in its head, its data and its marks."""
_CUT_SHORT = 40
"""Characters at the end of a text that was cut, where a clock may have lost its zone."""
_FULL = re.compile(
    r"(?:197[1-9]|19[89]\d|20\d\d)-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
    r"(?:Z|\+(?:0\d|1[0-3]):?[0-5]\d|-(?:0\d|1[01]):?[0-5]\d)"
)
"""What nine in ten feeds and pages write (RFC 3339), read without looking further."""
_YEAR = re.compile(
    r"[\d '-](?:(?<=\d)(?:(?<!\d\d)(?:\d{7,19}(?!\d)|(?:(?<=1)[3459]|(?<=2)[0156])\d\d(?!\d))|[./-]\d\d(?!\d)|年)"
    r"|(?<=-)w\d|(?<=[ '-])\d\d(?!\d))"
)
"""Whatever might be a year; most texts have none and are not looked at."""
_UNTIL = re.compile(r"\s?-(\d\d):(\d\d)(?!\d)")
"""10:00-11:30 on a page is an hour and a half, or an offset."""
_EPOCH = re.compile(r"(/date\()?@?(\d{10})(?:\.\d{1,9}|(?:\d{3}){1,3})?(?(1)(?:[+-]\d{4})?\)/)")
"""Seconds since 1970, or their thousandth parts and smaller; /Date(…)/ is how .NET puts them into JSON."""
_AMERICAN = re.compile(r"(?<![a-z])[ap]\.?\s?m\b|\d\s?[ecmp][sd]?t\b")
"""Half-days, and the zones of the United States."""
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a page's elements met without a space: HealthDECEMBER 22."""
_SMALL_ROMAN = re.compile(r"(?<=\d)\s[ivx]{1,4}(?=\s\d{4})")
"""3 x 2000 is no day of October: a Roman month between blanks is printed in capitals."""
_MACHINE = frozenset({Origin.FEED, Origin.META, Origin.JSONLD})
_SHORT_YEARS = frozenset({Origin.FEED, Origin.HTML, Origin.JSONLD})
"""Where 30/11/26 is a date: not in prose, nor in meta tags, where the only ones seen were not the article's."""
_REGION = re.compile(r"[-_]([a-z]{2}|[a-z]{4}[-_][a-z]{2})(?![a-z])", re.IGNORECASE)
_DOMAINS = {"uk": "GB", "gov": "US", "mil": "US", "edu": "US"}
_COUNTRIES = frozenset({
    "au", "bd", "br", "cn", "hk", "ie", "il", "in", "jp", "ke", "kr", "kw", "my", "ng", "nz", "ph", "pk", "qa",
    "ru", "sa", "sg", "th", "tr", "tw", "ua", "us", "za",
})  # fmt: skip
_EARLIEST, _LATEST = 1971, 2200
"""Years outside are a server's zero (0001-01-01, 1970-01-01) or a slip."""
_ONLINE_SINCE = 1990
"""No newsroom was on the web before: an earlier date is a default of its system."""
_AHEAD = timedelta(days=1)
"""How far zones and clocks that go wrong may put a time ahead of ours."""


class _Time(NamedTuple):
    clock: Clock
    hour: int
    zone: tzinfo


class _Context(NamedTuple):
    words: DateWords
    hints: Hints
    origin: Origin


def parse_date(
    text: str | None, *, origin: Origin, language: str | None = None, country: str | None = None
) -> PublisherTime | None:
    """The time that a machine-written or printed date says; None when it says none that can be trusted.

    `language` is the tag of the feed or page (en-US), `country` two letters where something else tells it; they settle
    3/4/2020, IST and words that mean two months. Costs time linear in the length.
    """
    text = (text or "").strip()
    if not _DIGIT.search(text, 0, _LENGTH) and "年" not in text[:_LENGTH]:
        return None
    # no longer key is kept
    parsed = _parsed if len(language or "") <= _LENGTH else _parsed.__wrapped__
    return parsed(text[: _LENGTH + 1], origin, language, country)


@lru_cache(maxsize=_REMEMBERED)
def _parsed(text: str, origin: Origin, language: str | None, country: str | None) -> PublisherTime | None:
    if len(text) <= _LENGTH and _FULL.fullmatch(text):
        return _rfc3339(text, origin)
    printed = plain(_unescaped(text[:_LENGTH]))
    if len(text) > _LENGTH:
        printed = printed.rstrip("0123456789.:/+-")  # of a number, what was cut off may be the half
    if origin not in _MACHINE:
        printed = _GLUED.sub(" ", printed)
    low = _SMALL_ROMAN.sub(lambda found: " " * len(found[0]), printed).lower()
    if not _YEAR.search(low):
        return None
    if origin is not Origin.TEXT and (epoch := _EPOCH.fullmatch(low)) and (when := _since_epoch(epoch, origin)):
        return when
    region = _REGION.search((language or "")[:_LENGTH])
    context = _Context(
        words_of(subtag(language)),
        Hints(
            language=subtag(language),
            country=region[1][-2:].upper() if region else country,
            american=_AMERICAN.search(low) is not None,
            short_years=origin in _SHORT_YEARS,
        ),
        origin,
    )
    day = _day(low, context)
    if day is None:
        return None
    clock = _clock(low, day, context.words)
    if clock is None or (len(text) > _LENGTH and clock.end > _LENGTH - _CUT_SHORT):
        return _dated(day.day, None, origin)
    if not clock.possible:
        return None
    return _dated(day.day, _time(printed if len(printed) == len(low) else low, day, clock, context), origin)


def _unescaped(text: str) -> str:
    """What was escaped once more than meant: 10:15:00%2B01:00, whose sign would be lost."""
    return unquote(unescape(text)) if "&" in text or "%" in text else text


def country_of(url: str | None) -> str | None:
    """The country whose domain an address has, where its newsrooms use it; None for .com, .tv and the like."""
    try:
        domain = (urlsplit(url).hostname or "").rpartition(".")[2] if url else ""
    except ValueError:  # [not an address]
        return None
    return _DOMAINS.get(domain) or (domain.upper() if domain in _COUNTRIES else None)


def doubtful(when: PublisherTime, *, now: datetime | None) -> bool:
    """Whether a publication cannot have been then: before there were news sites, or a day in the future of `now`."""
    return when.value.year < _ONLINE_SINCE or (now is not None and when.value > now + _AHEAD)


def _day(low: str, context: _Context) -> Day | None:
    day = find_day(low, context.words, context.hints)
    if day is None and context.origin in _MACHINE and context.hints.language is None:
        return find_day_by_weekday(low, context.hints)
    return day


def _clock(low: str, day: Day, words: DateWords) -> Clock | None:
    if day.clock:
        return Clock(*day.clock, day.end, day.end)
    return clock_after(low, day.end, words) or clock_before(low, day.start, words)


def _time(printed: str, day: Day, clock: Clock, context: _Context) -> _Time | None:
    """The clock with its half of the day and its zone; None when one of them is printed but not understood."""
    low = printed.lower()
    part, behind = part_around(low, clock, day.end if clock.start >= day.end else 0, context.words)
    hour = hour_of(clock.hour, part)
    if hour is None:
        return None
    before = clock.end <= day.start
    machine = context.origin in _MACHINE
    until = None if machine else _UNTIL.match(low, behind)
    if until and (int(until[1]), int(until[2])) > (hour, clock.minute):
        return None
    halved = part is not None or clock.hour > 12
    # between a clock and its day stand words of prose: 10:15 p.m., Monday, Nov. 30
    zone = read_zone(
        printed[: day.start] if before else printed,
        behind,
        context.hints,
        machine=machine and not before,
        halved=halved,
    )
    if before and zone.understood and zone.zone is None:
        zone = read_zone(printed, day.end, context.hints, machine=False, halved=True)
    return _Time(clock, hour, zone.zone or UTC) if zone.understood else None


def _rfc3339(text: str, origin: Origin) -> PublisherTime | None:
    try:
        value = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:  # 30 February
        return None
    return PublisherTime(value=value, precision=Precision.TIME, origin=origin)


def _since_epoch(found: re.Match[str], origin: Origin) -> PublisherTime | None:
    value = datetime.fromtimestamp(int(found[2]), UTC)
    return PublisherTime(value=value, precision=Precision.TIME, origin=origin) if value.year >= _ONLINE_SINCE else None


def _dated(day: date, time: _Time | None, origin: Origin) -> PublisherTime | None:
    precision = Precision.DAY if time is None else Precision.TIME
    value = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if time is not None:
        try:
            value = value.replace(tzinfo=None) + timedelta(
                hours=time.hour, minutes=time.clock.minute, seconds=time.clock.second
            )
            # A fixed offset: what is stored shall not change with the rules of its zone.
            offset = value.replace(tzinfo=time.zone).utcoffset() or timedelta()
            value = value.replace(tzinfo=timezone(offset) if offset else UTC)
        except OverflowError:
            return None
    if not _EARLIEST <= value.year <= _LATEST:
        return None
    return PublisherTime(value=value, precision=precision, origin=origin)
