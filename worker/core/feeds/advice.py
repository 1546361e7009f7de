"""What feeds and servers ask of those who poll: how long an answer is fresh, and hours and days to stay away."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

_DIRECTIVE = re.compile(r"(?:^|[,\s])(max-age|no-cache|no-store)(?:\s*=\s*\"?(\d{1,9}))?", re.IGNORECASE)
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


def fresh_for(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer stays fresh: max-age, else Expires, less the age that it had (RFC 9111, 4.2).

    None when it says nothing, or that it is to be asked for again.
    """
    said = _DIRECTIVE.findall(headers.get("cache-control", ""))
    directives = {name.lower(): value for name, value in reversed(said)}  # of two the first counts (RFC 9111, 4.2.1)
    if "no-cache" in directives or "no-store" in directives:
        return None
    if directives.get("max-age"):
        age = headers.get("age", "").strip()
        return max(float(directives["max-age"]) - (float(age) if age.isdecimal() and len(age) < 10 else 0.0), 0.0)
    expires, sent = _date(headers.get("expires")), _date(headers.get("date"))
    return max((expires - sent) / timedelta(seconds=1), 0.0) if expires and sent else None


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, IndexError, TypeError, OverflowError):
        return None  # "Expires: 0" and the like mean: already over
    return found if found and found.tzinfo else None


def hours_of(texts: Iterable[str]) -> tuple[int, ...]:
    """RSS skipHours: 0 to 23, GMT; 24 is midnight to some."""
    return tuple(sorted({int(text) % 24 for text in texts if text.isdecimal() and len(text) <= 3 and int(text) <= 24}))


def days_of(texts: Iterable[str]) -> tuple[int, ...]:
    """RSS skipDays, by their English names; Monday is 0."""
    return tuple(sorted({_DAYS[text[:3].lower()] for text in texts if text[:3].lower() in _DAYS}))


def out_of_skipped(at: datetime, *, hours: Collection[int], days: Collection[int]) -> datetime:
    """The first time from `at` (UTC) on that is in none of the hours and days, at most a day later."""
    latest = at + timedelta(days=1)
    while at < latest and (at.hour in hours or at.weekday() in days):
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return min(at, latest)
