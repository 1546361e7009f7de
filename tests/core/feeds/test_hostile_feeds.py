"""What strangers may send in place of a feed: each is read or refused at a bounded cost (limits of `feed_xml`)."""

import tracemalloc
from collections.abc import Callable

import pytest

from tests.support.cost import seconds
from worker.core.feeds import xml_feed as feed_xml
from worker.core.feeds.discover import feed_links
from worker.core.feeds.opml import read_opml
from worker.core.feeds.parse import parse_feed
from worker.core.feeds.xml_feed import MAX_ENTRIES, trim
from worker.core.urls import Tracking
from worker.errors import BadInput
from worker.models import ParsedFeed

PLAIN = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())


def parse(body: bytes) -> ParsedFeed:
    return parse_feed(body, url="https://example.com/f", content_type=None, tracking=PLAIN)


def rss(inside: bytes) -> bytes:
    return b"<rss><channel>" + inside + b"</channel></rss>"


def item(inside: bytes, times: int = 1) -> bytes:
    return rss((b"<item>" + inside + b"</item>") * times)


def described(text: bytes) -> bytes:
    return item(b"<description>" + text + b"</description>")


def atom(xhtml: bytes) -> bytes:
    start, end = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">',
        b"</content></entry></feed>",
    )
    return start + xhtml + end


def numbered(pattern: bytes, count: int) -> bytes:
    return b" ".join(pattern % n for n in range(count))


def bomb(levels: int) -> bytes:
    declared = (b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, levels))
    return b'<!DOCTYPE l [<!ENTITY l0 "lol">' + b"".join(declared) + b"]>"


Bytes = Callable[[], bytes]

REFUSED: dict[str, tuple[str, Bytes]] = {
    "entity bomb": ("xml_entities", lambda: bomb(12) + rss(b"<title>&l11;</title>")),
    "external entity": (
        "xml_entities",
        lambda: b'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + rss(b"&a;"),
    ),
    "endless DOCTYPE": ("not_a_feed", lambda: b"<!DOCTYPE r [" + b"]" * 4_000_000),
    "unclosed comments in a DOCTYPE": ("not_a_feed", lambda: b"<!DOCTYPE r [" + b"<!--" * 500_000 + b"]>" + rss(b"")),
    "unclosed entities in a DOCTYPE": (
        "xml_entities",
        lambda: b"<!DOCTYPE r [" + b'<!ENTITY a "x ' * 100_000 + b"]>" + rss(b""),
    ),
    "comments in strings of a DOCTYPE": ("not_a_feed", lambda: b"<!DOCTYPE r [" + b'"<!--" ' * 500_000 + b"]><r/>"),
    "endless prolog": ("not_a_feed", lambda: b"<!---->" * 500_000),
    "200,000 levels": ("too_deep", lambda: item(b"<a>" * 200_000 + b"</a>" * 200_000)),
    "200,000 levels in a text": ("too_deep", lambda: described(b"<a>" * 200_000 + b"</a>" * 200_000)),
    "200,000 levels, never closed": ("too_deep", lambda: b"<rss><channel><item>" + b"<a>" * 200_000),
    "100,000 attributes": ("too_many_attributes", lambda: rss(b"<item " + numbered(b'a%d="1"', 100_000) + b"/>")),
    "100,000 attributes, malformed": (
        "too_many_attributes",
        lambda: b"<rss><item " + numbered(b"a%d=1", 100_000) + b">",
    ),
    "1,000 namespaces": ("too_many_namespaces", lambda: rss(b"<a " + numbered(b'xmlns:a%d="u"', 1000) + b"/>")),
    "a million elements": ("too_many_elements", lambda: rss(b"<a/>" * 1_000_000)),
    "a million elements in a text": ("too_many_elements", lambda: atom(b"<b/>" * 1_000_000)),
    "a million instructions": ("too_many_elements", lambda: atom(b"\n<?a?>" * 800_000)),
    "5 million <": ("not_a_feed", lambda: described(b"<" * 5_000_000)),
    "5 million &": ("not_a_feed", lambda: described(b"&" * 5_000_000)),
    "a million unclosed tags": ("not_a_feed", lambda: described(b'<a b="' * 800_000)),
    "a million stray end tags": ("not_a_feed", lambda: rss(b"<i></j>" * 700_000)),
    "JSON, 5 million levels": ("too_many_elements", lambda: b"[" * 5_000_000),
    "JSON, 100,000 levels": ("not_a_feed", lambda: b'{"items":' + b"[" * 100_000),
    "JSON, a million objects": ("too_many_elements", lambda: b'{"items":[' + b"{}," * 1_500_000 + b"{}]}"),
    "JSON, a long number": ("not_a_feed", lambda: b'{"items":[' + b"9" * 5_000_000 + b"]}"),
}

READ: dict[str, Bytes] = {
    "100,000 entries": lambda: rss(b"<item><title>a</title></item>" * 100_000),
    "64 categories each": lambda: item(numbered(b"<category>%d</category>", 64), 3500),
    "100,000 categories": lambda: item(numbered(b"<category>%d</category>", 100_000)),
    "60 attributes each": lambda: rss((b"<item " + numbered(b'a%d="1"', 60) + b"/>") * 5000),
    "a name of 4 MB": lambda: item(b"<author>" + b"a" * 4_000_000 + b"</author>"),
    "a date of 4 MB": lambda: item(b"<pubDate>" + b"1 " * 2_000_000 + b"</pubDate>"),
    "a link of 4 MB": lambda: item(b"<link>http://" + b"a." * 2_000_000 + b"</link>"),
    "a title of 5 MB": lambda: item(b"<title>" + b"&lt;b " * 800_000 + b"</title>"),
    "a text of 5 MB": lambda: described(b"text " * 1_000_000),
    "unclosed comments in a text": lambda: described(b"&lt;!--" * 250_000),
    "unclosed scripts in a text": lambda: described(b"&lt;script" * 190_000),
    "unclosed tags in a text": lambda: described(b"&lt;a b='" * 200_000),
    "a reference of 1.9 million digits": lambda: described(b"&amp;#" + b"9" * 1_900_000 + b";"),
    "unclosed CDATA": lambda: b"<rss><channel><item><description>" + b"<![CDATA[" * 500_000,
    "unclosed comments": lambda: b"<rss><channel><item><description>" + b"<!--" * 1_000_000,
    "long host names": lambda: item(b"<link>http://" + b"\xc3\xbc" * 250 + b"</link>", 5000),
}


@pytest.fixture(scope="module")
def bound() -> float:
    """Seconds of CPU that a document may cost: what 5,000 ordinary entries do on this machine now, three times."""
    entry = b"<item><title>T</title><link>http://e.example/1</link><guid>1</guid><category>A</category></item>"
    return 3 * seconds(lambda: parse(rss(entry * 5000)))


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_document_is_refused_quickly(name: str, bound: float) -> None:
    reason, body = REFUSED[name][0], REFUSED[name][1]()

    def attempt() -> None:
        with pytest.raises(BadInput) as caught:
            parse(body)
        assert caught.value.reason == reason

    assert seconds(attempt) < bound


@pytest.mark.parametrize("name", READ)
def test_a_pathological_document_is_read_quickly(name: str, bound: float) -> None:
    found: list[ParsedFeed] = []
    body = READ[name]()
    assert seconds(lambda: found.append(parse(body))) < bound
    assert found[0].entries


def test_the_first_entries_are_kept_and_the_rest_counted() -> None:
    feed = parse(rss(numbered(b"<item><title>%d</title></item>", MAX_ENTRIES + 7)))
    assert (len(feed.entries), feed.left_out) == (MAX_ENTRIES, 7)
    assert [feed.entries[0].title, feed.entries[-1].title] == ["0", str(MAX_ENTRIES - 1)]


def test_entries_stop_where_the_elements_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_xml, "MAX_KEPT", 10)
    feed = parse(rss(b"<item><title>T</title><guid>1</guid></item>" * 9))
    assert (len(feed.entries), feed.left_out) == (3, 6)
    assert all(entry.title == "T" for entry in feed.entries)


def test_what_is_left_out_takes_nothing_else_with_it() -> None:
    document = """<?xml version="1.0"?><!-- a --><rss xmlns:m="http://search.yahoo.com/mrss/"><channel><image>
    <title>no</title></image><title>Yes</title><item><m:content><m:title>no</m:title></m:content>text
    <title>Eins &#252;</title><x y="a>b"/><author><name>Ann</name><x/><email>a@e.example</email></author>
    <description><x/>zwei</description></item><x/></channel></rss>"""
    trimmed = trim(document)
    assert b"no" not in trimmed.xml
    assert b"<title>Yes</title>" in trimmed.xml
    feed = parse(document.encode())
    assert (feed.title, feed.entries[0].title, feed.entries[0].summary) == ("Yes", "Eins ü", "zwei")
    assert feed.entries[0].authors == ("Ann",)


def test_memory_stays_within_fifty_megabytes() -> None:
    body = described(b"&lt;a b='" * 200_000) + b" " * 3_000_000
    tracemalloc.start()
    parse(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50 * 2**20


@pytest.mark.parametrize(
    "part", [b"<link ", b"<a href='", b"<base href=x>", b"<a href=/rss>", b'<link rel="alternate" type="', b"<"]
)
def test_a_hostile_page_gives_up_its_feeds_quickly(part: bytes, bound: float) -> None:
    assert seconds(lambda: feed_links(part * (5_000_000 // len(part)), url="https://example.com/")) < bound


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (bomb(10) + b"<opml>&l9;</opml>", "xml_entities"),
        (b"<opml>" + b"<outline>" * 200_000, "too_deep"),
        (b"<html></html>", "not_opml"),
        (b"", "not_opml"),
        (b"<opml><" + b"<" * 1_000_000, "not_a_feed"),
    ],
)
def test_a_hostile_list_is_refused_quickly(body: bytes, reason: str, bound: float) -> None:
    def attempt() -> None:
        with pytest.raises(BadInput) as caught:
            read_opml(body)
        assert caught.value.reason == reason

    assert seconds(attempt) < bound
