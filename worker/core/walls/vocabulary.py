"""The words of the language packs, folded into automata that find them all in one pass; knows no family and no cue."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod

import ahocorasick

from worker.core.text.fold import fold_plain
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
_Entry = tuple[int, bool, bool, int]
"""Of a word in an automaton: its length, the same two, and the bits."""


def learn(words: Words, terms: Iterable[object], bit: int, where: str) -> None:
    """Take the written terms of a concept into the vocabulary; a `UsageError` says what was expected of a bad one."""
    for term in terms:
        for key, bounds in _keys(term, where):
            known = words.setdefault(key, {})
            known[bounds] = known.get(bounds, 0) | bit


def automaton_of(words: Words) -> ahocorasick.Automaton:
    """One automaton of this vocabulary."""
    return _automaton(
        {key: {(len(key), *bounds, bits) for bounds, bits in values.items()} for key, values in words.items()}
    )


def joined(automata: Iterable[ahocorasick.Automaton], mask: int) -> ahocorasick.Automaton:
    """One automaton of several, with the concepts that the mask leaves."""
    merged: dict[str, set[_Entry]] = {}
    for automaton in automata:
        for key, entries in automaton.items():
            kept = {(*place, bits & mask) for *place, bits in entries if bits & mask}
            if kept:
                merged.setdefault(key, set()).update(kept)
    return _automaton(merged)


def _automaton(merged: Mapping[str, Iterable[_Entry]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    automaton.add_word("\0", ())  # an empty one could not be asked
    shared: dict[tuple[_Entry, ...], tuple[_Entry, ...]] = {}  # of 60,000 words a few hundred kinds: 6 MB
    for key, entries in merged.items():
        told = tuple(entries)
        automaton.add_word(key, shared.setdefault(told, told))
    automaton.make_automaton()
    return automaton


def hits(automaton: ahocorasick.Automaton, folded: str) -> Iterator[tuple[int, int, int]]:
    """(start, last, bits of the concepts) of the words in a text."""
    end_of_text = len(folded) - 1
    for last, words in automaton.iter(folded):
        for length, bounded_left, bounded_right, bits in words:
            start = last - length + 1
            if bounded_left and start and (before := folded[start - 1]) != " " and _joins(before):
                continue
            if bounded_right and last < end_of_text and (after := folded[last + 1]) != " " and _joins(after):
                continue
            yield start, last, bits


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
    return _NUMBER.sub("0", fold_plain(text).lower().replace("-", " "))
