"""What feeds say, in every format and with the mistakes that real feeds make."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feed_fields import MAX_GUID
from worker.core.parse import parse_feed
from worker.core.urls import Tracking
from worker.errors import BadInput
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


def test_a_news_sitemap_gives_its_news_and_leaves_other_pages_out() -> None:
    feed = read(
        """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
        <url><loc>https://example.com/1</loc><lastmod>2026-01-06T12:00:00Z</lastmod>
          <news:news><news:publication><news:name>Example</news:name><news:language>en</news:language></news:publication>
          <news:publication_date>2026-01-06T10:00:00Z</news:publication_date><news:title>One &amp; only</news:title>
          <news:keywords>Iran, Oil</news:keywords></news:news>
          <image:image><image:loc>https://example.com/i.jpg</image:loc><image:title>x</image:title></image:image></url>
        <url><loc>https://example.com/about</loc></url></urlset>"""
    )
    assert (feed.kind, feed.title, feed.language) == ("sitemap", "Example", "en")
    (entry,) = feed.entries
    assert (entry.guid, entry.url, entry.title) == ("https://example.com/1", "https://example.com/1", "One & only")
    assert [label.text for label in entry.labels] == ["Iran", "Oil"]
    assert entry.published is not None
    assert entry.modified is not None


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
        ("Tue, 06 Jan 2026 10:00:00 NOWHERE", "2026-01-06T10:00", "time"),
    ],
)
def test_a_date_is_an_aware_time_with_its_precision(date: str, expected: str, precision: str) -> None:
    published = rss(f"<title>T</title><pubDate>{date}</pubDate>").published
    assert published is not None
    assert published.value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") == expected
    assert published.precision == precision


@pytest.mark.parametrize(
    "date",
    ["", "yesterday", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-13-45", "9999-12-31T23:59:59-12:00", "12"],
)
def test_a_date_that_says_nothing_is_none(date: str) -> None:
    assert rss(f"<title>T</title><pubDate>{date}</pubDate>").published is None


def test_a_modified_time_counts_only_when_it_is_later() -> None:
    dates = "<pubDate>Tue, 06 Jan 2026 10:00:00 GMT</pubDate><dc:date>2026-01-06T10:00:00Z</dc:date>"
    assert rss(f"<title>T</title>{dates}").modified is None


def test_guid_falls_back_to_the_link_and_then_to_the_text() -> None:
    assert rss("<title>T</title><link>https://example.com/1</link>").guid == "https://example.com/1"
    one, two = rss("<title>One</title>").guid, rss("<title>Two</title>").guid
    assert one != two
    assert one == rss("<title>One</title>").guid
    assert len(rss(f"<guid>{'x' * 5000}</guid>").guid) < MAX_GUID


def test_a_guid_is_a_link_only_when_it_is_an_address() -> None:
    assert rss("<title>T</title><guid>https://example.com/1</guid>").url == "https://example.com/1"
    assert rss("<title>T</title><guid>12345</guid>").url is None


def test_the_original_link_is_kept_not_the_proxy() -> None:
    entry = rss(
        "<link>https://proxy.example/~r/1</link><feedburner:origLink>https://example.com/1</feedburner:origLink>"
    )
    assert entry.url == "https://example.com/1"


def test_a_description_as_long_as_an_article_is_content() -> None:
    text = "&lt;p&gt;A sentence of the story that is long enough.&lt;/p&gt;" * 40
    entry = rss(f"<title>T</title><description>{text}</description>")
    assert entry.summary is None
    assert (entry.content or "").startswith("<p>A sentence")


def test_a_content_that_is_also_the_summary_is_content_only() -> None:
    entry = rss("<title>T</title><content:encoded>&lt;p&gt;Text&lt;/p&gt;</content:encoded>")
    assert (entry.summary, entry.content) == (None, "<p>Text</p>")


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
        ("junk around", TITLE, "\n\n  Warning in x.php <rss><channel>", "</channel></rss>\n</x><y>"),
        ("a forgotten prefix", TITLE, "<rss><channel><media:x a:b='c'/>", "</channel></rss>"),
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
    entry = rss(
        "<title>T</title><description><p>One<![CDATA[ < ]]>two</p><p>three</p></description><link>https://e.example/</link>"
    )
    assert (entry.summary, entry.url) == ("One < two three", "https://e.example/")
    (entry,) = read(
        "<rss><channel><item><description><p>one<br>two<img src=x></description><title>T</title></item>"
    ).entries
    assert (entry.summary, entry.title) == ("one two", "T")


@pytest.mark.parametrize(
    ("encoding", "declared", "content_type"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", None, None),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-16", None),
        ("utf-16-be", None, None),
        ("utf-32", None, None),
        ("cp1251", "windows-1251", None),
        ("cp1251", None, "application/rss+xml; charset=windows-1251"),
        ("koi8-r", "koi8-r", None),
        ("gb18030", "gb2312", None),
        ("shift_jis", "Shift_JIS", None),
        ("iso2022_jp", "ISO-2022-JP", None),
        ("iso2022_jp", None, "text/xml; charset=iso-2022-jp"),
        ("cp037", None, None),
    ],
)
def test_a_feed_is_read_in_its_encoding(encoding: str, declared: str | None, content_type: str | None) -> None:
    title = "cafe" if encoding == "cp037" else "Война"
    declaration = f' encoding="{declared}"' if declared else ""
    document = f'<?xml version="1.0"{declaration}?><rss><channel><item><title>{title}</title></item></channel></rss>'
    (entry,) = read(document.encode(encoding), content_type=content_type).entries
    assert entry.title == title


def test_one_bad_byte_does_not_spoil_a_utf8_feed() -> None:
    title = "café crème à la § " * 3
    body = f"<rss><channel><item><title>{title}</title></item></channel></rss>".encode().replace(b"\xa7", b"", 1)
    (entry,) = read(body).entries
    assert (entry.title or "").startswith("café crème à la")


def test_an_encoding_that_is_no_encoding_of_text_is_ignored() -> None:
    for name in ("idna", "punycode", "zlib", "undefined", "unicode_escape", "rot13", "nosuch"):
        body = f'<?xml version="1.0" encoding="{name}"?><rss><channel><title>T\xe9</title></channel></rss>'.encode(
            "latin-1"
        )
        assert read(body).title == "Té"


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
        (b"<sitemapindex><sitemap><loc>https://example.com/s.xml</loc></sitemap></sitemapindex>", "sitemap_index"),
        (b"<urlset><url><loc>https://example.com/</loc></url></urlset>", "not_a_feed"),
        (b'{"title": "x"}', "not_a_feed"),
        (b"[1, 2", "not_a_feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>', "xml_entities"),
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
    reason = None
    try:
        check(read(body, content_type=content_type))
    except BadInput as refused:
        reason = refused.reason
    assert reason != BadInput.reason, "a refusal says why"


@given(
    MARKUP | MARKUP.map("<rss><channel><item>{}".format) | st.text(), st.sampled_from(["utf-8", "utf-16", "latin-1"])
)
def test_any_document_is_read_or_refused(document: str, encoding: str) -> None:
    check_or_refused(document.encode(encoding, "replace"))


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str) -> None:
    check_or_refused(body, content_type=content_type)


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
    check_or_refused(json.dumps(document).encode())
