"""newswire consume, newswire export: what is stored, for the programs of others."""

import csv
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import orjson

from worker.adapters import changes, consumers, webhook
from worker.adapters.consumers import Filters
from worker.cli.operate import stop_on_signal, wait_for
from worker.cli.output import errors, services
from worker.errors import Retry, UsageError
from worker.services import Services

# 500 articles are about 5 MB of JSON.
_BATCH = 500
# A notification can be lost with its connection, so we look after this long without one.
_LOOK_SECONDS = 5.0
_RETRY_SECONDS = (1.0, 5.0, 30.0, 60.0)
_COLUMNS = ("id", "revision", "source", "language", "title", "url", "published_at", "stored_at", "truncated",
            "duplicate_of", "withdrawn_at")  # fmt: skip
_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
_AGO = re.compile(r"(\d{1,5})\s*([mhdw])")
_NAME = re.compile(r"[a-z0-9_-]{1,63}")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}

Deliver = Callable[[bytes], None]
"""Hand a batch over; it raises when the other side did not take it."""


def _given(_: click.Context, option: click.Parameter, value: str | None) -> str | None:
    """An unset variable of a shell must not make a consumer pass over everything, or hand it to nobody."""
    if value is not None and not value.strip():
        raise UsageError(f"{option.opts[0]} is empty: leave it out")
    return value


_filters = (
    click.option("--topic", callback=_given, help="Only this topic, by its slug."),
    click.option("--source", callback=_given, help="Only this publisher."),
    click.option("--lang", callback=_given, help="Only this language, for example en."),
    click.option("--format", "form", type=click.Choice(list(_TYPES)), default="jsonl", show_default=True,
                 help="jsonl: everything; csv: the columns that fit a table."),
)  # fmt: skip


def _filtered(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_filters):
        command = option(command)
    return command


@click.command()
@click.argument("name")
@click.option("--follow", is_flag=True, help="Wait for more, until SIGTERM or Ctrl-C.")
@_filtered
@click.option(
    "--exec", "command", metavar="CMD", callback=_given, help="Run this for each batch, with the batch on its stdin."
)
@click.option("--webhook", "url", metavar="URL", callback=_given, help="POST each batch there.")
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

    The position is saved after a batch was written, CMD exited with 0, or URL answered 2xx: after a crash a batch may
    come twice, never not at all. URL may be any address of yours; it is not held to the rules for addresses from feeds.
    """
    if command and url:
        raise UsageError("give --exec or --webhook, not both")
    _check_name(name)
    deliver = _to_command(command) if command else _to_webhook(url, form) if url else _to_stdout
    filters = Filters(source=source, language=lang, topic=topic)
    with services() as made:
        reader = _Reader(made=made, name=name, filters=filters, form=form, deliver=deliver, stop=stop_on_signal())
        if follow:
            reader.follow()
        else:
            reader.catch_up()


@click.command()
@click.option("--since", help="Only what was stored after this: 2026-11-20, 2026-11-20T12:00, or 36h, 7d.")
@click.option("--for", "consumer", metavar="NAME", help="Let the consumer NAME go on from here: a copy without a gap.")
@_filtered
def export(
    *, since: str | None, consumer: str | None, topic: str | None, source: str | None, lang: str | None, form: str
) -> None:
    """Articles as they stand now, in the order of their storing.

    With --for NAME the end of the change feed is taken first, and saved as the position of NAME when everything was
    written: newswire consume NAME then goes on without a gap.

    There is no Parquet: its libraries weigh more than Newswire. DuckDB makes it of what this prints:

    \b
        newswire export > a.jsonl && duckdb -c "COPY (FROM 'a.jsonl') TO 'a.parquet'"
    """  # noqa: D301 - click wants the character itself
    if consumer and since:
        raise UsageError("--for NAME needs everything: leave --since out")
    if consumer is not None:
        _check_name(consumer)
    filters = Filters(source=source, language=lang, topic=topic)
    with services() as made:
        with made.db.transaction() as tx:
            end = changes.last_position(tx)
        header = True
        for page in _pages(made, filters, _moment(since) if since else datetime.min.replace(tzinfo=UTC)):
            _to_stdout(_encoded(page, form, header=header))
            header = False
        if consumer:
            with made.db.transaction() as tx:
                consumers.acknowledge(tx, consumer, end)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no name for a consumer: 1 to 63 of a-z, 0-9, _ and -")


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
        failures = 0
        while not self.stop:
            try:
                with consumers.wake_ups(self.made.db) as listener:
                    while not self.stop:
                        self.catch_up()
                        failures = 0
                        listener.wait(_LOOK_SECONDS, self.stop)
            except Retry as error:
                errors.print(f"waiting: {error}", style="yellow", highlight=False, markup=False)
                wait_for(self.stop, _RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
                failures += 1

    def catch_up(self) -> None:
        """Hand over what is there, a batch at a time; the position is saved after the effect."""
        while not self.stop:
            with self.made.db.transaction() as tx:
                rows = consumers.read(tx, self.name, self.filters, limit=_BATCH)
            if not rows:
                return
            wanted = [row.document for row in rows if row.document is not None]
            if wanted:
                self.deliver(_encoded(wanted, self.form, header=self.header))
                self.header = self.deliver is not _to_stdout
            with self.made.db.transaction() as tx:
                consumers.acknowledge(tx, self.name, rows[-1].position)


def _encoded(documents: Sequence[str], form: str, *, header: bool) -> bytes:
    if form == "jsonl":
        return "".join(f"{document}\n" for document in documents).encode()
    rows: list[dict[str, Any]] = [orjson.loads(document) for document in documents]
    change = ("position", "kind") if "position" in rows[0] else ()
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    if header:
        table.writerow([*change, *_COLUMNS, "topics"])
    for row in rows:
        topics = sorted({topic["topic"] for topic in row["topics"]})
        table.writerow([*(_cell(row[column]) for column in (*change, *_COLUMNS)), " ".join(topics)])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    """A title that begins like a formula must not become one in a spreadsheet."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r" and value:
        return "'" + value
    return value


def _to_stdout(batch: bytes) -> None:
    # without a buffer (PYTHONUNBUFFERED, as in our image) a write that a signal breaks into returns with a part done
    left = memoryview(batch)
    while left:
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def _to_command(command: str) -> Deliver:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--exec {command}: {error}") from error

    def deliver(batch: bytes) -> None:
        try:
            ended = subprocess.run(words, input=batch, check=False)  # noqa: S603 - the operator's own command
        except OSError as error:
            raise UsageError(f"--exec {command}: {error.strerror}") from error
        if ended.returncode:
            raise Retry(f"{command}: exited with {ended.returncode}; the batch comes again", reason="command_failed")

    return deliver


def _to_webhook(url: str, form: str) -> Deliver:
    def deliver(batch: bytes) -> None:
        webhook.post(url, batch, content_type=_TYPES[form])

    return deliver


def _moment(text: str) -> datetime:
    if ago := _AGO.fullmatch(text.strip()):
        return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"--since {text}: expected a date, a time, or 36h, 7d") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
