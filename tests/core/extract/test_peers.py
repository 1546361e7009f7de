"""A block is judged with those that stand in elements of its name."""

import pytest

from worker.core.extract.peers import settle
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
