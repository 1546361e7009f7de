"""Decides which blocks of a text are a wall, and cuts them; never extracts, fetches or decodes anything.

A wall is a *run* of blocks: a line that asks for something, the bullets that praise it, a price, a button. `judge`
says what each block is by itself; where it stands decides how much is needed. At the end of the text little is
needed, because nothing genuine follows; between paragraphs and before them much more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from worker.core.walls.cues import Cue, WallRules
from worker.core.walls.judgement import TAIL, Judgement, Role, is_bullet, judge
from worker.core.walls.memory import is_background
from worker.core.walls.truncation import verdict
from worker.models import Access, Block, BlockKind, Cut, Trimmed

# Tuned on the development items of the walls corpus (83) and checked for harm on 938 other article bodies.
INSIDE = 5.0
"""Score that a run needs when genuine text follows it."""
ABOUT = 3
"""Paragraphs of plain prose with cues in them from which an article is about such offers, and INSIDE is doubled."""

_CARRIED = 900  # characters of praise that may stand between two blocks of a wall
_HINTS = frozenset(
    ("rest", "member", "unlimited", "trial", "offer", "price", "subscribe", "register", "limit", "purpose", "free")
)
_HEADINGS = frozenset(("external", "letter", "app", "member", "subscribe", "help"))
_BUTTONS = frozenset(("agree", "show", "register", "subscribe", "login", "get", "download", "help"))
_SELLING = frozenset(("identity", "acquaintance", "pitch"))
_KNOWN = frozenset(("identity", "acquaintance", "button"))
_CONCERNS = (
    frozenset(("register", "login", "account", "already", "member")),
    frozenset(("subscribe", "member", "trial", "cancel", "unlimited")),
    frozenset(("letter",)),
    frozenset(("app",)),
)
"""Ideas that go together: an article that speaks of one may well speak of the others."""
_OF_THIS = frozenset(("this", "rest", "purpose"))
_TOGETHER = 8.0
"""Score of lines after the last paragraph that make a wall although none of them would open one."""
_DOUBTED = 0.75  # score of being article text, as moved and settled by extraction: gates unchanged at ±.1
_NEAR = 3  # blocks from one to the next of a run inside the text
_FAR = 8  # blocks of furniture after which a wall is another one
_ASKING_LINE = 160
_LAST_LINES = 40  # characters of a line after a wall that can only be its button
_HEADLINE = 60  # characters of a line before a wall that may be its heading


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    where: str
    indexes: tuple[int, ...]
    """Of the blocks that go, in order."""
    offset: int = 0
    """Characters of the first block that stay."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Story:
    """What the article itself speaks of: what a wall says as well proves little in it."""

    about: bool
    """Whether it is all about subscriptions, newsletters or apps."""
    tells: frozenset[str]
    """Ideas in its title and its genuine paragraphs."""

    def allows(self, marks: Sequence[Judgement]) -> bool:
        """Whether these lines are a wall even in this article: not sentences about what it speaks of itself."""
        asking = [mark for mark in marks if mark.role is Role.WALL]
        ideas = frozenset[str]().union(*(mark.ideas for mark in asking))
        if not all(mark.states for mark in asking) or any(mark.proves and mark.ideas & _OF_THIS for mark in asking):
            return True
        known = len(asking) == 1 and _asking(asking) <= _KNOWN  # "Who already has an account logs in with the card."
        return not known and not any(concern & self.tells and concern & ideas for concern in _CONCERNS)


def cut_walls(
    blocks: Sequence[Block],
    rules: WallRules,
    *,
    language: str | None,
    access: Access,
    title: str | None = None,
    unreadable: bool = False,
    repeated: frozenset[int] = frozenset(),
) -> Trimmed:
    """The blocks without the walls in them, every cut with its rule, and whether text was withheld.

    The `title` tells what the article is about. `repeated` are indexes of blocks known to stand in other articles of
    the source; `unreadable` says that a scrambled part was dropped before.
    """
    judged = judge(blocks, rules, language=language, repeated=repeated)
    story = _story(judged, rules.read(title or "", rules.packs(language)).ideas)
    runs = list(_runs(blocks, judged, story))
    kept, cuts = _apply(blocks, judged, [*runs, *_again(blocks, judged, repeated, runs)])
    truncated, evidence = verdict(
        [block for index, block in kept.items() if judged[index].role is not Role.FURNITURE],
        proof=_proof(blocks, judged, runs),
        walled=_sells(judged, runs),
        access=access,
        unreadable=unreadable,
    )
    return Trimmed(
        blocks=tuple(kept.values()),
        wall=_kind(judged, runs) if runs else None,
        cuts=cuts,
        truncated=truncated,
        truncated_evidence=evidence,
    )


def _story(judged: Sequence[Judgement], title: frozenset[str]) -> _Story:
    genuine = [mark for mark in judged if mark.role is Role.GENUINE]
    return _Story(
        about=sum(mark.cued for mark in genuine) >= ABOUT,
        tells=title.union(*(mark.ideas for mark in genuine)),
    )


def _runs(blocks: Sequence[Block], judged: Sequence[Judgement], story: _Story) -> Iterator[_Run]:
    end = _body_end(blocks, judged)
    yield from _inside(blocks, judged, end, story)
    tail = _tail(blocks, judged, end, story)
    trailing = judged[end - 1].trailing if end else None
    if trailing is not None:
        yield _Run(where="tail", indexes=(end - 1, *tail), offset=trailing)
    elif tail:
        yield _Run(where="tail", indexes=tail)


def _again(
    blocks: Sequence[Block], judged: Sequence[Judgement], repeated: frozenset[int], runs: Sequence[_Run]
) -> Iterator[_Run]:
    """Blocks that stand in other articles of the source, where no wall took them along."""
    taken = {index for run in runs for index in run.indexes}
    for index in sorted(repeated - taken):
        block = blocks[index]
        if judged[index].role is Role.FURNITURE and block.body >= 0.5 and not is_background(block):
            yield _Run(where="repeated", indexes=(index,))


def _body_end(blocks: Sequence[Block], judged: Sequence[Judgement]) -> int:
    """Index after the last genuine block; praise between two blocks of a wall does not count as one."""
    wall: int | None = None
    end = len(blocks)
    carried = 0
    for index in range(len(blocks) - 1, -1, -1):
        mark = judged[index]
        if mark.role is Role.WALL and mark.score >= TAIL:
            wall = end = index
            carried = 0
        elif mark.role is Role.GENUINE and not (mark.leans and index and judged[index - 1].score >= TAIL):
            end = index + 1 if not carried else end
            carried += len(blocks[index].text)
            praises = mark.advertises or (wall is not None and _is_framed(judged, index, wall))
            if wall is None or carried > _CARRIED or not praises:
                return end
    return end if carried or wall is not None else len(blocks)


def _is_framed(judged: Sequence[Judgement], index: int, wall: int) -> bool:
    """Whether a paragraph to the reader stands between two lines that ask for the same kind of thing."""
    before, mark = judged[index - 1] if index else judged[index], judged[index]
    families = [{cue.family.name for cue in around.cues} for around in (before, judged[wall])]
    return mark.quiet and mark.addresses and before.score >= TAIL and bool(families[0] & families[1])


def _tail(blocks: Sequence[Block], judged: Sequence[Judgement], end: int, story: _Story) -> tuple[int, ...]:
    """The blocks of the wall that ends the text."""
    first = _opening(blocks, judged, end, about=story.about)
    if first is None:
        return ()
    start = _start(blocks, judged, end, first)
    indexes = list(range(start, first + 1))
    last = first
    for index in range(first + 1, len(blocks)):
        mark = judged[index]
        if mark.role is Role.WALL or mark.leans:
            if index - last > _FAR and blocks[index].body < 0.5:
                break
            indexes += [
                between
                for between in range(last + 1, index)
                if judged[between].role is not Role.FURNITURE or is_bullet(blocks[between])
            ]
            indexes.append(index)
            last = index
    for index in range(last + 1, len(blocks)):
        text = blocks[index].text
        opened = blocks[index - 1].text.rstrip().endswith(":") or is_bullet(blocks[index])
        if judged[index].role is not Role.LOOSE or not (
            opened or judged[index].addresses or judged[index].cued or len(text) <= _LAST_LINES
        ):
            break
        indexes.append(index)
    return tuple(indexes) if story.allows([judged[index] for index in indexes]) else ()


def _opening(blocks: Sequence[Block], judged: Sequence[Judgement], end: int, *, about: bool) -> int | None:
    """The line after the last genuine paragraph that makes a wall of what stands there."""
    opening = [index for index in range(end, len(blocks)) if judged[index].opens and judged[index].score >= TAIL]
    if about:
        # It may well end with one: only a short line that asks for much is a wall there.
        opening = [i for i in opening if judged[i].score >= INSIDE and len(blocks[i].text) <= _ASKING_LINE]
    if opening or about:
        return next(iter(opening), None)
    asking = [index for index in range(end, len(blocks)) if judged[index].role is Role.WALL]
    marks = [judged[index] for index in asking]
    families = {cue.family.name for mark in marks for cue in mark.cues}
    agree = len(asking) > 1 and len(families) > 1 and sum(mark.score for mark in marks) >= _TOGETHER
    return asking[0] if agree else None


def _start(blocks: Sequence[Block], judged: Sequence[Judgement], end: int, first: int) -> int:
    """Where the wall begins that `first` opens: at its heading, or at praise and prices before it."""
    start = first
    for index in range(first - 1, end - 1, -1):
        block, mark = blocks[index], judged[index]
        if mark.role is Role.WALL or (start == index + 1 and _leads_in(block, mark)):
            start = index
        elif mark.role is not Role.LOOSE or len(block.text) > _HEADLINE or start - index > _FAR:
            break
    return start


def _leads_in(block: Block, mark: Judgement) -> bool:
    """Whether a block right before the line that asks belongs to the wall: its heading, or a line of its kind."""
    if mark.role is Role.LOOSE:
        spoken = len(mark.ideas - {"report", "never"}) > 1 and len(block.text) <= _HEADLINE
        return block.kind is BlockKind.HEADING or bool(mark.ideas & _HINTS) or spoken
    return mark.role is Role.WALL


def _inside(blocks: Sequence[Block], judged: Sequence[Judgement], end: int, story: _Story) -> Iterator[_Run]:
    """The walls with genuine text after them."""
    index = done = 0
    while index < end:
        if judged[index].role is not Role.WALL:
            index += 1
            continue
        indexes = _extent(blocks, judged, index, end)
        marks = [judged[i] for i in indexes]
        after = indexes[-1] + 1
        longest = max(len(blocks[i].text) for i in indexes)
        if _stands_inside(marks, about=story.about, lines=longest <= _ASKING_LINE) and story.allows(marks):
            yield _Run(where="inside", indexes=_framed(blocks, judged, indexes, done, end))
            done = after
        index = after


def _framed(
    blocks: Sequence[Block], judged: Sequence[Judgement], indexes: tuple[int, ...], start: int, stop: int
) -> tuple[int, ...]:
    """A run inside the text with the heading over it and the button under it."""
    first, last = indexes[0], indexes[-1]
    if first > start and _is_line_of(blocks[first - 1], judged[first - 1], _HEADINGS):
        indexes = (first - 1, *indexes)
    if last + 1 < stop and _is_line_of(blocks[last + 1], judged[last + 1], _BUTTONS):
        indexes = (*indexes, last + 1)
    return indexes


def _is_line_of(block: Block, mark: Judgement, ideas: frozenset[str]) -> bool:
    return mark.role is Role.LOOSE and len(block.text) <= _LAST_LINES and bool(mark.ideas & ideas)


def _stands_inside(marks: Sequence[Judgement], *, about: bool, lines: bool) -> bool:
    """Whether a run with genuine text after it is a wall: by what it says of this article, or by much that agrees.

    `lines` says that it has no paragraph in it.
    """
    if not about and any(mark.firm or (mark.proves and "this" in mark.ideas and mark.score > TAIL) for mark in marks):
        return True
    backed = (lines and len(_asking(marks)) > 1) or any(mark.votes for mark in marks)
    opening = [mark for mark in marks if mark.opens and mark.score >= TAIL]
    spoken = bool(opening) and any(mark.addresses or (mark.proves and len(marks) > 1) for mark in marks)
    return backed and spoken and sum(mark.score for mark in marks) >= INSIDE * (1 + about)


def _asking(marks: Sequence[Judgement]) -> set[str]:
    """The families that ask for something. A button right beside a line that asks is one; a pitch alone is not."""
    families = {cue.family.name for mark in marks for cue in mark.cues if cue.family.weight >= 2}
    if families - {"pitch"}:
        families |= {cue.family.name for mark in marks for cue in mark.cues if cue.family.name == "button"}
    return families


def _extent(blocks: Sequence[Block], judged: Sequence[Judgement], start: int, stop: int) -> tuple[int, ...]:
    """The run that starts at a wall block inside the text: its bullets and the wall blocks that follow."""
    indexes = [start]
    for index in range(start + 1, stop):
        mark, far = judged[index], index - indexes[-1]
        if mark.role is Role.WALL and far <= _NEAR:
            indexes += range(indexes[-1] + 1, index + 1)
        elif mark.role is Role.LOOSE and is_bullet(blocks[index]) and far == 1:
            indexes.append(index)
        elif far >= _NEAR or (mark.role is Role.GENUINE and not _is_doubtful(blocks[index], mark, judged[start])):
            break
    return tuple(indexes)


def _is_doubtful(block: Block, mark: Judgement, opening: Judgement) -> bool:
    """Whether a short paragraph may belong to a wall around it: it praises, and place or subject speak against it."""
    same = any(concern & mark.ideas and concern & opening.ideas for concern in _CONCERNS)
    return (mark.quiet if same else block.body < _DOUBTED and mark.advertises) and len(block.text) <= _ASKING_LINE


def _apply(
    blocks: Sequence[Block], judged: Sequence[Judgement], runs: Sequence[_Run]
) -> tuple[dict[int, Block], tuple[Cut, ...]]:
    """What stays, by index and in order, and what went."""
    kept = dict(enumerate(blocks))
    cuts: list[Cut] = []
    for run in runs:
        lines = [kept.pop(index).text for index in run.indexes]
        if run.offset:
            first = run.indexes[0]
            kept[first] = replace(blocks[first], text=lines[0][: run.offset].rstrip())
            lines[0] = lines[0][run.offset :]
        cuts.append(Cut(text="\n".join(line.strip() for line in lines), rule=_rule(run, judged)))
    return dict(sorted(kept.items())), tuple(cuts)


def _rule(run: _Run, judged: Sequence[Judgement]) -> str:
    cues = [(cue, judged[index].language) for index in run.indexes for cue in judged[index].cues]
    if not cues:
        return f"{run.where}: stands in other articles of the source"
    best, language = max(cues, key=lambda pair: pair[0].family.weight)
    others = sorted({cue.family.name for cue, _ in cues} - {best.family.name})
    return ", ".join([f"{run.where}: {best.family.name} ({language}: {best.name})", *others])


def _proof(blocks: Sequence[Block], judged: Sequence[Judgement], runs: Sequence[_Run]) -> str | None:
    """The line of the wall at the end that says that text was withheld."""
    for run in runs:
        for index in run.indexes if run.where == "tail" else ():
            if judged[index].proves:
                return blocks[index].text[run.offset if index == run.indexes[0] else 0 :].strip()
    return None


def _sells(judged: Sequence[Judgement], runs: Sequence[_Run]) -> bool:
    """Whether the wall at the end asks for an account or for money, rather than for an address or a gift."""
    tail = [judged[index] for run in runs if run.where == "tail" for index in run.indexes]
    return any(cue.family.name in _SELLING for mark in tail for cue in mark.cues)


def _kind(judged: Sequence[Judgement], runs: Sequence[_Run]) -> str:
    marks = [judged[index] for run in runs for index in run.indexes]
    cues: list[Cue] = [cue for mark in marks for cue in mark.cues]
    families = {cue.family.name for cue in cues}
    ideas = frozenset[str]().union(*(mark.ideas for mark in marks))
    if "meter" in families:
        return "metered"
    if families & {"gate", "choice", "invitation", "identity", "acquaintance", "pitch", "comments"}:
        free = "register" in ideas and "free" in ideas
        return "registration" if "price" not in ideas and (free or "subscribe" not in ideas) else "subscription"
    return next((cue.family.wall for cue in cues if cue.family.wall), "plea")
