"""What is counted of the blocks outside a run, and when these are about what walls speak of."""

import pytest

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.tally import Tally, tally
from worker.models import Block, BlockKind

PARAGRAPH = "The harbour board has put off its vote on the sea wall until the spring, when the stone may come."
BLOCKS = [Block(kind=BlockKind.PARAGRAPH, text=text) for text in (PARAGRAPH, "Sign up", PARAGRAPH, PARAGRAPH)]
CLASSES = [BlockClass(role=role, score=0.0) for role in (Role.GENUINE, Role.WALL, Role.GENUINE, Role.WALL)]
HEARD = [0.0, 0.9, 0.2, 0.7]


def test_short_lines_count_as_letters_only() -> None:
    assert tally([0, 1, 2, 3], BLOCKS, CLASSES, HEARD) == Tally(
        genuine=2, letters=3 * len(PARAGRAPH) + 7, sentences=3, somewhat=2, likely=1
    )
    assert tally([], BLOCKS, CLASSES, HEARD) == Tally()


@pytest.mark.parametrize("run", [[], [1], [1, 2], [0, 1, 2, 3]])
def test_the_whole_less_a_run_is_what_stands_outside(run: list[int]) -> None:
    whole = tally(range(4), BLOCKS, CLASSES, HEARD)
    outside = tally((index for index in range(4) if index not in run), BLOCKS, CLASSES, HEARD)

    assert whole - tally(run, BLOCKS, CLASSES, HEARD) == outside
    assert outside + tally(run, BLOCKS, CLASSES, HEARD) == whole


@pytest.mark.parametrize(
    ("sentences", "somewhat", "likely", "about"),
    [(0, 0, 0, False), (4, 0, 0, False), (4, 1, 0, False), (4, 1, 1, True), (5, 1, 1, False), (9, 2, 0, True)],
)
def test_an_article_is_about_it_by_more_than_a_chance_sentence(
    sentences: int, somewhat: int, likely: int, about: bool
) -> None:
    assert Tally(sentences=sentences, somewhat=somewhat, likely=likely).is_about is about


def test_an_article_speaks_of_a_subject_in_its_genuine_blocks_outside_the_run() -> None:
    classes = [
        BlockClass(role=Role.GENUINE, concepts=frozenset({"subscribe"})),
        BlockClass(role=Role.WALL, concepts=frozenset({"letter"})),
        BlockClass(role=Role.GENUINE, concepts=frozenset({"trial"})),
        BlockClass(role=Role.GENUINE),
    ]
    whole = tally(range(4), BLOCKS, classes, HEARD)

    assert whole.speaks_of(frozenset({"cancel", "costs"}))
    assert not whole.speaks_of(frozenset({"letter"}))
    assert (whole - tally([0], BLOCKS, classes, HEARD)).speaks_of(frozenset({"subscribe"}))
    assert not (whole - tally([0, 2], BLOCKS, classes, HEARD)).speaks_of(frozenset({"subscribe"}))
