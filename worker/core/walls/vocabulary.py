"""The words of the language packs, folded into automata that find them all in one pass; knows no family and no cue."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from worker.core.text.automaton import Automaton, automaton_of
from worker.core.text.fold import fold_plain
from worker.core.twins import twin
from worker.errors import UsageError

_OPTIONS = re.compile(r"\(([^()]*)\)")
_MAX_FORMS = 400  # a typo such as five groups of ten must not fill the memory
_NUMBER = re.compile(r"\d\d*(?:[.,' ]\d+)*")  # not \d+: only a set at the start is looked for with the fast search
_CURRENCIES = "£¥₩₪€₹₺₽￥"
_IDEOGRAPHS = (
    "\u2e80"  # from here on scripts have no spaces or write particles onto words, and one letter may be a word
)
_PREFIXED = 4  # letters of a Hebrew or Arabic word that may have "the", "to", "and" written onto it

Words = dict[str, dict[tuple[bool, bool], int]]
"""Folded text → whether it must start and must end a word → bits of its concepts."""


def learn(words: Words, terms: Iterable[object], bit: int, where: str) -> None:
    """Take the written terms of a concept into the vocabulary; a `UsageError` says what was expected of a bad one."""
    for term in terms:
        for key, bounds in _keys(term, where):
            known = words.setdefault(key, {})
            known[bounds] = known.get(bounds, 0) | bit


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of some languages, ready to be looked for."""

    automaton: Automaton
    entries: tuple[tuple[tuple[int, bool, bool, str, int], ...], ...]
    """Of each word what it says: its length, whether it must start and must end a word, a language in which it means
    something, and the bits of its concepts there.
    """


def vocabulary_of(languages: Mapping[str, Words]) -> Vocabulary:
    """One of the words of these languages. What several say alike is kept once: 2 MB instead of 5."""
    merged: dict[str, tuple[tuple[int, bool, bool, str, int], ...]] = {}
    shared: dict[Any, Any] = {}
    for language, words in languages.items():
        for key, meanings in words.items():
            said = [(len(key), *bounds, language, bits) for bounds, bits in meanings.items()]
            entries = (*merged.get(key, ()), *(shared.setdefault(one, one) for one in said))
            merged[key] = shared.setdefault(entries, entries)
    return Vocabulary(automaton_of(merged), tuple(merged.values()))


def hits(vocabulary: Vocabulary, folded: str) -> Iterator[tuple[int, int, str, int]]:
    """(start, last, language, bits of the concepts) of the words in a text."""
    end_of_text = len(folded) - 1
    places = iter(vocabulary.automaton.find(folded))
    for last, number in zip(places, places, strict=True):
        for length, bounded_left, bounded_right, language, bits in vocabulary.entries[number]:
            start = last - length + 1
            if bounded_left and start and (before := folded[start - 1]) != " " and _joins(before):
                continue
            if bounded_right and last < end_of_text and (after := folded[last + 1]) != " " and _joins(after):
                continue
            yield start, last, language, bits


def _bits_of(vocabulary: Vocabulary, folded: str, ends: Sequence[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """The bits of the concepts in each part of a text that has some, and of those that it starts with, by language.

    A part begins where the one before ends; without `ends` the text is one part.
    """
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for start, last, language, bits in hits(vocabulary, folded):
        part = bisect_right(ends, last)
        known = found.setdefault(part, {})
        before, first = known.get(language, (0, 0))
        leads = start == (ends[part - 1] if part else 0)
        known[language] = before | bits, first | bits if leads else first
    return found


def _keys(term: object, where: str) -> Iterator[tuple[str, tuple[bool, bool]]]:
    """The folded texts that a written term stands for, and whether each must start and must end a word."""
    forms = forms_of(plain(term.replace("#", "0"))) if isinstance(term, str) else ()
    if not forms:
        raise UsageError(f"{where}: {term!r}: expected text with one level of (a|b) and at most {_MAX_FORMS} forms")
    for form in forms:
        key = form.strip("*").strip()
        if not key or "*" in key or (len(key) == 1 and key < _IDEOGRAPHS):
            raise UsageError(f"{where}: {term!r}: expected two letters or more, and * only at an end")
        prefixed = "\u0590" <= key[0] <= "\u06ff" and len(key) >= _PREFIXED
        left = not form.startswith("*") and not prefixed and _joins(key[0])
        yield key, (left, not form.endswith("*") and _joins(key[-1]))


def forms_of(term: str) -> tuple[str, ...]:
    """All texts that ``(a|b) c`` stands for; none when it is nested, unbalanced or stands for too many."""
    parts = _OPTIONS.split(term)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    many = prod(map(len, choices))
    if many > _MAX_FORMS or any(mark in part for part in parts for mark in "()"):
        return ()
    return tuple(" ".join("".join(form).split()) for form in product(*choices))


def _joins(letter: str) -> bool:
    """Whether a letter makes one word with the one beside it."""
    return letter < _IDEOGRAPHS and (letter.isalnum() or "\u0900" <= letter <= "\u0dff")


def plain(text: str) -> str:
    """Folded as topic rules fold, with every number as ``0`` and every currency as ``$``."""
    if not text.isascii():
        for sign in _CURRENCIES:
            text = text.replace(sign, "$")
    return one_number(fold_plain(text).lower())


def _one_number(text: str) -> str:
    """A text with spaces for hyphens, and every number as ``0``."""
    return _NUMBER.sub("0", text.replace("-", " "))


bits_of = twin("worker.core.walls._vocabulary", _bits_of)
one_number = twin("worker.core.walls._vocabulary", _one_number)
