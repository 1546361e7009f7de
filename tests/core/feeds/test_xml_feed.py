"""What feedparser is given: what we read of a feed and no more, in a shape that costs it little."""

import re

import pytest

from worker.core.feeds import xml_feed
from worker.core.feeds.xml_feed import PlainXml, trim
from worker.errors import BadInput

MEDIA = "xmlns:media='http://search.yahoo.com/mrss/'"


def trimmed(text: str) -> str:
    return trim(text).xml.decode()


def items(*texts: str) -> str:
    return "<rss><channel>" + "".join(f"<item>{text}</item>" for text in texts) + "</channel></rss>"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<title>a</title>", "<title>a</title>"),
        ("<foo>a</foo><title>a</title><bar/>", "<title>a</title>"),
        ("<foo>a</foo><bar>b</bar>", ""),
        ("<foo><title>not ours</title></foo><guid>1</guid>", "<guid>1</guid>"),
        ("<author><name>A</name><x>y</x></author><link>https://e.example/</link><guid>1</guid>", "<guid>1</guid>"),
        ("<category>a<b>c</b></category>", "<category>a</category>"),
        (f"<media:title {MEDIA}>x</media:title><title>t</title>", "<title>t</title>"),
        ("<title>a &amp; b</title>", "<title><![CDATA[a & b]]></title>"),
        ("<title>a &lt;b> &amp;amp;</title>", "<title><![CDATA[a <b> &amp;]]></title>"),
        ("<title><![CDATA[a <b>&amp;]]></title>", "<title><![CDATA[a <b>&amp;]]></title>"),
        ("<description>a<b>c</b></description>", '<description type="html"><![CDATA[a<b>c</b>]]></description>'),
        (
            "<content type='xhtml' x='y'>a<h:b xmlns:h='urn:h'>c</h:b></content>",
            "<content x='y' type=\"html\"><![CDATA[a<b xmlns:h='urn:h'>c</b>]]></content>",
        ),
        (
            "<description>a<b>c</b><![CDATA[<i> & ]]><!-- no --></description>",
            '<description type="html"><![CDATA[a<b>c</b>&lt;i&gt; &amp; ]]></description>',
        ),
        ("<description>a]]&gt;b</description>", "<description><![CDATA[a]]]]><![CDATA[>b]]></description>"),
        ("<description>a<?x?>b</description>", '<description type="html"><![CDATA[ab]]></description>'),
    ],
)
def test_an_entry_keeps_what_we_read_of_it(text: str, expected: str) -> None:
    assert trimmed(items(text)) == items(expected)


def test_of_a_channel_only_what_describes_it_is_kept() -> None:
    text = "<rss><channel><title>T</title><image><title>logo</title></image><ttl>5</ttl><item/></channel></rss>"
    assert trimmed(text) == "<rss><channel><title>T</title><ttl>5</ttl><item/></channel></rss>"


def test_what_stands_between_entries_goes_without_a_trace_of_it() -> None:
    assert trimmed("<feed><x/><entry><id>1</id></entry><x/><y/><entry><id>2</id></entry></feed>") == (
        "<feed><entry><id>1</id></entry><entry><id>2</id></entry></feed>"
    )


@pytest.mark.parametrize(
    ("name", "most"),
    [("category", 256), ("keywords", 4096), ("title", 16_384), ("description", xml_feed.MAX_TEXT), ("guid", 8192)],
)
def test_a_field_longer_than_any_real_one_is_left_out(name: str, most: int) -> None:
    longest = "a" * (most - len(f"<{name}>"))
    field = f"<{name}>{longest}</{name}>"
    assert trimmed(items(field, "<guid>2</guid>")) == items(field, "<guid>2</guid>")
    assert trimmed(items(f"<{name}>{longest}a</{name}>", "<guid>2</guid>")) == items("", "<guid>2</guid>")
    assert trimmed(items(f"<{name}>{longest}&lt;</{name}><id>1</id>", "")) == items("<id>1</id>", "")


def test_what_its_root_is_comes_out_whatever_its_case_and_namespace() -> None:
    assert trim("<x:RDF xmlns:x='urn:x'/>") == PlainXml(xml=b"<x:RDF xmlns:x='urn:x'/>", root="rdf", left_out=0)


def test_an_entry_of_another_vocabulary_is_none_and_one_of_a_feeds_is_whatever_its_prefix() -> None:
    def entries(uri: str) -> int:
        return len(trim(f"<rss xmlns:x='{uri}'><channel><x:item><x:guid>1</x:guid></x:item></channel></rss>").entries)

    assert (entries("http://purl.org/rss/1.0/"), entries("urn:x")) == (1, 0)


def test_an_entry_document_is_a_feed_of_one_entry() -> None:
    found = trim("<entry xmlns='http://www.w3.org/2005/Atom'><id>1</id></entry>")
    assert (found.root, len(found.entries)) == ("feed", 1)


def nested(depth: int) -> str:
    return "<a>" * depth + "</a>" * depth


def attributes(number: int) -> str:
    return "<rss " + " ".join(f"a{one}='1'" for one in range(number)) + "/>"


def prefixes(number: int) -> str:
    return "<rss><channel>" + "".join(f"<a xmlns:p{one}='urn:x'/>" for one in range(number)) + "</channel></rss>"


@pytest.mark.parametrize(
    ("document", "most", "reason"),
    [
        (nested, xml_feed.MAX_DEPTH, "too_deep"),
        (attributes, xml_feed.MAX_ATTRIBUTES, "too_many_attributes"),
        (prefixes, xml_feed.MAX_PREFIXES, "too_many_namespaces"),
        (lambda number: "<rss>" + "<a/>" * (number - 1) + "</rss>", 900, "too_many_elements"),
        (lambda number: "<rss>" + "<?a?>" * (number - 1) + "</rss>", 900, "too_many_elements"),
    ],
)
def test_what_no_feed_has_is_refused_from_the_first_beyond_the_limit(
    document, most: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xml_feed, "MAX_SEEN", 900)
    trim(document(most))
    with pytest.raises(BadInput) as refused:
        trim(document(most + 1))
    assert refused.value.reason == reason


def test_the_first_entries_are_kept_and_the_rest_counted() -> None:
    found = trim(items(*["<id>1</id>"] * (xml_feed.MAX_ENTRIES + 3)))
    assert (found.xml.count(b"<item>"), found.left_out) == (xml_feed.MAX_ENTRIES, 3)
    assert trim(items(*["<id>1</id>"] * xml_feed.MAX_ENTRIES)).left_out == 0


def test_the_first_fields_of_an_entry_are_kept_and_each_entry_counts_anew() -> None:
    tags = "<category>a</category>" * (xml_feed.MAX_CHILDREN + 2)
    found = trimmed(items(tags, tags))
    assert found.count("<category>") == 2 * xml_feed.MAX_CHILDREN


def test_a_hundred_categories_do_not_cost_an_entry_its_text() -> None:
    tags = "<category>a</category>" * 100
    found = trimmed(f"<rss><channel><item>{tags}<description>Fog</description></item></channel></rss>")
    assert found.count("<category>") == xml_feed.MAX_CHILDREN
    assert "<description>Fog</description>" in found


def test_a_document_of_more_elements_than_feedparser_reads_in_a_second_loses_its_last_entries() -> None:
    entry = "<category>a</category>" * 60
    number = xml_feed.MAX_KEPT // 60 + 5
    found = trim(items(*[entry] * number))
    kept = len(re.findall(rb"<\w", found.xml))
    assert xml_feed.MAX_KEPT <= kept < xml_feed.MAX_KEPT + 61
    assert found.left_out == number - found.xml.count(b"<item>") > 0


def test_entries_stand_at_most_four_deep() -> None:
    inside = "<item><id>1</id></item>"
    assert inside in trimmed(
        f"<a><b><c>{inside}</c></b></a>".replace("a>", "rss>")
        .replace("b>", "channel>")
        .replace("<c>", "")
        .replace("</c>", "")
    )
    assert trimmed(f"<rss><channel><x>{inside}</x></channel></rss>") == "<rss><channel></channel></rss>"
