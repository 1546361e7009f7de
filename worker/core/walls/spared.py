"""Gives back to the article what a wall took along: its sentences, its lists, the questions of an interview."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.placed import is_apart, is_sentence
from worker.core.walls.thresholds import (
    HARDLY_HEARD,
    HEARD_LIKELY,
    LEAST_QUESTIONS,
    LIKELY_SCORE,
    NOTHING_HEARD,
    REQUEST_CHARS,
    SURE_BODY_SCORE,
    SURE_SCORE,
)
from worker.core.walls.told import Run
from worker.models import Block, BlockKind

_QUESTION = ("?", "؟", "？")
_CLOSING = " \"'”’»›)」』"


def spared(blocks: Sequence[Block], classes: Sequence[BlockClass], heard: Sequence[float], run: Run) -> Run | None:
    """A run without the blocks of the article that a wall beside them took along; None when nothing asks any more."""
    promised = _promised(blocks, classes, run.indexes)
    answered = _answered(blocks, heard, run.indexes)
    indexes = tuple(
        i for i in run.indexes if i in promised or not (i in answered or is_own(blocks[i], classes[i], heard[i]))
    )
    if indexes == run.indexes:
        return run
    asking = any(classes[index].role is Role.WALL or heard[index] >= HEARD_LIKELY for index in indexes)
    return replace(run, indexes=indexes, offset=run.offset * (indexes[0] == run.indexes[0])) if asking else None


def _promised(blocks: Sequence[Block], classes: Sequence[BlockClass], indexes: Sequence[int]) -> set[int]:
    """The items of a list that a request opens ("…and get unlimited access to:"): the page may show them as its own."""
    promised: set[int] = set()
    for before, index in pairwise(indexes):
        sure = classes[before].role is Role.WALL and not classes[before].heard
        opens = sure and blocks[before].text.endswith((":", "："))
        if blocks[index].kind is BlockKind.LIST_ITEM and (opens or before in promised):
            promised.add(index)
    return promised


def _answered(blocks: Sequence[Block], heard: Sequence[float], indexes: Sequence[int]) -> set[int]:
    """The questions of an interview among these: a sentence outside of them answers, as others are answered too.

    "Do you still send the newsletter yourself?" has a wall's words; what answers for a wall ("Cancel when you like.")
    asks as well.
    """
    if not any(_is_question(blocks[index]) for index in indexes):
        return set()
    answered = {
        index
        for index in range(len(blocks) - 1)
        if _is_question(blocks[index]) and is_sentence(blocks[index + 1]) and heard[index + 1] < HEARD_LIKELY
    }
    return {i for i in answered if i + 1 not in indexes} if len(answered) >= LEAST_QUESTIONS else set()


def _is_question(block: Block) -> bool:
    return block.text.rstrip(_CLOSING).endswith(_QUESTION) and not is_apart(block)


def is_own(block: Block, judged: BlockClass, probability: float) -> bool:
    """Whether a block is prose, or by its page the article's, with nothing heard in it and no rule sure of it.

    Of a sentence that the page is sure of and that speaks to nobody a little may be heard: in short ones of a language
    with little prose to learn from, some always is.
    """
    apart = is_apart(block)
    if probability >= NOTHING_HEARD and not (probability < HEARD_LIKELY and not apart and _tells(block, judged)):
        return False
    least = SURE_SCORE if apart else SURE_BODY_SCORE  # a form may stand in the list that an article is
    long = block.article_score < least and len(block.text) >= REQUEST_CHARS and probability < HARDLY_HEARD
    if long and is_sentence(block) and not judged.addresses:
        least = LIKELY_SCORE  # no wall is that long and says nothing to anyone: it stands in the box of one
    likely = block.article_score >= least and bool(block.context)
    doubtful = bool(block.context) and not likely and judged.addresses
    if not likely and (doubtful or judged.role is not Role.GENUINE):
        return False
    asks = judged.self_sufficient or judged.joins_wall_before or judged.trailing is not None
    return not asks and not judged.proves_truncation


def _tells(block: Block, judged: BlockClass) -> bool:
    """Whether a block is a whole sentence that the page is sure of, speaks to nobody and has no word of a wall."""
    spoken = judged.addresses and "report" not in judged.concepts
    sure = bool(block.context) and block.article_score >= SURE_SCORE
    return sure and not spoken and not judged.has_cues and is_sentence(block)
