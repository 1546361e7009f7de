"""How a feed is, in a word for people, and how urgent that is; decides nothing about when it is asked."""

from dataclasses import dataclass
from datetime import datetime

from worker.core.feeds.trust import is_silent
from worker.models import FeedState, Reason

FAILING = 3
"""Polls failed in a row from which on it is a failure that stays, not one answer."""
SLOW = 6 * 3600.0
"""Seconds between polls from which on news come late, though all is well."""
_FINE = frozenset({Reason.OK, Reason.UNCHANGED})


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedFacts:
    """What a feed's row says, as far as its health hangs on it."""

    state: str
    status: str | None
    """How its last poll ended; None before the first."""
    failures: int
    interval_seconds: float
    moved_to: str | None
    last_news_at: datetime | None
    news_seconds: float | None
    whole_at: datetime | None
    """When its whole document last came."""
    host_closed_until: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """For people: the highest `rank` stands first, told in `words`."""

    rank: int
    """0 is all well."""
    words: str


def health(feed: FeedFacts, *, now: datetime) -> Health:
    """Return how a feed is at `now`."""
    found = _by_state(feed) or _by_polls(feed, now)
    if feed.host_closed_until and feed.host_closed_until > now:
        words = f"{found.words}; its host is closed to us until {feed.host_closed_until:%Y-%m-%d %H:%M} UTC"
        return Health(rank=max(found.rank, 5), words=words)
    return found


def _by_state(feed: FeedFacts) -> Health | None:
    match feed.state:
        case FeedState.QUARANTINED:
            return Health(rank=9, words=f"quarantined: {feed.status}")
        case FeedState.GONE:
            return Health(rank=7, words="gone: asked weekly")
        case FeedState.PAUSED:
            return Health(rank=1, words="paused")
        case _:
            return Health(rank=2, words="not polled yet") if feed.status is None else None


def _by_polls(feed: FeedFacts, now: datetime) -> Health:
    status = feed.status or ""
    if feed.failures:
        since = f" since {feed.whole_at:%Y-%m-%d}" if feed.whole_at and feed.failures >= FAILING else ""
        return Health(rank=8 if feed.failures >= FAILING else 5, words=f"failing{since}: {status}")
    if status not in _FINE:
        return Health(rank=6, words=status.replace("_", " "))
    if feed.last_news_at and is_silent(feed.last_news_at, feed.news_seconds, now):
        return Health(rank=4, words=f"silent since {feed.last_news_at:%Y-%m-%d}")
    if feed.moved_to:
        return Health(rank=3, words=f"moved to {feed.moved_to}")
    return Health(rank=0, words="slow" if feed.interval_seconds >= SLOW else "fine")
