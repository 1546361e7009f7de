"""Suggests how a topic could grow: articles just below the threshold, phrases that no rule uses; never decides."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from worker.core.text.fold import fold
from worker.core.topics.rule_tree import terms
from worker.core.topics.tag import TopicScore
from worker.core.topics.taxonomy import Topic

_LONGEST_PHRASE = 3
_LONGEST_READ = 20_000
"""Characters of an article that are read for phrases."""
_FEWEST = 3
"""Articles in which a phrase must stand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """A phrase that is frequent in the articles of a topic and rare elsewhere."""

    text: str
    """Folded."""
    articles: int
    """Articles of the topic that have it."""
    elsewhere: int
    lift: float
    """How much likelier it is in an article of the topic than in another, as a logarithm of base 2."""


def near_miss(score: TopicScore) -> bool:
    """Whether an article came at least half way to the threshold without reaching it."""
    return score.active and score.threshold / 2 <= score.points < score.threshold


def unused_phrases(topic: Topic, tagged: Iterable[str], others: Iterable[str], *, most: int = 30) -> tuple[Phrase, ...]:
    """Phrases of one to three words by lift, from texts of tagged articles against texts of others; best first."""
    inside, count_inside = _frequencies(tagged)
    outside, count_outside = _frequencies(others)
    used = {key.strip("=*").lower() for rule in (*topic.rules, *topic.also) for key in terms(rule.node)}
    found = []
    for phrase, articles in inside.items():
        if articles < _FEWEST or any(key in phrase for key in used):
            continue
        here = (articles + 0.5) / (count_inside + 1)
        there = (outside[phrase] + 0.5) / (count_outside + 1)
        lift = math.log2(here / there)
        found.append(Phrase(text=phrase, articles=articles, elsewhere=outside[phrase], lift=round(lift, 2)))
    found.sort(key=lambda phrase: (-phrase.lift * math.log2(phrase.articles + 1), phrase.text))
    return tuple(_without_parts(found, most))


def _frequencies(texts: Iterable[str]) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        counts.update(_phrases(fold(text[:_LONGEST_READ]).words.split()))
    return counts, number


def _phrases(words: Sequence[str]) -> set[str]:
    """Phrases that begin and end with a word of more than three letters, each once."""
    return {
        " ".join(words[start : start + size])
        for size in range(1, _LONGEST_PHRASE + 1)
        for start in range(len(words) - size + 1)
        if len(words[start]) > 3 and len(words[start + size - 1]) > 3
    }


def _without_parts(phrases: Iterable[Phrase], most: int) -> Iterator[Phrase]:
    """Leave out what only repeats a part of a better phrase."""
    kept: list[Phrase] = []
    for phrase in phrases:
        if len(kept) == most:
            return
        if not any(phrase.text in better.text and phrase.articles <= better.articles for better in kept):
            kept.append(phrase)
            yield phrase
