"""One server process in one folder: starts, stops, kills and restarts it. Knows neither Postgres nor Valkey."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL, Signals
from types import TracebackType
from typing import BinaryIO, Self

from worker.embedded import folder as folders
from worker.errors import ServiceDown, UsageError
from worker.models import Reason

START_SECONDS = 60.0
"""Crash recovery comes before readiness: 500,000 rows took 2.3 s; a slow disk and a full max_wal_size far longer."""
SETTLE_SECONDS = 10.0
"""How long the remains of a killed server may hold its port, its memory or its pid; well under 2 s when measured."""
LOG_BYTES = 5_000_000
PASSING = ("still in use", "already exists", "Address already in use", "could not create any TCP/IP sockets")
"""What servers say when the remains of the last one are in the way."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipe:
    """How one kind of server is run in one folder."""

    name: str
    folder: Path
    command: Callable[[int], Sequence[str]]
    """Port → argument vector."""
    url: Callable[[int], str]
    """Port → what clients connect to, password included."""
    ready: Callable[[int, int], bool]
    """Process id, port → whether it takes connections."""
    pidfile: Path
    """Written by the server itself, so that there is no moment without it."""
    stops: tuple[tuple[Signals, float], ...]
    """Signals from polite to rude, each with the seconds it is given."""
    environment: Mapping[str, str] = field(default_factory=dict)
    uid: int | None = None
    """Run as this user and group."""


class Server:
    """A running server.

    Start it from a thread that lives as long as the server should: Linux counts the death of the starting *thread* as
    the parent's (prctl(2), PR_SET_PDEATHSIG).
    """

    def __init__(self, recipe: Recipe, *, port: int | None, lock: BinaryIO) -> None:
        self._recipe = recipe
        self._lock: BinaryIO | None = lock
        self._process: subprocess.Popen[bytes] | None = None
        self._port = port
        folders.stop_orphan(recipe.folder, recipe.pidfile, recipe.stops)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        """Where clients connect, password included; the same after a restart."""
        return self._recipe.url(self.port)

    @property
    def port(self) -> int:
        assert self._port is not None
        return self._port

    @property
    def pid(self) -> int | None:
        """Process id, None when it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def stop(self) -> None:
        """Stop it in order, with its data safe, and let go of the folder. Harmless when it has stopped."""
        for signal, patience in (*self._recipe.stops, (SIGKILL, 10.0)):
            if self._process is None or self._process.poll() is not None:
                break
            self._process.send_signal(signal)
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def kill(self) -> None:
        """Kill it as a crash would; `restart` brings it back on the same port."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def watch(self) -> Iterator[str]:
        """Start it again if it has died, and say so before and after, for recovery takes a while."""
        if self._process is not None and (code := self._process.poll()) is not None:
            yield f"{self._recipe.name} ended ({how_ended(code)}), starts again"
            self.restart()
            yield f"{self._recipe.name} runs again, pid {self.pid}"

    def restart(self) -> None:
        """Stop it if it runs, and start it again on the same port with the same data."""
        self.stop()
        self._lock = folders.claim(self._recipe.folder)
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _start(self) -> None:
        begun = time.monotonic()
        pinned = self._port
        while True:
            port = self._port = pinned or folders.remembered_port(self._recipe.folder)
            log_start, self._process = self._spawn(port)
            while self._process.poll() is None:
                if self._recipe.ready(self._process.pid, port):
                    return
                if time.monotonic() > begun + START_SECONDS:
                    message = f"{self._recipe.name} is not ready after {START_SECONDS:.0f} s, see {self._log}"
                    raise ServiceDown(message, reason=Reason.SERVICE_DOWN)
                time.sleep(0.01)
            with self._log.open("rb") as log:
                log.seek(log_start)
                said = log.read(LOG_BYTES).decode(errors="replace")
            if time.monotonic() > begun + SETTLE_SECONDS or not any(words in said for words in PASSING):
                raise UsageError(f"{self._recipe.name} does not start on port {port}:\n{said.strip()}")
            time.sleep(0.1)

    @property
    def _log(self) -> Path:
        return self._recipe.folder / "server.log"

    def _spawn(self, port: int) -> tuple[int, subprocess.Popen[bytes]]:
        """Start the process; returns where its words begin in the log, and the process."""
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as log:
            start = log.tell()  # now: the child shares this file's position and moves it
            process = subprocess.Popen(  # noqa: S603 - our own argument vector, no shell
                self._recipe.command(port),
                cwd=self._recipe.folder,
                env=self._recipe.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(self._recipe.stops[0][0]),  # noqa: PLW1509 - one system call, loaded before
                user=self._recipe.uid,
                group=self._recipe.uid,
                extra_groups=None if self._recipe.uid is None else (),
            )
            return start, process


def how_ended(code: int) -> str:
    """Name what a process ended with, a signal or its own code."""
    return f"exit {code}" if code >= 0 else Signals(-code).name


def die_with_parent(signal: Signals) -> Callable[[], None] | None:
    """What a child does before it becomes the server: ask Linux for this signal when we die. None on other systems."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(1, int(signal), 0, 0, 0)
        if os.getppid() != parent:  # we died between the fork and the call
            os._exit(1)

    return ask
