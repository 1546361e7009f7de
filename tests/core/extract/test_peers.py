"""A block is judged with those that stand in elements of its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.peers import _settle, settle
from worker.core.extract.scanner import scan_html

LONG = "The council of the harbour town voted on Tuesday to rebuild the old pier, after a debate of nine hours."


def page(*rows: tuple[str, str]) -> str:
    return "".join(f'<div class="{name}"><p>{text}</p></div>' for name, text in rows)


@pytest.mark.parametrize(
    ("rows", "scores", "kept"),
    [
        ([("text 1", LONG), ("text 2", LONG), ("text 3", LONG), ("text 4", LONG)], [0.9, 0.9, 0.9, 0.2], [1, 1, 1, 1]),
        ([("text", LONG), ("text", LONG), ("text", LONG), ("other", LONG)], [0.9, 0.9, 0.9, 0.2], [1, 1, 1, 0]),
        ([("text", LONG), ("text", LONG), ("text", LONG), ("text", "Share")], [0.9, 0.9, 0.9, 0.2], [1, 1, 1, 0]),
        ([("teaser", LONG), ("teaser", LONG), ("teaser", LONG)], [0.6, 0.1, 0.1], [0, 0, 0]),
        ([("teaser", LONG), ("teaser", LONG), ("teaser", LONG)], [0.9, 0.1, 0.1], [1, 0, 0]),
        ([("text", LONG), ("text", LONG), ("text", LONG), ("text", LONG)], [0.9, 0.9, 0.9, 0.15], [1, 1, 1, 1]),
        ([("text", LONG), ("text", LONG), ("text", LONG), ("text", LONG)], [0.9, 0.9, 0.9, 0.14], [1, 1, 1, 0]),
        ([("text", LONG)] * 3 + [("text", LONG[:90])], [0.9, 0.9, 0.9, 0.2], [1, 1, 1, 1]),
        ([("text", LONG)] * 3 + [("text", LONG[:89])], [0.9, 0.9, 0.9, 0.2], [1, 1, 1, 0]),
        ([("text", LONG), ("text", LONG), ("text", LONG)], [0.9, 0.9, 0.2], [1, 1, 0]),
        ([("text", LONG), ("text", LONG), ("text", LONG)], [0.69, 0.1, 0.1], [0, 0, 0]),
        ([("text", LONG), ("text", LONG), ("text", LONG)], [0.7, 0.1, 0.1], [1, 0, 0]),
        ([("text", LONG), ("text", LONG)], [0.6, 0.1], [1, 0]),
        ([("text", LONG)] * 7, [0.9] * 5 + [0.2] * 2, [1] * 7),
        (
            [("text", LONG)] * 4 + [("text", "Share")] + [("text", LONG)],
            [0.9, 0.9, 0.9, 0.9, 0.3, 0.3],
            [1] * 4 + [0, 0],
        ),
        ([("text", LONG)] * 4 + [("b", "Share")] + [("text", LONG)], [0.9, 0.9, 0.9, 0.9, 0.3, 0.3], [1] * 4 + [0, 1]),
    ],
)
def test_clear_company_settles_a_doubtful_block(
    rows: list[tuple[str, str]], scores: list[float], kept: list[int]
) -> None:
    assert [score >= 0.5 for score in settle(scan_html(page(*rows)), scores)] == list(map(bool, kept))


@pytest.mark.parametrize(("length", "score", "stays"), [(6000, 0.1, 1), (5999, 0.1, 0), (6000, 0.09, 0)])
def test_a_long_article_goes_on_after_a_line_that_stays_out(length: int, score: float, stays: int) -> None:
    html = page(("text", "a" * length), *[("text", text) for text in ("Share", LONG, "Menu" * 3000, LONG)])
    assert [kept >= 0.5 for kept in settle(scan_html(html), [0.9, 0.0, score, 0.0, score])] == [1, 0, stays, 0, 0]


rows = st.tuples(
    st.sampled_from(("text 1", "text 2", "teaser")), st.sampled_from((LONG * 30, LONG, LONG[:90], LONG[:89], "Share"))
)
likely = st.sampled_from((0.0, 0.09, 0.1, 0.14, 0.15, 0.3, 0.49, 0.5, 0.69, 0.7, 0.9))


@pytest.mark.skipif(settle is _settle, reason="no compiled twin was built")
@given(st.lists(st.tuples(rows, likely), max_size=30))
def test_both_forms_settle_alike(blocks: list[tuple[tuple[str, str], float]]) -> None:
    scan = scan_html(page(*[row for row, _ in blocks]))
    scores = [score for _, score in blocks]
    assert settle(scan, scores) == _settle(scan, scores)
