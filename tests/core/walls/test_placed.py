"""What speaks for a wall or a story beside what is heard: place, form, rules."""

import pytest

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.placed import any_placed, is_apart, is_placed, is_sentence, is_shown, letters
from worker.models import Block, BlockKind

GENUINE = BlockClass(role=Role.GENUINE)


def block(text: str = "Log in", **fields: object) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "apart"),
    [
        (block(), False),
        (block(asks=True), True),
        (block(box=3, article_score=0.4), True),
        (block(box=3, article_score=0.99), False),
        (block(box=3, article_score=0.99, context="div paywall"), True),
    ],
)
def test_a_form_or_a_box_that_is_not_the_articles_own_shows_a_wall(one: Block, apart: bool) -> None:
    assert is_apart(one) is is_placed(one, GENUINE) is is_shown([one], [0]) is apart
    assert any_placed([block(), one], [GENUINE, GENUINE], [0, 1]) is apart


@pytest.mark.parametrize(
    ("text", "whole"), [("The pier is open.", True), ("Log in", False), ("No.", False), ("Is it open?", False)]
)
def test_a_sentence_is_long_enough_and_ends_in_a_full_stop(text: str, whole: bool) -> None:
    assert is_sentence(block(text)) is whole


def test_letters_are_those_of_the_blocks_asked_for() -> None:
    assert letters([block("one"), block("three"), block("four")], [0, 2]) == 7
