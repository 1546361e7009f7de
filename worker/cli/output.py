"""How the commands print: tables and colour on a terminal, plain columns in a pipe, JSON when asked."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
import orjson
from click.core import ParameterSource
from rich.console import Console
from rich.text import Text

from worker.errors import UsageError
from worker.services import Services
from worker.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


class _Console(Console):
    """Leaves it to `main` what a reader that has gone means; rich would exit with 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


# in a pipe a line stays a line, however long
console = _Console(soft_wrap=not sys.stdout.isatty())
errors = _Console(stderr=True, soft_wrap=not sys.stderr.isatty())


def _also_before_the_command(context: click.Context, _: click.Parameter, value: bool) -> bool:
    """`articles --json show 42` says the same as `articles show 42 --json`."""
    return value or bool(context.parent and context.parent.params.get("as_json"))


json_option = click.option("--json", "as_json", is_flag=True, callback=_also_before_the_command, help="Print JSON.")


def refuse_unheard(context: click.Context) -> None:
    """Raise UsageError for options of a list that stand before a command beside it, which would not hear them."""
    assert isinstance(context.command, click.Group)
    called = context.command.commands[str(context.invoked_subcommand)]
    heard = {option.name for option in called.params} & {"as_json"}
    for option in context.command.params:
        source = context.get_parameter_source(str(option.name))
        if source is ParameterSource.COMMANDLINE and option.name not in heard:
            raise UsageError(f"{option.opts[0]} is not for {context.invoked_subcommand}: leave it out")


@contextmanager
def open_services() -> Iterator[Services]:
    """Give the services of this command, and close them after it."""
    services = Services(settings=Settings.from_env())
    try:
        yield services
    finally:
        services.close()


def print_json(value: Any) -> None:
    """Print one JSON value, readable on a terminal and one line in a pipe."""
    option = orjson.OPT_INDENT_2 if sys.stdout.isatty() else 0
    sys.stdout.buffer.write(orjson.dumps(value, default=_plain, option=option | orjson.OPT_NON_STR_KEYS) + b"\n")
    sys.stdout.flush()


def as_line(value: Any) -> bytes:
    """Return one JSON value as one line, for pipes."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_APPEND_NEWLINE)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    return str(value)


def cell(value: Any) -> Text:
    """Return a value as a cell; text from strangers can carry no markup and no control sequence."""
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, datetime):
        return Text(value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ"))
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    if isinstance(value, float):
        return Text(f"{value:,.1f}")
    if isinstance(value, int):
        return Text(f"{value:,}")
    if isinstance(value, list | tuple):
        return Text(safe(", ".join(str(part) for part in value)).replace("\n", " "))
    return Text(safe(str(value)).replace("\n", " "))


# The joiners are no controls: without them Persian words fall apart, and families among the emoji.
_KEPT = "\n\u200c\u200d"


def safe(text: str) -> str:
    """Return text without control characters: a title must not be able to steer a terminal."""
    return "".join(char if char.isprintable() or char in _KEPT else " " for char in text)
