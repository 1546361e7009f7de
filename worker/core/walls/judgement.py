"""Says what one block looks like by itself: wall, genuine, loose line or furniture; never looks at its neighbours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from worker.core.text.sentences import sentences
from worker.core.walls.cues import Cue, Packs, Reading, WallRules
from worker.models import Block, BlockKind

# Tuned on the development items of the walls corpus (83) and checked for harm on 938 other article bodies.
TAIL = 3.0
"""Score that makes a wall of a sentence after which no genuine text stands."""

SPOKEN = frozenset({"address", "ours", "this"})
"""Ideas of a text that speaks to the reader, of its publisher, or of itself."""

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
_NEAR = 4  # blocks before a wall whose ideas we want even without a cue, since a wall may carry plain praise
_FIRM = 4.0
_CERTAIN = 3.0  # weight of a family that opens a wall by itself
_ASKING = 2.0  # weight of one that opens it when it speaks to the reader

_TERMINAL = tuple(".!?…。！？؟۔।")
_CLOSING = "\"'”’»›)]」』"
_FULL_STOP = re.compile(r"[.。।۔][\"'”’»›)\]」』]*\s*$")
_BULLET = re.compile(r"^\s*[•·‣▪●○◦✓✔➤►→※*+]\s*\S")
_DASH = re.compile(r"^\s*[–—-]\s*\S")
_DENSE = re.compile("[\u2e80-\ud7ff]")
_QUOTES = tuple('"“”„«»「『')
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
    FURNITURE = "furniture"
    """Not article text by its place, and no wall: it goes later, and neither ends nor joins a wall."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What a block is by itself, with what the rules found in it."""

    role: Role
    score: float = 0.0
    cues: tuple[Cue, ...] = ()
    """Those of its wall sentences."""
    language: str = ""
    """The one whose words showed them."""
    ideas: frozenset[str] = frozenset()
    votes: float = 0.0
    """What its links, place, shape and repetition add."""
    opens: bool = False
    """Whether a wall may start with it, or it only joins one."""
    trailing: int | None = None
    """Where the wall sentences at the end of a genuine paragraph start."""
    cued: bool = False
    """Whether cues stand in it, even if it is genuine."""
    advertises: bool = False
    """Whether it may be the praise between two lines that ask."""
    firm: bool = False
    """Whether one of its sentences asks so plainly that it needs nobody to agree."""
    quiet: bool = True
    """Whether nobody is quoted or reported in it."""
    states: bool = False
    """Whether it is a whole sentence, such as a story may have: no label, question or request."""
    leans: bool = False
    """A long paragraph with so much of a wall in it that after a wall it belongs to it."""

    @property
    def addresses(self) -> bool:
        """Whether it speaks to the reader or of this very article."""
        return bool(self.ideas & SPOKEN)

    @property
    def proves(self) -> bool:
        """Whether it says that text was withheld."""
        return any(cue.family.proves for cue in self.cues)


_SILENT = {role: Judgement(role=role) for role in Role}
"""Of blocks in which none of our words stand: most of an article."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence of a block."""

    length: int
    score: float
    reading: Reading


def judge(
    blocks: Sequence[Block], rules: WallRules, *, language: str | None, repeated: frozenset[int] = frozenset()
) -> tuple[Judgement, ...]:
    """What each block looks like by itself; `newswire clean --explain` shows it."""
    packs = rules.packs(language)
    readings = rules.read_all([block.text for block in blocks], packs)
    furniture = _furniture(blocks) | repeated
    judged: list[Judgement] = []
    wall = len(blocks) + _NEAR
    for index in range(len(blocks) - 1, -1, -1):
        reading = readings[index]
        if not reading.ideas and wall - index < _NEAR and blocks[index].body >= _LIKELY:
            reading = rules.read(blocks[index].text, packs)
        mark = _judge(blocks[index], rules, packs, reading, furniture=index in furniture, repeated=index in repeated)
        judged.append(mark)
        if mark.role is Role.WALL:
            wall = index
    judged.reverse()
    for index in range(1, len(blocks)):
        # The button under a line that asks has no cue by itself.
        mark = judged[index]
        if mark.role is Role.LOOSE and judged[index - 1].role is Role.WALL and not mark.ideas:
            judged[index] = replace(mark, ideas=rules.read(blocks[index].text, packs).ideas)
    return tuple(judged)


def _furniture(blocks: Sequence[Block]) -> frozenset[int]:
    """Indexes of blocks that are not this article's text, or that text printed once more."""
    # Where the body is sure of itself, teasers of other articles stand out: they get 0.5 to 0.65, it more than 0.95.
    sure = sum(block.body >= _SURE for block in blocks) >= _SURE_BLOCKS
    needed = _DOUBTED if sure else _LIKELY
    found = {index for index, block in enumerate(blocks) if block.body < needed}
    starts: dict[str, str] = {}
    for index, block in enumerate(blocks):
        if block.text.endswith(("…", "...")):
            stem = block.text.rstrip(" .…")
            if starts.get(stem[:_ECHO], "").startswith(stem):
                found.add(index)  # the article's own teaser: it begins as a paragraph does, and breaks off
        starts.setdefault(block.text[:_ECHO], block.text)
    return frozenset(found)


def is_bullet(block: Block) -> bool:
    return block.kind is BlockKind.LIST_ITEM or starts_item(block.text)


def starts_item(text: str) -> bool:
    """Whether a line is an item of a list by its first sign; a dash before a whole sentence opens speech."""
    return bool(_BULLET.match(text)) or (bool(_DASH.match(text)) and not _ends_sentence(text))


def _ends_sentence(text: str) -> bool:
    return text.rstrip().rstrip(_CLOSING).endswith(_TERMINAL)


def _is_quoted(text: str) -> bool:
    # A fifteenth of the time of a regular expression.
    return any(quote in text for quote in _QUOTES)


def _judge(
    block: Block, rules: WallRules, packs: Packs, reading: Reading, *, furniture: bool, repeated: bool
) -> Judgement:
    parts = _parts(block.text, rules, packs, reading) if reading.cues else []
    walled = [part for part in parts if part.score > 0]
    if not walled or block.kind is BlockKind.CAPTION:
        return _without_wall(block, reading, furniture=furniture, repeated=repeated)
    if not _is_wall(block.text, walled):
        return _with_some(block, reading, parts, furniture=furniture)
    votes = (block.links > 0.3) + bool(_PLACE.search(block.place)) + (block.body < _LIKELY) + 3.0 * repeated
    total = sum(part.score for part in walled)
    spoken = bool(reading.ideas & SPOKEN)
    return Judgement(
        role=Role.WALL,
        score=min(total, 2 * max(part.score for part in walled)) + votes,
        cues=tuple(cue for part in walled for cue in part.reading.cues),
        language=reading.language,
        ideas=reading.ideas,
        votes=votes,
        opens=any(_opens(part.reading, votes) for part in walled) and (spoken or not is_bullet(block)),
        firm=any(_is_firm(part) for part in walled),
        states=not reading.leads and _states(block.text, _size(block.text)),
        cued=True,
    )


def _without_wall(block: Block, reading: Reading, *, furniture: bool, repeated: bool) -> Judgement:
    """The judgement of a block in which nothing asks for anything."""
    role = _plain_role(block)
    if furniture and (role is Role.GENUINE or repeated or block.body < _LIKELY):
        role = Role.FURNITURE
    if not reading.ideas:
        return _SILENT[role]
    quiet = "report" not in reading.ideas and not _is_quoted(block.text)
    if reading.cues and role is Role.GENUINE and len(block.text) <= _PARAGRAPH and quiet:
        role = Role.LOOSE
    short = len(block.text) <= _PARAGRAPH and bool(reading.ideas & SPOKEN)
    return Judgement(
        role=role,
        ideas=reading.ideas,
        cued=bool(reading.cues),
        advertises=quiet and (short or bool(reading.ideas & {"subscribe", "member", "register"})),
        quiet=quiet,
    )


def _with_some(block: Block, reading: Reading, parts: Sequence[_Part], *, furniture: bool) -> Judgement:
    """The judgement of a paragraph some of whose sentences ask for something."""
    end = _trailing(parts)
    share = sum(part.length for part in parts if part.score > 0) / len(block.text)
    quoted = _is_quoted(block.text)
    return Judgement(
        role=Role.FURNITURE if furniture and not end else Role.GENUINE,
        language=reading.language,
        ideas=reading.ideas,
        cued=True,
        advertises=not quoted,
        leans=share >= _LEANING and parts[0].score > 0 and not quoted,
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
    if not reading.cues or "never" in reading.ideas:
        return 0.0
    size = _size(sentence)
    spoken = bool(reading.ideas & SPOKEN)
    asks = spoken or (reading.leads and size <= _SHORT)
    if not asks and (size > _SHORT or _states(sentence, size)) and not _withholds(reading, size):
        return 0.0  # it tells of such offers
    score = reading.weight + asks + (size <= _SHORT)
    score -= 2.0 * ("report" in reading.ideas)
    score -= 1.5 * _is_quoted(sentence)
    score -= size > _LONG
    return score


def _states(text: str, size: int) -> bool:
    """Whether a text is one whole sentence without a question, such as a story may have."""
    return size >= _STATEMENT and bool(_FULL_STOP.search(text)) and len(sentences(text)) == 1 and "?" not in text


def _withholds(reading: Reading, size: int) -> bool:
    """Whether a plain statement says that something is withheld: this article, its rest, or what others host."""
    return any(
        (cue.family.proves and (cue.name == "phrase" or (size <= _SHORT and bool(reading.ideas & {"this", "rest"}))))
        or cue.family.wall == "consent"
        for cue in reading.cues
    )


def _size(text: str) -> int:
    """Letters, those of scripts that write a word with one or two counted double."""
    return len(text) + (0 if text.isascii() else len(_DENSE.findall(text)))


def _opens(reading: Reading, votes: float) -> bool:
    weight = max((cue.family.weight for cue in reading.cues), default=0.0)
    return weight >= _CERTAIN or (weight >= _ASKING and bool(votes or reading.leads or reading.ideas & SPOKEN))


def _is_firm(part: _Part) -> bool:
    """Whether a sentence asks in two or three ways, for the publisher, or for a certain thing in few words."""
    reading = part.reading
    counts = Counter(cue.family.name for cue in reading.cues if cue.family.weight >= _ASKING)
    weight = max((cue.family.weight for cue in reading.cues), default=0.0)
    plain = reading.leads or weight >= _CERTAIN or bool(reading.ideas & SPOKEN)
    ways = max((count for name, count in counts.items() if name != "pitch"), default=0)
    if part.score < _FIRM:
        return plain and ways > 2 and part.score >= TAIL
    return plain and (
        ways > 1
        or (ways and "ours" in reading.ideas and bool(reading.ideas & _ASKED))
        or (weight >= _CERTAIN and part.score > _FIRM)
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
    while first and parts[first - 1].score >= TAIL and _opens(parts[first - 1].reading, 0.0):
        first -= 1
    return first if first < len(parts) else 0


def _plain_role(block: Block) -> Role:
    text = block.text
    if block.kind in {BlockKind.CAPTION, BlockKind.QUOTE, BlockKind.CODE, BlockKind.TABLE_ROW}:
        return Role.GENUINE
    if is_bullet(block):
        return Role.LOOSE if _size(text) <= 2 * _PARAGRAPH else Role.GENUINE
    if len(text) >= _PARAGRAPH:
        return Role.GENUINE
    size = _size(text)
    if size >= _PARAGRAPH or (size >= _SENTENCE and _ends_sentence(text)):
        return Role.GENUINE
    return Role.LOOSE
