"""Runs of weights whose sum is highest: the ones of the paper, and a plain search for the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.walls.highest import highest_runs


@pytest.mark.parametrize(
    ("weights", "runs"),
    [
        ([], []),
        ([-1.0, -2.0], []),
        ([2.0, -1.0, 3.0], [(0, 2)]),
        ([2.0, -3.0, 3.0], [(0, 0), (2, 2)]),
        ([4.0, -5.0, 3.0, -3.0, 1.0, 2.0, -2.0, 2.0, -2.0, 1.0, 5.0], [(0, 0), (2, 2), (4, 10)]),
    ],
)
def test_a_run_is_as_long_as_its_sum_grows(weights: list[float], runs: list[tuple[int, int]]) -> None:
    assert highest_runs(weights) == runs


def searched(weights: list[int], first: int, stop: int) -> list[tuple[int, int]]:
    """The shortest span with the highest sum, and the same to its left and to its right."""
    spans = [(at, last) for at in range(first, stop) for last in range(at, stop)]
    best = max(spans, key=lambda span: (sum(weights[span[0] : span[1] + 1]), span[0] - span[1]), default=None)
    if best is None or sum(weights[best[0] : best[1] + 1]) <= 0:
        return []
    return [*searched(weights, first, best[0]), best, *searched(weights, best[1] + 1, stop)]


@given(st.lists(st.integers(-4, 4), max_size=14))
def test_the_runs_are_those_that_a_plain_search_finds(weights: list[int]) -> None:
    assert highest_runs([float(weight) for weight in weights]) == searched(weights, 0, len(weights))


@pytest.mark.parametrize("weights", [[1.0, -2.0], [2.0, -1.0], [1.0, -1.0]])
def test_many_runs_cost_what_their_number_does(weights: list[float]) -> None:
    assert (
        growth(lambda times: highest_runs(weights * times), 5_000) < LINEAR
    )  # asking all runs before each is quadratic
