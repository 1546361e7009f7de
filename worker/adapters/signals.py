"""The signals that tell this process to stop, and sleeps that they end."""

import signal
import time
from types import FrameType


def stop_on_signal() -> list[int]:
    """Return a list that is empty until SIGTERM or Ctrl-C."""
    received: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return received


def wait_for(stop: list[int], seconds: float) -> None:
    """Sleep, but not through a signal."""
    until = time.monotonic() + seconds
    while not stop and time.monotonic() < until:
        time.sleep(min(0.1, max(until - time.monotonic(), 0)))
