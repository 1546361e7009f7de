"""The range of each tuned number of the walls in which no floor of their gate breaks, the others as they are.

Varies each number of `core/walls/thresholds.py` step by step, to half and to double, and counts as the walls gate does:
on our own texts, and with NEWSWIRE_CORPUS on its `walls/` and, for what a source repeats, on those of its `articles/`
that share a host. The docstrings of the thresholds tell what came out with a corpus.
"""

import gzip
import importlib
import json
import os
import pkgutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from tests.gates.conftest import FLOORS
from tests.gates.scoring import Tally, letters
from tests.gates.wall_counts import RealPage, count_boxes, count_pages, count_stories, count_tails, read_pages
from worker.core import walls
from worker.core.clean import Cleaner
from worker.core.urls import host_of
from worker.core.walls import repetition, thresholds
from worker.core.walls.repetition import fingerprints
from worker.errors import NothingToStore
from worker.models import Extraction
from worker.services import Services
from worker.settings import Settings

DOWN, UP = (0.95, 0.9, 0.8, 0.65, 0.5), (1.05, 1.1, 1.25, 1.5, 2.0)
PROCESSES = 2
KEPT_CUTS = 0.9
"""Share of the repeated blocks that must still go: no gate has a floor for them."""
OTHERS = 2
"""What another article of the source counts for: the corpus has two or three of one, where a feed has hundreds."""
MODULES = [importlib.import_module(f"{walls.__name__}.{found.name}") for found in pkgutil.iter_modules(walls.__path__)]

Number = int | float


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeating:
    """An article of a source, with what stands in the others."""

    extraction: Extraction
    seen: dict[int, int]
    gold: str
    """Letters of what is right."""
    uncut: frozenset[str]
    """Blocks that stay when nothing is known of the source."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """Everything that is counted, read once."""

    cleaner: Cleaner
    floors: dict[str, float]
    pages: Sequence[RealPage]
    repeating: Sequence[Repeating]


@cache
def material() -> Material:
    cleaner = Services(settings=Settings()).cleaner
    folder = os.environ.get("NEWSWIRE_CORPUS")
    return Material(
        cleaner=cleaner,
        floors={name: floor for name, floor in json.loads(FLOORS.read_text("utf-8")).items() if "walls." in name},
        pages=read_pages(cleaner, Path(folder)) if folder else (),
        repeating=tuple(_repeating(cleaner, Path(folder, "articles"))) if folder else (),
    )


def _repeating(cleaner: Cleaner, folder: Path) -> Iterator[Repeating]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        of_host = defaultdict(list)
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for page in map(json.loads, lines):
                if page["url"] and page["text"]:
                    of_host[host_of(page["url"])].append(page)
        for pages in (pages for host, pages in of_host.items() if host and len(pages) > 1):
            extractions = [cleaner.read_html(page["html"], url=page["url"]) for page in pages]
            stood = Counter(key for extraction in extractions for key in fingerprints(extraction.blocks))
            for page, extraction in zip(pages, extractions, strict=True):
                own = set(fingerprints(extraction.blocks))
                yield Repeating(
                    extraction=extraction,
                    seen={key: OTHERS * (times - (key in own)) for key, times in stood.items() if times > (key in own)},
                    gold=letters(page["text"]),
                    uncut=_kept(cleaner, extraction, {}),
                )


def _kept(cleaner: Cleaner, extraction: Extraction, seen: dict[int, int]) -> frozenset[str]:
    try:
        return frozenset(block.text for block in cleaner.finish(extraction, seen=seen).blocks)
    except NothingToStore:
        return frozenset()


def figures(*, repeating: bool) -> dict[str, float]:
    """The gate's shares; with `repeating` also how many repeated blocks go, and what share of them was no body."""
    got = material()
    rules = got.cleaner.walls
    tallies: dict[str, Tally] = {}
    for counted in (
        count_tails(rules, known=True),
        count_tails(rules, known=False),
        count_boxes(rules),
        count_stories(rules),
        count_pages(got.cleaner, got.pages) if got.pages else {},
    ):
        for name, tally in counted.items():
            if name not in tallies or tally.share < tallies[name].share:
                tallies[name] = tally
    shares = {name: tally.share for name, tally in tallies.items()}
    return shares | _repeated_figures(got) if repeating else shares


def _repeated_figures(got: Material) -> dict[str, float]:
    gone, right = 0, 0
    for article in got.repeating:
        cut = article.uncut - _kept(got.cleaner, article.extraction, article.seen)
        gone += len(cut)
        right += sum(letters(text) not in article.gold for text in cut)
    return {"repeated.gone": gone, "repeated.right": right / gone if gone else 1.0}


def holds(found: dict[str, float], present: dict[str, float]) -> bool:
    """Say whether no floor is broken; no gate has one for repeated blocks, so they are held to what they are."""
    floors = {name: material().floors.get(name, share) for name, share in present.items()}
    floors["repeated.gone"] = KEPT_CUTS * present.get("repeated.gone", 0)
    return all(share >= floors[name] for name, share in found.items())


def steps(value: Number, factors: Sequence[float]) -> Iterator[Number]:
    """The values to try one way: each once, whole numbers as whole ones, and no share or probability above 1."""
    last = value
    for factor in factors:
        tried = round(value * factor) if isinstance(value, int) else round(value * factor, 3)
        if tried != last and not (isinstance(value, float) and value < 1 < tried):
            yield tried
            last = tried


def vary(name: str) -> tuple[str, Number, Number, bool]:
    """(name, lowest and highest value at which all floors hold, whether any figure moved)."""
    value: Number = vars(thresholds)[name]
    repeating = name in vars(repetition)
    present = figures(repeating=repeating)
    ends, moved = [], False
    for factors in (DOWN, UP):
        end = value
        for tried in steps(value, factors):
            _set(name, tried)
            found = figures(repeating=repeating)
            moved = moved or found != present
            if not holds(found, present):
                break
            end = tried
        ends.append(end)
    _set(name, value)
    return name, ends[0], ends[1], moved


def _set(name: str, value: Number) -> None:
    for module in MODULES:
        if name in vars(module):
            setattr(module, name, value)


def main() -> None:
    """Print a line a number: its value, the range that holds, and whether any figure moved at all."""
    names = [name for name in vars(thresholds) if name.isupper()]
    present = figures(repeating=True)  # read before the fork, so that both share it
    print("present: " + ", ".join(f"{name} {share:.4g}" for name, share in sorted(present.items())))
    if not holds(present, present):
        raise SystemExit("a floor is broken as it is")
    with get_context("fork").Pool(PROCESSES) as pool:
        for name, lowest, highest, moved in pool.imap(vary, names):
            quiet = "" if moved else "   no figure moves"
            print(f"{name:22} {vars(thresholds)[name]:6}   holds {lowest} to {highest}{quiet}", flush=True)


if __name__ == "__main__":
    main()
