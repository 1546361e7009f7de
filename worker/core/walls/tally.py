"""Counts what of the article stands outside a run, as the whole less the run: a text may have thousands of runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from worker.core.walls.classify import BlockClass, Role
from worker.core.walls.thresholds import ABOUT_HEARD, ABOUT_SHARE, HEARD_LIKELY, SENTENCE_CHARS
from worker.models import Block


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

    def __add__(self, other: "Tally") -> "Tally":
        return self._with(other, 1)

    def __sub__(self, other: "Tally") -> "Tally":
        return self._with(other, -1)

    @property
    def is_about(self) -> bool:
        """Whether so much of it has a wall's words that one more sentence with them is the article's subject."""
        # In a text of four paragraphs a single one in which little is heard is chance.
        return self.somewhat > ABOUT_SHARE * self.sentences and (self.somewhat > 1 or self.likely > 0)

    def _with(self, other: "Tally", sign: int) -> "Tally":
        return Tally(
            self.genuine + sign * other.genuine,
            self.letters + sign * other.letters,
            self.sentences + sign * other.sentences,
            self.somewhat + sign * other.somewhat,
            self.likely + sign * other.likely,
        )


def tally(
    indexes: Iterable[int], blocks: Sequence[Block], classes: Sequence[BlockClass], heard: Sequence[float]
) -> Tally:
    """The counts of the blocks at these indexes."""
    genuine = letters = sentences = somewhat = likely = 0
    for index in indexes:
        size = len(blocks[index].text)
        genuine += classes[index].role is Role.GENUINE
        letters += size
        if size >= SENTENCE_CHARS:
            sentences += 1
            somewhat += heard[index] >= ABOUT_HEARD
            likely += heard[index] >= HEARD_LIKELY
    return Tally(genuine, letters, sentences, somewhat, likely)
