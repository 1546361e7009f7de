"""Classifies each block by itself: part of a wall, genuine text, boilerplate, or undecided; cuts nothing.

Which blocks go together, and whether they are cut, is decided by `core/walls/cut.py`. Other blocks matter in three
places only: whether the body as a whole is surely article text, how far it is to the next wall, and whether the line
before a button asks for something.
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from worker.core.text.automaton import automaton_of
from worker.core.text.characters import size
from worker.core.text.lists import ends_sentence, ends_with_full_stop, is_bullet, is_quoted
from worker.core.text.sentences import sentences
from worker.core.walls.cues import SPOKEN, Cue, Packs, Reading, WallRules
from worker.core.walls.thresholds import (
    ASKING_WEIGHT,
    BEST_SENTENCE_TIMES,
    BULLET_CHARS,
    CERTAIN_WEIGHT,
    CONTEXT_LINKS,
    JOINING_SHARE,
    LIKELY_SCORE,
    LONG_BLOCK_CHARS,
    LONG_SENTENCE_CHARS,
    LONG_WALL_SHARE,
    PARAGRAPH_CHARS,
    PRAISE_BLOCKS,
    QUOTE_PENALTY,
    REPEATED_SCORE,
    REPORT_PENALTY,
    REQUEST_CHARS,
    SELF_SUFFICIENT,
    SHORT_PARAGRAPH_CHARS,
    STATEMENT_CHARS,
    SURE_BLOCKS,
    SURE_BODY_SCORE,
    SURE_SCORE,
    TAIL,
    TEASER_CHARS,
    UNSPLIT_CHARS,
    WALL_SHARE,
    WAYS,
    WAYS_WHEN_WEAK,
)
from worker.core.walls.worded import with_wording
from worker.models import Block, BlockKind, WallKind

_NEVER_ASKING = frozenset({BlockKind.CAPTION, BlockKind.QUOTE, BlockKind.CODE, BlockKind.TABLE_ROW})
_ASKED = frozenset({"register", "subscribe", "login", "download", "follow", "gift", "news"})
"""Concepts of which one must stand beside "our" for it to be the publisher's; otherwise it is the author's "our"."""

_ASKING_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM})
_CONTEXT = re.compile(
    r"paywall|regwall|barrier|subscri|newsletter|sign-?up|regist|log-?in|piano|promo|offer|consent|premium|abo\b"
    r"|aboshop|modal|popup|overlay|\bcta|call-to-action|donat|support|member|meter|teaser|banner"
)
_CONTEXT_WORDS = automaton_of(
    {
        written
        for name in _CONTEXT.pattern.replace(r"\b", "").split("|")
        for written in (name.replace("-?", ""), name.replace("-?", "-"))
    }
)
"""What stands in each match of it: a fifth of the time, for nearly all contexts have none."""


class Role(StrEnum):
    """What a block is to the cutter of walls."""

    WALL = "wall"
    """It asks the reader for something."""
    GENUINE = "genuine"
    """Article text: a wall may not reach over it."""
    UNDECIDED = "loose"
    """Too short to tell: it goes or stays with the blocks beside it."""
    BOILERPLATE = "boilerplate"
    """No wall, and by its place on the page no article text either: dropped in the end, and until then ignored."""


class BlockClass(NamedTuple):
    """What a block is by itself, with what the rules found in it; a plain tuple, as a `Reading` is."""

    role: Role
    score: float = 0.0
    cues: tuple[Cue, ...] = ()
    """The cues in those of its sentences that ask."""
    language: str = ""
    """The language in whose words they were found."""
    concepts: frozenset[str] = frozenset()
    context_score: float = 0.0
    """What its links, its place on the page and its repetition add to the score."""
    may_open: bool = False
    """Whether a wall may start with it; otherwise it can only join one."""
    trailing: int | None = None
    """Of a genuine paragraph that ends with sentences that ask: the offset at which these start."""
    has_cues: bool = False
    """Whether there are cues in it, even if it is genuine."""
    promotional: bool = False
    """Whether it may be praise that belongs to a wall around it."""
    self_sufficient: bool = False
    """Whether one of its sentences asks so plainly that it is a wall without any other."""
    unquoted: bool = True
    """Whether it neither quotes nor reports what somebody says."""
    is_statement: bool = False
    """Whether it is one complete sentence, as a story may have: no label, question or request."""
    heard: bool = False
    """Whether it is a wall only because the wording model hears one, and is not sure of it."""
    joins_wall_before: bool = False
    """Whether it is a paragraph that would be genuine, but asks so much that it belongs to a wall right before it."""

    @property
    def addresses(self) -> bool:
        """Whether it speaks to the reader or of this very article."""
        return bool(self.concepts & SPOKEN)

    @property
    def proves_truncation(self) -> bool:
        """Whether it says that text was withheld."""
        return bool(self.cues) and any(cue.family.proves_truncation for cue in self.cues)


_SILENT = {role: BlockClass(role=role) for role in Role}
"""For blocks that have none of the words we know, which is most of an article."""


class _Part(NamedTuple):
    """A sentence of a block."""

    length: int
    score: float
    reading: Reading


def classify_blocks(
    blocks: Sequence[Block],
    rules: WallRules,
    *,
    language: str | None,
    repeated: frozenset[int] = frozenset(),
    heard: Sequence[float] | None = None,
    readings: Sequence[Reading] | None = None,
) -> tuple[BlockClass, ...]:
    """What each block looks like by itself; `newswire clean --explain` shows it.

    `heard` is what the wording model hears in them, `readings` what the rules find, if that is known already.
    """
    packs = rules.packs(language)
    readings = readings or rules.read_all([block.text for block in blocks], packs)
    asking = [
        ""
        if block.kind not in _ASKING_KINDS
        or (block.kind is BlockKind.HEADING and _heads_items(blocks, index, readings[index]))
        else block.text
        for index, block in enumerate(blocks)
    ]
    readings = with_wording(asking, readings, rules, language=language, heard=heard)
    boilerplate = _boilerplate(blocks) | repeated
    classes: list[BlockClass] = []
    wall = len(blocks) + PRAISE_BLOCKS
    for index in range(len(blocks) - 1, -1, -1):
        reading = readings[index]
        if not reading.concepts and wall - index < PRAISE_BLOCKS and blocks[index].article_score >= LIKELY_SCORE:
            reading = rules.read(blocks[index].text, packs)
        apart, again = index in boilerplate, index in repeated
        if reading.cues:
            judged = _classify(blocks[index], rules, packs, reading, boilerplate=apart, repeated=again)
        else:
            judged = _without_wall(blocks[index], reading, boilerplate=apart, repeated=again)
        classes.append(judged)
        if judged.role is Role.WALL:
            wall = index
    classes.reverse()
    for index in range(1, len(blocks)):
        # The button under a line that asks has no cue of its own, so its concepts have not been read yet.
        judged = classes[index]
        if judged.role is Role.UNDECIDED and classes[index - 1].role is Role.WALL and not judged.concepts:
            classes[index] = judged._replace(concepts=rules.read(blocks[index].text, packs).concepts)
    return tuple(classes)


def _heads_items(blocks: Sequence[Block], index: int, reading: Reading) -> bool:
    """Whether a heading is that of a list, in which no rule hears anything: "Most read" asks for nothing."""
    following = blocks[index + 1].kind if index + 1 < len(blocks) else None
    return following is BlockKind.LIST_ITEM and not reading.concepts


def _boilerplate(blocks: Sequence[Block]) -> frozenset[int]:
    """Indexes of blocks that are not this article's text, or that text printed once more."""
    # Where the classifier is sure of the body (above .95), teasers of other articles stand out: they get .5 to .65.
    sure = sum(block.article_score >= SURE_SCORE for block in blocks) >= SURE_BLOCKS
    needed = SURE_BODY_SCORE if sure else LIKELY_SCORE
    found = {index for index, block in enumerate(blocks) if block.article_score < needed}
    teasers = [block.text.endswith(("…", "...")) for block in blocks]
    starts: dict[str, str] = {}
    for index, block in enumerate(blocks if any(teasers) else ()):
        if teasers[index]:
            stem = block.text.rstrip(" .…")
            if starts.get(stem[:TEASER_CHARS], "").startswith(stem):
                found.add(index)  # the article's own teaser: it begins as a paragraph does, and breaks off
        starts.setdefault(block.text[:TEASER_CHARS], block.text)
    return frozenset(found)


def of_wall_context(block: Block) -> bool:
    """Whether the names around a block on its page are those of a wall: a vote, no proof."""
    return _names_wall(block.context)


@lru_cache(maxsize=1 << 9)
def _names_wall(context: str) -> bool:
    # The blocks of a page stand in a few places, and each is asked for several times.
    return len(_CONTEXT_WORDS.find(context)) > 0 and bool(_CONTEXT.search(context))


def _classify(
    block: Block, rules: WallRules, packs: Packs, reading: Reading, *, boilerplate: bool, repeated: bool
) -> BlockClass:
    """The class of a block with cues."""
    parts = _parts(block.text, rules, packs, reading)
    walled = [part for part in parts if part.score > 0]
    if not walled or block.kind is BlockKind.CAPTION:
        return _without_wall(block, reading, boilerplate=boilerplate, repeated=repeated)
    if not _is_wall(block.text, walled):
        return _with_some(block, reading, parts, boilerplate=boilerplate)
    context_score = (
        (block.links > CONTEXT_LINKS)
        + of_wall_context(block)
        + (block.article_score < LIKELY_SCORE)
        + REPEATED_SCORE * repeated
    )
    total = sum(part.score for part in walled)
    spoken = bool(reading.concepts & SPOKEN)
    return BlockClass(
        role=Role.WALL,
        score=min(total, BEST_SENTENCE_TIMES * max(part.score for part in walled)) + context_score,
        cues=tuple(cue for part in walled for cue in part.reading.cues),
        language=reading.language,
        concepts=reading.concepts,
        context_score=context_score,
        heard=all(part.reading.worded and part.reading.weight < CERTAIN_WEIGHT for part in walled),
        may_open=any(_may_open(part.reading, context_score) for part in walled) and (spoken or not is_bullet(block)),
        self_sufficient=any(_is_self_sufficient(part) for part in walled),
        is_statement=not reading.leads and _is_statement(block.text, size(block.text)),
        has_cues=True,
    )


def _without_wall(block: Block, reading: Reading, *, boilerplate: bool, repeated: bool) -> BlockClass:
    """The class of a block in which nothing asks for anything."""
    role = _plain_role(block)
    if boilerplate and (role is Role.GENUINE or repeated or block.article_score < LIKELY_SCORE):
        role = Role.BOILERPLATE
    if not reading.concepts:
        return _SILENT[role]
    unquoted = "report" not in reading.concepts and not is_quoted(block.text)
    if reading.cues and role is Role.GENUINE and len(block.text) <= PARAGRAPH_CHARS and unquoted:
        role = Role.UNDECIDED
    short = len(block.text) <= PARAGRAPH_CHARS and bool(reading.concepts & SPOKEN)
    return BlockClass(
        role=role,
        concepts=reading.concepts,
        has_cues=bool(reading.cues),
        promotional=unquoted and (short or bool(reading.concepts & {"subscribe", "member", "register"})),
        unquoted=unquoted,
    )


def _with_some(block: Block, reading: Reading, parts: Sequence[_Part], *, boilerplate: bool) -> BlockClass:
    """The class of a paragraph of which only some sentences ask for something."""
    end = _trailing(parts)
    share = sum(part.length for part in parts if part.score > 0) / len(block.text)
    quoted = is_quoted(block.text)
    return BlockClass(
        role=Role.BOILERPLATE if boilerplate and not end else Role.GENUINE,
        language=reading.language,
        concepts=reading.concepts,
        has_cues=True,
        promotional=not quoted,
        joins_wall_before=share >= JOINING_SHARE and parts[0].score > 0 and not quoted,
        trailing=sum(part.length for part in parts[:end]) if end else None,
        cues=tuple(cue for part in parts[end:] for cue in part.reading.cues) if end else (),
    )


def _parts(text: str, rules: WallRules, packs: Packs, whole: Reading) -> list[_Part]:
    if size(text) <= UNSPLIT_CHARS:
        return [_Part(len(text), sentence_score(text, whole), whole)]
    parts = list(sentences(text))
    readings = with_wording(parts, rules.read_each(parts, packs), rules, language=whole.language or None)
    return [
        _Part(len(part), sentence_score(part, reading), reading) for part, reading in zip(parts, readings, strict=True)
    ]


def sentence_score(sentence: str, reading: Reading) -> float:
    """How much a sentence reads like one of a wall; 0 or less when it does not."""
    if not reading.cues or "never" in reading.concepts:
        return 0.0
    letters = size(sentence)
    if reading.worded:  # whether it asks or tells is what the model has learned
        asked = reading.weight + (letters <= REQUEST_CHARS) - (letters > LONG_SENTENCE_CHARS)
        return asked - REPORT_PENALTY * ("report" in reading.concepts) - QUOTE_PENALTY * is_quoted(sentence)
    spoken = bool(reading.concepts & SPOKEN)
    asks = spoken or (reading.leads and letters <= REQUEST_CHARS)
    if not asks and (letters > REQUEST_CHARS or _is_statement(sentence, letters)) and not _withholds(reading, letters):
        return 0.0  # it only tells of such offers
    score = reading.weight + asks + (letters <= REQUEST_CHARS)
    score -= REPORT_PENALTY * ("report" in reading.concepts)
    score -= QUOTE_PENALTY * is_quoted(sentence)
    score -= letters > LONG_SENTENCE_CHARS
    return score


def _is_statement(text: str, letters: int) -> bool:
    """Whether a text is one whole sentence without a question, such as a story may have."""
    return letters >= STATEMENT_CHARS and ends_with_full_stop(text) and len(sentences(text)) == 1 and "?" not in text


def _withholds(reading: Reading, letters: int) -> bool:
    """Whether a plain statement says that something is withheld: this article, the rest of it, or embedded content."""
    return any(
        (
            cue.family.proves_truncation
            and (cue.name == "phrase" or (letters <= REQUEST_CHARS and bool(reading.concepts & {"this", "rest"})))
        )
        or cue.family.wall is WallKind.CONSENT
        for cue in reading.cues
    )


def _may_open(reading: Reading, context_score: float) -> bool:
    weight = max((cue.family.weight for cue in reading.cues), default=0.0)
    return weight >= CERTAIN_WEIGHT or (
        weight >= ASKING_WEIGHT and bool(context_score or reading.leads or reading.concepts & SPOKEN)
    )


def _is_self_sufficient(part: _Part) -> bool:
    """Whether a sentence is a wall without any other: it asks in several ways, or plainly for the publisher's own."""
    reading = part.reading
    asking = [cue.family.name for cue in reading.cues if cue.family.weight >= ASKING_WEIGHT]
    weight = max((cue.family.weight for cue in reading.cues), default=0.0)
    plain = reading.leads or weight >= CERTAIN_WEIGHT or bool(reading.concepts & SPOKEN)
    ways = max((asking.count(name) for name in asking if name != "pitch"), default=0)
    if part.score < SELF_SUFFICIENT:
        return plain and ways >= WAYS_WHEN_WEAK and part.score >= TAIL
    return plain and (
        ways >= WAYS
        or (ways and "ours" in reading.concepts and bool(reading.concepts & _ASKED))
        or (weight >= CERTAIN_WEIGHT and part.score > SELF_SUFFICIENT)
    )


def _is_wall(text: str, walled: Sequence[_Part]) -> bool:
    """Whether a block with these sentences that ask is a wall as a whole; a long one needs more of them."""
    length = sum(part.length for part in walled)
    if size(text) <= LONG_BLOCK_CHARS:
        return length >= WALL_SHARE * len(text)
    certain = max(part.score for part in walled) >= TAIL
    return length >= LONG_WALL_SHARE * len(text) and certain and not is_quoted(text)


def _trailing(parts: Sequence[_Part]) -> int:
    """Index of the first of the sentences that ask at the end of a paragraph; 0 when there are none, or only those."""
    first = len(parts)
    while first and parts[first - 1].score >= TAIL and _may_open(parts[first - 1].reading, 0.0):
        first -= 1
    return first if first < len(parts) else 0


def _plain_role(block: Block) -> Role:
    text = block.text
    if block.kind in _NEVER_ASKING:
        return Role.GENUINE
    if is_bullet(block):
        return Role.UNDECIDED if size(text) <= BULLET_CHARS else Role.GENUINE
    if len(text) >= PARAGRAPH_CHARS:
        return Role.GENUINE
    letters = size(text)
    if letters >= PARAGRAPH_CHARS or (letters >= SHORT_PARAGRAPH_CHARS and ends_sentence(text)):
        return Role.GENUINE
    return Role.UNDECIDED
