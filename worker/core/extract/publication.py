"""Which of the days that a page gives its article is the one it was published, and the time of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone

from worker.core.extract.day_candidates import DECLARED, NEARBY, SHOWN, DayCandidate, Source
from worker.core.fields.dates import doubtful
from worker.models import Origin, Precision, PublisherTime

_TRUST = (
    *(Source.LINKED, Source.PROTOCOL, Source.META, Source.MICRODATA, Source.TIME, Source.MARKED, Source.ADDRESS),
    *(Source.LINE, Source.OPENING, Source.MENTION, Source.UPDATED, Source.PAGE_NODE),
    *(Source.FAR, Source.LABELLED, Source.ALONE),
)
"""Whom to believe first. On the development pages, where two name different days: a mark by the headline is right in 23
of 24 against a day that the page calls an update, a line there in 12 of 21 against the JSON-LD of the page itself."""
_ORDER = tuple(map(int, _TRUST))
_UPDATED, _MODIFIED = int(Source.UPDATED), int(Source.MODIFIED)
_MENTION, _ADDRESS = int(Source.MENTION), int(Source.ADDRESS)
_HEAD = int(Source.LINKED | Source.PROTOCOL | Source.META)
"""What the head declares."""
_STAMPED = int(Source.TIME) | DECLARED
_DAY = timedelta(days=1)
_QUARTER = timedelta(minutes=15)
_FARTHEST = timedelta(hours=14)
"""All clocks of the world differ from UTC by quarters of an hour, and by no more than this."""
_CLOCKS = sorted(range(-12, 15), key=abs)
"""Hours by which the clocks of the world differ from UTC, the nearest first."""


def choose(
    candidates: Mapping[date, DayCandidate], *, now: datetime | None
) -> tuple[PublisherTime | None, Origin | None]:
    """When it was published, and the source that was passed over since it cannot be right.

    The time is as its source gives it; one in UTC, of which the page prints the day before or after, by that clock.
    """
    likely = {day: one for day, one in candidates.items() if not doubtful(one.when, now=now)}
    doubted = next((one.when.origin for day, one in candidates.items() if day not in likely), None)
    if not likely:
        return None, doubted
    best = min(likely, key=lambda day: _rank(likely[day]))
    return _on_another_clock(best, likely) or _by_the_pages_clock(_as_printed(best, likely), likely), doubted


def _rank(one: DayCandidate) -> int:
    update = one.sources & _UPDATED and not one.sources & (DECLARED | _ADDRESS)
    sources = one.sources & ~(NEARBY | _MENTION) if update else one.sources & ~_UPDATED
    return next((rank for rank, source in enumerate(_ORDER) if sources & source), len(_ORDER))


def _as_printed(best: date, candidates: Mapping[date, DayCandidate]) -> date:
    """A declared day; another one if the page shows that by its headline in its place, and not as an update.

    Systems declare when they moved a page or stored it. On the development pages the declared day was right in 5 of 22
    that print just one other, and in 42 of 43 that print it too. One day apart are two clocks, and only the address
    says which is the page's: it was right in 4 of 4, else the declared one in 6 of 8.
    """
    if not candidates[best].sources & DECLARED or candidates[best].sources & (SHOWN | _MENTION):
        return best
    shown = [
        day
        for day, one in candidates.items()
        if one.sources & SHOWN and (one.sources & _HEAD or not one.sources & _MODIFIED)
    ]
    shown = [day for day in shown if abs(day - best) > _DAY or candidates[day].sources & _ADDRESS]
    declared = [day for day in shown if candidates[day].sources & DECLARED]
    if declared:
        return min(declared, key=lambda day: _rank(candidates[day]))
    # A later one may be the day of the visit, of a comment or of what the story announces.
    plain = [
        day
        for day in shown
        if not candidates[day].sources & _UPDATED and (day < best or candidates[day].sources & _ADDRESS)
    ]
    return plain[0] if len(plain) == 1 else best


def _on_another_clock(best: date, candidates: Mapping[date, DayCandidate]) -> PublisherTime | None:
    """The best time by the page's own clock, where that is declared in UTC and another source says it in local time.

    03:28:35Z and 22:28:35 of the day before are one moment. A paper in New York calls it the day before.
    """
    said = candidates[best].when
    if said.precision is not Precision.TIME or said.value.utcoffset():
        return None
    for day in (best - _DAY, best + _DAY):
        other = candidates.get(day)
        if other and other.sources & _STAMPED and other.when.precision is Precision.TIME:
            apart = other.when.value.replace(tzinfo=UTC) - said.value
            if abs(apart) <= _FARTHEST and not apart % _QUARTER:
                return PublisherTime(
                    value=said.value.astimezone(timezone(apart)), precision=Precision.TIME, origin=said.origin
                )
    return None


def _by_the_pages_clock(day: date, candidates: Mapping[date, DayCandidate]) -> PublisherTime:
    """The time of a day that the page prints; where it is declared in UTC, by the nearest clock that shows the day.

    Systems store 2024-05-04T01:30Z of what a paper in New York prints as 3 May.
    """
    said = candidates[day].when
    if said.precision is Precision.TIME:
        return said
    for other in (day + _DAY, day - _DAY):
        declared = candidates[other].when if other in candidates and candidates[other].sources & DECLARED else said
        if declared.precision is Precision.TIME and not declared.value.utcoffset():
            shown = (declared.value.astimezone(timezone(timedelta(hours=hours))) for hours in _CLOCKS)
            if local := next((value for value in shown if value.date() == day), None):
                return PublisherTime(value=local, precision=Precision.TIME, origin=declared.origin)
    return said
