"""Compiles the wall rules and reads sentences with them; never looks at a block's place or decides what is cut.

A language pack gives *words* for *concepts* ("register", "read", "article"); a family in `families.toml` says which
concepts together in one sentence make a *cue* ("register + read + piece"), in any order, because languages order them
differently.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple, TypeVar

from worker.core.walls.tables import strings, tables
from worker.core.walls.vocabulary import Vocabulary, Words, bits_of, forms_of, learn, plain, vocabulary_of
from worker.core.walls.wording import WordingModel
from worker.errors import UsageError
from worker.models import WallKind

FAMILIES = "families.toml"
COMMON = "any"
"""The pack of what every language shares, such as prices."""

SPOKEN = frozenset({"address", "ours", "this"})
"""Concepts that a text has when it addresses the reader, or speaks of its publisher or of this very article."""

_ANY_LENGTH = 1_000_000_000
_PHRASE = "phrase:"  # a pack may give a family a phrase that is a cue by itself; it becomes a concept of this name


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """A kind of wall sentence."""

    name: str
    weight: float
    """How much one of its cues adds to a block's score; what a score means stands in `core/walls/thresholds.py`."""
    wall: WallKind | None
    """The kind of wall that it makes; None when the words around it decide."""
    proves_truncation: bool
    """Whether it proves, at the end of the text, that text was withheld."""
    longest: int
    """Characters of a sentence in which its cues count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cue:
    """What makes a sentence one of a family: all of these concepts in it."""

    family: Family
    name: str
    requires: int
    """Bits of the concepts that must stand in the sentence."""
    excludes: int
    """Bits of those that must not."""


class Reading(NamedTuple):
    """What the rules find in a sentence; a plain tuple, for a page has a hundred of them."""

    cues: tuple[Cue, ...] = ()
    """The heaviest first."""
    language: str = ""
    """The language in whose words they were found."""
    concepts: frozenset[str] = frozenset()
    leads: bool = False
    """Whether it starts with a verb of action, as a request does."""
    worded: bool = False
    """Whether its first cue is the wording model's, which has weighed already who is spoken to."""

    @property
    def weight(self) -> float:
        return _weight(self.cues)


NOTHING = Reading()
_NONE = (0, 0)
_REMEMBERED = 1 << 12
_Told = TypeVar("_Told")


class _ByBits(dict[int, _Told]):
    """What concepts tell, by their bits, worked out when first asked for: four sentences in five repeat others."""

    def __init__(self, tell: Callable[[int], _Told]) -> None:
        super().__init__()
        self._tell = tell

    def __missing__(self, bits: int) -> _Told:
        if len(self) >= _REMEMBERED:
            self.clear()
        told = self[bits] = self._tell(bits)
        return told


@dataclass(frozen=True, kw_only=True, slots=True)
class Packs:
    """The words to read a text with."""

    languages: tuple[str, ...]
    """Of the words; those of a cue must be of one."""
    vocabularies: tuple[Vocabulary, ...]
    """Only a few, because each costs time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WallRules:
    """The compiled rules."""

    families: tuple[Family, ...]
    concepts: tuple[str, ...]
    """Names by bit."""
    imperatives: int
    """Bits of the concepts that a request starts with."""
    cues: tuple[Cue, ...]
    """The heaviest first."""
    together: Mapping[int, tuple[Cue, ...]]
    """By the bits of all concepts in a sentence: the cues that they make, be it as long as it may."""
    named: Mapping[int, frozenset[str]]
    """By bits: the names of the concepts."""
    specific: int
    """Bits of the concepts that are not everyday ones; every cue requires at least one."""
    choices: Mapping[str, Packs]
    """By the language of the text; under `COMMON` for any other."""
    wording: WordingModel | None = None
    """What is asked in words that no pack has; None leaves it to the packs."""

    def packs(self, language: str | None) -> Packs:
        """Packs to read a text of this language with: its own and English, or all when we have none of its own."""
        return self.choices.get(language or COMMON, self.choices[COMMON])

    def read_all(self, texts: Sequence[str], packs: Packs) -> tuple[Reading, ...]:
        """What the rules find in each text, taken as one sentence; nothing in those without any cue."""
        joined = "\n\n".join(texts)
        if joined.count("\n") != 2 * (len(texts) - 1) or "\0" in joined:
            joined = "\n\n".join([text.replace("\n", " ").replace("\0", " ") for text in texts])
        return self._read_joined(joined, len(texts), packs, least=self.specific)

    def read_each(self, texts: Sequence[str], packs: Packs) -> tuple[Reading, ...]:
        """The same as `read` gives for each text, in half the time."""
        joined = "\n\n".join(texts)
        if joined.count("\n") != 2 * (len(texts) - 1) or "\0" in joined:
            return tuple(self.read(text, packs) for text in texts)
        return self._read_joined(joined, len(texts), packs, least=-1)

    def _read_joined(self, joined: str, count: int, packs: Packs, *, least: int) -> tuple[Reading, ...]:
        """What the rules find in each of so many texts; nothing in those without one of the `least` bits."""
        folded = plain(joined)
        parts = folded.split("\n\n")
        ends = list(accumulate(len(part) + 2 for part in parts))
        readings = [NOTHING] * count
        for index, found in _found(packs, folded, ends).items():
            for bits, _ in found.values():
                if bits & least:
                    readings[index] = self._reading(found, packs, len(parts[index]))
                    break
        return tuple(readings)

    def read(self, text: str, packs: Packs) -> Reading:
        """Cues and concepts in this text, taken as one sentence; linear in its length."""
        folded = plain(text)
        found = _found(packs, folded, ())
        return self._reading(found[0], packs, len(folded)) if found else NOTHING

    def _reading(self, found: Mapping[str, tuple[int, int]], packs: Packs, length: int) -> Reading:
        """The reading in the language in which most was found; that the text has words of another is chance."""
        common, first = found.get(COMMON, _NONE)
        best: tuple[Cue, ...] = ()
        most, best_language = (0.0, 0), ""
        for language in packs.languages if len(found) > 1 else found:
            bits, _ = found.get(language, _NONE)
            cues = self._cues(bits | common, length) if bits else ()
            if cues and (measure := (_weight(cues), len(cues))) > most:
                best, most, best_language = cues, measure, language
        if not best:
            return Reading(concepts=self.named[reduce(or_, [bits for bits, _ in found.values()])])
        bits, leading = found[best_language]
        return Reading(
            cues=best,
            language=best_language,
            concepts=self.named[bits | common],
            leads=bool((leading | first) & self.imperatives),
        )

    def _cues(self, bits: int, length: int) -> tuple[Cue, ...]:
        cues = self.together[bits]
        # without a list where there is nothing to choose from, as in most sentences
        return tuple([cue for cue in cues if length <= cue.family.longest]) if cues else cues


def _found(packs: Packs, folded: str, ends: Sequence[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """What `bits_of` finds in the words of all packs."""
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for vocabulary in packs.vocabularies:
        for part, known in bits_of(vocabulary, folded, ends).items():
            found.setdefault(part, {}).update(known)
    return found


def _weight(cues: Iterable[Cue]) -> float:
    return sum({cue.family.name: cue.family.weight for cue in cues}.values())


def _names(concepts: Sequence[str], bits: int) -> frozenset[str]:
    return frozenset(name for bit, name in enumerate(concepts) if bits >> bit & 1)


def load_rules(documents: Mapping[str, Mapping[str, object]], wording: WordingModel | None = None) -> WallRules:
    """Rules from parsed TOML (file name → document); a `UsageError` names file, family, language and cue.

    The `wording` model reads beside them; its families must be among those of the rules.
    """
    grammar = documents.get(FAMILIES)
    if grammar is None:
        raise UsageError(f"the wall rules lack {FAMILIES}; found: {', '.join(sorted(documents)) or 'nothing'}")
    concepts = {name: bit for bit, name in enumerate(strings(grammar, "concepts", FAMILIES))}
    grammars = tables(grammar, "families", FAMILIES)
    families = {name: _family(name, table) for name, table in grammars.items()}
    concepts |= {f"{_PHRASE}{name}": len(concepts) + bit for bit, name in enumerate(families)}
    cues = [cue for name, table in grammars.items() for cue in _cues(families[name], table, concepts)]
    everyday = _bits(strings(grammar, "everyday", FAMILIES), concepts, f"{FAMILIES}: everyday")
    for cue in cues:
        if not cue.requires & ~everyday:
            raise UsageError(
                f"{FAMILIES}: family {cue.family.name}: cue {cue.name!r}: expected a concept that is not everyday"
            )
    packs = {file: document for file, document in documents.items() if file != FAMILIES}
    cues.sort(key=lambda cue: -cue.family.weight)
    rules = WallRules(
        families=tuple(families.values()),
        concepts=tuple(concepts),
        imperatives=_bits(strings(grammar, "imperatives", FAMILIES), concepts, f"{FAMILIES}: imperatives"),
        cues=tuple(cues),
        together=_ByBits(partial(_together, tuple(cues), _table(cues, ~everyday), ~everyday)),
        named=_ByBits(partial(_names, tuple(concepts))),
        specific=~everyday,
        choices=_choices(packs, concepts),
        wording=wording,
    )
    for name in wording.families if wording else ():
        if name not in families:
            raise UsageError(f"{FAMILIES}: no family {name!r}, which the wording model tells")
    for file, pack in packs.items():
        _prove(rules, file, pack)
    return rules


def _table(cues: Sequence[Cue], specific: int) -> Mapping[int, Sequence[tuple[int, int, int]]]:
    """By the lowest bit that each cue requires and that is no everyday concept's: its place among the cues, and the
    bits it requires and excludes.
    """
    table: dict[int, list[tuple[int, int, int]]] = {}
    for place, cue in enumerate(cues):
        told = cue.requires & specific
        table.setdefault(told & -told, []).append((place, cue.requires, cue.excludes))
    return table


def _together(
    cues: Sequence[Cue], table: Mapping[int, Sequence[tuple[int, int, int]]], specific: int, bits: int
) -> tuple[Cue, ...]:
    telling = bits & specific
    found = []
    while telling:
        lowest = telling & -telling
        telling ^= lowest
        for place, requires, excludes in table.get(lowest, ()):
            if requires & bits == requires and not excludes & bits:
                found.append(place)
    return tuple([cues[place] for place in sorted(found)])


def _family(name: str, table: Mapping[str, object]) -> Family:
    weight, longest = table.get("weight"), table.get("longest", _ANY_LENGTH)
    wall, proves_truncation = table.get("wall"), table.get("proves_truncation", False)
    if not isinstance(weight, int | float) or not isinstance(longest, int):
        raise UsageError(f"{FAMILIES}: family {name}: expected weight and longest as numbers")
    kind = next((kind for kind in WallKind if kind == wall), None)
    if (wall is not None and kind is None) or not isinstance(proves_truncation, bool):
        kinds = ", ".join(WallKind)
        raise UsageError(
            f"{FAMILIES}: family {name}: expected wall as one of {kinds}, and proves_truncation as true or false"
        )
    return Family(name=name, weight=float(weight), wall=kind, proves_truncation=proves_truncation, longest=longest)


def _cues(family: Family, table: Mapping[str, object], concepts: Mapping[str, int]) -> Iterator[Cue]:
    where = f"{FAMILIES}: family {family.name}"
    excludes = _bits(strings(table, "unless", where), concepts, f"{where}: unless")
    yield Cue(family=family, name="phrase", requires=1 << concepts[_PHRASE + family.name], excludes=excludes)
    for written in strings(table, "cues", where):
        for name in forms_of(written):
            requires = _bits(name.split(" + "), concepts, f"{where}: cue {written!r}")
            yield Cue(family=family, name=name, requires=requires, excludes=excludes)


def _bits(names: Iterable[str], concepts: Mapping[str, int], where: str) -> int:
    bits = 0
    for name in names:
        if name not in concepts:
            raise UsageError(f"{where}: expected one of the concepts, got {name!r}")
        bits |= 1 << concepts[name]
    return bits


def _choices(packs: Mapping[str, Mapping[str, object]], concepts: Mapping[str, int]) -> Mapping[str, Packs]:
    words: dict[str, Words] = {COMMON: {}}
    for file, pack in packs.items():
        # Several files, such as the operator's beside ours, may speak of one language.
        _learn(words.setdefault(_language(file, pack), {}), file, pack, concepts)
    shared = {each: words[each] for each in ("en", COMMON) if each in words}
    beside = vocabulary_of(shared)
    choices = {COMMON: Packs(languages=tuple(words), vocabularies=(vocabulary_of(words),))}
    for language in words.keys() - {COMMON}:
        own = () if language in shared else (vocabulary_of({language: words[language]}),)
        choices[language] = Packs(languages=tuple(dict.fromkeys((language, *shared))), vocabularies=(*own, beside))
    return choices


def _learn(words: Words, file: str, pack: Mapping[str, object], concepts: Mapping[str, int]) -> None:
    for table, prefix in (("words", ""), ("phrases", _PHRASE)):
        for concept, terms in tables(pack, table, file, of=list).items():
            where = f"{file}: language {_language(file, pack)}: {table}.{concept}"
            if prefix + concept not in concepts:
                raise UsageError(f"{where}: {FAMILIES} knows no {concept!r}")
            learn(words, terms, 1 << concepts[prefix + concept], where)


def _prove(rules: WallRules, file: str, pack: Mapping[str, object]) -> None:
    """Every family's examples of a pack must hold, so that an editor's slip shows at once and not in an article."""
    language = _language(file, pack)
    packs = rules.packs(language)
    for family, table in tables(pack, "examples", file).items():
        if family not in {known.name for known in rules.families}:
            raise UsageError(f"{file}: language {language}: examples.{family}: {FAMILIES} knows no such family")
        for kind, wanted in (("hits", True), ("misses", False)):
            for example in strings(table, kind, f"{file}: language {language}: examples.{family}"):
                reading = rules.read(example, packs)
                cues = [cue.name for cue in reading.cues if cue.family.name == family]
                if bool(cues) is not wanted:
                    verb = "a cue, found only" if wanted else "no cue, found"
                    got = cues or sorted(reading.concepts)
                    raise UsageError(
                        f"{file}: family {family}: language {language}: {example!r}: expected {verb} {got}"
                    )


def _language(file: str, pack: Mapping[str, object]) -> str:
    language = pack.get("language")
    if not isinstance(language, str):
        raise UsageError(f'{file}: expected language = "xx"')
    return language
