"""Adds what the wording model hears in lines to what the rules find in them; decides nothing about blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from worker.core.text.lists import ends_with_full_stop, is_quoted
from worker.core.walls.cues import COMMON, SPOKEN, Cue, Family, Reading, WallRules
from worker.core.walls.thresholds import (
    HEARD_LIKELY,
    HEARD_SURE,
    HEARD_SURE_WEIGHT,
    HEARD_WEIGHT,
    NOT_HEARD_WEIGHT,
    SENTENCE_CHARS,
)
from worker.core.walls.wording import LONGEST


@dataclass(frozen=True, slots=True)
class _Wording:
    """What a line asks for."""

    family: str
    probability: float
    """That it asks for anything, 0 to 1."""


def with_wording(
    texts: Sequence[str],
    readings: Sequence[Reading],
    rules: WallRules,
    *,
    language: str | None,
    heard: Sequence[float] | None = None,
) -> tuple[Reading, ...]:
    """The readings of lines, with a cue of the model where it hears more than the rules; an empty text is left out.

    `heard` has the probabilities of the lines when they are known already.
    """
    if rules.wording is None or not any(texts):
        return tuple(readings)
    if heard is None:
        heard = rules.wording.probabilities(texts)
    result = list(readings)
    for index, probability in enumerate(heard):
        if probability < HEARD_LIKELY:
            continue
        text, reading = texts[index], readings[index]
        if not text or len(text) > LONGEST or reading.weight >= NOT_HEARD_WEIGHT:
            continue
        wording = _Wording(rules.wording.family(text), probability)
        if not _tells(text, reading, wording, known=language in rules.choices):
            result[index] = _joined(reading, wording, rules, text, language)
    return tuple(result)


def cue_of(text: str, probability: float, rules: WallRules) -> Cue:
    """What the model hears in a line, as a cue that a cut can be told by."""
    assert rules.wording is not None
    return _cue(_Wording(rules.wording.family(text), probability), rules, text)


def _tells(text: str, reading: Reading, wording: _Wording, *, known: bool) -> bool:
    """Whether a line only tells of such offers: a whole sentence that the packs see speak to nobody.

    "The subscription costs 12 € after a free month" has the words of a wall and is news. Where no pack has words for
    the language, only what the model is sure of counts.
    """
    if len(text) < SENTENCE_CHARS or not ends_with_full_stop(text) or "?" in text:
        return False
    spoken = bool(reading.concepts & SPOKEN) or not (known or reading.concepts)
    return not spoken or is_quoted(text) or wording.probability < HEARD_SURE


def _joined(reading: Reading, wording: _Wording, rules: WallRules, text: str, language: str | None) -> Reading:
    return Reading(
        cues=(_cue(wording, rules, text), *reading.cues),
        language=reading.language or language or COMMON,
        concepts=reading.concepts,
        leads=reading.leads,
        worded=True,
    )


def _cue(wording: _Wording, rules: WallRules, text: str) -> Cue:
    assert rules.wording is not None
    family = next(family for family in rules.families if family.name == wording.family)
    weight = HEARD_SURE_WEIGHT if wording.probability >= HEARD_SURE else HEARD_WEIGHT
    words = " ".join(rules.wording.telling(text))
    return Cue(
        family=_as_heard(family, weight),
        name=f"wording “{words}”",
        requires=0,
        excludes=0,
    )


@lru_cache(maxsize=1 << 6)
def _as_heard(family: Family, weight: float) -> Family:
    """A family as the model hears it: what is asked is learned, what was withheld is not; only the rules prove that."""
    return replace(family, weight=weight, proves_truncation=False)
