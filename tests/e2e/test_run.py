"""`newswire run` as a person starts it: every page ends somewhere, and stopping leaves nothing behind."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from worker.embedded import start_postgres
from worker.sample.stories import stories

pytestmark = pytest.mark.e2e
TITLE = "Harbour board waits for stone, part {number}"
PAGE = (
    "<html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}"
    "<p>Subscribe to our newsletter</p></article></body></html>"
)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """Seven pages of four hosts: five articles, one of them under two addresses, and an empty one."""
    texts = [" ".join(block for block in story.body) for story in stories().values() if story.outlet == "meridian"]
    texts += [" ".join(block for block in story.body) for story in stories().values() if story.outlet == "harbour"][:1]
    pages = []
    for number, text in enumerate(texts):
        title = TITLE.format(number=number)
        body = "".join(f"<p>{sentence}.</p>" for sentence in text.split(". "))
        pages.append((f"https://site{number % 3}.example/news/{number}", PAGE.format(title=title, body=body)))
    pages += [
        (pages[0][0] + "?utm_source=twice", pages[0][1]),
        ("https://site9.example/empty", "<html><body></body></html>"),
    ]
    path = tmp_path_factory.mktemp("corpus") / "small.jsonl.gz"
    with gzip.open(path, "wt") as out:
        for number, (url, html) in enumerate(pages):
            out.write(json.dumps({"id": number, "url": url, "html": html}) + "\n")
    return path


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The folder of one installation, under a path that user nobody may pass through, as Postgres needs under root."""
    folder = tmp_path_factory.mktemp("run")
    for place in (folder, *folder.parents):
        if place == Path(place.anchor) or place.stat().st_uid != os.getuid() or place == Path("/tmp"):
            break
        place.chmod(0o711)
    return folder / "data"


def start(*arguments: object, **more: str) -> subprocess.Popen:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "worker", "run", *map(str, arguments)],
        env={**environment, "NEWSWIRE_CLEAN_PROCESSES": "1", "NEWSWIRE_FETCH_PROCESSES": "1", **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen, seconds: float) -> tuple[int, str, str]:
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        pytest.fail(f"still running after {seconds} s:\n{out}\n{err}")
    return process.returncode, out, err


def family(folder: Path) -> dict[int, str]:
    """Living processes that belong to this installation, by their command line or environment."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            told = place.joinpath("cmdline").read_bytes() + place.joinpath("environ").read_bytes()
            state = place.joinpath("stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if str(folder).encode() in told and state != "Z" and int(place.name) != os.getpid():
            found[int(place.name)] = told.decode(errors="replace")[:200]
    return found


def stored(data: Path) -> int:
    import psycopg

    with start_postgres(data / "postgres") as server, psycopg.connect(server.url) as connection:
        return connection.execute("SELECT count(*) FROM news.articles").fetchone()[0]


def test_every_page_of_a_corpus_is_accounted_for_and_a_second_start_keeps_them(corpus, data):
    code, out, err = finish(start("--data", data, "--corpus", corpus, "--until-idle", "--json"), 90)
    assert code == 0, (out, err)
    told = json.loads(out)
    assert (told["pages"], told["accounted"], told["complete"]) == (7, 7, True)
    assert told["stored"] == 5
    assert told["duplicate"] == {"same_address": 1}
    assert sum(told["skipped"].values()) == 1
    assert (told["quarantined"], told["waiting"]) == ({}, {})
    assert told["seconds"] > 0
    assert {"poll", "fetch", "clean"} <= set(told["cpu_ms_per_article"])
    assert family(data) == {}
    assert stored(data) == 5


STARTED = {"while its database is made": "postgres/data.new", "at once": "postgres/data"}


@pytest.mark.parametrize("when", [*STARTED, "at work"])
def test_ctrl_c_stops_all_processes_and_leaves_none(data, when):
    process = start("--data", data / when.replace(" ", "-"))
    folder = data / when.replace(" ", "-")
    try:
        deadline = time.monotonic() + 60
        while when == "at work" and "Northline" not in (line := process.stdout.readline()).title():
            assert time.monotonic() < deadline, line
            assert process.poll() is None, process.stderr.read()
        while when in STARTED and not (folder / STARTED[when]).exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        code, _, err = finish(process, 30)
        assert (code, err) == (0, ""), err
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert family(folder) == {}


def test_a_mistake_in_the_rules_is_told_and_ends_what_has_been_started(data, tmp_path):
    (tmp_path / "ours.toml").write_text("[topic")
    code, _, err = finish(start("--data", data / "rules", NEWSWIRE_TOPICS=str(tmp_path)), 60)
    assert code == 2
    assert "ours.toml" in err
    assert "Traceback" not in err
    assert family(data / "rules") == {}


def test_a_server_that_is_killed_is_started_again_and_articles_go_on(data):
    folder = data / "killed"
    process = start("--data", folder)
    lines: list[str] = []

    def read_to(*wanted: str) -> None:
        for word in wanted:
            while word not in (line := process.stdout.readline()):
                assert line, (word, lines, process.stderr.read())
                lines.append(line)
            lines.append(line)

    try:
        read_to("lindental")
        os.kill(int((folder / "valkey" / "valkey.pid").read_text()), signal.SIGKILL)
        read_to("Valkey ended (SIGKILL), starts again", "Valkey runs again, pid", "northline")
        os.kill(int((folder / "postgres" / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        read_to("Postgres ended (SIGKILL), starts again", "Postgres runs again, pid", "northline")
        process.send_signal(signal.SIGINT)
        code, _, err = finish(process, 30)
        assert (code, "Traceback" in err) == (0, False), err
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
