"""What feeds say, in every format and with the mistakes that real feeds make."""

import gzip
from datetime import UTC, datetime

import pytest

from worker.core.feeds.parse import parse_feed
from worker.core.urls import Tracking
from worker.models import Entry, Label, ParsedFeed

PLAIN = Tracking(names=frozenset(), prefixes=("utm_",), values={}, path_names=())
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def read(document: str | bytes, *, content_type: str | None = None) -> ParsedFeed:
    body = document.encode() if isinstance(document, str) else document
    return parse_feed(body, url="https://example.com/feeds/news.xml", content_type=content_type, tracking=PLAIN)


def rss(item: str, channel: str = "") -> Entry:
    (entry,) = read(f'<rss version="2.0" {NAMESPACES}><channel>{channel}<item>{item}</item></channel></rss>').entries
    return entry


def atom(entry: str, root: str = "") -> Entry:
    (found,) = read(f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><entry>{entry}</entry></feed>').entries
    return found


def test_rss_gives_the_channel_and_its_items() -> None:
    feed = read(
        f"""<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0" {NAMESPACES}><channel>
          <title>The Example &amp;amp; Times</title><link>https://example.com/</link><language>en-GB</language>
          <ttl>30</ttl><image><title>logo</title><url>https://example.com/l.png</url></image>
          <item>
            <title>Ministers &lt;b&gt;agree&lt;/b&gt; on AT&amp;amp;T</title>
            <link>/2026/agree?id=1&amp;utm_source=rss</link>
            <guid isPermaLink="false">post-1</guid>
            <pubDate>Tue, 06 Jan 2026 10:00:00 +0200</pubDate>
            <dc:creator><![CDATA[By Jane Doe]]></dc:creator>
            <category>Politics</category><category domain="x">politics</category><category>Iran</category>
            <description>&lt;p&gt;A deal.&lt;/p&gt;&lt;p&gt;At &lt;i&gt;last&lt;/i&gt;.&lt;/p&gt;</description>
            <content:encoded><![CDATA[<p>The whole <b>story</b> & more.</p>]]></content:encoded>
            <media:content url="https://example.com/p.jpg"><media:title>Photo</media:title>
              <media:description>A caption</media:description><media:keywords>a,b</media:keywords></media:content>
          </item></channel></rss>"""
    )
    assert (feed.kind, feed.title, feed.site_url) == ("rss", "The Example & Times", "https://example.com/")
    assert (feed.language, feed.interval, feed.left_out) == ("en", 1800.0, 0)
    (entry,) = feed.entries
    assert entry.guid == "post-1"
    assert entry.url == "https://example.com/2026/agree?id=1"
    assert entry.title == "Ministers agree on AT&T"
    assert entry.authors == ("Jane Doe",)
    assert entry.published is not None
    assert entry.published.value == datetime(2026, 1, 6, 8, tzinfo=UTC)
    assert (entry.published.precision, entry.published.origin) == ("time", "feed")
    assert entry.modified is None
    assert entry.summary == "A deal. At last."
    assert entry.content == "<p>The whole <b>story</b> & more.</p>"
    assert entry.labels == (Label(text="Politics", origin="feed"), Label(text="Iran", origin="feed"))
    assert entry.language == "en"


def test_atom_gives_content_modified_time_and_addresses_resolved_against_xml_base() -> None:
    feed = read(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://base.example/x/">
        <title>Beispiel</title><link href="/"/><link rel="self" href="https://example.com/feeds/news.xml"/>
        <entry><id>urn:1</id><title type="html">5 &amp;lt; 6 &amp;amp;amp; &lt;em&gt;mehr&lt;/em&gt;</title>
          <link rel="alternate" type="text/html" href="eins"/><link rel="enclosure" href="a.mp3"/>
          <published>2026-01-06T10:00:00Z</published><updated>2026-01-07T10:00:00.5+01:00</updated>
          <author><name>Ann Example</name><email>ann@example.com</email></author><author><name>Bo Muster</name></author>
          <category term="c1" label="Politik"/><summary>Kurz</summary>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein <b>Text</b> &amp; mehr<br/></p></div>
          </content>
        </entry></feed>"""
    )
    assert (feed.kind, feed.title, feed.site_url, feed.language) == ("atom", "Beispiel", "https://base.example/", "de")
    (entry,) = feed.entries
    assert (entry.guid, entry.url, entry.title) == ("urn:1", "https://base.example/x/eins", "5 < 6 & mehr")
    assert entry.authors == ("Ann Example", "Bo Muster")
    assert entry.modified is not None
    assert entry.modified.value == datetime(2026, 1, 7, 9, tzinfo=UTC)
    assert entry.summary == "Kurz"
    assert entry.content is not None
    assert "<p>Ein <b>Text</b> &amp; mehr<br/></p>" in entry.content
    assert entry.labels == (Label(text="Politik", origin="feed"),)


def test_atom_text_that_is_not_markup_stays_text() -> None:
    assert atom("<id>1</id><title>if a &lt; b</title>").title == "if a < b"


def test_atom_updated_alone_is_no_publication_time() -> None:
    entry = atom("<id>1</id><title>T</title><updated>2026-01-06T10:00:00Z</updated>")
    assert entry.published is None
    assert entry.modified is not None


def test_rdf_items_stand_beside_the_channel() -> None:
    feed = read(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
        <channel rdf:about="https://example.com/"><title>Example</title><link>https://example.com/</link>
        <sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>
        <items><rdf:Seq><rdf:li rdf:resource="https://example.com/1"/></rdf:Seq></items></channel>
        <item rdf:about="https://example.com/1"><title>One</title><link>https://example.com/1</link>
        <dc:date>2026-01-06</dc:date><dc:subject>Iran</dc:subject></item></rdf:RDF>"""
    )
    assert (feed.kind, feed.title, feed.interval) == ("rdf", "Example", 6 * 3600.0)
    (entry,) = feed.entries
    assert (entry.url, entry.title, entry.labels) == (
        "https://example.com/1",
        "One",
        (Label(text="Iran", origin="feed"),),
    )
    assert entry.published is not None
    assert (entry.published.value, entry.published.precision) == (datetime(2026, 1, 6, tzinfo=UTC), "day")


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("jane@example.com (Jane Doe)", ("Jane Doe",)),
        ("Jane Doe (jane@example.com)", ("Jane Doe",)),
        ("Jane Doe &lt;jane@example.com&gt;", ("Jane Doe",)),
        ("By Jane Doe", ("Jane Doe",)),
        ("Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("noreply@example.com", ()),
        ("", ()),
    ],
)
def test_an_author_is_a_name(author: str, expected: tuple[str, ...]) -> None:
    assert rss(f"<title>T</title><author>{author}</author>").authors == expected


def test_a_guid_is_a_link_only_when_it_is_an_address() -> None:
    assert rss("<title>T</title><guid>https://example.com/1</guid>").url == "https://example.com/1"
    assert rss("<title>T</title><guid>12345</guid>").url is None


def test_the_original_link_is_kept_not_the_proxy() -> None:
    entry = rss(
        "<link>https://proxy.example/~r/1</link><feedburner:origLink>https://example.com/1</feedburner:origLink>"
    )
    assert entry.url == "https://example.com/1"


def test_relative_links_of_a_channel_are_its_sites_also_where_the_link_comes_last() -> None:
    document = (
        "<rss><channel><item><link>one.html</link></item><link>https://www.site.example/news/</link></channel></rss>"
    )
    assert [entry.url for entry in read(document).entries] == ["https://www.site.example/news/one.html"]


def test_an_empty_link_beside_a_permalink_is_none() -> None:
    assert rss("<title>T</title><link/><guid>https://example.com/1</guid>").url == "https://example.com/1"
    named = "<title>T</title><link>N/A</link><guid isPermaLink='false'>https://example.com/1</guid>"
    assert rss(f"{named}<description>D</description>").url is None
    assert rss(named).url == "https://example.com/1"


@pytest.mark.parametrize(
    ("content", "kept", "text_only"),
    [
        ('<content type="text">if a &lt; b, &lt;b&gt; &amp;amp;</content>', "if a < b, <b> &amp;", True),
        ("<content>1 &lt; 2</content>", "1 < 2", True),
        ('<content type="text/plain">a &lt;b&gt;</content>', "a <b>", True),
        ('<content type="html">&lt;p&gt;a &amp;amp; b</content>', "<p>a &amp; b", False),
        ('<content type="text/html">&lt;hr&gt;a</content>', "<hr>a", False),
    ],
)
def test_atom_says_what_its_content_is(content: str, kept: str, *, text_only: bool) -> None:
    entry = atom(f"<id>1</id><title>T</title>{content}")
    assert (entry.content, entry.text_only) == (kept, text_only)


def test_an_rss_description_is_markup_without_a_closing_tag_too() -> None:
    long = "x" * 1000
    assert rss(f"<description>&amp;#8220;{long}&amp;#8221; &lt;hr&gt; end</description>").content == (
        f"&#8220;{long}&#8221; <hr> end"
    )


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<media:group><media:description>What is seen</media:description></media:group>", "What is seen"),
        ("<itunes:summary>What is heard</itunes:summary>", "What is heard"),
        ("<description>Own</description><itunes:summary>What is heard</itunes:summary>", "Own"),
        (
            "<media:content url='/p.jpg'><media:description>A caption</media:description></media:content>",
            None,
        ),
    ],
)
def test_a_film_or_episode_has_a_text_and_a_caption_is_none(inside: str, text: str | None) -> None:
    spaces = NAMESPACES + ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    (entry,) = read(f"<rss {spaces}><channel><item><title>T</title>{inside}</item></channel></rss>").entries
    assert entry.summary == text


def test_enclosures_are_kept_with_the_entry() -> None:
    entry = rss(
        "<title>T</title><enclosure url='/a.mp3' type='audio/mpeg' length='1'/>"
        "<media:content url='/p.jpg' medium='image'><media:credit>Ann Grey</media:credit></media:content>"
    )
    assert [(one.url, one.type, one.credit) for one in entry.enclosures] == [
        ("https://example.com/p.jpg", "image", "Ann Grey"),
        ("https://example.com/a.mp3", "audio/mpeg", None),
    ]


def test_a_packed_feed_is_read() -> None:
    assert len(read(gzip.compress(b"<rss><channel><item><title>T</title></item></channel></rss>")).entries) == 1


@pytest.mark.parametrize(
    "inside", ["<dcterms:created>2026-01-06T10:00:00Z</dcterms:created>", "<created>2026-01-06T10:00:00Z</created>"]
)
def test_when_it_was_made_is_when_it_was_published_where_nothing_else_is_said(inside: str) -> None:
    entry = atom(f"<id>1</id><title>T</title>{inside}", 'xmlns:dcterms="http://purl.org/dc/terms/"')
    assert entry.published is not None
    assert entry.published.value == datetime(2026, 1, 6, 10, tzinfo=UTC)
