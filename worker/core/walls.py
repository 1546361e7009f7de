"""Decides which blocks of a text are a wall, and cuts them; never extracts, fetches or decodes anything.

A wall is a *run* of blocks: a line that asks for something, the bullets that praise it, a price, a button. Each block
gets a score from the cues in it and its shape; where it stands sets how much is needed (`Assessment`). At the end of
the text little is needed, because nothing genuine follows; between paragraphs and before them much more.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from worker.core.cues import Cue, Reading, WallRules
from worker.core.sentences import sentences
from worker.core.truncation import verdict
from worker.models import Access, Block, BlockKind, Cut, Trimmed

# Tuned on the development pages of shared/corpus/walls (83 items) and checked for harm on 1,100 other article bodies.
TAIL = 3.0
"""Score that makes a wall of a block after which no genuine text stands."""
INSIDE = 5.0
"""Score that a run needs when genuine text follows it."""

_WHOLE = 160  # characters: a shorter block is read as one sentence, since its parts speak of one thing
_PARAGRAPH = 140  # a block of so many characters that ends like a sentence is a paragraph
_SENTENCE = 60  # the same with fewer is a short paragraph, which still ends a tail
_LOOSE = 90  # a line that a run may carry: a button, a bullet, a heading
_CARRIED = 450  # characters of a cue-less paragraph that may stand between two blocks of a wall

_TERMINAL = re.compile(r"[.!?…。！？؟۔।][\"'”’»›)\]」』]*\s*$")
_BULLET = re.compile(r"^\s*(?:[•·‣▪●○◦✓✔➤►→※*+–—-])\s*\S")
_QUOTED = re.compile(r"[\"“”„«»「『]")
_PLACE = re.compile(
    r"paywall|regwall|barrier|subscri|newsletter|sign-?up|regist|log-?in|piano|promo|offer|consent|premium|abo\b"
    r"|aboshop|modal|popup|overlay|\bcta|call-to-action|donat|support|member|meter|teaser|banner"
)


class Role(StrEnum):
    """What a block is to the wall cutter."""

    WALL = "wall"
    GENUINE = "genuine"
    LOOSE = "loose"
    """Too short to tell: it goes with what it stands beside."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assessment:
    """What the cutter thinks of one block."""

    role: Role
    score: float
    reading: Reading
    trailing: int | None = None
    """Where a wall sentence at the end of a genuine paragraph starts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Run:
    start: int
    end: int
    rule: str
    offset: int = 0
    """Characters of the first block that stay."""


def cut_walls(
    blocks: Sequence[Block],
    rules: WallRules,
    *,
    language: str | None,
    access: Access,
    unreadable: bool = False,
    repeated: frozenset[int] = frozenset(),
) -> Trimmed:
    """The blocks without the walls in them, every cut with its rule, and whether text was withheld.

    `repeated` are indexes of blocks known to stand in other articles of the source; `unreadable` says that a scrambled
    part was dropped before.
    """
    assessed = assess(blocks, rules, language=language, repeated=repeated)
    runs = list(_runs(blocks, assessed))
    kept, cuts = _apply(blocks, runs)
    seen = [cue for run in runs for index in range(run.start, run.end) for cue, _ in assessed[index].reading.cues]
    tail = runs[-1] if runs and runs[-1].end == len(blocks) else None
    truncated, evidence = verdict(
        kept,
        proof=_proof(blocks, assessed, tail),
        access=access,
        unreadable=unreadable,
    )
    ideas = frozenset[str]().union(*(assessed[i].reading.ideas for run in runs for i in range(run.start, run.end)))
    return Trimmed(
        blocks=kept,
        wall=_kind(seen, ideas) if runs else None,
        cuts=cuts,
        truncated=truncated,
        truncated_evidence=evidence,
    )


def assess(
    blocks: Sequence[Block], rules: WallRules, *, language: str | None, repeated: frozenset[int] = frozenset()
) -> tuple[Assessment, ...]:
    """What each block looks like by itself; `newswire clean --explain` shows it."""
    packs = rules.packs(language)
    return tuple(_assess(block, rules, packs, repeated=index in repeated) for index, block in enumerate(blocks))


def _assess(block: Block, rules: WallRules, packs: frozenset[str], *, repeated: bool) -> Assessment:
    text = block.text
    reading = rules.read(text, packs)
    if not reading.cues or block.kind is BlockKind.CAPTION:
        return Assessment(role=_plain_role(block, text, repeated=repeated), score=0.0, reading=reading)
    parts = [text] if len(text) <= _WHOLE else sentences(text)
    scores = [_score(part, reading if len(parts) == 1 else rules.read(part, packs)) for part in parts]
    covered = sum(len(part) for part, score in zip(parts, scores, strict=True) if score > 0) / len(text)
    votes = (block.links > 0.3) + bool(_PLACE.search(block.place)) + (block.body < 0.5) + 3 * repeated
    best = max(scores)
    if best <= 0:
        return Assessment(role=_plain_role(block, text, repeated=repeated), score=0.0, reading=reading)
    if covered >= 0.5:
        total = min(sum(score for score in scores if score > 0), 2 * best)
        return Assessment(role=Role.WALL, score=total + votes, reading=reading)
    return Assessment(role=Role.GENUINE, score=0.0, reading=reading, trailing=_trailing(parts, scores))


def _plain_role(block: Block, text: str, *, repeated: bool) -> Role:
    if block.kind in {BlockKind.CAPTION, BlockKind.QUOTE, BlockKind.CODE, BlockKind.TABLE_ROW}:
        return Role.GENUINE
    ends = bool(_TERMINAL.search(text))
    if block.kind is BlockKind.LIST_ITEM or _BULLET.match(text) or repeated:
        return Role.LOOSE if len(text) <= 2 * _PARAGRAPH else Role.GENUINE
    if len(text) >= _PARAGRAPH or (ends and len(text) >= _SENTENCE):
        return Role.GENUINE
    return Role.LOOSE


def _score(sentence: str, reading: Reading) -> float:
    """How much a sentence speaks like a wall; 0 or less when it does not."""
    if not reading.cues or "never" in reading.ideas:
        return 0.0
    score = reading.weight
    score += "address" in reading.ideas
    score += len(sentence) <= _LOOSE
    score -= 2.0 * ("report" in reading.ideas)
    score -= 1.5 * bool(_QUOTED.search(sentence))
    score -= len(sentence) > 2 * _PARAGRAPH
    return score


def _trailing(parts: Sequence[str], scores: Sequence[float]) -> int | None:
    """Offset of the wall sentences that end a paragraph, if they stand after plain ones."""
    first = len(parts)
    while first and scores[first - 1] >= TAIL:
        first -= 1
    return sum(len(part) for part in parts[:first]) if 0 < first < len(parts) else None


def _runs(blocks: Sequence[Block], assessed: Sequence[Assessment]) -> Iterator[_Run]:
    tail = _tail(blocks, assessed)
    index = 0
    while index < tail:
        mark = assessed[index]
        if mark.role is Role.WALL:
            end = _extent(blocks, assessed, index, tail)
            if sum(assessed[i].score for i in range(index, end)) >= INSIDE and mark.score >= TAIL:
                yield _Run(start=index, end=end, rule=_rule("inside", assessed[index:end]))
                index = end
                continue
        index += 1
    last = tail - 1
    while last >= 0 and assessed[last].role is Role.LOOSE:
        last -= 1
    if last >= 0 and assessed[last].trailing is not None and last == tail - 1:
        yield _Run(
            start=last,
            end=len(blocks),
            rule=_rule("tail", assessed[last:]),
            offset=assessed[last].trailing or 0,
        )
    elif tail < len(blocks):
        yield _Run(start=tail, end=len(blocks), rule=_rule("tail", assessed[tail:]))


def _tail(blocks: Sequence[Block], assessed: Sequence[Assessment]) -> int:
    """Index of the first block of the wall that ends the text; the number of blocks when there is none."""
    start = len(blocks)
    carried = 0
    for index in range(len(blocks) - 1, -1, -1):
        mark = assessed[index]
        if mark.role is Role.WALL and mark.score >= TAIL:
            start, carried = index, 0
        elif mark.role is Role.GENUINE:
            carried += len(blocks[index].text)
            if start == len(blocks) or carried > _CARRIED or "address" not in mark.reading.ideas:
                break
    if start < len(blocks) and start and blocks[start - 1].kind is BlockKind.HEADING:
        start -= 1
    return start


def _extent(blocks: Sequence[Block], assessed: Sequence[Assessment], start: int, stop: int) -> int:
    """End of the run that starts at a wall block inside the text: it takes bullets and further wall blocks along."""
    end = start + 1
    for index in range(start + 1, stop):
        mark = assessed[index]
        bullet = blocks[index].kind is BlockKind.LIST_ITEM or bool(_BULLET.match(blocks[index].text))
        if mark.role is Role.WALL or (mark.role is Role.LOOSE and bullet and end == index):
            end = index + 1
        elif mark.role is Role.GENUINE:
            break
    return end


def _apply(blocks: Sequence[Block], runs: Sequence[_Run]) -> tuple[tuple[Block, ...], tuple[Cut, ...]]:
    kept: list[Block] = []
    cuts: list[Cut] = []
    done = 0
    for run in runs:
        kept.extend(blocks[done : run.start])
        first = blocks[run.start]
        if run.offset:
            kept.append(_shortened(first, run.offset))
        lines = [first.text[run.offset :].strip(), *(block.text for block in blocks[run.start + 1 : run.end])]
        cuts.append(Cut(text="\n".join(lines), rule=run.rule))
        done = run.end
    kept.extend(blocks[done:])
    return tuple(kept), tuple(cuts)


def _shortened(block: Block, length: int) -> Block:
    return Block(
        kind=block.kind, text=block.text[:length].rstrip(), links=block.links, place=block.place, start=block.start
    )


def _rule(where: str, marks: Sequence[Assessment]) -> str:
    cues = [(cue, language) for mark in marks for cue, language in mark.reading.cues]
    best = max(cues, key=lambda pair: pair[0].family.weight)
    families = sorted({cue.family.name for cue, _ in cues} - {best[0].family.name})
    others = "".join(f", {name}" for name in families)
    return f"{where}: {best[0].family.name} ({best[1]}: {best[0].name}){others}"


def _proof(blocks: Sequence[Block], assessed: Sequence[Assessment], tail: _Run | None) -> str | None:
    """The line of the tail that says that text was withheld."""
    if tail is None:
        return None
    for index in range(tail.start, tail.end):
        if any(cue.family.proves for cue, _ in assessed[index].reading.cues):
            return blocks[index].text[tail.offset if index == tail.start else 0 :].strip()
    return None


def _kind(cues: Sequence[Cue], ideas: frozenset[str]) -> str:
    families = {cue.family.name for cue in cues}
    if "meter" in families:
        return "metered"
    if families & {"gate", "identity", "offer", "benefits", "comments"}:
        free = "register" in ideas and ("free" in ideas or "subscribe" not in ideas)
        return "registration" if free and "price" not in ideas else "subscription"
    return next((cue.family.wall for cue in cues if cue.family.wall), "plea")
