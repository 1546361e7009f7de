"""Servers, site and our own processes, to be harmed by one scenario and then watched until every item has ended."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from benchmarks.chaos.check import Progress, Verdict, progress, verdict
from benchmarks.chaos.site import Site
from worker.adapters import feeds, migrations
from worker.adapters.db import Database
from worker.embedded import Server, start_postgres, start_valkey
from worker.runtime.supervisor import Child, Supervisor

ROLES = (("dispatcher", "dispatcher"), ("poll", "work", "poll"), ("fetch", "work", "fetch"), ("clean", "work", "clean"))
# Nothing may stand still for so long without being lost: far above the slowest recovery that we promise (30 s), for the
# machine may be busy.
STANDSTILL_SECONDS = 150.0
_LOOK_SECONDS = 0.2
GRACE_SECONDS = 10.0
"""In which a worker that is told to stop must be gone; docker's default, and half of what `newswire run` gives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A line of the table."""

    fault: str
    verdict: Verdict
    stood_still: float
    """The longest time after the end of the fault in which no item ended, in seconds."""
    seconds: float
    """Seconds from the end of the fault until all had ended."""
    extra: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stopped:
    """A process that was told to stop."""

    child: Child
    process: subprocess.Popen[bytes]
    at: float


@dataclass(kw_only=True, slots=True)
class Lab:
    """What all scenarios share: a folder, a Postgres, and how big a run is."""

    folder: Path
    postgres: Server
    items: int
    rounds: int
    """How often a scenario that repeats its fault does so."""

    @classmethod
    def open(cls, stack: ExitStack, folder: Path, *, items: int, rounds: int) -> "Lab":
        """Start the shared Postgres; each scenario gets a database of its own in it."""
        postgres = stack.enter_context(start_postgres(folder / "postgres"))
        migrations.migrate(postgres.url)
        return cls(folder=folder, postgres=postgres, items=items, rounds=rounds)


@dataclass(kw_only=True, slots=True)
class Stack:
    """One run of everything. Use it in a `with`: what it started ends with it."""

    lab: Lab
    name: str
    items: int = 0
    slow: float = 0.15
    """Seconds that each page takes longer to clean, so that the fault finds workers at work."""
    delay: float = 0.05
    hooks: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    site: Site | None = None
    persistent: bool = True
    """Valkey with its append-only file."""
    through: Callable[["Stack"], Mapping[str, str]] = lambda _: {}
    """Settings that need the running servers: the address of a proxy."""
    own: Server | None = None
    """A Postgres of its own instead of the shared one."""
    postgres: Server = field(init=False)
    valkey: Server = field(init=False)
    database: str = field(init=False)
    supervisor: Supervisor = field(init=False)
    told: list[str] = field(default_factory=list)
    _exits: ExitStack = field(default_factory=ExitStack)
    _sessions: set[int] = field(default_factory=set)

    def __enter__(self) -> Self:
        folder = self.lab.folder / self.name
        folder.mkdir()
        self.items = self.items or self.lab.items
        self.postgres = self.own or self.lab.postgres
        self.site = self._exits.enter_context(self.site or Site(items=self.items, delay=self.delay))
        self.valkey = self._exits.enter_context(start_valkey(folder / "valkey", appendonly=self.persistent))
        self.database = self._make_database()
        log = self._exits.enter_context((folder / "newswire.log").open("ab"))
        environment = {
            **os.environ,
            "NEWSWIRE_DATABASE_URL": self.database,
            "NEWSWIRE_REDIS_URL": self.valkey.url,
            "NEWSWIRE_LOG_FORMAT": "json",
            "NEWSWIRE_HOST_PACE": "0",
            "NEWSWIRE_FIRST_ENTRIES": "0",
            "NEWSWIRE_ENTRY_MAX_DAYS": "0",
            "NEWSWIRE_ALLOW_ADDRESSES": self.site.address,
            "NEWSWIRE_CLEAN_PROCESSES": "2",
            "CHAOS_HOOKS": json.dumps({"slow": self.slow, **self.hooks}),
            **self.settings,
            **self.through(self),
        }
        command = (sys.executable, "-m", "benchmarks.chaos.hooked")
        self.supervisor = Supervisor(environment=environment, log=log, command=command)
        for role, *arguments in ROLES:
            self.supervisor.start(role, *arguments)
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.supervisor.children:
            if child.pid:
                os.kill(child.pid, signal.SIGCONT)
        self.supervisor.stop(grace=15)
        for leftover in self.leftovers():
            os.kill(leftover, signal.SIGKILL)
        self._exits.close()

    def child(self, role: str) -> Child:
        """Return the process of a role."""
        return next(child for child in self.supervisor.children if child.role == role)

    def pool(self, role: str) -> list[int]:
        """Return the process ids of a role's pool."""
        pid = self.child(role).pid
        try:
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def kill(self, pid: int | None, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to a process of ours, if it is there."""
        if pid:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return

    def tell_to_stop(self, role: str) -> list[Stopped]:
        """Send SIGTERM to the process of a role; nothing when it does not run just now."""
        child = self.child(role)
        if child.process is None or child.pid is None:
            return []
        self.kill(child.pid, signal.SIGTERM)
        return [Stopped(child=child, process=child.process, at=time.monotonic())]

    def late(self, stopped: Sequence[Stopped]) -> int:
        """Return how many of them are not gone GRACE_SECONDS after they were told; all are started again at once."""
        late = 0
        for one in stopped:
            try:
                one.process.wait(max(GRACE_SECONDS - (time.monotonic() - one.at), 0.1))
            except subprocess.TimeoutExpired:
                late += 1
            one.child.wait = 0.0
        return late

    def observe(self) -> Progress | None:
        """Let the supervisor do its work, and return how far the items are."""
        self._supervise()
        return progress(self.database)

    def _supervise(self) -> None:
        for child in self.supervisor.children:
            if child.pid:
                self._sessions.add(child.pid)
        self.told += self.supervisor.watch()

    def wait(self, until: Callable[[Progress], bool], *, patience: float = STANDSTILL_SECONDS) -> bool:
        """Wait until the items are so far; False when they have stood still for too long."""
        last, since = None, time.monotonic()
        while time.monotonic() - since < patience:
            now = self.observe()
            if now is not None and until(now):
                return True
            if now is not None and now != last:
                last, since = now, time.monotonic()
            time.sleep(_LOOK_SECONDS)
        return False

    def pause(self, seconds: float) -> None:
        """Let a fault last."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._supervise()
            time.sleep(_LOOK_SECONDS)

    def advance(self, items: int) -> None:
        """Wait until so many more items have ended, or none is left."""
        now = self.observe()
        goal = min((now.ended if now else 0) + items, self.items)
        self.wait(lambda later: later.ended >= goal)

    def settle(
        self, *, skipped: int = 0, quarantined: int = 0, missing: int = 0, extra: Callable[[], str] = str
    ) -> Row:
        """The fault is over: wait until all items have ended, and tell what became of them.

        `missing` of them never become items; so many must end `quarantined`, for what is innocent must not; `extra` is
        asked at the end for what else there is to tell.
        """
        expected = self.items - missing
        over = last = time.monotonic()
        ended, longest = -1, 0.0

        def all_ended(now: Progress) -> bool:
            nonlocal ended, last, longest
            if now.ended != ended:
                longest = max(longest, time.monotonic() - last)
                ended, last = now.ended, time.monotonic()
            return now.ended >= expected and not now.waiting

        self.wait(all_ended)
        seconds = time.monotonic() - over
        self.wait(lambda _: not self._unpublished(), patience=30)
        found = verdict(self.database, expected=expected, skipped=skipped)
        if found.quarantined != quarantined:
            found.lost += abs(found.quarantined - quarantined)
            found.notes.append(f"{found.quarantined} in quarantine, not {quarantined}")
        return Row(fault=self.name, verdict=found, stood_still=longest, seconds=seconds, extra=extra())

    def leftovers(self) -> list[int]:
        """Processes of dead workers that still run."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if os.getsid(int(entry.name)) in self._sessions and "Z" not in _state(entry):
                    found.append(int(entry.name))
            except (ProcessLookupError, FileNotFoundError):
                continue
        return found

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            return connection.execute(text.encode()).fetchall()

    def command(self, text: str) -> None:
        """Change something in the database."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(text.encode())

    def settle_repeated(self, *, insist: bool = True) -> Row:
        """As `settle`, for faults by which tasks are told of what another has in hand: says how often, and insists."""
        row = self.settle()
        tasks, told = self.query("SELECT sum(batches), sum(items) FROM newswire.costs WHERE step <> 'poll'")[0]
        again = told - 2 * self.items  # each item is fetched once and cleaned once
        if insist and again <= 0:
            row.verdict.lost += 1
            row.verdict.notes.append("the fault did not happen: no task was told of an item that another had")
        return replace(row, extra=f"{tasks} tasks; told {again} times of an item that another had")

    def logged(self, words: str) -> int:
        """How often our processes wrote these words into their log."""
        return (self.lab.folder / self.name / "newswire.log").read_text("utf-8", "replace").count(words)

    def _unpublished(self) -> bool:
        return bool(self.query("SELECT FROM news.changes WHERE position IS NULL LIMIT 1"))

    def _make_database(self) -> str:
        name = self.name.replace("-", "_")
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = f"{self.postgres.url.rpartition('/')[0]}/{name}"
        migrations.migrate(url)
        assert self.site is not None
        database = Database(url)
        with database.transaction() as tx:
            for feed in self.site.feeds:
                feeds.add(tx, url=feed, source=feed.rpartition("/")[2], shortest=2.0)
        database.close()
        with psycopg.connect(url, autocommit=True) as connection:
            # asked again every few seconds, so that faults find polls under way too
            connection.execute("UPDATE newswire.feeds SET interval_seconds = 2")
        return url


def _state(process: Path) -> str:
    return process.joinpath("stat").read_text().rpartition(")")[2].split()[0]
