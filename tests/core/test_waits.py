"""How long an item waits for its next attempt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.waits import LONGEST, MAX_ATTEMPTS, RETRIES, jittered, retry_wait


@pytest.mark.parametrize(
    ("wait", "floor", "jitter", "seconds"),
    [(100.0, 0.0, 1.0, 110.0), (100.0, 0.0, -1.0, 90.0), (10.0, 100.0, 1.0, 110.0), (10.0, 100.0, -1.0, 110.0)],
)
def test_chance_moves_our_own_wait_both_ways_and_what_was_asked_for_only_up(
    wait: float, floor: float, jitter: float, seconds: float
) -> None:
    assert jittered(wait, floor, jitter) == pytest.approx(seconds)


def test_attempts_at_an_item_lie_further_and_further_apart() -> None:
    waits = [retry_wait(attempts=n, after=None, jitter=0.0) for n in range(1, MAX_ATTEMPTS)]
    assert waits == list(RETRIES) == sorted(waits)


@given(attempts=st.integers(0, 1000), after=st.none() | st.floats(0, 1e12), jitter=st.floats(-1, 1))
def test_an_item_is_tried_again_within_a_day_and_not_before_it_was_asked_to_wait(
    attempts: int, after: float | None, jitter: float
) -> None:
    seconds = retry_wait(attempts=attempts, after=after, jitter=jitter)
    assert min(after or 0.0, LONGEST) <= seconds <= LONGEST * 1.1
    assert seconds >= RETRIES[0] * 0.9
