"""Feeds and what they say: entries, polls, subscription lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from worker.models.article import Label, PublisherTime
    from worker.models.reasons import Reason
    from worker.models.vocabulary import FeedKind, FeedState


@dataclass(frozen=True, kw_only=True, slots=True)
class Enclosure:
    """A sound, film or picture that an entry carries."""

    url: str
    type: str | None = None
    """Media type, or what the feed says in its place: image, video."""
    title: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a feed says about one piece of news."""

    guid: str
    """The feed's own id, or the link when it gives none."""
    url: str | None
    """Canonical address of the page; None when the entry links nowhere."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: PublisherTime | None = None
    modified: PublisherTime | None = None
    summary: str | None = None
    """Plain text."""
    content: str | None = None
    """The entry's full content as the feed gave it (HTML or text), when it gave any."""
    text_only: bool = False
    """The content is text and no markup: the feed says so, or nothing in it is markup."""
    labels: tuple[Label, ...] = ()
    language: str | None = None
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedFeed:
    """A feed document, read."""

    kind: FeedKind
    title: str | None
    site_url: str | None
    language: str | None
    interval: float | None
    """Seconds that the feed asks to wait between polls (ttl, sy:updatePeriod), if it says so."""
    skip_hours: tuple[int, ...] = ()
    """Hours, UTC, in which it asks not to be polled."""
    skip_days: tuple[int, ...] = ()
    """Days in which it asks not to be polled; Monday is 0."""
    entries: tuple[Entry, ...]
    left_out: int = 0
    """Entries beyond what we read of one document; the first ones are kept, of a sitemap the newest."""
    unread: int = 0
    """Entries that cannot be read, in a document that can."""
    older: str | None = None
    """Where the entries before these stand: an archive (RFC 5005) or the next page (JSON Feed's next_url)."""
    hubs: tuple[str, ...] = ()
    """Who pushes it (WebSub)."""
    self_url: str | None = None
    """The address that it gives itself."""
    sitemaps: tuple[str, ...] = ()
    """What a sitemap index lists, the likeliest news first; it has no entries of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownEntry:
    """What we remember of an entry that an earlier poll saw."""

    key: str
    """Its name; `core.feeds.identity` gives it once."""
    fingerprint: bytes
    item_id: int | None = None
    page_hash: bytes | None = None
    """Of the page it had at last; None when it had none, or was last written before this was kept."""
    guid_hash: bytes | None = None
    title_hash: bytes | None = None
    published_at: datetime | None = None
    shares: bool = False
    """Its page is that of other entries too."""
    held: bool = False
    """Too old when it was first seen: no item was made of it."""
    changes: int = 0
    """Polls in a row that found it changed under the same title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenEntry:
    """An entry of this poll with what will be remembered of it."""

    entry: Entry
    key: str
    fingerprint: bytes
    item_id: int | None = None
    """The item of an entry that is known."""
    page_hash: bytes | None = None
    guid_hash: bytes | None = None
    title_hash: bytes | None = None
    shares: bool = False
    """Its page is that of other entries too: its text is its own."""
    moved: bool = False
    """It is known under another address."""
    held: bool = False
    """Too old to become an item; kept, so that it is not new at every poll."""
    changes: int = 0
    """Polls in a row, this one included, that found it changed under the same title."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What a poll found, entry by entry."""

    new: tuple[SeenEntry, ...]
    changed: tuple[SeenEntry, ...]
    """Known, but its title, summary, content, modified time or address is not what it was."""
    unchanged: int
    skipped: tuple[tuple[Reason, int], ...]
    """(reason, entries), by reason."""
    gap: bool
    """The feed is known and none of its entries is: some may have come and gone between two polls."""
    marked: tuple[SeenEntry, ...] = ()
    """To be kept, and nothing else: known by another GUID now, too old, or changed in words that mean nothing."""


class PollOutcome(StrEnum):
    """What came of asking a feed."""

    READ = "read"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Poll:
    """When to ask a feed again."""

    next_at: datetime
    interval: float
    """Seconds; the feed's own rhythm as learned so far, without floors and backoff."""
    failures: int
    """Consecutive ones, this poll included."""
    gone: bool
    """Answered 410 for so long that it is asked weekly."""
    gone_times: int
    """410 so many times in a row, this poll included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A claimed row of `newswire.feeds`."""

    id: int
    url: str
    source: str
    title: str | None
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    interval_seconds: float
    shortest_seconds: float | None
    """Shortest wait between its polls; None for the usual one."""
    every_seconds: float | None
    """Wait between its polls that the operator wants; None for one that adapts."""
    failures: int
    attempts: int
    moved_to: str | None
    """Where a permanent redirect leads, until it is believed."""
    moved_since: datetime | None
    moved_times: int
    lease: UUID
    last_polled_at: datetime | None = None
    last_status: str | None = None
    advice_seconds: float | None = None
    """Wait between polls that its last document asked for."""
    skip_hours: Sequence[int] = ()
    skip_days: Sequence[int] = ()
    whole_at: datetime | None = None
    """When it last sent its whole document."""
    conditional_polls: int = 0
    """Answers of 304 since then."""
    validators_hid_at: datetime | None = None
    """When its validators turned out to hide news; they are not sent since."""
    gaps: int = 0
    last_gap_at: datetime | None = None
    last_news_at: datetime | None = None
    news_seconds: float | None = None
    """Usual time between two polls with new entries."""
    gone_times: int = 0
    """410 so many times in a row."""
    push_until: datetime | None = None
    """Its hub has proved that it pushes, and is to go on until then."""
    backfill: bool = False
    """The operator wants its old entries too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRecord:
    """How a poll ended: the new values of the feed's row."""

    wait: float
    """Seconds until it is due again."""
    interval: float
    failures: int
    state: FeedState
    status: Reason
    error: str | None
    url: str
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_times: int = 0
    title: str | None = None
    site_url: str | None = None
    advice_seconds: float | None = None
    skip_hours: Sequence[int] = ()
    skip_days: Sequence[int] = ()
    whole_at: datetime | None = None
    conditional_polls: int = 0
    validators_hid_at: datetime | None = None
    gaps: int = 0
    last_gap_at: datetime | None = None
    last_news_at: datetime | None = None
    news_seconds: float | None = None
    gone_times: int = 0
    push_until: datetime | None = None
    backfill: bool = False
    new: int = 0
    """Entries that it had not shown before, and of the known ones those that say something else now."""
    changed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLink:
    """A feed that a site's page points to."""

    url: str
    title: str | None
    kind: FeedKind
    """What the page claims."""


FOLDERS = " / "


@dataclass(frozen=True, kw_only=True, slots=True)
class OpmlFeed:
    """A line of a subscription list."""

    url: str
    title: str | None = None
    site_url: str | None = None
    source: str | None = None
    """Name of the publisher on its articles; None when the list does not say."""
    folder: str | None = None
    """Folders inside folders are parted by FOLDERS."""
