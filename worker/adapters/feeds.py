"""The tables feeds and entries: claims, polls, and what the operator does with feeds."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from worker.adapters.db import Transaction
from worker.adapters.records import entry_to_json, text, to_json
from worker.core.feeds.health import FeedFacts
from worker.core.feeds.schedule import FIRST_INTERVAL
from worker.models import Failure, Feed, FeedRecord, FeedState, KnownEntry, SeenEntry, Tally

MOST_KNOWN = 20_000
"""Entries with a page of a poll, and with a GUID of it, that are read. A poll has at most 5,000 and most pages are one
entry's; but all entries of a feed may link to one page, and years of them would be read at each poll."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedShown:
    """What every list of feeds shows of one."""

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

    @property
    def facts(self) -> FeedFacts:
        """What its health is judged by."""
        return FeedFacts(
            state=self.state,
            status=self.last_status,
            failures=self.failures,
            interval_seconds=self.every_seconds or self.interval_seconds,
            moved_to=self.moved_to,
            last_news_at=self.last_news_at,
            news_seconds=self.news_seconds,
            whole_at=self.whole_at,
            host_closed_until=self.host_closed_until,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRow(FeedShown):
    """A feed, for people, with how many entries we hold of it."""

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
    wait: float = 0.0,
    wanted: bool = False,
) -> tuple[int, bool]:
    """Add a feed; return its id and whether it is new.

    `shortest` is its shortest wait between polls in seconds, `every` the one that the operator wants whatever its
    rhythm; one that is there already takes `every` and `group`. With `backfill` its first poll takes old entries too.
    It is due in `wait` seconds, and before all others when it is `wanted`.
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
        "interval": FIRST_INTERVAL,
        "wait": wait,
        "wanted": wanted,
    }
    ((feed_id, is_new),) = tx.tuples("add_feed", parameters)
    return feed_id, is_new


def listing(tx: Transaction, feed: str | None = None, *, group: str | None = None) -> list[FeedRow]:
    """Return all feeds, or the one with this id or address, or those of a group and the groups inside it."""
    return tx.rows(FeedRow, "list_feeds", {"feed": feed, "group": group})


def find(tx: Transaction, names: Sequence[str]) -> list[tuple[str, int]]:
    """Return (word, id) of the feeds that these words name by id or address, and hold them until the end."""
    return [(row[0], row[1]) for row in tx.tuples("find_feeds", {"names": list(names)})]


def groups(tx: Transaction) -> list[str]:
    """Return the groups that feeds are in."""
    return tx.scalars("feed_groups")


def set_state(tx: Transaction, feed_ids: Collection[int], state: FeedState) -> list[int]:
    """Pause or resume feeds; return the ids of those that are there."""
    return tx.scalars("set_feed_state", {"ids": list(feed_ids), "state": state})


def poll_now(tx: Transaction, feed_id: int) -> bool:
    """Let a feed be due at once; False when there is none that is polled."""
    return bool(tx.scalars("poll_feed_now", {"id": feed_id}))


def backfill(tx: Transaction, feed_id: int) -> None:
    """Let the next poll of a feed take its old entries too."""
    tx.execute("backfill_feed", {"id": feed_id})


def remove(tx: Transaction, feed_ids: Collection[int]) -> int:
    """Forget feeds; their articles stay. Return how many there were."""
    return tx.execute("remove_feeds", {"ids": list(feed_ids)})


def due(tx: Transaction, *, limit: int) -> list[tuple[int, int]]:
    """Return (id, attempts) of feeds that are due, the most urgent first."""
    return [(row[0], row[1]) for row in tx.tuples("due_feeds", {"limit": limit})]


def claim(tx: Transaction, ids: Sequence[int], *, seconds: float) -> list[Feed]:
    """Take those of the feeds that nobody else holds, under one lease."""
    return tx.rows(Feed, "claim_feeds", {"ids": list(ids), "lease": uuid4(), "seconds": seconds})


def known(
    tx: Transaction, feed_id: int, keys: Sequence[str], pages: Sequence[bytes] = (), guids: Sequence[bytes] = ()
) -> list[KnownEntry]:
    """Return what we hold of the entries with one of these keys, pages or GUIDs; of the latter the last seen."""
    hashes = [entry_hash(key) for key in keys]
    parameters = {"feed_id": feed_id, "hashes": hashes, "pages": list(pages), "guids": list(guids), "most": MOST_KNOWN}
    return tx.rows(KnownEntry, "known_entries", parameters)


def known_by_title(tx: Transaction, feed_id: int, titles: Sequence[bytes]) -> list[KnownEntry]:
    """Return what we hold of the entries with one of these titles, the last seen first."""
    if not titles:
        return []
    return tx.rows(KnownEntry, "known_by_title", {"feed_id": feed_id, "titles": list(titles), "most": MOST_KNOWN})


def record_polls(tx: Transaction, polls: Sequence[tuple[Feed, FeedRecord]]) -> set[int]:
    """Write how polls ended and free their feeds; return the ids of those whose lease was still ours."""
    rows = [
        {
            "id": feed.id,
            "lease": feed.lease,
            **{name: getattr(record, name) for name in _RECORD},
            "body_hash": None if record.body_hash is None else f"\\x{record.body_hash.hex()}",
        }
        for feed, record in polls
    ]
    written = set(tx.scalars("record_polls", {"polls": to_json(rows)}))
    for feed, record in polls:
        if feed.id in written:
            tx.tally({(Tally.POLLS, record.status): 1, (Tally.GAPS, ""): record.gaps - feed.gaps})
    return written


_RECORD = tuple(one.name for one in fields(FeedRecord) if one.name != "body_hash")


def add_gap(tx: Transaction, feed: Feed, *, since: datetime, entries: int) -> None:
    """Tell consumers that news may be missing between the poll before and this one."""
    tx.execute("add_gap", {"source": text(feed.source), "feed_id": feed.id, "since": since, "entries": entries})


def address_taken(tx: Transaction, feed: Feed, url: str) -> bool:
    """Say whether another feed already has the address."""
    return bool(tx.scalars("feed_address_taken", {"url": url, "id": feed.id})[0])


def is_claimed(tx: Transaction, feed_id: int) -> bool:
    """Say whether a poll has the feed now."""
    return bool(tx.scalars("feed_is_claimed", {"id": feed_id})[0])


def release(tx: Transaction, waits: Sequence[tuple[Feed, float]]) -> None:
    """Give feeds back unpolled, each due in so many seconds."""
    parameters = {
        "ids": [feed.id for feed, _ in waits],
        "leases": [feed.lease for feed, _ in waits],
        "waits": [wait for _, wait in waits],
    }
    tx.execute("release_feeds", parameters)


def save_entries(tx: Transaction, feed: Feed, entries: Sequence[tuple[SeenEntry, bytes]]) -> None:
    """Keep entries, each with the hash that a new one's item is found by; sorted, or two polls would deadlock."""
    rows = sorted({entry_hash(seen.key): (seen, url_hash) for seen, url_hash in entries}.items())
    if not rows:
        return
    columns = {
        "hashes": [hash_ for hash_, _ in rows],
        "keys": [text(seen.key) for _, (seen, _) in rows],
        "fingerprints": [seen.fingerprint for _, (seen, _) in rows],
        "item_ids": [seen.item_id for _, (seen, _) in rows],
        "url_hashes": [url_hash for _, (_, url_hash) in rows],
        "payloads": [entry_to_json(seen.entry) for _, (seen, _) in rows],
        "page_hashes": [seen.page_hash for _, (seen, _) in rows],
        "guid_hashes": [seen.guid_hash for _, (seen, _) in rows],
        "title_hashes": [seen.title_hash for _, (seen, _) in rows],
        "published": [seen.entry.published.value if seen.entry.published else None for _, (seen, _) in rows],
        "shares": [seen.shares for _, (seen, _) in rows],
        "held": [seen.held for _, (seen, _) in rows],
        "changes": [seen.changes for _, (seen, _) in rows],
    }
    tx.execute("save_entries", {"feed_id": feed.id, **columns})


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
