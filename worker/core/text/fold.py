"""Folds text so that spellings of one word become equal, and leads positions back to the stored text; never decides.

Folding maps one character to one character wherever it can (é → e, أ → ا, – → space), so positions stay what they were
and the work is done by C string functions. Only characters that must vanish (vowel points, soft hyphens, joiners,
doubled spaces) and ligatures (ﬁ → fi) shift positions, and only a text that has some pays for the bookkeeping.

`news.search_fold` folds letters in the same way in Postgres, so that a search finds what a topic finds; a test holds
them equal.

Words are then bounded by spaces: everything that is no letter, digit or sign of a word becomes one. Where a script
writes no spaces between words, or writes "and", "the", "to" onto them, `begins_word` and the openness of a term's ends
take over.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from worker.core.twins import twin

_BY_HAND = {
    # Letters that languages of one script write differently, or that readers type without care.
    "ı": "i", "İ": "I", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ς": "σ",
    "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ھ": "ه", "ہ": "ه", "ٱ": "ا",
    # Signs that rules ask for in their ASCII form.
    "’": "'", "‘": "'", "ʼ": "'", "′": "'", "＇": "'", "׳": "'", "״": '"', "“": '"', "”": '"', "„": '"', "…": ".",
}  # fmt: skip
_VANISH = (
    "\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u09bc\u0a3c\u0abc\u0b3c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe20-\ufe2f\ufeff"
)
_VANISHING = re.compile(f"[{_VANISH}]+")
_VANISHING_OR_DOUBLED = re.compile(f"[{_VANISH}]+|(?<= ) +")
_DOUBLED = re.compile("(?<= ) +")
_ASCII = bytes(range(128))
_PUNCTUATION = "".join(chr(code) for code in range(128) if not chr(code).isalnum() and chr(code) != " ")
_SPACED = str.maketrans(dict.fromkeys(_PUNCTUATION, " "))


def _fold_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for code in (*range(0xA0, 0x2500), *range(0xFB00, 0xFE00), *range(0xFE70, 0xFFF0)):
        char = chr(code)
        if not unicodedata.decomposition(char):  # nine in ten are their own form
            continue
        # Thai and Lao have a vowel sign that is one to readers and two to Unicode.
        form: Literal["NFD", "NFKD"] = "NFD" if char in "\u0e33\u0eb3" else "NFKD"
        bare = _VANISHING.sub("", unicodedata.normalize(form, char))
        base = unicodedata.normalize("NFC", bare) if bare else char
        base = _BY_HAND.get(unicodedata.normalize("NFKC", char), base)
        # A sign such as ™ or ½ is no ligature of letters.
        if base != unicodedata.normalize("NFC", char) and (len(base) == 1 or (char.isalnum() and base.isalpha())):
            table[char] = base
    for digit in range(10):
        table[chr(0x660 + digit)] = table[chr(0x6F0 + digit)] = str(digit)
    table.update({char: "".join(_BY_HAND.get(part, part) for part in base) for char, base in table.items()})
    return table | _BY_HAND


_TABLE = _fold_table()
_MANY = 48
"""Up to so many distinct characters, one `str.replace` each beats `str.translate` (measured on French news)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A text made comparable. All three forms have the same positions; `origin` leads to those of the text."""

    plain: str
    """Case and ASCII punctuation kept; an empty line is two line breaks, a single line break a space."""
    cased: str
    """Words and spaces, in their case."""
    words: str
    """Words and spaces, in small letters."""
    kept_from: tuple[int, ...] = ()
    """Folded positions before which characters vanished or were added, ascending; empty for most texts."""
    shifts: tuple[int, ...] = ()
    """How many characters vanished before each of them in all, less those that ligatures added."""

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original text the folded span `start`, `end` stands."""
        if not self.shifts:
            return start, end
        return start + self._shift(start), end + self._shift(end - 1)

    def position(self, origin: int) -> int:
        """Where in the folded text a position of the original stands."""
        index = 0
        while index < len(self.shifts) and self.kept_from[index] + self.shifts[index] <= origin:
            index += 1
        return origin - (self.shifts[index - 1] if index else 0)

    def _shift(self, position: int) -> int:
        index = bisect_right(self.kept_from, position)
        return self.shifts[index - 1] if index else 0


def fold(text: str) -> Folded:
    """The text made comparable; costs time linear in its length."""
    plain, kept_from, shifts = plain_and_shifts(text)
    cased = spaced(plain)
    return Folded(plain=plain, cased=cased, words=cased.lower(), kept_from=kept_from, shifts=shifts)


def fold_plain(text: str) -> str:
    """Only `Folded.plain`, in a third of the time."""
    return plain_and_shifts(text)[0]


def fold_all(texts: Iterable[str]) -> Iterator[str]:
    """`Folded.words` of each text up to runs of spaces, in half the time of folding one by one."""
    lines = [text.replace("\n", " ").replace("\0", " ") for text in texts]
    plain = fold_plain("\n\n".join(lines))
    words = spaced(plain).lower()
    start = 0
    for line in plain.split("\n\n")[: len(lines)]:
        yield words[start : start + len(line)]
        start += len(line) + 2


def _plain_and_shifts(text: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """`plain`, `kept_from` and `shifts` of the folded text."""
    plain = text
    vanishing = False
    if not text.isascii():
        # What is left of UTF-8 without its ASCII bytes are the other characters; the scan costs microseconds.
        chars = set(text.encode("utf-8", "replace").translate(None, _ASCII).decode())
        vanishing = any(map(_VANISHING.match, chars))
        folded = {char: base for char in chars if (base := _base(char)) != char}
        if any(len(base) > 1 for base in folded.values()):
            return _one_by_one(text, folded)
        if len(folded) > _MANY:
            plain = text.translate({ord(char): base for char, base in folded.items()})
        else:
            for char, base in folded.items():
                plain = plain.replace(char, base)
    plain = plain.replace("\n\n", "\0\0").replace("\n", " ").replace("\0", "\n")
    if vanishing:
        return _without(_VANISHING_OR_DOUBLED, plain)
    return _without(_DOUBLED, plain) if "  " in text else (plain, (), ())


def _one_by_one(text: str, folded: Mapping[str, str]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The same for a text with ligatures, which PDF makers print: slower, and they are rare."""
    pieces: list[str] = []
    kept_from: list[int] = []
    shifts: list[int] = []
    length = gone = 0
    for char in text.replace("\n\n", "\0\0").replace("\n", " ").replace("\0", "\n"):
        base = folded.get(char, char)
        if _VANISHING.match(base) or (base == " " and pieces and pieces[-1] == " "):
            gone += 1
            kept_from.append(length)
            shifts.append(gone)
            continue
        pieces.append(base)
        for _ in base[1:]:
            gone -= 1
            length += 1
            kept_from.append(length)
            shifts.append(gone)
        length += 1
    return "".join(pieces), tuple(kept_from), tuple(shifts)


@lru_cache(maxsize=1 << 12)
def _base(char: str) -> str:
    """What a character is folded to: its letter without marks, itself in a word, or a space."""
    base = _TABLE.get(char, char)
    if base.isascii() or base.isalnum() or len(base) > 1 or unicodedata.category(base).startswith("M"):
        return base  # vowel signs and tones belong to words, though Python calls them neither letter nor digit
    if _VANISHING.match(base):
        return base
    return " "


def spaced(plain: str) -> str:
    """All ASCII punctuation as spaces; `str.translate` is fast only where everything is ASCII."""
    if plain.isascii():
        return plain.translate(_SPACED)
    for char in _PUNCTUATION:
        if char in plain:
            plain = plain.replace(char, " ")
    return plain


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


plain_and_shifts = twin("worker.core.text._fold", _plain_and_shifts)


# Scripts that print no spaces between words: a term may begin and end anywhere in them. Hangul writes its particles
# onto the word, so a term may end anywhere in it.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_FREE_START = re.compile(f"[{_UNSPACED}]")
_FREE_END = re.compile(f"[{_UNSPACED}\uac00-\ud7a3]")
_FIRST_OTHER = "\u0590"
"""Scripts before it, such as Latin, Greek and Cyrillic, bound all words by spaces."""
_PREFIXING = re.compile("[\u0590-\u06ff]")
# Arabic and Hebrew write "and", "the", "in", "to", "from", "that" onto the word.
_PROCLITICS = re.compile("(?:[وف]?(?:[بك]?ال|لل|[بلكس])?)|(?:ו?(?:לכש|כש|מש|ש)?[בכלמ]?ה?)")
_LONGEST_PROCLITIC = 5


def free_start(term: str) -> bool:
    """Whether a term need not stand at the beginning of a spaced word."""
    return term[0] >= _FIRST_OTHER and (_FREE_START.match(term) or _PREFIXING.match(term)) is not None


def free_end(term: str) -> bool:
    """Whether a term need not stand at the end of a spaced word."""
    return term[-1] >= _FIRST_OTHER and _FREE_END.match(term[-1]) is not None


def begins_word(words: str, start: int) -> bool:
    """Whether a term with a free start may begin at `start`, where no space stands before it."""
    if _FREE_START.match(words[start]):
        return True
    space = words.rfind(" ", max(0, start - _LONGEST_PROCLITIC - 1), start)
    return space >= 0 and _PROCLITICS.fullmatch(words, space + 1, start) is not None
