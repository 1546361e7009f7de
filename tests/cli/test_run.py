"""What newswire run tells: how to get at what it stores, and no password of the operator's."""

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from tests.support.database import query
from worker.adapters import feeds, hosts, items
from worker.adapters.items import NewItem
from worker.cli import live, servers
from worker.cli.run import allowed
from worker.cli.servers import given, how_to_ask
from worker.embedded.folder import claim
from worker.models import State
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
    query, env, log = how_to_ask(started, data)
    assert "secret-of-this-run" not in query + env + log
    assert shlex.split(query) == ["sh", str(data / "psql"), "-xc", "table news.articles limit 3"]
    words = shlex.split((data / "psql").read_text())
    assert words[:2] == [f"PGPASSFILE={data}/pgpass", "exec"]
    assert words[3:] == ["postgresql://newswire@127.0.0.1:40123/newswire", "$@"]
    shown = subprocess.run(f"{env}\nenv", shell=True, capture_output=True, text=True, check=True, env={}).stdout
    told = Settings.from_env(dict(line.split("=", 1) for line in shown.splitlines() if line.startswith("NEWSWIRE")))
    assert (told.database_url, told.redis_url) == (DATABASE, REDIS)
    secrets = {"pgpass", "psql", "env", "newswire_database_url", "newswire_redis_url"}
    assert {path.name for path in data.iterdir()} == secrets
    assert {path.stat().st_mode & 0o777 for path in data.iterdir()} == {0o600}


def test_the_told_lines_fit_a_terminal_of_80_columns(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = Path("/srv/newswire/checkout/.newswire")
    monkeypatch.setattr(servers, "keep_secret", lambda *_: None)
    lines = how_to_ask({"NEWSWIRE_DATABASE_URL": DATABASE, "NEWSWIRE_REDIS_URL": REDIS}, data)
    assert {line: len(line) for line in lines if len(line) > 80} == {}


def test_addresses_of_this_very_folder_are_no_other_system(tmp_path, monkeypatch):
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", DATABASE)
    monkeypatch.setenv("NEWSWIRE_REDIS_URL", REDIS)
    assert given(tmp_path) == {"NEWSWIRE_DATABASE_URL": DATABASE, "NEWSWIRE_REDIS_URL": REDIS}
    (tmp_path / "newswire_database_url").write_text(DATABASE)
    assert given(tmp_path) == {"NEWSWIRE_REDIS_URL": REDIS}


def ran(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "worker", "run", *map(str, arguments)]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**bare, **environment})


def test_the_sample_is_not_added_to_a_system_that_a_shell_happens_to_name(tmp_path, database):
    told = ran("--data", tmp_path / "data", NEWSWIRE_DATABASE_URL=database)
    assert (told.returncode, told.stdout) == (2, "")
    assert "NEWSWIRE_DATABASE_URL names another system" in told.stderr
    assert "--no-sample" in told.stderr
    assert query(database, "SELECT count(*) FROM newswire.feeds") == [(0,)]
    assert not (tmp_path / "data").exists()


def test_a_server_that_does_not_answer_is_told_by_its_variable(tmp_path, database):
    gone = "redis://127.0.0.1:1/0"
    told = ran("--data", tmp_path, "--no-sample", NEWSWIRE_DATABASE_URL=database, NEWSWIRE_REDIS_URL=gone)
    assert (told.returncode, told.stdout) == (2, "")
    assert "NEWSWIRE_REDIS_URL: Redis does not answer" in told.stderr
    (tmp_path / "url").write_text("postgresql://127.0.0.1:1/news")
    told = ran("--data", tmp_path, "--no-sample", NEWSWIRE_DATABASE_URL_FILE=str(tmp_path / "url"))
    assert "NEWSWIRE_DATABASE_URL_FILE: Postgres does not answer" in told.stderr


@pytest.mark.parametrize("seconds", ["-5", "0", "soon", "nan", "inf"])
def test_a_time_that_cannot_be_is_told_with_one_that_can(tmp_path, seconds):
    told = ran("--data", tmp_path / "data", "--seconds", seconds)
    assert (told.returncode, told.stdout) == (2, "")
    assert f"--seconds {seconds}: expected seconds above 0, for example 60" in told.stderr


def test_what_waits_of_the_sample_is_held_until_it_runs_again(db, database):
    host, url = "127.0.0.1:40125", "http://127.0.0.1:40125/harbour/atom.xml"
    with db.transaction() as tx:
        feed, _ = feeds.add(tx, url=url, source="harbour")
        other, _ = feeds.add(tx, url="https://news.example/rss", source="news")
        items.add(tx, [item(f"http://{host}/story/1"), item("https://news.example/1")])
        assert hosts.park(tx, host) == [feed]
    with db.transaction() as tx:
        assert [one for one, _ in feeds.due(tx, limit=9)] == [other]
        assert len(items.due(tx, State.PENDING, quiet=0, limit=9)) == 1
    with db.transaction() as tx:
        assert hosts.unpark(tx, host) == [feed]
        assert hosts.unpark(tx, host) == []
    with db.transaction() as tx:
        assert feed in [one for one, _ in feeds.due(tx, limit=9)]
    assert query(database, "SELECT count(*) FROM newswire.items WHERE next_attempt_at <= now()") == [(2,)]


def item(url: str) -> NewItem:
    host = url.split("/")[2]
    return NewItem(url=url, url_hash=url.encode(), host=host, feed_id=1, source="s", state=State.PENDING)


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
