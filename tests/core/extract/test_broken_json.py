"""JSON that is broken as on real pages."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.broken_json import read

NODE = {"@type": "NewsArticle", "headline": "The pier", "author": "Ann Grey"}


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "The pier" "author": "Ann Grey"}',
        "{'@type': 'NewsArticle', 'headline': 'The pier', 'author': 'Ann Grey'}",
        '{"@type": NewsArticle, headline: "The pier", author: Ann Grey}',
        '{"@type": "NewsArticle", // what\n"headline": "The pier", /* who */ "author": "Ann Grey"}',
        "/*<![CDATA[*/" + json.dumps(NODE) + "/*]]>*/",
        json.dumps(NODE).replace('"', "&quot;"),
        json.dumps(NODE)[:-1],
        json.dumps(NODE)[:-1] + ', "articleBody": "Cut off in the midd',
    ],
)
def test_what_is_there_is_read(script: str) -> None:
    said = read(script)
    assert isinstance(said, dict)
    assert {key: said[key] for key in NODE} == NODE


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('The "old" pier', 'The "old" pier'),
        ('The pier "falls"', 'The pier "falls"'),
        ('"Old", says Ann', '"Old", says Ann'),
        (r"It\'s \x gone\n", "It's x gone\n"),
        (r"caf\u00e9 \ud83d\ude00", "café "),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_text_ends_where_something_else_begins(written: str, text: str) -> None:
    assert read(f'{{"headline": "{written}", "words": 12, "free": true, "x": null}}') == {
        "headline": text,
        "words": 12,
        "free": True,
        "x": None,
    }


def test_objects_in_a_row_are_a_list() -> None:
    assert read('{"a": 1}{"b": [1, 2,]},\n{"c": {}}') == [{"a": 1}, {"b": [1, 2]}, {"c": {}}]


@pytest.mark.parametrize("script", ["", "The pier\n5\n1", '"a"', "[" * 1000, "]}" * 9])
def test_where_there_is_none_nothing_is_read(script: str) -> None:
    assert read(script) is None


@pytest.mark.parametrize("word", ["--5", "-", "5-", "²"])
def test_what_is_no_number_is_a_word(word: str) -> None:
    assert read(f'{{"a": {word}, "b": 1}}') == {"a": word, "b": 1}


def test_a_comment_that_does_not_end_goes_to_the_end() -> None:
    assert read('{"a": 1} /* ' + "],/*" * 9) == {"a": 1}
    assert read('{"a": 1, "b": 2,/*"c": {') == {"a": 1, "b": 2}


@given(st.text(alphabet="{}[]:,\"'\\/*-a1 \n", max_size=60))
def test_nothing_raises(script: str) -> None:
    read(script)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text("ab ", max_size=5),
        lambda inner: st.dictionaries(st.sampled_from(["@type", "b"]), inner) | st.lists(inner),
        max_leaves=9,
    )
)
def test_what_is_whole_is_read_as_it_is(value: object) -> None:
    assert read(json.dumps({"all": value})) == {"all": value}
