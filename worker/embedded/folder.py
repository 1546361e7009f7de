"""What a server's folder remembers between runs: its owner, port, password and process. Never starts anything."""

import fcntl
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from signal import Signals
from typing import BinaryIO

from worker.errors import UsageError


def claim(folder: Path) -> BinaryIO:
    """The lock that says we own this folder, until it is closed or we die; the kernel lets go of it after a kill -9."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "lock").open("ab")
    except PermissionError as error:
        raise UsageError(f"{folder} belongs to another user: choose another data folder ({error})") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise UsageError(f"{folder} is in use by another newswire: stop that one or choose another folder") from error
    return lock


def password(folder: Path) -> str:
    """The server's password: made once, readable by its owner only."""
    path = folder / "password"
    if not path.exists():
        keep_secret(path, secrets.token_urlsafe(24))
    return path.read_text()


def keep_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)  # the mode of one that is there would stay
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def make_private(folder: Path) -> None:
    """From here on what this process and its children write is for their owner alone; what is there becomes so too.

    Root's servers run as another user, who has to get through the folder, but need not list it.
    """
    os.umask(0o077)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for path in (*folder.iterdir(), *folder.glob("*/*")):
            if path.is_file() and not path.is_symlink():
                path.chmod(0o600)
    except PermissionError as error:
        raise UsageError(f"{folder} belongs to another user: choose another data folder ({error})") from error


def remembered_port(folder: Path) -> int:
    """The port of the last run if it is still free, so that a URL noted by somebody stays good; else a free one."""
    path = folder / "port"
    try:
        port = _bound(int(path.read_text()))
    except (OSError, ValueError):
        port = _bound(0)
        path.write_text(str(port))
    return port


def port_of(folder: Path) -> int | None:
    """The port of the last run, None where there was none."""
    try:
        return int((folder / "port").read_text())
    except (OSError, ValueError):
        return None


def free_port(port: int) -> int | None:
    """The port when nobody has it."""
    try:
        return _bound(port)
    except OSError:
        return None


def _bound(port: int) -> int:
    with socket.socket() as probe:
        # As the servers do, or the connections of the last run, in TIME_WAIT, would make their port look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])


def stop_orphan(folder: Path, pidfile: Path, stops: Sequence[tuple[Signals, float]]) -> None:
    """Stop the server that a dead parent left running here. Call only with the folder claimed: then it has no owner."""
    try:
        pid = abs(int(pidfile.read_text().split()[0]))
    except (OSError, ValueError, IndexError):
        return
    command = _command(pid)
    if command and str(folder) not in command:
        # The number belongs to another process since, say after a reboot, and Postgres would refuse to start for ever.
        # Only then: else the file guards the data against backends that still run (Postgres's miscinit.c).
        pidfile.unlink()
        return
    for signal, patience in stops:
        end = time.monotonic() + patience
        while str(folder) in _command(pid) and time.monotonic() < end:
            os.kill(pid, signal)
            time.sleep(0.1)


def _command(pid: int) -> str:
    """The command line of a running process; '' when there is none, or only a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return ""
    listed = subprocess.run(  # noqa: S603 - a number, no shell
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "" if "<defunct>" in listed.stdout else listed.stdout
