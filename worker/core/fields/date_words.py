"""The words of printed dates: one folded form for every script, and the names that languages have for months and hours.

The names come from the Unicode CLDR (cldr.json, written by `make cldr`), so a language is added there, not here.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

Part = Literal["am", "pm", "noon", "evening", "night"]
"""The part of a day that a word names: which of its two tens in "10:15" is meant. A night has hours on both sides."""

_Meaning = TypeVar("_Meaning")

_LETTERS = {
    "ي": "ی", "ى": "ی", "ۍ": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ە": "ه", "ة": "ه", "ۃ": "ه", "ı": "i",
    "׳": "'", "’": "'", "ʼ": "'", "٫": ".", "٬": "", "ـ": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "",
    "\u061c": "", "\u00ad": "", "\ufeff": "", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-",
    "،": ",", "、": ",", "〜": "-", "។": ".", "॥": " ", "।": " ", "॰": ".",
}  # fmt: skip
"""One letter for those that keyboards of neighbours mix up, no joiners and bidi marks, hyphen for the minus sign."""
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0655\u0670\u05b0-\u05c7\u093c\u09bc]")
"""Accents, Arabic harakat with the hamza, Hebrew points, Indic nuktas: capitals and hurried typing leave them out."""

_DASH = re.compile(r"(?<=\d)\u2013(?=\d)")
"""A dash that typography made of a hyphen: 30–11–2026."""
_DIGITS = {one: number for number, one in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_NUMERALS = re.compile("[〇零元一二三四五六七八九十廿卅]{1,5}(?=\\s?[年月日號号時时點点分])")
"""Of dates in decrees and gazettes; the first year of an era is 元."""

BEGINNING = 3
"""Letters by which a word that begins no month is passed over."""
_CLEAR = 3
"""Latin letters from which a part of the day is one where no language is known: `de` is the morning in Hungarian."""
_CLEAR_ELSEWHERE = 6
"""The same in a text of another language: Spanish "10:15 del este" is neither noon nor evening in Hungarian."""


_MANY = 8
"""Languages that share a month's name and a weekday's: "mei" is May in five. Each costs a tenth of a millisecond."""


class _OneSpelling(dict[int, str | int]):
    """What stands for a character; that of the digits of other scripts is told when one is met first."""

    def __missing__(self, code: int) -> str | int:
        digit = unicodedata.decimal(chr(code), -1)
        found = self[code] = code if digit < 0 else str(digit)
        return found


_SPELLING = _OneSpelling({ord(letter): plain for letter, plain in _LETTERS.items()})


def plain(text: str) -> str:
    """The text with Latin digits and one spelling a word; its case stays."""
    if text.isascii():
        return text
    bare = _MARKS.sub("", unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text)))
    spelt = _DASH.sub("-", unicodedata.normalize("NFC", bare).translate(_SPELLING))
    return _NUMERALS.sub(_number, spelt) if "年" in spelt else spelt


def _number(found: re.Match[str]) -> str:
    """二〇二六 → 2026, 三十 → 30, 元 → 1."""
    numerals = found[0]
    if not set(numerals) & {"十", "廿", "卅"}:
        return "".join(str(_DIGITS[one]) for one in numerals)
    tens, _, ones = numerals.replace("廿", "二十").replace("卅", "三十").rpartition("十")
    return str(10 * (_DIGITS.get(tens, 0) if tens else 1) + _DIGITS.get(ones, 0))


def key(word: str) -> str:
    """A plain word as the tables have it: lower case, without dots and the apostrophes of English and Hebrew."""
    return word.lower().replace(".", "").strip("'")


@dataclass(frozen=True, kw_only=True, slots=True)
class DateWords:
    """What words mean in one language, or in all that have them."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    """0 is Monday."""
    hours: Mapping[str, Part]
    beginnings: frozenset[str] = frozenset()
    """How the names of months begin, by three letters, where `words_of` gives them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cldr:
    languages: Mapping[str, DateWords]
    everywhere: DateWords
    month_first: frozenset[str]
    """Countries whose short English date begins with the month."""


@cache
def _cldr() -> _Cldr:
    document = json.loads(Path(__file__).with_name("cldr.json").read_text("utf-8"))
    languages = {
        language: DateWords(
            months=_numbered(names["months"], 1),
            weekdays=_numbered(names["weekdays"], 0),
            hours=names["hours"],
        )
        for language, names in document["languages"].items()
    }
    weekdays = {word for words in languages.values() for word in words.weekdays}
    everywhere = DateWords(
        # The Irish August is the French Monday: lun. 30 nov. 2026.
        months=_agreed(
            [
                {word: month for word, month in words.months.items() if word not in weekdays}
                for words in languages.values()
            ]
        ),
        weekdays=_agreed([words.weekdays for words in languages.values()]),
        hours=_agreed(
            [
                {word: part for word, part in words.hours.items() if len(word) >= _CLEAR or not word.isascii()}
                for words in languages.values()
            ]
        ),
    )
    return _Cldr(languages=languages, everywhere=everywhere, month_first=frozenset(document["month_first"]))


def _numbered(line: str, first: int) -> dict[str, int]:
    return {name: number for number, names in enumerate(line.split("|"), first) for name in names.split(",") if name}


def _agreed(tables: Iterable[Mapping[str, _Meaning]]) -> dict[str, _Meaning]:
    """The words on which all languages that have them agree: "listopada" is October in one and November in another."""
    found: dict[str, _Meaning] = {}
    at_odds: set[str] = set()
    for table in tables:
        for word, meaning in table.items():
            if found.setdefault(word, meaning) != meaning:
                at_odds.add(word)
    return {word: meaning for word, meaning in found.items() if word not in at_odds}


def languages_of(printed: Collection[str]) -> list[DateWords]:
    """The words of each language of which a month that is another elsewhere, and a day of the week, are among those
    printed; of none where there are too many.
    """
    cldr = _cldr()
    unclear = [word for word in printed if word not in cldr.everywhere.months]
    found = [
        language
        for language, words in cldr.languages.items()
        if any(word in words.months for word in unclear) and any(word in words.weekdays for word in printed)
    ]
    return [words_of(language) for language in found] if len(found) <= _MANY else []


def words_of(language: str | None) -> DateWords:
    """What words mean in a text of that language (a subtag, None when it is not known).

    Its own words first, then the English ones, which feeds use in any language, then those on which all agree.
    """
    return _merged(language if language in _cldr().languages else None)


@cache
def _merged(language: str | None) -> DateWords:
    cldr = _cldr()
    common, english = cldr.everywhere, cldr.languages["en"]
    own = cldr.languages[language] if language else english
    months = {**common.months, **english.months, **_cut(own), **own.months}
    foreign = {
        word: part
        for word, part in common.hours.items()
        if not language or not word.isascii() or len(word) >= _CLEAR_ELSEWHERE
    }
    return DateWords(
        months=months,
        weekdays={**common.weekdays, **english.weekdays, **own.weekdays},
        hours={**foreign, **english.hours, **own.hours},
        beginnings=frozenset(name[:BEGINNING] for name in months),
    )


def _cut(words: DateWords) -> dict[str, int]:
    """The names of the months cut to three letters, as programs do that know no better: "lok" in Finnish."""
    short = [{name[:BEGINNING]: month} for name, month in words.months.items() if len(name) > BEGINNING]
    return {name: month for name, month in _agreed(short).items() if name.isalpha() and name not in words.weekdays}


def month_first(country: str) -> bool:
    """Whether a country writes 11/30/2026."""
    return country in _cldr().month_first
