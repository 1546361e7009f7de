"""Text that a publisher serves as random letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.scrambled import _counted, counted, scrambled

GARBLED = "Bjagybpvymp Tfcfh dr Hqsemx, ahp Oogu iah fudvs Kvd gof gqnxvdzczdo rxnq mhe Wwfc vthwk Ujzc mrl due Xkq. "
SENTENCE = "The council of the harbour town voted on Tuesday to rebuild the old pier, after a debate of nine hours. "
CZECH = "Zastupitelé přístavního města v úterý po devítihodinové debatě odhlasovali obnovu mola a příští stavbu. "


def with_vowels(share: float, letters: int = 120) -> str:
    """A text of so many letters of which this share are vowels."""
    vowels = round(share * letters)
    return "a" * vowels + "t" * (letters - vowels)


def test_random_letters_are_found_and_no_language_is_taken_for_them() -> None:
    texts = [SENTENCE * 2, GARBLED * 2, GARBLED * 3, CZECH * 2, "短い文。" * 40]
    assert scrambled(texts) == frozenset({1, 2})
    assert scrambled([SENTENCE, GARBLED[:90]]) == frozenset()
    assert scrambled([]) == frozenset()


@pytest.mark.parametrize(("share", "found"), [(0.27, True), (0.29, False), (0.35, False)])
def test_fewer_vowels_than_any_language_has_are_random(share: float, *, found: bool) -> None:
    assert bool(scrambled([with_vowels(share)] * 3)) is found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([with_vowels(0.2, 120)] * 2, {0, 1}),
        ([with_vowels(0.2, 119), with_vowels(0.2, 120)], set()),
        ([with_vowels(0.2, 80)] * 3, {0, 1, 2}),
        ([with_vowels(0.2, 79) + "1"] * 4, set()),
        ([with_vowels(0.2, 79)] * 4, set()),
    ],
    ids=["240 letters", "239 letters", "80 in each", "79 and a digit", "79 in each"],
)
def test_so_few_letters_are_not_believed(texts: list[str], found: set[int]) -> None:
    assert scrambled(texts) == found


def test_only_the_beginning_of_a_text_is_read() -> None:
    assert scrambled([with_vowels(0.2, 200) + "a" * 500] * 2) == {0, 1}


@pytest.mark.parametrize(
    ("doubtful", "apart", "found"),
    [(0.32, 1, True), (0.32, 2, True), (0.32, 3, False), (0.34, 1, False)],
)
def test_a_piece_with_a_few_vowels_more_is_one_of_those_beside_it(doubtful: float, apart: int, *, found: bool) -> None:
    sure, between = [with_vowels(0.2)] * 3, [SENTENCE] * (apart - 1)
    after = [*sure, *between, with_vowels(doubtful)]
    assert (len(after) - 1 in scrambled(after)) is found
    assert (0 in scrambled(after[::-1])) is found


def test_case_and_accents_make_no_other_letters() -> None:
    upper = [with_vowels(0.2).upper()] * 3
    assert scrambled(upper) == {0, 1, 2}
    assert scrambled([with_vowels(0.4).replace("a", "é")] * 3) == frozenset()


@pytest.mark.skipif(counted is _counted, reason="no compiled twin was built")
@given(st.lists(st.text(min_size=60, max_size=300) | st.text("aàxŵ\u0250ƀZ🙂1 ", min_size=60, max_size=300)))
def test_both_forms_count_alike(texts: list[str]) -> None:
    assert counted(texts) == _counted(texts)


@pytest.mark.skipif(counted is _counted, reason="no compiled twin was built")
def test_both_forms_know_the_same_letters() -> None:
    texts = [chr(code) * 80 for code in range(0x400)]
    assert counted(texts) == _counted(texts)
