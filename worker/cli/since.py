"""--since and --until, in one syntax for every command: a date, a time, or how long ago."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from worker.errors import UsageError

EVER = datetime.min.replace(tzinfo=UTC)

_AGO = re.compile(r"(\d{1,5})\s*([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


_FORMS = "2026-11-20, 2026-11-20T12:00, or 36h, 7d"


def since_option(said: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option, a moment in UTC; `said` is what it narrows."""
    return click.option("--since", callback=_since, help=f"Only {said} after this (UTC): {_FORMS}.")


def between_options(said: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """--since and --until, moments in UTC or None."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        until = click.option("--until", callback=_between, help=f"Only {said} before this.")
        return click.option("--since", callback=_between, help=f"Only {said} after this (UTC): {_FORMS}.")(
            until(command)
        )

    return add


def _since(_: click.Context, __: click.Parameter, text: str | None) -> datetime:
    return EVER if text is None else _moment("--since", text)


def _between(_: click.Context, option: click.Parameter, text: str | None) -> datetime | None:
    return None if text is None else _moment(option.opts[0], text)


def _moment(option: str, text: str) -> datetime:
    try:
        if ago := _AGO.fullmatch(text.strip()):
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{option} {text}: expected a date, a time, or 36h, 7d") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
