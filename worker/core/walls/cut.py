"""Decides which blocks of a text are a wall, and cuts them; never extracts, fetches or decodes anything.

A wall is a *run* of blocks: a line that asks for something, the bullets that praise it, a price, a button. What each
block is by itself comes from `core/walls/classify.py`. How much evidence a run needs depends on where it stands: little
after the last genuine paragraph, since nothing of the article can be lost there; much more between paragraphs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from worker.core.text.lists import is_bullet
from worker.core.walls.classify import BlockClass, Role, classify_blocks
from worker.core.walls.cues import COMMON, WallRules
from worker.core.walls.heard import habits, hear, heard_runs, only_sounds, tells_only
from worker.core.walls.pieces import Pieces, take_apart
from worker.core.walls.repetition import is_background
from worker.core.walls.spared import spared
from worker.core.walls.tally import CONCERNS, tally
from worker.core.walls.thresholds import (
    ABOUT_PARAGRAPHS,
    ABOUT_TIMES,
    ASKING_WEIGHT,
    BUTTON_CHARS,
    CARRIED_CHARS,
    DOUBTFUL_SCORE,
    FAR_BLOCKS,
    GAP_BLOCKS,
    HEADING_CHARS,
    INSIDE,
    LIKELY_SCORE,
    SURE_SCORE,
    TAIL,
    TOGETHER,
    WALL_LINE_CHARS,
)
from worker.core.walls.told import Run, kind_of, proof_of, rule_of, sells
from worker.core.walls.truncation import assess_truncation
from worker.core.walls.worded import cue_of
from worker.models import Access, Block, BlockKind, Cut, WallRemoval

_HINTS = frozenset(
    ("rest", "member", "unlimited", "trial", "offer", "price", "subscribe", "register", "limit", "purpose", "free")
)
_HEADINGS = frozenset(("external", "letter", "app", "member", "subscribe", "help"))
_BUTTONS = frozenset(("agree", "show", "register", "subscribe", "login", "get", "download", "help"))
_KNOWN = frozenset(("identity", "acquaintance", "button"))
_OF_THIS = frozenset(("this", "rest", "purpose"))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Story:
    """What the article itself is about: the same words prove little when they also stand in a wall."""

    about: bool
    """Whether subscriptions, newsletters or apps are its subject."""
    tells: frozenset[str]
    """Concepts in its title and its genuine paragraphs."""

    def allows(self, members: Sequence[BlockClass]) -> bool:
        """Whether these lines may be cut from this article: not when they are sentences about its own subject."""
        asking = [judged for judged in members if judged.role is Role.WALL]
        concepts = frozenset[str]().union(*(judged.concepts for judged in asking))
        if not all(judged.is_statement for judged in asking) or any(
            judged.proves_truncation and judged.concepts & _OF_THIS for judged in asking
        ):
            return True
        known = len(asking) == 1 and _asking(asking) <= _KNOWN  # "Who already has an account logs in with the card."
        return not known and not any(concern & self.tells and concern & concepts for concern in CONCERNS)


def cut_walls(
    blocks: Sequence[Block],
    rules: WallRules,
    *,
    language: str | None,
    access: Access,
    title: str | None = None,
    unreadable: bool = False,
    repeated: frozenset[int] = frozenset(),
    declared_words: int | None = None,
    summary: str | None = None,
) -> WallRemoval:
    """The blocks that are left, every cut with its rule, and whether the publisher withheld text.

    `title` helps to tell what the article is about. `repeated` holds the indexes of blocks that other articles of the
    source have too; `unreadable` says that a scrambled part of the page was dropped before. `declared_words` and
    `summary` are what the publisher says of the whole text.
    """
    whole, packs = blocks, rules.packs(language)
    readings = rules.read_all([block.text for block in blocks], packs)
    heard = hear(blocks, rules)
    pieces = take_apart(blocks, readings, heard, rules, packs, repeated=repeated)
    if pieces.raw:
        blocks, repeated = pieces.blocks, pieces.of(repeated)
        anew = dict(zip(pieces.raw, hear([blocks[index] for index in pieces.raw], rules), strict=True))
        read = dict(zip(anew, rules.read_each([blocks[index].text for index in anew], packs), strict=True))
        readings = tuple(read.get(index) or readings[owner] for index, owner in enumerate(pieces.owner))
        heard = [anew.get(index, heard[owner]) for index, owner in enumerate(pieces.owner)]
    heard = [0.0 if block.text == title else probability for block, probability in zip(blocks, heard, strict=True)]
    classes = list(classify_blocks(blocks, rules, language=language, repeated=repeated, heard=heard, readings=readings))
    titled = rules.read(title or "", packs).concepts
    story = _story(classes, titled)
    subject = rules.wording.probabilities([title])[0] if rules.wording and title else 0.0
    runs = list(_runs(blocks, classes, story))
    taken = {index for run in runs for index in run.indexes}
    if rules.wording and runs:
        outside = tally((i for i in range(len(blocks)) if i not in taken), blocks, classes, heard)
        standing = []
        for run in runs:
            asking = [i for i in run.indexes if classes[i].role is Role.WALL and blocks[i].text != title]
            told = frozenset[str]().union(*(classes[index].concepts for index in asking))
            named = any(concern & titled and concern & told for concern in CONCERNS)
            if not run.offset and (
                only_sounds(blocks, classes, heard, run.indexes, tail=run.where == "tail")
                or tells_only(
                    blocks,
                    classes,
                    heard,
                    asking,
                    indexes=run.indexes,
                    outside=outside,
                    title=1.0 if named else subject,
                )
            ):
                taken.difference_update(run.indexes)
                outside += tally(run.indexes, blocks, classes, heard)
            else:
                standing.append(run)
        runs = standing
    usual = {run.indexes for run in habits(blocks, [run for run in runs if run.where == "inside"])}
    runs = [run for run in runs if run.indexes not in usual]
    taken.difference_update(*usual)
    known = language in rules.choices if language else None
    hearing = heard_runs(blocks, classes, heard, taken=taken, title=subject, known=known) if rules.wording else ()
    for found in hearing:
        at = found.loudest
        cue = cue_of(blocks[at].text, heard[at], rules)
        classes[at] = classes[at]._replace(cues=(*classes[at].cues, cue), language=language or COMMON)
        runs.append(Run(where=found.where, indexes=found.indexes))
    if rules.wording:
        runs = [less for run in runs if (less := spared(blocks, classes, heard, run))]
    kept, cuts = _apply(blocks, classes, [*runs, *_again(blocks, classes, repeated, runs)], pieces)
    left = pieces.joined(whole, kept)
    truncated, evidence = assess_truncation(
        [block for index, block in left.items() if classes[index].role is not Role.BOILERPLATE],
        proof=proof_of(blocks, classes, runs),
        walled=sells(classes, runs),
        access=access,
        unreadable=unreadable,
        declared_words=declared_words,
        summary=summary,
    )
    return WallRemoval(
        blocks=tuple(left.values()),
        wall=kind_of(classes, runs) if runs else None,
        cuts=cuts,
        truncated=truncated,
        truncated_evidence=evidence,
    )


def _story(classes: Sequence[BlockClass], title: frozenset[str]) -> _Story:
    genuine = [judged for judged in classes if judged.role is Role.GENUINE]
    return _Story(
        about=sum(judged.has_cues for judged in genuine) >= ABOUT_PARAGRAPHS,
        tells=title.union(*(judged.concepts for judged in genuine)),
    )


def _runs(blocks: Sequence[Block], classes: Sequence[BlockClass], story: _Story) -> Iterator[Run]:
    end = _body_end(blocks, classes)
    yield from _inside(blocks, classes, end, story)
    tail = _tail(blocks, classes, end, story)
    trailing = classes[end - 1].trailing if end else None
    if trailing is not None:
        yield Run(where="tail", indexes=(end - 1, *tail), offset=trailing)
    elif tail:
        yield Run(where="tail", indexes=tail)


def _again(
    blocks: Sequence[Block], classes: Sequence[BlockClass], repeated: frozenset[int], runs: Sequence[Run]
) -> Iterator[Run]:
    """Blocks that other articles of the source have too and that are in no wall."""
    taken = {index for run in runs for index in run.indexes}
    for index in sorted(repeated - taken):
        block = blocks[index]
        if classes[index].role is Role.BOILERPLATE and block.article_score >= LIKELY_SCORE and not is_background(block):
            yield Run(where="repeated", indexes=(index,))


def _body_end(blocks: Sequence[Block], classes: Sequence[BlockClass]) -> int:
    """Index after the last genuine block. Praise that stands between two blocks of a wall does not count as genuine."""
    wall: int | None = None
    end = len(blocks)
    carried = 0
    for index in range(len(blocks) - 1, -1, -1):
        judged = classes[index]
        if judged.role is Role.WALL and judged.score >= TAIL:
            wall = end = index
            carried = 0
        elif judged.role is Role.GENUINE and not (
            judged.joins_wall_before and index and classes[index - 1].score >= TAIL
        ):
            end = index + 1 if not carried else end
            carried += len(blocks[index].text)
            praises = judged.promotional or (wall is not None and _is_framed(classes, index, wall))
            if wall is None or carried > CARRIED_CHARS or not praises:
                return end
    return end if carried or wall is not None else len(blocks)


def _is_framed(classes: Sequence[BlockClass], index: int, wall: int) -> bool:
    """Whether a paragraph that addresses the reader stands between two lines that ask for the same kind of thing."""
    before, judged = classes[index - 1] if index else classes[index], classes[index]
    families = [{cue.family.name for cue in around.cues} for around in (before, classes[wall])]
    return judged.unquoted and judged.addresses and before.score >= TAIL and bool(families[0] & families[1])


def _tail(blocks: Sequence[Block], classes: Sequence[BlockClass], end: int, story: _Story) -> tuple[int, ...]:
    """The blocks of the wall that ends the text."""
    first = _opening(blocks, classes, end, about=story.about)
    if first is None:
        return ()
    start = _start(blocks, classes, end, first)
    indexes = list(range(start, first + 1))
    last = first
    for index in range(first + 1, len(blocks)):
        judged = classes[index]
        if judged.role is Role.WALL or judged.joins_wall_before:
            if index - last > FAR_BLOCKS and blocks[index].article_score < LIKELY_SCORE:
                break
            indexes += [
                between
                for between in range(last + 1, index)
                if classes[between].role is not Role.BOILERPLATE or is_bullet(blocks[between])
            ]
            indexes.append(index)
            last = index
    for index in range(last + 1, len(blocks)):
        text = blocks[index].text
        opened = blocks[index - 1].text.rstrip().endswith(":") or is_bullet(blocks[index])
        if classes[index].role is not Role.UNDECIDED or not (
            opened or classes[index].addresses or classes[index].has_cues or len(text) <= BUTTON_CHARS
        ):
            break
        indexes.append(index)
    return tuple(indexes) if story.allows([classes[index] for index in indexes]) else ()


def _opening(blocks: Sequence[Block], classes: Sequence[BlockClass], end: int, *, about: bool) -> int | None:
    """Index of the line after the last genuine paragraph that opens a wall; None when none does."""
    opening = [index for index in range(end, len(blocks)) if classes[index].may_open and classes[index].score >= TAIL]
    if about:
        # Such an article may well end with a sentence about an offer: only a short line with a high score opens a wall.
        opening = [i for i in opening if classes[i].score >= INSIDE and len(blocks[i].text) <= WALL_LINE_CHARS]
    if opening or about:
        return next(iter(opening), None)
    asking = [index for index in range(end, len(blocks)) if classes[index].role is Role.WALL]
    members = [classes[index] for index in asking]
    families = {cue.family.name for judged in members for cue in judged.cues}
    agree = len(asking) > 1 and len(families) > 1 and sum(judged.score for judged in members) >= TOGETHER
    return asking[0] if agree else None


def _start(blocks: Sequence[Block], classes: Sequence[BlockClass], end: int, first: int) -> int:
    """Where the wall begins that `first` opens: at its own line, or at a heading, praise or prices right before it."""
    start = first
    for index in range(first - 1, end - 1, -1):
        block, judged = blocks[index], classes[index]
        if judged.role is Role.WALL or (start == index + 1 and _leads_in(block, judged)):
            start = index
        elif judged.role is not Role.UNDECIDED or len(block.text) > HEADING_CHARS or start - index > FAR_BLOCKS:
            break
    return start


def _leads_in(block: Block, judged: BlockClass) -> bool:
    """Whether a block right before the line that asks belongs to the wall: its heading, or a line of its kind."""
    if judged.role is Role.UNDECIDED:
        spoken = len(judged.concepts - {"report", "never"}) > 1 and len(block.text) <= HEADING_CHARS
        return block.kind is BlockKind.HEADING or bool(judged.concepts & _HINTS) or spoken
    return judged.role is Role.WALL


def _inside(blocks: Sequence[Block], classes: Sequence[BlockClass], end: int, story: _Story) -> Iterator[Run]:
    """The walls with genuine text after them."""
    index = done = 0
    while index < end:
        if classes[index].role is not Role.WALL or classes[index].heard or _tells_before(blocks[index], classes[index]):
            index += 1
            continue
        indexes = _extent(blocks, classes, index, end)
        members = [classes[i] for i in indexes]
        after = indexes[-1] + 1
        longest = max(len(blocks[i].text) for i in indexes)
        if _stands_inside(members, about=story.about, lines=longest <= WALL_LINE_CHARS) and story.allows(members):
            yield Run(where="inside", indexes=_framed(blocks, classes, indexes, done, end))
            done = after
        index = after


def _tells_before(block: Block, judged: BlockClass) -> bool:
    """Whether a block that speaks a little like a wall is the article's last word before one: a sure whole sentence."""
    return judged.is_statement and judged.score < TAIL and block.article_score >= SURE_SCORE


def _framed(
    blocks: Sequence[Block], classes: Sequence[BlockClass], indexes: tuple[int, ...], start: int, stop: int
) -> tuple[int, ...]:
    """A run inside the text with the heading over it and the button under it."""
    first, last = indexes[0], indexes[-1]
    if first > start and _is_line_of(blocks[first - 1], classes[first - 1], _HEADINGS):
        indexes = (first - 1, *indexes)
    if last + 1 < stop and _is_line_of(blocks[last + 1], classes[last + 1], _BUTTONS):
        indexes = (*indexes, last + 1)
    return indexes


def _is_line_of(block: Block, judged: BlockClass, concepts: frozenset[str]) -> bool:
    return (
        (judged.role is Role.UNDECIDED or judged.heard)
        and len(block.text) <= BUTTON_CHARS
        and bool(judged.concepts & concepts)
    )


def _stands_inside(members: Sequence[BlockClass], *, about: bool, lines: bool) -> bool:
    """Whether a run with genuine text after it is a wall: one of its lines says so plainly, or several agree.

    `about`: the article's own subject is such offers. `lines`: the run has no paragraph in it.
    """
    if not about and any(
        judged.self_sufficient or (judged.proves_truncation and "this" in judged.concepts and judged.score > TAIL)
        for judged in members
    ):
        return True
    backed = (lines and len(_asking(members)) > 1) or any(judged.context_score for judged in members)
    opening = [judged for judged in members if judged.may_open and judged.score >= TAIL]
    spoken = bool(opening) and any(
        judged.addresses or (judged.proves_truncation and len(members) > 1) for judged in members
    )
    return backed and spoken and sum(judged.score for judged in members) >= INSIDE * (ABOUT_TIMES if about else 1)


def _asking(members: Sequence[BlockClass]) -> set[str]:
    """The families of these blocks that ask for something. A button counts only beside a line that asks."""
    families = {cue.family.name for judged in members for cue in judged.cues if cue.family.weight >= ASKING_WEIGHT}
    if families - {"pitch"}:
        families |= {cue.family.name for judged in members for cue in judged.cues if cue.family.name == "button"}
    return families


def _extent(blocks: Sequence[Block], classes: Sequence[BlockClass], start: int, stop: int) -> tuple[int, ...]:
    """The run that starts at a wall block inside the text: its bullets and the wall blocks that follow."""
    indexes = [start]
    for index in range(start + 1, stop):
        judged, far = classes[index], index - indexes[-1]
        if judged.role is Role.WALL and far <= (1 if judged.heard else GAP_BLOCKS):
            indexes += range(indexes[-1] + 1, index + 1)
        elif judged.role is Role.UNDECIDED and is_bullet(blocks[index]) and far == 1:
            indexes.append(index)
        elif far >= GAP_BLOCKS or (
            judged.role is Role.GENUINE and not _is_doubtful(blocks[index], judged, classes[start])
        ):
            break
    return tuple(indexes)


def _is_doubtful(block: Block, judged: BlockClass, opening: BlockClass) -> bool:
    """Whether a short paragraph may belong to the wall around it, because it praises the wall's offer.

    It must be about the same subject as the wall, or stand where the classifier doubts that it is article text.
    """
    same = any(concern & judged.concepts and concern & opening.concepts for concern in CONCERNS)
    return (judged.unquoted if same else block.article_score < DOUBTFUL_SCORE and judged.promotional) and len(
        block.text
    ) <= WALL_LINE_CHARS


def _apply(
    blocks: Sequence[Block], classes: Sequence[BlockClass], runs: Sequence[Run], pieces: Pieces
) -> tuple[dict[int, Block], tuple[Cut, ...]]:
    """What stays, by index and in order, and what went."""
    kept = dict(enumerate(blocks))
    cuts: list[Cut] = []
    for run in runs:
        lines = [kept.pop(index).text for index in run.indexes]
        place = blocks[run.indexes[0]].start + pieces.follows(run.indexes[0])
        if run.offset:
            place = blocks[run.indexes[0]].start + 1
            first = run.indexes[0]
            kept[first] = replace(blocks[first], text=lines[0][: run.offset].rstrip())
            lines[0] = lines[0][run.offset :]
        cuts.append(Cut(text="\n".join(line.strip() for line in lines), rule=rule_of(run, classes), place=place))
    return dict(sorted(kept.items())), tuple(cuts)
