"""From numbers to bars."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.view.charts import bars, ceiling, half_within


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 1), (1, 1), (7, 8), (9, 10), (11, 20), (23, 30), (130, 200), (999, 1000), (5001, 6000)]
)
def test_the_top_is_round_and_near(largest, top):
    assert ceiling(largest) == top


@given(st.lists(st.lists(st.integers(0, 10**9), max_size=4), max_size=30))
def test_bars_stay_inside_of_the_chart_and_every_number_shows(values):
    chart = bars(values, width=300, height=50)

    assert all(0 <= bar.x <= bar.x + bar.width <= 300.01 for bar in chart.bars)
    assert all(-0.01 <= bar.y <= bar.y + bar.height <= 50.02 for bar in chart.bars)
    assert len(chart.bars) == sum(bool(value) for place in values for value in place)


def test_numbers_of_one_place_stand_on_each_other():
    first, second = bars([[5, 5]], width=10, height=100).bars

    assert (first.y, first.height) == (50, 50)
    assert (second.y, second.height) == (0, 50)
    assert (first.series, second.series) == (0, 1)


def test_each_series_is_one_path():
    assert bars([[5, 5], [10, 0]], width=20, height=10, gap=0).paths == [
        (0, "M0 5h10v5h-10zM10 0h10v10h-10z"), (1, "M0 0h10v5h-10z"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("buckets", "bound"),
    [
        ({}, None),
        ({5.0: 0}, None),
        ({5.0: 3, 15.0: 1}, 5.0),
        ({15.0: 9, 5.0: 1}, 15.0),
        ({5.0: 1, float("inf"): 2}, float("inf")),
    ],
)
def test_half_lies_under_the_bound_that_is_told(buckets, bound):
    assert half_within(buckets) == bound
