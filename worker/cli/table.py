"""Tables: on a terminal as wide as it is, in a pipe plain columns under their names."""

import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import click
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.cli.output import cell, console

_GAP = 2
_NARROWEST = 8
"""A column is not made narrower than this: its words would be broken."""
_INDENT = 4


def print_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], *, empty: str, below: Collection[str] = ()
) -> None:
    """Print rows as a table; `empty` says what it means that there are none.

    The columns named in `below` hold what is long, titles and addresses: on a terminal that has no room for them they
    go under their rows.
    """
    if not rows:
        console.print(empty, highlight=False)
    elif sys.stdout.isatty():
        _print_for_people(columns, rows, below)
    else:
        for row in ([columns] if any(columns) else []) + list(rows):
            click.echo("\t".join(cell(value).plain for value in row))


def _print_for_people(columns: Sequence[str], rows: Sequence[Sequence[Any]], below: Collection[str]) -> None:
    now = datetime.now(UTC)
    cells = [[_shown(value, now) for value in row] for row in rows]
    widths = [max(len(name), *(row[n].cell_len for row in cells)) for n, name in enumerate(columns)]
    under = [n for n, name in enumerate(columns) if name in below] if _needed(widths) > console.width else []
    beside = {n: width for n, width in enumerate(widths) if n not in under}
    layout = [
        _Column(place=n, width=width, right=all(_is_number(row[n]) for row in rows))
        for n, width in zip(beside, _fitted([*beside.values()]), strict=True)
    ]
    if any(columns):
        console.print(_grid(layout, [[Text(name, style="bold") for name in columns]]))
    if not under:
        console.print(_grid(layout, cells))
        return
    for line in cells:
        console.print(_grid(layout, [line]))
        for n in under:
            _print_below(line[n])


@dataclass(frozen=True, kw_only=True, slots=True)
class _Column:
    """A column that stands beside others."""

    place: int
    width: int
    right: bool


def _grid(layout: Sequence[_Column], lines: Sequence[Sequence[Text]]) -> Table:
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for column in layout:
        table.add_column(width=column.width, justify="right" if column.right else "left", overflow="fold")
    for line in lines:
        table.add_row(*(line[column.place] for column in layout))
    return table


def _print_below(text: Text) -> None:
    if " " in text.plain:
        console.print(Padding(text, (0, 0, 0, _INDENT)))
    else:  # an address is not broken, so that it can be copied
        console.print(Text(" " * _INDENT) + text, soft_wrap=True)


def _needed(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _fitted(widths: Sequence[int]) -> list[int]:
    """The widths with which all of it fits: the widest columns give first."""
    fitted = list(widths)
    while _needed(fitted) > console.width and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: Any, now: datetime) -> Text:
    """A value as a cell of a terminal; of a time only what tells it from now."""
    if not isinstance(value, datetime):
        return cell(value)
    value = value.astimezone(UTC)
    if value.date() == now.date():
        return Text(f"{value:%H:%M:%S}Z")
    return Text(f"{value:%m-%d %H:%M}Z" if value.year == now.year else f"{value:%Y-%m-%d}")
