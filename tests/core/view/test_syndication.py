"""Atom by RFC 4287 and JSON Feed by version 1.1, whatever an article says."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from worker.core.view.syndication import Channel, Published, atom, json_feed, latest_change

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
CHANNEL = Channel(
    title="Newswire: storms",
    home="http://127.0.0.1/topics/storms",
    address="http://127.0.0.1/topics/storms.atom",
    updated=NOW,
)
ARTICLE = Published(
    id=7, url="https://example.org/news/7?a=1&b=2", title="Storm <b>off</b> the coast", summary="It & more.",
    text="One.\n\nTwo < three.", source="Example", authors=["Ada Quill"], topics=["storms"], language="en",
    published_at=NOW - timedelta(hours=1), stored_at=NOW, updated_at=NOW,
)  # fmt: skip
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def of(parent: Any, name: str) -> list[Any]:
    return parent.findall(ATOM + name)


def valid_atom(document: bytes) -> Any:
    """What RFC 4287 asks of a feed and of each of its entries."""
    feed = etree.fromstring(document)
    assert feed.tag == ATOM + "feed"
    assert [len(of(feed, name)) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert [link.get("rel") for link in of(feed, "link")].count("self") == 1
    names = []
    for one in (feed, *of(feed, "entry")):
        assert all(RFC3339.fullmatch(time.text) for name in ("updated", "published") for time in of(one, name))
        assert all(of(author, "name")[0].text is not None for author in of(one, "author"))
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", of(one, "id")[0].text)
        names.append(of(one, "id")[0].text)
    assert len(set(names)) == len(names)
    for entry in of(feed, "entry"):
        assert [len(of(entry, name)) for name in ("id", "title", "updated", "content")] == [1, 1, 1, 1]
        assert len(of(entry, "published")) <= 1
        assert of(entry, "author") or of(feed, "author")
        assert all(category.get("term") for category in of(entry, "category"))
    return feed


def valid_json_feed(document: bytes) -> dict[str, Any]:
    """What JSON Feed 1.1 asks."""
    feed = json.loads(document)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert isinstance(item["content_text"], str)
        assert all(RFC3339.fullmatch(item[name]) for name in ("date_published", "date_modified") if name in item)
        assert all(isinstance(author["name"], str) for author in item["authors"])
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
    return feed


def test_readers_find_in_atom_what_an_article_is():
    document = atom(CHANNEL, [ARTICLE])
    valid_atom(document)
    parsed = feedparser.parse(document)

    assert not parsed.bozo
    assert parsed.version == "atom10"
    entry = parsed.entries[0]
    assert (entry.title, entry.title_detail.type) == (ARTICLE.title, "text/plain")
    assert entry.link == ARTICLE.url
    assert entry.author == "Ada Quill"
    assert [tag.term for tag in entry.tags] == ["storms"]
    assert entry.content[0].value == "<p>One.</p><p>Two &lt; three.</p>"
    assert entry.content[0].language == "en"
    assert parsed.feed.links[0].href == CHANNEL.address


def test_readers_find_in_a_json_feed_what_an_article_is():
    feed = valid_json_feed(json_feed(CHANNEL, [ARTICLE], following="http://127.0.0.1/next"))
    (item,) = feed["items"]

    assert feed["feed_url"] == CHANNEL.address
    assert feed["next_url"] == "http://127.0.0.1/next"
    assert item["url"] == ARTICLE.url
    assert item["title"] == ARTICLE.title
    assert item["content_text"] == ARTICLE.text
    assert item["tags"] == ["storms"]
    assert item["language"] == "en"


def test_a_feed_without_articles_is_valid():
    valid_atom(atom(CHANNEL, []))
    valid_json_feed(json_feed(CHANNEL, []))
    assert latest_change(CHANNEL, []) == CHANNEL.updated


def test_a_revision_is_the_same_entry_at_another_time():
    later = replace(ARTICLE, title="Storm passes", updated_at=NOW + timedelta(hours=2))

    assert later.name == ARTICLE.name
    assert of(valid_atom(atom(CHANNEL, [later])), "updated")[0].text == "2026-11-20T14:00:00Z"


@pytest.mark.parametrize(
    "fields",
    [{"authors": []}, {"published_at": None}, {"summary": None}, {"url": "javascript:1"}, {"language": 'x" y="'}],
)
def test_what_an_article_lacks_or_has_wrong_leaves_both_valid(fields):
    article = replace(ARTICLE, **fields)
    valid_atom(atom(CHANNEL, [article]))
    valid_json_feed(json_feed(CHANNEL, [article]))


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_leaves_both_valid(text):
    article = replace(
        ARTICLE, title=text, summary=text, text=text, authors=[text], topics=[text] if text else [], source=text
    )
    feed = valid_atom(atom(replace(CHANNEL, title=text), [article]))
    valid_json_feed(json_feed(CHANNEL, [article]))

    assert "script" not in {etree.QName(one).localname for one in feed.iter()}
