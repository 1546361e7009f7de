"""What a page says and what becomes of it: blocks, extraction, draft, tags."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from worker.models.vocabulary import AccessKind, TextFrom

if TYPE_CHECKING:
    from datetime import datetime

    from worker.models.reasons import Reason
    from worker.models.vocabulary import Origin, Precision, TagSource, WallKind

EvidenceField = Literal["title", "lead", "body", "label"]
"""Where in an article a topic was found."""

BLANK_LINE = "\n\n"
"""Stands between two blocks in the text of an article."""


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
    context: str = ""
    """Lower-case tag names, classes and ids of the near ancestors, one string; '' for text. A vote, never a verdict."""
    start: int = 0
    """Position in reading order among all blocks of the page, boilerplate included."""
    article_score: float = 1.0
    """Score of being article text, 0 to 1, article text from .5 on; 1 where no model was asked.

    It is the block model's probability, moved so that the threshold of the page's kind lies at .5
    (`core/extract/page.py`), and for doubtful blocks settled by those of the same name (`core/extract/peers.py`).
    """
    box: int = -1
    """Number of the part of the page that it stands in together with others, apart from the body; -1 for none."""
    asks: bool = False
    """Whether its box, or it alone, has a form or leads to a login, a subscription, a mail address or a channel."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Image:
    url: str
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PublisherTime:
    """A time as the publisher gave it."""

    value: datetime
    """Aware; midnight UTC when only the day is known."""
    precision: Precision
    origin: Origin
    """Where it was read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A topic as the publisher printed it, verbatim."""

    text: str
    origin: Origin
    """Where it was printed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """What the publisher declares about who may read; never what we conclude."""

    declared: AccessKind = AccessKind.UNKNOWN
    evidence: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PageSigns:
    """What a page says of its own kind: by these a challenge or an error page is told from an article."""

    titles: tuple[str, ...] = ()
    """`<title>` and og:title, as they stand there."""
    headings: tuple[str, ...] = ()
    """The first ones."""
    opening: str = ""
    """The beginning of all visible text, menus included."""
    characters: int = 0
    """Of all visible text."""
    linked: int = 0
    """Of them inside links and buttons."""
    article: bool = False
    """It calls itself an article."""
    website: bool = False
    """It calls itself a site, not a page of it (og:type)."""
    canonical: str | None = None
    """The address that it declares, the front page's too."""
    noindex: bool = False
    """It asks search engines to leave it out."""
    password: bool = False
    """It has a field for a password."""
    marks: tuple[Reason, ...] = ()
    """Kinds of substitutes whose marks stand in its source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Extraction:
    """What a page or text says, before walls are cut."""

    title: str | None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published: PublisherTime | None = None
    modified: PublisherTime | None = None
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
    declared_words: int | None = None
    """How many words the publisher says that the whole article has."""
    origins: tuple[tuple[str, Origin], ...] = ()
    """Which source each field was read from: (field, source)."""
    signs: PageSigns = PageSigns()


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """One removed run of blocks, with the rule that removed it."""

    text: str
    """The removed text; its blocks one a line."""
    rule: str
    place: int | None = None
    """Where it stood: before the first block whose `start` is this or more; None when that is no block of this text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WallRemoval:
    """Blocks after the walls are cut."""

    blocks: tuple[Block, ...]
    wall: WallKind | None
    cuts: tuple[Cut, ...]
    truncated: bool | None
    truncated_evidence: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """Why a tag: a span of the stored text."""

    field: EvidenceField
    start: int
    """Character offsets into that field: the title, the article's text, or the label."""
    end: int
    text: str
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A topic on an article."""

    topic: str
    source: TagSource
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """An article ready to be saved."""

    title: str
    summary: str | None
    authors: tuple[str, ...]
    published: PublisherTime | None
    modified: PublisherTime | None
    language: str | None
    text: str
    """The body: the blocks' texts joined by a blank line, captions left out."""
    blocks: tuple[Block, ...]
    images: tuple[Image, ...]
    labels: tuple[Label, ...]
    section: str | None
    canonical_url: str | None
    access: Access
    wall: WallKind | None
    cuts: tuple[Cut, ...]
    truncated: bool | None
    truncated_evidence: str | None
    origins: tuple[tuple[str, Origin], ...] = ()
    text_from: TextFrom = TextFrom.PAGE
