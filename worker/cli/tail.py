"""newswire tail: articles as they come, for a person who watches a deployment."""

from collections.abc import Iterator

import click

from worker.adapters import articles, changes, consumers
from worker.adapters.articles import ChangeRow
from worker.adapters.consumers import Filters
from worker.adapters.signals import stop_on_signal, wait_for
from worker.cli.filters import given, refuse_unknown
from worker.cli.live import print_article
from worker.cli.output import as_line, errors, json_option, open_services
from worker.delivery.sinks import write_out
from worker.errors import Retry
from worker.services import Services

_AT_ONCE = 500
# A notification can be lost with its connection; an outage is asked about as often.
_WAIT_SECONDS = 5.0


@click.command()
@click.option(
    "--lines", "-n", default=10, show_default=True, type=click.IntRange(0, 10_000), help="Latest to begin with."
)
@click.option("--topic", callback=given, help="Only this topic, by its slug.")
@click.option("--source", callback=given, help="Only this publisher.")
@json_option
def tail(*, lines: int, topic: str | None, source: str | None, as_json: bool) -> None:
    """Articles as they come: created, revised, retagged, withdrawn, with their topics and what was cut.

    Until Ctrl-C. It keeps no position: programs use `newswire consume`.
    """
    stop = stop_on_signal()
    with open_services() as services:
        refuse_unknown(services, Filters(topic=topic, source=source))
        for row in _follow(services, lines, stop):
            if (topic and topic not in row.topics) or (source and source != row.source):
                continue
            if as_json:
                write_out(as_line(row))
            else:
                print_article(row)


def _follow(services: Services, lines: int, stop: list[int]) -> Iterator[ChangeRow]:
    with services.db.transaction() as tx:
        position = articles.position_before_last(tx, lines) if lines else changes.last_position(tx)
    told = False
    while not stop:
        try:
            with consumers.wake_ups(services.db) as listener:
                while not stop:
                    rows = _after(services, position)
                    yield from rows
                    position = rows[-1].position if rows else position
                    told = False
                    if len(rows) < _AT_ONCE:
                        listener.wait(_WAIT_SECONDS, stop)
        except Retry as error:
            if not told:  # once, not every few seconds of an outage
                errors.print(f"waiting: {error}", style="yellow", highlight=False, markup=False)
            told = True
            wait_for(stop, _WAIT_SECONDS)


def _after(services: Services, position: int) -> list[ChangeRow]:
    with services.db.transaction() as tx:
        return articles.changed_after(tx, position, limit=_AT_ONCE)
