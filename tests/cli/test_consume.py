"""newswire consume and newswire export against a real Postgres: at least once, and a copy without a gap."""

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import psycopg
import pytest
from pyarrow.parquet import ParquetFile

from tests.support.database import query
from tests.support.feed_articles import ids, store
from worker import __version__
from worker.adapters import webhook
from worker.adapters.consumers import Filters
from worker.cli import newswire
from worker.delivery import consumer, sinks
from worker.errors import NewswireError, Retry, UsageError


@pytest.fixture
def run(database, monkeypatch, capsys):
    """Run a command in this process; gives what it printed, or what it failed with."""
    monkeypatch.setenv("NEWSWIRE_DATABASE_URL", database)

    def command(*words: str, fails: type[NewswireError] | None = None) -> str:
        if fails is None:
            newswire.main(list(words), standalone_mode=False)
            return capsys.readouterr().out
        with pytest.raises(fails) as error:
            newswire.main(list(words), standalone_mode=False)
        return str(error.value)

    return command


def test_a_consumer_gets_each_change_once_with_its_article(db, run):
    store(db, 1, 2)
    first = [json.loads(line) for line in run("consume", "mine").splitlines()]
    assert [(line["position"], line["kind"], line["title"]) for line in first] == [
        (1, "created", "Piece 1"), (2, "created", "Piece 2"),
    ]  # fmt: skip
    assert first[0]["text"].startswith("The council met")
    store(db, 3)
    assert ids(run("consume", "mine")) == [3]
    assert run("consume", "mine") == ""
    assert ids(run("consume", "other")) == [1, 2, 3]


def test_what_the_filters_leave_out_does_not_come_again(db, run):
    store(db, 1, language="de")
    store(db, 2, language="en")
    assert ids(run("consume", "mine", "--lang", "en")) == [2]
    assert run("consume", "mine") == ""


def test_csv_has_its_header_once_and_no_formula(db, run):
    store(db, 1, 2)
    with db.transaction() as tx:
        tx._connection.execute("UPDATE news.articles SET title = '=HYPERLINK(1)' WHERE id = 2")
    rows = list(csv.DictReader(io.StringIO(run("consume", "mine", "--format", "csv"))))
    assert [(row["position"], row["kind"], row["title"]) for row in rows] == [
        ("1", "created", "Piece 1"), ("2", "created", "'=HYPERLINK(1)"),
    ]  # fmt: skip


def test_the_position_is_saved_only_after_the_command_took_the_batch(db, run, tmp_path):
    store(db, 1)
    assert "exited with 3" in run("consume", "mine", "--exec", "sh -c 'exit 3'", fails=Retry)
    took = tmp_path / "took"
    run("consume", "mine", "--exec", f"sh -c 'cat > {took}'")
    assert ids(took.read_text()) == [1]
    assert run("consume", "mine") == ""


def test_large_texts_come_a_few_at_a_time_and_all_of_them(db, run, tmp_path):
    store(db, *range(1, 8), text="A line. " * 500_000)
    took = tmp_path / "took"
    run("consume", "mine", "--exec", f"sh -c 'wc -l >> {took}; cat > /dev/null'")
    assert took.read_text().split() == ["3", "3", "1"]
    assert ids(run("export")) == [*range(1, 8)]


@pytest.mark.parametrize("option", ["--topic", "--source", "--lang", "--exec", "--webhook"])
def test_an_unset_variable_is_no_wish_to_pass_over_everything(db, run, option):
    store(db, 1)
    assert run("consume", "mine", option, " ", fails=UsageError) == f"{option} is empty: leave it out"
    assert ids(run("consume", "mine")) == [1]


def test_a_command_that_cannot_be_read_is_the_operators_mistake(db, run):
    store(db, 1)
    assert "No closing quotation" in run("consume", "mine", "--exec", "sh -c 'true", fails=UsageError)
    assert "there is no program in it" in run("consume", "mine", "--exec", "''", fails=UsageError)
    assert ids(run("consume", "mine")) == [1]


@pytest.mark.parametrize(
    "words",
    [
        ("--exec", "nosuchprogram"),
        ("--exec", "sh -c 'true"),
        ("--exec", "''"),
        ("--webhook", "nope"),
        ("--webhook", "http://127.0.0.1/é"),
        ("--source", "nosuch", "--from", "now"),
        ("--from", "9999"),
    ],
)
def test_a_command_that_is_refused_registers_nobody(db, database, run, words):
    store(db, 1)
    run("consume", "mine", *words, fails=UsageError)
    assert query(database, "SELECT count(*) FROM news.consumers") == [(0,)]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_signal_while_the_pipe_is_full_loses_nothing_of_the_batch(db, database, unbuffered):
    store(db, 1, 2, text="A line. " * 20_000)  # more than a pipe holds
    process = subprocess.Popen(
        [sys.executable, "-m", "worker", "consume", "mine"],
        env={"NEWSWIRE_DATABASE_URL": database, "PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        bufsize=0,
    )
    begun = process.stdout.read(1)
    process.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)
    rest, _ = process.communicate(timeout=20)
    assert ids((begun + rest).decode()) == [1, 2]


class Hook(BaseHTTPRequestHandler):
    answers: ClassVar[list[int]] = []
    headers_sent: ClassVar[dict[str, str]] = {}
    bodies: ClassVar[list[bytes]] = []
    told: ClassVar[list[tuple[str | None, ...]]] = []

    def do_POST(self) -> None:
        names = ("User-Agent", "Newswire-Consumer", "Newswire-Positions")
        self.told.append(tuple(self.headers[name] for name in names))
        self.bodies.append(self.rfile.read(int(self.headers["content-length"])))
        status = self.answers.pop(0)
        self.send_response(status)
        for name, value in self.headers_sent.items() if status >= 400 else ():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hook():
    Hook.bodies, Hook.told, Hook.headers_sent = [], [], {}
    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_that_fails_gets_the_batch_again(db, run, hook):
    store(db, 1)
    Hook.answers = [503, 302, 204]
    assert "answered 503" in run("consume", "mine", "--webhook", hook, fails=Retry)
    assert "answered 302" in run("consume", "mine", "--webhook", hook, fails=Retry)
    run("consume", "mine", "--webhook", hook)
    assert [ids(body.decode()) for body in Hook.bodies] == [[1], [1], [1]]
    assert run("consume", "mine") == ""


def test_a_webhook_is_left_alone_for_as_long_as_it_asks(db, run, hook, monkeypatch):
    store(db, 1)
    Hook.answers, Hook.headers_sent = [429, 204], {"Retry-After": "77"}
    waited: list[float] = []
    stop: list[int] = []

    def wait_for(_: list[int], seconds: float) -> None:
        waited.append(seconds)

    def deliver(batch: sinks.Batch) -> None:
        webhook.post(hook, batch.payload, content_type="text/plain", consumer="mine", positions=batch.positions)
        stop.append(1)

    monkeypatch.setattr(consumer, "wait_for", wait_for)
    told: list[str] = []
    consumer.Consumer(
        db=db,
        name="mine",
        filters=Filters(),
        form="jsonl",
        deliver=deliver,
        refuse=lambda: None,
        stop=stop,
        tell=told.append,
    ).follow()
    assert waited == [77.0]
    assert told == ["waiting: webhook at 127.0.0.1: answered 429 and asks for 77 s"]


def test_a_webhook_gets_batches_of_the_size_that_is_asked_for(db, run, hook):
    store(db, 1, 2, 3)
    Hook.answers = [204, 204]
    run("consume", "mine", "--webhook", hook, "--batch", "2")
    assert [ids(body.decode()) for body in Hook.bodies] == [[1, 2], [3]]


@pytest.mark.parametrize(("start", "gets"), [("start", [1, 2, 3]), ("now", []), ("0", [1, 2, 3]), ("2", [3])])
def test_a_new_name_begins_where_it_is_told_to_and_then_goes_on(db, run, start, gets):
    store(db, 1, 2, 3)
    assert ids(run("consume", "mine", "--from", start)) == gets
    store(db, 4)
    assert ids(run("consume", "mine", "--from", start)) == [4]


@pytest.mark.parametrize("start", ["later", "-1", "4", "1.5"])
def test_a_beginning_that_is_none_is_told_with_those_that_are(db, run, start):
    store(db, 1, 2, 3)
    told = run("consume", "mine", "--from", start, fails=UsageError)
    assert told == f"--from {start}: expected now, start, or a position up to 3, where the changes end"


def test_csv_has_authors_and_text(db, run):
    store(db, 1)
    query_one = "UPDATE news.articles SET authors = '{Ann Grey,=Bo}', text = E'One.\\n\\nTwo.' WHERE id = 1"
    with db.transaction() as tx:
        tx._connection.execute(query_one)
    (row,) = csv.DictReader(io.StringIO(run("export", "--format", "csv")))
    assert (row["authors"], row["text"]) == ("Ann Grey; =Bo", "One.\n\nTwo.")


@pytest.mark.parametrize(
    ("options", "meant"),
    [
        (("--lang", "English"), "did you mean en?"),
        (("--lang", "FRANÇAIS"), "did you mean fr?"),
        (("--lang", "pt_BR"), "did you mean pt?"),
        (("--topic", "Iran-US"), "did you mean iran-us-tensions?"),
        (("--topic", "iran_us_tension"), "did you mean iran-us-tensions?"),
        (("--source", "DAILY"), "did you mean daily?"),
    ],
)
def test_a_name_that_is_nearly_one_is_told_with_the_one_that_was_meant(db, database, run, options, meant):
    store(db, 1)
    query(database, "UPDATE news.articles SET source = 'daily'")
    assert meant in run("consume", "mine", *options, fails=UsageError)
    assert meant in run("articles", *options, fails=UsageError)


def test_a_webhook_is_told_whose_batch_it_is_and_which(db, run, hook):
    store(db, 1, language="de")
    store(db, 2, 3)
    Hook.answers = [503, 204]
    run("consume", "mine", "--webhook", hook, "--lang", "en", fails=Retry)
    run("consume", "mine", "--webhook", hook, "--lang", "en")
    assert Hook.told == [(f"Newswire/{__version__}", "mine", "1-3")] * 2


def test_a_webhook_that_does_not_speak_http_is_tried_again(db, run):
    store(db, 1)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        answering = pool.submit(answer_with_noise, server)
        run("consume", "mine", "--webhook", f"http://127.0.0.1:{server.getsockname()[1]}/", fails=Retry)
        answering.result(20)
    assert ids(run("consume", "mine")) == [1]


def answer_with_noise(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.recv(1)
        connection.sendall(b"what?\r\n\r\n")
        while connection.recv(65536):
            pass


def test_what_a_webhook_fails_with_holds_no_token(db, run, hook):
    store(db, 1)
    Hook.answers = [503]
    for address in (hook + "/token?key=token", "http://127.0.0.1:1/token?key=token"):
        told = run("consume", "mine", "--webhook", address, fails=Retry)
        assert "webhook at 127.0.0.1: " in told
        assert "token" not in told


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("file:///etc/token", "begins with http"),
        ("hook.example/token", "begins with http"),
        ("https:///token", "begins with http"),
        ("http://[::1/token", "not an address"),
        ("https://me:token@hook.example/", "leave user and password out"),
        ("https://hook.example/é/token", "percent-encoded"),
        ("https://hook.example:99999/token", "cannot be posted to"),
    ],
)
def test_a_webhook_that_is_no_address_is_the_operators_mistake(db, run, address, says):
    store(db, 1)
    told = run("consume", "mine", "--webhook", address, fails=UsageError)
    assert says in told
    assert "token" not in told.replace("a token may stand", "")


# Without a notification it would look again after an hour.
ONLY_NOTIFIED = """
from importlib import import_module
import_module("worker.delivery.consumer")._WAIT_SECONDS = 3600.0
import_module("worker.cli").newswire(["consume", "mine", "--follow"])
"""


def test_following_wakes_up_and_stops_on_sigterm(db, database):
    process = subprocess.Popen(
        [sys.executable, "-c", ONLY_NOTIFIED],
        env={"NEWSWIRE_DATABASE_URL": database},
        stdout=subprocess.PIPE,
    )
    try:
        store(db, 1)
        assert ids(process.stdout.readline().decode()) == [1]
        store(db, 2)
        assert ids(process.stdout.readline().decode()) == [2]
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, b"")


def test_a_consumer_behind_the_floor_takes_a_copy_and_goes_on_without_a_gap(db, run, database):
    assert run("consume", "mine") == ""
    store(db, 1, 2, 3)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT newswire.delete_changes(-1, 2)")
    told = run("consume", "mine", fails=UsageError)
    assert "no longer kept" in told
    assert "newswire export --for mine" in told
    assert ids(run("export", "--for", "mine")) == [1, 2, 3]
    store(db, 4)
    assert ids(run("consume", "mine")) == [4]


def test_an_export_goes_through_all_pages_and_filters(db, run, monkeypatch):
    store(db, *range(1, 8))
    store(db, 8, language="de")
    monkeypatch.setattr(consumer, "BATCH", 3)
    assert ids(run("export")) == [*range(1, 9)]
    assert ids(run("export", "--lang", "de")) == [8]
    assert ids(run("export", "--since", "1h")) == [*range(1, 9)]
    assert run("export", "--since", "2100-01-01") == ""
    assert "expected a date" in run("export", "--since", "soon", fails=UsageError)


def test_an_export_as_parquet_is_whole_or_fails(db, database, tmp_path):
    store(db, 1, 2, 3)
    export = [sys.executable, "-m", "worker", "export", "--for", "mine", "--format", "parquet"]
    environment = {**os.environ, "NEWSWIRE_DATABASE_URL": database, "PYTHONUNBUFFERED": "1"}
    with Path("/dev/full").open("wb") as full:
        failed = subprocess.run(export, stdout=full, stderr=subprocess.PIPE, env=environment, check=False)
    assert failed.returncode == 1
    assert b"Traceback" not in failed.stderr
    assert query(database, "SELECT position FROM news.consumers") == [(0,)]
    made = tmp_path / "articles.parquet"
    with made.open("wb") as out:
        subprocess.run(export, stdout=out, env=environment, check=True)
    assert ParquetFile(made).read(columns=["id"]).to_pylist() == [{"id": 1}, {"id": 2}, {"id": 3}]
    assert query(database, "SELECT position FROM news.consumers") == [(3,)]


@pytest.mark.parametrize("deleted", [0, 1])
def test_the_example_for_consumers_runs_as_it_stands(db, run, database, tmp_path, deleted):
    store(db, 1, 2)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SELECT newswire.delete_changes(-1, %s)", [deleted])
    readme = (Path(__file__).parents[2] / "sql" / "README.md").read_text("utf-8")
    code = readme[readme.index("```python\n") + len("```python\n") :]
    code = code[: code.index("```")]
    assert len(code.strip().splitlines()) <= 10
    script = tmp_path / "example.py"
    script.write_text(code)
    ended = subprocess.run([sys.executable, script, database], capture_output=True, text=True, check=True, timeout=30)
    assert ended.stdout == "".join(f"created Piece {number}\n" for number in (1, 2)[deleted:])
    assert run("consume", "example") == ""
