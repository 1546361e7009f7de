"""CPU of cleaning a page, by step, against `trafilatura.bare_extraction` with metadata over the same pages in one run.

Reads the corpus folder in NEWSWIRE_CORPUS (its articles/*.jsonl.gz: a line {"url", "html"} each); without one there is
nothing to measure.
"""

import gc
import gzip
import json
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import trafilatura

from worker.core.dedupe.sketch import sketch
from worker.core.dedupe.verdicts import content_hash
from worker.core.extract import jsonld, metadata
from worker.core.extract.features import features
from worker.core.extract.page import about_page
from worker.core.extract.scanner import scan_html
from worker.core.text import language
from worker.core.topics.tag import article_of, tag
from worker.core.walls.repetition import fingerprints
from worker.errors import NothingToStore
from worker.models import Draft, Extraction
from worker.services import Services
from worker.settings import Settings

EVERY = 5
"""One page in so many is measured: enough for a ratio that repeats to two digits."""
BATCH = 20
"""Pages that one side cleans before it is the other's turn, as many as a message to a worker holds."""
_INSIDE = ("scan", "jsonld", "metadata", "features", "model")
"""Steps of the extraction that are measured by themselves as well."""

T = TypeVar("T")
Page = tuple[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Corpus:
    """One file of pages as (url, html)."""

    name: str
    pages: list[Page]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """CPU milliseconds per page."""

    pages: int
    steps: dict[str, float]

    def ratio(self, *steps: str) -> float:
        """What these steps of ours cost, against trafilatura."""
        return sum(self.steps[step] for step in steps) / self.steps["trafilatura"]


def corpus() -> Iterator[Corpus]:
    """The files of the corpus folder, if there is one."""
    folder = os.environ.get("NEWSWIRE_CORPUS")
    files = sorted(Path(folder, "articles").glob("*.jsonl.gz")) if folder else []
    if not files:
        print("left out: set NEWSWIRE_CORPUS to a folder with articles/*.jsonl.gz")
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield Corpus(name=path.name, pages=[(page["url"], page["html"]) for page in map(json.loads, lines)])


def measure(pages: Sequence[Page], made: Services) -> Figures:
    """Time both on each batch in turn, so that a busy machine is unfair to neither."""
    spent: Counter[str] = Counter()
    # what is loaded or compiled when it is first needed is there on both sides
    _newswire(Counter(), made, pages[:BATCH])
    _reference(Counter(), pages[:BATCH])
    for start in range(0, len(pages), BATCH):
        batch = pages[start : start + BATCH]
        gc.collect()  # each pays for its own garbage alone
        _newswire(spent, made, batch)
        gc.collect()
        _reference(spent, batch)
        _inside(spent, made, batch)
    return Figures(pages=len(pages), steps={step: seconds / len(pages) * 1000 for step, seconds in spent.items()})


def _newswire(spent: Counter[str], made: Services, batch: Sequence[Page]) -> None:
    for url, html in batch:
        extraction = _timed(spent, "extract", lambda: made.cleaner.read_html(html, url=url))  # noqa: B023
        _timed(spent, "normalise", lambda: _finish(made, extraction, cut=False))  # noqa: B023
        draft = _timed(spent, "walls and normalise", lambda: _finish(made, extraction, cut=True))  # noqa: B023
        _timed(spent, "fingerprints", lambda: fingerprints(extraction.blocks))  # noqa: B023
        if draft is not None:
            _timed(spent, "sketch", lambda: sketch(draft.text))  # noqa: B023
            _timed(spent, "hash", lambda: content_hash(draft.text))  # noqa: B023
            _timed(spent, "topics", lambda: tag(made.taxonomy, article_of(draft, None)))  # noqa: B023


def _finish(made: Services, extraction: Extraction, *, cut: bool) -> Draft | None:
    try:
        return made.cleaner.finish(extraction, cut=cut)
    except NothingToStore:
        return None


def _reference(spent: Counter[str], batch: Sequence[Page]) -> None:
    for _, html in batch:
        _timed(spent, "trafilatura", lambda: trafilatura.bare_extraction(html, with_metadata=True))  # noqa: B023


def _inside(spent: Counter[str], made: Services, batch: Sequence[Page]) -> None:
    for url, html in batch:
        scan = _timed(spent, "scan", lambda: scan_html(html))  # noqa: B023
        metas, clues = _timed(spent, "metadata", lambda: metadata.read_head(scan, url=url))  # noqa: B023
        linked = _timed(spent, "jsonld", lambda: jsonld.parse_jsonld(scan.json_scripts, url=url, clues=clues))  # noqa: B023
        about = _timed(
            spent,
            "metadata",
            lambda: metadata.extract_metadata(scan, metas, linked, clues, url=url),  # noqa: B023
        )
        if scan.blocks:
            words = made.cleaner.model.words
            known = about_page(scan, linked, about)
            rows = _timed(spent, "features", lambda: features(scan, known, words))  # noqa: B023
            _timed(spent, "model", lambda: made.cleaner.model.score(rows))  # noqa: B023


def _timed(spent: Counter[str], step: str, work: Callable[[], T]) -> T:
    started = time.process_time()
    result = work()
    # A Counter adds up floats as well; its type only knows whole numbers.
    spent[step] += time.process_time() - started  # type: ignore[assignment]
    return result


def main() -> None:
    """Prints the figures of each corpus file."""
    logging.disable(logging.CRITICAL)
    made = Services(settings=Settings())
    language.detect("The language model is read before the first page.", None)
    for file in corpus():
        found = measure(file.pages[::EVERY], made)
        extract, clean = ("extract", "normalise"), ("extract", "walls and normalise")
        step = (*clean, "fingerprints", "sketch", "hash", "topics")
        print(
            f"{file.name}: against trafilatura ({found.pages} pages, {found.steps['trafilatura']:.2f} ms CPU each): "
            f"extraction with metadata {found.ratio(*extract):.3f}, with walls {found.ratio(*clean):.3f}, "
            f"all of the clean step but its database {found.ratio(*step):.3f}"
        )
        print("  ms: " + ", ".join(f"{name} {found.steps[name]:.2f}" for name in step))
        print("  of extract: " + ", ".join(f"{name} {found.steps[name]:.2f}" for name in _INSIDE))


if __name__ == "__main__":
    main()
