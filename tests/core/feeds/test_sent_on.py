"""Pages that send their readers on at once."""

import pytest

from worker.core.feeds.sent_on import sent_on
from worker.models import Page

META = '<meta http-equiv="refresh" content="{}">'


def sent(body: str, url: str = "https://example.com/feed/") -> str | None:
    return sent_on(Page(url=url, status=200, headers={}, body=body.encode(), seconds=0.0))


@pytest.mark.parametrize(
    ("html", "where"),
    [
        ("<!doctype html><title>Moved</title>" + META.format("0;url=/rss.xml"), "/rss.xml"),
        ("<html><head>" + META.format("0; URL='../all.xml'"), "/all.xml"),
        ("<!-- moved --><html>" + META.format("3; url=https://example.com/a?x=1&amp;y=2"), "/a?x=1&y=2"),
        ("<HTML><META CONTENT='0;URL=/b' HTTP-EQUIV=Refresh>", "/b"),
        ("<html>" + META.format("0") + META.format("0,url=/c"), "/c"),
    ],
)
def test_a_page_sends_its_reader_on_at_once(html: str, where: str) -> None:
    assert sent(html) == f"https://example.com{where}"


@pytest.mark.parametrize(
    "body",
    [
        "<html>" + META.format("300; url=/later"),
        "<html>" + META.format("5"),
        "<html>" + META.format("0; url=/feed/"),
        "<html>" + META.format("0; url=http://example.com/rss.xml"),
        "<html>" + META.format("0; url=javascript:go()"),
        "<html><p>A refresh of the pier</p>",
        "<rss><channel><description>" + META.format("0; url=/x") + "</description></channel></rss>",
        "<html>" + " " * 20_000 + META.format("0; url=/x"),
    ],
)
def test_any_other_page_is_to_be_read(body: str) -> None:
    assert sent(body) is None


def test_from_http_to_https_is_fine() -> None:
    assert (
        sent("<html>" + META.format("0; url=https://example.com/x"), "http://example.com/") == "https://example.com/x"
    )
