"""Ids of traces: the same wherever they are derived, another for each way; and no secret in an address."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from worker.core.traces import Journey, shown_address

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
WAY = Journey(item_id=7, created_at=NOON, recheck_at=None, revision=0, fingerprint=b"said")


def test_the_ids_are_the_same_whenever_and_in_whichever_zone_they_are_derived():
    elsewhere = replace(WAY, created_at=NOON.astimezone(timezone(timedelta(hours=5))))
    assert WAY.ids() == replace(WAY).ids() == elsewhere.ids()
    trace, span = WAY.ids()
    assert 0 < trace < 2**128
    assert 0 < span < 2**64


@pytest.mark.parametrize(
    "other",
    [{"item_id": 8}, {"created_at": NOON + timedelta(seconds=1)}, {"recheck_at": NOON}, {"revision": 1},
     {"fingerprint": b"said anew"}, {"fingerprint": None}],
)  # fmt: skip
def test_each_way_has_ids_of_its_own(other):
    assert not set(WAY.ids()) & set(replace(WAY, **other).ids())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/a/b?token=hunter2#part", "https://news.example/a/b"),
        ("https://me:hunter2@news.example:8443/feed", "https://news.example:8443/feed"),
        ("https://news.example", "https://news.example"),
        ("https://[2001:db8::1]/a;x=1?y", "https://[2001:db8::1]/a;x=1"),
        ("https://[broken?token=hunter2", ""),
    ],
)
def test_an_address_is_shown_without_what_may_be_a_secret(url, shown):
    assert shown_address(url) == shown
