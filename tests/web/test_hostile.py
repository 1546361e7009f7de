"""What strangers wrote is text on every page, whatever it looks like."""

import re

import feedparser
import pytest
from lxml import etree, html

from tests.web.conftest import HOSTILE

PAGES = (
    "/", "/feeds", "/feeds/1", "/articles", "/articles?q=onerror", "/articles/{id}", "/topics",
    "/topics/iran-us-tensions",
    "/topics/try?query=onerror", "/quarantine", "/consumers", "/why?url=https://example.org/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_markup_of_strangers_makes_no_element_and_no_attribute(client, hostile, path):
    client.log_in()
    answer = client.get(path.format(id=hostile))
    page = html.fromstring(answer.text)

    assert answer.status == 200
    assert {script.get("src", "").partition("?")[0] for script in page.iter("script")} <= {"/static/live.js"}
    assert not page.findall(".//img")
    assert not [name for one in page.iter() for name in one.attrib if name.startswith("on") or name == "style"]
    assert not page.xpath("//@href[starts-with(., 'javascript:')] | //@src[starts-with(., 'javascript:')]")


@pytest.mark.parametrize("path", ["/articles", "/articles/{id}", "/feeds", "/feeds/1", "/quarantine"])
def test_it_is_shown_as_it_was_written(client, hostile, path):
    page = html.fromstring(client.get(path.format(id=hostile)).text)

    assert "<script>alert(1)</script>" in page.text_content()


def test_signs_that_turn_the_direction_of_writing_reach_no_page(client, hostile):
    assert "\u202e" in HOSTILE
    assert "\u202e" not in client.get(f"/articles/{hostile}").text
    assert "\u202e" not in client.get("/quarantine").text


def test_what_is_asked_for_comes_back_as_text(client):
    for path in ("/articles?q=", "/articles?source=", "/why?url=", "/topics/try?query=", "/topics?q=", "/feeds?q="):
        text = client.get(path + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
        assert "<script>alert" not in text, path


def test_the_note_after_an_action_says_only_what_we_say(client):
    assert not html.fromstring(client.get("/feeds?done=hacked").text).find_class("note")
    assert html.fromstring(client.get("/feeds?done=paused").text).find_class("note")


def test_feeds_to_subscribe_to_carry_it_as_text(client, hostile):
    atom = client.get("/articles.atom").body
    parsed = feedparser.parse(atom)
    content = parsed.entries[0].content[0].value

    assert etree.fromstring(atom) is not None
    assert "<script" not in re.sub(r"&lt;script", "", content)
    assert parsed.entries[0].get("links", []) == []
    assert client.get("/articles.feed.json").json["items"][0]["title"].startswith("</title><script>")


def test_json_of_each_page_is_json(client, hostile):
    for path in (
        "/overview",
        "/feeds",
        "/feeds/1",
        "/articles",
        f"/articles/{hostile}",
        "/topics",
        "/quarantine",
        "/consumers",
    ):
        answer = client.get(f"{path}.json")
        assert answer.headers["content-type"] == "application/json", path
        assert answer.json


@pytest.mark.parametrize(
    "path", ["/feeds?page={}", "/feeds/{}", "/articles/{}", "/quarantine?before={}", "/articles?after={}"]
)
def test_a_number_that_no_row_has_is_no_fault_of_ours(client, path):
    assert client.get(path.format("9" * 5000)).status in {200, 400, 404}
