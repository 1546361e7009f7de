"""Says what one block looks like by itself: wall, genuine, loose line or boilerplate; never looks at its neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from worker.core.text.lists import ends_sentence, is_bullet
from worker.core.text.sentences import sentences
from worker.core.walls.cues import Cue, Packs, Reading, WallRules
from worker.models import Block, BlockKind, WallKind

# Tuned on the development items of the walls corpus (83) and checked for harm on 938 other article bodies.
TAIL = 3.0
"""Score that makes a wall of a sentence after which no genuine text stands."""

SPOKEN = frozenset({"address", "ours", "this"})
"""Concepts of a text that speaks to the reader, of its publisher, or of itself."""

_ASKED = frozenset({"register", "subscribe", "login", "download", "follow", "gift", "news"})
"""What goes with the own thing of a publisher that asks: without one of these, "our" is an author's."""

_WHOLE = 160  # characters: a shorter block is read as one sentence, since its parts speak of one thing
_PARAGRAPH = 140  # a block of so many characters is a paragraph
_SENTENCE = 60  # with fewer, when it ends like a sentence, it is a short one
_SHORT = 90  # characters of a line that rather asks than tells
_STATEMENT = 45  # characters from which a sentence with a full stop that does not speak to the reader tells
_LONG = 280  # characters of a sentence that rather tells
_LEANING = 0.3  # share of wall sentences from which a paragraph right after a wall belongs to it
# Scores of being article text, as moved and settled by extraction: gates unchanged at ±.1 of each (_SURE: -.1, +.05).
_LIKELY = 0.5
_SURE = 0.9
_SURE_BLOCKS = 3
_DOUBTED = 0.75
_ECHO = 40  # characters in which a teaser and its article agree
_NEAR = 4  # blocks before a wall whose concepts we want even without a cue, since a wall may carry plain praise
_SELF_SUFFICIENT = 4.0
_CERTAIN = 3.0  # weight of a family that opens a wall by itself
_ASKING = 2.0  # weight of one that opens it when it speaks to the reader

_FULL_STOP = re.compile(r"[.。।۔][\"'”’»›)\]」』]*\s*$")
_DENSE = re.compile("[\u2e80-\ud7ff]")
_QUOTES = tuple('"“”„«»「『')
_CONTEXT = re.compile(
    r"paywall|regwall|barrier|subscri|newsletter|sign-?up|regist|log-?in|piano|promo|offer|consent|premium|abo\b"
    r"|aboshop|modal|popup|overlay|\bcta|call-to-action|donat|support|member|meter|teaser|banner"
)


class Role(StrEnum):
    """What a block is to the wall cutter."""

    WALL = "wall"
    GENUINE = "genuine"
    UNDECIDED = "loose"
    """Too short to tell: it goes with what it stands beside."""
    BOILERPLATE = "boilerplate"
    """Not article text by its place, and no wall: it goes later, and neither ends nor joins a wall."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlockClass:
    """What a block is by itself, with what the rules found in it."""

    role: Role
    score: float = 0.0
    cues: tuple[Cue, ...] = ()
    """Those of its wall sentences."""
    language: str = ""
    """The one whose words showed them."""
    concepts: frozenset[str] = frozenset()
    context_score: float = 0.0
    """What its links, place, shape and repetition add."""
    may_open: bool = False
    """Whether a wall may start with it, or it only joins one."""
    trailing: int | None = None
    """Where the wall sentences at the end of a genuine paragraph start."""
    has_cues: bool = False
    """Whether cues stand in it, even if it is genuine."""
    promotional: bool = False
    """Whether it may be the praise between two lines that ask."""
    self_sufficient: bool = False
    """Whether one of its sentences asks so plainly that it needs nobody to agree."""
    unquoted: bool = True
    """Whether nobody is quoted or reported in it."""
    is_statement: bool = False
    """Whether it is a whole sentence, such as a story may have: no label, question or request."""
    joins_wall_before: bool = False
    """A long paragraph with so much of a wall in it that after a wall it belongs to it."""

    @property
    def addresses(self) -> bool:
        """Whether it speaks to the reader or of this very article."""
        return bool(self.concepts & SPOKEN)

    @property
    def proves_truncation(self) -> bool:
        """Whether it says that text was withheld."""
        return any(cue.family.proves_truncation for cue in self.cues)


_SILENT = {role: BlockClass(role=role) for role in Role}
"""Of blocks in which none of our words stand: most of an article."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a block."""

    length: int
    score: float
    reading: Reading


def classify_blocks(
    blocks: Sequence[Block], rules: WallRules, *, language: str | None, repeated: frozenset[int] = frozenset()
) -> tuple[BlockClass, ...]:
    """What each block looks like by itself; `newswire clean --explain` shows it."""
    packs = rules.packs(language)
    readings = rules.read_all([block.text for block in blocks], packs)
    boilerplate = _boilerplate(blocks) | repeated
    classes: list[BlockClass] = []
    wall = len(blocks) + _NEAR
    for index in range(len(blocks) - 1, -1, -1):
        reading = readings[index]
        if not reading.concepts and wall - index < _NEAR and blocks[index].article_score >= _LIKELY:
            reading = rules.read(blocks[index].text, packs)
        judged = _classify(
            blocks[index], rules, packs, reading, boilerplate=index in boilerplate, repeated=index in repeated
        )
        classes.append(judged)
        if judged.role is Role.WALL:
            wall = index
    classes.reverse()
    for index in range(1, len(blocks)):
        # The button under a line that asks has no cue by itself.
        judged = classes[index]
        if judged.role is Role.UNDECIDED and classes[index - 1].role is Role.WALL and not judged.concepts:
            classes[index] = replace(judged, concepts=rules.read(blocks[index].text, packs).concepts)
    return tuple(classes)


def _boilerplate(blocks: Sequence[Block]) -> frozenset[int]:
    """Indexes of blocks that are not this article's text, or that text printed once more."""
    # Where the body is sure of itself, teasers of other articles stand out: they get 0.5 to 0.65, it more than 0.95.
    sure = sum(block.article_score >= _SURE for block in blocks) >= _SURE_BLOCKS
    needed = _DOUBTED if sure else _LIKELY
    found = {index for index, block in enumerate(blocks) if block.article_score < needed}
    starts: dict[str, str] = {}
    for index, block in enumerate(blocks):
        if block.text.endswith(("…", "...")):
            stem = block.text.rstrip(" .…")
            if starts.get(stem[:_ECHO], "").startswith(stem):
                found.add(index)  # the article's own teaser: it begins as a paragraph does, and breaks off
        starts.setdefault(block.text[:_ECHO], block.text)
    return frozenset(found)


def _is_quoted(text: str) -> bool:
    # A fifteenth of the time of a regular expression.
    return any(quote in text for quote in _QUOTES)


def _classify(
    block: Block, rules: WallRules, packs: Packs, reading: Reading, *, boilerplate: bool, repeated: bool
) -> BlockClass:
    parts = _parts(block.text, rules, packs, reading) if reading.cues else []
    walled = [part for part in parts if part.score > 0]
    if not walled or block.kind is BlockKind.CAPTION:
        return _without_wall(block, reading, boilerplate=boilerplate, repeated=repeated)
    if not _is_wall(block.text, walled):
        return _with_some(block, reading, parts, boilerplate=boilerplate)
    context_score = (
        (block.links > 0.3) + bool(_CONTEXT.search(block.context)) + (block.article_score < _LIKELY) + 3.0 * repeated
    )
    total = sum(part.score for part in walled)
    spoken = bool(reading.concepts & SPOKEN)
    return BlockClass(
        role=Role.WALL,
        score=min(total, 2 * max(part.score for part in walled)) + context_score,
        cues=tuple(cue for part in walled for cue in part.reading.cues),
        language=reading.language,
        concepts=reading.concepts,
        context_score=context_score,
        may_open=any(_may_open(part.reading, context_score) for part in walled) and (spoken or not is_bullet(block)),
        self_sufficient=any(_is_self_sufficient(part) for part in walled),
        is_statement=not reading.leads and _is_statement(block.text, _size(block.text)),
        has_cues=True,
    )


def _without_wall(block: Block, reading: Reading, *, boilerplate: bool, repeated: bool) -> BlockClass:
    """The judgement of a block in which nothing asks for anything."""
    role = _plain_role(block)
    if boilerplate and (role is Role.GENUINE or repeated or block.article_score < _LIKELY):
        role = Role.BOILERPLATE
    if not reading.concepts:
        return _SILENT[role]
    unquoted = "report" not in reading.concepts and not _is_quoted(block.text)
    if reading.cues and role is Role.GENUINE and len(block.text) <= _PARAGRAPH and unquoted:
        role = Role.UNDECIDED
    short = len(block.text) <= _PARAGRAPH and bool(reading.concepts & SPOKEN)
    return BlockClass(
        role=role,
        concepts=reading.concepts,
        has_cues=bool(reading.cues),
        promotional=unquoted and (short or bool(reading.concepts & {"subscribe", "member", "register"})),
        unquoted=unquoted,
    )


def _with_some(block: Block, reading: Reading, parts: Sequence[_Part], *, boilerplate: bool) -> BlockClass:
    """The judgement of a paragraph some of whose sentences ask for something."""
    end = _trailing(parts)
    share = sum(part.length for part in parts if part.score > 0) / len(block.text)
    quoted = _is_quoted(block.text)
    return BlockClass(
        role=Role.BOILERPLATE if boilerplate and not end else Role.GENUINE,
        language=reading.language,
        concepts=reading.concepts,
        has_cues=True,
        promotional=not quoted,
        joins_wall_before=share >= _LEANING and parts[0].score > 0 and not quoted,
        trailing=sum(part.length for part in parts[:end]) if end else None,
        cues=tuple(cue for part in parts[end:] for cue in part.reading.cues) if end else (),
    )


def _parts(text: str, rules: WallRules, packs: Packs, whole: Reading) -> list[_Part]:
    if _size(text) <= _WHOLE:
        return [_Part(len(text), _score(text, whole), whole)]
    readings = ((sentence, rules.read(sentence, packs)) for sentence in sentences(text))
    return [_Part(len(sentence), _score(sentence, reading), reading) for sentence, reading in readings]


def _score(sentence: str, reading: Reading) -> float:
    """How much a sentence speaks like a wall; 0 or less when it does not."""
    if not reading.cues or "never" in reading.concepts:
        return 0.0
    size = _size(sentence)
    spoken = bool(reading.concepts & SPOKEN)
    asks = spoken or (reading.leads and size <= _SHORT)
    if not asks and (size > _SHORT or _is_statement(sentence, size)) and not _withholds(reading, size):
        return 0.0  # it tells of such offers
    score = reading.weight + asks + (size <= _SHORT)
    score -= 2.0 * ("report" in reading.concepts)
    score -= 1.5 * _is_quoted(sentence)
    score -= size > _LONG
    return score


def _is_statement(text: str, size: int) -> bool:
    """Whether a text is one whole sentence without a question, such as a story may have."""
    return size >= _STATEMENT and bool(_FULL_STOP.search(text)) and len(sentences(text)) == 1 and "?" not in text


def _withholds(reading: Reading, size: int) -> bool:
    """Whether a plain statement says that something is withheld: this article, its rest, or what others host."""
    return any(
        (
            cue.family.proves_truncation
            and (cue.name == "phrase" or (size <= _SHORT and bool(reading.concepts & {"this", "rest"})))
        )
        or cue.family.wall is WallKind.CONSENT
        for cue in reading.cues
    )


def _size(text: str) -> int:
    """Letters, those of scripts that write a word with one or two counted double."""
    return len(text) + (0 if text.isascii() else len(_DENSE.findall(text)))


def _may_open(reading: Reading, context_score: float) -> bool:
    weight = max((cue.family.weight for cue in reading.cues), default=0.0)
    return weight >= _CERTAIN or (
        weight >= _ASKING and bool(context_score or reading.leads or reading.concepts & SPOKEN)
    )


def _is_self_sufficient(part: _Part) -> bool:
    """Whether a sentence asks in two or three ways, for the publisher, or for a certain thing in few words."""
    reading = part.reading
    counts = Counter(cue.family.name for cue in reading.cues if cue.family.weight >= _ASKING)
    weight = max((cue.family.weight for cue in reading.cues), default=0.0)
    plain = reading.leads or weight >= _CERTAIN or bool(reading.concepts & SPOKEN)
    ways = max((count for name, count in counts.items() if name != "pitch"), default=0)
    if part.score < _SELF_SUFFICIENT:
        return plain and ways > 2 and part.score >= TAIL
    return plain and (
        ways > 1
        or (ways and "ours" in reading.concepts and bool(reading.concepts & _ASKED))
        or (weight >= _CERTAIN and part.score > _SELF_SUFFICIENT)
    )


def _is_wall(text: str, walled: Sequence[_Part]) -> bool:
    """Whether a block with these wall sentences is a wall as a whole; a long one seldom."""
    length = sum(part.length for part in walled)
    if _size(text) <= _LONG:
        return 2 * length >= len(text)
    certain = max(part.score for part in walled) >= TAIL
    return 4 * length >= 3 * len(text) and certain and not _is_quoted(text)


def _trailing(parts: Sequence[_Part]) -> int:
    """Index of the first of the wall sentences that end a paragraph; 0 when none stand after plain ones."""
    first = len(parts)
    while first and parts[first - 1].score >= TAIL and _may_open(parts[first - 1].reading, 0.0):
        first -= 1
    return first if first < len(parts) else 0


def _plain_role(block: Block) -> Role:
    text = block.text
    if block.kind in {BlockKind.CAPTION, BlockKind.QUOTE, BlockKind.CODE, BlockKind.TABLE_ROW}:
        return Role.GENUINE
    if is_bullet(block):
        return Role.UNDECIDED if _size(text) <= 2 * _PARAGRAPH else Role.GENUINE
    if len(text) >= _PARAGRAPH:
        return Role.GENUINE
    size = _size(text)
    if size >= _PARAGRAPH or (size >= _SENTENCE and ends_sentence(text)):
        return Role.GENUINE
    return Role.UNDECIDED
