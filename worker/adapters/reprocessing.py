"""What is stored, for another look by changed rules: articles to tag again and items to clean again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from worker.adapters.db import Transaction
from worker.adapters.records import label_from_json
from worker.core.topics.tag import Article


@dataclass(frozen=True, kw_only=True, slots=True)
class Taggable:
    """What a tagger reads of a stored article."""

    id: int
    title: str
    text: str
    language: str | None
    authors: list[str]
    source: str
    section: str | None
    truncated: bool | None
    published_at: datetime | None
    publisher_topics: list[dict[str, Any]]
    stored_at: datetime

    @property
    def article(self) -> Article:
        """The article as rules ask about it."""
        return Article(
            title=self.title,
            text=self.text,
            labels=[label_from_json(label) for label in self.publisher_topics],
            language=self.language,
            authors=self.authors,
            source=self.source,
            section=self.section,
            truncated=self.truncated,
            published=self.published_at.date() if self.published_at else None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicRow:
    """How much a topic is used."""

    slug: str
    label: str
    by_rule: int
    by_publisher: int
    last_week: int
    latest: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Retag:
    """Which articles to tag again: those that this taxonomy has not seen."""

    version: str
    since: datetime
    topic: str | None = None
    """Only articles that carry this topic, or hold one of its terms."""
    terms: tuple[str, ...] = ()
    """Those terms, as patterns of ILIKE."""


def to_retag(tx: Transaction, which: Retag, *, after: int, limit: int) -> list[int]:
    """Return ids of articles to tag again, after `after`."""
    return tx.scalars("articles_to_retag", {**_parameters(which), "after": after, "limit": limit})


def still_to_retag(tx: Transaction, ids: Sequence[int], *, version: str) -> list[int]:
    """Return those of these articles that this taxonomy has not seen yet."""
    return tx.scalars("still_to_retag", {"ids": list(ids), "version": version})


def last_tagging(tx: Transaction, article_id: int) -> tuple[str, str] | None:
    """Return (version of the taxonomy that looked at an article last, which write says so)."""
    return next(((row[0], row[1]) for row in tx.tuples("last_tagging", {"id": article_id})), None)


def _parameters(which: Retag) -> dict[str, Any]:
    return {"version": which.version, "since": which.since, "topic": which.topic, "terms": list(which.terms)}


def taggable(tx: Transaction, ids: Sequence[int]) -> list[Taggable]:
    """Return articles to tag, locked until the transaction ends."""
    return tx.rows(Taggable, "articles_for_tagging", {"ids": list(ids)})


def latest(tx: Transaction, *, since: datetime, limit: int, article_id: int | None = None) -> list[Taggable]:
    """Return the latest articles, or the one with this id, as a tagger reads them."""
    return tx.rows(Taggable, "latest_taggable", {"since": since, "limit": limit, "id": article_id})


def topic_stats(tx: Transaction) -> list[TopicRow]:
    """Return how much each topic is used, the most used first."""
    return tx.rows(TopicRow, "topic_stats")


def tags_of(tx: Transaction, ids: Sequence[int]) -> dict[int, set[tuple[str, str, float]]]:
    """Return the present tags of articles: (topic, source, score)."""
    found: dict[int, set[tuple[str, str, float]]] = {article_id: set() for article_id in ids}
    for article_id, topic, source, score in tx.tuples("tags_of", {"ids": list(ids)}):
        found[article_id].add((topic, source, round(score, 3)))
    return found


def note_taxonomy(tx: Transaction, ids: Sequence[int], *, version: str) -> None:
    """Note that this taxonomy has looked at these articles."""
    tx.execute("note_taxonomy", {"ids": list(ids), "version": version})


def reprocess_items(
    tx: Transaction, *, version: str, since: datetime, source: str | None, after: int, limit: int
) -> list[int]:
    """Send items that other rules made, after `after`, through cleaning again; return which."""
    parameters = {"version": version, "since": since, "source": source, "after": after, "limit": limit}
    return sorted(tx.scalars("reprocess_items", parameters))


def already_reprocessing(
    tx: Transaction, *, version: str, since: datetime, source: str | None, after: int, limit: int
) -> list[int]:
    """Return items that other rules made, after `after`, that are due to be cleaned already."""
    parameters = {"version": version, "since": since, "source": source, "after": after, "limit": limit}
    return tx.scalars("reprocessing_items", parameters)


def still_to_reprocess(tx: Transaction, ids: Sequence[int]) -> list[int]:
    """Return those of these items that are still on their way through cleaning."""
    return tx.scalars("still_to_reprocess", {"ids": list(ids)})


def revised_fields(tx: Transaction, *, since: datetime) -> list[tuple[str, int]]:
    """Return which fields revisions have changed since a time, and how often."""
    return [(row[0], row[1]) for row in tx.tuples("revised_fields", {"since": since})]


def database_time(tx: Transaction) -> datetime:
    """Return the time by the database's clock, which is the one that all rows carry."""
    now: datetime = tx.scalars("database_time")[0]
    return now
