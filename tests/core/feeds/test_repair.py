"""Malformed XML made well-formed: each mistake by itself, and any text at all."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds import repair
from worker.core.feeds.repair import mended, sections_ended
from worker.errors import BadInput


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<item><title><![CDATA[One</title></item><item><title><![CDATA[Two]]></title></item></channel>",
            "<item><title><![CDATA[One]]></title></item><item><title><![CDATA[Two]]></title></item></channel>",
        ),
        (
            "<entry><a><![CDATA[one <b>two</b></a></entry> </feed>",
            "<entry><a><![CDATA[one <b>two</b>]]></a></entry> </feed>",
        ),
        ("<item><a><![CDATA[one</item><item>", "<item><a><![CDATA[one]]></item><item>"),
        ("<a><![CDATA[of an </item> and its kin]]></a>", "<a><![CDATA[of an </item> and its kin]]></a>"),
        ("<a><![CDATA[one]]></a><![CDATA[", "<a><![CDATA[one]]></a><![CDATA["),
    ],
)
def test_a_section_without_an_end_ends_with_its_element(text: str, expected: str) -> None:
    assert sections_ended(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<a>one</a>", "<a>one</a>"),
        (
            "<a>R&D &copy; &eacute; &nosuch; &lt;b&gt; &#65; &#x42;</a>",
            "<a>R&amp;D © é &amp;nosuch; &lt;b&gt; &#65; &#66;</a>",
        ),
        ("<a>&#0;&#xD800;&#9;&#31;&#65533;&#65532;</a>", "<a>&#9;&#65532;</a>"),
        ("<a>1 < 2 <3 ]]></a>", "<a>1 &lt; 2 &lt;3 ]]&gt;</a>"),
        ("<a>one<b>two", "<a>one<b>two</b></a>"),
        ("<a><b>one<c>two</b>three</a>", "<a><b>one<c>two</c></b>three</a>"),
        ("<a>one</b>two</a>", "<a>onetwo</a>"),
        ("<a>one<br>two<img src=x></a>", '<a>one<br/>two<img src="x"/></a>'),
        ("<a/>text", "<a>text</a>"),
        ("<a>x</a> after <b>", "<a>x</a>"),
        ("<a><![CDATA[x < y]]></a>", "<a><![CDATA[x < y]]></a>"),
        ("<a><![CDATA[x < y", "<a><![CDATA[x < y]]></a>"),
        ("<a>x<!-- y -->z<?pi?><!DOCTYPE q>w</a>", "<a>xzw</a>"),
        ("before &amp; <a>x</a>", "<a>x</a>"),
        ("<b>Warning</b> <RSS x='1'>x</RSS>", '<RSS x="1">x</RSS>'),
        ("<a x=1 x=2 y='a\"b' z=\"&copy;&\"/>", '<a x="1" y="a&quot;b" z="©&amp;"></a>'),
        (
            "<a xmlns='http://x.example/ ' xmlns:b='' xmlns:xml='q'>x</a>",
            '<a xmlns="http://x.example/" xmlns:b="urn:undeclared">x</a>',
        ),
        (
            "<a><media:x b:c='d'/></a>",
            '<a xmlns:b="urn:undeclared:b" xmlns:media="http://search.yahoo.com/mrss/"><media:x b:c="d"/></a>',
        ),
        ("<a xml:lang='de'>x</a>", '<a xml:lang="de">x</a>'),
        ("", ""),
    ],
)  # fmt: skip
def test_each_mistake_is_taken_as_a_patient_reader_would(text: str, expected: str) -> None:
    assert mended(text) == expected
    if expected:
        ET.fromstring(expected)


def test_an_entry_that_begins_ends_what_was_forgotten_in_the_one_before() -> None:
    found = mended("<rss><channel><item><title>One<item><title>Two</title></item></channel></rss>")
    assert found == "<rss><channel><item><title>One</title></item><item><title>Two</title></item></channel></rss>"


def test_a_prefix_that_only_a_later_element_declares_is_declared_at_the_root_too() -> None:
    found = mended("<rss><media:x>1<br></media:x><item xmlns:media='urn:m' xmlns:z='urn:z'><z:y/></item></rss>")
    assert found.startswith('<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:z="urn:undeclared:z">')
    assert [one.tag for one in ET.fromstring(found)] == ["{http://search.yahoo.com/mrss/}x", "item"]


def test_the_root_stays_open_whatever_it_is_called() -> None:
    assert mended("<x><item>a<item>b</item></x>") == "<x><item>a</item><item>b</item></x>"


def test_an_entry_inside_a_text_does_not_close_the_channel() -> None:
    found = mended("<feed><entry><content><p>x</content></entry><entry>y</entry></feed>")
    assert found == "<feed><entry><content><p>x</p></content></entry><entry>y</entry></feed>"


@pytest.mark.parametrize("piece", ["&", "<b>"])
def test_what_is_more_noise_than_markup_is_refused(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "MAX_TOKENS", 300)
    assert mended("<a>" + piece * 300)
    with pytest.raises(BadInput) as refused:
        mended("<a>" + piece * 301)
    assert refused.value.reason == "not_a_feed"


PIECES = st.sampled_from(
    [
        "<a>", "</a>", "<b x=1>", "</b>", "<item>", "</item>", "<br>", "<c:d e:f='&'/>", "&", "&amp;", "&#0;", "<", ">",
        "]]>", "<![CDATA[", "<!--", "-->", "<?", "?>", "'", '"', "text", "<rss>", "<a xmlns:c=''>", "<a xmlns:q='x y'>",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=5), max_size=30))
def test_any_text_becomes_well_formed(pieces: list[str]) -> None:
    found = mended("".join(pieces))
    if found:
        ET.fromstring(found)
