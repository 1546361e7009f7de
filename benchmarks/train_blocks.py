"""Train the block model: `python -m benchmarks.train_blocks CORPUS [--out worker/rules/blocks.npz] [--folds 5]`.

CORPUS is a folder of `*.jsonl.gz` files whose lines hold {"id", "url", "html", "text"}: pages with their gold text.
Needs catboost, which the worker itself does not: `pip install catboost` beside `.venv`, or in a venv that sees it.
Prints the body F1 (4-word shingles) cross-validated, all pages of one publisher in one fold, then trains on everything.
"""

import argparse
import gzip
import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from worker.core.extract import jsonld, metadata
from worker.core.extract.classifier import BODY, BlockModel, load_model
from worker.core.extract.features import column_names, features, is_lead
from worker.core.extract.layout import Floats
from worker.core.extract.page import about_page
from worker.core.extract.scanner import scan_html

TREES, LEVELS, RATE = 320, 6, 0.07
OURS, OURS_WEIGHT = "fundus", 4.0
"""The corpus that follows our conventions (the standfirst is text, captions are not), and how much more it counts."""
_WINDOW = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with what is right about its blocks."""

    name: str
    publisher: str
    rows: Floats
    texts: tuple[str, ...]
    words: Floats
    share: Floats
    """Share of each block that stands in the gold text."""
    gold: str
    settled: NDArray[np.bool_]
    """Whether the gold text can be trusted on a block: other corpora than ours leave out the standfirst of news."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path("worker/rules/blocks.npz"))
    parser.add_argument("--folds", type=int, default=5, help="0 skips the cross-validation")
    args = parser.parse_args()
    samples = [sample for path in sorted(args.corpus.glob("*.jsonl.gz")) for sample in read(path)]
    if args.folds:
        fold = [zlib.crc32(sample.publisher.encode()) % args.folds for sample in samples]
        scores: dict[int, Floats] = {}
        for held in range(args.folds):
            model = train([sample for sample, of in zip(samples, fold, strict=True) if of != held])
            scores |= {i: model.score(s.rows) for i, s in enumerate(samples) if fold[i] == held}
        report("cross-validated", samples, scores)
    data = pack(fit(samples))
    report("in sample", samples, {i: load_model(data).score(sample.rows) for i, sample in enumerate(samples)})
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data):,} bytes")


def read(path: Path) -> Iterator[Sample]:
    """The pages of one corpus file; a publisher is a host, or the name before _V in fundus' ids."""
    name = path.name.split(".")[0]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for page in map(json.loads, lines):
            scan = scan_html(page["html"])
            if not scan.blocks:
                continue
            metas, clues = metadata.read_head(scan, url=page["url"])
            linked = jsonld.parse_jsonld(scan.json_scripts, url=page["url"], clues=clues)
            about = about_page(scan, linked, metadata.extract_metadata(scan, metas, linked, clues, url=page["url"]))
            texts = tuple(block.text for block in scan.blocks)
            host = (urlsplit(page["url"] or "").hostname or page["id"]).removeprefix("www.")
            yield Sample(
                name=name,
                publisher=page["id"].split("_V")[0] if "_V" in page["id"] else host,
                rows=features(scan, about),
                texts=texts,
                words=np.array([len(_words(text)) for text in texts], np.float32),
                share=label(texts, page["text"]),
                gold=page["text"],
                settled=np.array([not (about.news and is_lead(t, about.summary)) or name == OURS for t in texts]),
            )


def label(texts: Sequence[str], gold: str) -> Floats:
    """Share of each block that stands in the gold text; of a text printed twice, for the one among other such text."""
    words = [_words(text) for text in texts]
    true = set(_shingles(_words(gold)))
    lines = {" ".join(_words(line)) for line in gold.split("\n")}
    joined = f" {' '.join(_words(gold))} "
    share = np.array(
        [np.mean([s in true for s in _shingles(w)]) if len(w) >= _WINDOW else 0.0 for w in words], np.float32
    )
    share[[" ".join(w) in lines and len(w) >= _WINDOW for w in words]] = 1
    for index, own in enumerate(words):
        if 0 < len(own) < _WINDOW:
            # Too short for a shingle: it belongs when the gold has it next to its neighbour.
            around = (range(index - 1, max(-1, index - 4), -1), range(index + 1, min(len(words), index + 4)))
            before, after = (next((words[i] for i in side if share[i] > 0.5), None) for side in around)
            share[index] = (before is not None and f" {' '.join(before[-4:] + own)} " in joined) or (
                after is not None and f" {' '.join(own + after[:4])} " in joined
            )
    lengths = np.array([len(w) for w in words])
    doubles = defaultdict(list)
    for index, text in enumerate(texts):
        if share[index] > 0.5 and lengths[index] >= 3:
            doubles[text].append(index)
    for text, places in doubles.items():
        if len(places) > 1:
            wanted = max(1, joined.count(f" {' '.join(_words(text))} "))
            for index in sorted(places, key=lambda at: -_neighbours(at, share, lengths))[wanted:]:
                share[index] = 0
    return share


def _neighbours(at: int, share: Floats, lengths: Floats) -> float:
    near = slice(max(0, at - _WINDOW), at + _WINDOW + 1)
    return float((share[near] * lengths[near]).sum() / (1 + lengths[near].sum()))


def fit(samples: Sequence[Sample]) -> CatBoostClassifier:
    """Grow the trees. Long blocks weigh more, unclear ones less, and a page no more than its length's square root."""
    weights = []
    for sample in samples:
        weight = (np.minimum(sample.words, 80) + 4) * (0.35 + 0.65 * np.abs(2 * sample.share - 1))
        scale = (OURS_WEIGHT if sample.name == OURS else 1.0) / np.sqrt(weight.sum()) / 10
        weights.append(weight * scale * sample.settled)
    trees = CatBoostClassifier(
        iterations=TREES, depth=LEVELS, learning_rate=RATE, l2_leaf_reg=6, border_count=32, rsm=0.3, subsample=0.7,
        bootstrap_type="Bernoulli", random_seed=1, thread_count=2, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    rows = np.concatenate([sample.rows for sample in samples])
    right = np.concatenate([sample.share > BODY for sample in samples]).astype(int)
    return trees.fit(rows, right, sample_weight=np.concatenate(weights))


def train(samples: Sequence[Sample]) -> BlockModel:
    return load_model(pack(fit(samples)))


def pack(trees: CatBoostClassifier) -> bytes:
    """The trees as the arrays that `load_model` reads."""
    exported = json.loads(_export(trees))
    grown = exported["oblivious_trees"]
    questions = np.zeros((LEVELS, len(grown)), np.uint8)
    borders = np.full((LEVELS, len(grown)), np.inf, np.float32)
    leaves = np.zeros((len(grown), 1 << LEVELS), np.float32)
    for number, tree in enumerate(grown):
        for level, split in enumerate(tree["splits"] or ()):
            questions[level, number] = split["float_feature_index"]
            borders[level, number] = split["border"]
        values = tree["leaf_values"]
        leaves[number, : len(values)] = values
    scale, (bias,) = exported["scale_and_bias"]
    out = BytesIO()
    np.savez_compressed(
        out, questions=questions, borders=borders, leaves=leaves * scale, bias=bias, columns=np.array(column_names())
    )
    return out.getvalue()


def _export(trees: CatBoostClassifier) -> str:
    path = Path("blocks.json")
    try:
        trees.save_model(str(path), format="json")
        return path.read_text(encoding="utf-8")
    finally:
        path.unlink(missing_ok=True)


def report(what: str, samples: Sequence[Sample], scores: dict[int, Floats]) -> None:
    for name in sorted({sample.name for sample in samples}):
        found = [(s, scores[i] >= BODY) for i, s in enumerate(samples) if s.name == name]
        precision, recall = [], []
        for sample, kept in found:
            got = Counter(_shingles(_words("\n".join(t for t, k in zip(sample.texts, kept, strict=True) if k))))
            true = Counter(_shingles(_words(sample.gold)))
            hit = sum((got & true).values())
            recall.append(hit / max(sum(true.values()), 1))
            precision += [hit / sum(got.values())] if got else []
        p, r = np.mean(precision), np.mean(recall)
        print(f"{what:16} {name:8} P {p:.4f} R {r:.4f} F1 {2 * p * r / (p + r):.4f} of {len(found)} pages", flush=True)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _shingles(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + _WINDOW]) for i in range(max(1, len(words) - _WINDOW + 1))] if words else []


if __name__ == "__main__":
    main()
