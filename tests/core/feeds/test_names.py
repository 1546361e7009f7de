"""What an entry is known by."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from worker.core.feeds.names import guid_hash, moment_of, own_guid, place_on_page, plain_key, shared_key, title_hash
from worker.models import Entry, Origin, Precision, PublisherTime

PAGE = "https://example.com/live"


def an_entry(guid: str = PAGE, title: str | None = "Live", url: str | None = PAGE) -> Entry:
    return Entry(guid=guid, url=url, title=title)


@pytest.mark.parametrize(
    ("guid", "own", "place"),
    [
        ("17", True, ""),
        (PAGE, False, ""),
        ("http://www.example.com/live/", False, ""),
        (f"{PAGE}#post-3", False, "#post-3"),
        ("https://example.com/", False, ""),
        ("https://example.com/?p=17", True, ""),
    ],
)
def test_a_guid_that_is_the_address_over_again_names_at_most_a_place_on_the_page(
    guid: str, own: bool, place: str
) -> None:
    entry = an_entry(guid)
    assert (own_guid(entry), guid_hash(entry) is not None, place_on_page(entry)) == (own, own, place)


def test_who_shares_a_page_is_named_by_guid_or_place_or_title_or_text() -> None:
    assert plain_key(an_entry()) == plain_key(an_entry("17"))
    noted = replace(an_entry(title=None), summary="High tide")
    names = {shared_key(one) for one in (an_entry("17"), an_entry(f"{PAGE}#post-3"), an_entry(), noted)}
    assert len(names) == 4
    assert all(name.startswith(plain_key(an_entry())) for name in names)


def test_an_entry_without_a_page_is_named_by_its_guid() -> None:
    assert plain_key(an_entry("17", url=None)) == "guid:17"


def test_two_spellings_of_a_title_are_one() -> None:
    assert title_hash(an_entry(title="The pier: reopened")) == title_hash(an_entry(title="The Pier \u2013 reopened "))
    assert title_hash(an_entry(title="\u2013")) is None


def test_a_day_is_no_moment() -> None:
    noon = PublisherTime(value=datetime(2026, 11, 30, 12, tzinfo=UTC), precision=Precision.TIME, origin=Origin.FEED)
    assert moment_of(replace(an_entry(), published=noon)) == noon.value
    assert moment_of(replace(an_entry(), published=replace(noon, precision=Precision.DAY))) is None
