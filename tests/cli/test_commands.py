"""The command line as people and pipes meet it: exit codes, one-line errors, JSON, and text from strangers."""

import os
import re
import socket
import subprocess
import sys
from datetime import datetime, timedelta, timezone

import click
import pytest

from tests.support import run_steps
from tests.support.database import a_feed, claim, new_items, query
from tests.support.feed_articles import store
from worker.adapters import items
from worker.cli import newswire
from worker.cli.output import cell, safe
from worker.models import Failure, State, Transition

TEXT = "A title for it\n\nThe harbour board has put off its vote on the sea wall until the spring. It meets in March.\n"


@pytest.fixture
def services(database):
    services = run_steps.services(database)
    yield services
    services.close()


# ── pipes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def piped(command: str, **environment: str) -> tuple[str, int]:
    """What `head` got of a command, and what the command ended with."""
    script = f"{sys.executable} -m worker {command} | head -c 1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, check=False, env=os.environ | environment
    )
    assert ran.stderr == ""
    return ran.stdout, ran.returncode


def test_a_reader_that_has_gone_is_no_failure(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text(TEXT * 2000)
    assert piped(f"clean {page} {page}") == ("A", 0)
    assert piped("clean --help") == ("U", 0)


def test_what_a_consumer_was_not_taken_comes_again_and_is_no_success(db, database):
    store(db, *range(1, 300))  # more than a pipe holds
    assert piped("consume mine", NEWSWIRE_DATABASE_URL=database) == ("{", 1)
    assert query(database, "SELECT count(*) FROM news.consumers WHERE acknowledged_at IS NOT NULL") == [(0,)]


def test_columns_have_their_names_in_a_pipe(db, database):
    store(db, 1)
    ran = subprocess.run(
        [sys.executable, "-m", "worker", "articles"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"NEWSWIRE_DATABASE_URL": database},
    )
    names, row = ran.stdout.splitlines()
    assert names.split("\t") == ["id", "stored", "source", "title", "topics", "cut", "truncated"]
    assert row.split("\t")[3] == "Piece 1"


# ── help and mistakes ─────────────────────────────────────────────────────────────────────────────────────────────────


def commands(group: click.Group, *path: str):
    yield path
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


@pytest.mark.parametrize("path", list(commands(newswire)), ids=" ".join)
def test_every_command_explains_itself(run, path):
    for option in ("--help", "-h"):
        said = run(*path, option)
        assert (said.code, said.err) == (0, "")
        assert said.out.startswith("Usage: ")
        assert len(said.out.splitlines()) > 4
        assert "\\" not in said.out


def test_the_command_runs_as_a_program():
    done = subprocess.run([sys.executable, "-m", "worker", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "newswire, version 0.1.0\n", "")


@pytest.mark.parametrize(("closed", "code", "says"), [(">&-", 2, "standard output is closed"), ("2>&-", 0, "")])
def test_a_closed_stream_loses_no_data_and_is_no_traceback(closed, code, says):
    command = ["sh", "-c", f'exec "$0" -m worker --version {closed}', sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stdout) is (code == 0)


MISTAKES = {
    "no such command": ("nonsense",),
    "no such option": ("articles", "--nonsense"),
    "a number that is none": ("articles", "show", "seven"),
    "nothing to clean": ("clean",),
    "a file that is not there": ("clean", "/nowhere/page.html"),
    "nothing to tag": ("tag",),
    "nothing to retry": ("quarantine", "retry"),
    "no database": ("articles",),
    "no broker": ("status",),
    "no database for a worker": ("work", "clean"),
    "an unknown queue": ("work", "nonsense"),
    "an odd name for a consumer": ("consume", "My Desk"),
    "no name for a consumer": ("export", "--for", ""),
    "no address": ("poll", "ftp://example.org/"),
}


@pytest.mark.parametrize("arguments", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_without_a_traceback(run, arguments):
    said = run(*arguments)
    assert said.code in (1, 2)
    assert "Traceback" not in said.err
    assert said.err.strip()
    if not said.err.startswith("Usage:"):
        assert len(said.err.splitlines()) == 1


def test_what_the_system_refuses_is_one_line(run, db_run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        taken = run("sample", "--port", port)
    nowhere = run("run", "--data", "/proc/nowhere")
    unwritable = db_run("feeds", "export", tmp_path / "none" / "x.opml")
    for said, named in ((taken, str(port)), (nowhere, "/proc/nowhere"), (unwritable, "x.opml")):
        assert (said.code, len(said.err.splitlines())) == (2, 1)
        assert named in said.err


def test_a_terminal_without_utf_8_gets_question_marks(tmp_path):
    page = tmp_path / "page.txt"
    page.write_text("Čapek’s title\n\n" + TEXT, "utf-8")
    ascii_only = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "worker", "clean", str(page)]
    done = subprocess.run(command, capture_output=True, env=ascii_only, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?apek?s title" in done.stdout


SETTINGS = {
    "DATABASE_URL": "postgres//u:hunter2@h/d",
    "REDIS_URL": "valkey//u:hunter2@h",
    "HOST_PACE": "fast",
    "TOPICS": "/nowhere",
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_setting_is_told_without_its_secret(run, database, redis_url, name):
    right = {"DATABASE_URL": database, "REDIS_URL": redis_url}
    arguments = ("clean", "-") if name == "TOPICS" else ("status",)
    said = run(*arguments, stdin=TEXT, **{**right, name: SETTINGS[name]})
    assert said.code == 2
    assert f"NEWSWIRE_{name}" in said.err
    assert "hunter2" not in said.err
    assert len(said.err.splitlines()) == 1


def test_servers_that_do_not_answer_are_told_with_exit_code_1(run, database):
    down = run("articles", DATABASE_URL="postgresql://u:hunter2@127.0.0.1:1/d")
    assert (down.code, len(down.err.splitlines()), "hunter2" in down.err) == (1, 1, False)
    broker = run("status", DATABASE_URL=database, REDIS_URL="redis://:hunter2@127.0.0.1:1/0")
    assert (broker.code, "Traceback" in broker.err, "hunter2" in broker.out + broker.err) == (1, False, False)


def test_a_database_that_was_never_migrated_says_what_to_do(run, postgres):
    said = run("articles", DATABASE_URL=postgres.url)
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "newswire migrate" in said.err


# ── feeds ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_feeds_add_finds_the_feed_of_a_site(db_run, site):
    allow = {"ALLOW_ADDRESSES": f"127.0.0.1:{site.port}"}
    (added,) = db_run("feeds", "add", "--json", site.url + "/harbour/", **allow).json
    assert (added["url"], added["title"], added["new"]) == (site.url + "/harbour/atom.xml", "Harbour Gazette", True)
    (again,) = db_run("feeds", "add", "--json", site.url + "/harbour/atom.xml").json
    assert (again["id"], again["new"]) == (added["id"], False)
    nothing = db_run("feeds", "add", site.url + "/broken/arrived")
    assert (nothing.code, len(nothing.err.splitlines())) == (1, 1)
    assert [row["url"] for row in db_run("feeds", "list", "--json").json] == [site.url + "/harbour/atom.xml"]


def test_the_life_of_a_feed(db_run, tmp_path):
    assert "no feeds yet" in db_run("feeds", "list").out
    added = db_run("feeds", "add", "--unchecked", "--source", "Desk", "example.org/feed")
    assert (added.code, added.out) == (0, "feed 1 added: https://example.org/feed\n")
    assert db_run("feeds", "pause", "1").code == 0
    assert db_run("feeds", "show", "1", "--json").json["state"] == "paused"
    assert db_run("feeds", "resume", "https://example.org/feed").code == 0
    assert "active" in db_run("feeds", "show", "1").out
    exported = tmp_path / "feeds.opml"
    assert db_run("feeds", "export", exported).code == 0
    assert db_run("feeds", "export").out == exported.read_text()
    assert db_run("feeds", "remove", "1").code == 0
    assert "1 added" in db_run("feeds", "import", exported).out
    assert [row["url"] for row in db_run("feeds", "list", "--json").json] == ["https://example.org/feed"]
    for command in ("show", "pause", "resume", "remove"):
        said = db_run("feeds", command, "99")
        assert (said.code, len(said.err.splitlines())) == (2, 1)


def test_a_list_of_feeds_from_a_stranger_steers_nothing(db_run, tmp_path):
    path = tmp_path / "odd.opml"
    path.write_text(
        '<opml version="2.0"><body><outline type="rss" xmlUrl="[/red]not&#x9b;an address"/>'
        '<outline type="rss" xmlUrl="https://example.org/f" text="[bold]&#x202e;x"/></body></opml>'
    )
    said = db_run("feeds", "import", path)
    assert (said.code, said.err) == (0, "")
    assert "[/red]not" in said.out
    assert "\x9b" not in said.out
    broken = tmp_path / "broken.opml"
    broken.write_text("<opml><body>")
    assert db_run("feeds", "import", broken).code in (0, 1)


def test_poll_shows_a_feed_and_stores_nothing(db_run, site, database):
    said = db_run("poll", site.url + "/kohoku/feed.json", "--json", ALLOW_ADDRESSES=f"127.0.0.1:{site.port}")
    assert (said.json["kind"], len(said.json["entries"])) == ("json", 1)
    assert "港北新報" in db_run("poll", site.url + "/kohoku/feed.json").out
    assert query(database, "SELECT count(*) FROM newswire.feeds") == [(0,)]
    assert db_run("poll", site.url + "/broken/failing.xml").code == 1


# ── what is stored ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stored(services, database, site):
    """The articles of one outlet."""
    services = run_steps.services(database, site.port)
    run_steps.add_feeds(services, [url for url in site.feeds if "/meridian/" in url])
    run_steps.poll(services, database)
    run_steps.work(services, database)
    services.close()


def test_articles_are_listed_and_shown(db_run, stored, database):
    rows = db_run("articles", "--json").json
    assert len(rows) == 4
    (talks,) = db_run("articles", "--json", "--topic", "iran-us-tensions", "--search", "muscat").json
    shown = db_run("articles", "show", talks["id"])
    for part in (talks["title"], "Leila Castermans", "registering at no cost", "truncated: yes", "iran-us-tensions"):
        assert part in shown.out.replace("\n", " ")
    assert db_run("articles", "show", talks["id"], "--json").json["wall_kind"] == "registration"
    assert db_run("articles", "--json", "show", talks["id"]).json["wall_kind"] == "registration"
    unheard = db_run("articles", "--lang", "en", "show", talks["id"])
    assert (unheard.code, unheard.err) == (2, "newswire: --lang is not for show: leave it out\n")
    assert len(db_run("articles").out.splitlines()) == 1 + 4
    query(database, "UPDATE news.articles SET published_at = '2026-03-01', published_precision = 'day'")
    for said in (db_run("articles", "--since", "2026-01-01"), db_run("articles", "show", talks["id"])):
        assert "2026-03-01" in said.out
        assert "00:00" not in said.out
    assert "no article fits" in db_run("articles", "--search", "quagga").out
    assert db_run("articles", "show", "999").code == 2
    for wrong in (
        ("articles", "--topic", "nosuch"),
        ("articles", "--source", "nosuch"),
        ("articles", "--lang", "nosuch"),
        ("reprocess", "--source", "nosuch"),
    ):
        said = db_run(*wrong)
        assert (said.code, said.out, "nosuch" in said.err) == (2, "", True)


@pytest.mark.parametrize("words", ["the", "the and of", "''", "—"])
def test_a_search_that_asks_for_nothing_is_refused(db_run, words):
    said = db_run("articles", "--search", words, "--lang", "en")
    assert (said.code, said.out) == (2, "")
    assert "no word in it to look for" in said.err


ODD = "Odd\x1b]0;title\x07 \x1b[31mred\x9b1m [bold]x[/] \u202eback\r\nnext"


def test_a_title_cannot_steer_a_terminal(db_run, stored, database):
    query(database, "UPDATE news.articles SET title = %s, summary = %s, text = %s, source = %s", *[ODD] * 4)
    for arguments in (("articles",), ("articles", "show", "1")):
        said = db_run(*arguments)
        assert said.code == 0
        assert not set(said.out) & set("\x1b\x07\x9b\r\u202e")
        assert "[bold]x[/]" in said.out
    assert len(db_run("articles").out.splitlines()) == 5, "one line an article, whatever its title"


def test_a_time_is_shown_in_utc():
    there = timezone(timedelta(hours=2))
    assert cell(datetime(2026, 11, 20, 1, 30, tzinfo=there)).plain == "2026-11-19 23:30:00Z"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a b"),
        ("\x1b[1mx", " [1mx"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("日本語", "日本語"),
    ],
)
def test_what_is_shown_of_odd_text(text, shown):
    assert safe(text) == shown
    assert cell(text).plain == shown


def test_quarantine_is_listed_and_retried(db_run, services, database):
    ids = new_items(services.db, 2)
    for item in claim(services.db, ids):
        trouble = Failure(error="BadInput", message=ODD, traceback="Traceback …")
        with services.db.transaction() as tx:
            items.finish(
                tx, [Transition(item=item, state=State.QUARANTINED, reason="odd", error=trouble)], step="clean"
            )
    listed = db_run("quarantine", "list", "--traceback")
    assert listed.code == 0
    assert not set(listed.out) & set("\x1b\x9b\u202e")
    assert "Traceback …" in listed.out
    rows = db_run("quarantine", "list", "--json", "--reason", "odd").json
    assert [row["reason"] for row in rows] == ["odd", "odd"]
    assert "1 items and 0 feeds" in db_run("quarantine", "retry", rows[0]["id"]).out
    missing = db_run("quarantine", "retry", rows[0]["id"])
    assert (missing.code, missing.out, len(missing.err.splitlines())) == (2, "", 1)
    assert "1 items" in db_run("quarantine", "retry", "--all").out
    assert "nothing is in quarantine" in db_run("quarantine", "list").out
    assert query(database, "SELECT DISTINCT state::text FROM newswire.items") == [("pending",)]


def test_status_tells_what_waits(db_run, services, redis_url, database):
    a_feed(services.db)
    (item,) = claim(services.db, new_items(services.db, 3)[:1])
    with services.db.transaction() as tx:
        trouble = Failure(error="BadInput", message=ODD)
        items.finish(tx, [Transition(item=item, state=State.QUARANTINED, reason="odd", error=trouble)], step="clean")
    said = db_run("status", "--json", REDIS_URL=redis_url).json
    assert said["broker"] == {"error": None, "messages": {"poll": 0, "fetch": 0, "clean": 0}}
    assert {queue["step"]: queue["due"] for queue in said["queues"]}["fetch"] == 2
    assert [(row["state"], row["items"]) for row in said["items"]] == [("pending", 2), ("quarantined", 1)]
    assert said["feeds"] == [{"health": "new", "feeds": 1}]
    shown = db_run("status", REDIS_URL=redis_url)
    assert shown.code == 1
    assert "trouble: no dispatcher lives" in shown.out
    assert not set(shown.out) & set("\x1b\x9b\u202e")


def test_status_says_what_stops_the_work_and_is_silent_when_nothing_does(db_run, services, redis_url, database):
    idle = db_run("status", REDIS_URL=redis_url)
    assert (idle.code, "trouble" in idle.out) == (0, False)
    new_items(services.db, 2)
    query(database, "UPDATE newswire.items SET next_attempt_at = now() - interval '1 hour', enqueued_at = NULL")
    query(database, "REVOKE SELECT ON news.articles FROM newswire_reader")
    query(database, "REVOKE INSERT ON news.changes FROM newswire_writer")
    query(
        database,
        "INSERT INTO newswire.workers (host, role, pid, started_at, restarts, progress_at, backend_pid)"
        " SELECT 'h', role, 1, now(), 0, now() - interval '1 hour' * (role = 'poll')::int, pg_backend_pid()"
        " FROM unnest(ARRAY['dispatcher', 'poll']) role",
    )
    with services.db.transaction() as tx:
        tx._connection.execute("UPDATE newswire.workers SET backend_pid = pg_backend_pid()")
    said = db_run("status", "--json", REDIS_URL="redis://127.0.0.1:1/0")
    assert said.code == 1
    told = said.json["troubles"]
    assert [re.sub(r"360\d s", "an hour", line.split(":")[0])[:52] for line in told] == [
        "Redis does not answer",
        "role newswire_reader is denied what newswire migrate",
        "role newswire_writer is denied what newswire migrate",
        "2 due at fetch, the oldest for an hour, and no worker"[:52],
        "poll 1 on h has got nothing done for an hour although"[:52],
    ]


def test_migrate_can_be_run_again_and_gives_roles_their_passwords(run, database):
    said = run("migrate", DATABASE_URL=database, READER_PASSWORD="r")
    assert (said.code, said.out) == (0, "newswire_reader may log in\nthe database is up to date\n")
