"""The watchdog: when it takes a process for stuck, and that it really ends it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from worker.errors import ServiceDown, UsageError
from worker.models import Reason
from worker.runtime.watchdog import CHECK_SECONDS, STUCK_SECONDS, Watchdog

CHECKS = round(STUCK_SECONDS / CHECK_SECONDS)


def verdicts(values: Iterator[object], *, looks: int) -> list[bool]:
    """What it says at each look when the process shows these values, one a look."""
    now = [0.0]

    def done() -> object:
        value = next(values)
        if isinstance(value, Exception):
            raise value
        return value

    watchdog = Watchdog(done=done, clock=lambda: now[0])
    found = []
    for _ in range(looks):
        found.append(watchdog.is_stuck())
        now[0] += CHECK_SECONDS
    return found


def forever(*values: object) -> Iterator[object]:
    while True:
        yield from values


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(forever(None), id="nothing to do"),
        pytest.param(iter(range(1000)), id="something done at each look"),
        pytest.param(forever(*["same"] * (CHECKS - 1), "other"), id="something done just in time"),
        pytest.param(forever(*["same"] * (CHECKS - 1), None), id="no work in between"),
        pytest.param(forever(ServiceDown("away", reason=Reason.REDIS_DOWN)), id="the broker is away"),
    ],
)
def test_a_process_that_gets_on_or_has_nothing_to_do_is_left_alone(values: Iterator[object]) -> None:
    assert not any(verdicts(values, looks=5 * CHECKS))


def test_work_that_does_not_get_on_is_told_after_the_longest_task_could_have_ended() -> None:
    found = verdicts(forever("same"), looks=CHECKS + 2)

    assert found == [False] * (CHECKS + 1) + [True]


def test_a_stuck_process_is_no_longer_alive_for_the_health_check(tmp_path: Path) -> None:
    now = [0.0]
    alive = tmp_path / "alive"
    watchdog = Watchdog(done=lambda: "same", heartbeat_file=str(alive), clock=lambda: now[0])

    assert not watchdog.is_stuck()
    assert alive.exists()
    alive.unlink()
    now[0] = STUCK_SECONDS + 1
    assert watchdog.is_stuck()
    assert not alive.exists()


DISABLED = {
    "Redis is away": ServiceDown("away", reason=Reason.REDIS_DOWN),
    "Postgres is away": ServiceDown("away", reason=Reason.POSTGRES_DOWN),
    "the role is denied": UsageError("denied", reason=Reason.POSTGRES_DENIES),
}


@pytest.mark.parametrize("place", ["done", "note"])
@pytest.mark.parametrize("error", DISABLED.values(), ids=DISABLED)
def test_a_process_that_can_do_nothing_is_not_healthy_and_is_left_alone(
    tmp_path: Path, error: Exception, place: str
) -> None:
    def fails(*_: object) -> None:
        if failing:
            raise error

    now, failing, alive = [0.0], [True], tmp_path / "alive"
    watchdog = Watchdog(done=lambda: None, heartbeat_file=str(alive), clock=lambda: now[0])
    setattr(watchdog, place, fails)
    for _ in range(3):
        assert not watchdog.is_stuck()
        now[0] += STUCK_SECONDS
    assert not alive.exists()
    failing.clear()
    assert not watchdog.is_stuck()
    assert alive.exists()


def test_it_ends_a_process_whose_main_thread_hangs() -> None:
    script = (
        "import time, worker.runtime.watchdog as w\n"
        "w.CHECK_SECONDS, w.STUCK_SECONDS = 0.02, 0.1\n"
        "w.Watchdog(done=lambda: 'same').start()\n"
        "time.sleep(60)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=False)

    assert ended.returncode == 1
    assert "stuck" in ended.stdout + ended.stderr


def test_a_worker_whose_consumer_hangs_while_a_message_waits_ends(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.rpush("clean", "a message that nobody takes")
    # as after a reconnect that went wrong: the worker is up, its loop takes nothing
    script = (
        "import time, celery.worker.consumer.consumer as consumer, worker.runtime.watchdog as w\n"
        "from worker.runtime.app import run_worker\n"
        "consumer.loops.asynloop = lambda *_, **__: time.sleep(60)\n"
        "w.CHECK_SECONDS, w.STUCK_SECONDS = 0.1, 2.0\n"
        "run_worker('clean', processes=1)\n"
    )
    environment = {
        **os.environ,
        "NEWSWIRE_REDIS_URL": redis_url,
        "NEWSWIRE_DATABASE_URL": "postgresql://nobody@127.0.0.1/",
    }
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert ended.returncode == 1
    assert "stuck" in ended.stdout + ended.stderr
