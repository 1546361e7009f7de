"""Slots of a host: when granted requests start, and when the others come again."""

from hypothesis import given
from hypothesis import strategies as st

from worker.core.fetch.pace import come_again, starts
from worker.models import Slots

seconds = st.floats(0, 1000)
slots = st.builds(
    Slots,
    host=st.just("example.org"),
    granted=st.integers(0, 20),
    first_in=st.floats(-1, 1000),
    spacing=seconds,
    behind=st.integers(0, 10_000),
)


def test_granted_requests_start_one_spacing_apart() -> None:
    given_ = Slots(host="example.org", granted=3, first_in=1.5, spacing=2.0)

    assert list(starts(given_)) == [1.5, 3.5, 5.5]


@given(slots, st.floats(-1, 1))
def test_who_got_no_slot_comes_after_all_who_did_and_before_the_queue_ends(given_: Slots, chance: float) -> None:
    wait = come_again(given_, chance=chance)
    latest = max(given_.first_in, 0.0) + given_.spacing * (max(given_.behind, given_.granted) + 1)

    assert all(start <= wait for start in starts(given_))
    assert wait <= latest


def test_a_long_queue_falls_due_no_faster_than_the_host_takes_it() -> None:
    given_ = Slots(host="example.org", granted=10, first_in=0.0, spacing=2.0, behind=1500)
    waits = [come_again(given_, chance=place / 745 - 1) for place in range(1491)]
    in_a_minute = sum(60 <= wait < 120 for wait in waits)

    assert in_a_minute <= 31
