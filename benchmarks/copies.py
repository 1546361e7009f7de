"""Copies: what the sketches find of labelled pairs that we made ourselves, and how fast texts are sketched.

`python -m benchmarks.copies [TEXTS.jsonl]`: with a file, its texts (field "text", 60 words at least) take the place of
the made-up ones, and the same edits are done to them.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from worker.core.dedupe.sketch import Candidate, copy_of, sketch

TEXTS = 300
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
Paragraphs = list[str]
Edit = Callable[[random.Random, Paragraphs], Paragraphs]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Shares of pairs, and texts per CPU second."""

    precision: float
    recall: float
    truncated: float
    by_kind: dict[str, float]
    """Share of the pairs of each kind that are called copies."""
    per_second: float


def measure(texts: Sequence[Paragraphs]) -> Figures:
    """Ask for each pair whether the second is a copy of the first; half of the pairs of kinds are none."""
    rng = random.Random(7)
    called: dict[str, list[bool]] = {}
    for index, text in enumerate(texts):
        other = texts[index - 1]
        for name, edit in COPIES.items():
            called.setdefault(name, []).append(_is_copy(text, edit(rng, text)))
        for name, edit in STRANGERS.items():
            called.setdefault(name, []).append(_is_copy(text, edit(rng, text)))
        called.setdefault("another text", []).append(_is_copy(text, other))
        called.setdefault("another text with the same boilerplate", []).append(
            _is_copy([*text, *BOILERPLATE], [*other, *BOILERPLATE])
        )
        form, next_day = _form(rng), _form(rng)
        called.setdefault("the next day's market report", []).append(_is_copy(form, next_day))
    true = sum(sum(called[name]) for name in COPIES)
    false = sum(sum(found) for name, found in called.items() if name not in COPIES)
    return Figures(
        precision=true / (true + false),
        recall=true / sum(len(called[name]) for name in COPIES),
        truncated=sum(called["cut to 40 %"]) / len(called["cut to 40 %"]),
        by_kind={name: sum(found) / len(found) for name, found in called.items()},
        per_second=_speed(["\n\n".join(text) for text in texts]),
    )


def invented(count: int) -> list[Paragraphs]:
    """Texts of 200 to 1,500 words with the skew of language, names and numbers; of nobody's."""
    rng = random.Random(1)
    words = ["".join(rng.choices("aeiourstnlmdkp", k=rng.randint(2, 9))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    return [_text(rng, words, weights) for _ in range(count)]


def main() -> None:
    """Print the figures."""
    texts = list(_read(Path(sys.argv[1]))) if len(sys.argv) > 1 else invented(TEXTS)
    figures = measure(texts)
    for name, share in figures.by_kind.items():
        print(f"  {'copy' if name in COPIES else 'none'}  {share:6.1%} called a copy  {name}")
    print(
        f"copies: precision {figures.precision:.3f}, recall {figures.recall:.3f}, truncated {figures.truncated:.3f}; "
        f"{figures.per_second:,.0f} articles per CPU second ({len(texts)} texts)"
    )


def _is_copy(first: Paragraphs, second: Paragraphs) -> bool:
    one, two = sketch("\n\n".join(first)), sketch("\n\n".join(second))
    if one is None or two is None or not set(one.keys[:24]) & set(two.keys):
        return False
    return copy_of(two, NOW + timedelta(hours=20), [Candidate(original=1, sketch=one, seen_at=NOW)]) is not None


def _speed(texts: Sequence[str]) -> float:
    candidates = [Candidate(original=n, sketch=s, seen_at=NOW) for n in range(5) if (s := sketch(texts[n]))]
    began = time.process_time()
    for text in texts:
        mine = sketch(text)
        if mine:
            copy_of(mine, NOW, candidates)
    return len(texts) / (time.process_time() - began)


def _text(rng: random.Random, words: Sequence[str], weights: Sequence[float]) -> Paragraphs:
    return [
        " ".join(_sentence(rng, words, weights) for _ in range(rng.randint(1, 4))) for _ in range(rng.randint(8, 25))
    ]


def _sentence(rng: random.Random, words: Sequence[str], weights: Sequence[float]) -> str:
    chosen = rng.choices(words, weights, k=rng.randint(8, 28))
    if rng.random() < 0.4:
        chosen[rng.randrange(len(chosen))] = str(rng.randint(2, 2030))
    return " ".join(chosen).capitalize() + "."


def _cut(share: float) -> Edit:
    def edit(_: random.Random, text: Paragraphs) -> Paragraphs:
        words = "\n\n".join(text).split(" ")
        return [" ".join(words[: max(int(len(words) * share), 20)]) + "…"]

    return edit


def _agency(_: random.Random, text: Paragraphs) -> Paragraphs:
    return [
        "HARBOUR CITY (Wire) - " + text[0],
        "Advertisement",
        *text[1:],
        "Reporting by A. Person; editing by B. Person",
    ]


def _reword(share: float) -> Edit:
    def edit(rng: random.Random, text: Paragraphs) -> Paragraphs:
        return [
            " ".join(f"w{rng.getrandbits(20):x}" if rng.random() < share else word for word in part.split(" "))
            for part in text
        ]

    return edit


def _drop(rng: random.Random, text: Paragraphs) -> Paragraphs:
    kept = [". ".join(part for part in block.split(". ") if rng.random() > 0.25) for block in text]
    return [block for block in kept if block] or text


def _shuffled(rng: random.Random, text: Paragraphs) -> Paragraphs:
    return rng.sample(text, len(text))


def _mixed(rng: random.Random, text: Paragraphs) -> Paragraphs:
    return _agency(rng, _reword(0.03)(rng, _drop(rng, text)))


def _quotes(rng: random.Random, text: Paragraphs) -> Paragraphs:
    """Another report of the same event: a third of its sentences are quotes that both have, the rest is its own."""
    return [part if rng.random() < 0.33 else own for part, own in zip(text, _reword(1.0)(rng, text), strict=True)]


def _form(rng: random.Random) -> Paragraphs:
    a, b, c, d, e, f = (f"{rng.randint(1, 99)}.{rng.randint(0, 99):02d}" for _ in range(6))
    report = (
        f"The harbour exchange closed at {a} points after {b} the day before. Grain for delivery in the next month "
        f"was traded at {c} a tonne, oil at {d} a barrel and copper at {e}. The turnover of the day came to {f} "
        "million, as the exchange said in its daily report. Dealers spoke of calm trading without clear direction."
    )
    return [report]


BOILERPLATE = [
    "Read more of our reporting and sign up for the letter that our editors send each morning to readers everywhere.",
    "This site uses small files to work as it should and to measure how its pages are used by those who visit them.",
]
COPIES: dict[str, Edit] = {
    "cut to 40 %": _cut(0.4),
    "cut to 15 %": _cut(0.15),
    "agency header, ads, credits": _agency,
    "3 % of words changed": _reword(0.03),
    "a quarter of the sentences dropped": _drop,
    "paragraphs reordered": _shuffled,
    "dropped, agency and 3 % of words": _mixed,
}
STRANGERS: dict[str, Edit] = {"another report with the same quotes": _quotes}


def _read(path: Path) -> Iterator[Paragraphs]:
    for line in path.read_text("utf-8").splitlines():
        text = json.loads(line)["text"]
        if len(text.split()) >= 60:
            yield [part for part in text.split("\n") if part.strip()]


if __name__ == "__main__":
    main()
