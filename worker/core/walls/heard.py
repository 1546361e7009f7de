"""Finds runs of blocks that ask for something by what the wording model hears in them; cuts nothing itself.

Each block weighs for or against a wall: what the model hears, in log odds, and what speaks of its place: a form or a
link to a login in it, a box of its own, a low score as article text. A run is where the sum of these is highest. After
the article's last word little is needed; between paragraphs more; and most where the
article itself is about such things.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf

from worker.core.text.characters import size
from worker.core.text.lists import ends_sentence, is_quoted
from worker.core.text.sentences import sentences
from worker.core.walls.classify import BlockClass, Role, of_wall_context
from worker.core.walls.cues import SPOKEN, WallRules
from worker.core.walls.highest import highest_runs
from worker.core.walls.placed import any_placed, is_apart, is_placed, is_ruled, is_sentence, is_shown, letters
from worker.core.walls.spared import is_own
from worker.core.walls.tally import Tally, tally
from worker.core.walls.thresholds import (
    ABOUT_HEARD,
    ABOUT_NEEDS,
    ARTICLE_TIMES,
    BUTTON_AGAINST,
    BUTTON_CHARS,
    FOR_ASKING_PLACE,
    FOR_DOUBTFUL,
    FOR_MOST,
    FOR_RULES,
    FULL_CHARS,
    FULLY_HEARD_CHARS,
    HARDLY_HEARD,
    HEARD_INSIDE,
    HEARD_LIKELY,
    HEARD_UNPLACED,
    LEAST_TOLD,
    LIKELY_SCORE,
    LINE_AGAINST,
    LONGEST_UNSHOWN,
    LOUD,
    LOUD_PLACED,
    LOUD_SHARE,
    MOST_LINES,
    MOST_UNPLACED,
    MOST_UNSHOWN,
    NOTHING_HEARD,
    PARAGRAPH_CHARS,
    QUOTE_AGAINST,
    REQUEST_CHARS,
    STATEMENT_AGAINST,
    SURE_BODY_SCORE,
    SURE_SCORE,
    TAIL_NEEDS,
    TOLD_AGAINST,
    WALL_LINES,
)
from worker.core.walls.told import Run
from worker.core.walls.wording import LONGEST, odds
from worker.models import Block, BlockKind

_ASKING_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM})
_TAKEN = 3.0
"""What a block weighs that the rules have found to be a wall: those beside it need less."""
_BREAK = -1000.0
"""What prose weighs: no run reaches over it."""
_BESIDE = 0.2
"""What lines weigh that make no wall and join one: the others in its box, sentences with its words that only tell."""


@dataclass(frozen=True, slots=True)
class HeardRun:
    """Blocks that ask, one after the other."""

    where: str
    indexes: tuple[int, ...]
    """Of the blocks that go, without those that the rules have taken."""
    loudest: int
    """Index of the one in which the model heard most."""


def hear(blocks: Sequence[Block], rules: WallRules) -> list[float]:
    """That each block asks for something; 0 for those that are not read because nobody asks in them."""
    if rules.wording is None:
        return [0.0] * len(blocks)
    read = [index for index, block in enumerate(blocks) if block.kind in _ASKING_KINDS and _is_read(block)]
    heard = [0.0] * len(blocks)
    probabilities = rules.wording.probabilities([blocks[i].text for i in read])
    for index, probability in zip(read, probabilities, strict=True):
        heard[index] = probability
    return heard


def heard_runs(
    blocks: Sequence[Block],
    classes: Sequence[BlockClass],
    heard: Sequence[float],
    *,
    taken: AbstractSet[int],
    title: float,
    known: bool | None,
) -> Iterator[HeardRun]:
    """The runs that go beside what is `taken` already.

    `title` is what the model hears in the article's title; `known` says whether the rules have words of its language,
    None that it has not been told.
    """
    order = [
        index
        for index, block in enumerate(blocks)
        if index in taken
        or classes[index].role is not Role.BOILERPLATE
        or (block.article_score >= LIKELY_SCORE and (heard[index] >= LOUD or (block.asks and block.box >= 0)))
    ]
    weights = _weights(blocks, classes, heard, taken, order=frozenset(order), known=known)
    highest = list(highest_runs([weights[index] for index in order]))
    if not highest:
        return
    article = tally((index for index in order if index not in taken), blocks, classes, heard)
    unplaced_inside: list[HeardRun] = []
    for first, last in highest:
        members = order[first : last + 1]
        indexes = tuple(index for index in members if index not in taken)
        outside = article - tally(indexes, blocks, classes, heard)
        if not indexes or not outside.genuine or _is_the_article(blocks, classes, indexes, outside):
            continue
        tail = last == len(order) - 1
        beside = [blocks[order[at]] for at in (first - 1, last + 1) if 0 <= at < len(order)]
        needed = _needed(blocks, classes, heard, members=members, indexes=indexes, beside=beside, tail=tail)
        longer = not any_placed(blocks, classes, members) and letters(blocks, indexes) > outside.letters
        about = outside.is_about or _tells_of_its_own(blocks, classes, indexes, outside, known=known)
        if longer or title >= HEARD_LIKELY or about:
            needed += ABOUT_NEEDS
        if sum(weights[index] for index in members) < needed:
            continue
        run = HeardRun("tail" if tail else "inside", indexes, max(indexes, key=lambda index: heard[index]))
        if tail or is_shown(blocks, members):
            yield run
        else:
            unplaced_inside.append(run)
    # What no markup shows and what comes again and again (prices, days, a table) is how this article writes.
    if len(unplaced_inside) <= MOST_UNPLACED:
        yield from unplaced_inside


def _tells_of_its_own(
    blocks: Sequence[Block],
    classes: Sequence[BlockClass],
    indexes: Sequence[int],
    outside: Tally,
    *,
    known: bool | None,
) -> bool:
    """Whether a run is whole sentences, spoken to nobody, about a subject that the article speaks of elsewhere."""
    if is_shown(blocks, indexes) or not all(is_sentence(blocks[index]) for index in indexes):
        return False
    concepts = frozenset[str]().union(*(classes[index].concepts for index in indexes))
    # Of a language that is not known all packs are read, and some word of one of them speaks to somebody by chance.
    return not (known and concepts & SPOKEN) and outside.speaks_of(concepts)


def tells_only(
    blocks: Sequence[Block],
    classes: Sequence[BlockClass],
    heard: Sequence[float],
    asking: Sequence[int],
    *,
    indexes: Sequence[int],
    outside: Tally,
    title: float,
) -> bool:
    """Whether what the rules take for a wall is whole sentences of the article that have such words in them.

    `asking` are those of the run's `indexes` that by themselves are a wall's.
    """
    loudest = max((heard[index] for index in asking), default=1.0)
    shown = any(blocks[index].asks or blocks[index].box >= 0 or of_wall_context(blocks[index]) for index in asking)
    if loudest < HARDLY_HEARD and not shown and all(len(sentences(blocks[index].text)) == 1 for index in asking):
        return True
    if _is_the_article(blocks, classes, indexes, outside):
        return True
    whole = sum(is_sentence(blocks[index]) for index in asking)
    # "Inscrivez-vous… Vous n'avez pas d'ordinateur ? Allez au guichet.": of advice a part may be a question
    if not all(ends_sentence(blocks[index].text) for index in asking) or whole < min(len(asking), LEAST_TOLD):
        return False
    if not shown and outside.is_about and loudest < NOTHING_HEARD:
        return True
    if not shown and title >= HEARD_LIKELY and not any("this" in classes[index].concepts for index in asking):
        return True
    if any(classes[index].self_sufficient or classes[index].proves_truncation for index in asking):
        return False
    if loudest < NOTHING_HEARD:
        return True
    return not any(blocks[index].asks for index in asking) and (title >= HEARD_LIKELY or outside.is_about)


def _is_the_article(
    blocks: Sequence[Block], classes: Sequence[BlockClass], indexes: Sequence[int], outside: Tally
) -> bool:
    """Whether a run is two thirds of what the page says, in sentences: how to register, who pays what from May."""
    if is_shown(blocks, indexes) or letters(blocks, indexes) <= ARTICLE_TIMES * outside.letters:
        return False
    lines = [blocks[index] for index in indexes if blocks[index].kind is not BlockKind.HEADING]
    whole = all(block.article_score >= LIKELY_SCORE and ends_sentence(block.text) for block in lines)
    return whole and not any(classes[index].proves_truncation for index in indexes)


def _is_read(block: Block) -> bool:
    """Whether a block is worth the time of reading it: rules of dashes and brackets of code say nothing."""
    text = block.text
    letters = (len(text) > 1 and text[:2].isalpha()) or sum(map(str.isalpha, text[:FULL_CHARS])) > 1
    return letters and not _is_sure(block)


def _is_sure(block: Block) -> bool:
    """Whether a block is too long for a wall and by its page surely the article's."""
    return len(block.text) > LONGEST and bool(block.context) and block.article_score >= SURE_SCORE and not block.asks


def _is_prose(block: Block, probability: float) -> bool:
    """Whether a block is the article's own, so that no run may reach over it."""
    if probability >= ABOUT_HEARD:
        return False
    return len(block.text) >= PARAGRAPH_CHARS or (block.article_score >= SURE_SCORE and is_sentence(block))


def _speaks(block: Block, judged: BlockClass, probability: float) -> bool:
    """Whether a block by itself is a reason to look for a wall between paragraphs: names and prices are none."""
    least = LOUD_PLACED if is_placed(block, judged) else LOUD
    return probability >= least and len(block.text) >= FULL_CHARS


def _weights(
    blocks: Sequence[Block],
    classes: Sequence[BlockClass],
    heard: Sequence[float],
    taken: AbstractSet[int],
    *,
    order: AbstractSet[int],
    known: bool | None,
) -> list[float]:
    """What the blocks of the `order` weigh, and those in a box with them."""
    weights = [
        _TAKEN
        if index in taken
        else _weight(block, judged, probability, known=known)
        if index in order or block.box >= 0
        else _BREAK
        for index, (block, judged, probability) in enumerate(zip(blocks, classes, heard, strict=True))
    ]
    boxes: dict[int, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.box >= 0:
            boxes.setdefault(block.box, []).append(index)
    for members in boxes.values():
        loud = sum(weights[index] for index in members if weights[index] > 0)
        if loud < _TAKEN:
            continue
        for index in members:
            if not _is_prose(blocks[index], heard[index]) and not is_own(blocks[index], classes[index], heard[index]):
                weights[index] = max(weights[index], _BESIDE)
    return weights


def _weight(block: Block, judged: BlockClass, probability: float, *, known: bool | None) -> float:
    if block.kind not in _ASKING_KINDS or (judged.role is not Role.WALL and _is_prose(block, probability)):
        return _BREAK
    weight = min(odds(probability), FOR_MOST)
    if weight > 0:
        weight *= min(1.0, size(block.text) / FULLY_HEARD_CHARS)
    weight += FOR_RULES * is_ruled(judged)
    weight += FOR_ASKING_PLACE * (block.asks + of_wall_context(block))
    weight += FOR_DOUBTFUL * ((block.article_score < SURE_BODY_SCORE) + (block.article_score < LIKELY_SCORE))
    if is_quoted(block.text):
        weight -= QUOTE_AGAINST
        weight = min(weight, 0.0) if is_sentence(block) else weight
    if not is_apart(block) and is_sentence(block):
        weight -= STATEMENT_AGAINST
        # The packs of a language know who is spoken to; of one without a pack, which mostly has little prose to learn
        # from too, the model believes too much.
        told = not judged.concepts & SPOKEN if known else len(block.text) > REQUEST_CHARS
        if told and judged.role is not Role.WALL:
            sure = known is False or (known and judged.role is Role.GENUINE)
            weight = min(weight, 0.0) if sure else min(weight, max(weight - TOLD_AGAINST, _BESIDE))
    if not ends_sentence(block.text) and not is_own(block, judged, probability):
        if len(block.text) <= BUTTON_CHARS:
            weight = max(weight, -BUTTON_AGAINST)
        elif len(block.text) <= PARAGRAPH_CHARS:
            weight = max(weight, -LINE_AGAINST)
    return weight


def _needed(
    blocks: Sequence[Block],
    classes: Sequence[BlockClass],
    heard: Sequence[float],
    *,
    members: Sequence[int],
    indexes: Sequence[int],
    beside: Sequence[Block],
    tail: bool,
) -> float:
    """The weight that a run needs by its place and by what speaks for it; infinite where it cannot be a wall."""
    placed, shown = any_placed(blocks, classes, members), is_shown(blocks, members)
    if not placed and (len(indexes) > WALL_LINES or not tail) and not _is_mostly_loud(blocks, heard, indexes):
        return inf
    if not shown and letters(blocks, indexes) > LONGEST_UNSHOWN:
        return inf
    joins = shown and len(indexes) < len(members)
    if not tail and not joins and not any(_speaks(blocks[i], classes[i], heard[i]) for i in indexes):
        return inf
    if not placed and any(map(_is_item, beside)):
        return TAIL_NEEDS + HEARD_INSIDE if tail else inf
    if tail:
        return 0.0 if shown else TAIL_NEEDS
    return HEARD_INSIDE if placed else HEARD_UNPLACED


def habits(blocks: Sequence[Block], runs: Sequence[Run]) -> Sequence[Run]:
    """Those of the runs between paragraphs that no markup shows, when there are many and each has other words.

    Prices under every product that an article compares are what it is about; the same request again and again is not.
    """
    unshown = [run for run in runs if not is_shown(blocks, run.indexes)]
    texts = {"".join(blocks[index].text for index in run.indexes) for run in unshown}
    return unshown if len(texts) > MOST_UNSHOWN else ()


def only_sounds(
    blocks: Sequence[Block],
    classes: Sequence[BlockClass],
    heard: Sequence[float],
    indexes: Sequence[int],
    *,
    tail: bool,
) -> bool:
    """Whether nothing but the model's ear speaks for a run that the rules took: no word of theirs and no markup.

    Between paragraphs that is left to `heard_runs`, which asks for more; at the end a list is left in which some lines
    sound like a wall.
    """
    if is_shown(blocks, indexes):
        return False
    if any(is_ruled(classes[index]) for index in indexes):
        return tail and len(indexes) > MOST_LINES and not _is_mostly_loud(blocks, heard, indexes)
    return not tail or (len(indexes) > WALL_LINES and not _is_mostly_loud(blocks, heard, indexes))


def _is_mostly_loud(blocks: Sequence[Block], heard: Sequence[float], indexes: Sequence[int]) -> bool:
    """Whether a request is heard in most of a run, and not in some lines of a list of parts, changes or code."""
    loud = [index for index in indexes if heard[index] >= HEARD_LIKELY]
    return letters(blocks, loud) >= LOUD_SHARE * letters(blocks, indexes)


def _is_item(block: Block) -> bool:
    """Whether a block looks like one item of a list or a table: then the line beside it is probably another."""
    short = len(block.text) < PARAGRAPH_CHARS and block.kind is not BlockKind.HEADING
    return short and not ends_sentence(block.text)
