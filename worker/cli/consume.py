"""newswire consume, newswire export: what is stored, for the programs of others."""

from collections.abc import Iterator
from datetime import datetime

import click

from worker.adapters import changes, consumers, locks
from worker.adapters.consumers import Filters
from worker.adapters.signals import stop_on_signal
from worker.cli.consumers import check_name
from worker.cli.filters import filtered, given, refuse_unknown
from worker.cli.output import errors, open_services
from worker.cli.since import EVER, since_option
from worker.delivery.consumer import BATCH, Consumer, taken
from worker.delivery.sinks import to_command, to_stdout, to_webhook, writing
from worker.errors import UsageError
from worker.services import Services


@click.command()
@click.argument("name")
@click.option("--follow", is_flag=True, help="Wait for more, until SIGTERM or Ctrl-C.")
@filtered("jsonl", "csv")
@click.option(
    "--exec", "command", metavar="CMD", callback=given,
    help="Run this for each batch, with the batch on its stdin. No shell reads it: for pipes and variables "
         "--exec 'sh -c \"…\"'.",
)  # fmt: skip
@click.option("--webhook", "url", metavar="URL", callback=given, help="POST each batch there.")
@click.option("--from", "start", metavar="now|start|POSITION", callback=given,
              help="Where a new NAME begins: after the last change, before the oldest that is kept, or after POSITION. "
                   "[default: start]")  # fmt: skip
@click.option("--batch", default=BATCH, show_default=True, type=click.IntRange(1, BATCH),
              help="Changes that are handed over at a time, at most.")  # fmt: skip
def consume(
    name: str,
    *,
    follow: bool,
    topic: str | None,
    source: str | None,
    lang: str | None,
    form: str,
    command: str | None,
    url: str | None,
    start: str | None,
    batch: int,
) -> None:
    """The changes that the consumer NAME has not had yet, in order, each with its article as it stands now.

    A NAME that is there already goes on at its position. The position is saved after a batch was written, CMD exited
    with 0, or URL answered 2xx: after a crash a batch may come twice, never not at all. What --topic, --source and
    --lang leave out counts as read; an article that is no longer on the topic comes once more, with it in lost_topics.
    One process at a time consumes a NAME; with --follow others wait to take over.

    URL may be any address of yours; it is not held to the rules for addresses from feeds. The headers of
    each POST say Newswire-Consumer: NAME and Newswire-Positions: FIRST-LAST, so that it can drop what it has had. With
    --follow what fails is tried again after 1, 5, 30 and then every 60 s, and not before a Retry-After of the answer.
    """
    if command and url:
        raise UsageError("give --exec or --webhook, not both")
    check_name(name)
    deliver = to_command(command) if command else to_webhook(url, form, consumer=name) if url else to_stdout
    filters = Filters(source=source, language=lang, topic=topic)
    with open_services() as services:
        consumer = Consumer(
            db=services.db,
            name=name,
            filters=filters,
            form=form,
            deliver=deliver,
            refuse=lambda: refuse_unknown(services, filters),
            stop=stop_on_signal(),
            tell=_say,
            batch=batch,
        )
        if start is not None:
            refuse_unknown(services, filters)  # before NAME is registered: a command that is refused leaves nothing
            _begin(services, name, start)
        try:
            _consume(services, consumer, follow=follow)
        except BrokenPipeError:  # what was not taken comes again, and is no success
            raise SystemExit(1) from None


def _consume(services: Services, consumer: Consumer, *, follow: bool) -> None:
    if follow:
        consumer.follow()
        return
    refuse_unknown(services, consumer.filters)
    owner = consumer.catch_up()
    if not owner.acquired:
        raise UsageError(taken(consumer.name, owner))


@click.command()
@since_option("what was stored")
@click.option("--for", "consumer", metavar="NAME", help="Let the consumer NAME go on from here: a copy without a gap.")
@filtered("jsonl", "csv", "parquet")
def export(
    *, since: datetime, consumer: str | None, topic: str | None, source: str | None, lang: str | None, form: str
) -> None:
    """Articles as they stand now, in the order of their storing.

    With --for NAME the end of the change feed is taken first, and saved as the position of NAME when everything was
    written: newswire consume NAME then goes on without a gap.

    Parquet needs pip install 'pyarrow>=24', which the image does not have.
    """
    if consumer and since > EVER:
        raise UsageError("--for NAME needs everything: leave --since out")
    if consumer is not None:
        check_name(consumer)
    filters = Filters(source=source, language=lang, topic=topic)
    with open_services() as services:
        refuse_unknown(services, filters)
        with services.db.transaction() as tx:
            end = changes.last_position(tx)
            if consumer:
                # another role's is refused now, not when everything was written
                owner = locks.claim_consumer(tx, consumer)
                if not owner.acquired:
                    raise UsageError(taken(consumer, owner))
        with writing(form) as write:
            for page in _pages(services, filters, since):
                write(page)
        if consumer:
            with services.db.transaction() as tx:
                consumers.acknowledge(tx, consumer, end)


def _begin(services: Services, name: str, start: str) -> None:
    """Register a new name at a position; one that is there is left where it is, for a service says --from each time."""
    if start == "start":
        return
    with services.db.transaction() as tx:
        end = changes.last_position(tx)
        number = int(start) if start.isascii() and start.isdigit() and len(start) < 20 else None
        position = end if start == "now" else number
        if position is None or position > end:
            raise UsageError(f"--from {start}: expected now, start, or a position up to {end}, where the changes end")
        if consumers.exists(tx, name):
            return
        locks.claim_consumer(tx, name)
        consumers.acknowledge(tx, name, position)


def _pages(services: Services, filters: Filters, since: datetime) -> Iterator[list[str]]:
    stored_at, article_id = since, -1
    while True:
        with services.db.transaction() as tx:
            rows = consumers.articles_after(tx, stored_at, article_id, filters, limit=BATCH)
        if not rows:
            return
        yield [row.document for row in rows]
        stored_at, article_id = rows[-1].stored_at, rows[-1].id


def _say(text: str) -> None:
    errors.print(text, style="yellow", highlight=False, markup=False)
