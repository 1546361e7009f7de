"""Plain characters: what is a letter stays, every sign goes, and a text of all signs costs no more than its length."""

import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.characters import _letters, letters, tidy, tidy_field

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


def test_few_signs_and_all_signs_go_alike() -> None:
    assert letters(EVERY) == _letters(EVERY) == "".join(filter(str.isalnum, EVERY))
    assert "".join(map(letters, EVERY)) == letters(EVERY)


def test_a_text_of_all_signs_costs_linear_time() -> None:
    signs = "".join(char for char in EVERY if not char.isalnum())
    assert len(signs) > 10_000

    started = process_time()
    left = letters((signs + "pier") * 20)

    assert left == "pier" * 20
    assert process_time() - started < 2  # hundredths of a second; one pass for each sign takes eight


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
