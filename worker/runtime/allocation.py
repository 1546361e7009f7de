"""What a long process keeps of the memory that it has freed; never what it uses."""

import ctypes
import gc

LARGE = 4 * 2**20
"""Bytes. Left alone, glibc raises both limits with each large piece that is freed, and keeps for good what one long
page took. The peak of a process that cleaned 717 real pages fell from 128 to 119 MB at the same CPU; with 1 MB they
took 4 % more CPU, with 128 KB 10 %, for 1 MB less."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)."""


def give_back_what_is_freed() -> None:
    """Let large pieces go back to the system as soon as they are freed, where the C library is one that keeps them."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:  # glibc's own
        mallopt(_TRIM_THRESHOLD, LARGE)
        mallopt(_MMAP_THRESHOLD, LARGE)


def keep_what_is_loaded() -> None:
    """Let no collection look through it again, which takes time and would copy the memory that forks share."""
    gc.collect()
    gc.freeze()
