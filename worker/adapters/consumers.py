"""What consumers read: their changes with the articles, their positions, and copies of everything; all as JSON text."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

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


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsumerRow:
    """A consumer in a list, for people."""

    name: str
    owner: str
    topics: list[str] | None
    """Its role sees articles on these only; None for all."""
    position: int
    waiting: int
    """Changes after its position, about: positions have gaps."""
    oldest_at: datetime | None
    """When the first of them happened; None when there is none."""
    kept_until: datetime | None
    """When that one passes its retention; None when there is none, or it is kept for ever."""
    state: Literal["missed", "soon"] | None
    """'missed': the floor has passed it. 'soon': four fifths of its time are over."""
    acknowledged_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LongReader:
    """A session that was ended."""

    pid: int
    role: str
    application: str
    since: datetime
    """When its transaction had begun."""


def listing(tx: Transaction, *, days: float) -> list[ConsumerRow]:
    """Return every consumer by name; `days` is how long changes are kept, 0 for ever."""
    return tx.rows(ConsumerRow, "list_consumers", {"seconds": days * 86400 or None})


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """What a consumer connects with."""

    role: str
    password: str = field(repr=False)
    """Known to nobody else: Postgres keeps what it is checked by."""


def add(tx: Transaction, consumer: str, topics: Sequence[str]) -> Login:
    """Make a consumer a role of its own, which sees articles on these topics only if any are named.

    One that is there already keeps its position. Raises UsageError when it has a role of its own, or we may make none.
    """
    password, verifier = _fresh_password(tx)
    asked = {"consumer": consumer, "verifier": verifier, "topics": list(topics) or None}
    return Login(role=tx.scalars("add_consumer", asked)[0], password=password)


def change_password(tx: Transaction, consumer: str) -> Login | None:
    """Give the role of a consumer another password; None when it has no role of its own."""
    password, verifier = _fresh_password(tx)
    role = tx.scalars("set_consumer_password", {"consumer": consumer, "verifier": verifier})[0]
    return Login(role=role, password=password) if role else None


def _fresh_password(tx: Transaction) -> tuple[str, str]:
    password = secrets.token_urlsafe(24)
    return password, tx.verifier(password)


def end_long_readers(tx: Transaction, *, seconds: float) -> list[LongReader]:
    """End sessions of roles that only read whose transaction is older than that, as far as we may; return which."""
    return tx.rows(LongReader, "end_long_readers", {"seconds": seconds})


def remove(tx: Transaction, consumer: str) -> bool:
    """Forget a consumer, and drop its role if it has one of its own; say whether there was one.

    Raises UsageError when it is another role's, or being consumed.
    """
    if tx.scalars("has_own_role", {"consumer": consumer})[0]:
        tx.execute("drop_consumer_role", {"consumer": consumer})
    return bool(tx.scalars("remove_consumer", {"consumer": consumer})[0])


def topics(tx: Transaction) -> list[str]:
    """Return the slugs of all topics that articles have been tagged with, or could have been."""
    return tx.scalars("topic_slugs")


def has_source(tx: Transaction, source: str) -> bool:
    """Say whether an article has this source."""
    return bool(tx.scalars("has_source", {"source": source})[0])


def sources(tx: Transaction) -> list[str]:
    """Return every source of an article or a feed."""
    return tx.scalars("all_sources")


def has_language(tx: Transaction, language: str) -> bool:
    """Say whether one of the newest articles has this language."""
    return bool(tx.scalars("has_language", {"language": language})[0])


def read_changes(tx: Transaction, consumer: str, filters: Filters, *, limit: int) -> list[ChangeDocument]:
    """Return what the consumer has not acknowledged, in order. Raises UsageError when some of it is no longer kept."""
    return tx.rows(
        ChangeDocument, "read_changes", {"consumer": consumer, "limit": limit, "bytes": _BYTES, **asdict(filters)}
    )


def exists(tx: Transaction, consumer: str) -> bool:
    """Say whether a consumer of this name has been registered."""
    return bool(tx.scalars("consumer_exists", {"consumer": consumer})[0])


def acknowledge(tx: Transaction, consumer: str, position: int) -> None:
    """Save how far the consumer has read; registers it when it is new."""
    tx.execute("acknowledge", {"consumer": consumer, "position": position})


def articles_after(
    tx: Transaction, stored_at: datetime, article_id: int, filters: Filters, *, limit: int
) -> list[ArticleDocument]:
    """Return the next articles after one, in the order of their storing."""
    parameters = {"stored_at": stored_at, "id": article_id, "limit": limit, "bytes": _BYTES, **asdict(filters)}
    return tx.rows(ArticleDocument, "export_articles", parameters)


@contextmanager
def wake_ups(db: Database) -> Iterator[Listener]:
    """Hear when changes are published."""
    with db.listen(CHANNEL) as listener:
        yield listener
