"""CPU of cleaning a page, by step, against `trafilatura.bare_extraction` with metadata over the same pages in one run.

Reads the corpus folder in NEWSWIRE_CORPUS (its articles/*.jsonl.gz: a line {"url", "html"} each); without one there is
nothing to measure.
"""

import gzip
import json
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import trafilatura

from worker.core.extract import jsonld, metadata
from worker.core.extract.blockmodel import BlockModel, load_model
from worker.core.extract.dom import scan_html
from worker.core.extract.features import features
from worker.core.extract.page import about_page, extract_html
from worker.core.normalize import draft
from worker.core.text import language
from worker.errors import NothingToStore
from worker.models import Draft, Trimmed

MODEL = Path(__file__).parent.parent / "worker" / "rules" / "blocks.npz"
EVERY = 5
"""One page in so many is measured: enough for a ratio that repeats to two digits."""
_STEPS = ("scan", "jsonld", "metadata", "features", "model")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """CPU milliseconds per page."""

    pages: int
    trafilatura: float
    ours: float
    """Extraction with all metadata, and the draft; without the walls."""
    steps: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.ours / self.trafilatura


def measure(pages: Sequence[tuple[str, str]]) -> Figures:
    """Time both on each (url, html), in turn, so that a busy machine is unfair to neither."""
    logging.disable(logging.CRITICAL)
    model = load_model(MODEL.read_bytes())
    # What loads lazily is loaded on both sides.
    _both(Counter(), *pages[0], model)
    language.detect(pages[0][1], None)
    spent: Counter[str] = Counter()
    for url, html in pages:
        _both(spent, url, html, model)
        _by_step(spent, url, html, model)
    each = {step: seconds / len(pages) * 1000 for step, seconds in spent.items()}
    steps = {step: each[step] for step in _STEPS}
    steps["language, pictures, draft"] = each["ours"] - sum(steps.values())
    return Figures(pages=len(pages), trafilatura=each["trafilatura"], ours=each["ours"], steps=steps)


def _both(spent: Counter[str], url: str, html: str, model: BlockModel) -> None:
    _timed(spent, "trafilatura", lambda: trafilatura.bare_extraction(html, with_metadata=True))
    _timed(spent, "ours", lambda: _clean(url, html, model))


def _by_step(spent: Counter[str], url: str, html: str, model: BlockModel) -> None:
    scan = _timed(spent, "scan", lambda: scan_html(html))
    linked = _timed(spent, "jsonld", lambda: jsonld.read(scan.json_scripts, url=url))
    about = _timed(spent, "metadata", lambda: metadata.read(scan, linked, url=url))
    rows = _timed(spent, "features", lambda: features(scan, about_page(scan, linked, about)))
    _timed(spent, "model", lambda: model.score(rows))


def _clean(url: str, html: str, model: BlockModel) -> Draft | None:
    found = extract_html(html, url=url, model=model)
    uncut = Trimmed(blocks=found.blocks, wall=None, cuts=(), truncated=None, truncated_evidence=None)
    try:
        return draft(found, uncut, None)
    except NothingToStore:
        return None


def _timed(spent: Counter[str], step: str, work: Callable[[], T]) -> T:
    started = time.process_time()
    result = work()
    # A Counter adds up floats as well; its type only knows whole numbers.
    spent[step] += time.process_time() - started  # type: ignore[assignment]
    return result


def main() -> None:
    """Prints the figures of each corpus file."""
    folder = os.environ.get("NEWSWIRE_CORPUS")
    files = sorted(Path(folder, "articles").glob("*.jsonl.gz")) if folder else []
    if not files:
        print("left out: set NEWSWIRE_CORPUS to a folder with articles/*.jsonl.gz")
    for path in files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            pages = [(page["url"], page["html"]) for page in map(json.loads, lines)][::EVERY]
        figures = measure(pages)
        print(
            f"{path.name}: ours {figures.ours:.2f} ms CPU per page, trafilatura {figures.trafilatura:.2f} ms, "
            f"ratio {figures.ratio:.3f} ({figures.pages} pages)"
        )
        print("  " + ", ".join(f"{step} {value:.2f}" for step, value in figures.steps.items()))


if __name__ == "__main__":
    main()
