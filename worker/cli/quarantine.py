"""newswire quarantine: what we gave up on, and another try."""

import click
from rich.text import Text

from worker.adapters import feeds, items
from worker.cli.filters import given, refuse_reason
from worker.cli.ids import Id
from worker.cli.output import console, json_option, open_services, print_json, safe
from worker.cli.table import print_table
from worker.errors import UsageError


@click.group()
def quarantine() -> None:
    """What we gave up on, with why."""


@quarantine.command("list")
@click.option("--reason", callback=given, help="Only this reason.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--traceback", is_flag=True, help="Show where each error happened.")
@json_option
def list_(*, reason: str | None, limit: int, traceback: bool, as_json: bool) -> None:
    """The latest, newest first."""
    with open_services() as services, services.db.transaction() as tx:
        if reason:
            refuse_reason(reason, items.reasons_of_quarantine(tx))
        rows = items.list_quarantine(tx, reason=reason, limit=limit)
    if as_json:
        print_json(rows)
        return
    lines = [(str(r.id), r.quarantined_at, r.step, r.reason, r.attempts, r.error, r.message, r.url) for r in rows]
    columns = ("id", "since", "step", "reason", "attempts", "error", "message", "address")
    print_table(columns, lines, empty="nothing is in quarantine", below=("message", "address"))
    for row in rows if traceback else ():
        console.print(f"\n{row.id}:", highlight=False)
        console.print(Text(safe(row.traceback or "no traceback: its process was killed")))


@quarantine.command()
@click.argument("ids", nargs=-1, type=Id("a line of the quarantine"), metavar="[ID…]")
@click.option("--reason", callback=given, help="All with this reason.")
@click.option("--all", "everything", is_flag=True, help="All of them.")
def retry(ids: tuple[int, ...], *, reason: str | None, everything: bool) -> None:
    """Try again: these, those with a reason, or all. When one of the ids is not in quarantine, none is tried again."""
    given_ways = bool(ids) + bool(reason) + everything
    if not given_ways:
        raise UsageError("say which: ids, --reason REASON, or --all (`newswire quarantine list` shows them)")
    if given_ways > 1:
        raise UsageError("ids, --reason and --all each say which: give one of them")
    with open_services() as services, services.db.transaction() as tx:
        if reason:
            refuse_reason(reason, items.reasons_of_quarantine(tx))
        if missing := sorted(set(ids) - items.in_quarantine(tx, ids)):
            listed = ", ".join(map(str, missing))
            raise UsageError(f"not in quarantine: {listed}; `newswire quarantine list` shows what is")
        item_ids, feed_ids = items.release_quarantine(tx, ids=ids or None, reason=reason)
        feeds.revive(tx, feed_ids)
    console.print(f"{len(item_ids)} items and {len(feed_ids)} feeds are due again", highlight=False)
