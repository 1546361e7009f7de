"""What the forks of `newswire run` take with them."""

import subprocess
import sys

# In a process of its own: a fork from one with threads, such as pytest's, may hang.
FORK = """
import os
from pathlib import Path
from worker.runtime.supervisor import Supervisor

folder = Path({folder!r})
with (folder / "ours").open("w") as ours, (folder / "shared").open("w") as shared, (folder / "log").open("wb") as log:
    os.set_inheritable(shared.fileno(), True)

    def begin(arguments):
        for file in (ours, shared):
            try:
                os.fstat(file.fileno())
            except OSError:
                print(*arguments, "closed", Path(file.name).name)
            else:
                print(*arguments, "open", Path(file.name).name)

    Supervisor(environment=os.environ, log=log, begin=begin).start("probe", "sees").process.wait()
"""


def test_a_fork_keeps_what_a_program_would_inherit_and_nothing_else(tmp_path) -> None:
    subprocess.run([sys.executable, "-c", FORK.format(folder=str(tmp_path))], check=True, timeout=60)

    assert (tmp_path / "log").read_text().splitlines() == ["sees closed ours", "sees open shared"]
