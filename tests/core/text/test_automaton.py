"""Many words found in one pass, whichever library looks for them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.automaton import Automaton, _automaton_of, automaton_of

LETTERS = st.text(st.sampled_from("ab c0é\ud83dа中😀\0"), max_size=5) | st.text(max_size=4)


@pytest.mark.parametrize("make", [automaton_of, _automaton_of])
@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["she", "he", "hers"], "ushers", [3, 0, 3, 1, 5, 2]),
        (["a", "aa"], "aaa", [0, 0, 1, 1, 1, 0, 2, 1, 2, 0]),
        (["中国", "国"], "在中国", [2, 0, 2, 1]),
        (["", "x"], "x", [0, 1]),
        ([], "anything", []),
        (["word"], "", []),
    ],
)
def test_every_word_is_found_where_it_ends(
    make: Callable[[list[str]], Automaton], words: list[str], text: str, found: list[int]
) -> None:
    assert make(words).find(text).tolist() == found


@pytest.mark.skipif(automaton_of is _automaton_of, reason="no compiled twin was built")
@given(st.lists(LETTERS, max_size=30, unique=True), st.lists(LETTERS).map("".join))
def test_the_compiled_automaton_finds_what_the_plain_one_does(words: list[str], text: str) -> None:
    for once in (text, "".join(words), text.join(words)):
        assert automaton_of(words).find(once) == _automaton_of(words).find(once)


@pytest.mark.skipif(automaton_of is _automaton_of, reason="no compiled twin was built")
def test_words_beyond_the_table_of_the_compiled_automaton_are_found_too() -> None:
    words = [f"{first}{number}{last}" for first in "abcdefghij中я" for number in range(120) for last in ("", "x", "é")]
    text = " ".join(words) + "a119xa119éa119z" + "".join(reversed(words))
    assert automaton_of(words).find(text) == _automaton_of(words).find(text)
