"""What the web page reads of articles, feeds, topics and the flow: each a bounded look, whatever is stored."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from worker.adapters.db import Transaction
from worker.adapters.feeds import FeedShown
from worker.adapters.reprocessing import Taggable
from worker.core.view.listing import PAGE, Along, Asked, Cursor, next_page
from worker.core.view.syndication import Published

_AFTER_ALL = datetime(9999, 1, 1, tzinfo=UTC)
_LARGEST = 2**63 - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleListed:
    """An article in a list."""

    id: int
    at: datetime | None
    place: int
    stored_at: datetime
    published_at: datetime | None
    published_precision: str | None
    source: str
    title: str
    summary: str | None
    url: str
    language: str | None
    wall_kind: str | None
    truncated: bool | None
    duplicate_of: int | None
    revision: int
    withdrawn_at: datetime | None
    cuts: int
    topics: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticlePage:
    """A page of a list."""

    articles: Sequence[ArticleListed]
    looked: int
    """How many were looked at."""
    following: Cursor | None
    """Where the next page begins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RevisionRow:
    """An earlier version of an article."""

    revision: int
    title: str
    summary: str | None
    text: str
    changed: list[str]
    stored_at: datetime
    superseded_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class CopyRow:
    """An article with the same text as another."""

    id: int
    source: str
    title: str
    url: str
    stored_at: datetime
    similarity: float | None
    original: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeTold:
    """A line of the change feed."""

    kind: str
    revision: int
    created_at: datetime
    lost_topics: list[str] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The single figures of the overview."""

    now: datetime
    latest_at: datetime | None
    quarantined: int
    feeds: int
    failing_feeds: int
    articles: int
    """Counted up to 10,000, from there on as the planner estimates them: counting millions takes minutes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedListed(FeedShown):
    """A feed in a list, without its entries."""

    created_at: datetime
    in_hand: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PollRow:
    """What a poll of a feed said."""

    at: datetime
    status: str
    error: str | None
    new: int
    changed: int
    gap: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicVolume:
    """A topic with its articles of the last 14 days."""

    slug: str
    label: str
    description: str
    broader: list[str]
    latest: datetime | None
    days: list[tuple[str, int]]
    """(beginning of the day, articles) of those that had any."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarantineReason:
    """How much is in quarantine for a reason."""

    reason: str | None
    step: str
    rows: int
    latest_at: datetime


_LISTED = [field.name for field in fields(ArticleListed)]
"""As the query has them, behind what it says of the page."""


def articles(tx: Transaction, asked: Asked) -> ArticlePage:
    """Return a page of the articles that are asked for."""
    after = asked.after or Cursor()
    searching = asked.along is Along.SEARCH
    parameters = {
        "along": asked.along.value,
        "search": asked.search,
        "topic": asked.topic,
        "source": asked.source,
        "language": asked.language,
        "wall": asked.wall,
        "truncated": asked.truncated,
        "at": after.when or _AFTER_ALL,
        "id": after.id if after.when else _LARGEST,
        "skip": after.skip if searching else 0,
        "most": asked.most,
        "limit": PAGE + 1,
    }
    found = tx.tuples("browse_articles", parameters)
    looked, last_at, last_id = found[0][:3]
    rows = [ArticleListed(**dict(zip(_LISTED, row[3:], strict=True))) for row in found if row[3] is not None]

    def cursor(at: datetime, article_id: int, place: int) -> Cursor:
        return Cursor(skip=place) if searching else Cursor(when=at, id=article_id)

    following = next_page(
        asked,
        shown=[cursor(row.at or _AFTER_ALL, row.id, row.place) for row in rows],
        looked=looked,
        last=cursor(last_at, last_id, after.skip + looked) if last_id is not None else None,
    )
    return ArticlePage(articles=rows[:PAGE], looked=looked, following=following)


def for_feeds(tx: Transaction, ids: Sequence[int]) -> list[Published]:
    """Return articles as feeds tell of them, in this order."""
    rows = {row.id: row for row in tx.rows(Published, "articles_for_feeds", {"ids": list(ids)})}
    return [rows[one] for one in ids if one in rows]


def revisions(tx: Transaction, article_id: int) -> list[RevisionRow]:
    """Return the earlier versions of an article, the latest first."""
    return tx.rows(RevisionRow, "revisions_of_article", {"id": article_id})


def copies(tx: Transaction, article_id: int, original: int) -> list[CopyRow]:
    """Return who else has the text of an article."""
    return tx.rows(CopyRow, "copies_of_article", {"id": article_id, "original": original})


def changes(tx: Transaction, article_id: int) -> list[ChangeTold]:
    """Return what the change feed has told of an article, the latest first."""
    return tx.rows(ChangeTold, "changes_of_article", {"id": article_id})


def outcomes_per_day(tx: Transaction, *, days: int) -> dict[tuple[date, str], int]:
    """Return how many items ended how on each of the last days."""
    return {(row[0], row[1]): row[2] for row in tx.tuples("outcomes_per_day", {"days": days})}


def figures(tx: Transaction) -> Figures:
    """Return the single figures of the overview."""
    return tx.rows(Figures, "present_figures")[0]


def feeds(tx: Transaction, feed_id: int | None = None) -> list[FeedListed]:
    """Return every feed, or one."""
    return tx.rows(FeedListed, "browse_feeds", {"id": feed_id})


def recent_polls(tx: Transaction, feed_id: int) -> list[PollRow]:
    """Return what the last polls of a feed said, the latest first."""
    return tx.rows(PollRow, "recent_polls", {"id": feed_id})


def topics(tx: Transaction, slug: str | None = None, *, most: int) -> list[TopicVolume]:
    """Return every topic, or one, with its articles of the last 14 days: of each the latest `most`."""
    return tx.rows(TopicVolume, "topic_volumes", {"slug": slug, "most": most})


def topic_labels(tx: Transaction) -> list[tuple[str, str]]:
    """Return (slug, label) of each topic, to choose one from."""
    return [(row[0], row[1]) for row in tx.tuples("topic_labels")]


def taggable_before(tx: Transaction, before: Cursor, *, limit: int) -> list[Taggable]:
    """Return articles to try a query on, the newest of those behind a place first."""
    parameters = {"at": before.when or _AFTER_ALL, "id": before.id if before.when else _LARGEST, "limit": limit}
    return tx.rows(Taggable, "browse_taggable", parameters)


def quarantine_reasons(tx: Transaction) -> list[QuarantineReason]:
    """Return how much is in quarantine for which reason, the most first."""
    return tx.rows(QuarantineReason, "quarantine_reasons")


def languages(tx: Transaction) -> list[Any]:
    """Return the languages of the latest articles, the most frequent first."""
    return tx.scalars("languages_of_late")
