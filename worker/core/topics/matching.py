"""Finds where the terms of all topics stand in an article, in one Aho-Corasick pass; never judges what that means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from worker.core.text.automaton import Automaton, automaton_of
from worker.core.text.fold import Folded, begins_word, fold, free_end, free_start
from worker.core.topics.near import Span
from worker.models import EvidenceField

LEAD_CHARS = 600
"""The start of a text says what it is about (measured: rules that hit the title or it have F1 .90, anywhere .60)."""
LONGEST_TEXT = 400_000
"""Characters of a text that are read; some hundred times a long article."""
_MOST_HITS = 200
"""Places of one term that are kept; far above what the score can use, and a bound for text made to match."""
_LONGEST_ENDING = 30
_FIRST_LETTERS = "taosiwcbphfmdrelngyuvjkqxz0123456789"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hits:
    """Where terms stand in one article. Positions are those of its folded title and text in one string."""

    by_term: dict[str, list[Span]]
    """Term key → its places in reading order."""
    present: frozenset[str]
    """The keys of `hits`, for fast intersections."""
    folded: Folded
    title_end: int
    text_start: int
    lead_end: int
    text_length: int
    stored_start: int
    """Where the text starts before folding."""

    def stored(self, span: Span) -> tuple[EvidenceField, int, int]:
        """The field and the character offsets in the stored title or text of a span."""
        start, end = self.folded.origin(*span)
        if span[1] <= self.title_end:
            return "title", start - 1, end - 1
        field: EvidenceField = "lead" if span[0] < self.lead_end else "body"
        return field, start - self.stored_start, end - self.stored_start


class Matcher:
    """The automata over the terms of all topics."""

    def __init__(self, keys: Iterable[str]) -> None:
        bound: dict[str, tuple[_Entry, ...]] = {}
        free: dict[str, tuple[_Entry, ...]] = {}
        for key in keys:
            pattern = pattern_of(key)
            exact = key[1:].removesuffix("*") if key.startswith("=") else None
            left, right = pattern.startswith(" "), pattern.endswith(" ")
            entry = _Entry(key, exact, len(pattern) - left, int(right), key.endswith("*"))
            entries = bound if left else free
            entries[pattern] = (*entries[pattern], entry) if pattern in entries else (entry,)
        # Apart, because most texts have no letter of the scripts in which terms need not begin a spaced word.
        self._bound, self._free = _terms_of(bound), _terms_of(free)

    def find(self, title: str, text: str) -> Hits:
        """All places of all terms; time linear in the text plus the places."""
        # Bounded by breaks, so that one pass finds all and no phrase crosses from the title into the text.
        stored_start = len(title) + 3
        folded = fold("\n{}\n\n{}\n".format(title.replace("\n", " "), text[:LONGEST_TEXT]))
        text_start = folded.position(stored_start)
        by_term: dict[str, list[Span]] = {}
        _collect(self._bound, folded, by_term, free=False)
        if not folded.words.isascii():
            _collect(self._free, folded, by_term, free=True)
        return Hits(
            by_term=by_term,
            present=frozenset(by_term),
            folded=folded,
            title_end=text_start - 2,
            text_start=text_start,
            lead_end=text_start + LEAD_CHARS,
            text_length=len(folded.plain) - 1 - text_start,
            stored_start=stored_start,
        )


class _Entry(NamedTuple):
    """What a match of a pattern says; a plain tuple, for the loop over matches is the hottest of all."""

    key: str
    exact: str | None
    """The case that the text must have, if any."""
    to_start: int
    """From the end of the match back to the start of the term."""
    to_end: int
    open_end: bool
    """The place reaches to the end of its word."""


def pattern_of(key: str) -> str:
    """What to look for in folded words: the term with a space at each end where a word must begin or end."""
    term = key.removeprefix("=").removesuffix("*").lower()
    left = "" if free_start(term) else " "
    right = "" if key.endswith("*") or free_end(term) else " "
    return f"{left}{term}{right}"


class _Terms(NamedTuple):
    """Patterns ready to be looked for."""

    automaton: Automaton
    entries: tuple[tuple[_Entry, ...], ...]
    """What each pattern says."""


def _terms_of(entries: Mapping[str, tuple[_Entry, ...]]) -> _Terms:
    # The plain automaton tries branches in the order in which they were added: those that English words begin with most
    # often first.
    ordered = sorted(entries, key=lambda pattern: _rank(pattern[1] if pattern[0] == " " else pattern[0]))
    return _Terms(automaton_of(ordered), tuple(entries[pattern] for pattern in ordered))


def _rank(letter: str) -> int:
    rank = _FIRST_LETTERS.find(letter)
    return rank if rank >= 0 else ord(letter) + len(_FIRST_LETTERS)


def _collect(terms: _Terms, folded: Folded, by_term: dict[str, list[Span]], *, free: bool) -> None:
    """Keep the places of each key; with `free`, look whether a term may begin where no space stands before it."""
    words = folded.words
    places = iter(terms.automaton.find(words))
    for last, number in zip(places, places, strict=True):
        for key, exact, to_start, to_end, open_end in terms.entries[number]:
            start = last + 1 - to_start
            end = last + 1 - to_end
            if exact is not None and not folded.cased.startswith(exact, start):
                continue
            if free and words[start - 1] != " " and not begins_word(words, start):
                continue
            if open_end:
                space = words.find(" ", end, end + _LONGEST_ENDING)
                end = space if space >= 0 else min(end + _LONGEST_ENDING, len(words) - 1)
            found = by_term.get(key)
            if found is None:
                by_term[key] = [(start, end)]
            elif len(found) < _MOST_HITS:
                found.append((start, end))


def contains(words: str, key: str) -> bool:
    """Whether a short folded value (an author, a section, a label) holds the key of a condition, as whole words."""
    return pattern_of(key) in f" {words} "
