#!/usr/bin/env bash
# The end-to-end check of docker-compose.yml: the sample site's news must arrive, whole and once, through the reader role.
# Needs a running `docker compose up` made from the present .env. COMPOSE may hold another compose command with its options.
set -euo pipefail
cd "$(dirname "$0")/.."
DOCKER=${DOCKER:-docker}
ALONE=${COMPOSE:-docker compose -f docker-compose.yml}
COMPOSE="$ALONE -f deploy/sample.yml"
SERVICES="postgres redis dispatcher poll fetch clean metrics web sample"
LOG=$(mktemp) && trap 'rm -f "$LOG" "$LOG.dump"; aside down -v -t 5 >/dev/null 2>&1 || true' EXIT
SITE=http://172.30.254.2:8734
# shellcheck source=/dev/null
. ./.env

say() { printf '%4ds  %s\n' "$SECONDS" "$*"; }
fail() {
  say "FAILED: $*"
  { $COMPOSE ps -a; $COMPOSE logs --tail 8; inside dispatcher newswire status; } || true
  exit 1; }
inside() { $COMPOSE exec -T "$@"; }
sql() { # ROLE PASSWORD STATEMENT: by the network and its password, as a consumer would; the socket would ask for none
  inside -e PGPASSWORD="$2" postgres psql -h postgres -U "$1" -d newswire -v ON_ERROR_STOP=1 -Atqc "$3"; }
reader() { sql newswire_reader "$READER_PASSWORD" "$1"; }
monitor() { sql newswire_monitor "$MONITOR_PASSWORD" "$1"; }
owner() { sql newswire "$POSTGRES_PASSWORD" "$1"; }
denied() { # WHAT STATEMENT [ROLE]
  local who=${3:-reader} said; if said=$($who "$2" 2>&1); then fail "the $who may $1"; fi
  [[ $said == *"permission denied"* ]] || fail "the $who was to be denied to $1, but: $said"; }
# another deployment beside this one, on volumes and ports of its own: what is restored or upgraded there touches nothing here
aside() { POSTGRES_PORT=0 METRICS_PORT=0 $ALONE -p newswire-aside "$@"; }
aside_sql() { aside exec -T -e PGPASSWORD="$2" postgres psql -h postgres -U "$1" -d newswire -v ON_ERROR_STOP=1 -Atqc "$3"; }
aside_ready() { aside exec -T postgres pg_isready -q -h 127.0.0.1 -U newswire -d newswire; }
aside_works() { local id; id=$(aside ps -q "$1"); [[ $($DOCKER inspect -f '{{.State.Health.Status}}' "$id") == healthy ]]; }
aside_up() { # SERVICE…
  aside up -d --no-build --pull never "$@" >"$LOG" 2>&1 || fail "beside: compose up $*: $(tail -3 "$LOG")"; }
wait_until() { # SECONDS WHAT COMMAND…
  local until=$((SECONDS + $1)) what=$2; shift 2
  until "$@"; do ((SECONDS < until)) || fail "waited in vain: $what"; sleep 1; done; }
healthy() { local id; for service in $SERVICES; do
  for id in $($COMPOSE ps -q "$service"); do
    [[ $($DOCKER inspect -f '{{.State.Health.Status}}' "$id") == healthy ]] || return 1; done
  [[ -n ${id:-} ]] || return 1; id=; done; }
has_way_out() { inside "$1" grep -qP '^\S+\t00000000\t' /proc/net/route; }  # a default route
at_least() { [[ $(reader "select count(*) from news.articles") -ge $1 ]]; }
restarts() { $DOCKER inspect -f '{{.RestartCount}}' "$1"; }
restarted() { (($(restarts "$1") > $2)); }
settled() { [[ $(owner "select count(*) from newswire.items where state = 'fetched' or state = 'pending' and reason is null") == 0 ]]; }
scraped() { # nothing that is to be scraped is down
  [[ $(inside prometheus wget -qO- 'http://127.0.0.1:9090/api/v1/query?query=min(up)' 2>/dev/null) == *'"1"]'* ]]; }
flower() { # True|False: what the page of queues answers to somebody with or without the password
  inside flower python -c "
from urllib import error, request
import os
asked = request.Request('http://127.0.0.1:5555/workers')
if $1: asked.add_header('Authorization', 'Basic ' + __import__('base64').b64encode(os.environ['FLOWER_BASIC_AUTH'].encode()).decode())
try: print(request.urlopen(asked, timeout=10).status)
except error.HTTPError as refused: print(refused.code)"; }

say "starting the sample site beside the deployment"
$COMPOSE up -d --no-build --pull never --scale clean=2 >"$LOG" 2>&1 || fail "compose up: $(tail -3 "$LOG")"
wait_until 180 "every service healthy" healthy
say "every service is healthy"

$COMPOSE --env-file /dev/null config >/dev/null 2>"$LOG" && fail "Compose starts without passwords"
grep -q make-env.sh "$LOG" || fail "no advice on how to set passwords: $(cat "$LOG")"
[[ $($COMPOSE port postgres 5432) == 127.0.0.1:* ]] || fail "Postgres listens beyond loopback"
for service in dispatcher clean redis; do
  has_way_out "$service" && fail "$service has a way to the internet"; done
has_way_out fetch || fail "fetch has no way to the internet"
inside clean touch /opt/x 2>/dev/null && fail "clean may write to its root filesystem"
[[ $(inside clean id -u) != 0 ]] || fail "clean runs as root"
inside -e REDISCLI_AUTH= redis redis-cli ping 2>&1 | grep NOAUTH >/dev/null || fail "Redis answers without a password"
sql newswire_reader wrong "select 1" >/dev/null 2>&1 && fail "Postgres lets the reader in with a wrong password"
{ $DOCKER image inspect newswire; $DOCKER history --no-trunc newswire; $COMPOSE logs; } >"$LOG" 2>&1
for secret in "$POSTGRES_PASSWORD" "$WRITER_PASSWORD" "$READER_PASSWORD" "$MONITOR_PASSWORD" "$REDIS_PASSWORD" \
  "$GRAFANA_PASSWORD" "$FLOWER_PASSWORD"; do
  if grep -qF "$secret" "$LOG"; then fail "a password stands in the image or in a log"; fi; done
say "isolated, hardened, no secret in the image or the logs"

mapfile -t feeds < <(inside sample python -c "from worker.sample.site import feed_urls; print(*feed_urls('$SITE'), sep='\n')")
inside poll newswire feeds add --unchecked "${feeds[@]}" >/dev/null || fail "newswire feeds add"
say "added ${#feeds[@]} feeds"
wait_until 60 "first articles" at_least 10
say "the reader sees $(reader "select count(*) from news.articles") articles"

read -r victim < <($COMPOSE ps -q clean); before=$(restarts "$victim")
# all of its processes but init, which then ends: docker kill would count as the operator's wish, and nothing would restart
$DOCKER exec "$victim" sh -c 'kill -9 -1' || true
wait_until 60 "a killed clean worker is started again" restarted "$victim" "$before"
at_kill=$(reader "select count(*) from news.articles")
say "killed a clean worker at $at_kill articles; Docker started it again"
inside poll newswire feeds resume "${feeds[@]}" >/dev/null || fail "newswire feeds resume"
wait_until 90 "more articles after the kill" at_least $((at_kill + 10))
wait_until 300 "every item at an end or at a retry with a reason" settled
wait_until 60 "every service healthy again" healthy
if [[ -n $($COMPOSE ps -q flower 2>/dev/null) ]]; then
  [[ $(flower False) == 401 && $(flower True) == 200 ]] || fail "Flower lets strangers in, or nobody"
  say "Flower asks for its password"
fi
if [[ -n $($COMPOSE ps -q prometheus 2>/dev/null) ]]; then
  wait_until 120 "Prometheus scrapes everything" scraped
  rules=$(inside prometheus wget -qO- http://127.0.0.1:9090/api/v1/rules | grep -o '"type":"alerting"' | wc -l)
  [[ $rules == $(grep -c '  - alert:' deploy/monitoring/prometheus/alerts.yml) ]] || fail "Prometheus has $rules alerts"
  say "Prometheus scrapes everything and has $rules alerts"
fi

web() { # PATH [HOST]: what the web page answers
  inside web python -c "
from urllib import error, request
try: print(request.urlopen(request.Request('http://127.0.0.1:8780$1', headers={'Host': '${2:-127.0.0.1:8780}'}), timeout=10).status)
except error.HTTPError as refused: print(refused.code)"; }
for path in / /feeds /articles /articles.atom /topics /why /quarantine /consumers; do
  [[ $(web $path) == 200 ]] || fail "the web page answers $(web $path) to $path"; done
[[ $(web / evil.example) == 421 ]] || fail "the web page answers under any name"
[[ $($COMPOSE port web 8780) == 127.0.0.1:* ]] || fail "the web page listens beyond loopback"
say "the web page shows all of it"

odd=$(owner "select count(*) from newswire.items i full join news.articles a using (id) where (i.state = 'stored') is distinct from (a.id is not null)")
[[ $odd == 0 ]] || fail "$odd items are stored without an article, or the other way round"
articles=$(reader "select count(*) from news.articles")
[[ $(reader "select count(*) from news.articles a where (select count(*) from news.changes c where c.article_id = a.id and c.kind = 'created') <> 1") == 0 ]] ||
  fail "an article has not exactly one created change"
[[ $(reader "select count(*) from (select from news.articles group by url having count(*) > 1) twice") == 0 ]] || fail "an address was stored twice"
died=$(owner "select count(*) from newswire.quarantine where error = 'WorkerDied'")
[[ $died == 0 ]] || fail "$died items were given up because of the kill"
[[ $(reader "select count(*) from news.articles where title = '' or text = ''") == 0 ]] || fail "an article has no title or no text"
cut=$(reader "select count(*) from news.articles where wall_kind is not null and jsonb_array_length(wall_cuts) > 0")
tagged=$(reader "select count(distinct article_id) from news.article_topics")
((cut > 0)) || fail "no wall was cut"
((tagged > 0)) || fail "no article has a topic"
denied "read newswire.items" "select count(*) from newswire.items"
denied "read newswire.feeds" "select url from newswire.feeds"
denied "write an article" "update news.articles set title = 'x'"
denied "delete articles" "delete from news.articles"
denied "create a table" "create table news.mine (x int)"
denied "create a temporary table" "create temporary table mine (x int)"
denied "take an advisory lock" "select pg_advisory_lock(1)"
denied "create a large object" "select lo_create(0)"

denied "read addresses of feeds" "select url from newswire.feeds" monitor
denied "read articles" "select title from news.articles" monitor

say "$articles articles, each once; $cut with a wall cut, $tagged with topics; the reader reads news and nothing else"
inside metrics newswire metrics --once >"$LOG" || fail "newswire metrics"
for line in 'newswire_up{service="postgres"} 1.0' 'newswire_up{service="redis"} 1.0' 'newswire_processes{role="clean"} 2.0'; do
  grep -qF "$line" "$LOG" || fail "the metrics lack $line"; done
counted=$(sed -n 's/^newswire_changes_total{kind="created"} //p' "$LOG")
((${counted%.*} >= articles)) || fail "$counted articles are counted, and $articles are there"
grep -q '^newswire_disk_free_bytes{disk="/disks/postgres"} [1-9]' "$LOG" || fail "the metrics do not know how full the disk is"
say "the metrics count ${counted%.*} articles; Postgres took $(sed -n 's/^newswire_scrape_database_seconds //p' "$LOG") s to answer"

# backup, and move to another host, as docs/operations.md has them
$COMPOSE stop dispatcher poll fetch clean >/dev/null 2>&1
reader "select news.acknowledge('check', 3)" >/dev/null
inside postgres pg_dump -U newswire -Fc newswire >"$LOG.dump" || fail "pg_dump"
figures="select (select count(*) from news.articles), (select count(*) from news.changes), (select count(*) from news.article_topics)"
here=$(reader "$figures")
aside_up postgres
wait_until 60 "the other Postgres" aside_ready
aside run --rm -T migrate migrate --roles >"$LOG" 2>&1 || fail "migrate --roles: $(tail -3 "$LOG")"
aside exec -T postgres pg_restore -U newswire --exit-on-error --no-owner -d newswire <"$LOG.dump" || fail "pg_restore"
aside_up postgres redis migrate dispatcher clean metrics
wait_until 120 "the restored deployment's dispatcher" aside_works dispatcher
wait_until 120 "the restored deployment's metrics" aside_works metrics
[[ $(aside_sql newswire_reader "$READER_PASSWORD" "$figures") == "$here" ]] || fail "the restored figures are not $here"
next=$(aside_sql newswire_reader "$READER_PASSWORD" "select min(position) from news.read_changes('check')")
[[ $next == 4 ]] || fail "a consumer that had read to 3 goes on at $next"
aside_sql newswire_reader "$READER_PASSWORD" "select url from newswire.feeds" >/dev/null 2>&1 && fail "after a restore the reader may read feeds"
aside down -v -t 5 >/dev/null 2>&1
say "backed up $(wc -c <"$LOG.dump") bytes and restored elsewhere: $here articles, changes, tags; its consumer goes on at its place"

# upgrade of a database with data that the code before the baseline had made
aside_up postgres
wait_until 60 "the other Postgres" aside_ready
aside run --rm -T migrate migrate --roles >"$LOG" 2>&1 || fail "migrate --roles: $(tail -3 "$LOG")"  # which a dump grants to
gunzip -c tests/data/before_baseline.sql.gz | aside exec -T postgres psql -q -U newswire -d newswire -v ON_ERROR_STOP=1 >"$LOG" 2>&1 ||
  fail "the old dump: $(tail -3 "$LOG")"
old=$(aside_sql newswire "$POSTGRES_PASSWORD" "$figures")
aside_up postgres redis migrate dispatcher clean metrics
wait_until 120 "the upgraded deployment's dispatcher" aside_works dispatcher
wait_until 120 "the upgraded deployment's clean worker" aside_works clean
[[ $(aside_sql newswire_reader "$READER_PASSWORD" "$figures") == "$old" ]] || fail "the upgraded figures are not $old"
aside exec -T metrics newswire metrics --once | grep -qF 'newswire_up{service="postgres"} 1.0' || fail "no metrics after the upgrade"
aside down -v -t 5 >/dev/null 2>&1
say "upgraded a database of before the baseline: $old articles, changes, tags"
$COMPOSE start dispatcher poll fetch clean >/dev/null 2>&1
wait_until 120 "every service healthy again" healthy
inside dispatcher newswire status
$DOCKER image ls newswire --format 'image {{.Size}}'
$COMPOSE ps -q | xargs "$DOCKER" stats --no-stream --format '{{.Name}} {{.MemUsage}}'
say "passed"
