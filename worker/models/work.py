"""Items on their way: claims, transitions, verdicts, messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from worker.models.vocabulary import TextFrom

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from worker.models.article import Draft, Tag
    from worker.models.reasons import Reason
    from worker.models.vocabulary import Action


QUEUES = ("poll", "fetch", "clean")
"""One for each kind of cost; in the order the data flow."""


class State(StrEnum):
    """Where an item is. The last four are ends."""

    PENDING = "pending"
    FETCHED = "fetched"
    STORED = "stored"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A claimed row of `newswire.items`."""

    id: int
    url: str | None
    """Address to fetch: where the last redirect led, or the entry's own; None for an entry that links nowhere."""
    known_url: str | None
    """Canonical address of the entry."""
    host: str
    source: str
    attempts: int
    """Claims in its present state, this one included."""
    hops: int
    """Redirects to another host so far."""
    lease: UUID
    free_only: bool
    """Keep only the part that the publisher gives to everybody."""
    stored: bool
    """Its article stands already: this is another look at the page."""
    own_key: bytes | None = None
    """What it is known by when it shares its page with other items: its text is its entry's then."""
    recheck: bool = False
    """It was due by itself: nobody said that the page has changed."""
    age: float = 0.0
    """Seconds since a feed first showed it."""
    substitutes: int = 0
    """Pages in a row that were no article."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Validators:
    """What a server gave with a page, to be asked later whether it has changed."""

    item_id: int
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """An error, as quarantine keeps it."""

    error: str
    """Name of its class."""
    message: str
    traceback: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Transition:
    """What becomes of a claimed item; written by `items.finish`, fenced by the lease."""

    item: Item
    state: State
    reason: Reason | None = None
    wait: float = 0.0
    """Seconds until the next attempt, when the state is not an end."""
    duplicate_of: int | None = None
    fetch_url: str | None = None
    """Where a redirect to another host led."""
    host: str | None = None
    """The host of that address."""
    recheck_in: float | None = None
    """Seconds until its page is looked at again, when it ends as an article."""
    substitutes: int | None = None
    """Pages in a row that were no article, this one included; None leaves the count as it is."""
    counted: bool = True
    """False gives the attempt back: nothing was tried."""
    error: Failure | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class DueIds:
    """What to tell the workers: ids that are due at each step. Losing it changes nothing but time."""

    poll: tuple[int, ...] = ()
    """Of feeds one is enough: whoever is told of it polls all that are due."""
    fetch: tuple[int, ...] = ()
    clean: tuple[int, ...] = ()
    retag: tuple[int, ...] = ()
    """Articles, not items: the taxonomy has changed."""
    polled: int = 0
    """Polls that have ended meanwhile; for the costs."""

    def __add__(self, other: DueIds) -> DueIds:
        return DueIds(
            poll=self.poll + other.poll,
            fetch=self.fetch + other.fetch,
            clean=self.clean + other.clean,
            retag=self.retag + other.retag,
            polled=self.polled + other.polled,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredArticle:
    """An article that already stands, as far as the next verdict needs it."""

    id: int
    url_hash: bytes | None
    """The one of the asked addresses under which it stands."""
    content_hash: bytes
    title: str
    summary: str | None
    authors: list[str]
    published_at: datetime | None
    truncated: bool | None
    access_declared: str
    wall_kind: str | None
    withdrawn: bool
    text_from: str = TextFrom.PAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredText:
    """What stands under an item, to compare a new page with."""

    id: int
    title: str
    summary: str | None
    characters: int
    """Of its text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sketch:
    """What is kept of a text to find its copies by; `core.dedupe.sketch` makes and compares it."""

    hashes: bytes
    """The smallest hashes of its shingles, 32 bits each, rising."""
    keys: tuple[int, ...]
    """The very smallest, 63 bits each: under one of them copies meet."""
    numbers: bytes
    """The smallest hashes of the numbers in it, 32 bits each, rising."""
    shingles: int
    """How many it has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a draft means for what is stored."""

    action: Action
    article_id: int
    addresses: tuple[tuple[bytes, str], ...] = ()
    """(identity hash, address) under which the article stands."""
    changed: tuple[str, ...] = ()
    """Fields that a revision changes."""
    copy_of: int | None = None
    """Earlier article with the same text, or nearly."""
    similarity: float | None = None
    """Share of the smaller text that both have; 1 for the very same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanedItem:
    """A claimed item with the draft that came of it."""

    item: Item
    draft: Draft
    tags: tuple[Tag, ...]
    content_hash: bytes
    sketch: Sketch | None
    """None when the text is too short to have copies."""
    wire_source: str | None
    """News agency that it names."""
    page_url: str | None
    fetched_at: datetime | None
    fingerprints: tuple[int, ...] = ()
    """Of its blocks: what its source repeats is told by them."""
    trial: bool = False
    """Its page is on trial."""
    substituted: bool = False
    """Its page was no article, and the feed's text stands in."""
