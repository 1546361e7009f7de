"""newswire reprocess, newswire retag: apply changed rules to what is stored."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click
from rich.progress import Progress

from worker.adapters import articles, feeds, rework
from worker.adapters.db import Transaction
from worker.adapters.rework import Retag
from worker.app import IDS_PER_MESSAGE, ring
from worker.cli.filters import no_topic
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
            if source and not (
                source in {feed.source for feed in feeds.listing(tx)} or articles.latest(tx, source=source, limit=1)
            ):
                raise UsageError(f"no source {source}: `newswire feeds list` shows them")
        which: dict[str, Any] = {"version": version, "since": since, "source": source}
        before = _in_batches(made, partial(rework.recleaning, **which))  # by a run that was stopped
        sent = sorted({*before, *_in_batches(made, partial(rework.reclean, **which))})
        total = len(sent)
        _follow(made, "cleaning", sent, rework.still_to_reclean)
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
        ids = _in_batches(made, lambda tx, after, limit: rework.to_retag(tx, which, after=after, limit=limit))
        total = len(ids)
        _follow(made, "tagging", ids, partial(rework.still_to_retag, version=which.version), ring=_Ringer(made, which))
    console.print(f"{total:,} articles looked at by taxonomy {which.version}", highlight=False)


def _terms(made: Services, topic: str) -> tuple[str, ...]:
    """Return patterns for the terms without which no rule of the topic can be true."""
    if topic not in made.taxonomy.topics:
        raise no_topic(topic, made.taxonomy.topics)
    keys = [key for key, rules in made.taxonomy.candidates.items() if any(slug == topic for slug, _ in rules)]
    return tuple(f"%{key.strip().strip('*=')}%" for key in keys)


class _Ringer:
    """Rings for articles; again when the bells were lost, but not for ever for workers that go by another taxonomy."""

    def __init__(self, made: Services, which: Retag) -> None:
        self._made, self._which = made, which
        self._last: tuple[int, tuple[str, str] | None] | None = None

    def __call__(self, ids: Sequence[int]) -> None:
        """Ring for these. Raises UsageError when the last of the round before was looked at, and is still to tag."""
        if self._last and self._last[0] == ids[-1]:
            before, now = self._last[1], self._look(ids[-1])
            if now and now != before and now[0] != self._which.version:
                raise UsageError(
                    f"the workers tag by taxonomy {now[0]}, this command by {self._which.version}: "
                    "give both the same version of newswire and the same NEWSWIRE_TOPICS, then retag again"
                )
        self._last = (ids[-1], self._look(ids[-1]))
        for start in range(0, len(ids), _BATCH):
            ring(Bell(retag=tuple(ids[start : start + _BATCH])))

    def _look(self, article_id: int) -> tuple[str, str] | None:
        with self._made.db.transaction() as tx:
            return rework.last_look(tx, article_id)


def _in_batches(made: Services, step: Callable[..., list[int]]) -> list[int]:
    """Return all ids that a step gives, each batch in a transaction of its own: no statement takes long."""
    ids: list[int] = []
    while True:
        with made.db.transaction() as tx:
            found = step(tx, after=ids[-1] if ids else 0, limit=_BATCH)
        if not found:
            return ids
        ids += found


def _follow(
    made: Services,
    what: str,
    ids: list[int],
    still: Callable[[Transaction, Sequence[int]], list[int]],
    *,
    ring: Callable[[Sequence[int]], None] = lambda _: None,
) -> None:
    """Ring, and show a progress bar until nothing is left of `ids`; only the first of them are looked at each time."""
    with Progress(console=console, transient=True) as progress:
        bar = progress.add_task(what, total=len(ids))
        total, rung = len(ids), -_STALLED_SECONDS
        while ids:
            if time.monotonic() - rung >= _STALLED_SECONDS:
                ring(ids)
                rung = time.monotonic()
            with made.db.transaction() as tx:
                left = still(tx, ids[:_BATCH])
            if len(left) < len(ids[:_BATCH]):
                ids[:_BATCH] = left
                progress.update(bar, completed=total - len(ids))
                rung = time.monotonic()
            if left:
                time.sleep(_LOOK_SECONDS)
