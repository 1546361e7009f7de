"""newswire consume, newswire export: what is stored, for the programs of others."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import click

from worker.adapters import changes, consumers
from worker.adapters.consumers import Filters
from worker.cli.deliver import Batch, Deliver, encoded, to_command, to_stdout, to_webhook, writing
from worker.cli.filters import filtered, given, refuse_unknown
from worker.cli.operate import stop_on_signal, wait_for
from worker.cli.output import errors, services
from worker.errors import Retry, UsageError
from worker.services import Services

# 500 articles are about 5 MB of JSON.
_BATCH = 500
# A notification can be lost with its connection, so we look after this long without one.
_LOOK_SECONDS = 5.0
_RETRY_SECONDS = (1.0, 5.0, 30.0, 60.0)
_AGO = re.compile(r"(\d{1,5})\s*([mhdw])")
_NAME = re.compile(r"[a-z0-9_-]{1,63}")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


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
) -> None:
    """The changes that the consumer NAME has not had yet, in order, each with its article as it stands now.

    A new NAME begins with the oldest change that is kept. The position is saved after a batch was written, CMD exited
    with 0, or URL answered 2xx: after a crash a batch may come twice, never not at all. What --topic, --source and
    --lang leave out counts as read; an article that is no longer on the topic comes once more, with it in lost_topics.
    One process at a time consumes a NAME; with --follow others wait to take over.

    URL may be any address of yours; it is not held to the rules for addresses from feeds. The headers of
    each POST say Newswire-Consumer: NAME and Newswire-Positions: FIRST-LAST, so that it can drop what it has had.
    """
    if command and url:
        raise UsageError("give --exec or --webhook, not both")
    _check_name(name)
    deliver = to_command(command) if command else to_webhook(url, form, consumer=name) if url else to_stdout
    filters = Filters(source=source, language=lang, topic=topic)
    with services() as made:
        reader = _Reader(made=made, name=name, filters=filters, form=form, deliver=deliver, stop=stop_on_signal())
        if follow:
            reader.follow()
            return
        refuse_unknown(made, filters)
        if not reader.catch_up():
            raise UsageError(_taken(name))


@click.command()
@click.option("--since", help="Only what was stored after this: 2026-11-20, 2026-11-20T12:00, or 36h, 7d.")
@click.option("--for", "consumer", metavar="NAME", help="Let the consumer NAME go on from here: a copy without a gap.")
@filtered("jsonl", "csv", "parquet")
def export(
    *, since: str | None, consumer: str | None, topic: str | None, source: str | None, lang: str | None, form: str
) -> None:
    """Articles as they stand now, in the order of their storing.

    With --for NAME the end of the change feed is taken first, and saved as the position of NAME when everything was
    written: newswire consume NAME then goes on without a gap.

    Parquet needs pip install 'pyarrow>=24', which the image does not have.
    """
    if consumer and since:
        raise UsageError("--for NAME needs everything: leave --since out")
    if consumer is not None:
        _check_name(consumer)
    filters = Filters(source=source, language=lang, topic=topic)
    with services() as made:
        refuse_unknown(made, filters)
        with made.db.transaction() as tx:
            end = changes.last_position(tx)
            if consumer:
                if not consumers.claim(tx, consumer):
                    raise UsageError(_taken(consumer))
                consumers.acknowledge(tx, consumer, 0)  # another role's is refused now, not when everything was written
        with writing(form) as write:
            for page in _pages(made, filters, _moment(since) if since else datetime.min.replace(tzinfo=UTC)):
                write(page)
        if consumer:
            with made.db.transaction() as tx:
                consumers.acknowledge(tx, consumer, end)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a consumer: 1 to 63 of a-z, 0-9, _ and -")


def _taken(name: str) -> str:
    return f"{name} is being consumed by another process"


def _pages(made: Services, filters: Filters, since: datetime) -> Iterator[list[str]]:
    stored_at, article_id = since, -1
    while True:
        with made.db.transaction() as tx:
            rows = consumers.articles_after(tx, stored_at, article_id, filters, limit=_BATCH)
        if not rows:
            return
        yield [row.document for row in rows]
        stored_at, article_id = rows[-1].stored_at, rows[-1].id


@dataclass(kw_only=True, slots=True)
class _Reader:
    """One consumer on its way through the feed."""

    made: Services
    name: str
    filters: Filters
    form: str
    deliver: Deliver
    stop: list[int]
    header: bool = True
    """The next batch of CSV begins with the names of the columns."""

    def follow(self) -> None:
        """Hand over what comes, until told to stop; what fails is tried again."""
        failures, waits = 0, False
        while not self.stop:
            try:
                refuse_unknown(self.made, self.filters)
                with consumers.wake_ups(self.made.db) as listener:
                    while not self.stop:
                        mine = self.catch_up()
                        if not mine and not waits:  # once, not every five seconds
                            _say(f"waiting: {_taken(self.name)}")
                        failures, waits = 0, not mine
                        listener.wait(_LOOK_SECONDS, self.stop)
            except Retry as error:
                _say(f"waiting: {error}")
                wait_for(self.stop, _RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
                failures += 1

    def catch_up(self) -> bool:
        """Hand over what is there, a batch at a time; the position is saved after the effect.

        Returns False when another process is at it.
        """
        while not self.stop:
            with self.made.db.transaction() as tx:
                # each time, because the lock is gone with a session that broke
                if not consumers.claim(tx, self.name):
                    return False
                rows = consumers.read(tx, self.name, self.filters, limit=_BATCH)
            if not rows:
                break
            wanted = [row.document for row in rows if row.document is not None]
            if wanted:
                body = encoded(wanted, self.form, header=self.header)
                self.deliver(Batch(body=body, positions=(rows[0].position, rows[-1].position)))
                self.header = self.deliver is not to_stdout
            with self.made.db.transaction() as tx:
                consumers.acknowledge(tx, self.name, rows[-1].position)
        return True


def _say(text: str) -> None:
    errors.print(text, style="yellow", highlight=False, markup=False)


def _moment(text: str) -> datetime:
    if ago := _AGO.fullmatch(text.strip()):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"--since {text}: expected a date, a time, or 36h, 7d") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
