"""The tables items, pages and quarantine: claims under a lease, transitions fenced by it, the pages in between."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import zstandard

from worker.adapters.db import Transaction
from worker.adapters.records import entry_from_json, text, to_json
from worker.core.feeds.entry_fields import as_first_seen
from worker.models import CounterOutcome, Entry, Failure, Item, Page, Reason, State, Step, Tally, Transition, Validators

# A third of what a fetch costs. Of 674 real pages of 198 KB on average, level 3 makes 34.8 KB in 0.45 ms, level 1
# 37.4 KB in 0.33 ms, this 36.7 KB in 0.32 ms, and levels below 0 need 0.3 ms, too. A dictionary for each publisher made
# pages a fifth smaller in the same time (all measured).
_PACKING = zstandard.ZstdCompressionParameters.from_level(1, min_match=6, hash_log=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewItem:
    """An item that a poll found."""

    url: str | None
    url_hash: bytes
    host: str
    feed_id: int
    source: str
    state: State
    page_hash: bytes | None = None
    """Of the page that it shares with other items."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPage:
    """A page as it was kept, with when it was fetched."""

    page: Page
    fetched_at: datetime
    trial: bool = False
    """It is still to be judged: the article and the page before it stand until then."""


@dataclass(frozen=True, slots=True)
class PackedPage:
    """The same, before its body is unpacked."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes
    fetched_at: datetime
    trial: bool

    def unpacked(self) -> StoredPage:
        """The page itself, which may be a hundred times as large."""
        body = zstandard.ZstdDecompressor().decompress(self.body)
        page = Page(url=self.url, status=self.status, headers=self.headers, body=body, seconds=0.0)
        return StoredPage(page=page, fetched_at=self.fetched_at, trial=self.trial)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarantineRow:
    """A line of the quarantine, for people."""

    id: int
    item_id: int | None
    feed_id: int | None
    url: str | None
    step: str
    reason: str | None
    error: str
    message: str
    traceback: str | None
    attempts: int
    quarantined_at: datetime


def add(tx: Transaction, items: Sequence[NewItem]) -> None:
    """Add the items that are new; sorted by hash, or two polls with the same news would deadlock."""
    if not items:
        return
    items = sorted(items, key=lambda item: item.url_hash)
    parameters = {
        "urls": [item.url for item in items],
        "hashes": [item.url_hash for item in items],
        "hosts": [item.host for item in items],
        "feeds": [item.feed_id for item in items],
        "sources": [text(item.source) for item in items],
        "states": [item.state.value for item in items],
        "pages": [item.page_hash for item in items],
    }
    tx.execute("add_items", parameters)


def with_hashes(tx: Transaction, hashes: Sequence[bytes]) -> list[tuple[int, bytes, State]]:
    """Return (id, hash, state) of the items with these addresses."""
    return [(row[0], bytes(row[1]), State(row[2])) for row in tx.tuples("items_by_hash", {"hashes": list(hashes)})]


def recheck(tx: Transaction, ids: Sequence[int]) -> list[tuple[int, State]]:
    """Let stored items be looked at again; return their ids with the step that is due."""
    return [(row[0], State(row[1])) for row in tx.tuples("recheck_items", {"ids": list(ids)})]


def retry(
    tx: Transaction, *, ids: Sequence[int] | None, reason: str | None, before: datetime, limit: int = 1000
) -> list[int]:
    """Ask again for what was skipped or a duplicate by `before`: these, or those with a reason; return which."""
    parameters = {"ids": None if ids is None else list(ids), "reason": reason, "before": before, "limit": limit}
    return tx.scalars("retry_items", parameters)


def reasons_of_ends(tx: Transaction) -> list[str]:
    """Return why items ended without an article of their own."""
    return tx.scalars("reasons_of_ends")


def reasons_of_quarantine(tx: Transaction) -> list[str]:
    """Return why items and feeds are in quarantine."""
    return tx.scalars("reasons_of_quarantine")


def in_quarantine(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Return those of these lines that the quarantine has."""
    return set(tx.scalars("in_quarantine", {"ids": list(ids)}))


def move(tx: Transaction, moved: Sequence[tuple[int, str, str, bytes | None]]) -> list[tuple[int, State]]:
    """Give items (id, address, host, page that they share) their new addresses; return those due, with their state."""
    if not moved:
        return []
    moved = sorted(moved, key=lambda one: one[0])
    ids, urls, hosts, pages = (list(column) for column in zip(*moved, strict=True))
    rows = tx.tuples("move_items", {"ids": ids, "urls": urls, "hosts": hosts, "pages": pages})
    return [(row[0], State(row[1])) for row in rows if row[1] in (State.PENDING, State.FETCHED)]


def fetched_pages(tx: Transaction, hashes: Sequence[bytes]) -> set[bytes]:
    """Return those of these pages that were fetched, or are about to be, for some item."""
    return {bytes(one) for one in tx.scalars("fetched_pages", {"hashes": list(hashes)})} if hashes else set()


def due(tx: Transaction, state: State, *, quiet: float, limit: int) -> list[tuple[int, int]]:
    """Return (id, attempts) of items that are due and not enqueued within `quiet` seconds, and mark them so."""
    parameters = {"state": state.value, "quiet": quiet, "limit": limit}
    return [(row[0], row[1]) for row in tx.tuples("due_items", parameters)]


def claim(tx: Transaction, ids: Sequence[int], state: State, *, seconds: float) -> list[Item]:
    """Take those of the items that are in this state and that nobody else holds, under one lease."""
    parameters = {"ids": list(ids), "state": state.value, "lease": uuid4(), "seconds": seconds}
    return sorted(tx.rows(Item, "claim_items", parameters), key=lambda item: item.id)


def finish(tx: Transaction, transitions: Sequence[Transition], *, step: Step) -> dict[int, float]:
    """End the claims of one batch and keep the errors; return those still ours: id → seconds since first seen."""
    if not transitions:
        return {}
    transitions = sorted(transitions, key=lambda transition: transition.item.id)
    parameters: dict[str, Any] = {
        "lease": transitions[0].item.lease,
        "ids": [e.item.id for e in transitions],
        "states": [e.state.value for e in transitions],
        "reasons": [e.reason for e in transitions],
        "duplicates": [e.duplicate_of for e in transitions],
        "waits": [float(e.wait) for e in transitions],
        "fetch_urls": [e.fetch_url for e in transitions],
        "hosts": [e.host for e in transitions],
        "hops": [1 if e.fetch_url else 0 for e in transitions],
        "given_back": [0 if e.counted else 1 for e in transitions],
        "rechecks": [e.recheck_in for e in transitions],
        "substitutes": [e.substitutes for e in transitions],
    }
    held: dict[int, float] = dict(tx.tuples("finish_items", parameters))
    for transition in transitions:
        if transition.item.id in held and transition.state is State.QUARANTINED and transition.error:
            quarantine(tx, transition.item.id, step=step, failure=transition.error, attempts=transition.item.attempts)
    return held


def count_transitions(tx: Transaction, transitions: Sequence[Transition], held: Collection[int], *, step: Step) -> None:
    """Count how claims ended. Last in a transaction: every batch of a step writes the same few rows, and would wait."""
    ended = [transition for transition in transitions if transition.item.id in held]
    count(
        tx,
        step,
        Counter((_outcome(e), e.reason) for e in ended),
    )


def _outcome(transition: Transition) -> CounterOutcome:
    if transition.reason and transition.state in (State.PENDING, State.FETCHED):
        return CounterOutcome.RETRY
    return CounterOutcome(transition.state)


def count(tx: Transaction, step: Step, counts: Mapping[tuple[CounterOutcome, Reason | None], int]) -> None:
    """Add to the counters by (outcome, reason); sorted, or two batches would deadlock."""
    rows = [
        {"step": step, "outcome": outcome, "reason": reason or "", "items": number}
        for (outcome, reason), number in sorted(counts.items(), key=lambda count: (count[0][0], count[0][1] or ""))
        if number
    ]
    tx.execute_many("count_outcome", rows)
    tx.tally({(Tally.ENDED, f"{step} {outcome} {reason or ''}".strip()): n for (outcome, reason), n in counts.items()})


def quarantine(tx: Transaction, item_id: int, *, step: Step, failure: Failure, attempts: int) -> None:
    """Keep why we gave up on an item."""
    parameters = {
        "item_id": item_id,
        "step": step,
        "attempts": attempts,
        "error": failure.error,
        "message": text(failure.message),
        "traceback": text(failure.traceback) if failure.traceback else None,
    }
    tx.execute("quarantine_item", parameters)


def exhausted(tx: Transaction, *, max_attempts: int) -> list[tuple[int, str, int, str | None]]:
    """Quarantine items that kill their workers; return (id, state they were in, attempts, address)."""
    rows = tx.tuples("exhausted_items", {"max_attempts": max_attempts})
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def begin_rechecks(tx: Transaction, *, limit: int) -> int:
    """Let articles be fetched again whose page is due for another look; return how many."""
    return tx.execute("begin_rechecks", {"limit": limit})


def validators(tx: Transaction, ids: Sequence[int]) -> dict[int, Validators]:
    """Return what the servers gave with the pages kept for these items."""
    if not ids:
        return {}
    return {row.item_id: row for row in tx.rows(Validators, "page_validators", {"ids": list(ids)})}


def save_pages(tx: Transaction, pages: Sequence[tuple[int, Page]], *, trial: Collection[int] = ()) -> None:
    """Keep pages, compressed; those on trial beside the pages before them."""
    pages = sorted(pages, key=lambda pair: pair[0])
    if plain := [one for one in pages if one[0] not in trial]:
        tx.execute("save_pages", _packed(plain))
    if judged := [one for one in pages if one[0] in trial]:
        tx.execute("save_trial_pages", _packed(judged))


def _packed(pages: Sequence[tuple[int, Page]]) -> dict[str, Any]:
    compressor = zstandard.ZstdCompressor(compression_params=_PACKING)
    return {
        "ids": [item_id for item_id, _ in pages],
        "urls": [text(page.url) for _, page in pages],
        "statuses": [page.status for _, page in pages],
        "headers": [to_json(page.headers) for _, page in pages],
        "bodies": [compressor.compress(page.body) for _, page in pages],
        "sizes": [len(page.body) for _, page in pages],
    }


def load_pages(tx: Transaction, ids: Sequence[int]) -> dict[int, PackedPage]:
    """Return the pages kept for these items, the new ones that are to be judged before the others."""
    rows = tx.tuples("load_pages", {"ids": list(ids)}, binary=True)
    return {item_id: PackedPage(*columns) for item_id, *columns in rows}


def accept_pages(tx: Transaction, ids: Sequence[int]) -> None:
    """Let pages on trial replace those before them."""
    if ids:
        tx.execute("accept_trial_pages", {"ids": list(ids)})


def drop_trial_pages(tx: Transaction, ids: Sequence[int]) -> None:
    """Forget pages on trial; those before them stay."""
    if ids:
        tx.execute("drop_trial_pages", {"ids": list(ids)})


def drop_pages(tx: Transaction, ids: Sequence[int]) -> None:
    """Forget pages that are no articles."""
    if ids:
        tx.execute("drop_pages", {"ids": list(ids)})


def load_entries(tx: Transaction, ids: Sequence[int]) -> dict[int, Entry]:
    """Return what a feed last said about each of these items; dates that cannot be are those of the first poll."""
    rows = tx.tuples("entries_of_items", {"ids": list(ids)})
    return {item_id: as_first_seen(entry_from_json(payload), seen) for item_id, payload, seen in rows}


def list_quarantine(
    tx: Transaction, *, reason: str | None = None, row_id: int | None = None, before: int | None = None, limit: int = 50
) -> list[QuarantineRow]:
    """Return the latest lines of the quarantine, or those before a line."""
    parameters = {"reason": reason, "id": row_id, "before": before, "limit": limit}
    return tx.rows(QuarantineRow, "list_quarantine", parameters)


def release_quarantine(
    tx: Transaction, *, ids: Sequence[int] | None = None, reason: str | None = None
) -> tuple[list[int], list[int]]:
    """Take lines out of quarantine and make their items due again; return the ids of items and of feeds."""
    rows = tx.tuples("release_quarantine", {"ids": None if ids is None else list(ids), "reason": reason})
    item_ids = sorted(row[0] for row in rows if row[0] is not None)
    feed_ids = sorted(row[1] for row in rows if row[1] is not None)
    tx.execute("revive_items", {"ids": item_ids})
    return item_ids, feed_ids
