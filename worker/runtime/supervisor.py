"""Starts our own processes, restarts those that die, and stops all of them in order; knows no step.

Where this process has loaded what they need, they start as forks of it: an interpreter of its own takes each a second
of CPU before it does anything. What died starts from nothing, as it would in a deployment: by then threads may run
here, which a fork must not copy.
"""

import ctypes
import gc
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

from worker.embedded.server import die_with_parent, how_ended

_SET_NAME = 15  # PR_SET_NAME of prctl(2)

# Seconds before a dead process is restarted: doubled each time up to the longest, reset once one has lived a minute.
_FIRST_WAIT, _LONGEST_WAIT, _SETTLED = 0.5, 30.0, 60.0


@dataclass(kw_only=True, slots=True)
class Child:
    """One process of ours."""

    role: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = _FIRST_WAIT
    due: float = 0.0
    """When it is restarted, once it has died."""

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None


@dataclass(kw_only=True, slots=True)
class CpuMeter:
    """Adds up the CPU time of our processes as each ends; that of a worker includes its pool."""

    seconds: dict[str, float] = field(default_factory=dict)
    _before: float = 0.0

    def take(self, role: str) -> None:
        """Charge what has been spent since the last call to this role."""
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = usage.ru_utime + usage.ru_stime
        self.seconds[role] = round(self.seconds.get(role, 0.0) + spent - self._before, 2)
        self._before = spent


@dataclass(kw_only=True, slots=True)
class Supervisor:
    """The processes of one `newswire run`."""

    environment: Mapping[str, str]
    log: BinaryIO
    meter: CpuMeter = field(default_factory=CpuMeter)
    command: Sequence[str] = (sys.executable, "-m", "worker")
    begin: Callable[[Sequence[str]], None] | None = None
    """Carries out a command in a fork of this process, instead of `command` in a new one."""
    children: list[Child] = field(default_factory=list)

    def start(self, role: str, *arguments: str) -> Child:
        """Start `newswire` with these arguments."""
        child = Child(role=role, arguments=arguments)
        self.children.append(child)
        self._start(child, begin=self.begin)
        return child

    def watch(self) -> list[str]:
        """Restart what died, after its wait; return what to tell about it."""
        told = []
        now = time.monotonic()
        for child in self.children:
            if child.pid is not None or child.process is None:
                continue
            if not child.due:
                if now - child.started > _SETTLED:
                    child.wait = _FIRST_WAIT
                child.due = now + child.wait
                told.append(
                    f"{child.role} ended ({how_ended(child.process.returncode)}), starts again in {child.wait:.1f} s"
                )
            elif now >= child.due:
                child.due, child.wait = 0.0, min(child.wait * 2, _LONGEST_WAIT)
                _end_session(child.process.pid)
                self._start(child)
                told.append(f"{child.role} runs again, pid {child.pid}")
        return told

    def stop(self, *, grace: float) -> None:
        """Stop everything; what has not ended after `grace` seconds is killed."""
        for child in self.children:
            if child.pid is not None and child.process is not None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                _end_session(child.process.pid)
                child.process.wait()
            self.meter.take(child.role)

    def _start(self, child: Child, *, begin: Callable[[Sequence[str]], None] | None = None) -> None:
        child.started = time.monotonic()
        ask = die_with_parent(signal.SIGTERM)
        sys.stdout.flush()  # or a fork would print it once more
        child.process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            [*self.command, *child.arguments],
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            # a session of its own: Ctrl-C in the terminal reaches only us, and we stop the rest in order
            start_new_session=True,
            restore_signals=begin is None,  # a fork stays an interpreter, which ignores SIGPIPE
            preexec_fn=partial(_go_on, ask, begin, child) if begin else ask,  # noqa: PLW1509 - without threads until then
        )


def _go_on(ask: Callable[[], None] | None, begin: Callable[[Sequence[str]], None], child: Child) -> NoReturn:
    """Carry out a command in the fork that Popen has made, which so never becomes another program."""
    code = 1
    try:
        if ask is not None:
            ask()
            ctypes.CDLL(None).prctl(_SET_NAME, f"newswire {child.role}"[:15].encode())  # what `ps` and `top` show
        _close_what_is_ours()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        gc.enable()  # Popen disables it
        begin(child.arguments)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - there is nobody above to raise it to
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _close_what_is_ours() -> None:
    """Close what a program would not inherit: locks and sockets of our parent, and the pipe on which Popen waits."""
    for number in [int(path.name) for path in Path("/dev/fd").iterdir()]:
        with suppress(OSError):  # that of the list itself is gone
            if number > sys.stderr.fileno() and not os.get_inheritable(number):
                os.close(number)


def _end_session(pid: int) -> None:
    """Kill what is left of a process's session, so that no pool of a dead worker lives on with its claims."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def peak_megabytes(pid: int) -> float | None:
    """Return the largest resident size that a process and its children have had, in MB; None without Linux's /proc."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return None
    own = next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)
    return round(max([own, *(peak_megabytes(int(child)) or 0.0 for child in children)]), 1)
