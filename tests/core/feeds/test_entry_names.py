"""What an entry is known by: one spelling or another of its address and title, and GUIDs that name it."""

from dataclasses import replace

import pytest

from tests.support.builders import entry
from worker.core.feeds.entry_names import guid_hash, page_hash, plain_key, title_hash

STORY = "https://example.com/s/1"


def test_a_spelling_makes_no_other_page_and_none_no_hash() -> None:
    one = entry(url=STORY, guid="g1")
    again = replace(one, url="http://www.example.com/s/1/")
    assert (page_hash(one), plain_key(one)) == (page_hash(again), plain_key(again))
    assert title_hash(entry(url=STORY, title="A – b!")) == title_hash(entry(url=STORY, title="a b"))
    assert (page_hash(entry(url=None, guid="x")), title_hash(entry(url=STORY, title=""))) == (None, None)


@pytest.mark.parametrize("guid", ["https://example.com/s/1", "http://www.example.com/s/1/#x", "https://example.com/"])
def test_a_guid_that_is_an_address_over_again_says_nothing(guid: str) -> None:
    assert guid_hash(entry(url=STORY, guid=guid)) is None


@pytest.mark.parametrize("guid", ["1", "urn:x:1", "https://example.com/?p=1", "https://[broken", "tag:e,2026:1"])
def test_any_other_guid_names_its_entry(guid: str) -> None:
    assert guid_hash(entry(url=STORY, guid=guid)) is not None
