"""Dates as publishers write them → aware times with their precision: the one reader for feeds, pages and texts.

It knows no clock, so never what `yesterday` is. A half of the day, an offset or a zone that is printed counts, or else
the day alone does; where none is printed the time is taken as UTC.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from urllib.parse import urlsplit

from worker.core.fields.clocks import Clock, clock_after, clock_before, hour_of, part_around
from worker.core.fields.date_words import DateWords, plain, words_of
from worker.core.fields.days import Day, Hints, find_day
from worker.core.fields.zones import read_zone
from worker.models import Origin, Precision, PublisherTime

_LENGTH = 120
"""Characters that are read; JavaScript's longest date with the zone's name has 80."""
_CUT_SHORT = 40
"""Characters at the end of a text that was cut, where a clock may have lost its zone."""
_FULL = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:([Zz])|([+-])(\d\d):?(\d\d))")
"""What nine in ten feeds and pages write (RFC 3339), read without looking further."""
_YEAR = re.compile(r"(?<!\d)\d{8,14}(?!\d)|(?<!\d)(?:1[3459]|2[0156])\d\d(?!\d)|\d[./-]\d\d(?!\d)|\d年|-w\d|[- ]\d\d(?!\d)")
"""Whatever might be a year; most texts have none and are not looked at."""
_UNTIL = re.compile(r"\s?-(\d\d):(\d\d)(?!\d)")
"""10:00-11:30 on a page is an hour and a half, or an offset."""
_EPOCH = re.compile(r"(\d{10})(?:\.\d{1,9}|\d{3})?")
_AMERICAN = re.compile(r"(?<![a-z])[ap]\.?\s?m\b|\d\s?[ecmp][sd]?t\b")
"""Half-days, and the zones of the United States."""
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a page's elements met without a space: HealthDECEMBER 22."""
_MACHINE = frozenset({Origin.FEED, Origin.META, Origin.JSONLD})
_REGION = re.compile(r"[-_]([a-z]{2}|[a-z]{4}[-_][a-z]{2})(?![a-z])", re.IGNORECASE)
_DOMAINS = {"uk": "GB", "gov": "US", "mil": "US", "edu": "US"}
_COUNTRIES = frozenset("au bd br cn hk ie il in jp ke kr kw my ng nz ph pk ps qa ru sa sg th tr tw ua us za".split())
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


def parse_date(
    text: str | None, *, origin: Origin, language: str | None = None, country: str | None = None
) -> PublisherTime | None:
    """The time that a machine-written or printed date says; None when it says none that can be trusted.

    `language` is the tag of the feed or page (en-US), `country` two letters where something else tells it; they settle
    3/4/2020, IST and words that mean two months. Costs time linear in the length.
    """
    text = (text or "").strip()
    if not _DIGIT.search(text, 0, _LENGTH):
        return None
    if full := _FULL.fullmatch(text[:_LENGTH]):
        return _iso(full, origin)
    cut = len(text) > _LENGTH
    printed = plain(text[:_LENGTH])
    if origin not in _MACHINE:
        printed = _GLUED.sub(" ", printed)
    low = printed.lower()
    if not _YEAR.search(low):
        return None
    printed = printed if len(printed) == len(low) else low
    if origin is not Origin.TEXT and (epoch := _EPOCH.fullmatch(low)) and (when := _since_epoch(epoch, origin)):
        return when
    tag = (language or "").strip().lower()
    base = re.split(r"[-_]", tag, maxsplit=1)[0] or None
    region = _REGION.search(tag)
    country = region[1][-2:].upper() if region else country
    words = words_of(base)
    hints = Hints(base, country, american=_AMERICAN.search(low) is not None, short_years=origin is not Origin.TEXT)
    day = find_day(low, words, hints)
    if day is None:
        return None
    clock = _clock(low, day, words)
    if clock is None:
        return _made(day.day, None, origin)
    if not clock.possible:
        return None
    if cut and clock.end > _LENGTH - _CUT_SHORT:
        return _made(day.day, None, origin)
    return _made(day.day, _time(printed, low, day, clock, words, hints, machine=origin in _MACHINE), origin)


def country_of(url: str | None) -> str | None:
    """The country whose domain an address has, where its newsrooms use it; None for .com, .tv and the like."""
    domain = (urlsplit(url).hostname or "").rpartition(".")[2] if url else ""
    return _DOMAINS.get(domain) or (domain.upper() if domain in _COUNTRIES else None)


def doubtful(when: PublisherTime, *, now: datetime | None) -> bool:
    """Whether a publication cannot have been then: before there were news sites, or a day in the future of `now`."""
    return when.value.year < _ONLINE_SINCE or (now is not None and when.value > now + _AHEAD)


def _clock(low: str, day: Day, words: DateWords) -> Clock | None:
    if day.clock:
        return Clock(*day.clock, day.end, day.end)
    return clock_after(low, day.end, words) or clock_before(low, day.start, words)


def _time(  # noqa: PLR0917 (the text in both cases, and what was found in it)
    printed: str, low: str, day: Day, clock: Clock, words: DateWords, hints: Hints, *, machine: bool
) -> _Time | None:
    """The clock with its half of the day and its zone; None when one of them is printed but not understood."""
    part, behind = part_around(low, clock, day.end if clock.start >= day.end else 0, words)
    hour = hour_of(clock.hour, part)
    if hour is None:
        return None
    halved = part is not None or clock.hour > 12
    if not machine and (until := _UNTIL.match(low, behind)) and (int(until[1]), int(until[2])) > (hour, clock.minute):
        return None
    zone = read_zone(
        printed, behind, language=hints.language, country=hints.country, machine=machine, halved=halved
    )
    if zone.understood and zone.zone is None and clock.end <= day.start:
        zone = read_zone(printed, day.end, language=hints.language, country=hints.country, machine=False, halved=True)
    return _Time(clock, hour, zone.zone or UTC) if zone.understood else None


def _iso(full: re.Match[str], origin: Origin) -> PublisherTime | None:
    clock = Clock(int(full[4]), int(full[5]), int(full[6] or 0), 0, 0)
    zone: tzinfo = UTC
    if full[8]:
        minutes = int(full[9]) * 60 + int(full[10])
        minutes = -minutes if full[8] == "-" else minutes
        if not -12 * 60 <= minutes <= 14 * 60 or int(full[10]) >= 60:
            clock = Clock(0, 0, 0, -1, -1) if clock.possible else clock
        else:
            zone = timezone(timedelta(minutes=minutes)) if minutes else UTC
    try:
        day = date(int(full[1]), int(full[2]), int(full[3]))
    except ValueError:
        return None
    if not clock.possible:
        return None
    return _made(day, None if clock.start < 0 else _Time(clock, clock.hour, zone), origin)


def _since_epoch(found: re.Match[str], origin: Origin) -> PublisherTime | None:
    value = datetime.fromtimestamp(int(found[1]), UTC)
    return PublisherTime(value=value, precision=Precision.TIME, origin=origin) if value.year >= _ONLINE_SINCE else None


def _made(day: date, time: _Time | None, origin: Origin) -> PublisherTime | None:
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
