"""Which places stand near each other; each rule of measure against a plain count of all pairs."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.topics.near import FURTHEST, WIDEST, Span, disjoint, near, overlaps

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair))), max_size=8)


def apart(spans: list[Span]) -> bool:
    ordered = sorted(spans)
    return all(one[1] <= other[0] for one, other in pairwise(ordered))


@given(SPANS)
def test_disjoint_keeps_as_many_as_can_be_kept(spans: list[Span]) -> None:
    chosen = disjoint(iter(spans))
    assert apart(chosen)
    assert chosen == sorted(chosen)
    assert set(chosen) <= set(spans)
    choices = product((False, True), repeat=len(spans))
    subsets = [[span for span, keep in zip(spans, choice, strict=True) if keep] for choice in choices]
    most = max(len(subset) for subset in subsets if apart(subset))
    assert len(chosen) == most


def test_of_places_that_end_together_the_shortest_is_kept() -> None:
    assert disjoint([(0, 9), (4, 9)]) == [(4, 9)]


@given(SPANS, st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair))))
def test_overlaps_is_sharing_a_character(spans: list[Span], span: Span) -> None:
    others = disjoint(spans)
    shared = any(set(range(*span)) & set(range(*other)) for other in others)
    assert overlaps(span, others) is shared


def words(text: str, *wanted: str) -> list[Span]:
    found, start = [], 0
    for piece in text.split(" "):
        if piece in wanted:
            found.append((start, start + len(piece)))
        start += len(piece) + 1
    return found


def matched(text: str, most: int, *, ordered: bool = False) -> list[str]:
    return [text[slice(*span)] for span in near(text, words(text, "L"), words(text, "R"), most, ordered=ordered)]


@pytest.mark.parametrize(
    ("text", "most", "either", "ordered"),
    [
        ("L R", 0, ["L R"], ["L R"]),
        ("R L", 0, ["R L"], []),
        ("L x R", 0, [], []),
        ("L x y R", 2, ["L x y R"], ["L x y R"]),
        ("L x y R", 1, [], []),
        ("R x L y y R", 2, ["R x L"], ["L y y R"]),
        ("R y y L x R", 2, ["L x R"], ["L x R"]),
        ("L R L R", 0, ["L R", "L R"], ["L R", "L R"]),
        ("L L R", 1, ["L R"], ["L R"]),
        ("R x L L L L", 1, ["R x L"], []),
        ("R L x R L x x L", 0, ["R L", "R L"], []),
        ("L. \n R", 9, [], []),
    ],
)
def test_near_reaches_to_the_nearest_of_the_other_side(
    text: str, most: int, either: list[str], ordered: list[str]
) -> None:
    assert matched(text, most) == either
    assert matched(text, most, ordered=True) == ordered


@given(st.lists(st.sampled_from("LRx"), max_size=12).map(" ".join), st.integers(0, 4), st.booleans())
def test_near_is_true_where_some_pair_is_near(text: str, most: int, ordered: bool) -> None:
    lefts, rights = ([at for at, piece in enumerate(text.split(" ")) if piece == side] for side in "LR")
    pairs = product(lefts, rights)
    expected = any(abs(right - left) - 1 <= most and (right > left or not ordered) for left, right in pairs)
    found = matched(text, most, ordered=ordered)
    assert bool(found) is expected
    assert all({"L", "R"} <= set(one) and len(one.split()) - 2 <= most for one in found)


def test_where_no_spaces_are_written_two_characters_are_a_word() -> None:
    text = "中在他的国"
    one, other = [(0, 1)], [(4, 5)]
    assert near(text, one, other, 1, ordered=True) == [(0, 5)]
    assert near(text, one, other, 0, ordered=True) == []
    assert near("中在国", one, [(2, 3)], 0, ordered=True) == [(0, 3)]
    assert near("中在 他的国", one, [(5, 6)], 2, ordered=True) == [(0, 6)]
    assert near("中在 他的国", one, [(5, 6)], 1, ordered=True) == []


@pytest.mark.parametrize(("length", "reached"), [(24, True), (25, False)])
def test_a_word_is_no_longer_than_twelve_characters_on_average(length: int, *, reached: bool) -> None:
    text = "L" + "x" * length + "R"
    assert bool(near(text, [(0, 1)], [(length + 1, length + 2)], 1, ordered=False)) is reached
    assert FURTHEST == 12 * (WIDEST + 1)
