"""Train the block model: `make train CORPUS=folder` (`python -m benchmarks.train_blocks CORPUS [--out FILE]`).

CORPUS is a folder with `articles/*.jsonl.gz`, a page a line: {"id", "url", "html", "text"} with the gold text, or
{"with", "without"} in its place: what must come out and what must not; and with `walls*/NNN.html` beside `NNN.json`,
whose `must_keep`, `wall_text` and `wall_lines` say the same. `SETS` has the weight of each file; others are left out.
Needs catboost, which the worker itself does not: `pip install catboost` beside `.venv`, or in a venv that sees it.
Prints the body F1 (4-word shingles, letters for Chinese and Japanese) cross-validated, all pages of one publisher in
one fold, then trains on everything. The same pages give the same file, which says what it was made from.
"""

import argparse
import gzip
import json
import re
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from benchmarks.block_words import learn
from worker.core.extract import jsonld, metadata
from worker.core.extract.classifier import BODY, BlockModel, load_model
from worker.core.extract.features import column_names, features, is_lead
from worker.core.extract.layout import Floats
from worker.core.extract.openings import STEPS, Begun, begun, openings
from worker.core.extract.page import about_page
from worker.core.extract.scanner import scan_html
from worker.core.fields import titles

TREES, LEVELS, RATE = 320, 6, 0.07
SETS = {
    "fundus": 4.0, "fundus2": 4.0, "n4k": 2.0, "wcxb": 2.0, "n4k_tests": 2.0, "zh": 2.0, "trafeval": 1.2, "walls": 1.0,
    "walls_more": 1.0, "silver": 0.3,
}  # fmt: skip
"""How much a page of each set counts: more where its conventions are ours (the standfirst is text, captions are not),
less where its gold is another tool's word."""
LEADS = frozenset(("fundus", "fundus2", "n4k"))
"""Sets that say of a standfirst whether it is text; the gold of others leaves it out of news."""
MANY = (
    "co", "com", "org", "net", "ac", "gov", "or", "ne", "edu",
    "blogspot", "wordpress", "typepad", "tumblr", "livejournal", "substack", "github",
)  # fmt: skip
"""Second levels under which publishers register, and hosts of blogs."""
_NOT_TO_SHIP = "research use only"
"""Words of a licence under which a page may be measured with, and is nothing for a model that we hand on."""
_WINDOW = 4
_FAR, _THIN = 8, 5
"""Blocks from the nearest text of the article, and how many such blocks one stands for: they teach little, and are two
in three."""
_SHORT = 8
"""Letters of a string that may stand anywhere on a page."""
_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Sample:
    """A page with what is right about its blocks."""

    name: str
    publisher: str
    rows: Floats
    texts: tuple[str, ...]
    words: Floats
    share: Floats
    """Share of each block that stands in the gold text; NaN where nobody said."""
    gold: str | None
    begun: Begun
    lead: str
    """What the page says about itself."""
    settled: NDArray[np.bool_]
    """Whether the gold text can be trusted on a block: other corpora than ours leave out the standfirst of news."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=Path("worker/rules/blocks.npz"))
    parser.add_argument("--folds", type=int, default=4, help="0 skips the cross-validation")
    args = parser.parse_args()
    found = [(name, page) for name in SETS for page in pages(args.corpus, name) if _NOT_TO_SHIP not in terms(page)]
    samples = [sample for name, page in found if (sample := read(name, page))]
    if not samples:
        sys.exit(f"{args.corpus} has no articles/NAME.jsonl.gz of {', '.join(SETS)}")
    shares = learn((sample.publisher, sample.begun, sample.share) for sample in samples if SETS[sample.name] >= 1)
    words = shares.weights()
    # Each page as the model will meet it: of a publisher whose words nobody knows.
    unknown = {name: shares.without(words, name) for name in {sample.publisher for sample in samples}}
    samples = [with_words(sample, unknown[sample.publisher]) for sample in samples]
    figures: dict[str, dict[str, float]] = {}
    if args.folds:
        fold = [zlib.crc32(sample.publisher.encode()) % args.folds for sample in samples]
        scores: dict[int, Floats] = {}
        for held in range(args.folds):
            model = train([sample for sample, of in zip(samples, fold, strict=True) if of != held])
            scores |= {i: model.score(s.rows) for i, s in enumerate(samples) if fold[i] == held}
        figures["cross-validated"] = report("cross-validated", samples, scores)
    trees = fit(samples)
    model = load_model(pack(trees, words, ""))
    scores = {i: model.score(with_words(sample, words).rows) for i, sample in enumerate(samples)}
    figures["in sample"] = report("in sample", samples, scores)
    data = pack(trees, words, sources(found, figures))
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data):,} bytes")


def sources(found: Sequence[tuple[str, dict[str, Any]]], figures: Mapping[str, Mapping[str, float]]) -> str:
    """What the file says of its making: pages, weight and licences of each set, and the body F1 that was reached."""
    return json.dumps(
        {
            "sets": {
                name: {
                    "pages": sum(of == name for of, _ in found),
                    "weight": weight,
                    "licences": sorted({terms(page) for of, page in found if of == name} - {""}),
                }
                for name, weight in SETS.items()
            },
            "body F1": figures,
        },
        ensure_ascii=False,
    )


def terms(page: Mapping[str, Any]) -> str:
    """Under which licence a page came to us; '' when its set has one for all."""
    return page.get("licence") or ""


def pages(corpus: Path, name: str) -> Iterator[dict[str, Any]]:
    """The pages of one set."""
    packed = corpus / "articles" / f"{name}.jsonl.gz"
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    for labels in sorted((corpus / name).glob("*.json")):
        html = labels.with_suffix(".html")
        if html.exists():
            said = json.loads(labels.read_text("utf-8"))
            walls = [*said["wall_text"], *said["wall_lines"]]
            yield said | {"html": html.read_text("utf-8", "replace"), "with": said["must_keep"], "without": walls}


def read(name: str, page: Mapping[str, Any]) -> Sample | None:
    """One page; None when it has no text."""
    scan = scan_html(page["html"])
    if not scan.blocks:
        return None
    metas, clues = metadata.read_head(scan, url=page["url"])
    linked = jsonld.parse_jsonld(scan.json_scripts, url=page["url"], clues=clues)
    about = about_page(scan, linked, metadata.extract_metadata(scan, metas, linked, clues, url=page["url"]))
    texts = tuple(block.text for block in scan.blocks)
    gold = page.get("text")
    return Sample(
        name=name,
        publisher=publisher(page["url"], page["id"]),
        rows=features(scan, about),
        texts=texts,
        begun=begun(list(texts)),
        lead=f"{about.title} {about.summary}",
        words=np.array([len(_words(text)) for text in texts], np.float32),
        share=label(texts, gold) if gold else marks(texts, page["with"] or (), page["without"] or ()),
        gold=gold,
        settled=np.array([name in LEADS or not (about.news and is_lead(t, about.summary)) for t in texts]),
    )


def with_words(sample: Sample, weights: dict[str, float]) -> Sample:
    """The page as it looks to who knows these words."""
    rows = sample.rows.copy()
    for name, figures in openings(sample.begun, sample.lead, weights).items():
        rows[:, column_names().index(name)] = figures
    return replace(sample, rows=rows)


def publisher(url: str | None, page: str) -> str:
    """The registered name of a page's host."""
    parts = ((urlsplit(url or "").hostname) or page).split(".")
    return ".".join(parts[-3 if len(parts) > 2 and parts[-2] in MANY else -2 :])


def marks(texts: Sequence[str], right: Sequence[str], wrong: Sequence[str]) -> Floats:
    """1 for the only block that holds a string that must come out, 0 for those with one that must not, else NaN."""
    share = np.full(len(texts), np.nan, np.float32)
    keys = titles.keys(texts)
    for strings, mark in ((wrong, 0), (right, 1)):
        for key in filter(lambda key: len(key) >= _SHORT, titles.keys(strings)):
            places = [place for place, text in enumerate(keys) if key in text]
            if not mark or len(places) == 1:
                share[places] = mark
    return share


def label(texts: Sequence[str], gold: str) -> Floats:
    """Share of each block that stands in the gold text; of a text printed twice, for the one among other such text."""
    words_of = partial(_words, spaceless=_is_spaceless(gold))
    words = [words_of(text) for text in texts]
    true = set(_shingles(words_of(gold)))
    lines = {" ".join(words_of(line)) for line in gold.split("\n")}
    joined = f" {' '.join(words_of(gold))} "
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
            wanted = max(1, joined.count(f" {' '.join(words_of(text))} "))
            for index in sorted(places, key=lambda at: -_likely(at, share, lengths))[wanted:]:
                share[index] = 0
    return share


def _likely(at: int, share: Floats, lengths: Floats) -> float:
    near = slice(max(0, at - _WINDOW), at + _WINDOW + 1)
    return float((share[near] * lengths[near]).sum() / (1 + lengths[near].sum()))


def fit(samples: Sequence[Sample]) -> CatBoostClassifier:
    """Grow the trees. Long blocks weigh more, unclear ones less, and a page no more than its length's square root."""
    weights = []
    for sample in samples:
        share = np.nan_to_num(sample.share, nan=0.5)
        weight = (np.minimum(sample.words, 80) + 4) * (0.35 + 0.65 * np.abs(2 * share - 1))
        weight *= sample.settled & ~np.isnan(sample.share)
        scale = SETS[sample.name] / np.sqrt(max(weight.sum(), 1)) / 10
        weights.append(weight * scale * _thinned(share))
    trees = CatBoostClassifier(
        iterations=TREES, depth=LEVELS, learning_rate=RATE, l2_leaf_reg=6, border_count=32, rsm=0.3, subsample=0.7,
        bootstrap_type="Bernoulli", random_seed=1, thread_count=2, verbose=0, allow_writing_files=False,
    )  # fmt: skip
    rows = np.concatenate([sample.rows for sample in samples])
    right = np.concatenate([np.nan_to_num(sample.share) > BODY for sample in samples]).astype(int)
    weight = np.concatenate(weights)
    counts = weight > 0
    return trees.fit(rows[counts], right[counts], sample_weight=weight[counts])


def _thinned(share: Floats) -> Floats:
    """How many blocks each stands for: far from the article one for several, and 0 for those."""
    index = np.arange(len(share))
    text = np.flatnonzero(share >= BODY)
    if not len(text):
        return np.ones(len(share), np.float32)
    after = np.minimum(np.searchsorted(text, index), len(text) - 1)
    near = np.minimum(np.abs(text[after] - index), np.abs(text[np.maximum(after - 1, 0)] - index)) <= _FAR
    return np.where(near, 1, np.where(index % _THIN == 0, _THIN, 0)).astype(np.float32)


def train(samples: Sequence[Sample]) -> BlockModel:
    return load_model(pack(fit(samples), {}, ""))


def pack(trees: CatBoostClassifier, words: dict[str, float], source: str) -> bytes:
    """Trees and words as the arrays that `load_model` reads, and what they were made from."""
    exported = json.loads(_export(trees))
    grown = exported["oblivious_trees"]
    questions = np.zeros((LEVELS, len(grown)), np.uint16)
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
        out, questions=questions, borders=borders, leaves=leaves * scale, bias=bias, columns=np.array(column_names()),
        words=np.array("\n".join(words)), steps=np.array([round(w * STEPS) for w in words.values()], np.int8),
        made_from=np.array(source),
    )  # fmt: skip
    return out.getvalue()


def _export(trees: CatBoostClassifier) -> str:
    path = Path("blocks.json")
    try:
        trees.save_model(str(path), format="json")
        return path.read_text(encoding="utf-8")
    finally:
        path.unlink(missing_ok=True)


def report(what: str, samples: Sequence[Sample], scores: dict[int, Floats]) -> dict[str, float]:
    """Print how much of the gold text comes out; the F1 of each set that has whole texts."""
    reached = {}
    for name in sorted({sample.name for sample in samples if sample.gold}):
        precision, recall = [], []
        for index, sample in enumerate(samples):
            if sample.name != name or not sample.gold:
                continue
            kept = scores[index] >= BODY
            spaceless = _is_spaceless(sample.gold)
            text = "\n".join(text for text, keep in zip(sample.texts, kept, strict=True) if keep)
            got, true = (Counter(_shingles(_words(one, spaceless=spaceless))) for one in (text, sample.gold))
            hit = sum((got & true).values())
            recall.append(hit / max(sum(true.values()), 1))
            precision += [hit / sum(got.values())] if got else []
        p, r = float(np.mean(precision)), float(np.mean(recall))
        reached[name] = round(2 * p * r / (p + r), 4)
        print(f"{what:16} {name:10} P {p:.4f} R {r:.4f} F1 {reached[name]:.4f} of {len(recall)} pages", flush=True)
    return reached


def _is_spaceless(text: str) -> bool:
    """Whether a text is of a script without spaces between words."""
    return len(_SPACELESS.findall(text)) > 0.3 * len(text)


def _words(text: str, *, spaceless: bool = False) -> list[str]:
    return re.findall(r"\w", text) if spaceless else re.findall(r"\w+", text)


def _shingles(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + _WINDOW]) for i in range(max(1, len(words) - _WINDOW + 1))] if words else []


if __name__ == "__main__":
    main()
