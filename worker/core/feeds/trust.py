"""How far a feed's validators, changes and silence are believed, by what it has done; never when it is asked again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from worker.models import Decision, Feed, KnownEntry, Page

WHOLE_POLLS = 100
"""Answers of 304 in a row after which the whole document is asked for: servers exist that say 304 for days on end."""
WHOLE_POLLS_SILENT = 10
"""The same for a feed that is silent against its own rhythm."""
WHOLE_AGE = timedelta(days=7)
SILENT_GAPS = 3.0
"""Silent is who has brought nothing for so many of its usual times between news, and for a day at least: nights."""
SILENT_LEAST = timedelta(days=1)
VOLATILE = 3
"""Polls in a row that found an entry changed under the same title: its words mean nothing (a view count, a clock)."""
ALL_CHANGED = 5
"""So many entries, all changed at once under the same titles, were not all edited since the last poll."""
_SLACK = timedelta(minutes=10)
"""Between a publisher's clock and ours, and between the time printed and the feed that shows it."""
_KEPT = 0.7
"""Share of the old figure that the usual time between news keeps when a new one comes: the last three or so count."""


def asks_whole(feed: Feed, now: datetime) -> bool:
    """Whether a poll at `now` leaves the validators out."""
    if feed.validators_hid_at is not None:
        return True
    if feed.whole_at is None or now - feed.whole_at >= WHOLE_AGE:
        return True
    most = WHOLE_POLLS_SILENT if is_silent(feed.last_news_at, feed.news_seconds, now) else WHOLE_POLLS
    return feed.conditional_polls >= most


def is_silent(last_news_at: datetime | None, news_seconds: float | None, now: datetime) -> bool:
    """Whether a feed has been silent for long against its own rhythm."""
    if last_news_at is None or news_seconds is None:
        return False
    return now - last_news_at > max(timedelta(seconds=SILENT_GAPS * news_seconds), SILENT_LEAST)


def validators_hid(feed: Feed, page: Page | None, decision: Decision | None) -> bool:
    """Whether this answer, asked for without validators, has news that the last ones hid.

    Either it carries the same validator as before, so that asking with it would have said 304; or 304 was the last
    answer, and a new entry was published before that.
    """
    if page is None or page.status == 304 or decision is None or not decision.new or not feed.conditional_polls:
        return False
    etag, modified = page.headers.get("etag"), page.headers.get("last-modified")
    if (feed.etag and etag == feed.etag) or (not feed.etag and feed.last_modified and modified == feed.last_modified):
        return True
    asked = feed.last_polled_at
    times = [seen.entry.published.value for seen in decision.new if seen.entry.published]
    return asked is not None and any(time < asked - _SLACK for time in times) and not decision.gap


def news_rhythm(feed: Feed, *, new_entries: int, now: datetime) -> tuple[datetime | None, float | None]:
    """(when it last brought news, the usual time between news) after a poll."""
    if not new_entries:
        return feed.last_news_at, feed.news_seconds
    if feed.last_news_at is None:
        return now, None
    seconds = (now - feed.last_news_at) / timedelta(seconds=1)
    usual = feed.news_seconds
    return now, seconds if usual is None else _KEPT * usual + (1 - _KEPT) * seconds


def means_nothing(known: KnownEntry, *, same_title: bool, all_changed: bool) -> bool:
    """Whether a change of an entry is none to ask its page for: it changes at every poll, or all entries do."""
    return same_title and (all_changed or known.changes + 1 >= VOLATILE)


def all_changed(changed: Sequence[bool]) -> bool:
    """Whether a poll found every known entry changed under the same title; one flag for each known entry."""
    return len(changed) >= ALL_CHANGED and all(changed)
