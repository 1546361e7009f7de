"""Items of lists and ends of sentences, told by their signs."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text import lists
from worker.core.text.lists import ends_sentence, is_bullet, size, starts_item
from worker.models import Block, BlockKind


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("• one", True), ("✓ one", True), ("* one", True), ("+one", True), ("– one", True), ("- one", True),
        ("– So it is.", False), ("– “So it is.”", False), ("•", False), ("one", False), ("2-1", False),
    ],
)  # fmt: skip
def test_a_bullet_starts_an_item_and_a_dash_before_a_sentence_opens_speech(text: str, *, starts: bool) -> None:
    assert starts_item(text) is starts


@pytest.mark.parametrize(
    ("text", "kind", "is_item"),
    [
        ("one", BlockKind.LIST_ITEM, True), ("• one", BlockKind.PARAGRAPH, True), ("one", BlockKind.PARAGRAPH, False),
    ],
)  # fmt: skip
def test_an_item_is_told_by_its_markup_or_its_first_sign(text: str, kind: BlockKind, *, is_item: bool) -> None:
    assert is_bullet(Block(kind=kind, text=text)) is is_item


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("So it is.", True),
        ("“So it is.”  ", True),
        ("So (it is!)", True),
        ("So it is", False),
        ("。", True),
        ("", False),
    ],
)
def test_a_sentence_ends_with_its_sign_whatever_closes_behind_it(text: str, *, ends: bool) -> None:
    assert ends_sentence(text) is ends


def test_letters_of_scripts_that_write_a_word_with_one_count_twice() -> None:
    assert [size(text) for text in ("abc", "é", "新聞a", "")] == [3, 1, 5, 0]


TWINS = ["starts_item", "ends_sentence", "ends_with_full_stop", "is_quoted", "size"]
SIGNS = " \n\u3000\x1c.!?…。！？؟۔।\"'”’»›)]」』•·‣*+–—-aé中\ud83d“„«「"


@pytest.mark.skipif(starts_item is lists._starts_item, reason="no compiled twins were built")
@pytest.mark.parametrize("name", TWINS)
@given(text=st.text(st.sampled_from(SIGNS) | st.characters(), max_size=8))
def test_the_compiled_answers_are_the_plain_ones(name: str, text: str) -> None:
    assert getattr(lists, name)(text) == getattr(lists, f"_{name}")(text)


@pytest.mark.skipif(starts_item is lists._starts_item, reason="no compiled twins were built")
@pytest.mark.parametrize("name", TWINS)
def test_the_compiled_answers_are_the_plain_ones_about_every_character(name: str) -> None:
    compiled, plain = getattr(lists, name), getattr(lists, f"_{name}")
    every = [text for code in range(sys.maxunicode + 1) for text in (f"{chr(code)}x", f".{chr(code)}")]
    assert list(map(compiled, every)) == list(map(plain, every))
