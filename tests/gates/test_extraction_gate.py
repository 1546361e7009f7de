"""Bodies and metadata keep their quality on the development pages; the floors only rise.

The pages belong to their publishers and are no part of the repository: NEWSWIRE_CORPUS names the folder that holds
articles/; without it this gate is left out. The block model was trained on these pages, so the floors hold
what was reached, not what to expect of other publishers: `benchmarks/train_blocks.py` prints that, cross-validated.
"""

import gzip
import json
import os
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import worker
from worker.core.extract.classifier import load_model
from worker.core.extract.page import extract_html
from worker.core.normalize import draft
from worker.errors import NothingToStore
from worker.models import WallRemoval

CORPUS = Path(os.environ.get("NEWSWIRE_CORPUS", "")) / "articles"
FLOORS = json.loads((Path(__file__).parent / "floors_extraction.json").read_text("utf-8"))
EVERY = {"fundus": 1, "wcxb": 8}

pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(not os.environ.get("NEWSWIRE_CORPUS"), reason="no corpus: set NEWSWIRE_CORPUS"),
]


@pytest.mark.parametrize("corpus", EVERY)
def test_body_and_metadata_hold(corpus: str) -> None:
    model = load_model((Path(worker.__file__).parent / "rules" / "blocks.npz").read_bytes())
    scores: dict[str, list[float]] = defaultdict(list)
    with gzip.open(CORPUS / f"{corpus}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for page in [json.loads(line) for line in lines][:: EVERY[corpus]]:
            found = extract_html(page["html"], url=page["url"], model=model)
            trimmed = WallRemoval(blocks=found.blocks, wall=None, cuts=(), truncated=None, truncated_evidence=None)
            try:
                made = draft(found, trimmed, None)
            except NothingToStore:
                scores["recall"].append(0)
                continue
            got, true = shingles(made.text), shingles(page["text"])
            hit = sum((got & true).values())
            scores["precision"].append(hit / max(sum(got.values()), 1))
            scores["recall"].append(hit / max(sum(true.values()), 1))
            scores["title"].append(fold(made.title) == fold(page["title"]))
            if page["authors"]:
                scores["authors"].append({*map(fold, made.authors)} == {*map(fold, page["authors"])})
            if page["date"]:
                date = made.published.value.date().isoformat() if made.published else ""
                scores["date"].append(date == page["date"][:10])
    mean = {name: sum(values) / len(values) for name, values in scores.items()}
    mean["body"] = 2 * mean["precision"] * mean["recall"] / (mean["precision"] + mean["recall"])
    assert {name: mean[name] for name, floor in FLOORS[corpus].items() if mean[name] < floor} == {}


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def fold(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
