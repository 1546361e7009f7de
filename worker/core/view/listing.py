"""Which articles a list shows and where its next page begins; reads nothing.

A list is read along one index, from the newest on, and looks at a bounded number of articles a page: however rare what
is asked for, a page costs the same, and the next one goes on where this one stopped looking.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from worker.models import WallKind

PAGE = 50
MOST = 1000
"""Articles that one page looks at when a filter has no index of its own: 20 ms in a warm store (measured)."""
MOST_HITS = 300
"""The same of a search, whose hits come with all their words: 30 ms (measured)."""
FURTHEST = 5000
"""Hits of a search that can be paged through: as many as `newswire articles --search` looks at."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(?P<when>-?\d{1,18})-(?P<id>\d{1,18})|s(?P<skip>\d{1,6})")


class Along(StrEnum):
    """What a list is read along, the most selective first."""

    SEARCH = "search"
    TOPIC = "topic"
    SOURCE = "source"
    WALL = "wall"
    TRUNCATED = "truncated"
    LANGUAGE = "language"
    LATEST = "latest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cursor:
    """Where a page begins: behind an article, or behind so many hits of a search."""

    when: datetime | None = None
    id: int = 0
    skip: int = 0

    def __str__(self) -> str:
        if self.when is None:
            return f"s{self.skip}"
        return f"{(self.when - _EPOCH) // timedelta(microseconds=1)}-{self.id}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What somebody asks of the articles; None is no matter."""

    search: str | None = None
    topic: str | None = None
    source: str | None = None
    language: str | None = None
    wall: str | None = None
    truncated: bool | None = None
    after: Cursor | None = None

    @property
    def along(self) -> Along:
        """What to read along."""
        wanted = {
            Along.SEARCH: self.search,
            Along.TOPIC: self.topic,
            Along.SOURCE: self.source,
            Along.WALL: self.wall,
            Along.TRUNCATED: self.truncated or None,  # the index holds those that are
            Along.LANGUAGE: self.language,
        }
        return next((along for along, value in wanted.items() if value is not None), Along.LATEST)

    @property
    def filters(self) -> int:
        """How many conditions there are."""
        values = (self.search, self.topic, self.source, self.language, self.wall, self.truncated)
        return sum(value is not None for value in values)

    @property
    def most(self) -> int:
        """How many articles a page looks at: as many as it shows, and one more, where nothing is left out."""
        if self.filters <= 1 and self.truncated is not False:
            return PAGE + 1
        return MOST_HITS if self.search is not None else MOST


def asked(given: Mapping[str, str]) -> Asked:
    """Read what stands in an address; what is empty or cannot be is left out."""
    values = {name: value.strip()[:300] or None for name, value in given.items()}
    wall = values.get("wall")
    return Asked(
        search=values.get("q"),
        topic=values.get("topic"),
        source=values.get("source"),
        language=values.get("lang"),
        wall=wall if wall in set(WallKind) else None,
        truncated={"yes": True, "no": False}.get(values.get("truncated") or ""),
        after=_cursor(values.get("after")),
    )


def _cursor(text: str | None) -> Cursor | None:
    found = _CURSOR.fullmatch(text) if text else None
    if found is None:
        return None
    if found["skip"]:
        return Cursor(skip=min(int(found["skip"]), FURTHEST))
    try:
        return Cursor(when=_EPOCH + timedelta(microseconds=int(found["when"])), id=int(found["id"]))
    except OverflowError:
        return None


def next_page(query: Asked, *, shown: Sequence[Cursor], looked: int, last: Cursor | None) -> Cursor | None:
    """Where the next page begins, or None at the end.

    `shown` are the places of the articles that were found, one more than a page when there are more; `looked` is how
    many were looked at, the last of them at `last`.
    """
    if len(shown) > PAGE:
        found = shown[PAGE - 1]
    elif last is not None and looked >= query.most:
        found = last
    else:
        return None
    return None if found.when is None and found.skip >= FURTHEST else found
