"""What a revision changed."""

from hypothesis import given
from hypothesis import strategies as st

from worker.core.view.diff import Piece, Side, changed, words
from worker.models import BLANK_LINE

PARAGRAPHS = [
    f"Paragraph {n} tells of the harbour, its walls and those who keep them."
    for n in ("one", "two", "three", "four", "five")
]


def side(pieces: list[Piece], one: Side) -> str:
    return "".join(piece.text for piece in pieces if piece.side in (Side.BOTH, one))


@given(st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60))
def test_each_side_reads_as_it_was(old, new):
    pieces = words(old, new)

    assert side(pieces, Side.OLD) == old
    assert side(pieces, Side.NEW) == new


def test_a_word_is_replaced_in_its_place():
    pieces = words("The vote is on Monday evening.", "The vote is on Friday evening.")

    assert [(p.side, p.text) for p in pieces] == [
        (Side.BOTH, "The vote is on "), (Side.OLD, "Monday"), (Side.NEW, "Friday"), (Side.BOTH, " evening."),
    ]  # fmt: skip


def test_words_that_change_in_a_row_change_together():
    pieces = words("It is a quiet old harbour by the sea", "It is a loud new harbour by the sea")

    assert Piece(Side.OLD, "quiet old") in pieces
    assert Piece(Side.NEW, "loud new") in pieces


def test_passages_with_little_in_common_stand_whole():
    assert words("All is well in town.", "Nobody knows why ships wait.") == [
        Piece(Side.OLD, "All is well in town."), Piece(Side.NEW, "Nobody knows why ships wait."),
    ]  # fmt: skip


def test_only_what_is_near_a_change_is_shown():
    after = [*PARAGRAPHS]
    after[2] = after[2].replace("walls", "gates")
    found = changed(BLANK_LINE.join(PARAGRAPHS), BLANK_LINE.join(after))

    assert [[piece.side for piece in pieces] for pieces in found] == [
        [Side.LEFT_OUT], [Side.BOTH], [Side.BOTH, Side.OLD, Side.NEW, Side.BOTH], [Side.BOTH], [Side.LEFT_OUT],
    ]  # fmt: skip
    assert found[0][0].text == "1"


def test_a_paragraph_that_came_between_does_not_part_the_others_from_their_versions():
    after = [
        "A paragraph of quite other words came first.",
        PARAGRAPHS[0].replace("one", "1"),
        PARAGRAPHS[1].replace("two", "2"),
    ]
    found = changed(BLANK_LINE.join(PARAGRAPHS[:2]), BLANK_LINE.join(after))

    assert [pieces[0].side for pieces in found] == [Side.NEW, Side.BOTH, Side.BOTH]
    assert Piece(Side.NEW, "2") in found[2]


def test_texts_that_are_the_same_show_nothing():
    assert changed("a", "a") == []


def test_large_texts_take_no_time_that_grows_with_the_square():
    many = [f"{n} {PARAGRAPHS[n % 5]}" for n in range(4000)]

    assert changed(BLANK_LINE.join(many), BLANK_LINE.join(reversed(many)))
    assert len(words(" ".join("abc" for _ in range(5000)), "abd " * 5000)) == 2
