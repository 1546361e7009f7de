"""Harm to Postgres: it dies, dies between a COMMIT and its reply, or its disk is full."""

import contextlib
import random
import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from benchmarks.chaos.proxy import Proxy
from benchmarks.chaos.stack import Lab, Row, Stack
from worker.embedded import start_postgres

CHANCE = random.Random(4)
# A cluster with an empty database of ours is 60 MB, and its log files come in pieces of 16 MB.
_DISK_MB = 160


def postgres_killed(lab: Lab) -> Row:
    """Postgres is killed and comes back after 3 s: workers wait and go on by themselves."""
    with Stack(lab=lab, name="postgres_killed") as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (3 * lab.rounds))
            stack.postgres.kill()
            stack.pause(3)
            stack.postgres.restart()
        return stack.settle()


def postgres_killed_at_commit(lab: Lab) -> Row:
    """Postgres dies after a COMMIT and before its reply: what is committed is not done again."""
    proxies: list[Proxy] = []

    def through(stack: Stack) -> dict[str, str]:
        proxies.append(Proxy(stack.postgres.port))
        return {"NEWSWIRE_DATABASE_URL": stack.database.replace(f":{stack.postgres.port}/", f":{proxies[0].port}/")}

    with Stack(lab=lab, name="postgres_killed_at_commit", through=through) as stack, contextlib.ExitStack() as exits:
        proxy = exits.enter_context(proxies[0])
        for _ in range(2 * lab.rounds):
            stack.advance(lab.items // (3 * lab.rounds))
            died: list[bool] = []

            def kill(died: list[bool] = died) -> None:
                stack.postgres.kill()
                died.append(True)

            proxy.at_next_commit(kill)
            while not died:
                stack.pause(0.05)
            stack.postgres.restart()
        return stack.settle()


def sessions_cut(lab: Lab) -> Row:
    """Every session is ended at once, again and again, as when a pooler or a primary changes."""
    cut_all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'newswire%'"
    with Stack(lab=lab, name="sessions_cut") as stack:
        cut = 0
        for _ in range(3 * lab.rounds):
            stack.advance(lab.items // (4 * lab.rounds))
            cut += len(stack.query(cut_all))
        return stack.settle(extra=lambda: f"{cut} sessions")


def no_connections_left(lab: Lab) -> Row:
    """All sessions are cut and somebody else takes every connection for 15 s."""
    with Stack(lab=lab, name="no_connections_left") as stack, contextlib.ExitStack() as others:
        stack.advance(lab.items // 4)
        taken = 0
        admin = others.enter_context(psycopg.connect(stack.postgres.url, autocommit=True))
        until = time.monotonic() + 15
        while time.monotonic() < until:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'newswire%'"
            )
            with contextlib.suppress(psycopg.OperationalError):
                while True:
                    others.enter_context(psycopg.connect(stack.postgres.url))
                    taken += 1
            time.sleep(0.2)
        others.close()
        return stack.settle(extra=lambda: f"{taken} taken; {stack.logged('postgres_down')} failures logged")


def read_only(lab: Lab) -> Row:
    """Postgres takes no writes for 15 s, as on the wrong side of a failover."""
    with Stack(lab=lab, name="read_only") as stack:
        for _ in range(2):
            stack.advance(lab.items // 4)
            _alter(stack, "SET default_transaction_read_only = on")
            stack.pause(7)
            _alter(stack, "RESET default_transaction_read_only")
        return stack.settle()


def _alter(stack: Stack, what: str) -> None:
    with psycopg.connect(stack.postgres.url, autocommit=True) as admin:
        admin.execute(f"ALTER SYSTEM {what}".encode())
        admin.execute("SELECT pg_reload_conf()")


def table_locked(lab: Lab) -> Row:
    """Somebody locks a table for 20 s, far longer than our sessions wait, as a careless migration does."""
    with Stack(lab=lab, name="table_locked") as stack:
        for table in ("newswire.items", "news.articles"):
            stack.advance(lab.items // 4)
            with psycopg.connect(stack.database) as admin:
                admin.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
                stack.pause(10)
        return stack.settle(extra=lambda: f"{stack.logged('postgres_down')} failures logged")


def schema_behind(lab: Lab) -> Row:
    """The schema lacks a column that we write, as before a migration, for longer than five attempts: no item pays."""
    with Stack(lab=lab, name="schema_behind") as stack:
        for table, column, seconds in (("newswire.pages", "size", 90), ("news.articles", "wire_source", 30)):
            stack.command(f"ALTER TABLE {table} RENAME COLUMN {column} TO before")
            stack.pause(seconds)
            stack.command(f"ALTER TABLE {table} RENAME COLUMN before TO {column}")
            stack.advance(lab.items // 4)
        return stack.settle(extra=lambda: f"{stack.logged('newswire migrate')} failures logged")


def everything_killed(lab: Lab) -> Row:
    """Children, workers, dispatcher, Valkey and Postgres, all at random, in several rounds."""
    with Stack(lab=lab, name="everything_killed", persistent=False) as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (2 * lab.rounds))
            stack.kill(CHANCE.choice(stack.pool("clean") or [0]))
            stack.kill(CHANCE.choice(stack.pool("fetch") or [0]))
            stack.kill(stack.child(CHANCE.choice(("poll", "fetch", "clean", "dispatcher"))).pid)
            stack.valkey.kill()
            stack.pause(CHANCE.uniform(0.0, 1.0))
            stack.postgres.kill()
            stack.pause(CHANCE.uniform(0.0, 2.0))
            stack.postgres.restart()
            stack.pause(CHANCE.uniform(0.0, 1.0))
            stack.valkey.restart()
        return stack.settle()


def disk_full(lab: Lab) -> Row:
    """The disk of Postgres fills up under load, and is emptied again 10 s later."""
    folder = lab.folder / "small_disk"
    folder.mkdir()
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={_DISK_MB}m,mode=0711", "none", str(folder)]
    if mount is None or subprocess.run([mount, *options], check=False, capture_output=True).returncode:
        raise NotImplementedError("only root can mount a small disk here")
    try:
        with start_postgres(folder / "postgres") as postgres, Stack(lab=lab, name="disk_full", own=postgres) as stack:
            stack.advance(lab.items // 4)
            _fill(folder / "ballast")
            stack.pause(10)
            (folder / "ballast").unlink()
            down = postgres.pid is None
            if down:
                postgres.restart()
            word = "had stopped" if down else "went on"
            return stack.settle(extra=lambda: f"Postgres {word}, {stack.logged('postgres_down')} failures logged")
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
