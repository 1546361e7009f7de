"""The log: one line for each thing, its reason, and no more of them than anybody reads."""

import json
import logging
import subprocess
import sys

import pytest

from worker.adapters.telemetry import Repeats

SAY = """
import logging
from worker.adapters import telemetry
telemetry.configure_logging("json", process="poll")
import structlog
log = structlog.get_logger()
{what}
"""


def said(what: str) -> list[dict]:
    ran = subprocess.run([sys.executable, "-c", SAY.format(what=what)], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in ran.stderr.splitlines()]


def record(level: int = logging.WARNING, **said: object) -> logging.LogRecord:
    return logging.LogRecord("worker", level, "", 0, said, None, None)


def test_each_line_says_which_process_it_is_of():
    assert [line["process"] for line in said("log.info('step'); logging.getLogger('kombu').error('gone')")] == [
        "poll"
    ] * 2


def test_the_log_goes_where_stderr_is_now_and_not_where_it_was_when_it_was_set_up():
    script = """
import io, logging, sys
from worker.adapters import telemetry
real, sys.stderr = sys.stderr, io.StringIO()
telemetry.configure_logging("json")
sys.stderr.close()
sys.stderr = real
logging.getLogger("uvicorn").error("late")
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [json.loads(line)["event"] for line in ran.stderr.splitlines()] == ["late"]


def test_a_library_says_a_fault_once_in_one_line_and_without_a_placeholder():
    again = "'Cannot connect.\\nAgain in %d s... (%d/%s)\\n', n, n, None"
    lines = said(f"for n in range(3): logging.getLogger('celery').error({again})")
    assert [line["event"] for line in lines] == ["Cannot connect. Again in 0 s..."]


def test_what_came_again_is_told_with_how_often_when_a_minute_is_over():
    now = [0.0]
    repeats = Repeats(clock=lambda: now[0])
    assert [repeats.says(record(event="unable", reason="redis_down", error=f"try {n}")) for n in range(4)] == [
        True,
        False,
        False,
        False,
    ]
    assert repeats.says(record(event="unable", reason="postgres_down"))
    assert list(repeats.ended()) == []
    now[0] = 60.0
    (last,) = repeats.ended()
    assert (last.msg["error"], last.times) == ("try 3", 3)
    assert list(repeats.ended()) == []
    assert repeats.says(record(event="unable", reason="redis_down", error="try 4"))


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING, logging.ERROR])
def test_of_the_items_of_one_host_five_are_told_a_minute(level):
    repeats = Repeats(clock=lambda: 0.0)
    for host in ("one.example", "two.example"):
        told = [repeats.says(record(level, event="item_failed", item=n, host=host, reason="timeout")) for n in range(9)]
        assert told == [True] * 5 + [False] * 4


def test_of_the_items_of_all_hosts_no_more_are_told_than_anybody_reads():
    now = [0.0]
    repeats = Repeats(clock=lambda: now[0])
    told = [repeats.says(record(event="item_failed", host=f"{n}.example", reason="dns")) for n in range(500)]
    assert sum(told) == 120
    now[0] = 60.0
    assert sum(line.times for line in repeats.ended()) == 380


def test_what_is_no_fault_is_always_told():
    repeats = Repeats(clock=lambda: 0.0)
    assert all(repeats.says(record(logging.INFO, event="step", ids=20)) for _ in range(9))
