"""The words of the packs: how they are written, and where they stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.walls.vocabulary import (
    Words,
    _bits_of,
    _one_number,
    bits_of,
    forms_of,
    hits,
    learn,
    one_number,
    plain,
    vocabulary_of,
)
from worker.errors import UsageError


def found(terms: list[str], text: str) -> list[str]:
    """The words that stand in a text."""
    words: Words = {}
    learn(words, terms, 1, "x.toml")
    folded = plain(text)
    return [folded[start : last + 1] for start, last, _, _ in hits(vocabulary_of({"x": words}), folded)]


@pytest.mark.parametrize(
    ("written", "forms"),
    [
        ("log in", ("log in",)),
        ("(log|sign) in", ("log in", "sign in")),
        ("read (the |)rest", ("read the rest", "read rest")),
        ("(a|b)(c|d)", ("ac", "ad", "bc", "bd")),
        ("((a|b)|c)", ()),
        ("(a|b", ()),
        ("a|b)", ()),
    ],
)
def test_alternatives_stand_for_all_their_texts(written: str, forms: tuple[str, ...]) -> None:
    assert forms_of(written) == forms


def test_a_term_stands_for_no_more_texts_than_an_editor_can_mean() -> None:
    twenty = "|".join("abcdefghijklmnopqrst")
    assert len(forms_of(f"({twenty})({twenty})")) == 400
    assert forms_of(f"({twenty}|u)({twenty})") == ()


@pytest.mark.parametrize(
    ("terms", "text", "words"),
    [
        (["read"], "Read, already; bread reads READ", ["read", "read"]),
        (["read*"], "reads bread", ["read"]),
        (["*read"], "reads bread", ["read"]),
        (["*read*"], "reads breads", ["read", "read"]),
        (["log in"], "Log-in or log\u00a0in; login", ["log in", "log in"]),
        (["from # a month"], "from 1,99 a month, from 12 a month", ["from 0 a month", "from 0 a month"]),
        (["$#"], "€ 9 or €9 or £9.99", ["$0", "$0"]),
        (["登录"], "请登录后阅读", ["登录"]),
        (["読"], "続きを読む", ["読"]),
        (["לקריאה"], "ולקריאה", ["לקריאה"]),
        (["אבג"], "ואבג", []),
        (["पढ़ें"], "पढ़ेंगे", []),
        (["año"], "Años de AÑO", ["ano"]),
    ],
)
def test_a_word_is_found_where_words_begin_and_end(terms: list[str], text: str, words: list[str]) -> None:
    assert found(terms, text) == words


@pytest.mark.parametrize("term", ["", "a", "*", "re*ad", "((a|b)|c)", "(a|b", 7, None])
def test_a_term_that_cannot_be_meant_is_told_with_its_place(term: object) -> None:
    with pytest.raises(UsageError, match=r"^x\.toml: "):
        learn({}, [term], 1, "x.toml")


SEVERAL: dict[str, Words] = {"x": {}, "y": {}}
learn(SEVERAL["x"], ["paper", "*new*"], 1, "x.toml")
learn(SEVERAL["x"], ["paper", "news", "登录", "年*"], 2, "x.toml")
learn(SEVERAL["y"], ["paper*", "новости"], 4 << 70, "y.toml")


def test_a_text_that_means_several_ideas_gives_all_their_bits_in_each_language() -> None:
    assert bits_of(vocabulary_of(SEVERAL), "paper news papers", ()) == {0: {"x": (3, 3), "y": (4 << 70, 4 << 70)}}


def test_each_part_of_a_text_is_read_by_itself() -> None:
    parts = ["the news", "", "paper", "papers", "nothing"]
    ends = [len("\n\n".join(parts[: upto + 1])) + 2 for upto in range(len(parts))]
    assert bits_of(vocabulary_of(SEVERAL), "\n\n".join(parts), ends) == {
        0: {"x": (3, 0)},
        2: {"x": (3, 3), "y": (4 << 70, 4 << 70)},
        3: {"y": (4 << 70, 4 << 70)},
    }


@pytest.mark.skipif(bits_of is _bits_of, reason="no compiled twin was built")
@given(
    st.lists(st.sampled_from(["paper", "news", "s", " ", "登录", "年", "новости", "é", "\ud83d", "क", "\n\n", "."])),
    st.lists(st.integers(0, 40)).map(sorted),
)
def test_the_compiled_bits_are_the_plain_ones(pieces: list[str], ends: list[int]) -> None:
    vocabulary = vocabulary_of(SEVERAL)
    assert bits_of(vocabulary, "".join(pieces), ends) == _bits_of(vocabulary, "".join(pieces), ends)


@pytest.mark.skipif(one_number is _one_number, reason="no compiled twin was built")
@given(st.text(st.characters() | st.sampled_from("019٣.,' --x"), max_size=40))
def test_the_compiled_numbers_are_the_plain_ones(text: str) -> None:
    assert one_number(text) == _one_number(text)


def test_numbers_and_currencies_are_one_sign_each() -> None:
    assert plain("1.000,50 € und 12'000 ₹") == "0 $ und 0 $"
    assert plain("Élan Vital-Abo 5") == "elan vital abo 0"
