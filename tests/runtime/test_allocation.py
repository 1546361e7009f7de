"""What is freed goes back to the system, where the C library keeps it else."""

import ctypes
import subprocess
import sys

import pytest

FREED = """
from worker.runtime.allocation import give_back_what_is_freed

def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))

if {asked}:
    give_back_what_is_freed()
before = bytearray(20 * 2**20)
del before  # glibc has seen that such pieces are freed, and takes the next from what it keeps
page, kept = bytearray(b"x") * (20 * 2**20), [bytes(1000) for _ in range(1000)]
held = resident()
del page
print((held - resident()) // 1024)
"""


def freed_megabytes(*, asked: bool) -> int:
    ran = subprocess.run([sys.executable, "-c", FREED.format(asked=asked)], capture_output=True, text=True, check=True)
    return int(ran.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library")
def test_a_long_page_is_given_back_when_it_is_done():
    assert freed_megabytes(asked=False) < 10, "glibc does so by itself: there is nothing to ask"
    assert freed_megabytes(asked=True) >= 19
