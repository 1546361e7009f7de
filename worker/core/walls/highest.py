"""Finds where a sequence of weights sums up highest; knows nothing of what they weigh."""

from collections.abc import Sequence


def highest_runs(weights: Sequence[float]) -> list[tuple[int, int]]:
    """(first, last) of all the runs whose sum cannot be raised by making them longer or shorter.

    Ruzzo and Tompa, "A linear time algorithm for finding all maximal scoring subsequences", 1999.
    """
    # First, last, sum before it, sum up to its end, and the index of the nearest run before it with a lower sum before
    # it: those between need not be looked at again.
    runs: list[tuple[int, int, float, float, int]] = []
    total = 0.0
    for index, weight in enumerate(weights):
        before, total = total, total + weight
        if weight <= 0:
            continue
        first, start, lower = index, before, len(runs) - 1
        while lower >= 0:
            if runs[lower][2] >= start:
                lower = runs[lower][4]
            elif runs[lower][3] < total:
                first, _, start, _, before_it = runs[lower]
                del runs[lower:]
                lower = before_it
            else:
                break
        runs.append((first, index, start, total, lower))
    return [(first, last) for first, last, *_ in runs]
