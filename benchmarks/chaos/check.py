"""Where every item ended: nothing may be lost, nothing doubled. It only reads."""

from collections import Counter
from dataclasses import dataclass, field

import psycopg

# What is due nowhere and held by nobody, and what a reader of the change feed would see of it.
_ITEMS = """
SELECT i.id, i.url, i.state::text, i.reason, a.id IS NOT NULL, a.revision,
       (SELECT count(*) FROM news.changes c WHERE c.article_id = i.id AND c.kind = 'created'),
       (SELECT count(*) FROM news.changes c WHERE c.article_id = i.id),
       q.error IS NOT NULL AND q.message <> '', i.attempts
FROM newswire.items i LEFT JOIN news.articles a ON a.id = i.id LEFT JOIN newswire.quarantine q ON q.item_id = i.id
"""
_STRAYS = "SELECT count(*) FROM news.articles a WHERE NOT EXISTS (SELECT FROM newswire.items i WHERE i.id = a.id)"
_SAME_ADDRESS = "SELECT count(*) - count(DISTINCT url) FROM news.articles"
_UNPUBLISHED = "SELECT count(*) FROM news.changes WHERE position IS NULL"
_PROGRESS = """
SELECT count(*) FILTER (WHERE state IN ('stored', 'duplicate', 'skipped', 'quarantined')),
       count(*) FILTER (WHERE state NOT IN ('stored', 'duplicate', 'skipped', 'quarantined')),
       count(*) FILTER (WHERE state <> 'pending')
FROM newswire.items
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the items are."""

    ended: int
    waiting: int
    fetched: int

    @property
    def total(self) -> int:
        return self.ended + self.waiting


@dataclass(kw_only=True, slots=True)
class Verdict:
    """What became of the items."""

    items: int
    lost: int
    doubled: int
    quarantined: int
    attempts: int
    """The most claims that an item needed at one step."""
    notes: list[str] = field(default_factory=list)
    """What is wrong, in words."""


def progress(database: str) -> Progress | None:
    """Return how far the items are; None when Postgres does not answer."""
    try:
        with psycopg.connect(database, autocommit=True, connect_timeout=3) as connection:
            row = connection.execute(_PROGRESS).fetchone()
    except psycopg.Error:
        return None
    return Progress(ended=row[0], waiting=row[1], fetched=row[2]) if row else None


def verdict(database: str, *, expected: int, skipped: int = 0) -> Verdict:
    """Count what was lost and what was doubled; `skipped` items may end so."""
    with psycopg.connect(database, autocommit=True) as connection:
        rows = connection.execute(_ITEMS).fetchall()
        strays, same_address, unpublished = (
            (connection.execute(query).fetchone() or (0,))[0] for query in (_STRAYS, _SAME_ADDRESS, _UNPUBLISHED)
        )
    ends: Counter[str] = Counter()
    doubled = strays + same_address
    notes = []
    for _id, url, state, reason, article, revision, created, changes, explained, _ in rows:
        good = {
            "stored": article and created == 1,
            "quarantined": explained and created <= 1,
            "skipped": bool(reason) and not created,
        }.get(state, False)
        if created > 1 or (revision or 1) > 1 or changes > created:
            doubled += 1
            notes.append(f"{url}: {state}, {created} created of {changes} changes, revision {revision}")
        elif not good:
            ends["lost"] += 1
            notes.append(f"{url}: {state} ({reason}), article {article}, {created} created")
        ends[state] += 1
    if ends["skipped"] != skipped:
        ends["lost"] += abs(ends["skipped"] - skipped)
        notes.append(f"{ends['skipped']} skipped, not {skipped}")
    if unpublished:
        notes.append(f"{unpublished} changes were never published")
    return Verdict(
        items=len(rows),
        lost=ends["lost"] + max(expected - len(rows), 0) + unpublished,
        doubled=doubled,
        quarantined=ends["quarantined"],
        attempts=max((row[9] for row in rows), default=0),
        notes=notes[:5],
    )
