"""JSON Feed: its fields, and documents that only look like one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.json_feed import MAX_CONTAINERS, MAX_QUOTES, read_json
from worker.core.feeds.xml_feed import MAX_ENTRIES
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import Label, ParsedFeed

PLAIN = Tracking(names=frozenset(), prefixes=("utm_",), values={}, path_names=())


def read(text: str) -> ParsedFeed:
    return read_json(text, url="https://example.com/feeds/news.json", tracking=PLAIN)


def test_json_feed_gives_the_same_fields() -> None:
    feed = read(
        json.dumps({
            "version": "https://jsonfeed.org/version/1.1", "title": "Example", "home_page_url": "https://example.com",
            "language": "fr-FR",
            "items": [
                {
                    "id": 7, "url": "https://example.com/7?utm_medium=x", "title": "Sept &amp; huit",
                    "summary": "<p>Bref</p>", "content_html": "<p>Tout</p>",
                    "date_published": "2026-01-06T10:00:00-05:00", "date_modified": "2026-01-06T16:00:00Z",
                    "authors": [{"name": "Ann Example"}], "tags": ["Iran", 3, None],
                },
                {"id": "8", "content_text": "a < b", "author": {"name": "Bo Muster"}},
                "not an item",
            ],
        })
    )  # fmt: skip
    assert (feed.kind, feed.title, feed.site_url, feed.language) == ("json", "Example", "https://example.com/", "fr")
    one, two = feed.entries
    assert (one.guid, one.url, one.title) == ("7", "https://example.com/7", "Sept & huit")
    assert (one.summary, one.content, one.authors) == ("Bref", "<p>Tout</p>", ("Ann Example",))
    assert one.published is not None
    assert one.modified is not None
    assert one.published.value < one.modified.value
    assert one.labels == (Label(text="Iran", origin="feed"),)
    assert (two.url, two.content, two.authors) == (None, "a < b", ("Bo Muster",))


def test_what_an_item_lacks_is_taken_from_what_stands_for_it() -> None:
    item = {"id": "1", "external_url": "https://other.example/a", "content_text": "Text", "language": "de-AT"}
    feed = read(json.dumps({"language": "fr", "items": [item, {"id": "2", "url": "/b", "external_url": "/c"}]}))
    assert [(one.url, one.language) for one in feed.entries] == [
        ("https://other.example/a", "de"),
        ("https://example.com/b", "fr"),
    ]


def test_the_first_items_are_kept_and_the_rest_counted() -> None:
    items = [{"id": str(number)} for number in range(MAX_ENTRIES + 2)]
    feed = read(json.dumps({"items": items}))
    assert [entry.guid for entry in feed.entries] == [str(number) for number in range(MAX_ENTRIES)]
    assert feed.left_out == 2
    assert read(json.dumps({"items": items[:MAX_ENTRIES]})).left_out == 0


def padded(pieces: str) -> str:
    return '{"items": [], "x": ' + pieces + "}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (padded("[" + ",".join(["{}"] * (MAX_CONTAINERS - 3)) + "]"), None),
        (padded("[" + ",".join(["{}"] * (MAX_CONTAINERS - 2)) + "]"), "too_many_elements"),
        (padded("[" + ",".join(['""'] * (MAX_QUOTES // 2 - 2)) + "]"), None),
        (padded("[" + ",".join(['""'] * (MAX_QUOTES // 2 - 1)) + "]"), "too_many_elements"),
        ("[" * 100_000, "not_a_feed"),
        ('{"items": {}}', "not_a_feed"),
        ("[1, 2", "not_a_feed"),
        ("[]", "not_a_feed"),
    ],
    ids=["containers", "a container too many", "strings", "a string too many", "deep", "no list", "cut", "a list"],
)
def test_a_document_is_refused_before_it_takes_much_memory(text: str, reason: str | None) -> None:
    found = None
    try:
        read(text)
    except BadInput as refused:
        found = refused.reason
    assert found == reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["items", "id", "url", "title", "authors", "name", "tags", "date_published", "content_html", "language"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON.map(lambda value: {"items": [value]}) | JSON)
def test_any_json_is_read_or_refused(document: object) -> None:
    try:
        feed = read(json.dumps(document))
    except BadInput as refused:
        assert refused.reason == "not_a_feed"
    else:
        assert all(entry.guid for entry in feed.entries)


ITEM = '{"id": "%d", "url": "https://example.com/%d", "content_text": "one"}'


def test_control_characters_stand_raw_in_strings() -> None:
    feed = read('{"items": [{"id": "1", "content_text": "one\ntwo\tthree"}]}')
    assert [entry.content for entry in feed.entries] == ["one\ntwo\tthree"]


def test_of_a_document_that_was_cut_what_can_be_read_is_read() -> None:
    whole = '{"title": "Pier", "items": [' + ",".join(ITEM % (n, n) for n in range(4)) + '], "language": "de"}'
    for end in range(whole.index("[") + 1, len(whole)):
        cut = whole[:end]
        full = cut.count("}")
        if not full:
            with pytest.raises(BadInput):
                read(cut)
            continue
        feed = read(cut)
        assert (len(feed.entries), feed.title) == (min(full, 4), "Pier")
        assert feed.unread == (cut.count("{") - 1 > full)


def test_an_item_that_is_broken_takes_no_other_with_it() -> None:
    feed = read('{"items": [' + ITEM % (1, 1) + ', {"id": 2 "url": 3}, ' + ITEM % (3, 3) + ",]}")
    assert ([entry.guid for entry in feed.entries], feed.unread) == (["1", "3"], 1)


def test_authors_of_the_feed_are_those_of_items_without() -> None:
    feed = read(
        '{"authors": [{"name": "Ann Grey"}], "items": [{"id": "1", "content_text": "x"},'
        ' {"id": "2", "content_text": "x", "author": {"name": "Bo Ash"}}]}'
    )
    assert [entry.authors for entry in feed.entries] == [("Ann Grey",), ("Bo Ash",)]


def test_text_is_text_attachments_are_kept_and_older_items_stand_on_the_next_page() -> None:
    feed = read(
        '{"next_url": "/p2.json", "items": [{"id": "1", "content_text": "a <b> &amp;", "image": "/i.jpg",'
        ' "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg"}, {"url": "N/A"}]}]}'
    )
    (entry,) = feed.entries
    assert (entry.content, entry.text_only) == ("a <b> &amp;", True)
    assert [one.type for one in entry.enclosures] == ["audio/mpeg", "image"]
    assert feed.older is not None
    assert feed.older.endswith("/p2.json")
