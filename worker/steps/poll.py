"""Polling: feeds due → ask → read the answer → new and changed entries → items.

1. Claim the feeds that are due, under a lease.
2. Ask them all at once, politely, through redirects.
3. Read each answer, and what it leads on to (follow.py), and decide what is new.
4. Write each poll in one transaction; its items are due next.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from worker.adapters import feeds, items, push
from worker.adapters.db import Transaction
from worker.adapters.items import NewItem
from worker.core.dedupe.verdicts import item_hash
from worker.core.feeds.answer import PollResult, conditions, failed_poll, feed_record, parse_answer
from worker.core.feeds.changes import decide_entries
from worker.core.feeds.identity import sought
from worker.core.feeds.push import MISSES, hub_of
from worker.core.fetch.transitions import MAX_HOPS
from worker.core.urls import host_of
from worker.errors import SERVICE_ERRORS, FetchFailed, NewswireError, OverTime
from worker.models import (
    CounterOutcome,
    Decision,
    DueIds,
    Feed,
    FeedRecord,
    KnownEntry,
    Page,
    ParsedFeed,
    Reason,
    Redirected,
    SeenEntry,
    State,
    Step,
)
from worker.services import Services
from worker.steps.crawl import Deferred, PlannedRequest, fetch_politely
from worker.steps.follow import follow
from worker.steps.tell import tell_feed

# A round of polls takes up to 80 s (robots.txt 30, slots 20, requests 30) and a task 110: none begins after this.
LAST_ROUND_SECONDS = 25.0


def poll_feeds(services: Services, ids: Sequence[int]) -> Iterator[DueIds]:
    """Ask the feeds that are due, record what they said, and add what is new as items."""
    with services.db.transaction() as tx:
        claimed = feeds.claim(tx, ids, seconds=services.settings.lease_seconds)
    for feed, answer, moved_to in _ask_feeds(services, claimed):
        if isinstance(answer, Deferred):
            with services.db.transaction() as tx:
                feeds.release(tx, feed.id, feed.lease, wait=answer.wait)
            continue
        try:
            polled = parse_answer(feed, answer, moved_to=moved_to, tracking=services.tracking)
            due = _record_poll(services, feed, follow(services, feed, polled))
        except SERVICE_ERRORS:
            raise
        except Exception as error:  # whatever one feed does, the others of its batch go on
            due = _record_poll(services, feed, failed_poll(error))
            if isinstance(error, OverTime):  # this one took long; the others are given back with the session
                raise
        yield DueIds(
            fetch=tuple(item for item, state in due if state is State.PENDING),
            clean=tuple(item for item, state in due if state is State.FETCHED),
        )


def _ask_feeds(
    services: Services, claimed: Sequence[Feed]
) -> Iterator[tuple[Feed, Page | Deferred | NewswireError, str | None]]:
    """Ask all feeds at once, and again where a redirect to another host leads; give where permanent ones led."""
    now = datetime.now(UTC)
    asked = [(feed, PlannedRequest(url=feed.url, headers=conditions(feed, now=now)), True) for feed in claimed]
    began = time.monotonic()
    for _ in range(MAX_HOPS + 1):
        if time.monotonic() - began > LAST_ROUND_SECONDS:
            yield from ((feed, Deferred(wait=0.0), None) for feed, _, _ in asked)
            return
        again = []
        for group in fetch_politely(services, [call for _, call, _ in asked]):
            for index, answer in group.items():
                feed, call, permanent = asked[index]
                if isinstance(answer, Redirected):
                    again.append((feed, replace(call, url=answer.url), permanent and answer.permanent))
                else:
                    here = answer.url if isinstance(answer, Page) and answer.moved else call.url
                    yield feed, answer, here if permanent and here != feed.url else None
        asked = again
    looped = FetchFailed("too many redirects", reason=Reason.TOO_MANY_REDIRECTS)
    yield from ((feed, looped, None) for feed, _, _ in asked)


def _record_poll(services: Services, feed: Feed, polled: PollResult) -> list[tuple[int, State]]:
    """Write one poll in one transaction; return the items that are due now."""
    entries = polled.parsed.entries if polled.parsed else ()
    keys, pages, guids = sought(entries)
    now = datetime.now(UTC)
    with services.db.transaction() as tx:
        known = feeds.known(tx, feed.id, keys, pages, guids)
        decision = decide(services, feed, polled.parsed, known, now) if polled.parsed else None
        record = feed_record(feed, polled, decision, now=now, jitter=services.jitter())
        if record.url != feed.url and feeds.address_taken(tx, feed, record.url):
            record = replace(record, url=feed.url, status=Reason.MOVED_ONTO_ANOTHER_FEED)
        ours = feeds.record_poll(tx, feed, record)
        due: list[int] = []
        if ours and decision is not None and polled.parsed is not None:
            _note_hub(tx, feed, record, polled, polled.parsed)
            due = record_entries(tx, feed, decision)
    if ours:
        tell_feed(feed, record)
    return due


def _note_hub(tx: Transaction, feed: Feed, record: FeedRecord, polled: PollResult, parsed: ParsedFeed) -> None:
    """Keep who pushes the feed, and whether that hub should have pushed what this poll found."""
    page = polled.page
    push.offer(tx, feed.id, hub_of(page.headers, parsed, url=page.url) if page else None)
    if feed.push_until is not None and record.push_until is None:
        push.count_miss(tx, feed.id, most=MISSES)


def decide(services: Services, feed: Feed, parsed: ParsedFeed, known: Sequence[KnownEntry], now: datetime) -> Decision:
    """Return what of a document is news, by what the settings say of age and number."""
    days, first = services.settings.entry_max_days, services.settings.first_entries
    read_before = feed.body_hash is not None
    return decide_entries(
        parsed,
        known,
        oldest=now - timedelta(days=days) if days else None,
        most=first if first and not read_before else None,
        read_before=read_before,
        backfill=feed.backfill,
    )


def record_entries(tx: Transaction, feed: Feed, decision: Decision) -> list[tuple[int, State]]:
    """Write the entries of a document and their items; return the items that are due now."""
    new, changed = _hashed(feed, decision.new), _hashed(feed, decision.changed)
    present = {key for _, key, _ in items.with_hashes(tx, [key for _, key in new])}
    fetched = items.fetched_pages(tx, [seen.page_hash for seen, _ in new if seen.shares and seen.page_hash])
    added = []
    for seen, key in new:
        added.append(_new_item(feed, seen, key, alone=not seen.shares or seen.page_hash not in fetched))
        if seen.page_hash and key not in present:
            fetched.add(seen.page_hash)
    items.add(tx, added)
    moved, changed = _moved(tx, changed)
    feeds.save_entries(tx, feed, [*new, *changed, *_hashed(feed, decision.marked)])
    renewed = items.recheck(tx, [seen.item_id for seen, _ in changed if seen.item_id is not None])
    due = [(item, state) for item, key, state in items.with_hashes(tx, [k for _, k in new]) if key not in present]
    found = {(CounterOutcome.NEW, None): len(new) - len(present), (CounterOutcome.CHANGED, None): len(changed)}
    items.count(tx, Step.POLL, found | {(CounterOutcome.SKIPPED, reason): n for reason, n in decision.skipped})
    return [*due, *moved, *renewed]


def _moved(
    tx: Transaction, changed: Sequence[tuple[SeenEntry, bytes]]
) -> tuple[list[tuple[int, State]], list[tuple[SeenEntry, bytes]]]:
    """Take the items of moved entries along; an entry whose new address is an item already goes over to that one."""
    there = {key: item for item, key, _ in items.with_hashes(tx, [key for seen, key in changed if seen.moved])}
    kept, moves = [], []
    for seen, key in changed:
        if not seen.moved or seen.entry.url is None:
            kept.append((seen, key))
        elif key in there or seen.item_id is None:
            kept.append((replace(seen, item_id=there.get(key)), key))
        else:
            kept.append((seen, key))
            shared = seen.page_hash if seen.shares else None
            moves.append((seen.item_id, seen.entry.url, host_of(seen.entry.url), shared))
    return items.move(tx, moves), kept


def _hashed(feed: Feed, found: Sequence[SeenEntry]) -> list[tuple[SeenEntry, bytes]]:
    return [(seen, item_hash(feed.id, seen.entry, seen.key if seen.shares else None)) for seen in found]


def _new_item(feed: Feed, seen: SeenEntry, key: bytes, *, alone: bool) -> NewItem:
    """An item for an entry; `alone` says that its page is to be fetched for it."""
    url = seen.entry.url
    return NewItem(
        url=url,
        url_hash=key,
        host=host_of(url or feed.url),
        feed_id=feed.id,
        source=feed.source,
        state=State.PENDING if url and alone else State.FETCHED,
        page_hash=seen.page_hash if seen.shares else None,
    )
