"""CPU time of this process and of a Postgres with all its processes, to the nanosecond (Linux)."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

PROC = Path("/proc")
_TICKS = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """CPU seconds."""

    client: float = 0.0
    server: float = 0.0

    def __sub__(self, other: Self) -> "Spent":
        return Spent(client=self.client - other.client, server=self.server - other.server)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(client=self.client + other.client, server=self.server + other.server)

    @property
    def both(self) -> float:
        return self.client + self.server


class Meter:
    """Reads the clocks. The server's are those of all its processes, vacuum and checkpoints included."""

    def __init__(self, backend: int) -> None:
        self._backend = backend
        self._own = 0.0  # what reading the clocks has cost us
        self._postmaster = _stat(backend)[1]

    def now(self) -> Spent:
        """CPU so far of this process, and of the whole server."""
        began = time.process_time()
        mine = int(_stat(self._postmaster)[0])
        living = [pid for pid in _numbers() if _parent(pid) == mine]
        server = sum(_running(pid) for pid in (mine, *living)) + _stat(mine)[2]
        client = began - self._own
        self._own += time.process_time() - began
        return Spent(client=client, server=server)

    def session(self) -> float:
        """CPU seconds so far of the server's process that answers us."""
        return _running(self._backend)


def _numbers() -> list[int]:
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def _running(pid: int) -> float:
    try:
        return int((PROC / str(pid) / "schedstat").read_text().split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _parent(pid: int) -> int:
    try:
        return _stat(pid)[1]
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _stat(pid: int) -> tuple[int, int, float]:
    """Return (pid, its parent, CPU seconds of its children that have ended)."""
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return pid, int(fields[1]), (int(fields[13]) + int(fields[14])) / _TICKS
