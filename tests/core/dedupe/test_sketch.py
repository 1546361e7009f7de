"""Copies are found by what two texts share, and only then."""

import re
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.copies import COPIES, invented, measure
from tests.support.builders import NOW, cleaned, draft, item
from worker.core.dedupe.sketch import (
    CANDIDATES,
    COPY,
    ENOUGH,
    HASHES,
    SHINGLE,
    SHINGLE_UNSPACED,
    SHORT_WINDOW,
    Candidate,
    _hashed,
    _words,
    containment,
    copy_of,
    hashed,
    locks,
    nearest,
    sketch,
)
from worker.core.dedupe.verdicts import verdicts

TEXT, OTHER = ("\n\n".join(text) for text in invented(2))
CHINESE = (
    "港口委员会星期四开会决定把码头堤坝的表决推迟到春天因为工程费用比预期高出许多居民对此表示不满市长说资金仍然没有着落"
)


def candidate(text: str, original: int = 1, **fields) -> Candidate:
    made = sketch(text)
    assert made is not None
    return Candidate(original=original, sketch=made, seen_at=fields.get("seen_at", NOW))


def likeness(one: str, other: str) -> float:
    return containment(candidate(one).sketch, candidate(other).sketch)


def test_a_text_contains_itself_whatever_its_case_and_punctuation():
    assert likeness(TEXT, TEXT.upper().replace(".", " —")) == 1.0


def test_another_text_shares_nothing():
    assert likeness(TEXT, OTHER) == 0.0


def test_sketches_that_are_stored_stay_comparable():
    """Another value here means that every stored sketch is void."""
    assert candidate(" ".join(map(str, range(40)))).sketch.hashes[:8].hex() == "4bf635098bd4490a"


@pytest.mark.parametrize("share", [0.15, 0.4])
def test_a_text_cut_short_is_contained_in_the_whole(share):
    assert likeness(TEXT, TEXT[: int(len(TEXT) * share)]) > 0.9


def test_text_without_spaces_is_compared_by_characters():
    other = "".join(reversed(CHINESE))
    assert likeness(CHINESE, "通讯社：" + CHINESE) > 0.9
    assert likeness(CHINESE, other) == 0.0


@pytest.mark.parametrize("text", ["", "one two three", "7 " * 200, "!" * 5000])
def test_a_text_too_short_to_tell_has_no_sketch(text):
    assert sketch(text) is None


@given(st.text())
def test_any_text_can_be_sketched(text):
    made = sketch(text * 9)
    assert made is None or (len(made.hashes) <= 4 * HASHES and all(0 <= key < 2**63 for key in made.keys))


def test_a_form_filled_in_anew_is_no_copy():
    form = "The exchange closed at {} points after {} the day before, wheat at {} and oil at {} a barrel, dealers said."
    one, two = form.format(101, 102, 55, 71) * 2, form.format(108, 101, 54, 73) * 2
    assert copy_of(candidate(two).sketch, NOW, [candidate(one)]) is None
    assert copy_of(candidate(one).sketch, NOW, [candidate(one)]) == (1, 1.0)


@pytest.mark.parametrize(
    ("numbers", "others", "copy"),
    [
        ("101 55 71", "108 54 73", False),
        ("101 55 71", "101 55 71", True),
        ("101 55 71 9 8", "101 55 71 3 2", True),
        ("101 55 71 9 8", "101 55 4 3 2", False),
        ("101 55", "108 54", True),
    ],
)
def test_numbers_tell_texts_apart_that_share_their_words(numbers, others, copy):
    """Three of five agree enough; fewer than three say nothing."""
    words = re.sub(r"\d+", "", TEXT)
    one, two = (candidate(f"{words} The market closed at {figures}.") for figures in (numbers, others))
    assert containment(one.sketch, two.sketch) >= COPY
    assert (copy_of(one.sketch, NOW, [two]) is not None) is copy


def test_a_short_text_that_comes_again_next_week_is_no_copy():
    short = " ".join(TEXT.split()[:60])
    late = NOW + SHORT_WINDOW + timedelta(minutes=1)
    assert copy_of(candidate(short).sketch, late, [candidate(short)]) is None
    assert copy_of(candidate(TEXT).sketch, late, [candidate(TEXT)]) == (1, 1.0)


def test_the_most_similar_wins_and_among_equals_the_first():
    shorter = TEXT[: len(TEXT) * 9 // 10] + OTHER[:200]
    found = [candidate(shorter, 1), candidate(TEXT, 4), candidate(TEXT, 3)]
    assert copy_of(candidate(TEXT).sketch, NOW, found) == (3, 1.0)


def test_a_cut_copy_in_the_same_batch_points_to_the_whole():
    batch = [
        cleaned(item(id=1, url="https://a.example/1"), draft(text=TEXT, title="One")),
        cleaned(item(id=2, url="https://b.example/2"), draft(text=TEXT[:2000], title="Two")),
    ]
    (_, first), (_, second) = verdicts(batch, [], {}, {}, now=NOW)
    assert first.copy_of is None
    assert second.copy_of == 1
    assert second.similarity >= COPY


def test_a_stored_copy_is_found_and_a_revision_is_not_judged_again():
    one = cleaned(item(id=2, url="https://b.example/2"), draft(text=TEXT))
    ((_, verdict),) = verdicts([one], [], {}, {2: [candidate(TEXT + OTHER[:300], original=7)]}, now=NOW)
    assert (verdict.action, verdict.copy_of) == ("create", 7)
    without = replace(one, sketch=None)
    ((_, verdict),) = verdicts([without], [], {}, {2: [candidate(TEXT)]}, now=NOW)
    assert verdict.copy_of is None


@pytest.mark.gate
def test_copies_are_found_as_well_as_we_promise():
    figures = measure(invented(60))
    assert figures.precision >= 0.97
    assert figures.recall >= 0.85
    assert figures.truncated >= 0.95
    assert set(COPIES) <= set(figures.by_kind)


def batch(*texts: str):
    return [cleaned(item(id=number), draft(text=text)) for number, text in enumerate(texts, 1)]


def test_a_copy_locks_what_the_original_locks_and_another_text_does_not():
    first, copy, other = (set(locks(batch(text))) for text in (TEXT, "Breaking. " + TEXT, OTHER))
    assert first & copy
    assert not first & other


def test_a_batch_locks_each_number_once_in_one_order():
    numbers = locks(batch(TEXT, OTHER, TEXT))
    assert numbers == sorted(set(locks(batch(OTHER))) | set(locks(batch(TEXT)))) == locks(batch(OTHER, TEXT))


def test_a_lock_is_a_number_of_64_bits_with_its_sign():
    numbers = locks(batch(*(f"Text {number}." for number in range(40))))
    assert -(2**63) <= min(numbers) < 0 < max(numbers) < 2**63


def test_the_largest_hash_of_a_full_sketch_is_compared_too():
    full = candidate(TEXT).sketch
    assert len(full.hashes) == 4 * HASHES
    largest = replace(full, hashes=full.hashes[-4 * ENOUGH :])
    assert containment(full, largest) == containment(largest, full) == 1.0


@pytest.mark.parametrize(
    ("text", "width"), [("中中가가", SHINGLE), ("中中中가가", SHINGLE_UNSPACED), ("中中ab", SHINGLE)]
)
def test_a_text_is_compared_by_characters_when_most_are_of_a_script_without_spaces(text, width):
    assert _words(text)[1] == width


def test_texts_too_short_for_a_sketch_lock_their_very_words():
    one, same, other = batch("Too short.", "Too short.", "Short too.")
    assert locks([one]) == locks([same]) != locks([other])


def test_each_text_is_near_to_those_that_share_most_keys_with_it():
    stored = [[1], [3, 2, 1], [8, 9], [2, 1, 7]]
    assert nearest({10: (1, 2, 3), 11: (9, 1), 12: (5,)}, stored) == {10: [1, 3, 0], 11: [0, 1, 2, 3]}


def test_only_so_many_that_share_few_keys_are_near():
    stored = [[1]] * 100 + [[1, 2]]
    assert nearest({10: (1, 2)}, stored) == {10: [100, *range(CANDIDATES - 1)]}


MADE_OF = (
    "harbour",
    "pier",
    " ",
    " ",
    "—",
    ".",
    "12",
    "3",
    "é",
    "港",
    "湾",
    "ท่า",
    "９",
    "ª",
    "\ud800",
    "😀",
    "\u2070",
    "\n",
)


@pytest.mark.skipif(hashed is _hashed, reason="no compiled twin was built")
@given(st.lists(st.sampled_from(MADE_OF) | st.characters(exclude_categories=())).map("".join))
def test_the_compiled_hashes_are_the_plain_ones(text):
    for one, other in zip(*_both(text), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.skipif(hashed is _hashed, reason="no compiled twin was built")
def test_the_compiled_hashes_part_words_at_the_same_characters():
    text = "".join(f"a{chr(code)}b1 " for code in range(0x12000))
    for some in (text, *re.findall("(?s).{1,60000}", text), "港湾 委員会" * 30_000):
        for one, other in zip(*_both(some), strict=True):
            assert np.array_equal(one, other)


@pytest.mark.skipif(hashed is _hashed, reason="no compiled twin was built")
def test_the_compiled_hashes_part_signs_from_words_where_no_spaces_do():
    text = "".join(f"港湾港湾港a{chr(code)}港{chr(code)}1{chr(code)}๑" for code in range(0x12000))
    for some in re.findall("(?s).{1,60000}", text):
        for one, other in zip(*_both(some), strict=True):
            assert np.array_equal(one, other)


def _both(text):
    factors = np.arange(1, 2 * SHINGLE_UNSPACED, 2, np.uint64)
    return hashed(text, factors, SHINGLE, _words), _hashed(text, factors, SHINGLE, _words)
