"""Plain characters: what is a letter stays, every sign goes, and a text of all signs costs no more than its length."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth, seconds
from worker.core.text.characters import _caseless, _letters, _size, caseless, letters, size, tidy, tidy_field

EVERY = "".join(chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Pier\nrebuilt — “at last”, 2024!", "Pierrebuiltatlast2024"),
        ("Ça va; \u202eça\u200b été…", "Çavaçaété"),
        ("、。「」市议会", "市议会"),
        ("\ud800a", "a"),
        ("", ""),
    ],
)
def test_letters_and_digits_stay(text: str, left: str) -> None:
    assert letters(text) == left


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=120))
def test_any_text_keeps_what_is_alphanumeric(text: str) -> None:
    assert letters(text) == "".join(filter(str.isalnum, text))
    assert letters(text, by_line=True).split("\n") == [letters(line) for line in text.split("\n")]


@pytest.mark.skipif(caseless is _caseless, reason="no compiled twin was built")
@given(st.text(st.characters() | st.sampled_from("\0İßſﬁ…´¨\u0301각\u11a8ガﾞЙᾼ½Ａ한"), max_size=12))
def test_the_compiled_case_is_the_plain_one(text: str) -> None:
    assert caseless(text) == _caseless(text)


@pytest.mark.skipif(caseless is _caseless, reason="no compiled twin was built")
def test_the_compiled_case_is_the_plain_one_of_every_character_beside_others() -> None:
    assert [text for char in EVERY if caseless(text := f"é{char}a") != _caseless(text)] == []
    assert [text for char in EVERY if caseless(text := f"ab{char}") != _caseless(text)] == []


def test_few_signs_and_all_signs_go_alike() -> None:
    assert letters(EVERY) == _letters(EVERY) == "".join(filter(str.isalnum, EVERY))
    assert "".join(map(letters, EVERY)) == letters(EVERY)


def test_a_text_of_all_signs_costs_linear_time() -> None:
    signs = "".join(char for char in EVERY if not char.isalnum())
    assert len(signs) > 10_000

    assert letters((signs + "pier") * 20) == "pier" * 20
    ordinary = seconds(lambda: letters("pier and " * (20 * len(signs) // 9)))
    assert seconds(lambda: letters((signs + "pier") * 20)) < 60 * ordinary  # 13; one pass for each sign takes thousands


def test_thousands_of_marks_upon_a_letter_cost_linear_time_and_leave_those_that_can_be_read() -> None:
    marks = "\u0316\u0301\u0344\u20e5"
    assert growth(lambda size: tidy("e" + marks * size), 2000) < LINEAR
    thick = tidy("pier" + marks * 2000 + " rebuilt")
    assert thick.startswith("pie")
    assert thick.endswith(" rebuilt")
    assert len(thick) < 100
    assert tidy(thick) == thick
    assert tidy("\u2014" * 2000) == "\u2014" * 2000


@given(st.text(max_size=80))
def test_tidy_text_comes_back_as_it_is(text: str) -> None:
    once = tidy(text)

    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_field_is_freed_of_entities_escaped_more_than_once() -> None:
    assert tidy_field("A &amp;amp; B&nbsp;") == "A & B"


@pytest.mark.skipif(letters is _letters, reason="no compiled twin was built")
@given(st.text(st.characters(exclude_categories=())) | st.text("ab 1\n.é’字\ud800😀"), st.booleans())
def test_the_compiled_letters_are_the_plain_ones(text: str, by_line: bool) -> None:
    assert letters(text, by_line=by_line) == _letters(text, by_line=by_line)


def test_letters_of_scripts_that_write_a_word_with_one_count_twice() -> None:
    assert [size(text) for text in ("abc", "é", "新聞a", "")] == [3, 1, 5, 0]
    assert [text for char in EVERY if size(text := f"{char}é") != _size(text)] == []
