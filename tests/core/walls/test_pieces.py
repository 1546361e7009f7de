"""Sentences that ask are taken out of their paragraph, and what is left of it is one paragraph again."""

from dataclasses import replace
from pathlib import Path

import pytest

import worker
from worker.core.walls.cues import WallRules, load_rules
from worker.core.walls.cut import cut_walls
from worker.core.walls.heard import hear
from worker.core.walls.pieces import Pieces, take_apart
from worker.core.walls.wording import load_wording
from worker.models import Access, Block, BlockKind, WallRemoval

MODEL = load_wording((Path(worker.__file__).parent / "rules" / "wording.npz").read_bytes())
STORY = [
    "The harbour board has put off its vote on the sea wall until the spring, when the stone may come.",
    "Two fishermen said they had lost their catch in both winters. Nobody was hurt, the police said.",
    "The quarry closed in October, and no other has stone of that size within a day of the port.",
]
FORM = "Get our newsletter in your inbox every morning. Enter your email address to sign up."


@pytest.fixture(scope="module")
def rules(packs: dict[str, object]) -> WallRules:
    return load_rules(packs, MODEL)  # type: ignore[arg-type]


def paragraphs(texts: list[str], **fields: object) -> list[Block]:
    return [Block(kind=BlockKind.PARAGRAPH, text=text, **fields) for text in texts]  # type: ignore[arg-type]


def apart(rules: WallRules, blocks: list[Block], repeated: frozenset[int] = frozenset()) -> Pieces:
    packs = rules.packs("en")
    readings = rules.read_all([block.text for block in blocks], packs)
    return take_apart(blocks, readings, hear(blocks, rules), rules, packs, repeated=repeated)


def trim(rules: WallRules, blocks: list[Block]) -> WallRemoval:
    return cut_walls(blocks, rules, language="en", access=Access())


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_form_at_the_end_of_a_paragraph_goes_and_the_paragraph_stays(rules: WallRules, at: int) -> None:
    texts = [text + f" {FORM}" * (index == at) for index, text in enumerate(STORY)]

    trimmed = trim(rules, paragraphs(texts))

    assert [block.text for block in trimmed.blocks] == STORY
    assert "".join(cut.text for cut in trimmed.cuts).replace("\n", " ") == FORM


def test_a_cut_inside_a_block_stands_after_it(rules: WallRules) -> None:
    blocks = [
        Block(kind=BlockKind.PARAGRAPH, text=text, start=start)
        for start, text in ((3, STORY[0]), (7, f"{STORY[1]} {FORM}"), (9, STORY[2]))
    ]

    assert [cut.place for cut in trim(rules, blocks).cuts] == [8]


def test_a_form_before_a_sentence_of_the_article_leaves_it(rules: WallRules) -> None:
    trimmed = trim(rules, paragraphs([STORY[0], f"{FORM} {STORY[1]}", STORY[2]]))

    assert [block.text for block in trimmed.blocks] == STORY


def test_a_block_that_stays_comes_back_as_it_was(rules: WallRules) -> None:
    pieces = apart(rules, paragraphs([STORY[0], f"{STORY[1]}  {FORM}"]))
    whole = paragraphs([STORY[0], f"{STORY[1]}  {FORM}"])

    assert len(pieces.blocks) > len(whole)
    assert list(pieces.joined(whole, dict(enumerate(pieces.blocks))).values()) == whole


def test_a_piece_that_loses_its_end_keeps_the_space_before_the_next(rules: WallRules) -> None:
    whole = paragraphs([STORY[0], f"{FORM} {STORY[1]}  Sign up. {STORY[2]}"])
    first, second = (replace(whole[1], text=text) for text in (f"{STORY[1]}  Sign up.", STORY[2]))
    pieces = Pieces((whole[0], first, second), (0, 1, 1), {1: f"{first.text} ", 2: second.text})

    left = pieces.joined(whole, {1: replace(first, text=STORY[1]), 2: second})

    assert left[1].text == f"{STORY[1]} {STORY[2]}"


def test_sentences_that_somebody_is_said_to_have_said_are_not_taken_out(rules: WallRules) -> None:
    said = f"{STORY[0]} Subscribers can read all articles without limit, the editor said. “Sign up now,” she said."

    assert not apart(rules, paragraphs([said, STORY[1], STORY[2]])).raw


def test_prose_is_not_taken_apart(rules: WallRules) -> None:
    assert apart(rules, paragraphs(STORY)).blocks == tuple(paragraphs(STORY))


def test_what_the_source_repeats_is_not_taken_apart(rules: WallRules) -> None:
    blocks = paragraphs([STORY[0], f"{STORY[1]} {FORM}"])

    assert apart(rules, blocks, frozenset({1})).blocks == tuple(blocks)


def test_the_pieces_of_blocks_are_found_by_the_blocks_indexes(rules: WallRules) -> None:
    pieces = apart(rules, paragraphs([STORY[0], f"{STORY[1]} {FORM}", STORY[2]]))

    assert pieces.of(frozenset({0, 2})) == {0, len(pieces.blocks) - 1}
    assert [pieces.follows(index) for index in (0, 1, 2)] == [False, False, True]


def test_without_a_model_nothing_is_taken_apart(walls: WallRules) -> None:
    blocks = paragraphs([STORY[0], f"{STORY[1]} {FORM}"])

    assert apart(walls, blocks).blocks == tuple(blocks)
