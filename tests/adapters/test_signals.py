"""A piece of work that uses up its CPU is broken off, and leaves nothing behind."""

import signal

import pytest

from worker.adapters.signals import cpu_limit
from worker.errors import OverTime


def test_work_beyond_its_cpu_is_broken_off() -> None:
    with pytest.raises(OverTime), cpu_limit(0.05):
        while True:
            pass


def test_what_ends_in_time_leaves_no_timer_and_no_handler() -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with cpu_limit(1000.0):
        assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == before
