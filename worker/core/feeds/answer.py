"""Reads the answer to a poll: what to send along, what came, and what the feed's row becomes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from worker.core.feeds import schedule
from worker.core.feeds.parse import parse_feed
from worker.core.urls import Tracking
from worker.errors import BadInput, FetchFailed, NewswireError, PageRefused
from worker.models import Decision, Feed, FeedRecord, FeedState, Page, ParsedFeed, PollOutcome, Reason

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class PollResult:
    """What a poll brought."""

    outcome: PollOutcome
    parsed: ParsedFeed | None = None
    page: Page | None = None
    body_hash: bytes | None = None
    error: NewswireError | None = None
    moved_to: str | None = None
    """Where a permanent redirect led."""


def conditions(feed: Feed) -> tuple[tuple[str, str], ...]:
    """Return the headers that let the server say "nothing new" (RFC 9110, 13.1); validators go back verbatim."""
    headers = []
    if feed.etag:
        headers.append(("If-None-Match", feed.etag))
    if feed.last_modified:
        headers.append(("If-Modified-Since", feed.last_modified))
    return tuple(headers)


def parse_answer(feed: Feed, answer: Page | NewswireError, *, moved_to: str | None, tracking: Tracking) -> PollResult:
    """Read what the server answered; never raises, an unreadable feed is a failed poll."""
    if isinstance(answer, NewswireError):
        gone = isinstance(answer, PageRefused) and answer.reason is Reason.GONE
        return PollResult(outcome=PollOutcome.GONE if gone else PollOutcome.FAILED, error=answer, moved_to=moved_to)
    body_hash = sha256(answer.body).digest()
    if answer.status == 304 or body_hash == feed.body_hash:
        return PollResult(outcome=PollOutcome.UNCHANGED, page=answer, body_hash=feed.body_hash, moved_to=moved_to)
    try:
        parsed = parse_feed(
            answer.body, url=answer.url, content_type=answer.headers.get("content-type"), tracking=tracking
        )
    except NewswireError as error:
        return PollResult(outcome=PollOutcome.FAILED, error=error, moved_to=moved_to)
    return PollResult(outcome=PollOutcome.READ, parsed=parsed, page=answer, body_hash=body_hash, moved_to=moved_to)


def failed_poll(error: Exception) -> PollResult:
    """Return the outcome of a feed that could not be read or kept, by a bug of ours perhaps."""
    known = (
        error if isinstance(error, NewswireError) else BadInput(f"{type(error).__name__}: {error}", reason=Reason.BUG)
    )
    return PollResult(outcome=PollOutcome.FAILED, error=known)


def feed_record(
    feed: Feed, polled: PollResult, decision: Decision | None, *, now: datetime, jitter: float
) -> FeedRecord:
    """Return the new values of the feed's row."""
    error = polled.error
    plan = schedule.next_poll(
        outcome=polled.outcome,
        interval=feed.interval_seconds,
        failures=feed.failures,
        asked=polled.parsed.interval if polled.parsed else None,
        retry_after=error.after if isinstance(error, FetchFailed) else None,
        fresh_for=_fresh_for(polled.page),
        new_entries=len(decision.new) if decision else 0,
        gap=decision.gap if decision else False,
        now=now,
        jitter=jitter,
        shortest=schedule.SHORTEST if feed.shortest_seconds is None else feed.shortest_seconds,
        every=feed.every_seconds,
    )
    headers = polled.page.headers if polled.page else {}
    unread = polled.page is None or polled.page.status == 304
    moved = _moved(feed, polled, now)
    adopted = moved[0] is not None and schedule.adopt_redirect(hits=moved[2], first=moved[1] or now, now=now)
    return FeedRecord(
        wait=(plan.next_at - now) / timedelta(seconds=1),
        interval=plan.interval,
        failures=plan.failures,
        state=FeedState.GONE if plan.gone else FeedState.ACTIVE,
        status=error.reason if error else (Reason.OK if polled.outcome is PollOutcome.READ else Reason.UNCHANGED),
        error=str(error) if error else None,
        url=moved[0] if adopted and moved[0] else feed.url,
        etag=feed.etag if unread else headers.get("etag"),
        last_modified=feed.last_modified if unread else headers.get("last-modified"),
        body_hash=polled.body_hash or feed.body_hash,
        moved_to=None if adopted else moved[0],
        moved_since=None if adopted else moved[1],
        moved_times=0 if adopted else moved[2],
        title=polled.parsed.title if polled.parsed else None,
        site_url=polled.parsed.site_url if polled.parsed else None,
    )


def _moved(feed: Feed, polled: PollResult, now: datetime) -> tuple[str | None, datetime | None, int]:
    """Return (where, since, how often in a row) a permanent redirect was seen that brought a readable feed."""
    if polled.error is not None:
        return feed.moved_to, feed.moved_since, feed.moved_times
    if polled.moved_to is None:
        return None, None, 0
    if polled.moved_to == feed.moved_to:
        return feed.moved_to, feed.moved_since, feed.moved_times + 1
    return polled.moved_to, now, 1


def _fresh_for(page: Page | None) -> float | None:
    if page is None:
        return None
    match = _MAX_AGE.search(page.headers.get("cache-control", ""))
    return float(match[1]) if match else None
