"""newswire status: which processes run, what waits, what is in hand, how things ended, what they cost."""

from typing import Any

import click
from rich.text import Text

from worker.adapters import costs, items
from worker.adapters.signals import stop_on_signal
from worker.cli.output import console, json_option, open_services, print_json, safe
from worker.cli.table import print_table
from worker.cli.watch import watch
from worker.runtime.glance import glance
from worker.services import Services


@click.command()
@click.option(
    "--days", default=1, show_default=True, type=click.IntRange(1, 3650), help="How far back counts and costs go."
)
@click.option("--watch", "watched", is_flag=True, help="Show it live, with what has changed, until Ctrl-C.")
@json_option
def status(*, days: int, watched: bool, as_json: bool) -> None:
    """Processes, queues, outcomes by reason, costs, and what stops the work.

    Exits 1 when something does: Postgres or Redis does not answer, a step has due work and no worker that lives, the
    dispatcher is gone, a process gets nothing done, a role is denied what migrate gives it, no feed can be polled.
    """
    with open_services() as services:
        if watched:
            watch(services, stop_on_signal())
            return
        found = collect(services, days=days)
    if as_json:
        print_json(found)
    else:
        _print(found)
    if found["troubles"]:
        raise SystemExit(1)


def collect(services: Services, *, days: int) -> dict[str, Any]:
    """Return everything that status shows."""
    now = glance(services)
    with services.db.transaction() as tx:
        states = costs.states(tx)
        outcomes = costs.counters(tx, days=days)
        spent = costs.listing(tx, days=days)
        quarantined = items.list_quarantine(tx, limit=5)
    return {
        "troubles": now.troubles,
        "feeds": [{"health": kind, "feeds": number} for kind, number in now.feeds.items()],
        "processes": now.processes,
        "queues": now.queues,
        "broker": {"error": now.broker_error, "messages": now.messages},
        "items": [{"state": state, "reason": reason, "items": number} for state, reason, number in states],
        "outcomes": outcomes,
        "costs": spent,
        "quarantine": [
            {"id": row.id, "url": row.url, "reason": row.reason, "message": row.message} for row in quarantined
        ],
    }


def _print(found: dict[str, Any]) -> None:
    running = [
        (p.role, p.host, str(p.pid), p.started_at, p.restarts, p.progress_at, p.alive) for p in found["processes"]
    ]
    columns = ("process", "host", "pid", "since", "restarts", "last progress", "alive")
    print_table(columns, running, empty="no process runs: `newswire run`, or `newswire dispatcher` and `newswire work`")
    console.print()
    messages = found["broker"]["messages"]
    lines = [(q.step, q.due, q.in_hand, q.waiting, q.oldest_seconds, messages.get(q.step)) for q in found["queues"]]
    print_table(("step", "due", "in hand", "waiting", "oldest due, s", "messages"), lines, empty="nothing waits")
    console.print()
    how = [(row["health"], row["feeds"]) for row in found["feeds"]]
    print_table(("feeds that are", "feeds"), how, empty="no feeds yet: `newswire feeds add`")
    console.print()
    states = [(row["state"], row["reason"] or None, row["items"]) for row in found["items"]]
    print_table(("items in state", "reason", "items"), states, empty="no items yet")
    console.print()
    per_item = [
        (c.step, c.items, c.batches, c.cpu_seconds, 1000 * c.cpu_seconds / c.items if c.items else 0.0)
        for c in found["costs"]
    ]
    print_table(("step", "items", "tasks", "CPU s", "CPU ms per item"), per_item, empty="no task has run yet")
    for row in found["quarantine"]:
        console.print(Text(safe(f"\nquarantine {row['id']}: {row['reason']}: {row['message']}")))
    if found["troubles"]:
        console.print()
    for problem in found["troubles"]:
        console.print(Text(safe(f"trouble: {problem}"), style="red"))
