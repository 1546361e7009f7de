"""newswire reprocess, newswire retag: apply changed rules to what is stored."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import click
from rich.progress import Progress

from worker.adapters import reprocessing
from worker.adapters.consumers import Filters
from worker.adapters.db import Transaction
from worker.adapters.reprocessing import Retag
from worker.cli.filters import given, no_topic, refuse_unknown
from worker.cli.output import console, open_services
from worker.cli.since import since_option
from worker.cli.table import print_table
from worker.runtime.reprocess import RetagSender, follow, ids_in_batches, wait_for_rules
from worker.services import Services


@click.command()
@click.option("--source", callback=given, help="Only this publisher.")
@since_option("articles stored")
def reprocess(*, source: str | None, since: datetime) -> None:
    """Clean stored pages again by the present rules, and show what changed.

    Articles become revisions only where something changed. Can be stopped and started again: what the present rules
    have looked at is not looked at twice. Needs running workers.
    """
    with open_services() as services:
        refuse_unknown(services, Filters(source=source))
        version = services.cleaner.version
        wait_for_rules(services.wall_files, tell=_waits)
        with services.db.transaction() as tx:
            began = reprocessing.database_time(tx)
        which: dict[str, Any] = {"version": version, "since": since, "source": source}
        # by a run that was stopped
        before = ids_in_batches(services, partial(reprocessing.already_reprocessing, **which))
        sent = sorted({*before, *ids_in_batches(services, partial(reprocessing.reprocess_items, **which))})
        total = len(sent)
        _follow(services, "cleaning", sent, reprocessing.still_to_reprocess)
        with services.db.transaction() as tx:
            fields = reprocessing.revised_fields(tx, since=began)
    console.print(f"{total:,} pages cleaned by {version}", highlight=False)
    print_table(("field changed", "articles"), fields, empty="nothing changed")


@click.command()
@click.option("--topic", callback=given, help="Only articles that carry this topic, or hold one of its terms.")
@since_option("articles stored")
def retag(*, topic: str | None, since: datetime) -> None:
    """Tag stored articles by the present taxonomy.

    Consumers are told of those whose tags changed. Can be stopped and started again: what the present taxonomy has
    looked at is not looked at twice. Needs running workers.
    """
    with open_services() as services:
        wait_for_rules(services.topic_files, tell=_waits)
        which = Retag(
            version=services.taxonomy.version,
            since=since,
            topic=topic,
            terms=_terms(services, topic) if topic else (),
        )
        ids = ids_in_batches(
            services, lambda tx, after, limit: reprocessing.to_retag(tx, which, after=after, limit=limit)
        )
        total = len(ids)
        _follow(
            services,
            "tagging",
            ids,
            partial(reprocessing.still_to_retag, version=which.version),
            send=RetagSender(services, which),
        )
    console.print(f"{total:,} articles looked at by taxonomy {which.version}", highlight=False)


def _waits(seconds: float) -> None:
    console.print(f"rules were written just now: {seconds:.0f} s until every worker has them", style="dim")


def _follow(
    services: Services,
    what: str,
    ids: list[int],
    still: Callable[[Transaction, Sequence[int]], list[int]],
    *,
    send: Callable[[Sequence[int]], None] = lambda _: None,
) -> None:
    """Show a progress bar until nothing is left of `ids`."""
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(what, total=len(ids))
        follow(services, ids, still, send=send, tell=lambda done: progress.update(bar, completed=done))


def _terms(services: Services, topic: str) -> tuple[str, ...]:
    """Return patterns for the terms without which no rule of the topic can be true."""
    if topic not in services.taxonomy.topics:
        raise no_topic(topic, services.taxonomy.topics)
    keys = [key for key, rules in services.taxonomy.candidates.items() if any(slug == topic for slug, _ in rules)]
    return tuple(f"%{key.strip().strip('*=')}%" for key in keys)
