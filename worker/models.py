"""The frozen records that the steps hand to each other. The words are those of the README's glossary."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """A row of `newswire.feeds`, as a poll needs it."""

    id: int
    url: str
    source: str
    etag: str | None
    last_modified: str | None
    body_hash: bytes | None
    interval_seconds: float
    failures: int
    attempts: int
    lease: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A claimed row of `newswire.items`."""

    id: int
    url: str
    """Address to fetch: where the last redirect led, or the entry's own."""
    host: str
    source: str
    attempts: int
    hops: int
    """Redirects to another host so far."""
    lease: UUID
    free_only: bool
    """Keep only the part that the publisher gives to everybody."""
    article_id: int | None


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
