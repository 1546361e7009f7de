"""Finds all of thousands of words in a text in one pass, by an Aho-Corasick automaton; knows no bounds of words."""

from array import array
from collections.abc import Iterable
from itertools import chain
from typing import Protocol

import ahocorasick

from worker.core.twins import twin


class Automaton(Protocol):
    """Words made ready to be looked for."""

    def find(self, text: str) -> "array[int]":
        """Where each of the words stands: the index of its last character, then its number; by the former, longest
        first.
        """


class _Automaton:
    """The words by their numbers, in the library that does it in C."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, word in enumerate(words):
            self._words.add_word(word, number)
        self._words.make_automaton()

    def find(self, text: str) -> "array[int]":
        return array("i", chain.from_iterable(self._words.iter(text)) if len(self._words) else ())


def _automaton_of(words: Iterable[str]) -> Automaton:
    """Words, each once, that are numbered in this order; an empty one is found nowhere."""
    return _Automaton(words)


automaton_of = twin("worker.core.text._automaton", _automaton_of)
