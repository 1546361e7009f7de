#!/usr/bin/env bash
# Celery: worker_max_memory_per_child replaces a process that uses 12 MB, because it once used more.
#
# One would guess: "the maximum amount of resident memory that may be consumed by a worker before it will be replaced"
# is held against what the process uses when a task has ended.
# Seen: it is held against the highest that the process ever used (ru_maxrss of getrusage, which never falls). One
# long page ends the process although all of its memory was given back, and with it every cache and model that was
# loaded; a limit below what loading takes for a moment ends each process after its first task.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check billiard==4.3.2

timeout 60 "$work/venv/bin/python" - >"$work/seen" <<'PY'
import importlib.metadata
import os
import time

from billiard.pool import Pool


def megabytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def work(size):
    page = b"x" * (size * 2**20)
    del page
    return os.getpid(), megabytes() < 50


print("billiard (Celery's pool)", importlib.metadata.version("billiard"))
pool = Pool(1, max_memory_per_child=100 * 1024)
last = None
for size in (1, 1, 200, 1, 1):
    process, small = pool.apply(work, (size,))
    said = "the first" if last is None else "the same process" if process == last else "another process"
    print(f"{size} MB for a moment: {said}, uses less than 50 MB afterwards: {small}")
    last = process
    time.sleep(1)
pool.terminate()
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
billiard (Celery's pool) 4.3.2
1 MB for a moment: the first, uses less than 50 MB afterwards: True
1 MB for a moment: the same process, uses less than 50 MB afterwards: True
200 MB for a moment: the same process, uses less than 50 MB afterwards: True
1 MB for a moment: another process, uses less than 50 MB afterwards: True
1 MB for a moment: the same process, uses less than 50 MB afterwards: True
SEEN
