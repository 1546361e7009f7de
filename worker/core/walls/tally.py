"""Counts what of the article stands outside a run, as the whole less the run: a text may have thousands of runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.thresholds import ABOUT_HEARD, ABOUT_SHARE, HEARD_LIKELY, SENTENCE_CHARS
from worker.models import Block

CONCERNS = (
    frozenset(("register", "login", "account", "already", "member")),
    frozenset(("subscribe", "member", "trial", "cancel", "unlimited")),
    frozenset(("letter",)),
    frozenset(("app",)),
    frozenset(("cookies",)),
)
"""Concepts of one subject: an article that mentions one of them may well mention the others."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of some blocks."""

    genuine: int = 0
    letters: int = 0
    sentences: int = 0
    """Blocks as long as a sentence."""
    somewhat: int = 0
    """Of these, those in which at least a little is heard."""
    likely: int = 0
    """Of these, those that probably ask."""
    concerned: tuple[int, ...] = (0,) * len(CONCERNS)
    """Genuine blocks that speak of each of the subjects."""

    def __add__(self, other: "Tally") -> "Tally":
        return self._with(other, 1)

    def __sub__(self, other: "Tally") -> "Tally":
        return self._with(other, -1)

    @property
    def is_about(self) -> bool:
        """Whether so much of it has a wall's words that one more sentence with them is the article's subject."""
        # In a text of four paragraphs a single one in which little is heard is chance.
        return self.somewhat > ABOUT_SHARE * self.sentences and (self.somewhat > 1 or self.likely > 0)

    def speaks_of(self, concepts: frozenset[str]) -> bool:
        """Whether it speaks of a subject that these concepts are of."""
        return any(count and concern & concepts for count, concern in zip(self.concerned, CONCERNS, strict=True))

    def _with(self, other: "Tally", sign: int) -> "Tally":
        return Tally(
            self.genuine + sign * other.genuine,
            self.letters + sign * other.letters,
            self.sentences + sign * other.sentences,
            self.somewhat + sign * other.somewhat,
            self.likely + sign * other.likely,
            tuple(one + sign * another for one, another in zip(self.concerned, other.concerned, strict=True)),
        )


def tally(
    indexes: Iterable[int], blocks: Sequence[Block], classes: Sequence[BlockClass], heard: Sequence[float]
) -> Tally:
    """The counts of the blocks at these indexes."""
    genuine = letters = sentences = somewhat = likely = 0
    concerned = [0] * len(CONCERNS)
    for index in indexes:
        size = len(blocks[index].text)
        if classes[index].role is Role.GENUINE:
            genuine += 1
            for at, concern in enumerate(CONCERNS) if classes[index].concepts else ():
                concerned[at] += not concern.isdisjoint(classes[index].concepts)
        letters += size
        if size >= SENTENCE_CHARS:
            sentences += 1
            somewhat += heard[index] >= ABOUT_HEARD
            likely += heard[index] >= HEARD_LIKELY
    return Tally(genuine, letters, sentences, somewhat, likely, tuple(concerned))
