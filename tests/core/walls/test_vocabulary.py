"""The words of the packs: how they are written, and where they stand in a text."""

import pytest

from worker.core.walls.vocabulary import Words, automaton_of, forms_of, hits, joined, learn, plain
from worker.errors import UsageError


def found(terms: list[str], text: str) -> list[str]:
    """The words that stand in a text."""
    words: Words = {}
    learn(words, terms, 1, "x.toml")
    folded = plain(text)
    return [folded[start : last + 1] for start, last, _ in hits(automaton_of(words), folded)]


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


def test_a_text_that_means_several_ideas_gives_all_their_bits_and_the_mask_takes_some_away() -> None:
    words: Words = {}
    learn(words, ["paper"], 1, "x.toml")
    learn(words, ["paper", "news"], 2, "x.toml")
    other: Words = {}
    learn(other, ["paper*"], 4, "y.toml")

    def bits(mask: int) -> dict[int, int]:
        seen: dict[int, int] = {}
        for start, _, bit in hits(joined([automaton_of(words), automaton_of(other)], mask), "paper news papers"):
            seen[start] = seen.get(start, 0) | bit
        return seen

    assert bits(~0) == {0: 7, 6: 2, 11: 4}
    assert bits(~2) == {0: 5, 11: 4}
    assert bits(0) == {}


def test_numbers_and_currencies_are_one_sign_each() -> None:
    assert plain("1.000,50 € und 12'000 ₹") == "0 $ und 0 $"
    assert plain("Élan Vital-Abo 5") == "elan vital abo 0"
