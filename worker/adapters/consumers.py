"""What consumers read: their changes with the articles, their positions, and copies of everything; all as JSON text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime

from worker.adapters.db import Database, Listener, Transaction

CHANNEL = "news_changes"
# Of text, after which a batch ends whatever its limit of rows: as many as one page may have. Most batches have a fifth.
_BYTES = 10_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Which articles a consumer wants; None for all."""

    source: str | None = None
    language: str | None = None
    topic: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeDocument:
    """A change with its article."""

    position: int
    document: str | None
    """JSON; None when the filters leave the article out."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleDocument:
    """An article of a copy of everything."""

    stored_at: datetime
    id: int
    document: str
    """JSON."""


def read(tx: Transaction, consumer: str, filters: Filters, *, limit: int) -> list[ChangeDocument]:
    """Return what the consumer has not acknowledged, in order. Raises UsageError when some of it is no longer kept."""
    return tx.rows(
        ChangeDocument, "read_changes", {"consumer": consumer, "limit": limit, "bytes": _BYTES, **asdict(filters)}
    )


def acknowledge(tx: Transaction, consumer: str, position: int) -> None:
    """Save how far the consumer has read; registers it when it is new."""
    tx.execute("acknowledge", {"consumer": consumer, "position": position})


def articles_after(
    tx: Transaction, stored_at: datetime, article_id: int, filters: Filters, *, limit: int
) -> list[ArticleDocument]:
    """Return the next articles behind one, in the order of their storing."""
    parameters = {"stored_at": stored_at, "id": article_id, "limit": limit, "bytes": _BYTES, **asdict(filters)}
    return tx.rows(ArticleDocument, "export_articles", parameters)


@contextmanager
def wake_ups(db: Database) -> Iterator[Listener]:
    """Hear when changes are published."""
    with db.listen(CHANNEL) as listener:
        yield listener
