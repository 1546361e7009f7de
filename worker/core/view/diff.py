"""What a revision changed in a text: its paragraphs, and in those that changed their words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from worker.models import BLANK_LINE

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_NAMES = re.compile(r"\w+")
_MOST_WORDS = 1500
"""Words and marks of two passages up to which they are compared word by word: its time grows with the square."""
_MOST_PARAGRAPHS = 2000
_MOST_PAIRS = 2500
"""Paragraphs gone times paragraphs new up to which it is looked for which are versions of which."""
ALIKE = 0.5
"""Share of words in common from which two passages are versions of each other; below it, their words are a salad."""
_AROUND = 1
"""Unchanged paragraphs that are shown around a change."""


_Way = tuple[float, tuple[tuple[int, int], ...]]
"""How much two lists of paragraphs have in common, by which pairs."""


class Side(StrEnum):
    """Where a piece of text stands."""

    BOTH = "both"
    OLD = "old"
    NEW = "new"
    LEFT_OUT = "left out"
    """Unchanged paragraphs that are not shown: its text says how many."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with the side on which it stands."""

    side: Side
    text: str


def changed(old: str, new: str) -> list[list[Piece]]:
    """Return the paragraphs that differ, each with one around it, as pieces; nothing when none does."""
    before, after = old.split(BLANK_LINE)[:_MOST_PARAGRAPHS], new.split(BLANK_LINE)[:_MOST_PARAGRAPHS]
    found: list[list[Piece]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.extend([Piece(Side.BOTH, text)] for text in before[a:b])
        else:
            found.extend(_passage(before[a:b], after[c:d]))
    return list(_near_changes(found))


def _passage(before: Sequence[str], after: Sequence[str]) -> Iterator[list[Piece]]:
    """Paragraphs that took the place of others: those that are alike beside each other, the rest as gone or new."""
    old = new = 0
    for one, other in (*_pairs(before, after), (len(before), len(after))):
        yield from ([Piece(Side.OLD, text)] for text in before[old:one])
        yield from ([Piece(Side.NEW, text)] for text in after[new:other])
        if one < len(before):
            yield words(before[one], after[other])
        old, new = one + 1, other + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraphs are versions of each other, in order, with as much in common as can be."""
    if len(before) * len(after) > _MOST_PAIRS:
        return []
    bags = (
        [Counter(_NAMES.findall(text.casefold())) for text in before],
        [Counter(_NAMES.findall(text.casefold())) for text in after],
    )
    best: list[list[_Way]] = [[(0.0, ())] * (len(after) + 1)]
    for one, bag in enumerate(bags[0]):
        row: list[_Way] = [(0.0, ())]
        for other, with_ in enumerate(bags[1]):
            ways = [best[one][other + 1], row[other]]
            alike = _alike(bag, with_)
            if alike >= ALIKE:
                common, pairs = best[one][other]
                ways.append((common + alike, (*pairs, (one, other))))
            row.append(max(ways, key=lambda way: way[0]))
        best.append(row)
    return list(best[-1][-1][1])


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Share of the words of two passages that both have."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def words(old: str, new: str) -> list[Piece]:
    """Return two passages as one, word by word; each whole when they are too long or have too little in common."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    alike = _alike(Counter(_NAMES.findall(old.casefold())), Counter(_NAMES.findall(new.casefold())))
    if len(before) + len(after) > _MOST_WORDS or alike < ALIKE:
        return [piece for piece in (Piece(Side.OLD, old), Piece(Side.NEW, new)) if piece.text]
    pieces: list[Piece] = []
    gone = came = ""
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        one, other = "".join(before[a:b]), "".join(after[c:d])
        if kind != "equal" or (one.isspace() and gone and came):  # a space alone does not part two changes
            gone, came = gone + one, came + other
            continue
        pieces += _change(gone, came)
        pieces.append(Piece(Side.BOTH, one))
        gone = came = ""
    return [*pieces, *_change(gone, came)]


def _change(gone: str, came: str) -> list[Piece]:
    return [piece for piece in (Piece(Side.OLD, gone), Piece(Side.NEW, came)) if piece.text]


def _near_changes(paragraphs: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    touched = [index for index, pieces in enumerate(paragraphs) if any(p.side is not Side.BOTH for p in pieces)]
    kept = {near for index in touched for near in range(index - _AROUND, index + _AROUND + 1)}
    left = 0
    for index, pieces in enumerate(paragraphs):
        if index in kept:
            if left:
                yield [Piece(Side.LEFT_OUT, str(left))]
            left = 0
            yield pieces
        else:
            left += 1
    if left and touched:
        yield [Piece(Side.LEFT_OUT, str(left))]
