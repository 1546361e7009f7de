"""HTML fragments and dirty strings as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.text.plain import plain_text, plain_title, unescape, without_controls


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a  b\nc", "a b c"),
        ("<p>one</p><p>two</p>", "one two"),
        ("one<br>two<div>three</div>", "one two three"),
        ("w<b>or</b>d <SPAN class=x>or</SPAN> <a href='x>y'>link</a>", "word or link"),
        ("a<!-- b -->c<!DOCTYPE d>e<?pi?>f", "a c e f"),
        ("a<script>b</script>c<STYLE>d</style >e<noscript>f</noscript>g", "a c e g"),
        ("a<script>b", "a"),
        ("a<!-- b", "a"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("&lt;b&gt; &amp; &eacute;&#233;", "<b> & éé"),
        ('a <p title="b>c">d', "a d"),
        ('a <p title="b>c', "a c"),
    ],
)
def test_a_fragment_is_what_a_reader_sees(markup: str, text: str) -> None:
    assert plain_text(markup) == text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("5 < 6 &amp; <b>bold</b>", "5 < 6 & bold"),
        ("&lt;em&gt;so&lt;/em&gt;", "so"),
        ("a <3 b <unknown> c", "a <3 b <unknown> c"),
        ("AT&amp;amp;T", "AT&T"),
        ("<h1>one</h1><br/>two", "one two"),
        ("<bold> x", "<bold> x"),
    ],
)
def test_of_a_title_only_known_tags_go(title: str, text: str) -> None:
    assert plain_title(title) == text


def test_what_a_database_or_a_screen_cannot_take_goes_and_nothing_else() -> None:
    kept = "a\t\n\r \x85\xa0é\ufffd😀\u200d"
    assert without_controls("\x00\x08\x0b\x1f\x7f\x84\x86\x9f\ud800\udfff\ufeff\ufffe\uffff" + kept) == kept


def test_references_are_resolved_but_not_those_that_do_not_end() -> None:
    assert unescape("a&amp;b&nbsp;c&#xE9;&copy") == "a&b\xa0cé©"
    assert unescape("a&#" + "1" * 5000 + ";b") == "ab"
    assert unescape("a&#x" + "1" * 9 + "b") == "a"
    assert unescape("&#12345678;") == "\ufffd"


@given(st.text(alphabet="<>!-/pbscript&#x;'\" \n1", max_size=40))
def test_any_markup_is_read_once(markup: str) -> None:
    text = plain_text(markup)
    assert text == " ".join(text.split())


@pytest.mark.parametrize("part", ["<b> ", "<b>; <i> ", "<b> </i> ", "<s", "</b>"])
def test_a_title_of_many_tags_costs_what_its_length_does(part: str) -> None:
    assert growth(lambda size: plain_title(part * size), 2000) < LINEAR
