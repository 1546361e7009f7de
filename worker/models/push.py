"""What hubs and we say to each other (WebSub): where a feed is pushed from, and how far that has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class PushState(StrEnum):
    """How far a subscription has come."""

    NEW = "new"
    """To be asked for."""
    ASKED = "asked"
    """The hub has not verified it yet."""
    LIVE = "live"
    DENIED = "denied"
    ENDING = "ending"
    """No longer wanted: the hub is to be told so."""
    OFF = "off"
    """Given up, or not to be had for now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HubLink:
    """Who pushes a feed."""

    hub: str
    topic_url: str
    """What the hub knows the feed as: its rel=self."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A row of `newswire.subscriptions`."""

    id: int
    feed_id: int | None
    hub: str
    topic_url: str
    state: str
    token: str | None
    secret: str | None
    lease_until: datetime | None
    failures: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PushedBody:
    """What a hub has pushed, to be taken."""

    id: int
    subscription_id: int
    feed_id: int | None
    topic_url: str
    content_type: str | None
    body: bytes
    attempts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedHub:
    """What becomes of a subscription after its hub was asked."""

    state: PushState
    wait: float
    """Seconds until something is due again."""
    failures: int
    error: str | None
