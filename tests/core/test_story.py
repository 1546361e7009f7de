"""What is told of an address: sentences and advice, from records alone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from worker.core import story
from worker.models import FeedOfSite, Reason

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def a_feed(**fields: Any) -> FeedOfSite:
    return FeedOfSite(
        **{
            "id": 3,
            "url": "https://example.org/feed.xml",
            "site_url": None,
            "state": "active",
            "last_polled_at": NOW,
            "last_status": "ok",
            "last_error": None,
            "next_poll_at": NOW,
            "quarantine_id": None,
            **fields,
        }
    )


def test_an_address_of_a_site_without_a_feed_leads_to_adding_one():
    told = story.unknown("https://example.org/news/1", [])

    assert told.sentences[1] == "None of our feeds is of example.org."
    assert told.advice == ("`newswire feeds add https://example.org/` looks for the feed of the site and adds it.",)


@pytest.mark.parametrize(
    ("fields", "sentence", "advice"),
    [
        ({"state": "paused"}, "is paused", "feeds resume 3"),
        ({"state": "gone"}, "is gone", "looks for the site's new feed"),
        ({"last_polled_at": None}, "has not been polled yet", "Wait for its first poll"),
        ({"last_status": "forbidden", "last_error": "403"}, Reason.FORBIDDEN.meaning, Reason.FORBIDDEN.advice),
        ({}, "it was last polled at", "newswire poll https://example.org/feed.xml"),
    ],
)
def test_a_feed_of_its_site_is_told_with_what_to_do(fields, sentence, advice):
    told = story.unknown("https://example.org/news/1", [a_feed(**fields)])

    assert sentence in told.sentences[1]
    assert advice in told.advice[0]
