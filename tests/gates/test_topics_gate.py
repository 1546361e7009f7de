"""The default taxonomy keeps its quality on the development articles; the floors only rise.

The articles belong to their publishers and are no part of the repository: NEWSWIRE_CORPUS names the folder that holds
topics/; without it this gate is left out.
"""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

import worker
from worker.core.topics.tag import Article, compile_taxonomy, tag

CORPUS = Path(os.environ.get("NEWSWIRE_CORPUS", "")) / "topics"
FLOORS = json.loads((Path(__file__).parent / "floors_topics.json").read_text("utf-8"))

pytestmark = [
    pytest.mark.gate,
    pytest.mark.skipif(not os.environ.get("NEWSWIRE_CORPUS"), reason="no corpus: set NEWSWIRE_CORPUS"),
]


@pytest.fixture(scope="module")
def counts() -> Counter[str]:
    """How the tags of all articles compare with the labels; pairs that are labelled as ambiguous do not count."""
    folder = Path(worker.__file__).parent / "rules" / "topics"
    taxonomy = compile_taxonomy({path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.toml"))})
    lines = (CORPUS / "story_topics_dev.jsonl").read_text("utf-8").splitlines()
    articles = [json.loads(line) for line in lines]
    known = {slug for one in articles for slug in one["topics"] + one["hard_negative_for"] + one["ambiguous"]}
    counts: Counter[str] = Counter()
    for article in articles:
        tagged = {one.topic for one in tag(taxonomy, Article(title=article["title"], text=article["text"]))}
        for slug in known - set(article["ambiguous"]):
            counts[f"{'right' if (slug in tagged) == (slug in article['topics']) else 'wrong'} {slug in tagged}"] += 1
        counts["hard"] += len(article["hard_negative_for"])
        counts["hard tagged"] += len(tagged & set(article["hard_negative_for"]))
    return counts


def test_precision_recall_and_f1_hold(counts: Counter[str]) -> None:
    right = counts["right True"]
    precision = right / (right + counts["wrong True"])
    recall = right / (right + counts["wrong False"])

    assert precision >= FLOORS["precision"]
    assert recall >= FLOORS["recall"]
    assert 2 * precision * recall / (precision + recall) >= FLOORS["f1"]


def test_hard_negatives_stay_untagged(counts: Counter[str]) -> None:
    assert counts["hard tagged"] / counts["hard"] <= FLOORS["hard_negatives_tagged"]
