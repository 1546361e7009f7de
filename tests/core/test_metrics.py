"""The metrics by name, and how totals become counters and histograms that Prometheus takes."""

import re

import pytest

from worker.core.metrics import COUNTED, MEASURED, METRICS, MetricKind, down_cause, families
from worker.models import Tally


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_names_are_as_prometheus_has_them(metric):
    assert re.fullmatch(r"newswire_[a-z_]+[a-z]", metric.name)
    assert metric.name.endswith("_total") == (metric.kind is MetricKind.COUNTER)
    assert not metric.name.endswith(("_count", "_sum", "_bucket"))
    assert metric.words[0].isupper()
    assert metric.words.endswith(".")


def test_no_label_may_hold_an_address_or_the_name_of_a_source():
    assert {label for metric in METRICS.values() for label in metric.labels} == {
        "step", "outcome", "reason", "kind", "truncated", "wall", "access", "language", "topic", "role", "service",
        "cause", "health", "consumer", "disk", "version", "python",
    }  # fmt: skip


def test_each_tally_is_told_once():
    told = [tally for metric in COUNTED for tally in (metric.tally, metric.total) if tally]
    assert sorted(told) == sorted(Tally)


def by_name(totals, measured=None):
    return {family.metric.name: family for family in families(totals, measured or {})}


def test_a_label_of_several_words_is_told_as_several_labels():
    totals = {("ended", "clean stored"): 3.0, ("ended", "clean skipped no_text"): 1.0}
    assert by_name(totals)["newswire_ended_total"].values == {
        ("clean", "stored", ""): 3.0,
        ("clean", "skipped", "no_text"): 1.0,
    }


def test_what_has_no_label_begins_at_nothing():
    assert by_name({})["newswire_feed_gaps_total"].values == {(): 0.0}
    assert by_name({("gaps", ""): 2.0})["newswire_feed_gaps_total"].values == {(): 2.0}


def test_kinds_that_are_known_are_told_before_there_is_any():
    assert by_name({("changes", "created"): 5.0})["newswire_changes_total"].values == {
        ("created",): 5.0,
        ("revised",): 0.0,
        ("retagged",): 0.0,
        ("withdrawn",): 0.0,
    }


def test_a_bucket_holds_the_smaller_ones():
    totals = {
        ("first_seen_to_stored", "15"): 2.0,
        ("first_seen_to_stored", "60"): 3.0,
        ("first_seen_to_stored", "Infinity"): 1.0,
        ("first_seen_to_stored_seconds", ""): 99.5,
    }
    family = by_name(totals)["newswire_first_seen_to_stored_seconds"]
    assert (family.values["5",], family.values["30",], family.values["60",], family.values["+Inf",]) == (0, 2, 5, 6)
    assert family.total == 99.5


def test_without_postgres_only_what_was_measured_elsewhere_is_told():
    assert list(by_name(None, {"newswire_up": {("redis",): 1.0}})) == ["newswire_up"]


def test_every_measured_metric_is_a_gauge():
    assert {metric.kind for metric in MEASURED} == {MetricKind.GAUGE}


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ('connection failed: FATAL:  password authentication failed for user "newswire_monitor"', "password"),
        ("fe_sendauth: no password supplied", "password"),
        ('FATAL: role "newswire_monitor" does not exist', "password"),
        ("Redis does not answer: AuthenticationError WRONGPASS invalid username-password pair", "password"),
        ("root certificate file does not exist", "certificate"),
        ("server does not support SSL, but SSL was required", "certificate"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate has expired", "certificate"),
        ("Postgres denies it: permission denied for view queue_depths", "rights"),
        ('relation "newswire.tallies" does not exist: `newswire migrate` brings the database up to date', "schema"),
        ("connection refused", "unreachable"),
        ("Postgres takes too long: canceling statement due to statement timeout", "unreachable"),
    ],
)
def test_why_a_server_cannot_be_used_is_one_word(said, cause):
    assert down_cause(said) == cause
