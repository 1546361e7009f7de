"""Feeds with the mistakes that real ones make, in every encoding, and what is no feed at all."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.parse import parse_feed
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import ParsedFeed

PLAIN = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())


def read(document: str | bytes, *, content_type: str | None = None) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, url="https://example.com/feeds/news.xml", content_type=content_type, tracking=PLAIN)


TITLE = "R&amp;D été &amp;nosuch; x"
ITEM = "<item><title>{}</title><link>https://example.com/?a=1&amp;b=2</link></item>"


@pytest.mark.parametrize(
    ("mistake", "title", "before", "after"),
    [
        ("a bare ampersand", "R&D été &nosuch; x", "<rss><channel>", "</channel></rss>"),
        ("an HTML entity", "R&amp;D &eacute;t&eacute; &amp;nosuch; x", "<rss><channel>", "</channel></rss>"),
        ("a reference to no character", "R&amp;D été&#0;&#xD800; &amp;nosuch; x", "<rss><channel>", "</channel></rss>"),
        ("control characters", "R&amp;D\x08 été\x00 &amp;nosuch;\ufffe x", "<rss><channel>", "</channel></rss>"),
        ("a cut end", TITLE, "<rss><channel>", ""),
        ("an unclosed tag", TITLE, "<rss><channel><p>", "</channel></rss>"),
        ("an unclosed entry", TITLE, "<rss><channel><item><title>One</title><title>", "</channel></rss>"),
        ("a stray end tag", TITLE, "<rss><channel></b>", "</channel></rss>"),
        ("a stray <", TITLE, "<rss><channel> < <3 ", "</channel></rss>"),
        (
            "warnings in HTML",
            TITLE,
            "<br />\n<b>Warning</b>: x in <b>/x.php</b><br /><?xml?><rss><channel>",
            "</channel></rss>",
        ),
        ("junk around", TITLE, "\n\n  Warning in x.php <rss><channel>", "</channel></rss>\n</x><y>"),
        ("a forgotten prefix", TITLE, "<rss><channel><media:x a:b='c'/>", "</channel></rss>"),
        ("a namespace with a space", TITLE, '<rss xmlns:a="http://x.example/ "><channel>', "</channel></rss>"),
        ("bad attributes", TITLE, "<rss a=1 a='2' b=\"<\"><rss a=1 a='2'><channel>", "</channel></rss>"),
    ],
)
def test_a_malformed_feed_is_read(mistake: str, title: str, before: str, after: str) -> None:
    entry = read(before + ITEM.format(title) + after).entries[-1]
    assert (entry.title, entry.url) == ("R&D été &nosuch; x", "https://example.com/?a=1&b=2"), mistake


def test_an_unescaped_link_keeps_its_query() -> None:
    (entry,) = read(
        "<rss><channel><item><link>https://example.com/?a=1&b=2&copy=3</link></item></channel></rss>"
    ).entries
    assert entry.url == "https://example.com/?a=1&b=2&copy=3"


def test_markup_that_nobody_escaped_is_content_like_any_other() -> None:
    text = "<description><p>One<![CDATA[ < ]]>two</p><p>three</p></description>"
    (entry,) = read(f"<rss><channel><item>{text}<link>https://e.example/</link></item></channel></rss>").entries
    assert (entry.summary, entry.url) == ("One < two three", "https://e.example/")
    (entry,) = read(
        "<rss><channel><item><description><p>one<br>two<img src=x></description><title>T</title></item>"
    ).entries
    assert (entry.summary, entry.title) == ("one two", "T")


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "empty"),
        (b"  \r\n\xef\xbb\xbf ", "empty"),
        (b"hello", "not_a_feed"),
        (b"<", "not_a_feed"),
        (b"%PDF-1.7", "not_a_feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_feed"),
        (b"<opml version='2.0'><body/></opml>", "not_a_feed"),
        (b"<!DOCTYPE html><html><head></head><body><p>x</body></html>", "html_not_feed"),
        (b"<!-- x --><HTML><body>", "html_not_feed"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><head/></html>", "html_not_feed"),
        (b"<sitemapindex><sitemap><loc>N/A</loc></sitemap></sitemapindex>", "empty"),
        (b"<urlset><url><loc>https://example.com/</loc></url></urlset>", "not_a_feed"),
        (b'{"title": "x"}', "not_a_feed"),
        (b"[1, 2", "not_a_feed"),
        (b"<!DOCTYPE html><p>x</p>", "html_not_feed"),
        (b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "xml_entities"),
        (b'<!doctype rss [<!ENTITY % p SYSTEM "http://e.example/d"> %p;]><rss/>', "xml_entities"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(document: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(document)
    assert caught.value.reason == reason


def test_a_web_page_is_refused_with_the_way_out() -> None:
    with pytest.raises(BadInput, match="newswire feeds add"):
        read("<html></html>")


def test_a_doctype_without_entities_is_no_obstacle() -> None:
    doctype = (
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    )
    assert (
        read(f'<?xml version="1.0"?>{doctype}<rss version="0.91"><channel><title>T</title></channel></rss>').title
        == "T"
    )


def test_an_empty_feed_is_a_feed() -> None:
    assert read("<rss version='2.0'><channel><title>T</title></channel></rss>").entries == ()


TOKENS = """
    <rss> </rss> <channel> </channel> <item> </item> <entry> </entry> <title> </title> <link> </link> <description>
    </description> <summary/> </content> <p> </p> <br> <!--c--> <![CDATA[ ]]> &amp; &nbsp; &#0; &#xD800; & < > <guid>
    </guid> <pubDate> Tue,06Jan2026 </pubDate> <author> </author> <category/> <media:title> <dc:creator> <url> <urlset>
    <news:news> <!DOCTYPE <!ENTITY [ ] {"items":[{}]}
"""
SPACED = ["<feed xmlns='http://www.w3.org/2005/Atom'>", "<link href='/a'/>", "<content type='xhtml'>", "<?pi x?>", " "]
MARKUP = st.lists(st.sampled_from(TOKENS.split() + SPACED) | st.text(max_size=8), max_size=40).map("".join)


def check(feed: ParsedFeed) -> None:
    for entry in feed.entries:
        for text in (entry.guid, entry.url, entry.title, entry.summary, entry.content, *entry.authors):
            if text is not None:
                text.encode()
                assert "\0" not in text
                assert "\x08" not in text
        assert entry.guid
        for when in (entry.published, entry.modified):
            assert when is None or when.value.tzinfo is not None


def check_or_refused(body: bytes, content_type: str | None = None) -> None:
    with suppress(BadInput):
        check(read(body, content_type=content_type))


@given(
    MARKUP | MARKUP.map("<rss><channel><item>{}".format) | st.text(), st.sampled_from(["utf-8", "utf-16", "latin-1"])
)
def test_any_document_is_read_or_refused(document: str, encoding: str) -> None:
    check_or_refused(document.encode(encoding, "replace"))


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    check_or_refused(body, content_type=content_type)
