"""The frozen records that the steps hand to each other. The words are those of the README's glossary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


class State(StrEnum):
    """Where an item is. The last four are ends."""

    PENDING = "pending"
    FETCHED = "fetched"
    STORED = "stored"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"


class BlockKind(StrEnum):
    """What a block of an article is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"
    TABLE_ROW = "table_row"
    CODE = "code"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A piece of text of a page in reading order."""

    kind: BlockKind
    text: str
    links: float = 0.0
    """Share of the text that stands inside links or buttons, 0 to 1."""
    place: str = ""
    """Lower-case tag names, classes and ids of the near ancestors, as one string; '' for plain text. A vote, never a verdict."""
    start: int = 0
    """Position in reading order among all blocks of the page, furniture included."""
    body: float = 1.0
    """Probability that it is article text, as the block model says; 1 where no model was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class When:
    """A time as the publisher gave it."""

    value: datetime
    """Aware; midnight UTC when only the day is known."""
    precision: str
    """'day' or 'time'."""
    origin: str
    """Where it was read: 'jsonld', 'meta', 'html', 'text', 'feed', 'url'."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A topic as the publisher printed it, verbatim."""

    text: str
    origin: str
    """Where it was printed: 'page', 'meta', 'jsonld', 'feed', 'text'."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What the publisher declares about who may read; never what we conclude."""

    declared: str = "unknown"
    """'free', 'registration', 'subscription', 'metered' or 'unknown'."""
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """What a page or text says, before walls are cut."""

    title: str | None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published: When | None = None
    modified: When | None = None
    language: str | None = None
    """BCP 47 primary subtag, lower case."""
    canonical_url: str | None = None
    section: str | None = None
    site: str | None = None
    blocks: tuple[Block, ...] = ()
    """The body with whatever walls stand in or beside it, in reading order."""
    images: tuple[Image, ...] = ()
    labels: tuple[Label, ...] = ()
    access: Access = Access()
    unreadable: bool = False
    """A part of the body was served as scrambled text and dropped."""
    origins: tuple[tuple[str, str], ...] = ()
    """Which source each field was read from: (field, source)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """One removed run of blocks, with the rule that removed it."""

    text: str
    """The removed text; its blocks one a line."""
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Trimmed:
    """Blocks after the walls are cut."""

    blocks: tuple[Block, ...]
    wall: str | None
    """'registration', 'subscription', 'metered', 'newsletter', 'app', 'consent', 'plea' or None."""
    cuts: tuple[Cut, ...]
    truncated: bool | None
    truncated_evidence: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Why a tag: a span of the stored text."""

    field: str
    """'title', 'lead', 'body' or 'label'."""
    start: int
    """Character offsets into that field: the title, the article's text, or the label."""
    end: int
    text: str
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A topic on an article."""

    topic: str
    source: str
    """'publisher' or 'rule'."""
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An article ready to be saved."""

    title: str
    summary: str | None
    authors: tuple[str, ...]
    published: When | None
    modified: When | None
    language: str | None
    text: str
    """The body: the blocks' texts joined by a blank line, captions left out."""
    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    labels: tuple[Label, ...]
    section: str | None
    canonical_url: str | None
    access: Access
    wall: str | None
    cuts: tuple[Cut, ...]
    truncated: bool | None
    truncated_evidence: str | None
    origins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What a feed says about one piece of news."""

    guid: str
    """The feed's own id, or the link when it gives none."""
    url: str | None
    """Canonical address of the page; None when the entry links nowhere."""
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: When | None = None
    modified: When | None = None
    summary: str | None = None
    """Plain text."""
    content: str | None = None
    """The entry's full content as the feed gave it (HTML or text), when it gave any."""
    labels: tuple[Label, ...] = ()
    language: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedFeed:
    """A feed document, read."""

    kind: str
    """'rss', 'atom', 'rdf', 'json' or 'sitemap'."""
    title: str | None
    site_url: str | None
    language: str | None
    interval: float | None
    """Seconds that the feed asks to wait between polls (ttl, sy:updatePeriod), if it says so."""
    entries: tuple[Entry, ...]
    left_out: int = 0
    """Entries beyond what we read of one document; the first ones are kept."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What we remember of an entry that an earlier poll saw."""

    key: str
    """`core.decide.key_of` that entry."""
    fingerprint: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """An entry of this poll with what will be remembered of it."""

    entry: Entry
    key: str
    fingerprint: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What a poll found, entry by entry."""

    new: tuple[Seen, ...]
    changed: tuple[Seen, ...]
    """Known, but its title, summary, content or modified time is not what it was."""
    unchanged: int
    skipped: tuple[tuple[str, int], ...]
    """(reason, entries), by reason."""
    gap: bool
    """The feed is known and none of its entries is: some may have come and gone between two polls."""


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
    """Answered 410 for so long that it need not be asked again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedLink:
    """A feed that a site's page points to."""

    url: str
    title: str | None
    kind: str
    """'rss', 'atom', 'json' or 'unknown': what the page claims."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpmlFeed:
    """A line of a subscription list."""

    url: str
    title: str | None = None
    site_url: str | None = None
    folder: str | None = None


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
    failures: int
    attempts: int
    moved_to: str | None
    """Where a permanent redirect leads, until it is believed."""
    moved_since: datetime | None
    moved_times: int
    lease: UUID


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


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedRecord:
    """How a poll ended: the new values of the feed's row."""

    wait: float
    """Seconds until it is due again."""
    interval: float
    failures: int
    state: str
    status: str
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """What becomes of a claimed item; written by `items.finish`, fenced by the lease."""

    item: Item
    state: State
    reason: str | None = None
    wait: float = 0.0
    """Seconds until the next attempt, when the state is not an end."""
    duplicate_of: int | None = None
    fetch_url: str | None = None
    """Where a redirect to another host led."""
    host: str | None = None
    """The host of that address."""
    counted: bool = True
    """False gives the attempt back: nothing was tried."""
    error: Trouble | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """An error, as quarantine keeps it."""

    error: str
    """Name of its class."""
    message: str
    traceback: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Host:
    """What is known of a host."""

    host: str
    robots_body: bytes | None
    """None when it has no robots.txt, or we do not have it."""
    robots_open: bool | None
    """False while its robots.txt cannot be had."""
    robots_fresh: bool | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Slots:
    """When a batch may ask a host."""

    host: str
    granted: int
    first_in: float
    """Seconds from now."""
    spacing: float
    """Seconds between starts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bell:
    """What to tell the workers: ids that are due at each step. Losing it changes nothing but time."""

    poll: tuple[int, ...] = ()
    fetch: tuple[int, ...] = ()
    clean: tuple[int, ...] = ()

    def __add__(self, other: Bell) -> Bell:
        return Bell(poll=self.poll + other.poll, fetch=self.fetch + other.fetch, clean=self.clean + other.clean)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """An article that already stands, as far as the next verdict needs it."""

    id: int
    url_hash: bytes | None
    """The one of the asked addresses under which it stands."""
    revision: int
    content_hash: bytes
    title: str
    summary: str | None
    authors: list[str]
    published_at: datetime | None
    modified_at: datetime | None
    truncated: bool | None
    access_declared: str
    wall_kind: str | None
    withdrawn: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a draft means for what is stored."""

    action: str
    """'create', 'revise', 'keep' (nothing changed) or 'duplicate' (the address is another article's)."""
    article_id: int
    addresses: tuple[tuple[bytes, str], ...] = ()
    """(identity hash, address) under which the article stands."""
    changed: tuple[str, ...] = ()
    """Fields that a revision changes."""
    copy_of: int | None = None
    """Earlier article with the same text."""
    similarity: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """A claimed item with the draft that came of it."""

    item: Item
    draft: Draft
    tags: tuple[Tag, ...]
    content_hash: bytes
    page_url: str | None
    fetched_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to ask a server for."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    """Beside those that every request carries: If-None-Match, If-Modified-Since."""
    delay: float = 0.0
    """Seconds to wait before it starts, counted from the start of the batch: its slot in the host's pace."""
    admit: Callable[[str], str | None] | None = None
    """Asked for every address on the same host that a redirect leads to: the reason to refuse it, or None."""
    across_hosts: bool = False
    """Follow redirects to other hosts too, instead of handing them back: only for robots.txt (RFC 9309, 2.3.1.2)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Redirected:
    """The server sent us to another host, whose robots.txt and pace have to be asked first."""

    url: str
    """The absolute target."""
    status: int
    permanent: bool
    """Every hop on the way was permanent (301, 308)."""
    hops: tuple[str, ...]
    """The addresses that redirected, in order; the first is the one asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What the server sent for an item."""

    url: str
    """The address that finally answered."""
    status: int
    headers: dict[str, str]
    """Lower-case names; a repeated header's values are joined by ', '."""
    body: bytes
    """Decoded of its transfer and content encodings; not of its charset."""
    seconds: float
    """From the start of the request to its last byte."""
