"""Takes paragraphs apart in which some sentences ask for something, and joins what is left; cuts nothing itself.

A text that was copied or flattened has its wall in the last sentences of a paragraph, or all of a form in one line.
Each sentence that asks becomes a block of its own, for which the same rules hold as for a line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from worker.core.text.characters import size
from worker.core.text.lists import is_quoted
from worker.core.text.sentences import sentences
from worker.core.walls.classify import sentence_score
from worker.core.walls.cues import Packs, Reading, WallRules
from worker.core.walls.thresholds import (
    ABOUT_HEARD,
    APART_AGAINST,
    APART_CHARS,
    APART_FOR_RULES,
    APART_NEEDS,
    QUOTE_AGAINST,
    UNSPLIT_CHARS,
)
from worker.core.walls.wording import odds
from worker.models import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Pieces:
    """Blocks, some of them in pieces."""

    blocks: tuple[Block, ...]
    owner: tuple[int, ...]
    """Of each piece the index of the block that it was taken from."""
    raw: Mapping[int, str]
    """Of pieces the text with the space after it."""

    def follows(self, index: int) -> bool:
        """Whether a piece has text of its own block before it."""
        return index > 0 and self.owner[index - 1] == self.owner[index]

    def of(self, indexes: frozenset[int]) -> frozenset[int]:
        """The pieces of these blocks."""
        return frozenset(index for index, owner in enumerate(self.owner) if owner in indexes)

    def joined(self, whole: Sequence[Block], kept: Mapping[int, Block]) -> dict[int, Block]:
        """What is left, with the blocks whole again; by the index of their first piece."""
        if not self.raw:
            return dict(kept)
        of: dict[int, list[int]] = {}
        for index in kept:
            of.setdefault(self.owner[index], []).append(index)
        sizes: dict[int, int] = {}
        for block in self.owner:
            sizes[block] = sizes.get(block, 0) + 1
        left = {}
        for block, members in of.items():
            if sizes[block] == 1:
                left[members[0]] = kept[members[0]]
            elif len(members) == sizes[block] and all(kept[index] is self.blocks[index] for index in members):
                left[members[0]] = whole[block]
            else:
                text = "".join(self._spaced(index, kept[index]) for index in members)
                left[members[0]] = replace(whole[block], text=text.strip())
        return left

    def _spaced(self, index: int, kept: Block) -> str:
        """What is left of a piece, with the space after it: a piece may have lost its end, and not the next one."""
        raw = self.raw[index]
        return raw if kept is self.blocks[index] else kept.text + raw[len(raw.rstrip()) :]


def take_apart(
    blocks: Sequence[Block],
    readings: Sequence[Reading],
    heard: Sequence[float],
    rules: WallRules,
    packs: Packs,
    *,
    repeated: frozenset[int],
) -> Pieces:
    """The blocks, those in pieces in which some sentences ask. `readings` and `heard` are of the whole blocks."""
    parted = {
        index: parts
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.PARAGRAPH
        and index not in repeated
        and (readings[index].cues or heard[index] >= ABOUT_HEARD or not block.context or index >= len(blocks) - 2)
        and size(block.text) >= APART_CHARS
        and len(parts := sentences(block.text)) > 1
    }
    weights = _weights(parted, readings, rules, packs)
    if not weights:
        return Pieces(tuple(blocks), tuple(range(len(blocks))), {})
    pieces: list[Block] = []
    owner: list[int] = []
    raw: dict[int, str] = {}
    for index, block in enumerate(blocks):
        first, last = _asking(weights[index]) if index in weights else (0, -1)
        if last < first or (
            last - first + 1 == len(parted[index]) and readings[index].cues and size(block.text) <= UNSPLIT_CHARS
        ):
            pieces.append(block)
            owner.append(index)
            continue
        parts = parted[index]
        for text in ("".join(parts[:first]), *parts[first : last + 1], "".join(parts[last + 1 :])):
            if text:
                raw[len(pieces)] = text
                pieces.append(replace(block, text=text.strip()))
                owner.append(index)
    return Pieces(tuple(pieces), tuple(owner), raw)


def _weights(
    parted: Mapping[int, Sequence[str]], readings: Sequence[Reading], rules: WallRules, packs: Packs
) -> dict[int, list[float]]:
    """What speaks for a request in each sentence, in log odds, of the paragraphs that begin or end with one."""
    if rules.wording is None or not parted:
        return {}
    ends = rules.wording.probabilities([text for parts in parted.values() for text in (parts[0], parts[-1])])
    asking = [
        index
        for at, index in enumerate(parted)
        if readings[index].cues or max(ends[2 * at], ends[2 * at + 1]) >= ABOUT_HEARD
    ]
    texts = [text for index in asking for text in parted[index]]
    weights = iter(
        [
            _weight(text, chance, reading)
            for text, chance, reading in zip(
                texts, rules.wording.probabilities(texts), rules.read_each(texts, packs), strict=True
            )
        ]
    )
    return {index: [next(weights) for _ in parted[index]] for index in asking}


def _weight(text: str, chance: float, reading: Reading) -> float:
    told = QUOTE_AGAINST if "report" in reading.concepts or is_quoted(text) else 0.0
    if sentence_score(text, reading) > 0:
        return max(odds(chance), 0.0) + APART_FOR_RULES - told
    return max(odds(chance) - told, -APART_AGAINST)


def _asking(weights: Sequence[float]) -> tuple[int, int]:
    """(first, last) of the sentences that ask: where the sum of the weights is highest, if that is enough."""
    best, found = APART_NEEDS, (0, -1)
    total, start = 0.0, 0
    for index, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, index
        total += weight
        if total > best:
            best, found = total, (start, index)
    return found
