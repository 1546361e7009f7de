"""Which metrics an expression of Prometheus asks for, and whether there are any of that name."""

import re

from worker.core.metrics import METRICS, MetricKind

EXPORTERS = {
    "up",
    # redis_exporter
    "redis_memory_used_bytes", "redis_memory_max_bytes", "redis_connected_clients", "redis_up",
    # postgres_exporter
    "pg_up", "pg_stat_database_numbackends", "pg_settings_max_connections", "pg_database_size_bytes",
    "pg_stat_database_xact_commit", "pg_stat_database_deadlocks",
    # Prometheus itself
    "ALERTS",
}  # fmt: skip
"""What of others' metrics our dashboards and alerts ask for."""

_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_BRACES = re.compile(r"\{[^}]*\}")
_WORDS = re.compile(r"(?<![\w:.$])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])")
_OPERATORS = {"and", "or", "unless", "offset", "bool", "inf", "nan", "Inf", "NaN"}


def ours() -> set[str]:
    """The names of all our series."""
    endings = ("_bucket", "_sum", "_count")
    return {
        series
        for metric in METRICS.values()
        for series in (
            [metric.name + ending for ending in endings] if metric.kind is MetricKind.HISTOGRAM else [metric.name]
        )
    }


def metrics_of(expression: str) -> set[str]:
    """The names of metrics in an expression."""
    bare = _STRINGS.sub('""', expression)
    bare = _BRACES.sub("", _GROUPING.sub("", bare))
    bare = re.sub(r"\[[^]]*\]|\boffset\s+\w+|#.*", "", bare)
    return {word for word in _WORDS.findall(bare) if word not in _OPERATORS and not re.fullmatch(r"[se]?\d.*", word)}


def unknown_metrics(expression: str) -> set[str]:
    """Metrics that nobody serves."""
    found = metrics_of(expression)
    if not found:
        return {expression}
    return found - ours() - EXPORTERS
