"""What a block begins with: words of the model, and words that the page says about itself."""

import pytest

from worker.core.extract.openings import begun, names_of, openings

WEIGHTS = {"subscribe": -2.0, "now": -0.5, "however": 1.0, "^subscribe": -3.0, "^subscribe now": -4.0}


def test_the_first_words_are_read_in_small_letters_without_signs_and_figures() -> None:
    assert begun(["Subscribe NOW – for €2!", "", "Über «uns»"]) == [["subscribe", "now", "for"], [], ["über", "uns"]]


def test_no_more_of_a_block_is_read_than_its_beginning() -> None:
    assert begun(["word " * 30]) == [["word"] * 20]
    assert begun(["a" * 300]) == [["a" * 200]]


def test_the_first_word_and_the_first_two_have_names_of_their_own() -> None:
    assert names_of(["subscribe", "now", "please"]) == ("^subscribe", "^subscribe now")
    assert names_of(["subscribe"]) == ("^subscribe", "")


def test_weights_are_summed_by_the_root_of_the_count_and_averaged() -> None:
    columns = openings(begun(["Subscribe now", "However it is so"]), "", WEIGHTS)
    assert columns["says"] == pytest.approx([-2.5 / 2**0.5, 1 / 2])
    assert columns["says_mean"] == pytest.approx([-1.25, 0.25])
    assert columns["opens"].tolist() == [-3, 0]
    assert columns["opens_with_two"].tolist() == [-4, 0]


def test_a_block_sees_what_its_neighbours_say() -> None:
    columns = openings(begun(["Subscribe now", "any", "However"]), "", WEIGHTS)
    assert columns["says@-1"] == pytest.approx([0, -2.5 / 2**0.5, 0])
    assert columns["says@+1"] == pytest.approx([0, 1, 0])


def test_words_that_the_page_tells_of_itself_are_counted() -> None:
    columns = openings(begun(["The old pier falls", "Sign up", "2024"]), "Old PIER to be rebuilt", {})
    assert columns["told_share"].tolist() == [0.5, 0, 0]
