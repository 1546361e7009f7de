"""newswire reprocess, newswire retag: apply changed rules to what is stored."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import click
from rich.progress import Progress

from worker.adapters import rework
from worker.adapters.rework import Retag
from worker.app import IDS_PER_MESSAGE, ring
from worker.cli.output import console, print_table, services, since_option
from worker.errors import UsageError
from worker.models import Bell
from worker.services import Services

_LOOK_SECONDS = 0.5
_BATCH = 50 * IDS_PER_MESSAGE
# Bells that a broken broker lost are rung again when nothing has moved for this long.
_STALLED_SECONDS = 30.0


@click.command()
@click.option("--source", help="Only this publisher.")
@since_option
def reprocess(*, source: str | None, since: datetime) -> None:
    """Clean stored pages again by the present rules, and show what changed.

    Articles become revisions only where something changed. Can be stopped and started again: what the present rules
    have looked at is not looked at twice. Needs running workers.
    """
    since = since.replace(tzinfo=UTC)
    with services() as made:
        version = made.cleaner.version
        with made.db.transaction() as tx:
            began = rework.database_time(tx)
            total = rework.count_to_reclean(tx, version=version, since=since, source=source)
            rework.reclean(tx, version=version, since=since, source=source)
        _follow("cleaning", total, lambda: _recleaning(made))
        with made.db.transaction() as tx:
            fields = rework.revised_fields(tx, since=began)
    console.print(f"{total:,} pages cleaned by {version}", highlight=False)
    print_table(("field changed", "articles"), fields, empty="nothing changed")


@click.command()
@click.option("--topic", help="Only articles that carry this topic, or hold one of its terms.")
@since_option
def retag(*, topic: str | None, since: datetime) -> None:
    """Tag stored articles by the present taxonomy.

    Consumers are told of those whose tags changed. Can be stopped and started again: what the present taxonomy has
    looked at is not looked at twice. Needs running workers.
    """
    with services() as made:
        which = Retag(
            version=made.taxonomy.version,
            since=since.replace(tzinfo=UTC),
            topic=topic,
            terms=_terms(made, topic) if topic else (),
        )
        with made.db.transaction() as tx:
            began = rework.count_to_retag(tx, which)
        _ring_all(made, which)
        _follow("tagging", began, lambda: _untagged(made, which), again=lambda: _ring_all(made, which))
    console.print(f"{began:,} articles looked at by taxonomy {which.version}", highlight=False)


def _terms(made: Services, topic: str) -> tuple[str, ...]:
    """Return patterns for the terms without which no rule of the topic can be true."""
    if topic not in made.taxonomy.topics:
        raise UsageError(f"no topic {topic}: `newswire topics check` shows the taxonomy")
    keys = [key for key, rules in made.taxonomy.candidates.items() if any(slug == topic for slug, _ in rules)]
    return tuple(f"%{key.strip().strip('*=')}%" for key in keys)


def _ring_all(made: Services, which: Retag) -> None:
    after = 0
    while True:
        with made.db.transaction() as tx:
            ids = rework.to_retag(tx, which, after=after, limit=_BATCH)
        if not ids:
            return
        ring(Bell(retag=tuple(ids)))
        after = ids[-1]


def _recleaning(made: Services) -> int:
    with made.db.transaction() as tx:
        return rework.count_recleaning(tx)


def _untagged(made: Services, which: Retag) -> int:
    with made.db.transaction() as tx:
        return rework.count_to_retag(tx, which)


def _follow(what: str, total: int, left: Callable[[], int], *, again: Callable[[], None] | None = None) -> None:
    """Show a progress bar until nothing is left."""
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(what, total=total)
        before, moved = total, time.monotonic()
        while remaining := left():
            progress.update(bar, completed=max(total - remaining, 0))
            if remaining != before:
                before, moved = remaining, time.monotonic()
            elif again is not None and time.monotonic() - moved > _STALLED_SECONDS:
                again()
                moved = time.monotonic()
            time.sleep(_LOOK_SECONDS)
