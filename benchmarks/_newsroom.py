"""Made-up articles for `benchmarks.store`: of the sizes, languages and skew of a real newsroom's, and of nobody's.

Copies, walls, corrections and topics come about as often as in the wild: a few sources and topics have most of the
articles, one in twenty-five is a copy, half of the copies are cut short.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import numpy as np

from worker.core.dedupe.sketch import sketch
from worker.core.dedupe.verdicts import content_hash
from worker.core.walls.repetition import fingerprints
from worker.models import (
    Access,
    Block,
    BlockKind,
    CleanedItem,
    Cut,
    Draft,
    Evidence,
    Image,
    Item,
    Label,
    Origin,
    Precision,
    PublisherTime,
    Tag,
    TagSource,
    WallKind,
)

SOURCES, COPIES, CUT, TRUNCATED = 400, 0.04, 0.3, 0.15
SPAN = timedelta(days=90)
NOW = datetime.now(UTC)
LANGUAGES = ("en", "en", "en", "de", "es", "fr", "ru", "ar")


class Newsroom:
    """Writes articles; the same ones for the same seed."""

    def __init__(self, topics: list[str], *, seed: int = 1) -> None:
        self._rng = np.random.default_rng(seed)
        letters = np.array(list("aeiourstnlmdkpbcfgh"))
        lengths = np.clip(self._rng.poisson(5, 60_000), 2, 12)
        self._words = np.array(["".join(self._rng.choice(letters, n)) for n in lengths])
        self._shares = _zipf(len(self._words), 1.05)
        self._sources = _zipf(SOURCES, 1.0)
        self._topics = topics
        self._topic_shares = _zipf(len(topics), 1.0)
        self._recent: list[str] = []

    def words(self, count: int) -> list[str]:
        """Words as they are used: few of them often."""
        places = np.searchsorted(self._shares, self._rng.random(count))
        return list(self._words[np.minimum(places, len(self._words) - 1)])

    def sought(self) -> str:
        """One to three words that somebody may look for: none of the 200 that are nearly everywhere."""
        rng = self._rng
        common = set(self._words[:200].tolist())
        rare = [word for word in self.words(400) if word not in common]
        return " ".join(rare[: int(rng.integers(1, 4))])

    def source(self) -> str:
        """One of the sources, the large ones more often."""
        return f"source{self._place(self._sources)}.example"

    def article(self, item: Item, *, age: float) -> CleanedItem:
        """The article of an item; `age` from 1 (the oldest) to 0 (now)."""
        rng = self._rng
        text = self._text()
        if self._recent and rng.random() < COPIES:
            text = self._recent[rng.integers(len(self._recent))]
            if rng.random() < 0.5:
                text = text[: max(400, int(len(text) * 0.4))]
        else:
            self._recent = [*self._recent[-200:], text]
        parts = text.split("\n\n")
        blocks = tuple(Block(kind=BlockKind.PARAGRAPH, text=part) for part in parts)
        published = PublisherTime(value=NOW - SPAN * age, precision=Precision.TIME, origin=Origin.JSONLD)
        cut = rng.random() < CUT
        draft = Draft(
            title=" ".join(self.words(10)).capitalize(),
            summary=" ".join(self.words(28)).capitalize() + ".",
            authors=("Ada Quill",),
            published=published,
            modified=published,
            language=LANGUAGES[rng.integers(len(LANGUAGES))],
            text=text,
            blocks=blocks,
            images=(Image(url=f"https://img.example/{item.id}.jpg", caption="A caption", credit="Somebody"),),
            labels=tuple(Label(text=word, origin=Origin.PAGE) for word in self.words(4)),
            section="world",
            canonical_url=None,
            access=Access(),
            wall=WallKind.REGISTRATION if cut else None,
            cuts=(Cut(text="Register to read on. It is free.", rule="register-en"),) if cut else (),
            truncated=True if rng.random() < TRUNCATED else None,
            truncated_evidence=None,
            origins=tuple((field, Origin.JSONLD) for field in ("title", "authors", "published")),
        )
        return CleanedItem(
            item=item,
            draft=draft,
            tags=self._tags(),
            content_hash=content_hash(text),
            sketch=sketch(text),
            wire_source=None,
            page_url=item.url,
            fetched_at=NOW,
            fingerprints=fingerprints(blocks),
        )

    def _text(self) -> str:
        length = int(np.clip(self._rng.lognormal(6.1, 0.7), 60, 5000))
        words = self.words(length)
        for place in self._rng.integers(0, length, length // 25):
            words[place] = str(place * 7 % 2030)
        for place in range(17, length, 18):
            words[place] += ".\n\n" if place % 54 == 53 else "."
        return " ".join(words).replace("\n\n ", "\n\n")

    def _tags(self) -> tuple[Tag, ...]:
        if self._rng.random() > 0.6:
            return ()
        chosen = {self._topics[self._place(self._topic_shares)] for _ in range(int(self._rng.integers(1, 4)))}
        evidence = (Evidence(field="body", start=10, end=20, text="some words", rule="some rule"),)
        return tuple(Tag(topic=topic, source=TagSource.RULE, score=6.0, evidence=evidence) for topic in sorted(chosen))

    def _place(self, shares: np.ndarray) -> int:
        return min(int(np.searchsorted(shares, self._rng.random())), len(shares) - 1)


def address(number: int) -> tuple[str, bytes]:
    """The address of an article and its hash."""
    url = f"https://site{number % SOURCES}.example/2026/news/{number}"
    return url, sha256(url.encode()).digest()


def _zipf(count: int, exponent: float) -> np.ndarray:
    shares = 1 / np.arange(1, count + 1) ** exponent
    return np.cumsum(shares / shares.sum())
