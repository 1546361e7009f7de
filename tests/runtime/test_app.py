"""Bells against a real Valkey, and a real worker that answers one."""

import json
import math
import os
import signal
import socket
import subprocess
import sys
import time
from base64 import b64decode
from contextlib import suppress
from threading import Thread

import pytest
import redis

from tests.support import run_steps
from tests.support.collector import collector
from tests.support.database import query
from worker.errors import ServiceDown
from worker.models import QUEUES, DueIds, Reason, Step
from worker.runtime import app as app_module
from worker.runtime.app import IDS_PER_MESSAGE, enqueue, make_app, run_step


@pytest.fixture
def broker(redis_url, monkeypatch):
    """A client of the broker that our app talks to."""
    services = make_app(redis_url)
    monkeypatch.setattr(app_module, "app", services)
    with redis.Redis.from_url(redis_url) as client:
        yield client
    services.close()


def messages(broker: redis.Redis, queue: str) -> list[tuple[str, list[int]]]:
    """Name and ids of each message in a queue, the oldest first."""
    found = []
    for raw in reversed(broker.lrange(queue, 0, -1)):
        message = json.loads(raw)
        ((ids,), _, _) = json.loads(b64decode(message["body"]))
        found.append((message["headers"]["task"], ids))
    return found


def test_each_step_is_enqueued_in_its_queue(broker):
    enqueue(DueIds(poll=(1,), fetch=(2, 3), clean=(4,)))
    assert messages(broker, "poll") == [("newswire.poll", [1])]
    assert messages(broker, "fetch") == [("newswire.fetch", [2, 3])]
    assert messages(broker, "clean") == [("newswire.clean", [4])]


def test_an_emptied_server_lacks_nothing(broker):
    for _ in range(2):
        enqueue(DueIds(poll=(1,), fetch=(2,), clean=(3,)))
        assert [broker.llen(queue) for queue in QUEUES] == [1, 1, 1]
        broker.flushall()


@pytest.mark.parametrize("number", [0, 1, IDS_PER_MESSAGE, IDS_PER_MESSAGE + 1, 5 * IDS_PER_MESSAGE + 3])
def test_ids_go_in_messages_of_bounded_size_and_each_once(broker, number):
    ids = list(range(1, number + 1))
    enqueue(DueIds(fetch=tuple(ids)))
    batches = [batch for _, batch in messages(broker, "fetch")]
    assert [one for batch in batches for one in batch] == ids
    assert len(batches) == -(-number // IDS_PER_MESSAGE)
    assert all(len(batch) <= IDS_PER_MESSAGE for batch in batches)


def test_a_message_is_small(broker):
    enqueue(DueIds(fetch=tuple(range(10**15, 10**15 + IDS_PER_MESSAGE))))
    assert len(broker.lrange("fetch", 0, 0)[0]) < 4000


def test_a_broker_that_is_down_is_an_outage_and_told_after_three_calls(monkeypatch):
    calls = []

    def hang_up(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caller, _ = listener.accept()
                calls.append(1)
                caller.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=hang_up, args=(listener,), daemon=True).start()
        monkeypatch.setattr(app_module, "app", make_app(f"redis://:hunter2@127.0.0.1:{listener.getsockname()[1]}/0"))
        with pytest.raises(ServiceDown) as failed:
            enqueue(DueIds(fetch=(1,)))
        listener.shutdown(socket.SHUT_RDWR)
    assert failed.value.reason == "redis_down"
    assert "hunter2" not in str(failed.value)
    assert len(calls) == 3


@pytest.fixture
def services(database, monkeypatch):
    services = run_steps.services(database)
    monkeypatch.setattr(app_module, "open_services", lambda: services)
    yield services
    services.close()


def test_a_step_rings_for_what_it_made_due_in_full_messages_and_notes_its_cost(broker, services, database, monkeypatch):
    monkeypatch.setattr(app_module, "ENQUEUE_SECONDS", math.inf)

    def work(_, ids):
        yield from (DueIds(clean=(one,)) for one in ids)

    run_step(Step.FETCH, work, list(range(2 * IDS_PER_MESSAGE + 5)))
    assert [len(ids) for _, ids in messages(broker, "clean")] == [IDS_PER_MESSAGE, IDS_PER_MESSAGE, 5]
    assert query(database, "SELECT step, batches, items FROM newswire.costs") == [("fetch", 1, 2 * IDS_PER_MESSAGE + 5)]


def test_a_long_step_tells_its_cost_while_it_lasts_and_counts_once(broker, services, database, monkeypatch):
    monkeypatch.setattr(app_module, "TELL_SECONDS", 0.0)
    told = []

    def work(_, ids):
        for _ in range(3):
            yield DueIds(polled=5)
            told.append(query(database, "SELECT items, batches FROM newswire.costs"))

    run_step(Step.POLL, work, set())
    assert told == [[(5, 0)], [(10, 0)], [(15, 0)]]
    rows = query(database, "SELECT items, batches, seconds < 100, cpu_seconds < 100 FROM newswire.costs")
    assert rows == [(15, 1, True, True)]


def test_what_was_committed_is_not_undone_by_a_broker_that_is_down(services, database, monkeypatch):
    monkeypatch.setattr(app_module, "app", make_app("redis://127.0.0.1:1/0"))
    done = []

    def work(_, ids):
        for one in ids:
            done.append(one)
            yield DueIds(clean=(one,))

    run_step(Step.FETCH, work, [1, 2])
    assert done == [1, 2]
    assert query(database, "SELECT items FROM newswire.costs") == [(2,)]


def test_an_outage_in_a_step_is_left_to_the_dispatcher(broker, services):
    def work(_, ids):
        yield DueIds(clean=tuple(ids))
        raise ServiceDown("gone", reason=Reason.POSTGRES_DOWN)

    run_step(Step.FETCH, work, [1])
    assert messages(broker, "clean") == []


def test_a_bug_in_a_step_is_raised_and_ends_its_claims(broker, services, database):
    def work(services, ids):
        with services.db.transaction() as tx:
            tx.execute("add_cost", {"step": "fetch", "batches": 1, "items": 1, "cpu_seconds": 0.0, "seconds": 0.0})
        yield DueIds()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_step(Step.FETCH, work, [1])
    assert services.db._connection is None


@pytest.fixture
def collected():
    with collector() as kept:
        yield kept


@pytest.mark.e2e
def test_a_real_worker_answers_a_message_and_ends_when_it_is_told(
    broker, redis_url, database, site, tmp_path, collected
):
    services = run_steps.services(database, site.port)
    (feed_id,) = run_steps.add_feeds(services, site.feeds[:1])
    environment = {
        "NEWSWIRE_DATABASE_URL": services.settings.database_url,
        "NEWSWIRE_REDIS_URL": redis_url,
        "NEWSWIRE_ALLOW_ADDRESSES": f"127.0.0.1:{site.port}",
        "NEWSWIRE_LOG_FORMAT": "json",
        "OTEL_EXPORTER_OTLP_ENDPOINT": collected.url,
        "OTEL_BSP_SCHEDULE_DELAY": "3600000",  # so only what is sent at the end can come
    }
    enqueue(DueIds(poll=(feed_id,)))
    log = tmp_path / "log"
    with log.open("wb") as out:
        worker = subprocess.Popen(
            [sys.executable, "-m", "worker", "work", "poll"],
            env={**os.environ, **environment},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _until(lambda: len(messages(broker, "fetch")), "a message for the new items", log)
        _until(lambda: query(database, "SELECT 1 FROM newswire.costs WHERE step = 'poll'"), "its cost", log)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        services.close()
    lines = [json.loads(line) for line in log.read_text().splitlines() if '"event": "step"' in line]
    assert [(line["step"], line["ids"]) for line in lines] == [("poll", 1)]
    assert lines[0]["fetch"] == len(query(database, "SELECT 1 FROM newswire.items")) > 0
    assert broker.llen("poll") == broker.hlen("unacked") == 0
    assert [one.about["newswire.feed"] for one in collected.named("poll feed")] == [feed_id]
    assert len(collected.named("poll")) == lines[0]["fetch"]


def _until(ask, what: str, log) -> None:
    deadline = time.monotonic() + 40
    while not ask():
        assert time.monotonic() < deadline, f"{what} did not come:\n{log.read_text()}"
        time.sleep(0.05)
