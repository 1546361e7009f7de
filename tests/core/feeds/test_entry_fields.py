"""The fields of an entry, from whatever a document holds in their place."""

from datetime import UTC, datetime

import pytest

from worker.core.feeds.entry_fields import (
    FULL_TEXT,
    MAX_GUID,
    MAX_TITLE,
    as_first_seen,
    feed_labels,
    feed_time,
    language_of,
    make_entry,
    mappings,
)
from worker.models import Entry


def an_entry(**fields: object) -> Entry:
    nothing = {"guid": None, "address": None, "title": None, "published": None, "modified": None, "language": None}
    return make_entry(**{**nothing, **fields, "published": (fields.get("published"),)})


@pytest.mark.parametrize(
    ("date", "expected", "precision"),
    [
        ("Tue, 06 Jan 2026 10:00:00 GMT", "2026-01-06T10:00", "time"),
        ("06 Jan 2026 10:00 EST", "2026-01-06T15:00", "time"),
        ("Tue, 6 January 26 10:00:00 +0530", "2026-01-06T04:30", "time"),
        ("Tue, 06 Jan 2026 10:00:00", "2026-01-06T10:00", "time"),
        ("Tue, 06 Jan 2026 01:05 PM CET", "2026-01-06T12:05", "time"),
        ("Tue, 06 Jan 2026 24:00:00 GMT", "2026-01-07T00:00", "time"),
        ("Wed, 31 Dec 2025 23:59:60 GMT", "2026-01-01T00:00", "time"),
        ("Tue, 06 Jan 2026", "2026-01-06T00:00", "day"),
        ("2026-01-06T10:00:00.123456Z", "2026-01-06T10:00", "time"),
        ("2026-01-06T10:00:00+01", "2026-01-06T09:00", "time"),
        ("2026-01-06 10:00:00", "2026-01-06T10:00", "time"),
        ("20260106T100000Z", "2026-01-06T10:00", "time"),
        ("2026-01-06", "2026-01-06T00:00", "day"),
        ("6. Januar 2026", "2026-01-06T00:00", "day"),
        ("January 6, 2026 1:05 pm", "2026-01-06T13:05", "time"),
        ("Tue, 06 Jan 2026 10:00:00 NOWHERE", "2026-01-06T00:00", "day"),
        ("Tue, 06 Jan 2026 10:00:00 GMT+0100", "2026-01-06T09:00", "time"),
        ("Tue Jan 06 10:00:00 EST 2026", "2026-01-06T15:00", "time"),
        ("Tue, 06 Jan 2026 12:05 AM GMT", "2026-01-06T00:05", "time"),
        ("Tue, 06 Jan 2026 12:05 PM GMT", "2026-01-06T12:05", "time"),
        ("Tue, 06 Jan 2026 10:00:00 -0330", "2026-01-06T13:30", "time"),
        ("Tue, 06 Jan 2026 10:00:30 IST", "2026-01-06T04:30", "time"),
        ("Tue, 06 Jan 69 10:00:00 GMT", "2069-01-06T10:00", "time"),
        ("Tue, 06 Jan 71 10:00:00 GMT", "1971-01-06T10:00", "time"),
        ("2200-12-31T23:59:59Z", "2200-12-31T23:59", "time"),
        ("1971-01-01", "1971-01-01T00:00", "day"),
    ],
)
def test_a_date_is_an_aware_time_with_its_precision(date: str, expected: str, precision: str) -> None:
    published = feed_time(date)
    assert published is not None
    assert published.value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == expected
    assert published.precision == precision


@pytest.mark.parametrize(
    "date",
    [
        "",
        "yesterday",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026-13-45",
        "9999-12-31T23:59:59-12:00",
        "12",
        "1970-12-31",
        "2201-01-01",
        "2026-01-06T25:00:00Z",
        None,
        20260106,
    ],
)
def test_a_date_that_says_nothing_is_none(date: object) -> None:
    assert feed_time(date) is None


@pytest.mark.parametrize(
    ("tag", "url", "expected"),
    [
        ("en-US", "https://example.org/feed", "2026-02-06T22:00"),
        ("en-gb", "https://example.org/feed", "2026-06-02T22:00"),
        ("de", "https://example.org/feed", "2026-06-02T22:00"),
        ("en", "https://example.co.uk/feed", "2026-06-02T22:00"),
        (None, "https://example.org/feed", "2026-02-06T22:00"),
        (7, "", "2026-02-06T22:00"),
    ],
)
def test_the_feed_s_language_and_country_say_which_number_is_the_month(tag: object, url: str, expected: str) -> None:
    found = feed_time("02/06/2026 10:00 PM", tag=tag, url=url)
    assert found is not None
    assert found.value.strftime("%Y-%m-%dT%H:%M") == expected


def test_the_whole_tag_of_an_entry_s_language_reaches_its_dates() -> None:
    entry = an_entry(published="02/06/2026 22:00", modified="02/07/2026 22:00", language="en", tag="en-US")
    assert entry.published is not None
    assert entry.modified is not None
    assert (entry.published.value.month, entry.modified.value.day, entry.language) == (2, 7, "en")


SEEN = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "kept", "origin"),
    [
        ("2026-11-29T10:00:00Z", "2026-11-29T10:00:00Z", "feed"),
        ("2026-12-01T12:00:00Z", "2026-12-01T12:00:00Z", "feed"),
        ("2026-12-01T12:00:01Z", "2026-11-30T12:00:00Z", "first_seen"),
        ("2062-11-30T12:00:00Z", "2026-11-30T12:00:00Z", "first_seen"),
        ("1989-12-31T12:00:00Z", "2026-11-30T12:00:00Z", "first_seen"),
    ],
)
def test_a_date_that_cannot_be_gives_way_to_when_the_entry_was_first_seen(said: str, kept: str, origin: str) -> None:
    published = as_first_seen(an_entry(published=said), SEEN).published
    assert published is not None
    assert (published.value, published.origin) == (datetime.fromisoformat(kept), origin)


def test_an_entry_without_a_date_gets_none_and_a_change_in_the_future_is_no_change() -> None:
    assert as_first_seen(an_entry(), SEEN) == an_entry()
    later = as_first_seen(an_entry(published="2026-11-29T10:00:00Z", modified="2027-11-29T10:00:00Z"), SEEN)
    assert later.modified is None
    good = an_entry(published="2026-11-29T10:00:00Z", modified="2026-11-30T10:00:00Z")
    assert as_first_seen(good, SEEN) == good


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *(("en-GB", "en"), ("de_AT", "de"), ("English (US)", "en"), ("cn", "zh"), ("und", None), ("mul", None)),
        *(("", None), (7, None), (None, None)),
    ],
)
def test_a_language_is_its_first_part(tag: object, language: str | None) -> None:
    assert language_of(tag) == language


def test_a_modified_time_counts_only_when_it_is_later() -> None:
    ten, eleven = "2026-01-06T10:00:00Z", "2026-01-06T11:00:00Z"
    assert an_entry(published=ten, modified=ten).modified is None
    assert an_entry(published=eleven, modified=ten).modified is None
    assert an_entry(published=ten, modified=eleven).modified == feed_time(eleven)
    assert an_entry(modified=ten).modified == feed_time(ten)


def test_guid_falls_back_to_the_link_and_then_to_the_text() -> None:
    assert an_entry(guid=" a  b ", address="https://example.com/1").guid == "a b"
    assert an_entry(guid=7, address="https://example.com/1").guid == "https://example.com/1"
    one, two = an_entry(title="One").guid, an_entry(title="Two").guid
    assert one != two
    assert one == an_entry(title="One").guid
    assert an_entry(summary="Some text").guid != an_entry(summary="Other text").guid
    assert an_entry(content="Some text").guid != an_entry(content="Other text").guid


def test_an_id_longer_than_an_index_takes_is_kept_as_its_hash() -> None:
    assert an_entry(guid="x" * MAX_GUID).guid == "x" * MAX_GUID
    assert len(an_entry(guid="x" * (MAX_GUID + 1)).guid) < 100
    assert an_entry(guid="x" * 5000).guid != an_entry(guid="x" * 5001).guid


def test_a_description_as_long_as_an_article_is_the_article() -> None:
    short, long = "<p>" + "a" * (FULL_TEXT - 1) + "</p>", "<p>" + "a" * FULL_TEXT + "</p>"
    assert (an_entry(summary=short).summary, an_entry(summary=short).content) == ("a" * (FULL_TEXT - 1), None)
    assert (an_entry(summary=long).summary, an_entry(summary=long).content) == (None, long)
    both = an_entry(summary=long, content="<p>The whole.</p>")
    assert (both.summary, both.content) == ("a" * FULL_TEXT, "<p>The whole.</p>")


def test_a_content_that_is_also_the_summary_is_content_only() -> None:
    entry = an_entry(summary=" <p>Text</p>", content="<p>Text</p> ")
    assert (entry.summary, entry.content) == (None, "<p>Text</p>")


def test_addresses_and_numbers_are_no_labels() -> None:
    labels = feed_labels(
        [
            "Iran",
            " iran ",
            "12",
            "{category_name}",
            "<%= tag %>",
            "https://example.com/tag",
            "http:x",
            "",
            None,
            3,
            "a" * 200,
            "b" * 201,
        ]
    )
    assert [(label.text, label.origin) for label in labels] == [("Iran", "feed"), ("a" * 200, "feed")]


def test_a_title_is_plain_and_bounded() -> None:
    assert an_entry(title="Ministers <b>agree</b> on AT&amp;amp;T").title == "Ministers agree on AT&T"
    assert an_entry(title="a" * (MAX_TITLE + 9)).title == "a" * MAX_TITLE
    assert (an_entry(title="  ").title, an_entry(title=3).title) == (None, None)


def test_without_a_guid_the_place_on_the_page_tells_its_entries_apart() -> None:
    page = "https://example.com/live"
    assert an_entry(address=page, fragment="post-2").guid == "https://example.com/live#post-2"
    assert an_entry(address=page).guid == page


@pytest.mark.parametrize(
    ("content", "is_text", "kept", "text_only"),
    [
        ("<p>One</p>", False, "<p>One</p>", False),
        ("One <hr> two", False, "One <hr> two", False),
        ('<img src="/a.jpg" alt="">', False, '<img src="/a.jpg" alt="">', False),
        ("&#8220;One&#8221; &amp; two", False, "\u201cOne\u201d & two", True),
        ("One\n\nTwo", False, "One\n\nTwo", True),
        ("if a < b and <b>c", True, "if a < b and <b>c", True),
        ("AT&amp;T", True, "AT&amp;T", True),
    ],
)
def test_the_feed_says_whether_a_text_is_markup(content: str, is_text: bool, kept: str, text_only: bool) -> None:
    entry = an_entry(content=content, content_is_text=is_text)
    assert (entry.content, entry.text_only) == (kept, text_only)


def test_a_summary_that_is_text_keeps_what_looks_like_a_tag() -> None:
    assert an_entry(summary="use <b> and &lt;i>", summary_is_text=True).summary == "use <b> and &lt;i>"
    assert an_entry(summary="use <b>bold</b> &lt;i>").summary == "use bold <i>"


def test_of_a_list_only_its_mappings_are_read() -> None:
    assert mappings([{"a": 1}, "b", None]) == [{"a": 1}]
    assert mappings({"a": 1}) == mappings(None) == []
