"""newswire status --watch and newswire tail: what a person at a terminal sees of a deployment."""

import io
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_articles import store
from worker.adapters.costs import Count, QueueState
from worker.cli.watch import Watched, _ask, bars, draw
from worker.runtime.glance import Glance

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)


def glance(due: int, *troubles: str) -> Glance:
    queue = QueueState(step="fetch", due=due, in_hand=1, waiting=3, oldest_seconds=2.0)
    return Glance(queues=[queue], processes=[], feeds={}, messages={"fetch": 4}, broker_error=None, troubles=troubles)


def counts(stored: int, timed_out: int) -> list[Count]:
    return [
        Count(step="clean", outcome="stored", reason="", items=stored),
        Count(step="fetch", outcome="retry", reason="timeout", items=timed_out),
        Count(step="fetch", outcome="fetched", reason="", items=99),
    ]


def shown(seen: Watched, *, width: int = 80, height: int = 24) -> list[str]:
    screen = io.StringIO()
    Console(file=screen, width=width, color_system=None).print(draw(seen, width=width, height=height))
    return [line.rstrip() for line in screen.getvalue().splitlines()]


def test_what_has_changed_between_two_looks_is_what_has_happened():
    seen = Watched()
    seen.note(glance(5), counts(100, 7), AT)
    assert list(seen.ended) == []
    seen.note(glance(0), counts(103, 8), AT)
    assert [(key, number) for _, key, number in seen.ended] == [
        (("fetch", "retry", "timeout"), 1),
        (("clean", "stored", ""), 3),
    ]
    assert (list(seen.due["fetch"]), list(seen.stored)) == ([5, 0], [3])


def test_a_new_day_whose_counts_begin_anew_takes_nothing_back():
    seen = Watched()
    seen.note(glance(0), counts(100, 7), AT)
    seen.note(glance(0), counts(2, 0), AT)
    assert (list(seen.ended), list(seen.stored)) == ([], [0])


@pytest.mark.parametrize(
    ("values", "row"), [([], ""), ([0, 0], "  "), ([0, 1, 100], " ▁█"), ([8, 4, 2, 1], "█▄▂▁"), ([9, 9, 1], "█▁")]
)
def test_bars_are_as_high_as_their_values(values, row):
    assert bars(values, len(row)) == row


@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_screen_fits_and_says_what_matters(width):
    seen = Watched(feeds=[(f"https://{n}.example/a/long/address/of/a/feed.xml", "failing: dns") for n in range(50)])
    seen.all_feeds = 60
    for number in range(100):
        seen.note(glance(number, "no dispatcher lives"), counts(number * 2, number), AT)
    lines = shown(seen, width=width)
    assert len(lines) <= 24
    assert max(map(cell_len, lines)) <= width
    text = "\n".join(lines)
    assert "trouble: no dispatcher lives" in text
    assert "feeds in trouble: 50 of 60" in text
    assert "more: newswire feeds list" in text
    assert "12:00:00 fetch retry" in text


def test_an_outage_is_told_above_what_was_seen_last():
    seen = Watched()
    seen.note(glance(5), counts(1, 1), AT)
    seen.error = "Postgres does not answer"
    assert "Postgres does not answer" in shown(seen)
    assert any(line.startswith("fetch") and " 5 " in line for line in shown(seen))


def test_watching_needs_a_terminal(db_run):
    said = db_run("status", "--watch")
    assert (said.code, said.out) == (2, "")
    assert "newswire status --json" in said.err


def test_tail_shows_the_last_and_then_what_comes(db, database):
    store(db, 1, 2, 3)
    command = [sys.executable, "-m", "worker", "tail", "-n", "2", "--json"]
    environment = {"NEWSWIRE_DATABASE_URL": database, "PATH": "/usr/bin"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        first = [json.loads(process.stdout.readline())["title"] for _ in range(2)]
        store(db, 4)
        assert [*first, json.loads(process.stdout.readline())["title"]] == ["Piece 2", "Piece 3", "Piece 4"]
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
    assert query(database, "SELECT count(*) FROM news.consumers") == [(0,)]


def test_a_look_names_the_feeds_that_are_not_well(database, site):
    made = run_steps.services(database, site.port, redis_url="redis://127.0.0.1:1/0")  # told by the look, no hindrance
    run_steps.add_feeds(made, [f"{site.url}/nowhere.xml", site.feeds[0]])
    run_steps.poll(made, database)
    seen = Watched()
    _ask(made, seen, with_feeds=True)
    made.close()
    assert seen.all_feeds == 2
    assert [url for url, _ in seen.feeds] == [f"{site.url}/nowhere.xml"]
