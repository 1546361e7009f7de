"""newswire consumers: who reads the change feed, how far, and whether retention is about to pass them by."""

import click

from worker.adapters import consumers as table
from worker.cli.output import cell, console, json_option, open_services, print_json, print_table
from worker.errors import UsageError


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def consumers(context: click.Context, /, *, as_json: bool) -> None:
    """Who reads the change feed and how far; changes go after NEWSWIRE_CHANGE_DAYS, read or not."""
    if context.invoked_subcommand:
        return
    with open_services() as services, services.db.transaction() as tx:
        rows = table.listing(tx, days=services.settings.change_days)
    if as_json:
        print_json(rows)
        return
    lines = [
        (row.name, row.owner, row.position, row.waiting, row.oldest_at, row.acknowledged_at, _told(row)) for row in rows
    ]
    columns = ("consumer", "owner", "position", "to read", "oldest of them", "last acknowledged", "note")
    print_table(columns, lines, empty="no consumers yet: `newswire consume NAME` registers one")


@consumers.command()
@click.argument("name")
def remove(name: str) -> None:
    """Forget NAME and its position. Consumed again, it is a new one and begins with the oldest change that is kept."""
    with open_services() as services, services.db.transaction() as tx:
        if not table.remove(tx, name):
            raise UsageError(f"no consumer {name}: `newswire consumers` lists them")
    console.print(f"removed {name}", highlight=False, markup=False)


def _told(row: table.ConsumerRow) -> str | None:
    if row.state == "missed":
        return f"changes that it was to read are gone: `newswire export --for {row.name}`"
    return f"loses changes from {cell(row.kept_until).plain} on" if row.state == "soon" else None
