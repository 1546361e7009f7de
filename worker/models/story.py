"""What we know of one address, as its story is told from it: the item, who has shown it, the feeds of its site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemFound:
    """The item that an address leads to, with its page, quarantine and articles."""

    id: int
    url: str | None
    state: str
    reason: str | None
    """As it is stored: another version of us may have written it."""
    attempts: int
    next_attempt_at: datetime
    due: bool
    in_hand: bool
    fetch_url: str | None
    created_at: datetime
    updated_at: datetime
    page_url: str | None
    page_status: int | None
    page_at: datetime | None
    quarantine_id: int | None
    quarantine_step: str | None
    quarantine_error: str | None
    quarantine_message: str | None
    quarantine_attempts: int | None
    article_id: int | None
    article_title: str | None
    stored_at: datetime | None
    withdrawn_at: datetime | None
    copy_of: int | None
    """Earlier article of which this one is a copy."""
    other_id: int | None
    """The article whose page this is, when it is a duplicate."""
    other_url: str | None
    other_title: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """A feed that has shown an item."""

    feed_id: int
    url: str
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedOfSite:
    """A feed with how its last poll ended."""

    id: int
    url: str
    site_url: str | None
    state: str
    last_polled_at: datetime | None
    last_status: str | None
    last_error: str | None
    next_poll_at: datetime
    quarantine_id: int | None
