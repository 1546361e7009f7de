"""Splitting a block into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.text.sentences import _sentences, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One. ", "Two! ", "Three?"]),
        ("Dr. A. Smith of the U.S. Navy spoke. He left.", ["Dr. A. Smith of the U.S. Navy spoke. ", "He left."]),
        (
            "Mr. Grey spoke. Then Dr. Lund left. So did we.",
            ["Mr. Grey spoke. ", "Then Dr. Lund left. ", "So did we."],
        ),
        ("They saw him. Subscribe now.", ["They saw him. ", "Subscribe now."]),
        ("“It is late.” She left.", ["“It is late.” ", "She left."]),
        ("石は待てる。海は待たない。", ["石は待てる。", "海は待たない。"]),
        ("यह एक है। यह दो है।", ["यह एक है। ", "यह दो है।"]),
        ("Heading\nText.", ["Heading\n", "Text."]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts


@given(st.text(alphabet="aB.!? \n。”“…", max_size=200))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize("piece", [".", ". ", "。", '."', "A."])
def test_hostile_text_costs_what_its_length_does(piece: str) -> None:
    assert "".join(sentences(piece * 1000)) == piece * 1000
    assert growth(lambda times: sentences(piece * times), 100_000) < LINEAR


PIECES = [
    *'.!?…。！」”")( \naé中1_(“\u3000', "  ", "          ", "Dr", "Prof", "Sept", "U.", "abcde", "abcdef",
]  # fmt: skip


@pytest.mark.skipif(sentences is _sentences, reason="no compiled twin was built")
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=2), max_size=14).map("".join))
def test_the_compiled_sentences_are_the_plain_ones(text: str) -> None:
    assert sentences(text) == _sentences(text)
