"""The web page among the processes that `newswire status` lists."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.push_service import free_port
from worker.adapters import workers
from worker.adapters.db import Database


@pytest.fixture
def page(database):
    """`newswire web` in a process of its own, once it has said that it is there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", "web", "--port", str(free_port())],
        env=environment | {"NEWSWIRE_DATABASE_URL": run_steps.as_writer(database)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wait_for(process, lambda: rows(database))
    yield process
    process.kill()
    process.communicate()


def rows(database: str) -> list:
    return query(database, "SELECT pid FROM newswire.workers WHERE role = 'web'")


def wait_for(process: subprocess.Popen, true) -> None:
    until = time.monotonic() + 300
    while not true():
        if time.monotonic() > until:
            raise TimeoutError("the web page has not shown itself")
        if process.poll() is not None:
            raise RuntimeError(process.stdout.read())
        time.sleep(0.02)


def test_the_web_page_is_listed_until_it_ends_in_order(page, database):
    assert rows(database) == [(page.pid,)]

    page.send_signal(signal.SIGTERM)

    assert page.wait(60) == 0
    assert rows(database) == []


def test_a_web_page_that_was_killed_is_listed_as_dead(page, database):
    db = Database(database)

    page.kill()
    page.wait()

    until = time.monotonic() + 60  # Postgres hears of the closed connection a little later
    while (alive := _alive(db)) == [("web", True)] and time.monotonic() < until:
        time.sleep(0.02)
    assert alive == [("web", False)]
    db.close()


def _alive(db: Database) -> list[tuple[str, bool]]:
    with db.transaction() as tx:
        return [(one.role, one.alive) for one in workers.listing(tx)]
