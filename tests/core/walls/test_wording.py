"""The wording model: what it hears in lines of any language, what it says for evidence, and which files it refuses."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import worker
from worker.core.walls.thresholds import HEARD_LIKELY
from worker.core.walls.wording import (
    LONGEST,
    SIZES,
    WordingModel,
    _family_of,
    _sums_of,
    family_of,
    folded,
    load_wording,
    ngrams,
    sums_of,
)
from worker.errors import UsageError

FILE = Path(worker.__file__).parent / "rules" / "wording.npz"
MODEL = load_wording(FILE.read_bytes())


def small(**arrays: object) -> bytes:
    out = BytesIO()
    usual = {
        "families": np.array(["gate", "offer"]), "asks": np.zeros(8, np.int8), "kinds": np.zeros((8, 2), np.int8),
        "scale": np.ones(3, np.float32), "bias": np.zeros(3, np.float32), "sizes": np.array(SIZES),
    }  # fmt: skip
    np.savez_compressed(out, **{**usual, **arrays})
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Đăng nhập để đọc tiếp bài này", "gate"),  # languages that no pack has words for
        ("Ovaj članak je samo za pretplatnike", "gate"),
        ("Olvidé mi contraseña", "identity"),
        ("Zaboravili ste svoju lozinku?", "identity"),
        ("Otkaži u bilo kojem trenutku", "offer"),
        ("Daftar buletin kami lewat email Anda", "newsletter"),
        ("Підтримайте нашу редакцію", "plea"),
        ("Godta alle informasjonskapsler", "consent"),
    ],
)
def test_a_line_that_asks_is_heard_with_what_it_asks_for(text: str, family: str) -> None:
    assert MODEL.probabilities([text])[0] >= HEARD_LIKELY
    assert MODEL.family(text) == family


@pytest.mark.parametrize(
    "text",
    [
        "The ferry was late again on Tuesday, and nobody had told the islanders.",
        "Der Stadtrat will im Herbst über die Brücke entscheiden.",
        "Hội đồng thành phố thông qua ngân sách mới sau ba giờ họp.",
        "اجتمع الوزراء مساء الأحد لبحث الميزانية.",
        "市議会は火曜日に予算案を可決した。",
        "Vähä sataa, sanoi kalastaja.",
    ],
)
def test_a_sentence_of_a_story_is_not_heard(text: str) -> None:
    assert MODEL.probabilities([text])[0] < HEARD_LIKELY


@given(st.lists(st.text(max_size=LONGEST + 9), max_size=6))
def test_a_line_is_heard_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = MODEL.probabilities(texts)
    alone = [MODEL.probabilities([text])[0] for text in texts]
    assert together == pytest.approx(alone, abs=1e-6)


LINES = st.text(max_size=LONGEST + 9) | st.text(
    st.sampled_from([*"aB1 ٣०\t\n\0\u0130\u1e9e\ufb01\ufdfa\ud83d\udca9\u3000\x1c½Σά한"]), max_size=LONGEST + 9
)
"""Of any characters, and many of those that change in folding or cannot be encoded."""


@pytest.mark.skipif(sums_of is _sums_of, reason="no compiled twin was built")
@given(st.lists(LINES, max_size=6))
def test_the_compiled_sums_are_the_plain_ones(texts: list[str]) -> None:
    assert sums_of(texts, MODEL.asks) == _sums_of(texts, MODEL.asks)
    for text in texts:
        assert family_of(text, MODEL) == _family_of(text, MODEL)


@given(st.text(max_size=60))
def test_case_numbers_and_space_do_not_count(text: str) -> None:
    assert folded(f" {text}  7") == folded(f"{text} 1999")
    assert folded(folded(text)) == folded(text)


def test_each_line_has_all_its_n_grams_and_none_of_its_neighbour() -> None:
    texts = ["abc", "", "de"]
    lengths = [len(folded(text)) for text in texts]
    for size, (buckets, counts) in zip(SIZES, ngrams(texts, bits=10), strict=True):
        assert counts.tolist() == [max(length - size + 1, 0) for length in lengths]
        alone = [ngrams([text], bits=10)[size - min(SIZES)][0] for text in texts]
        assert buckets.tolist() == np.concatenate(alone).tolist()


def test_the_evidence_is_the_words_that_spoke_most_in_their_order() -> None:
    told = MODEL.telling("On Tuesday the mayor: subscribe to our newsletter")
    assert len(told) == 2
    assert set(told) & {"subscribe", "newsletter"}
    assert MODEL.telling("") == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"nothing", "cannot be read"),
        (small(sizes=np.array([1])), "train it again"),
        (small(asks=np.zeros(6, np.int8)), "train it again"),
        (small(scale=np.ones(2, np.float32)), "train it again"),
        (small(bias=np.ones(2, np.float32)), "train it again"),
        (small(asks=np.zeros(6, np.int8), kinds=np.zeros((6, 2), np.int8)), "train it again"),
    ],
    ids=["no file", "sizes", "buckets", "scales", "biases", "no power of two"],
)
def test_a_model_of_other_code_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        load_wording(data)


def test_a_model_without_weights_is_undecided() -> None:
    model = load_wording(small())
    assert isinstance(model, WordingModel)
    assert model.probabilities(["anything"]) == [0.5]
    assert model.probabilities([]) == []


def test_the_same_few_letters_over_and_over_ask_for_nothing_at_all() -> None:
    weights = np.full_like(MODEL.asks, -127)
    model = replace(MODEL, asks=weights, scale=np.full_like(MODEL.scale, 0.2))
    assert model.probabilities(["x" * LONGEST])[0] < 1e-300
