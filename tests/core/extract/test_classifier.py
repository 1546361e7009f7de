"""The block model: its file, its figures, and that judging pages leaks nothing."""

import gc
import re
import tracemalloc
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

import worker
from worker.core.extract.classifier import BlockModel, _leaf_sums, leaf_sums, load_model
from worker.core.extract.features import About, column_names, features
from worker.core.extract.page import extract_html
from worker.core.extract.scanner import scan_html
from worker.errors import UsageError

FILE = Path(worker.__file__).parent / "rules" / "blocks.npz"
NAMES = column_names()
WIDTH = len(NAMES)
NOBODY = About(title="", summary="", authors=(), declared_text="", news=False, article=False)
SENTENCE = "The council of the harbour town voted on Tuesday to rebuild the old pier, after a debate of nine hours. "


def test_trees_add_up_by_their_answers() -> None:
    model = BlockModel.of_trees(
        questions=np.array([[0, 1], [1, 0]]),
        borders=np.array([[0.5, 2.0], [1.0, np.inf]], np.float32),
        leaves=np.array([[0, 1, 2, 3], [0, 10, 20, 30]], np.float32),
        bias=-3.0,
    )
    rows = np.array([[0, 0], [1, 3], [0, 3]], np.float32)
    expected = 1 / (1 + np.exp(-np.array([-3.0, 3 + 10 - 3, 2 + 10 - 3])))
    assert np.allclose(model.score(rows), expected)


@pytest.mark.skipif(leaf_sums is _leaf_sums, reason="no compiled twin was built")
def test_the_compiled_trees_add_up_as_the_plain_ones() -> None:
    model = load_model(FILE.read_bytes())
    columns = np.random.default_rng(1).normal(0, 30, (WIDTH, 200)).astype(np.float32)
    for blocks in (0, 1, 15, 16, 17, 200):
        some = np.ascontiguousarray(columns[:, :blocks])
        assert np.array_equal(leaf_sums(some, model), _leaf_sums(some, model))


def test_the_file_fits_the_features() -> None:
    model = load_model(FILE.read_bytes())
    assert int(model.questions.max()) < WIDTH
    assert features(scan_html("<p>One.</p>"), NOBODY).shape == (1, WIDTH)
    with np.load(BytesIO(FILE.read_bytes()), allow_pickle=False) as arrays:
        assert tuple(arrays["columns"]) == column_names()


@pytest.mark.parametrize("data", [b"", b"PK", b"not a model"])
def test_another_file_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(UsageError, match="block model"):
        load_model(data)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ((*NAMES[:2], NAMES[3], NAMES[2], *NAMES[4:]), f"column 2 is {NAMES[3]} there and {NAMES[2]} here"),
        (NAMES[:-1], f"column {WIDTH - 1} is none there and {NAMES[-1]} here"),
        ((*NAMES, "moon"), f"column {WIDTH} is moon there and none here"),
        ((), f"column 0 is none there and {NAMES[0]} here"),
    ],
)
def test_a_model_of_other_columns_is_refused_with_the_first_that_differs(columns: tuple[str, ...], reason: str) -> None:
    with pytest.raises(UsageError, match=re.escape(reason)):
        load_model(file(levels=1, leaves=2, columns=columns))


def test_a_model_without_names_is_refused() -> None:
    out = BytesIO()
    with np.load(BytesIO(FILE.read_bytes()), allow_pickle=False) as arrays:
        np.savez(out, **{name: arrays[name] for name in arrays.files if name != "columns"})

    with pytest.raises(UsageError, match="columns"):
        load_model(out.getvalue())


@pytest.mark.parametrize(("levels", "leaves", "reason"), [(9, 512, "9 levels"), (2, 8, "8 leaves"), (2, 3, "3 leaves")])
def test_a_model_whose_trees_do_not_fit_is_refused(levels: int, leaves: int, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        load_model(file(levels=levels, leaves=leaves))


def test_words_have_their_weights_in_steps() -> None:
    assert load_model(file(levels=1, leaves=2)).words == {"pier": 0.5, "subscribe": -2.0}


def test_the_last_leaf_of_the_deepest_tree_is_reached() -> None:
    model = load_model(file(levels=8, leaves=256))

    assert model.score(np.ones((1, WIDTH), np.float32))[0] == np.float32(1 / (1 + np.exp(-255.0)))
    assert model.score(np.zeros((1, WIDTH), np.float32))[0] == 0.5


def file(*, levels: int, leaves: int, columns: Sequence[str] = NAMES) -> bytes:
    """A model of one tree whose leaves are numbered, as a file."""
    out = BytesIO()
    one = np.zeros((levels, 1))
    names = np.array(columns, np.str_)
    trees = {"questions": one, "borders": one + 0.5, "leaves": np.arange(leaves)[None], "bias": 0.0}
    np.savez(out, **trees, columns=names, words="pier\nsubscribe", steps=np.array([8, -32], np.int8))
    return out.getvalue()


def test_memory_stays_flat_over_many_pages() -> None:
    model = load_model(FILE.read_bytes())

    def read(number: int) -> None:
        body = "".join(f"<p class='c{row}'>{SENTENCE} {number}</p>" for row in range(20))
        extract_html(f"<html><title>Page {number}</title><body>{body}</body></html>", url=None, model=model)

    read(0)  # fills the caches of names
    tracemalloc.start()
    try:
        read(1)
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for number in range(2, 8):
            read(number)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 100_000  # one page held back would be three times that
