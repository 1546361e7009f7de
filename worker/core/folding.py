"""Brings text and rule words to one plain form, so that they meet; never used for text that is stored."""

import re
import unicodedata
from itertools import product

_OPTIONS = re.compile(r"\(([^()]*)\)")
_MAX_FORMS = 400  # a typo such as five groups of ten must not fill the memory
_NUMBER = re.compile(r"\d+(?:[.,' ]\d+)*")
_SPACE = re.compile(r"\s+")

_INVISIBLE = "\u00ad\u0307\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # U+0307 is what casefold leaves of İ
_ARABIC_VOWELS = "".join(map(chr, range(0x064B, 0x0653)))
_HEBREW_POINTS = "".join(map(chr, range(0x05B0, 0x05C8)))
_ALIKE = {
    "'": "\u2018\u2019\u02bc\u00b4`",
    "-": "\u2010\u2011\u2012\u2013\u2014",
    "ا": "أإآ",
    "ي": "ىی",
    "ك": "ک",
    "ه": "ةۀھ",
    "i": "ı",
    "l": "ł",
    "o": "ø",
    "d": "đð",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
    "е": "ё",
}


def _plain(letter: str) -> str:
    """The letter without its accents, if it is a Latin one."""
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base.isascii() else letter


_TABLE: dict[int, str | None] = {
    **{ord(letter): _plain(letter) for letter in map(chr, range(0xE0, 0x250))},
    **{ord(letter): plain for plain, letters in _ALIKE.items() for letter in letters},
    **dict.fromkeys(map(ord, _INVISIBLE + _ARABIC_VOWELS + _HEBREW_POINTS)),
}


def fold(text: str) -> str:
    """Lower case, no accents on Latin letters, one form of letters that keyboards mix, every number as ``0``."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)
    return _SPACE.sub(" ", _NUMBER.sub("0", text.lower()))


def written_forms(term: str) -> tuple[str, ...]:
    """All texts that ``(a|b) c`` stands for; none when it is nested, unbalanced or stands for too many."""
    parts = _OPTIONS.split(term)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    total = 1
    for options in choices:
        total *= len(options)
    if total > _MAX_FORMS or any(mark in part for part in parts for mark in "()"):
        return ()
    return tuple(_SPACE.sub(" ", "".join(form)).strip() for form in product(*choices))


def needs_boundary(letter: str) -> bool:
    """Whether words that start or end with this letter stand apart: not in scripts without spaces, nor for signs."""
    return letter.isalnum() and not ("\u2e80" <= letter <= "\ud7ff" or "\u0e00" <= letter <= "\u0eff")
