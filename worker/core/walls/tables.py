"""Reads parsed TOML as the kinds of value that the rules expect, and says where it is something else."""

from collections.abc import Mapping, Sequence

from worker.errors import UsageError


def strings(table: Mapping[str, object], key: str, where: str) -> Sequence[str]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f"{where}: {key}: expected a list of texts")
    return value


def tables(document: Mapping[str, object], key: str, where: str, of: type = dict) -> Mapping[str, Mapping[str, object]]:
    value = document.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(item, of) for item in value.values()):
        raise UsageError(f"{where}: {key}: expected a table of {'lists' if of is list else 'tables'}")
    return value
