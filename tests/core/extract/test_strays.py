"""Doubted text goes when it stands apart from text that is sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.scanner import scan_html
from worker.core.extract.strays import _without_strays, without_strays


def left(scores: list[float], lengths: list[int] | None = None) -> list[bool]:
    blocks = "".join(f"<p>{'a' * length}</p>" for length in lengths or [100] * len(scores))
    return [score >= 0.5 for score in without_strays(scan_html(blocks), scores)]


@pytest.mark.parametrize(
    ("scores", "kept"),
    [
        pytest.param([0.9, 0.9, 0.1, 0.1, 0.6, 0.1], [1, 1, 0, 0, 0, 0], id="a comment among names and dates"),
        pytest.param([0.1, 0.6, 0.1, 0.9, 0.9], [0, 1, 0, 1, 1], id="a standfirst over the article"),
        pytest.param([0.9, 0.9, 0.1, 0.1, 0.7, 0.7, 0.7], [1, 1, 0, 0, 1, 1, 1], id="a stretch of its own"),
        pytest.param([0.9, 0.6, 0.9], [1, 1, 1], id="a doubted block within the article"),
        pytest.param([0.9, 0.1, 0.6, 0.1, 0.9], [1, 0, 0, 0, 1], id="a line among others within the article"),
        pytest.param([0.9, 0.45, 0.9], [1, 0, 1], id="nothing is added"),
        pytest.param([0.9, 0.9, 0.1, 0.1, 0.8, 0.1], [1, 1, 0, 0, 1, 0], id="what is sure stays anywhere"),
        pytest.param([0.6, 0.1, 0.1, 0.6, 0.1], [1, 0, 0, 1, 0], id="a page where nothing is sure"),
    ],
)
def test_doubted_text_goes_where_it_stands_apart(scores: list[float], kept: list[int]) -> None:
    assert left(scores) == list(map(bool, kept))


@pytest.mark.parametrize(("sure", "kept"), [(30, False), (29, True)])
def test_a_page_that_is_mostly_doubted_keeps_its_text(sure: int, kept: bool) -> None:
    assert left([0.9, 0.1, 0.1, 0.6, 0.1], [sure, 10, 10, 100 - sure, 10])[3] is kept


@pytest.mark.parametrize(("name", "letters", "kept"), [("a", 20_000, True), ("a", 19_000, False), ("b", 20_000, False)])
def test_a_long_article_keeps_what_is_like_most_of_it(name: str, letters: int, *, kept: bool) -> None:
    rows = [("a", letters), ("a", 90), ("c", 90), (name, 90), ("c", 90)]
    html = "".join(f'<div class="{name}"><p>{"a" * length}</p></div>' for name, length in rows)
    assert (without_strays(scan_html(html), [0.9, 0.1, 0.1, 0.6, 0.1])[3] >= 0.5) is kept


def test_what_a_long_article_lifted_over_the_bound_may_go() -> None:
    assert left([0.9, 0.1, 0.1, 0.5, 0.1], [20_000, 90, 90, 90, 90])[3] is False


def test_a_long_page_of_which_much_is_left_out_keeps_no_stray() -> None:
    assert left([0.9, 0.1, 0.1, 0.6, 0.1], [20_000, 90, 4_000, 90, 1_100])[3] is False
    assert left([0.9, 0.1, 0.1, 0.6, 0.1], [20_000, 90, 3_000, 90, 1_100])[3] is True


def test_certainty_has_a_bound() -> None:
    assert left([1.0, 0.0, 0.6, 0.0]) == [True, False, False, False]


likely = st.sampled_from((0.0, 0.04, 0.1, 0.3, 0.35, 0.49, 0.5, 0.55, 0.6, 0.7, 0.79, 0.8, 0.95, 1.0))


@pytest.mark.skipif(without_strays is _without_strays, reason="no compiled twin was built")
@given(st.lists(st.tuples(likely, st.integers(1, 60) | st.sampled_from((9_000, 20_000))), max_size=40))
def test_both_forms_let_go_of_the_same(blocks: list[tuple[float, int]]) -> None:
    scan = scan_html("".join(f"<p>{'a' * length}</p>" for _, length in blocks))
    scores = [score for score, _ in blocks]
    assert without_strays(scan, scores) == _without_strays(scan, scores)
