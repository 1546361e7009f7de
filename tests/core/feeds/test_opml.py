"""Subscription lists in and out."""

from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.opml import ends_early, read_opml, write_opml
from worker.errors import BadInput
from worker.models import OpmlFeed


def test_a_list_of_another_reader_is_read() -> None:
    document = """<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Mine</title></head>
    <body><!-- by x --><outline text="Plain" type="rss" xmlUrl="https://a.example/feed?x=1&amp;y=2" htmlUrl="https://a.example/"/>
    <outline text="World"><outline title="Near &amp;amp; Far" text="x" xmlurl=" https://b.example/rss "/>
      <outline text="Deep"><outline xmlUrl="https://c.example/"/></outline></outline>
    <outline text="Again" xmlUrl="https://a.example/feed?x=1&amp;y=2"/><outline text="a note"/></body></opml>"""
    assert read_opml(document.encode()) == (
        OpmlFeed(url="https://a.example/feed?x=1&y=2", title="Plain", site_url="https://a.example/"),
        OpmlFeed(url="https://b.example/rss", title="Near & Far", folder="World"),
        OpmlFeed(url="https://c.example/", folder="World / Deep"),
    )


def test_a_list_without_folders_has_categories() -> None:
    document = b"""<opml><body><outline xmlUrl="https://a.example/" category="/Boston/Weather,Sports"/>
    <outline xmlUrl="https://b.example/" category="Science"/><outline type="rss" url="https://c.example/"/>
    <outline text="World"><outline xmlUrl="https://d.example/" category="Science"/></outline>
    <outline type="link" url="https://e.example/page"/></body></opml>"""
    assert [(feed.url[8], feed.folder) for feed in read_opml(document)] == [
        ("a", "Boston / Weather"), ("b", "Science"), ("c", None), ("d", "World"),
    ]  # fmt: skip


def test_the_name_of_the_publisher_comes_back_and_other_readers_pass_over_it() -> None:
    feed = OpmlFeed(url="https://a.example/rss", title="Top stories", source="The Pier", folder="World")
    written = write_opml([feed])
    assert read_opml(written) == (feed,)
    assert ET.fromstring(written).find(".//outline[@xmlUrl]").attrib["{urn:newswire:opml}source"] == "The Pier"


def test_a_careless_list_is_read() -> None:
    document = (
        b'\n<opml><body><outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"><outline xmlUrl="https://b.example/">'
    )
    assert [feed.url for feed in read_opml(document)] == ["https://a.example/?x=1&y=2", "https://b.example/"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_list_without_its_end_ends_early(encoding: str) -> None:
    whole = write_opml([OpmlFeed(url="https://a.example/", title="A")]).decode()
    assert not ends_early(whole.encode(encoding))
    assert not ends_early("<opml version='2.0'/>".encode(encoding))
    assert ends_early(whole.replace("</opml>", "</op").encode(encoding))


def test_an_address_is_without_what_cannot_be_written() -> None:
    (feed,) = read_opml(b'<opml><outline xmlUrl="https://a.example/&nosuch;\x7f"/>')
    assert read_opml(write_opml([feed])) == (OpmlFeed(url=feed.url, title=feed.url),)


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zs", "Zl", "Zp", "Cf", "M"], max_codepoint=0x2FF)
)
FEEDS = st.lists(
    st.builds(
        OpmlFeed,
        url=TEXT.map("https://a.example/?{}&".format),
        title=TEXT.filter(lambda text: "&" not in text and "<" not in text).map("T{}".format),
        site_url=st.none() | TEXT.map("https://a.example/{}".format),
        folder=st.none() | st.sampled_from(["World", "World / Near", "World / Near / By", 'A "b" <c>']),
    ),
    unique_by=lambda feed: feed.url,
)


@given(FEEDS)
def test_what_is_written_is_read_again(feeds: list[OpmlFeed]) -> None:
    assert sorted(read_opml(write_opml(feeds)), key=repr) == sorted(feeds, key=repr)


@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: f"<opml><outline xmlUrl='{text}".encode()))
def test_any_list_is_read_or_refused(data: bytes) -> None:
    with suppress(BadInput):
        read_opml(data)
