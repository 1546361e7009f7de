"""The tables feeds and entries: claims, polls, and what the operator does with feeds."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from worker.adapters.db import Transaction
from worker.adapters.records import entry_to_json, text
from worker.models import Failure, Feed, FeedRecord, FeedState, KnownEntry, SeenEntry, Tally


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRow:
    """A feed, for people."""

    id: int
    url: str
    source: str
    title: str | None
    state: str
    interval_seconds: float
    next_poll_at: datetime
    last_polled_at: datetime | None
    last_status: str | None
    last_error: str | None
    failures: int
    free_only: bool
    group_name: str | None
    every_seconds: float | None
    site_url: str | None
    moved_to: str | None
    whole_at: datetime | None
    validators_hid_at: datetime | None
    gaps: int
    last_gap_at: datetime | None
    last_news_at: datetime | None
    news_seconds: float | None
    host_closed_until: datetime | None
    entries: int


def add(
    tx: Transaction,
    *,
    url: str,
    source: str,
    title: str | None = None,
    free_only: bool = False,
    shortest: float | None = None,
    every: float | None = None,
    group: str | None = None,
    backfill: bool = False,
) -> tuple[int, bool]:
    """Add a feed; return its id and whether it is new.

    `shortest` is its shortest wait between polls in seconds, `every` the one that the operator wants whatever its
    rhythm; one that is there already takes `every` and `group`. With `backfill` its first poll takes old entries too.
    """
    parameters = {
        "url": url,
        "source": source,
        "title": title,
        "free_only": free_only,
        "shortest": shortest,
        "every": every,
        "group": group,
        "backfill": backfill,
    }
    ((feed_id, is_new),) = tx.tuples("add_feed", parameters)
    return feed_id, is_new


def listing(tx: Transaction, feed: str | None = None, *, group: str | None = None) -> list[FeedRow]:
    """Return all feeds, or the one with this id or address, or those of a group and the groups inside it."""
    return tx.rows(FeedRow, "list_feeds", {"feed": feed, "group": group})


def set_state(tx: Transaction, feed: str, state: FeedState) -> list[int]:
    """Pause or resume the feed with this id or address; return its id, or nothing when there is none."""
    return tx.scalars("set_feed_state", {"feed": feed, "state": state})


def backfill(tx: Transaction, feed: str) -> list[int]:
    """Let the next poll of the feed with this id or address take its old entries too."""
    return tx.scalars("backfill_feed", {"feed": feed})


def remove(tx: Transaction, feed: str) -> list[int]:
    """Forget the feed with this id or address; its articles stay."""
    return tx.scalars("remove_feed", {"feed": feed})


def due(tx: Transaction, *, quiet: float, limit: int) -> list[tuple[int, int]]:
    """Return (id, attempts) of feeds that are due and not enqueued within `quiet` seconds, and mark them so."""
    return [(row[0], row[1]) for row in tx.tuples("due_feeds", {"quiet": quiet, "limit": limit})]


def claim(tx: Transaction, ids: Sequence[int], *, seconds: float) -> list[Feed]:
    """Take those of the feeds that nobody else holds, under one lease."""
    return tx.rows(Feed, "claim_feeds", {"ids": list(ids), "lease": uuid4(), "seconds": seconds})


def known(
    tx: Transaction, feed_id: int, keys: Sequence[str], pages: Sequence[bytes] = (), guids: Sequence[bytes] = ()
) -> list[KnownEntry]:
    """Return what we hold of the entries with one of these keys, pages or GUIDs."""
    hashes = [entry_hash(key) for key in keys]
    parameters = {"feed_id": feed_id, "hashes": hashes, "pages": list(pages), "guids": list(guids)}
    return tx.rows(KnownEntry, "known_entries", parameters)


def record_poll(tx: Transaction, feed: Feed, record: FeedRecord) -> bool:
    """Write how the poll ended and free the feed; False when the lease has passed to somebody else."""
    values = asdict(record)
    values |= {"skip_hours": list(record.skip_hours), "skip_days": list(record.skip_days)}
    held = bool(tx.scalars("record_poll", {**values, "id": feed.id, "lease": feed.lease}))
    if held:
        tx.tally({(Tally.POLLS, record.status): 1, (Tally.GAPS, ""): record.gaps - feed.gaps})
    return held


def address_taken(tx: Transaction, feed: Feed, url: str) -> bool:
    """Say whether another feed already has the address."""
    return bool(tx.scalars("feed_address_taken", {"url": url, "id": feed.id})[0])


def is_claimed(tx: Transaction, feed_id: int) -> bool:
    """Say whether a poll has the feed now."""
    return bool(tx.scalars("feed_is_claimed", {"id": feed_id})[0])


def release(tx: Transaction, feed_id: int, lease: UUID, *, wait: float) -> None:
    """Give a feed back unpolled."""
    tx.execute("release_feed", {"id": feed_id, "lease": lease, "wait": wait})


def save_entries(tx: Transaction, feed: Feed, entries: Sequence[tuple[SeenEntry, bytes]]) -> None:
    """Keep entries, each with the hash that a new one's item is found by; sorted, or two polls would deadlock."""
    rows = [
        {
            "feed_id": feed.id,
            "entry_hash": entry_hash(seen.key),
            "key": text(seen.key),
            "fingerprint": seen.fingerprint,
            "item_id": seen.item_id,
            "url_hash": url_hash,
            "payload": entry_to_json(seen.entry),
            "page_hash": seen.page_hash,
            "guid_hash": seen.guid_hash,
            "title_hash": seen.title_hash,
            "published_at": seen.entry.published.value if seen.entry.published else None,
            "shares": seen.shares,
            "held": seen.held,
            "changes": seen.changes,
        }
        for seen, url_hash in entries
    ]
    tx.execute_many("save_entry", sorted(rows, key=lambda row: bytes(row["entry_hash"])))


def entry_hash(key: str) -> bytes:
    """Return the hash under which an entry's key is looked up."""
    return sha256(key.encode(errors="replace")).digest()


def quarantine(tx: Transaction, feed_id: int, *, failure: Failure, attempts: int) -> None:
    """Keep why we gave up on a feed."""
    tx.execute("quarantine_feed", {"feed_id": feed_id, "attempts": attempts, **asdict(failure)})


def exhausted(tx: Transaction, *, max_attempts: int) -> list[tuple[int, int, str]]:
    """Quarantine feeds that kill their workers; return (id, attempts, address)."""
    return [(row[0], row[1], row[2]) for row in tx.tuples("exhausted_feeds", {"max_attempts": max_attempts})]


def revive(tx: Transaction, ids: Sequence[int]) -> None:
    """Poll feeds again that were in quarantine."""
    tx.execute("revive_feeds", {"ids": list(ids)})


def unpolled(tx: Transaction) -> int:
    """Return how many active feeds have never been polled to an end."""
    return int(tx.scalars("unpolled_feeds")[0])
