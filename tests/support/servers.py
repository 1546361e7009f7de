"""Real servers for the tests: a Postgres and a Valkey per test process, started when first asked for.

The Postgres cluster is made and migrated once a run; each process (pytest-xdist) copies it, each test gets a clone of
the migrated database. Tests that kill a server start their own from `postgres_cluster`.
"""

import fcntl
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
import redis

from worker.adapters.db import Database
from worker.embedded import Server, start_postgres, start_valkey
from worker.sample import SampleSite, serve

FOLDER = "TESTS_SERVERS_FOLDER"
TEMPLATE = "newswire_template"
NUMBERS = count()


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # pytest-xdist's processes inherit the folder from the one that started them
        folder = Path(tempfile.mkdtemp(prefix="newswire-tests-"))
        folder.chmod(0o711)  # so that user nobody, as whom Postgres runs under root, gets through
        os.environ[FOLDER] = str(folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@pytest.fixture(scope="session")
def servers_folder() -> Path:
    """A folder of this test process, under a short path that every user may pass through."""
    folder = Path(os.environ[FOLDER]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder.mkdir()
    folder.chmod(0o711)  # whatever the umask
    return folder


@pytest.fixture(scope="session")
def postgres_cluster() -> Path:
    """A stopped Postgres folder with the migrated template database, to copy with `shutil.copytree`."""
    base = Path(os.environ[FOLDER]) / "base"
    with base.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not base.exists():
            fresh = base.with_suffix(".new")
            shutil.rmtree(fresh, ignore_errors=True)  # what a failed migration left to the next process
            with start_postgres(fresh, durable=False) as server:
                _execute(server.url, f"CREATE DATABASE {TEMPLATE}")
                _migrate(_database_url(server.url, TEMPLATE))
            (fresh / "port").unlink()  # each copy finds its own
            fresh.rename(base)
    return base


@pytest.fixture(scope="session")
def postgres(postgres_cluster: Path, servers_folder: Path) -> Iterator[Server]:
    """The Postgres of this test process. Don't kill it: others use it."""
    folder = servers_folder / "postgres"
    shutil.copytree(postgres_cluster, folder)
    with start_postgres(folder, durable=False) as server:
        yield server


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The URL of a migrated database that only this test uses, as superuser."""
    name = f"test_{next(NUMBERS)}"
    _execute(postgres.url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
    yield _database_url(postgres.url, name)
    _execute(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def db(database: str) -> Iterator[Database]:
    """A session of the test's own database."""
    made = Database(database)
    yield made
    made.close()


@pytest.fixture
def other(database: str) -> Iterator[Database]:
    """A second session of the same database: another worker."""
    made = Database(database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def valkey(servers_folder: Path) -> Iterator[Server]:
    """The Valkey of this test process. Don't kill it: others use it."""
    with start_valkey(servers_folder / "valkey", appendonly=False) as server:
        yield server


@pytest.fixture
def redis_url(valkey: Server) -> str:
    """The URL of an empty Valkey."""
    with redis.Redis.from_url(valkey.url) as client:
        client.flushall()
    return valkey.url


@pytest.fixture
def site() -> Iterator[SampleSite]:
    """The sample news site on a free loopback port, at its first edition."""
    with serve() as running:
        yield running


def _migrate(url: str) -> None:
    # Late and by name: collecting the tests of the pure core needs neither the driver nor the migrations.
    migrations = importlib.import_module("worker.adapters.migrations")
    migrations.migrate(url)


def _execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _database_url(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"
