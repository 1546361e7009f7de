"""The signals that tell this process to stop, sleeps that they end, and a limit on the CPU of a piece of work."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from worker.errors import OverTime


def stop_on_signal() -> list[int]:
    """Return a list that is empty until SIGTERM or Ctrl-C."""
    received: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return received


def exit_on_signal() -> None:
    """Let SIGTERM and Ctrl-C end this process with 0, wherever it is: around a server with handlers of its own.

    uvicorn has them while it serves, and raises the signal once more when it has ended in order, which would be a death
    by it; one that comes before it serves is to be heard, too.
    """

    def end(_number: int, _frame: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)


def wait_for(stop: list[int], seconds: float) -> None:
    """Sleep, but not through a signal."""
    until = time.monotonic() + seconds
    while not stop and time.monotonic() < until:
        time.sleep(min(0.1, max(until - time.monotonic(), 0)))


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise OverTime in the block once it has used so much CPU; for the main thread, and not inside another one."""

    def over(_number: int, _frame: FrameType | None) -> NoReturn:
        raise OverTime

    before = signal.signal(signal.SIGVTALRM, over)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
