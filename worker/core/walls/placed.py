"""What speaks for a wall or a story beside what is heard in a block: its place on the page, its form, the rules."""

from collections.abc import Iterable, Sequence

from worker.core.text.lists import ends_with_full_stop
from worker.core.walls.classify import BlockClass, Role, of_wall_context
from worker.core.walls.thresholds import ASKING_WEIGHT, SENTENCE_CHARS, SURE_BODY_SCORE
from worker.models import Block


def is_sentence(block: Block) -> bool:
    """Whether a block is a whole sentence that states something, as a story's are."""
    return len(block.text) >= SENTENCE_CHARS and ends_with_full_stop(block.text)


def is_apart(block: Block) -> bool:
    """Whether a block has a form or a link to a login, or stands in a box that is no list of the article's own."""
    return block.asks or (block.box >= 0 and (block.article_score < SURE_BODY_SCORE or of_wall_context(block)))


def is_shown(blocks: Sequence[Block], indexes: Iterable[int]) -> bool:
    """Whether the page's markup speaks for a wall in any of these blocks."""
    return any(is_apart(blocks[index]) for index in indexes)


def is_ruled(judged: BlockClass) -> bool:
    """Whether the rules see a wall in a block, and not only the model."""
    return judged.role is Role.WALL and any(cue.requires and cue.family.weight >= ASKING_WEIGHT for cue in judged.cues)


def is_placed(block: Block, judged: BlockClass) -> bool:
    """Whether more than words speaks for a wall: the page's markup or the rules."""
    return is_apart(block) or is_ruled(judged)


def any_placed(blocks: Sequence[Block], classes: Sequence[BlockClass], indexes: Iterable[int]) -> bool:
    return any(is_placed(blocks[index], classes[index]) for index in indexes)


def letters(blocks: Sequence[Block], indexes: Sequence[int]) -> int:
    return sum(len(blocks[index].text) for index in indexes)
