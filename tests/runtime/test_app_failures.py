"""What wraps each task when things fail, in a process of its own: a full broker, a failed step, a message unheard."""

import os
import subprocess
import sys

import pytest
import redis

from tests.support.database import new_items, query
from worker.adapters import maintenance
from worker.adapters.db import Database


def run(script: str, *, database: str = "", redis_url: str = "") -> str:
    environment = {**os.environ, "NEWSWIRE_DATABASE_URL": database, "NEWSWIRE_REDIS_URL": redis_url}
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


ENQUEUE = """
from worker.runtime import app
from worker.errors import ServiceDown
from worker.models import DueIds
try:
    app.enqueue(DueIds(fetch=(1,)))
except ServiceDown as error:
    print(error.reason)
"""


def test_a_full_broker_is_one_that_is_down(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("maxmemory", "1")
        try:
            assert run(ENQUEUE, redis_url=redis_url) == "redis_down"
        finally:
            client.config_set("maxmemory", "0")


FAIL = """
import os, time
from worker.runtime import app
from worker.adapters import items
from worker.models import DueIds, State

def work(services, ids):
    with services.db.transaction() as tx:
        assert len(items.claim(tx, ids, State.PENDING, seconds=360)) == 3
    {what}
    yield DueIds()

try:
    app.run_step(app.Step.FETCH, work, {ids})
except ValueError:
    pass
print(app.open_services().db._connection is None)
"""


@pytest.mark.parametrize(
    "what",
    ["raise ValueError('a mistake')", "raise app.ServiceDown('Postgres went away', reason=app.Reason.POSTGRES_DOWN)"],
)
def test_a_step_that_fails_lets_its_claims_go_at_once(database, what):
    db = Database(database)
    ids = new_items(db, 3)
    assert run(FAIL.format(what=what, ids=ids), database=database).endswith("True")
    with db.transaction() as tx:
        assert maintenance.rescue_orphans(tx) == 3
    assert query(database, "SELECT count(*) FROM newswire.items WHERE lease_token IS NULL AND attempts = 1") == [(3,)]
    db.close()


@pytest.mark.parametrize(
    ("what", "attempts"),
    [
        ("raise app.ServiceDown('Postgres went away', reason=app.Reason.POSTGRES_DOWN)", 0),
        ("raise app.OverTime", 0),
        ("raise ValueError('a mistake')", 1),
    ],
)
def test_the_next_task_gives_back_attempts_that_cost_nobody_to_blame(database, what, attempts):
    db = Database(database)
    ids = new_items(db, 3)
    then = f"app.run_step(app.Step.FETCH, lambda services, ids: iter(()), {ids})"
    assert run(FAIL.format(what=what, ids=ids) + then, database=database)
    assert query(database, "SELECT DISTINCT attempts FROM newswire.items") == [(attempts,)]
    db.close()


SLOW = """
import os, signal
from worker.runtime import app
from worker.errors import OverTime

def work(services, ids):
    try:
        os.kill(os.getpid(), signal.SIGUSR1)  # what Celery's pool does at the soft limit
    except OverTime as error:
        print(error.reason)
    yield from ()

app.run_step(app.Step.CLEAN, work, [])
"""


def test_the_soft_time_limit_is_an_error_of_ours(database):
    assert run(SLOW, database=database).startswith("time_limit")


ONCE = """
from worker.runtime import app
from worker.errors import ServiceDown
from worker.models import DueIds, Reason
enqueued = []

def enqueue(due_ids):
    enqueued.append(due_ids)
    raise ServiceDown("away", reason=Reason.REDIS_DOWN)

app.enqueue = enqueue
outcome = {}
app._enqueue_in_batches((DueIds(clean=tuple(range(20))) for _ in range(5)), outcome)
print(len(enqueued), outcome["enqueue"], outcome["clean"])
"""


def test_a_task_does_not_enqueue_again_where_nobody_hears():
    assert run(ONCE) == "1 redis_down 100"
