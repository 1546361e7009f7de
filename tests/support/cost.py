"""What work costs in CPU, told against other work of the same run, since machines and their load differ."""

import gc
import time
from collections.abc import Callable

LINEAR = 24
"""`growth` at most of what costs what its length does: 8 if it were exact, while what is quadratic has 64."""


def seconds(work: Callable[[], object], times: int = 2) -> float:
    """CPU of this process for `work`: the least of so many times, without the rounds of the garbage collector over
    what other tests hold (as `timeit` measures).
    """
    spent = []
    gc.disable()
    try:
        for _ in range(times):
            began = time.process_time()
            work()
            spent.append(time.process_time() - began)
    finally:
        gc.enable()
    return min(spent)


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times more eight times the size costs."""
    return seconds(lambda: work(8 * size)) / max(seconds(lambda: work(size), times=3), 1e-4)
