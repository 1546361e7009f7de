"""newswire metrics against the real Postgres and Valkey: what a scrape tells, and what it does when one is away."""

import json
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.database import a_feed, query
from worker.adapters import migrations, watch
from worker.core.metrics import METRICS
from worker.models import FeedHealth, Tally
from worker.runtime import metrics
from worker.runtime.metrics import Scraper, text
from worker.settings import Settings


def as_monitor(database: str) -> str:
    migrations.allow_login(database, "newswire_monitor", "m")
    return f"postgresql://newswire_monitor:m@{database.partition('@')[2]}"


@pytest.fixture
def scraper(database, redis_url, tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "FRESH_SECONDS", -1.0)
    settings = Settings(database_url=as_monitor(database), redis_url=redis_url, disks=str(tmp_path))
    with Scraper(settings) as made:
        yield made


def told(scraper) -> dict[str, dict[tuple[str, ...], float]]:
    return {family.metric.name: dict(family.values) for family in scraper.scrape()}


def count(db, counts):
    with db.transaction() as tx:
        tx.tally(counts)
    with db.transaction() as tx:
        watch.add_up(tx)


def test_a_scrape_tells_every_metric_that_there_is(scraper):
    assert set(told(scraper)) == set(METRICS)


@pytest.fixture
def served(database, redis_url):
    """The address of `newswire metrics` as a process of its own."""
    environment = {
        "NEWSWIRE_DATABASE_URL": as_monitor(database),
        "NEWSWIRE_REDIS_URL": redis_url,
        "NEWSWIRE_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "worker", "metrics", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        said = next(json.loads(line) for line in process.stderr if '"event": "metrics"' in line)
        yield said["address"]
        process.terminate()
        assert process.wait(30) == 0


def test_it_serves_both_formats_and_ends_when_it_is_told_to(served, db):
    count(db, {(Tally.POLLS, "ok"): 2, (Tally.FIRST_SEEN_TO_STORED, "60"): 1})
    asked = Request(served, headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    with urlopen(served) as plain, urlopen(asked) as open_metrics:
        assert plain.headers["content-type"].startswith("text/plain")
        assert open_metrics.headers["content-type"].startswith("application/openmetrics-text")
        texts = [plain.read().decode(), open_metrics.read().decode()]
    assert texts[1].endswith("# EOF\n")
    for said in texts:
        assert 'newswire_polls_total{outcome="ok"} 2.0' in said
        assert re.search(r'newswire_first_seen_to_stored_seconds_bucket\{le="60(\.0)?"\} 1.0', said)
        assert 'newswire_up{service="postgres"} 1.0' in said
    with urlopen(served.replace("/metrics", "/healthy")) as healthy:
        assert healthy.read() == b"healthy\n"
    with pytest.raises(HTTPError, match="404"):
        urlopen(served + "/other")


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool, of Debian's package prometheus")
def test_promtool_finds_nothing_to_say(scraper):
    body, _ = text(scraper.scrape(), accept="")
    done = subprocess.run(["promtool", "check", "metrics"], input=body, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_counters_go_on_where_they_were_whatever_is_restarted(scraper, database, redis_url, db):
    count(db, {(Tally.POLLS, "ok"): 2})
    before = told(scraper)["newswire_polls_total"]["ok",]
    count(db, {(Tally.POLLS, "ok"): 1})
    with Scraper(Settings(database_url=as_monitor(database), redis_url=redis_url)) as again:
        assert (before, told(again)["newswire_polls_total"]["ok",]) == (2.0, 3.0)


def test_feeds_are_counted_by_health_a_piece_at_a_time(scraper, db, database, monkeypatch):
    monkeypatch.setattr(metrics, "FEEDS_A_SCRAPE", 2)
    for number in range(5):
        a_feed(db, url=f"https://example.org/{number}.xml")
    query(
        database,
        "UPDATE newswire.feeds SET last_status = 'dns', failures = 3 WHERE id IN (SELECT max(id) FROM newswire.feeds)",
    )
    seen = [told(scraper)["newswire_feeds"] for _ in range(4)]
    assert [sum(one.values()) for one in seen] == [2, 4, 5, 5]
    assert (seen[-1][FeedHealth.FAILING,], seen[-1][FeedHealth.NEW,]) == (1, 4)


def test_roles_of_which_nobody_lives_are_told_as_none(scraper):
    assert told(scraper)["newswire_processes"] == {(role,): 0.0 for role in ("dispatcher", "poll", "fetch", "clean")}


def test_a_wrong_password_is_told_and_the_rest_goes_on(database, redis_url):
    url = as_monitor(database).replace(":m@", ":wrong@")
    with Scraper(Settings(database_url=url, redis_url=redis_url)) as scraper:
        found = told(scraper)
    assert found["newswire_up"] == {("postgres",): 0.0, ("redis",): 1.0}
    assert found["newswire_down_cause"] == {("postgres", "password"): 1.0}
    assert found["newswire_queue_messages"] == {("poll",): 0.0, ("fetch",): 0.0, ("clean",): 0.0}
    assert "newswire_queue_due" not in found


def test_without_redis_the_rest_is_told(database):
    settings = Settings(database_url=as_monitor(database), redis_url="redis://127.0.0.1:1/0")
    with Scraper(settings) as scraper:
        found = told(scraper)
    assert found["newswire_down_cause"] == {("redis", "unreachable"): 1.0}
    assert "newswire_queue_messages" not in found
    assert found["newswire_queue_due"] == {("poll",): 0.0, ("fetch",): 0.0, ("clean",): 0.0}


def test_a_database_that_was_not_migrated_is_told(scraper, database):
    query(database, "DROP VIEW newswire.queue_depths")
    assert told(scraper)["newswire_down_cause"] == {("postgres", "schema"): 1.0}


def test_what_is_lacking_of_a_disk_is_told_once_and_left_out(database, redis_url, tmp_path):
    settings = Settings(database_url=as_monitor(database), redis_url=redis_url, disks=f"{tmp_path},{tmp_path}/none")
    with Scraper(settings) as scraper:
        found = told(scraper)
    assert set(found["newswire_disk_free_bytes"]) == {(str(tmp_path),)}
    assert 0 < found["newswire_disk_free_bytes"][str(tmp_path),] <= found["newswire_disk_size_bytes"][str(tmp_path),]


def test_the_lag_of_a_consumer_is_told_in_changes_and_seconds(scraper, database):
    query(
        database,
        "INSERT INTO news.changes (position, article_id, kind, revision, created_at)"
        " SELECT n, n, 'created', 1, now() - interval '1 h' FROM generate_series(1, 3) n",
    )
    query(database, "INSERT INTO news.consumers (name, position) VALUES ('slow', 1), ('quick', 3)")
    found = told(scraper)
    assert found["newswire_consumer_lag_changes"] == {("slow",): 2.0, ("quick",): 0.0}
    assert found["newswire_consumer_lag_seconds"]["quick",] == 0.0
    assert timedelta(hours=1) <= timedelta(seconds=found["newswire_consumer_lag_seconds"]["slow",]) < timedelta(hours=2)


def test_a_port_that_is_taken_is_one_line(database, redis_url, run):
    environment = {"DATABASE_URL": as_monitor(database), "REDIS_URL": redis_url}
    port = redis_url.rpartition(":")[2].partition("/")[0]
    said = run("metrics", "--port", port, **environment)
    assert said.code == 2
    assert f"cannot listen on 127.0.0.1:{port}" in said.err
    assert "newswire_up" in run("metrics", "--once", **environment).out
