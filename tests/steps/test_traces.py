"""Traces of the sample site's story, as a collector gets them."""

import json
import subprocess
import sys

import pytest

from tests.support import run_steps
from tests.support.collector import ROOT, collector
from tests.support.database import query
from tests.support.run_steps import add_feeds, all_of, due, poll, work
from worker.adapters import tracing
from worker.adapters.tracing import Traces, check_tracing
from worker.errors import UsageError
from worker.runtime.dispatcher import tick
from worker.steps.clean import clean_pages
from worker.steps.fetch import fetch_pages

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@pytest.fixture
def collected(monkeypatch):
    with collector() as kept:
        monkeypatch.setenv(ENDPOINT, kept.url)
        yield kept


def feed_of(site, outlet):
    return [url for url in site.feeds if url.split("/")[3] == outlet][:1]


def in_processes(database, site, *steps):
    """Do each step with services of its own, as the workers do; what they have to tell is sent as they end."""
    for step in steps:
        made = run_steps.services(database, site.port)
        step(made)
        made.close()


def do_poll(database):
    return lambda made: poll(made, database)


def do_fetch(database):
    return lambda made: all_of(fetch_pages(made, due(database, "pending")))


def do_clean(database):
    return lambda made: all_of(clean_pages(made, due(database, "fetched")))


def enqueue_rechecks(made):
    query(made.settings.database_url, "UPDATE newswire.items SET recheck_at = now() WHERE state = 'stored'")
    tick(made, depths=lambda: dict.fromkeys(("poll", "fetch", "clean"), 0), enqueue=lambda _: None)


def story(database, site, outlet="meridian"):
    in_processes(
        database, site, lambda made: add_feeds(made, feed_of(site, outlet)), do_poll(database), do_fetch(database),
        do_clean(database),
    )  # fmt: skip


def test_one_trace_leads_from_the_poll_to_the_stored_article_though_each_step_is_another_process(
    database, site, collected
):
    story(database, site)
    items = [row[0] for row in query(database, "SELECT id FROM news.articles")]
    (feed_poll,) = collected.named("poll feed")
    assert items
    for item in items:
        polled, fetched, cleaned = collected.of_item(item)
        assert [one.name for one in (polled, fetched, cleaned)] == ["poll", "fetch", "clean"]
        assert {polled.trace} == {fetched.trace} == {cleaned.trace}
        assert (polled.parent, fetched.parent, cleaned.parent) == (ROOT, polled.id, polled.id)
        assert polled.ended <= fetched.began <= fetched.ended <= cleaned.began <= cleaned.ended
        assert polled.links == {(feed_poll.trace, feed_poll.id)}
        assert (polled.trace, polled.id) in feed_poll.links
        assert cleaned.about["newswire.state"] == "stored"
        assert cleaned.failed is None
    assert len({one.trace for one in collected.named("poll")}) == len(items) == feed_poll.about["newswire.found"]
    assert len({one.id for one in collected.spans}) == len(collected.spans)
    assert {one.resource["service.name"] for one in collected.spans} == {"newswire"}


def test_what_failed_says_why_and_no_span_has_a_query(database, site, collected):
    story(database, site, "broken")
    ends = dict(query(database, "SELECT id, reason FROM newswire.items WHERE reason IN ('not_found', 'server_error')"))
    assert set(ends.values()) == {"not_found", "server_error"}
    for item, reason in ends.items():
        last = collected.of_item(item)[-1]
        assert (last.name, last.failed, last.about["newswire.reason"]) == ("fetch", reason, reason)
    assert not [one for one in collected.spans if "?" in str(one.about)]


def test_a_feed_that_fails_is_told_too(database, site, collected):
    in_processes(database, site, lambda made: add_feeds(made, [f"{site.url}/broken/missing?key=hunter2"]))
    in_processes(database, site, do_poll(database))
    (told,) = collected.named("poll feed")
    assert (told.failed, told.about["newswire.found"]) == ("not_found", 0)
    assert "hunter2" not in str(told)


def test_another_look_at_the_page_is_a_trace_of_its_own(database, site, collected):
    story(database, site)
    before = {one.trace for one in collected.spans}
    for _ in range(2):
        site.publish_update()
        in_processes(database, site, enqueue_rechecks, do_fetch(database), do_clean(database))
    again = [one for one in collected.spans if one.trace not in before]
    first = [one for one in again if one.name == "fetch"]
    assert len(first) == len({one.trace for one in first}) == 2 * len(query(database, "SELECT 1 FROM news.articles"))
    assert {one.parent for one in first} == {ROOT}
    assert {one.parent for one in again if one.name == "clean"} <= {one.id for one in first}
    assert any(one.name == "clean" for one in again)


def test_news_of_an_entry_begins_another_trace(database, site, collected):
    story(database, site)
    site.publish_update()
    in_processes(database, site, do_poll(database), do_fetch(database), do_clean(database))
    (item,) = [row[0] for row in query(database, "SELECT id FROM news.articles WHERE revision = 2")]
    told = collected.of_item(item)
    assert [one.name for one in told] == ["poll", "fetch", "clean"] * 2
    assert [len({one.trace for one in told[part]}) for part in (slice(3), slice(3, 6))] == [1, 1]
    assert told[0].trace != told[3].trace


def test_samplers_by_share_take_whole_traces(database, site, collected, monkeypatch):
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "mine")
    story(database, site)
    taken = {item: collected.of_item(item) for item in (one.about["newswire.item"] for one in collected.named("poll"))}
    # OpenTelemetry, TraceIdRatioBased: of half of all traces the last eight bytes of the id are under the middle
    assert all(int(one.trace[16:], 16) < 1 << 63 for one in collected.spans)
    assert {tuple(one.name for one in spans) for spans in taken.values()} <= {("poll", "fetch", "clean")}
    assert set(taken) == {one.about["newswire.item"] for one in collected.named("clean")}
    assert {one.resource["service.name"] for one in collected.spans} <= {"mine"}


def test_a_collector_that_is_away_holds_nothing_up_and_fails_nothing(database, site, monkeypatch):
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:1")
    monkeypatch.setattr(tracing, "CLOSE_SECONDS", 0.1)
    made = run_steps.services(database, site.port)
    add_feeds(made, feed_of(site, "meridian"))
    poll(made, database)
    work(made, database)
    made.close()
    assert {state for (state,) in query(database, "SELECT state::text FROM newswire.items")} == {"stored"}


def test_a_mistake_in_what_is_told_does_not_fail_what_was_done(database, site, collected, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError

    made = run_steps.services(database, site.port)
    monkeypatch.setattr(made.traces._spans, "found", broken)
    monkeypatch.setattr(made.traces._spans, "worked", broken)
    add_feeds(made, feed_of(site, "meridian"))
    poll(made, database)
    work(made, database)
    made.close()
    assert {state for (state,) in query(database, "SELECT state::text FROM newswire.items")} == {"stored"}
    assert collected.spans == []


def test_without_an_endpoint_nothing_of_it_is_loaded():
    program = (
        "import json, sys; from worker.services import Services; from worker.settings import Settings\n"
        "traces = Services(settings=Settings()).traces; traces.close()\n"
        "print(json.dumps([name for name in sys.modules if name.startswith(('opentelemetry', 'requests'))]))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == []
    assert Traces().journeys(None, [1]) == []


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, False),
        ({ENDPOINT: " "}, False),
        ({ENDPOINT: "http://collector:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "https://collector/v1/traces"}, True),
        ({ENDPOINT: "http://collector:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({ENDPOINT: "http://collector:4318", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"}, True),
    ],
)
def test_an_endpoint_switches_them_on(environ, wanted):
    assert check_tracing(environ) is wanted


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({ENDPOINT: "collector:4317"}, f"{ENDPOINT}=collector:4317: expected http://"),
        (
            {ENDPOINT: "http://c:4317", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"},
            "OTEL_EXPORTER_OTLP_PROTOCOL=grpc: newswire sends http/protobuf only",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_named(environ, said):
    with pytest.raises(UsageError, match=said):
        check_tracing(environ)


def test_an_endpoint_without_the_library_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setattr(tracing, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=rf"{ENDPOINT} is set, but OpenTelemetry is not installed: pip install '"):
        check_tracing({ENDPOINT: "http://collector:4318"})


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({ENDPOINT: "collector:4317"}, f"{ENDPOINT}=collector:4317: expected http://"),
        ({ENDPOINT: "http://127.0.0.1:1", "OTEL_BSP_MAX_QUEUE_SIZE": "-3"}, "OTEL_… variables: max_queue_size must be"),
    ],
)
def test_a_worker_says_what_is_wrong_in_one_line_before_it_begins(environ, said):
    environment = {
        "NEWSWIRE_DATABASE_URL": "postgresql://127.0.0.1:1/none",
        "NEWSWIRE_REDIS_URL": "redis://127.0.0.1:1/0",
        **environ,
    }
    command = [sys.executable, "-m", "worker", "work", "fetch"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.count("\n") == 1
    assert said in ran.stderr
