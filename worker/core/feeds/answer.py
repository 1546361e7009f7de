"""Reads the answer to a poll: what to send along, what came, and what the feed's row becomes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from worker.core.feeds import schedule
from worker.core.feeds.advice import fresh_for, out_of_skipped
from worker.core.feeds.parse import parse_feed
from worker.core.feeds.push import was_missed
from worker.core.feeds.trust import asks_whole, news_rhythm, validators_hid
from worker.core.urls import Tracking
from worker.errors import BadInput, FetchFailed, NewswireError, PageRefused
from worker.models import Decision, Feed, FeedRecord, FeedState, Page, ParsedFeed, PollOutcome, Reason


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


ACCEPT = (
    "Accept",
    (
        "application/rss+xml,application/atom+xml,application/feed+json,application/rdf+xml;q=0.9,"
        "application/xml;q=0.8,text/xml;q=0.8,application/json;q=0.7,text/html;q=0.4,*/*;q=0.3"
    ),
)
"""What a poll asks for first: some servers have a page under the address of a feed too, and give it to those that like
pages best."""


def conditions(feed: Feed, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the headers that let the server say "nothing new" (RFC 9110, 13.1); validators go back verbatim.

    None now and then, and for a feed whose validators are not believed.
    """
    headers: list[tuple[str, str]] = []
    if asks_whole(feed, now):
        return ()
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
    new_entries = len(decision.new) if decision else 0
    gap = decision.gap if decision else False
    read = polled.outcome is PollOutcome.READ and polled.parsed is not None
    asked = polled.parsed.interval if read and polled.parsed else feed.advice_seconds
    hours = polled.parsed.skip_hours if read and polled.parsed else tuple(feed.skip_hours)
    days = polled.parsed.skip_days if read and polled.parsed else tuple(feed.skip_days)
    heeded = not _missing(feed, decision)
    missed = was_missed(feed.push_until, decision, now=now)
    plan = schedule.next_poll(
        outcome=polled.outcome,
        interval=feed.interval_seconds,
        failures=feed.failures,
        asked=asked if heeded else None,
        retry_after=error.after if isinstance(error, FetchFailed) else None,
        fresh_for=fresh_for(polled.page.headers) if polled.page and heeded else None,
        new_entries=new_entries,
        gap=gap,
        now=now,
        jitter=jitter,
        shortest=schedule.SHORTEST if feed.shortest_seconds is None else feed.shortest_seconds,
        every=feed.every_seconds,
        gone_times=feed.gone_times,
        pushed=feed.push_until is not None and feed.push_until > now and not missed,
    )
    due = (
        out_of_skipped(plan.next_at, hours=hours, days=days) if heeded and feed.every_seconds is None else plan.next_at
    )
    headers = polled.page.headers if polled.page else {}
    unread = polled.page is None or polled.page.status == 304
    moved = _moved(feed, polled, now)
    adopted = moved[0] is not None and schedule.adopt_redirect(hits=moved[2], first=moved[1] or now, now=now)
    last_news_at, news_seconds = news_rhythm(feed, new_entries=new_entries, now=now)
    hid = validators_hid(feed, polled.page, decision)
    return FeedRecord(
        wait=(due - now) / timedelta(seconds=1),
        interval=plan.interval,
        failures=plan.failures,
        state=FeedState.GONE if plan.gone else FeedState.ACTIVE,
        status=_status(feed, polled),
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
        advice_seconds=asked,
        skip_hours=hours,
        skip_days=days,
        whole_at=feed.whole_at if unread or error else now,
        conditional_polls=feed.conditional_polls + (polled.page is not None) if unread else 0,
        validators_hid_at=feed.validators_hid_at or (now if hid else None),
        gaps=feed.gaps + gap,
        last_gap_at=now if gap else feed.last_gap_at,
        last_news_at=last_news_at,
        news_seconds=news_seconds,
        gone_times=plan.gone_times,
        push_until=None if missed else feed.push_until,
        backfill=feed.backfill and not read,
        new=len(decision.new) if decision else 0,
        changed=len(decision.changed) if decision else 0,
    )


def _missing(feed: Feed, decision: Decision | None) -> bool:
    """Whether news is missed, or nearly, at the present rate: a gap, or half of what a known feed lists is new."""
    if decision is None or feed.body_hash is None:
        return False
    listed = len(decision.new) + len(decision.changed) + decision.unchanged
    return decision.gap or 2 * len(decision.new) >= max(listed, 2)


def _status(feed: Feed, polled: PollResult) -> Reason:
    if polled.error is not None:
        return polled.error.reason
    if polled.outcome is not PollOutcome.READ:  # without entries it is not well, however often it says so
        return Reason.NO_ENTRIES if feed.last_status == Reason.NO_ENTRIES else Reason.UNCHANGED
    return Reason.OK if polled.parsed is None or polled.parsed.entries else Reason.NO_ENTRIES


def _moved(feed: Feed, polled: PollResult, now: datetime) -> tuple[str | None, datetime | None, int]:
    """Return (where, since, how often in a row) a permanent redirect was seen that brought a readable feed."""
    if polled.error is not None:
        return feed.moved_to, feed.moved_since, feed.moved_times
    if polled.moved_to is None:
        return None, None, 0
    if polled.moved_to == feed.moved_to:
        return feed.moved_to, feed.moved_since, feed.moved_times + 1
    return polled.moved_to, now, 1
