"""A text with what is marked in it, and its cuts in their places."""

from hypothesis import given
from hypothesis import strategies as st

from worker.core.view.marks import CUT, Mark, PlacedCut, Span, in_context, shown, spans

TEXT = "One line of it.\n\nTwo lines of it."
BLOCKS = [("paragraph", 0, 15), ("quote", 17, 33)]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(-5, 50), st.integers(-5, 50)), max_size=6))
def test_the_text_is_whole_however_marks_overlap(text, marks):
    found = spans(text, [Mark(start, end, "t") for start, end in marks if start >= 0])

    assert "".join(span.text for span in found) == text
    assert all(span.text for span in found)


def test_the_mark_that_begins_first_goes_on():
    assert spans("abcdef", [Mark(3, 6, "b"), Mark(1, 4, "a")]) == (
        Span("a"), Span("bcd", "a"), Span("ef", "b"),
    )  # fmt: skip


def test_cuts_stand_before_the_block_that_followed_them_and_unknown_ones_last():
    cuts = [
        PlacedCut("end", "r", len(TEXT)),
        PlacedCut("old", "r", None),
        PlacedCut("between", "r", 17),
        PlacedCut("first", "r", 0),
    ]
    found = shown(TEXT, BLOCKS, ["The quay"], [], cuts)

    assert [(one.kind, one.spans[0].text) for one in found] == [
        (CUT, "first"), ("paragraph", "One line of it."), (CUT, "between"), ("quote", "Two lines of it."),
        (CUT, "end"), (CUT, "old"), ("caption", "The quay"),
    ]  # fmt: skip


def test_a_mark_over_two_blocks_is_marked_in_both():
    one, other = shown(TEXT, BLOCKS, [], [Mark(9, 20, "t")], [])

    assert one.spans[-1] == Span("of it.", "t")
    assert other.spans[0] == Span("Two", "t")


def test_a_text_without_blocks_is_parted_at_blank_lines():
    found = shown(TEXT, [], [], [], [])

    assert [one.spans[0].text for one in found] == TEXT.split("\n\n")


def test_blocks_that_reach_beyond_the_text_are_no_blocks_of_it():
    assert [one.kind for one in shown("short", [("quote", 0, 99)], [], [], [])] == ["paragraph"]


def test_a_passage_is_shown_with_whole_words_around_it():
    text = "a" * 30 + " before the tanker was seized by them " + "b" * 300
    start = text.index("tanker")
    found = in_context(text, [Mark(start, start + 6, "t")], near=30)

    assert Span("tanker", "t") in found
    assert found[0].text == "… "
    assert found[-1].text == " …"
    assert found[1].text == "before the "


def test_without_a_mark_there_is_no_passage():
    assert in_context("text", []) == ()
