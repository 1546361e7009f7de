"""Writes how polls ended: a document with its entries and items in one transaction, all other ends in groups."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from worker.adapters import feeds, items, push
from worker.adapters.db import Transaction
from worker.adapters.items import NewItem
from worker.core.dedupe.verdicts import item_hash
from worker.core.feeds.answer import PollResult, failed_poll, feed_record
from worker.core.feeds.changes import decide_entries
from worker.core.feeds.identity import sought, sought_by_title
from worker.core.feeds.push import MISSES, hub_of
from worker.core.urls import host_of
from worker.errors import SERVICE_ERRORS, NewswireError
from worker.models import (
    CounterOutcome,
    Decision,
    Feed,
    FeedRecord,
    KnownEntry,
    ParsedFeed,
    Reason,
    SeenEntry,
    State,
    Step,
)
from worker.services import Services
from worker.steps.tell import tell_feed

log = structlog.get_logger()


def record_document(services: Services, feed: Feed, polled: PollResult, parsed: ParsedFeed) -> list[tuple[int, State]]:
    """Write a poll that brought a document; return the items that are due now."""
    try:
        return _record_document(services, feed, polled, parsed)
    except SERVICE_ERRORS:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one feed does, the others go on
        record_others(services, [(feed, failed_poll(error))])
        return []


def record_others(services: Services, polls: Sequence[tuple[Feed, PollResult]]) -> None:
    """Write polls that brought no document, in one transaction. One that cannot be written fails alone."""
    now = datetime.now(UTC)
    records = [(feed, feed_record(feed, polled, None, now=now, jitter=services.jitter())) for feed, polled in polls]
    try:
        with services.db.transaction() as tx:
            records = [(feed, _at_free_address(tx, feed, record)) for feed, record in records]
            written = feeds.record_polls(tx, records)
    except SERVICE_ERRORS:
        raise
    except NewswireError as error:
        if len(polls) > 1:
            for one in polls:
                record_others(services, [one])
            return
        ((feed, polled),) = polls
        if type(polled.error) is type(error):  # what says so cannot be written either: its claim ends with its lease
            log.warning("not_kept", feed=feed.id, error=str(error))
            return
        record_others(services, [(feed, failed_poll(error))])
        return
    for feed, record in records:
        if feed.id in written:
            tell_feed(feed, record)
            services.traces.polled(feed, record.status)


def _record_document(services: Services, feed: Feed, polled: PollResult, parsed: ParsedFeed) -> list[tuple[int, State]]:
    now = datetime.now(UTC)
    with services.db.transaction() as tx:
        known = feeds.known(tx, feed.id, *sought(parsed.entries)) if parsed.entries else []
        if feed.body_hash is not None:
            known += feeds.known_by_title(tx, feed.id, sought_by_title(parsed.entries, known))
        decision = decide(services, feed, parsed, known, now)
        record = feed_record(feed, polled, decision, now=now, jitter=services.jitter())
        record = _at_free_address(tx, feed, record)
        if not feeds.record_polls(tx, [(feed, record)]):
            return []
        _note_hub(tx, feed, record, polled, parsed)
        _note_gap(tx, feed, decision)
        due = record_entries(tx, feed, decision)
        found = services.traces.journeys(tx, [item for item, _ in due])
    tell_feed(feed, record)
    services.traces.polled(feed, record.status, found)
    return due


def _note_hub(tx: Transaction, feed: Feed, record: FeedRecord, polled: PollResult, parsed: ParsedFeed) -> None:
    """Keep who pushes the feed, and whether that hub should have pushed what this poll found."""
    page = polled.page
    push.offer(tx, feed.id, hub_of(page.headers, parsed, url=page.url) if page else None)
    if feed.push_until is not None and record.push_until is None:
        push.count_miss(tx, feed.id, most=MISSES)


def _note_gap(tx: Transaction, feed: Feed, decision: Decision) -> None:
    """Keep for whom news may be missing, and since when."""
    if decision.gap and feed.last_polled_at is not None:
        feeds.add_gap(tx, feed, since=feed.last_polled_at, entries=len(decision.new))


def _at_free_address(tx: Transaction, feed: Feed, record: FeedRecord) -> FeedRecord:
    if record.url != feed.url and feeds.address_taken(tx, feed, record.url):
        return replace(record, url=feed.url, status=Reason.MOVED_ONTO_ANOTHER_FEED)
    return record


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
