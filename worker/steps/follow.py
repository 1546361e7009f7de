"""What a feed's document leads on to: the sitemaps of an index, and the older pages behind a gap; both within bounds.

1. The sitemaps that an index lists are asked as one batch, and their entries are the feed's.
2. Where none of a feed's entries is known, what came and went between two polls stands on its older pages (RFC 5005,
   JSON Feed's next_url): they are asked one by one until an entry is known.
"""

from dataclasses import replace
from hashlib import sha256

from worker.adapters import feeds
from worker.core.feeds.answer import PollResult
from worker.core.feeds.changes import decide_entries
from worker.core.feeds.identity import sought
from worker.core.feeds.parse import parse_feed
from worker.errors import BadInput, NewswireError
from worker.models import Feed, FeedKind, Page, ParsedFeed, PollOutcome, Reason
from worker.services import Services
from worker.steps.crawl import Exchange, PlannedRequest

MAX_OLDER = 5
"""Pages behind a gap; fewer where the lease has no time for them (poll.py)."""
PATIENCE = 60.0
"""Seconds until the slot of such a request: longer than others of the same host look ahead (crawl.py), so that it gets
one. What is deferred here is lost to this poll: an older page may be gone at the next."""


def follow(services: Services, feed: Feed, polled: PollResult) -> Exchange[PollResult]:
    """Return the poll with the entries of what its document leads on to."""
    if polled.parsed is None:
        return polled
    if polled.parsed.sitemaps:
        return (yield from _with_sitemaps(services, polled, polled.parsed))
    if polled.parsed.older and feed.body_hash is not None:
        return replace(polled, parsed=(yield from _with_older(services, feed, polled.parsed)))
    return polled


def _with_sitemaps(services: Services, polled: PollResult, index: ParsedFeed) -> Exchange[PollResult]:
    found: list[ParsedFeed] = []
    digest = sha256(polled.body_hash or b"")
    for answer in (yield [PlannedRequest(url=url, patience=PATIENCE) for url in index.sitemaps]):
        if not isinstance(answer, Page):
            continue
        digest.update(answer.body)
        try:
            found.append(_parsed(services, answer))
        except NewswireError:
            continue
    if not found:
        error = BadInput("a sitemap index of which no sitemap can be read", reason=Reason.SITEMAP_INDEX)
        return replace(polled, outcome=PollOutcome.FAILED, parsed=None, error=error)
    merged = ParsedFeed(
        kind=FeedKind.SITEMAP,
        title=next((one.title for one in found if one.title), None),
        site_url=None,
        language=found[0].language,
        interval=None,
        entries=tuple(entry for one in found for entry in one.entries),
        left_out=sum(one.left_out for one in found),
        unread=sum(one.unread for one in found),
    )
    # the index may stay the same while its sitemaps change: its validators and bytes do not say that nothing is new
    page = polled.page and without_validators(polled.page)
    return replace(polled, parsed=merged, page=page, body_hash=digest.digest())


def without_validators(page: Page) -> Page:
    """The page as one that cannot be asked for by condition."""
    return replace(page, headers={n: v for n, v in page.headers.items() if n not in {"etag", "last-modified"}})


def _with_older(services: Services, feed: Feed, parsed: ParsedFeed) -> Exchange[ParsedFeed]:
    asked = {feed.url}
    for _ in range(MAX_OLDER):
        url = parsed.older
        if url is None or url in asked or not _gap(services, feed, parsed):
            break
        asked.add(url)
        (page,) = yield [PlannedRequest(url=url, patience=PATIENCE)]
        if not isinstance(page, Page):
            break
        try:
            older = _parsed(services, page)
        except NewswireError:
            break
        parsed = replace(
            parsed,
            entries=(*parsed.entries, *older.entries),
            left_out=parsed.left_out + older.left_out,
            unread=parsed.unread + older.unread,
            older=older.older,
        )
    return parsed


def _gap(services: Services, feed: Feed, parsed: ParsedFeed) -> bool:
    with services.db.transaction() as tx:
        known = feeds.known(tx, feed.id, *sought(parsed.entries))
    return decide_entries(parsed, known, read_before=True).gap


def _parsed(services: Services, page: Page) -> ParsedFeed:
    kind = page.headers.get("content-type")
    return parse_feed(page.body, url=page.url, content_type=kind, tracking=services.tracking)
