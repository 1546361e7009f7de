"""What newswire run tells: how to get at what it stores, and no password of the operator's."""

import io
import shlex
import subprocess
import sys

import pytest
from rich.console import Console

from worker.cli import live
from worker.cli.run import allowed, how_to_ask
from worker.embedded.folder import claim
from worker.settings import Settings

DATABASE = "postgresql://newswire:secret-of-this-run@127.0.0.1:40123/newswire"
REDIS = "redis://:secret-of-this-run@127.0.0.1:40124/0"


def test_the_operators_own_address_is_not_repeated(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", "postgresql://me:hunter2@db.example/news")
    told = "\n".join(how_to_ask({"NEWSWIRE_REDIS_URL": REDIS}, tmp_path))
    assert 'psql "$NEWSWIRE_DATABASE_URL" -xc' in told
    assert "hunter2" not in told
    assert "export NEWSWIRE_DATABASE_URL" not in told


def test_an_address_that_came_in_a_file_is_read_from_it(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL_FILE", "/run/secrets/url")
    assert 'psql "$(cat "$NEWSWIRE_DATABASE_URL_FILE")" -xc' in how_to_ask({}, tmp_path)[0]


def test_servers_of_our_own_are_told_as_lines_for_a_shell_without_a_password(tmp_path):
    data = tmp_path / "it's here"
    data.mkdir()
    started = {"NEWSWIRE_LOG_FORMAT": "json", "NEWSWIRE_DATABASE_URL": DATABASE, "NEWSWIRE_REDIS_URL": REDIS}
    lines = how_to_ask(started, data)
    assert "secret-of-this-run" not in "\n".join(lines)
    query, *exports, _ = lines
    words = shlex.split(query)
    assert words[0] == f"PGPASSFILE={data}/pgpass"
    assert words[2:] == ["postgresql://newswire@127.0.0.1:40123/newswire", "-xc", "table news.articles limit 3"]
    variables = dict(shlex.split(line)[1].split("=", 1) for line in exports)
    told = Settings.from_env(variables)
    assert (told.database_url, told.redis_url) == (DATABASE, REDIS)
    assert {path.name for path in data.iterdir()} == {"pgpass", "newswire_database_url", "newswire_redis_url"}
    assert {path.stat().st_mode & 0o777 for path in data.iterdir()} == {0o600}


def test_the_told_command_works_as_it_stands(tmp_path, database):
    query = how_to_ask({"NEWSWIRE_DATABASE_URL": database}, tmp_path)[0]
    ran = subprocess.run(query, shell=True, capture_output=True, text=True, check=False, env={})
    assert (ran.returncode, ran.stderr) == (0, "")


def test_nobody_else_reads_what_is_in_the_folder(tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    (data / "newswire.log").touch(mode=0o644)  # an earlier version's
    (data / "valkey").mkdir()
    (data / "valkey" / "port").touch(mode=0o644)
    script = f"""
from pathlib import Path
from worker.embedded.folder import claim, make_private, remembered_port
data = Path({str(data)!r})
make_private(data)
(data / "fresh").touch()
with claim(data / "sample"):
    remembered_port(data / "sample")
"""
    subprocess.run([sys.executable, "-c", script], check=True)
    modes = {str(path.relative_to(data)): path.stat().st_mode & 0o777 for path in data.rglob("*") if path.is_file()}
    assert set(modes) == {"newswire.log", "valkey/port", "fresh", "sample/lock", "sample/port"}
    assert set(modes.values()) == {0o600}
    assert data.stat().st_mode & 0o066 == 0


@pytest.mark.parametrize("terminal", [True, False])
def test_a_line_that_is_told_is_never_broken(monkeypatch, terminal):
    screen = io.StringIO()
    monkeypatch.setattr(live, "console", Console(file=screen, width=20, force_terminal=terminal, no_color=True))
    live.Live(quiet=False).say(f"export NEWSWIRE_DATABASE_URL={DATABASE}")
    assert screen.getvalue().count("\n") == 1
    assert DATABASE in screen.getvalue()


@pytest.mark.parametrize(
    ("override", "opened"), [("", "127.0.0.1:1"), ("10.1.0.0/16,::1", "10.1.0.0/16,::1,127.0.0.1:1")]
)
def test_the_sample_is_opened_beside_what_the_operator_opened(override, opened):
    assert allowed(override, "127.0.0.1:1") == opened


def test_a_folder_in_use_is_told_before_anything_starts(tmp_path):
    with claim(tmp_path):
        command = [sys.executable, "-m", "worker", "run", "--data", str(tmp_path)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "in use by another newswire" in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock"]
