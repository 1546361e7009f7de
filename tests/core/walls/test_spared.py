"""What a wall took along and the article gets back: its sentences, and the questions of an interview."""

import pytest

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.spared import is_own, spared
from worker.core.walls.told import Run
from worker.models import Block, BlockKind

WALL, LOOSE = BlockClass(role=Role.WALL), BlockClass(role=Role.UNDECIDED)


def block(text: str, *, score: float = 0.95, context: str = "p", **fields: object) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, article_score=score, context=context, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "heard", "judged", "own"),
    [
        ("潜水员将于周一检查船体。", 0.3, LOOSE, True),
        ("潜水员将于周一检查船体。", 0.7, LOOSE, False),
        ("潜水员将于周一检查船体", 0.3, LOOSE, False),
        ("See you on Friday.", 0.3, LOOSE._replace(concepts=frozenset({"address"})), False),
        ("“We will see you,” she said.", 0.3, LOOSE._replace(concepts=frozenset({"address", "report"})), True),
        ("Access is free.", 0.3, LOOSE._replace(has_cues=True), False),
    ],
)
def test_a_sentence_that_the_page_is_sure_of_and_that_speaks_to_nobody_stays_behind_a_wall(
    text: str, heard: float, judged: BlockClass, *, own: bool
) -> None:
    assert is_own(block(text), judged, heard) is own


def test_a_little_heard_is_enough_where_the_page_says_nothing_of_a_sentence() -> None:
    assert not is_own(block("潜水员将于周一检查船体。", context=""), LOOSE, 0.3)


def test_a_long_sentence_in_which_nothing_is_heard_stays_in_the_box_of_a_wall() -> None:
    text = "The council, which has met in the school since the flood, wants to return to the old town hall by next May."

    assert is_own(block(text, score=0.6, asks=True, box=3), LOOSE, 0.01)
    assert not is_own(block(text, score=0.6, asks=True, box=3), LOOSE, 0.025)
    assert not is_own(block(text, score=0.4, asks=True, box=3), LOOSE, 0.01)
    speaks = LOOSE._replace(concepts=frozenset({"address"}))
    assert not is_own(block(text, score=0.6, asks=True, box=3), speaks, 0.01)


INTERVIEW = ["How many members do you have?", "Nine thousand.", "Do you send the letter yourself?", "At five, I do."]


@pytest.mark.parametrize(
    ("texts", "heard", "stays"),
    [
        (INTERVIEW, (0.1, 0.1, 0.9, 0.3), True),
        (INTERVIEW, (0.1, 0.1, 0.9, 0.9), False),
        (INTERVIEW[1:], (0.1, 0.9, 0.3), False),
        (["Quanti soci avete?", "Novemila.", "أترسل الرسالة بنفسك؟", "نعم، كل صباح."], (0.1, 0.1, 0.9, 0.3), True),
    ],
)
def test_the_questions_of_an_interview_stay_whatever_they_ask_after(
    texts: list[str], heard: tuple[float, ...], *, stays: bool
) -> None:
    blocks = [block(text) for text in texts]
    run = Run(where="tail", indexes=(len(texts) - 2,))

    left = spared(blocks, [WALL] * len(texts), heard, run)

    assert left == (None if stays else run)
