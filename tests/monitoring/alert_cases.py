"""For each alert series that make it fire and series that do not, as promtool takes them: a value for each minute."""

from dataclasses import dataclass

_FLAT = "x2000"  # longer than any case looks


@dataclass(frozen=True, kw_only=True)
class Case:
    fires: dict[str, str]
    quiet: dict[str, str]
    minutes: int
    """When it is asked whether the alert fires."""


def _ticking(alive: int, step: int) -> dict[str, str]:
    return {
        'newswire_processes{role="dispatcher"}': f"{alive}{_FLAT}",
        "newswire_dispatcher_ticks_total": f"0+{step}x60",
    }


def _polls(failed: int, well: int) -> dict[str, str]:
    return {
        'newswire_polls_total{outcome="dns"}': f"0+{failed}x60",
        'newswire_polls_total{outcome="timeout"}': f"0+{failed}x60",
        'newswire_polls_total{outcome="ok"}': f"0+{well}x60",
    }


def _late(le60: int, le600: int, beyond: int) -> dict[str, str]:
    series = 'newswire_first_seen_to_stored_seconds_bucket{{le="{}"}}'
    return {
        series.format("60"): f"0+{le60}x60",
        series.format("600"): f"0+{le600}x60",
        series.format("3600"): f"0+{beyond}x60",
        series.format("+Inf"): f"0+{beyond}x60",
    }


_CREATED = 'newswire_changes_total{kind="created"}'
_QUARANTINED = 'newswire_quarantined{step="clean",reason="bug"}'
_RETENTION = {"newswire_change_retention_seconds": f"100000{_FLAT}"}

CASES = {
    # ten an hour until it stops; a feed that never brings more than one in a while
    "NewswireNoArticles": Case(fires={_CREATED: "0+1x1500 1500x200"}, quiet={_CREATED: "0 1x1700"}, minutes=1500 + 70),
    "NewswireLate": Case(fires=_late(0, 1, 10), quiet=_late(8, 10, 10), minutes=40),
    "NewswireOldestDue": Case(
        fires={'newswire_queue_oldest_due_seconds{step="clean"}': "1000x60"},
        quiet={'newswire_queue_oldest_due_seconds{step="clean"}': "800x60"},
        minutes=10,
    ),
    "NewswireNoDispatcher": Case(fires=_ticking(0, 60), quiet=_ticking(1, 60), minutes=10),
    "NewswireNoWorker": Case(
        fires={'newswire_queue_due{step="clean"}': "5x60", 'newswire_processes{role="clean"}': "0x60"},
        quiet={
            'newswire_queue_due{step="clean"}': "5x60",
            'newswire_processes{role="clean"}': "1x60",
            'newswire_queue_due{step="fetch"}': "0x60",
            'newswire_processes{role="fetch"}': "0x60",
        },
        minutes=5,
    ),
    # where hubs are not asked there is no such series
    "NewswireNoPush": Case(
        fires={'newswire_processes{role="push"}': "1x5 0x60", 'newswire_processes{role="poll"}': "1x60"},
        quiet={'newswire_processes{role="poll"}': "0x60"},
        minutes=10,
    ),
    "NewswireWorkerStuck": Case(
        fires={'newswire_process_idle_seconds{role="clean"}': "100+60x60"},
        quiet={'newswire_process_idle_seconds{role="clean"}': "110x60"},
        minutes=3,
    ),
    "NewswireWorkerDies": Case(
        fires={'newswire_process_restarts_total{role="clean"}': "0 0 1 2 3 4 5x60"},
        quiet={'newswire_process_restarts_total{role="clean"}': "0 0 1 2 2x60"},
        minutes=15,
    ),
    "NewswireQuarantineRising": Case(fires={_QUARANTINED: "_x70 30x60"}, quiet={_QUARANTINED: "500x130"}, minutes=80),
    "NewswireOwnNetwork": Case(fires=_polls(5, 2), quiet=_polls(1, 20), minutes=15),
    "NewswireFeedFailing": Case(
        fires={'newswire_feeds{health="failing"}': "1x600"},
        quiet={'newswire_feeds{health="failing"}': "1x30 0x600"},
        minutes=380,
    ),
    "NewswireFeedsSilent": Case(
        fires={'newswire_feeds{health="silent"}': "5x200", 'newswire_feeds{health="fine"}': "10x200"},
        quiet={'newswire_feeds{health="silent"}': "5x200", 'newswire_feeds{health="fine"}': "100x200"},
        minutes=90,
    ),
    "NewswireGaps": Case(
        fires={"newswire_feed_gaps_total": "0+1x400"}, quiet={"newswire_feed_gaps_total": "0x100 2x400"}, minutes=300
    ),
    "NewswireConsumerBehind": Case(
        fires={'newswire_consumer_lag_seconds{consumer="a"}': "80000x60", **_RETENTION},
        quiet={'newswire_consumer_lag_seconds{consumer="a"}': "60000x60", **_RETENTION},
        minutes=15,
    ),
    "NewswireConsumerMissed": Case(
        fires={'newswire_consumer_missed{consumer="a"}': "1x60"},
        quiet={'newswire_consumer_missed{consumer="a"}': "0x60"},
        minutes=2,
    ),
    # full; and neither full nor filling
    "NewswireDiskFull": Case(
        fires={'newswire_disk_free_bytes{disk="d"}': "5x60", 'newswire_disk_size_bytes{disk="d"}': "100x60"},
        quiet={'newswire_disk_free_bytes{disk="d"}': "50x60", 'newswire_disk_size_bytes{disk="d"}': "100x60"},
        minutes=20,
    ),
    "NewswireRedisFull": Case(
        fires={"redis_memory_used_bytes": "90x60", "redis_memory_max_bytes": "100x60"},
        quiet={"redis_memory_used_bytes": "90x60", "redis_memory_max_bytes": "0x60"},
        minutes=10,
    ),
    "NewswireServiceDown": Case(
        fires={'newswire_up{service="redis"}': "0x60"}, quiet={'newswire_up{service="redis"}': "1x60"}, minutes=3
    ),
    "NewswireLoginRefused": Case(
        fires={'newswire_down_cause{service="postgres",cause="password"}': "1x60"},
        quiet={'newswire_down_cause{service="postgres",cause="unreachable"}': "1x60"},
        minutes=3,
    ),
    "NewswireNoMetrics": Case(
        fires={'up{job="newswire",instance="metrics:9464"}': "0x60"},
        quiet={'up{job="newswire",instance="metrics:9464"}': "1x60"},
        minutes=5,
    ),
}
"""By the name of the alert."""


def unit_test(alert: str, series: dict[str, str], minutes: int, *, fires: bool) -> dict[str, object]:
    """A test for `promtool test rules`: whether the alert fires after so many minutes."""
    firing = f'count(ALERTS{{alertname="{alert}",alertstate="firing"}}) > bool 0 or vector(0)'
    return {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {"expr": firing, "eval_time": f"{minutes}m", "exp_samples": [{"labels": "{}", "value": int(fires)}]}
        ],
    }
