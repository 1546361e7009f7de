"""How a feed is, in a word for people, and how urgent that is; decides nothing about when it is asked."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from worker.core.feeds.trust import is_silent
from worker.models import FeedHealth, FeedState, Reason

FAILING = 3
"""Polls failed in a row from which on it is a failure that stays, not one answer."""
SLOW = 6 * 3600.0
"""Seconds between polls from which on news come late, though all is well."""
_TROUBLED = 5
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
    kind: FeedHealth
    """In one word, to count feeds by."""


def health(feed: FeedFacts, *, now: datetime) -> Health:
    """Return how a feed is at `now`."""
    found = _by_state(feed) or _by_polls(feed, now)
    if feed.host_closed_until and feed.host_closed_until > now:
        words = f"{found.words}; its host is closed to us until {feed.host_closed_until:%Y-%m-%d %H:%M} UTC"
        kind = found.kind if found.rank >= _TROUBLED else FeedHealth.TROUBLED
        return Health(rank=max(found.rank, _TROUBLED), words=words, kind=kind)
    return found


def worst_first(kinds: Iterable[FeedHealth]) -> dict[FeedHealth, int]:
    """Return how many feeds are of each kind, what is worst first."""
    counts = Counter(kinds)
    return {kind: counts[kind] for kind in reversed(FeedHealth) if counts[kind]}


def _by_state(feed: FeedFacts) -> Health | None:
    match feed.state:
        case FeedState.QUARANTINED:
            return Health(rank=9, words=f"quarantined: {feed.status}", kind=FeedHealth.QUARANTINED)
        case FeedState.GONE:
            return Health(rank=7, words="gone: asked weekly", kind=FeedHealth.GONE)
        case FeedState.PAUSED:
            return Health(rank=1, words="paused", kind=FeedHealth.PAUSED)
        case _:
            return Health(rank=2, words="not polled yet", kind=FeedHealth.NEW) if feed.status is None else None


def _by_polls(feed: FeedFacts, now: datetime) -> Health:
    status = feed.status or ""
    if feed.failures:
        since = f" since {feed.whole_at:%Y-%m-%d}" if feed.whole_at and feed.failures >= FAILING else ""
        kind = FeedHealth.FAILING if feed.failures >= FAILING else FeedHealth.TROUBLED
        rank = 8 if kind is FeedHealth.FAILING else _TROUBLED
        return Health(rank=rank, words=f"failing{since}: {status}", kind=kind)
    if status not in _FINE:
        return Health(rank=6, words=status.replace("_", " "), kind=FeedHealth.TROUBLED)
    if feed.last_news_at and is_silent(feed.last_news_at, feed.news_seconds, now):
        return Health(rank=4, words=f"silent since {feed.last_news_at:%Y-%m-%d}", kind=FeedHealth.SILENT)
    if feed.moved_to:
        return Health(rank=3, words=f"moved to {feed.moved_to}", kind=FeedHealth.MOVED)
    kind = FeedHealth.SLOW if feed.interval_seconds >= SLOW else FeedHealth.FINE
    return Health(rank=0, words=kind.value, kind=kind)
