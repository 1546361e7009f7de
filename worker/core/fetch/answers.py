"""Decides what an HTTP answer means for the work; it fetches nothing and knows no library."""

import re
from email.utils import parsedate_to_datetime

from worker.errors import FetchFailed, NewswireError, PageRefused
from worker.models import Reason

_SECONDS = re.compile(r"(\d+)(?:\.\d+)?(?:\s?s(?:ec(?:onds?)?)?)?\s*(?:,|$)", re.ASCII | re.IGNORECASE)
"""Also with a fraction, a unit, or said twice by a server and what stands before it."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
REPEATED = frozenset({307, 308})
"""Redirects that ask for the same again, a posted form too (RFC 9110, 15.4)."""

MAX_AFTER = 7 * 86400.0
"""Seconds; no server may park our work for longer than a week by one header."""

_PAGES = frozenset({200, 203, 304})
_REFUSALS = {
    401: Reason.UNAUTHORIZED,
    402: Reason.PAYMENT_REQUIRED,
    403: Reason.FORBIDDEN,
    404: Reason.NOT_FOUND,
    410: Reason.GONE,
    451: Reason.UNAVAILABLE_FOR_LEGAL_REASONS,
}
# 202 is what some bot walls answer while they think; 408 and 425 ask for the same request again (RFC 9110, RFC 8470).
_LATER = {202: Reason.NOT_READY, 408: Reason.TIMEOUT, 425: Reason.NOT_READY, 429: Reason.RATE_LIMITED}


def failure(status: int, headers: dict[str, str], *, now: float) -> NewswireError | None:
    """The error that this answer is; None for a page (200, 203) or an unchanged one (304). `now` in epoch seconds."""
    if status in _PAGES:
        return None
    message = f"the server answered {status}"
    if status in _LATER or 500 <= status <= 599:
        reason = _LATER.get(status, Reason.SERVER_ERROR)
        return FetchFailed(message, reason=reason, after=retry_after(headers, now=now), status=status)
    return PageRefused(message, reason=_REFUSALS.get(status, Reason.BAD_STATUS), status=status)


def retry_after(headers: dict[str, str], *, now: float) -> float | None:
    """Seconds that Retry-After asks us to wait (RFC 9110, 10.2.3: seconds or a date), 0 to `MAX_AFTER`; None without a
    readable one.

    A date is counted from the answer's own Date when it has one, so that a server with a wrong clock is understood too.
    """
    value = headers.get("retry-after", "").strip()
    if seconds := _SECONDS.match(value):
        return min(float(seconds[1][:9]), MAX_AFTER)
    until = _timestamp(value)
    if until is None:
        return None
    sent = _timestamp(headers.get("date", ""))
    return min(max(until - (now if sent is None else sent), 0.0), MAX_AFTER)


def _timestamp(value: str) -> float | None:
    if not value or len(value) > 64:
        return None
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
