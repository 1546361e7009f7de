"""Finds where the terms of all topics stand in an article, in one Aho-Corasick pass; never judges what that means."""

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from worker.core.fold import Folded, begins_word, ends_word, fold, in_word
from worker.core.near import Span

LEAD_CHARS = 600
"""The start of a text says what it is about (measured: rules that hit the title or it have F1 .90, anywhere .60)."""
LONGEST_TEXT = 400_000
"""Characters of a text that are read; some hundred times a long article."""
_MOST_HITS = 200
"""Places of one term that are kept; far above what the score can use, and a bound for text made to match."""
_LONGEST_ENDING = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    r"""Where terms stand in one article. Positions are those of the folded `"\n" + title + "\n\n" + text + "\n"`."""

    hits: dict[str, list[Span]]
    lower: str
    title_end: int
    text_start: int
    lead_end: int
    title: Folded
    text: Folded

    def stored(self, span: Span) -> tuple[str, int, int]:
        """The field and the character offsets in the stored title or text of a span."""
        start, end = span
        if end <= self.title_end:
            return ("title", *self.title.origin(start - 1, end - 1))
        place = "lead" if start < self.lead_end else "body"
        return (place, *self.text.origin(start - self.text_start, end - self.text_start))


class Matcher:
    """The automata over the terms of all topics: one for folded text, one for terms in exact case."""

    def __init__(self, keys: Iterable[str]) -> None:
        keys = set(keys)
        self._folded = _automaton(key for key in keys if not key.startswith("="))
        self._exact = _automaton(key for key in keys if key.startswith("="))

    def find(self, title: str, text: str) -> Places:
        folded_title = fold(title.replace("\n", " ")[:LONGEST_TEXT])
        folded_text = fold(text[:LONGEST_TEXT])
        lower = f"\n{folded_title.lower}\n\n{folded_text.lower}\n"
        hits: dict[str, list[Span]] = {}
        if self._folded is not None:
            _collect(self._folded, lower, hits)
        if self._exact is not None:
            _collect(self._exact, f"\n{folded_title.cased}\n\n{folded_text.cased}\n", hits)
        title_end = 1 + len(folded_title.lower)
        return Places(
            hits=hits,
            lower=lower,
            title_end=title_end,
            text_start=title_end + 2,
            lead_end=title_end + 2 + LEAD_CHARS,
            title=folded_title,
            text=folded_text,
        )


def _automaton(keys: Iterable[str]) -> ahocorasick.Automaton | None:
    """Pattern → (its length, the key of the word or phrase, the key of the beginning)."""
    words: dict[str, list[str | None]] = {}
    for key in keys:
        stem = key.endswith("*")
        words.setdefault(key.removeprefix("=").removesuffix("*"), [None, None])[stem] = key
    if not words:
        return None
    automaton = ahocorasick.Automaton()
    for pattern, (word, stem_key) in words.items():
        automaton.add_word(pattern, (len(pattern), word, stem_key))
    automaton.make_automaton()
    return automaton


def _collect(automaton: ahocorasick.Automaton, lower: str, hits: dict[str, list[Span]]) -> None:
    """Keep the matches that stand on word boundaries, per key, in order of their end."""
    for last, (size, word, stem) in automaton.iter(lower):
        end = last + 1
        start = end - size
        before = lower[start - 1]
        if before.isalnum() and not begins_word(lower, start):
            continue
        if lower[end].isalnum() and not ends_word(lower, end):
            if stem is None:
                continue
            finish = end + 1
            while finish - end < _LONGEST_ENDING and in_word(lower[finish]):
                finish += 1
        else:
            finish = end
            if word is not None:
                _keep(hits, word, (start, end))
        if stem is not None:
            _keep(hits, stem, (start, finish))


def _keep(hits: dict[str, list[Span]], key: str, span: Span) -> None:
    found = hits.get(key)
    if found is None:
        hits[key] = [span]
    elif len(found) < _MOST_HITS:
        found.append(span)


def contains(value: str, key: str) -> Span | None:
    """Where a short folded value (an author, a section, a label) holds the key of a condition, as whole words."""
    stem = key.endswith("*")
    pattern = key.removesuffix("*")
    start = value.find(pattern)
    while start >= 0:
        end = start + len(pattern)
        left_free = start == 0 or not in_word(value[start - 1]) or begins_word(value, start)
        if left_free and (stem or end == len(value) or not in_word(value[end]) or ends_word(value, end)):
            return start, end
        start = value.find(pattern, start + 1)
    return None
