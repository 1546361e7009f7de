"""What newswire run tells: how to get at what it stores, and no password of the operator's."""

import io
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from worker.cli import live
from worker.cli.run import allowed, how_to_ask
from worker.embedded.folder import claim

DATABASE = "postgresql://newswire:secret-of-this-run@127.0.0.1:40123/newswire"
REDIS = "redis://:secret-of-this-run@127.0.0.1:40124/0"


def test_the_operators_own_address_is_not_repeated(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", "postgresql://me:hunter2@db.example/news")
    told = "\n".join(how_to_ask({"NEWSWIRE_REDIS_URL": REDIS}, tmp_path))
    assert 'psql "$NEWSWIRE_DATABASE_URL" -xc' in told
    assert "hunter2" not in told
    assert "export NEWSWIRE_DATABASE_URL" not in told


def test_servers_of_our_own_are_told_as_lines_for_a_shell():
    started = {"NEWSWIRE_LOG_FORMAT": "json", "NEWSWIRE_DATABASE_URL": DATABASE, "NEWSWIRE_REDIS_URL": REDIS}
    query, *exports, _ = how_to_ask(started, Path("data"))
    assert shlex.split(query)[1:] == [DATABASE, "-xc", "table news.articles limit 3"]
    assert [shlex.split(line) for line in exports] == [
        ["export", f"NEWSWIRE_DATABASE_URL={DATABASE}"],
        ["export", f"NEWSWIRE_REDIS_URL={REDIS}"],
    ]


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
