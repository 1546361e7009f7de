"""Writes Grafana's dashboards: `make dashboards` puts them into grafana/dashboards, and a test holds them to this."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "grafana" / "dashboards"
_WIDE, _HIGH = 24, 8
_SOURCE = {"type": "prometheus", "uid": "prometheus"}
# the colours of thresholds, so that a figure says by itself whether somebody is to do something
_GREEN, _AMBER, _RED = "green", "orange", "red"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One chart: what it is called, what it says, and of which expressions it is made."""

    title: str
    says: str
    asks: tuple[tuple[str, str], ...]
    """Each an expression and the legend of its series."""
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8
    stacked: bool = False
    limits: tuple[float, float] | None = None
    """From where on it is amber, and from where on red; the first above the second when less is worse."""


def stat(title: str, says: str, expression: str, **fields: Any) -> Panel:
    """A figure."""
    return Panel(title=title, says=says, asks=((expression, ""),), kind="stat", width=4, **fields)


def chart(title: str, says: str, *asks: tuple[str, str], **fields: Any) -> Panel:
    """Lines over time."""
    return Panel(title=title, says=says, asks=asks, **fields)


def rate(metric: str, by: str, *, matches: str = "") -> str:
    """How much of it a minute."""
    return f"60 * sum by ({by}) (rate({metric}{{{matches}}}[$__rate_interval]))"


def late(metric: str, quantile: float) -> str:
    """The lateness that this share of articles keeps under."""
    return f"histogram_quantile({quantile}, sum by (le) (rate({metric}_bucket[$__rate_interval])))"


_FRESH = "newswire_first_seen_to_stored_seconds"
_PRINTED = "newswire_published_to_stored_seconds"

DASHBOARDS: dict[str, tuple[str, tuple[Panel, ...]]] = {
    "overview": (
        "Is news flowing, how fresh is it, what waits",
        (
            stat("Articles in the last hour", "Nothing at a time when there is usually something: look at Feeds.",
                 'sum(increase(newswire_changes_total{kind="created"}[1h]))'),
            stat("Late by, nine in ten", "From a feed's first word of an article to its storing.", late(_FRESH, 0.9),
                 unit="s", limits=(300, 600)),
            stat("Oldest due", "The longest that anything due has waited for a worker.",
                 "max(newswire_queue_oldest_due_seconds)", unit="s", limits=(120, 900)),
            stat("In quarantine", "newswire quarantine list", "sum(newswire_quarantined) or vector(0)", limits=(1, 100)),
            stat("Feeds in trouble", "Failing or quarantined: newswire feeds list",
                 'sum(newswire_feeds{health=~"failing|quarantined"})', limits=(1, 20)),
            stat("Alerts", "Those that fire now.", 'count(ALERTS{alertstate="firing"}) or vector(0)', limits=(1, 3)),
            chart("Articles a minute", "Lines of the change feed: created, revised, retagged, withdrawn.",
                  (rate("newswire_changes_total", "kind"), "{{kind}}"), stacked=True),
            chart("How late articles are", "From their printed time, and from when a feed first showed them.",
                  (late(_PRINTED, 0.5), "from print, half"), (late(_PRINTED, 0.9), "from print, nine in ten"),
                  (late(_FRESH, 0.5), "from feed, half"), (late(_FRESH, 0.9), "from feed, nine in ten"), unit="s"),
            chart("What is due", "Rows whose time has come and that nobody holds.", ("sum by (step) (newswire_queue_due)", "{{step}}")),
            chart("Oldest due", "Rising while messages are none: no dispatcher. Rising with messages: too few workers.",
                  ("max by (step) (newswire_queue_oldest_due_seconds)", "{{step}}"), unit="s"),
            chart("Messages in Redis", "Each stands for up to 20 rows.", ("sum by (step) (newswire_queue_messages)", "{{step}}")),
            chart("How work ended", "Items a minute by outcome.", (rate("newswire_ended_total", "step, outcome"), "{{step}} {{outcome}}")),
        ),
    ),
    "feeds": (
        "How feeds are, what polls brought",
        (
            chart("Feeds by health", "newswire feeds list names them.", ("sum by (health) (newswire_feeds)", "{{health}}"), stacked=True, width=12),
            chart("Polls a minute by how they ended", "dns, connect, timeout and tls together: our own network.",
                  (rate("newswire_polls_total", "outcome"), "{{outcome}}"), stacked=True, width=12),
            chart("What polls brought", "Entries a minute: new, changed, or skipped for a reason.",
                  (rate("newswire_ended_total", "outcome, reason", matches='step="poll"'), "{{outcome}} {{reason}}"), width=12),
            chart("Gaps", "Polls in an hour that found none of the entries known: poll such feeds more often.",
                  ("sum(increase(newswire_feed_gaps_total[1h]))", "gaps"), width=6),
            chart("Hosts closed", "They asked to be left alone, or their robots.txt cannot be had.",
                  ("sum by (cause) (newswire_hosts_closed)", "{{cause}}"), width=6),
            chart("Pages by how fetching ended", "Items a minute.",
                  (rate("newswire_ended_total", "outcome, reason", matches='step="fetch"'), "{{outcome}} {{reason}}"), width=24),
        ),
    ),
    "cleaning": (
        "Walls, truncation and endings by reason",
        (
            chart("Walls that were cut", "Articles a minute by kind of wall.",
                  (rate("newswire_articles_by_wall_total", "wall", matches='wall!="none"'), "{{wall}}"), stacked=True),
            chart("Truncated", "Whether the server withheld text.",
                  (rate("newswire_articles_by_truncated_total", "truncated"), "{{truncated}}"), stacked=True),
            chart("Share of truncated", "A rise that lasts: a publisher has changed its pages, or a wall its words.",
                  ('sum(rate(newswire_articles_by_truncated_total{truncated="true"}[1h])) / sum(rate(newswire_articles_by_truncated_total[1h]))', "truncated"),
                  unit="percentunit"),
            chart("Access as declared", "Articles a minute.", (rate("newswire_articles_by_access_total", "access"), "{{access}}"), stacked=True),
            chart("Languages", "The ten that come most.",
                  ("topk(10, 60 * sum by (language) (rate(newswire_articles_by_language_total[1h])))", "{{language}}")),
            chart("Topics", "The ten that come most.",
                  ("topk(10, 60 * sum by (topic) (rate(newswire_articles_by_topic_total[1h])))", "{{topic}}")),
            chart("What was not stored", "Items a minute by reason: docs/reasons.md.",
                  (rate("newswire_ended_total", "outcome, reason", matches='step="clean",outcome!="stored"'), "{{outcome}} {{reason}}"), width=12),
            chart("Quarantine", "newswire quarantine list", ("sum by (step, reason) (newswire_quarantined)", "{{step}} {{reason}}"), width=12),
        ),
    ),
    "consumers": (
        "How far consumers are behind",
        (
            chart("Changes not acknowledged", "By consumer.", ("max by (consumer) (newswire_consumer_lag_changes)", "{{consumer}}"), width=12),
            chart("Age of the oldest of them", "What is older than the retention is no longer kept.",
                  ("max by (consumer) (newswire_consumer_lag_seconds)", "{{consumer}}"),
                  ("max(newswire_change_retention_seconds)", "retention"), unit="s", width=12),
            chart("Missed", "1: changes that it has not read are gone; it is to take a new copy.",
                  ("max by (consumer) (newswire_consumer_missed)", "{{consumer}}"), width=12),
            chart("Changes a minute", "What there is to read.", (rate("newswire_changes_total", "kind"), "{{kind}}"), stacked=True, width=12),
        ),
    ),
    "workers": (
        "Processes, what they cost, and the servers under them",
        (
            chart("Processes that live", "By role.", ("sum by (role) (newswire_processes)", "{{role}}")),
            chart("Stuck for", "Time since the one that gets nothing done has got something done.",
                  ("max by (role) (newswire_process_idle_seconds)", "{{role}}"), unit="s"),
            chart("Deaths", "Processes in an hour that ended without a word.",
                  ("sum by (role) (increase(newswire_process_restarts_total[1h]))", "{{role}}")),
            chart("CPU of tasks", "Cores in use by step.",
                  ("sum by (step) (rate(newswire_task_cpu_seconds_total[$__rate_interval]))", "{{step}}")),
            chart("CPU an item", "Of each step.",
                  ("sum by (step) (rate(newswire_task_cpu_seconds_total[$__rate_interval])) / sum by (step) (rate(newswire_task_items_total[$__rate_interval]))", "{{step}}"),
                  unit="s"),
            chart("Time a task", "Up to 20 items each.",
                  ("sum by (step) (rate(newswire_task_seconds_total[$__rate_interval])) / sum by (step) (rate(newswire_tasks_total[$__rate_interval]))", "{{step}}"),
                  unit="s"),
            chart("Dispatcher's tick", "How long one takes; there is one a second.",
                  ("rate(newswire_dispatcher_tick_seconds_total[$__rate_interval]) / rate(newswire_dispatcher_ticks_total[$__rate_interval])", "tick"), unit="s"),
            chart("Claimed, and waiting", "In hand now, and due later.", ("sum by (step) (newswire_queue_in_hand)", "{{step}} in hand"),
                  ("sum by (step) (newswire_queue_waiting)", "{{step}} waiting")),
            chart("Scrape", "How long Postgres takes to answer newswire metrics.", ("max(newswire_scrape_database_seconds)", "scrape"), unit="s"),
            chart("Data", "By kind, with indexes.", ("sum by (kind) (newswire_table_bytes)", "{{kind}}"), unit="bytes", stacked=True),
            chart("Disk free", "Of the disks that Postgres and Redis are on.",
                  ("newswire_disk_free_bytes / newswire_disk_size_bytes", "{{disk}}"), unit="percentunit"),
            chart("Redis", "At its limit it takes no more messages.", ("redis_memory_used_bytes", "used"), ("redis_memory_max_bytes", "limit"), unit="bytes"),
            chart("Sessions of Postgres", "At its limit nobody gets in.",
                  ("sum(pg_stat_database_numbackends)", "sessions"), ("max(pg_settings_max_connections)", "limit")),
            chart("Transactions of Postgres", "A second.",
                  ("sum(rate(pg_stat_database_xact_commit[$__rate_interval]))", "committed"),
                  ("sum(rate(pg_stat_database_deadlocks[$__rate_interval]))", "deadlocks")),
        ),
    ),
}  # fmt: skip
"""By file: what it is about, and its panels in order."""


def dashboard(name: str) -> dict[str, Any]:
    """Return a dashboard as Grafana takes it."""
    about, panels = DASHBOARDS[name]
    return {
        "uid": f"newswire-{name}",
        "title": name.capitalize(),
        "description": about,
        "tags": ["newswire"],
        "timezone": "browser",
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "links": [{"type": "dashboards", "tags": ["newswire"], "title": "Newswire", "includeVars": False, "keepTime": True}],
        "templating": {"list": []},
        "panels": list(_placed(panels)),
    }  # fmt: skip


def _placed(panels: tuple[Panel, ...]) -> Iterator[dict[str, Any]]:
    x = y = below = 0
    for number, panel in enumerate(panels, start=1):
        high = _HIGH // 2 if panel.kind == "stat" else _HIGH
        if x + panel.width > _WIDE:
            x, y = 0, below
        yield _panel(number, panel) | {"gridPos": {"x": x, "y": y, "w": panel.width, "h": high}}
        x, below = x + panel.width, max(below, y + high)


def _panel(number: int, panel: Panel) -> dict[str, Any]:
    defaults: dict[str, Any] = {"unit": panel.unit, "min": 0}
    if panel.kind == "timeseries":
        defaults["custom"] = {
            "fillOpacity": 30 if panel.stacked else 5,
            "stacking": {"mode": "normal" if panel.stacked else "none"},
        }
    if panel.limits:
        amber, red = panel.limits
        steps = [(None, _GREEN), (amber, _AMBER), (red, _RED)]
        defaults["thresholds"] = {"mode": "absolute", "steps": [{"value": at, "color": c} for at, c in steps]}
        defaults["color"] = {"mode": "thresholds"}
    return {
        "id": number,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.says,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": {"legend": {"displayMode": "list"}, "tooltip": {"mode": "multi", "sort": "desc"}}
        if panel.kind == "timeseries"
        else {"reduceOptions": {"calcs": ["lastNotNull"]}},
        "targets": [
            {"refId": chr(ord("A") + place), "datasource": _SOURCE, "expr": expression, "legendFormat": legend}
            for place, (expression, legend) in enumerate(panel.asks)
        ],
    }


def written(name: str) -> str:
    """Return the text of a dashboard's file."""
    return json.dumps(dashboard(name), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for each in DASHBOARDS:
        (FOLDER / f"{each}.json").write_text(written(each), "utf-8")
        sys.stdout.write(f"{each}.json\n")
