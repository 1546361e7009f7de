"""Counts what was cut and what was lost against labels; compares letters and digits only, as the labels do."""

import re
import unicodedata
from dataclasses import dataclass, field

_SIGNS = re.compile(r"[\W_]+")
_LONG = 80  # letters of a label from which its beginning or end alone gives it away


def letters(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def leaked(walls: list[str], lines: list[str], text: str) -> list[str]:
    """Wall texts that stand in the text, and wall lines that are a line of it."""
    whole, each = letters(text), {letters(line) for line in text.splitlines()}
    inside = [wall for wall in walls if (key := letters(wall)) and (key in whole or _half(key, whole))]
    return inside + [line for line in lines if len(letters(line)) >= 3 and letters(line) in each]


def lost(sentences: list[str], text: str) -> list[str]:
    whole = letters(text)
    return [sentence for sentence in sentences if letters(sentence) not in whole]


def _half(key: str, whole: str) -> bool:
    return len(key) > _LONG and (key[:_LONG] in whole or key[-_LONG:] in whole)


@dataclass(slots=True)
class Tally:
    """Shares of a kind of finding, with the names of what failed."""

    right: int = 0
    all: int = 0
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, *, right: bool) -> None:
        self.all += 1
        self.right += right
        if not right:
            self.wrong.append(name)

    @property
    def share(self) -> float:
        return self.right / self.all if self.all else 1.0
