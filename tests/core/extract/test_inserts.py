"""Lists and tables between sure text are part of it."""

import pytest

from worker.core.extract.inserts import with_inserts
from worker.core.extract.scanner import scan_html

LIST = "<p>Before</p><ul><li>One</li><li>Two</li></ul><p>Behind</p>"
TABLE = "<p>Before</p><table><tr><td>One<td>Two</table><p>Behind</p>"


@pytest.mark.parametrize(
    ("html", "scores", "kept"),
    [
        pytest.param(LIST, [0.9, 0.3, 0.2, 0.9], [1, 1, 1, 1], id="a list"),
        pytest.param(TABLE, [0.9, 0.3, 0.2, 0.9], [1, 1, 1, 1], id="a table"),
        pytest.param(LIST, [0.9, 0.6, 0.2, 0.9], [1, 1, 1, 1], id="the rest of a list"),
        pytest.param(LIST, [0.9, 0.3, 0.19, 0.9], [1, 1, 0, 1], id="an item that is ruled out"),
        pytest.param(LIST, [0.69, 0.3, 0.3, 0.9], [1, 0, 0, 1], id="doubted text before"),
        pytest.param(LIST, [0.9, 0.3, 0.3, 0.69], [1, 0, 0, 1], id="doubted text behind"),
        pytest.param("<ul><li>One</li><li>Two</li></ul><p>Behind</p>", [0.4, 0.4, 0.9], [0, 0, 1], id="first"),
        pytest.param("<p>Before</p><ul><li>One</li><li>Two</li></ul>", [0.9, 0.4, 0.4], [1, 0, 0], id="last"),
        pytest.param("<p>A</p><p>B</p><p>C</p>", [0.9, 0.4, 0.9], [1, 0, 1], id="a paragraph"),
        pytest.param(
            '<p>A</p><ul><li><a href="/b">One</a></li><li>Two, no link</li></ul><p>C</p>',
            [0.9, 0.4, 0.4, 0.9],
            [1, 0, 0, 1],
            id="links",
        ),
        pytest.param(
            f"{LIST}<ul><li>Three</li></ul><p>End</p>",
            [0.9, 0.3, 0.3, 0.9, 0.3, 0.9],
            [1, 1, 1, 1, 1, 1],
            id="two lists",
        ),
    ],
)
def test_a_list_or_a_table_stays_between_sure_text(html: str, scores: list[float], kept: list[int]) -> None:
    assert [score >= 0.5 for score in with_inserts(scan_html(html), scores, scores.copy())] == list(map(bool, kept))


def test_text_that_its_company_made_sure_does_not_count_as_such() -> None:
    settled = [0.9, 0.3, 0.3, 0.5]
    assert with_inserts(scan_html(LIST), [0.9, 0.3, 0.3, 0.3], settled) == settled


def test_what_was_let_go_for_its_place_stays_out_beside_a_list() -> None:
    settled = [0.49, 0.3, 0.3, 0.9]
    assert with_inserts(scan_html(LIST), [0.75, 0.3, 0.3, 0.9], settled) == settled
