"""A few faults of `make chaos`, on fewer items: nothing lost, nothing doubled while real processes are killed."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.e2e
@pytest.mark.timeout(400)  # 80 s alone; beside other tests and on a busy machine a multiple of that
def test_nothing_is_lost_or_doubled_while_processes_and_servers_are_killed() -> None:
    command = [sys.executable, "-m", "benchmarks.chaos", "--quick"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr
