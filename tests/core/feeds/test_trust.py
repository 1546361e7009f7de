"""How far a feed's validators, changes and silence are believed."""

from datetime import timedelta

import pytest

from tests.support.builders import NOW, entry, feed, page
from worker.core.feeds import trust
from worker.core.feeds.trust import (
    all_changed,
    asks_whole,
    is_silent,
    means_nothing,
    news_rhythm,
    validators_hid,
)
from worker.models import Decision, KnownEntry, PublisherTime, SeenEntry

DAY = timedelta(days=1)
HOUR = 3600.0


def known(**fields):
    return feed(**{"etag": '"1"', "whole_at": NOW - DAY, "conditional_polls": 1, "last_polled_at": NOW, **fields})


def decision(*published, gap=False):
    new = tuple(
        SeenEntry(
            entry=entry(published=PublisherTime(value=when, precision="time", origin="feed") if when else None),
            key="k",
            fingerprint=b"",
        )
        for when in published
    )
    return Decision(new=new, changed=(), unchanged=1, skipped=(), gap=gap)


@pytest.mark.parametrize(
    ("fields", "whole"),
    [
        ({}, False),
        ({"conditional_polls": trust.WHOLE_POLLS - 1}, False),
        ({"conditional_polls": trust.WHOLE_POLLS}, True),
        ({"whole_at": NOW - 6 * DAY}, False),
        ({"whole_at": NOW - 7 * DAY}, True),
        ({"whole_at": None}, True),
        ({"validators_hid_at": NOW}, True),
        ({"conditional_polls": 10, "last_news_at": NOW - 5 * DAY, "news_seconds": 86400.0}, True),
        ({"conditional_polls": 9, "last_news_at": NOW - 5 * DAY, "news_seconds": 86400.0}, False),
        ({"conditional_polls": 10, "last_news_at": NOW - 2 * DAY, "news_seconds": 86400.0}, False),
    ],
)
def test_the_whole_document_is_asked_for_now_and_then(fields, whole):
    assert asks_whole(known(**fields), NOW) is whole


@pytest.mark.parametrize(
    ("last", "usual", "silent"),
    [
        (NOW - 4 * DAY, 86400.0, True),
        (NOW - 3 * DAY, 86400.0, False),
        (NOW - timedelta(hours=20), 60.0, False),
        (NOW - timedelta(hours=25), 60.0, True),
        (NOW - 90 * DAY, None, False),
        (None, 60.0, False),
    ],
)
def test_silent_is_silent_against_its_own_rhythm(last, usual, silent):
    assert is_silent(last, usual, NOW) is silent


def test_the_usual_time_between_news_follows_the_last_few():
    assert news_rhythm(known(), new_entries=0, now=NOW) == (None, None)
    assert news_rhythm(known(), new_entries=2, now=NOW) == (NOW, None)
    last = {"last_news_at": NOW - timedelta(seconds=HOUR)}
    assert news_rhythm(known(**last), new_entries=1, now=NOW) == (NOW, HOUR)
    assert news_rhythm(known(**last, news_seconds=11 * HOUR), new_entries=1, now=NOW) == (NOW, pytest.approx(8 * HOUR))


@pytest.mark.parametrize(
    ("one", "headers", "found", "hid"),
    [
        (known(), {"etag": '"1"'}, decision(NOW), True),
        (known(), {"etag": '"2"'}, decision(NOW), False),
        (known(etag=None, last_modified="Fri"), {"last-modified": "Fri"}, decision(NOW), True),
        (known(), {"etag": '"2"'}, decision(NOW - timedelta(hours=1)), True),
        (known(), {"etag": '"2"'}, decision(None), False),
        (known(), {"etag": '"2"'}, decision(NOW - timedelta(hours=1), gap=True), False),
        (known(conditional_polls=0), {"etag": '"1"'}, decision(NOW - DAY), False),
        (known(), {"etag": '"1"'}, decision(), False),
    ],
)
def test_validators_hid_news_that_came_before_or_under_the_same_validator(one, headers, found, hid):
    assert validators_hid(one, page(headers=headers), found) is hid
    assert not validators_hid(one, page(headers=headers, status=304), found)
    assert not validators_hid(one, None, found)


def test_words_that_change_at_each_poll_mean_nothing_but_a_title_does():
    row = KnownEntry(key="k", fingerprint=b"", changes=trust.VOLATILE - 2)
    often = KnownEntry(key="k", fingerprint=b"", changes=trust.VOLATILE - 1)
    assert not means_nothing(row, same_title=True, all_changed=False)
    assert means_nothing(often, same_title=True, all_changed=False)
    assert means_nothing(row, same_title=True, all_changed=True)
    assert not means_nothing(often, same_title=False, all_changed=True)


def test_all_changed_takes_some_entries():
    assert all_changed([True] * trust.ALL_CHANGED)
    assert not all_changed([True] * (trust.ALL_CHANGED - 1))
    assert not all_changed([*[True] * 20, False])
