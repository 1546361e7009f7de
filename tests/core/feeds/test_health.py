"""How a feed is, in words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.builders import NOW
from worker.core.feeds.health import SLOW, FeedFacts, health, worst_first
from worker.models import FeedHealth

DAY = timedelta(days=1)
FINE = FeedFacts(
    state="active", status="ok", failures=0, interval_seconds=900.0, moved_to=None, last_news_at=NOW - DAY / 2,
    news_seconds=3600.0, whole_at=NOW - DAY, host_closed_until=None,
)  # fmt: skip

SAID = [
    ({}, "fine"),
    ({"status": "unchanged"}, "fine"),
    ({"interval_seconds": SLOW}, "slow"),
    ({"state": "paused", "failures": 9}, "paused"),
    ({"status": None}, "not polled yet"),
    ({"moved_to": "https://new.example/f"}, "moved to https://new.example/f"),
    ({"last_news_at": NOW - 2 * DAY}, "silent since 2026-11-18"),
    ({"failures": 1, "status": "timeout"}, "failing: timeout"),
    ({"host_closed_until": NOW + DAY}, "fine; its host is closed to us until 2026-11-21 12:00 UTC"),
    ({"status": "no_entries"}, "no entries"),
    ({"state": "gone", "status": "gone", "failures": 9}, "gone: asked weekly"),
    ({"failures": 3, "status": "timeout"}, "failing since 2026-11-19: timeout"),
    ({"state": "quarantined", "status": "worker_died"}, "quarantined: worker_died"),
]


@pytest.mark.parametrize(("fields", "words"), SAID)
def test_a_feed_is_told_in_words(fields, words):
    assert health(replace(FINE, **fields), now=NOW).words == words


def test_the_worse_it_is_the_higher_it_stands():
    order = [health(replace(FINE, **fields), now=NOW).rank for fields, _ in SAID]
    assert order == sorted(order)
    assert (order[0], order[-1]) == (0, 9)


def test_a_host_that_was_closed_is_open_again():
    assert health(replace(FINE, host_closed_until=NOW - DAY), now=NOW).words == "fine"


def test_each_is_counted_under_one_word():
    kinds = [health(replace(FINE, **fields), now=NOW).kind for fields, _ in SAID]
    assert kinds == [
        "fine", "fine", "slow", "paused", "new", "moved", "silent", "troubled", "troubled", "troubled", "gone",
        "failing", "quarantined",
    ]  # fmt: skip
    closed = {"state": "gone", "host_closed_until": NOW + DAY}
    assert health(replace(FINE, **closed), now=NOW).kind == "gone"


def test_what_is_worst_is_counted_first() -> None:
    kinds = [FeedHealth.FINE, FeedHealth.SILENT, FeedHealth.FINE, FeedHealth.FAILING]
    assert list(worst_first(kinds).items()) == [(FeedHealth.FAILING, 1), (FeedHealth.SILENT, 1), (FeedHealth.FINE, 2)]
