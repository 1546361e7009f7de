"""Bytes of a feed as text, and what stands before its root element."""

import pytest

from worker.core.feeds.decode import decode, without_prolog
from worker.errors import BadInput


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
        ("cp1251", "windows-1251", "text/xml; charset=iso-8859-1"),  # what a server says of all files
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
    assert decode(document.encode(encoding), content_type).removeprefix("\ufeff") == document


def test_breaks_that_xml_forbids_part_words() -> None:
    assert without_prolog("<a>one\x0b\x0ctwo\x08three</a>") == "<a>one  twothree</a>"


def test_one_bad_byte_does_not_spoil_a_utf8_feed() -> None:
    title = "café crème à la § " * 3
    body = f"<rss><channel><item><title>{title}</title></item></channel></rss>".encode().replace(b"\xa7", b"", 1)
    assert "<title>café crème à la" in decode(body, None)


def test_an_encoding_that_is_no_encoding_of_text_is_ignored() -> None:
    for name in ("idna", "punycode", "zlib", "undefined", "unicode_escape", "rot13", "nosuch"):
        body = f'<?xml version="1.0" encoding="{name}"?><rss><channel><title>T\xe9</title></channel></rss>'.encode(
            "latin-1"
        )
        assert "<title>Té</title>" in decode(body, None)


def test_a_declaration_deep_inside_is_a_text_about_encodings() -> None:
    text = "<rss><channel><description>" + "x" * 200 + " charset=hz-gb-2312 ~{1}~</description></channel></rss>"
    assert decode(text.encode(), None) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("\n\n Warning in x.php ", ""),
        ("<?xml version='1.0'?> <!-- a --> <?php x ?>", ""),
        ("<!DOCTYPE rss>", "\n"),
        ("<!-- a --><!doctype rss [<!ELEMENT a (b)>]> <!-- b -->", ""),
        ('<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://n.example/rss.dtd">', " "),
    ],
)
def test_a_document_begins_with_its_root_element(before: str, after: str) -> None:
    assert without_prolog(f"{before}{after}<rss>\x00\x08a\ufffe\x85</rss>") == "<rss>a\x85</rss>"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss>&c;</rss>', "xml_entities"),
        ('<!DOCTYPE rss [<!ENTITY a "<b>">]><rss>&a;</rss>', "xml_entities"),
        ('<!DOCTYPE rss [<!ENTITY a "&#60;b>">]><rss>&a;</rss>', "xml_entities"),
        ('<!DOCTYPE rss [<!ENTITY a PUBLIC "x" "http://e.example/d">]><rss/>', "xml_entities"),
        (f'<!DOCTYPE rss [<!ENTITY a "{"b" * 201}">]><rss>&a;</rss>', "xml_entities"),
        (f'<!DOCTYPE rss [<!ENTITY a "{"b" * 200}">]><rss>{"&a;" * 5_001}</rss>', "xml_entities"),
        ('<!doctype rss [<!ENTITY % p SYSTEM "http://e.example/d"> %p;]><rss/>', "xml_entities"),
        ('<!DOCTYPE rss [<!ENTITY a "b"', "xml_entities"),
        ("<!DOCTYPE rss [<!ELEMENT", "not_a_feed"),
    ],
)
def test_entities_are_refused_where_they_are_declared(document: str, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        without_prolog(document)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("subset", "text", "expected"),
    [
        ('<!ENTITY nbsp "&#160;">', "Quay&nbsp;7 &amp; &mdash;", "Quay\u00a07 &amp; &mdash;"),
        ("<!ENTITY co 'Pier &#38; Sons'>", "&co; <![CDATA[&co;]]>", "Pier &amp; Sons <![CDATA[&co;]]>"),
        ('<!ENTITY a "b"><!ENTITY a "c">', "&a;", "b"),
        ('<!-- don\'t "quote" --><!ELEMENT x (y)><!ENTITY a "]>">', "&a;", "]&gt;"),
    ],
)
def test_entities_that_are_short_texts_are_put_in(subset: str, text: str, expected: str) -> None:
    assert (
        without_prolog(f"<?xml version='1.0'?><!DOCTYPE rss [{subset}]> <rss>{text}</rss>") == f"<rss>{expected}</rss>"
    )


def test_what_reads_like_a_declaration_in_the_text_is_none() -> None:
    text = "<rss><title>&lt;!DOCTYPE <![CDATA[<!ENTITY a 'b'>]]></title></rss>"
    assert without_prolog(text) == text
