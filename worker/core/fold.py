"""Folds text so that spellings of one word become equal, and leads positions back to the stored text; never decides.

Folding maps one character to one character wherever it can (é → e, أ → ا, – → space), so positions stay what they were
and the work is done by C string functions. Only characters that must vanish (vowel points, soft hyphens, joiners,
doubled spaces) shift positions, and only a text that has some pays for the bookkeeping.
"""

# ruff: noqa: RUF001, RUF002 — letters of many scripts stand here on purpose

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

_BY_HAND = {
    # Letters that languages of one script write differently, or readers type without care.
    "ı": "i", "İ": "I", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ς": "σ",
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا",
    # One apostrophe, one space; a dash separates words as a space does, so "Iran-US" is "Iran US".
    "’": "'", "‘": "'", "ʼ": "'", "′": "'", "＇": "'", "׳": "'", "״": '"',
    "‐": " ", "‑": " ", "‒": " ", "–": " ", "—": " ", "―": " ", "−": " ", "־": " ", "\u3000": " ",
    # Signs that no rule asks for; without them most English texts are ASCII, and all that follows is faster.
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "…": ".", "•": " ", "·": " ", "©": " ", "®": " ", "™": " ",
}  # fmt: skip
_VANISH = (
    "\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe20-\ufe2f\ufeff"
)
_VANISHING = re.compile(f"[{_VANISH}]+")
_VANISHING_OR_DOUBLED = re.compile(f"[{_VANISH}]+|(?<= ) +")
_DOUBLED = re.compile("(?<= ) +")
_ASCII = bytes(range(128))


def _fold_table() -> dict[str, str]:
    table = {}
    for code in (*range(0xA0, 0x2500), *range(0xFB00, 0xFE00), *range(0xFE70, 0xFFF0)):
        char = chr(code)
        base = [part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part)]
        if len(base) == 1 and base[0] != char:
            table[char] = base[0]
    for digit in range(10):
        table[chr(0x660 + digit)] = table[chr(0x6F0 + digit)] = str(digit)
    table.update({char: _BY_HAND.get(base, base) for char, base in table.items()})
    return table | _BY_HAND


_TABLE = _fold_table()
_MANY = 48
"""Up to so many distinct characters, one `str.replace` each beats `str.translate` (measured on French news)."""
_TRANSLATION = {ord(char): base for char, base in _TABLE.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A text made comparable. `cased` and `lower` have the same positions; `origin` leads to those of the text."""

    cased: str
    lower: str
    kept_from: tuple[int, ...] = ()
    """Folded positions before which characters vanished, ascending; with `shifts`, empty for most texts."""
    shifts: tuple[int, ...] = ()
    """How many characters vanished before each of them in all."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text the folded span `start`, `end` stands."""
        if not self.shifts:
            return start, end
        first = start + self._shift(start)
        return first, end - 1 + self._shift(end - 1) + 1

    def _shift(self, position: int) -> int:
        index = bisect_right(self.kept_from, position)
        return self.shifts[index - 1] if index else 0


def fold(text: str) -> Folded:
    """The text made comparable. A single line break becomes a space; an empty line stays, and no phrase crosses it."""
    cased = text
    vanishing = False
    if not text.isascii():
        # What is left of UTF-8 without its ASCII bytes are the other characters; the scan costs microseconds.
        chars = set(text.encode("utf-8", "replace").translate(None, _ASCII).decode())
        vanishing = any(_VANISHING.match(char) for char in chars)
        folded = [char for char in chars if char in _TABLE]
        if len(folded) > _MANY:
            cased = text.translate(_TRANSLATION)
        else:
            for char in folded:
                cased = cased.replace(char, _TABLE[char])
    cased = cased.replace("\r", " ").replace("\t", " ")
    cased = cased.replace("\n\n", "\0\0").replace("\n", " ").replace("\0", "\n")
    kept_from: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()
    if vanishing:
        cased, kept_from, shifts = _without(_VANISHING_OR_DOUBLED, cased)
    elif "  " in text:
        cased, kept_from, shifts = _without(_DOUBLED, cased)
    cased = cased.replace("-", " ").replace("_", " ")
    return Folded(cased=cased, lower=cased.lower(), kept_from=kept_from, shifts=shifts)


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The text without what matches, the positions in it before which something is missing, and how much in all."""
    pieces: list[str] = []
    kept_from: list[int] = []
    shifts: list[int] = []
    last = gone = 0
    for match in pattern.finditer(text):
        pieces.append(text[last : match.start()])
        kept_from.append(match.start() - gone)
        last = match.end()
        gone += last - match.start()
        shifts.append(gone)
    return "".join((*pieces, text[last:])), tuple(kept_from), tuple(shifts)


# Scripts that print no spaces between words: a term may begin and end anywhere in them. Hangul writes its particles
# onto the word, so a term may end anywhere in it.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_OPEN_ENDED = re.compile("[\uac00-\ud7a3]")
# Arabic and Hebrew write "and", "the", "in", "to", "from", "that" onto the word.
_PROCLITICS = re.compile("(?:[وف]?(?:ال|[بك]?ال|لل|[بلكس])?)|(?:ו?(?:כש|מה|שה|לכ|[הבלכמש])?ה?)")
_LONGEST_PROCLITIC = 4


def in_word(char: str) -> bool:
    """Whether a character belongs to a word; vowel signs of Indic scripts do, which Python does not call letters."""
    return char.isalnum() or "\u0900" <= char <= "\u0dff"


def begins_word(lower: str, start: int) -> bool:
    """Whether a term may begin at `start`, given that a letter or digit stands before it."""
    first = lower[start]
    if _UNSPACED.match(first):
        return True
    if not ("\u0590" <= first <= "\u06ff"):
        return False
    begin = start
    while begin > 0 and start - begin <= _LONGEST_PROCLITIC and in_word(lower[begin - 1]):
        begin -= 1
    return _PROCLITICS.fullmatch(lower, begin, start) is not None


def ends_word(lower: str, end: int) -> bool:
    """Whether a term may end at `end`, given that a letter or digit stands there."""
    last = lower[end - 1]
    return _UNSPACED.match(last) is not None or _OPEN_ENDED.match(last) is not None
