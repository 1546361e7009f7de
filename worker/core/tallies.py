"""What is counted of articles for those who watch: a bounded number of labels, and how late they came in buckets."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from worker.core.text.language import CODES
from worker.models import CleanedItem, Precision, Tally

BUCKETS = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 21600.0, 86400.0)
"""Upper bounds in seconds: from what a worker takes, by the usual wait between two polls, to a day."""
BEYOND = "Infinity"
"""The label of what is later still, as Postgres reads it as a number."""


def bound_of(seconds: float) -> str:
    """Return the label of the bucket that a duration falls into, its upper bound; clocks may be behind."""
    place = bisect_left(BUCKETS, seconds)
    return f"{BUCKETS[place]:g}" if place < len(BUCKETS) else BEYOND


def of_articles(
    created: Sequence[CleanedItem], *, known_for: Mapping[int, float], now: datetime
) -> Counter[tuple[Tally, str]]:
    """Count what new articles are like; `known_for` says for how many seconds we have known of each, by its item."""
    counts: Counter[tuple[Tally, str]] = Counter()
    for one in created:
        draft = one.draft
        counts[Tally.TRUNCATED, "unknown" if draft.truncated is None else str(draft.truncated).lower()] += 1
        counts[Tally.WALLS, draft.wall or "none"] += 1
        counts[Tally.ACCESS, draft.access.declared] += 1
        counts[Tally.LANGUAGES, _language(draft.language)] += 1
        for topic in {tag.topic for tag in one.tags}:
            counts[Tally.TAGS, topic] += 1
        _add(counts, Tally.FIRST_SEEN_TO_STORED, Tally.FIRST_SEEN_TO_STORED_SECONDS, known_for[one.item.id])
        # a day without a time of day says nothing about seconds
        if draft.published and draft.published.precision == Precision.TIME:
            late = (now - draft.published.value).total_seconds()
            _add(counts, Tally.PUBLISHED_TO_STORED, Tally.PUBLISHED_TO_STORED_SECONDS, late)
    return counts


def _add(counts: Counter[tuple[Tally, str]], buckets: Tally, total: Tally, seconds: float) -> None:
    counts[buckets, bound_of(seconds)] += 1
    counts[total, ""] += max(seconds, 0.0)  # type: ignore[assignment]  # typeshed wants whole numbers


def _language(language: str | None) -> str:
    primary = (language or "").partition("-")[0].lower()
    return primary if primary in CODES else "other" if primary else "unknown"
