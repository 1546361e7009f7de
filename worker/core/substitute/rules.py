"""Reads rules/substitutes.toml, and finds its phrases, marks, headers and addresses; weighs nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import ahocorasick

from worker.core.text.characters import letters
from worker.core.text.fold import fold
from worker.errors import UsageError
from worker.models import Reason

KINDS = {
    "challenge": Reason.CHALLENGE_PAGE,
    "missing": Reason.SOFT_NOT_FOUND,
    "consent": Reason.CONSENT_PAGE,
    "login": Reason.LOGIN_PAGE,
    "maintenance": Reason.MAINTENANCE_PAGE,
}
"""Tables of the file, and what each stands for."""

_KEYS = frozenset(("headers", "marks", "hosts", "segments", "phrases"))
_INFLECTED = "\u0590"
"""From here on scripts write particles onto words, or no spaces: a phrase may begin and end inside a word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The phrases of one kind that a text holds."""

    phrases: frozenset[str]
    share: float
    """Of the text's letters that they make up."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SubstituteRules:
    """What substitutes say and carry, by reason."""

    automaton: ahocorasick.Automaton
    marks: Mapping[str, Reason]
    headers: tuple[tuple[str, str, Reason], ...]
    """(name, value), both in small letters; an empty value is any."""
    hosts: Mapping[str, Reason]
    segments: Mapping[str, Reason]

    def read(self, text: str) -> dict[Reason, Wording]:
        """The kinds whose phrases stand in a text."""
        folded = _folded(text)
        whole = len(letters(folded))
        found: dict[Reason, set[str]] = {}
        spans: dict[Reason, list[tuple[int, int]]] = {}
        for last, (phrase, length, reasons) in self.automaton.iter(folded):
            for reason in reasons:
                found.setdefault(reason, set()).add(phrase)
                spans.setdefault(reason, []).append((last - length + 1, last + 1))
        return {
            reason: Wording(phrases=frozenset(phrases), share=_covered(folded, spans[reason]) / max(whole, 1))
            for reason, phrases in found.items()
        }

    def marked(self, html: str) -> tuple[Reason, ...]:
        """The kinds whose marks stand in the source of a page."""
        source = html.lower()
        return tuple(dict.fromkeys(reason for mark, reason in self.marks.items() if mark in source))

    def announced(self, headers: Mapping[str, str]) -> Reason | None:
        """The kind that an answer's headers say it is."""
        for name, value, reason in self.headers:
            said = headers.get(name)
            if said is not None and (not value or value in said.lower()):
                return reason
        return None

    def addressed(self, url: str, asked: str) -> Reason | None:
        """The kind that the address which answered says it is, where the one asked for does not say the same."""
        before = set(_parts(asked))
        host, path = _host(url), _parts(url)
        if host and host != _host(asked):
            for label in (host, host.split(".")[0]):
                if label in self.hosts:
                    return self.hosts[label]
        return next((self.segments[part] for part in path if part in self.segments and part not in before), None)


def load_substitutes(document: Mapping[str, object]) -> SubstituteRules:
    """The parsed `rules/substitutes.toml`. Raises UsageError that names the entry which is not as it should be."""
    automaton = ahocorasick.Automaton()
    phrases: dict[str, list[Reason]] = {}
    marks: dict[str, Reason] = {}
    hosts: dict[str, Reason] = {}
    segments: dict[str, Reason] = {}
    headers: list[tuple[str, str, Reason]] = []
    if set(document) != set(KINDS):
        raise UsageError(f"substitutes.toml: expected the tables {', '.join(KINDS)}")
    for kind, reason in KINDS.items():
        table = _table(document[kind], kind)
        if unknown := table.keys() - _KEYS:
            raise UsageError(f"substitutes.toml, {kind}: unknown key {min(unknown)!r}")
        for into, key in ((marks, "marks"), (hosts, "hosts"), (segments, "segments")):
            into.update((word.lower(), reason) for word in _words(table.get(key, []), f"{kind}.{key}"))
        for name, values in _table(table.get("headers", {}), f"{kind}.headers").items():
            headers += [(name.lower(), value.lower(), reason) for value in _words(values, f"{kind}.headers.{name}")]
        for language, lines in _table(table.get("phrases", {}), f"{kind}.phrases").items():
            for line in _words(lines, f"{kind}.phrases.{language}"):
                known = phrases.setdefault(_pattern(line), [])
                known += [reason] if reason not in known else []
    for pattern, reasons in phrases.items():
        bounded = pattern.startswith(" ")
        automaton.add_word(pattern, (pattern.strip(), len(pattern) - bounded, tuple(reasons)))
    automaton.make_automaton()
    return SubstituteRules(automaton=automaton, marks=marks, headers=tuple(headers), hosts=hosts, segments=segments)


def _pattern(phrase: str) -> str:
    """A phrase as the automaton looks for it: whole words where a script parts them."""
    words = _folded(phrase).strip()
    left = " " if words[:1] < _INFLECTED else ""
    right = " " if words[-1:] < _INFLECTED else ""
    return f"{left}{words}{right}"


def _folded(text: str) -> str:
    return f" {' '.join(fold(text).words.split())} "


def _covered(folded: str, spans: Iterable[tuple[int, int]]) -> int:
    """Letters in these spans, each counted once."""
    covered = end = 0
    for start, stop in sorted(spans):
        covered += len(letters(folded[max(start, end) : stop])) if stop > end else 0
        end = max(end, stop)
    return covered


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def _parts(url: str) -> list[str]:
    return [part.lower() for part in urlsplit(url).path.split("/") if part]


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UsageError(f"substitutes.toml, {where}: expected a table, not {value!r}")
    return value


def _words(value: object, where: str) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise UsageError(f"substitutes.toml, {where}: expected a list of words, not {value!r}")
    return value
