"""Where batches of articles go: standard output, a command or an address; saves no position."""

import csv
import io
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from worker.adapters import parquet, webhook
from worker.errors import Retry, UsageError
from worker.models import Reason

_COLUMNS = ("id", "revision", "source", "language", "title", "url", "published_at", "stored_at", "truncated",
            "duplicate_of", "withdrawn_at")  # fmt: skip
_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Changes as they are handed over."""

    payload: bytes
    positions: tuple[int, int]
    """First and last of those read for it, with what the filters left out."""


Deliver = Callable[[Batch], None]
"""Hand a batch over; it raises when the other side did not take it."""


def encoded(documents: Sequence[str], form: str, *, header: bool) -> bytes:
    """Return documents, which are JSON, in a format; `header` puts the names of the columns before CSV."""
    if form == "jsonl":
        return "".join(f"{document}\n" for document in documents).encode()
    rows: list[dict[str, Any]] = [orjson.loads(document) for document in documents]
    change = ("position", "kind") if "position" in rows[0] else ()
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    if header:
        table.writerow([*change, *_COLUMNS, "topics", "authors", "text"])
    for row in rows:
        topics = " ".join(sorted({topic["topic"] for topic in row["topics"]}))
        rest = (topics, "; ".join(row["authors"]), row["text"])
        table.writerow([_cell(value) for value in (*(row[column] for column in (*change, *_COLUMNS)), *rest)])
    return out.getvalue().encode()


@contextmanager
def writing(form: str) -> Iterator[Callable[[Sequence[str]], None]]:
    """Give what writes documents to standard output in a format; all of it is there when the block has ended."""
    if form == "parquet":
        if sys.stdout.isatty():
            raise UsageError("Parquet is nothing to look at: newswire export --format parquet > articles.parquet")
        with parquet.writer(_Stdout()) as write:
            yield write
        return
    header = True

    def write_lines(documents: Sequence[str]) -> None:
        nonlocal header
        write_out(encoded(documents, form, header=header))
        header = False

    yield write_lines


def _cell(value: Any) -> Any:
    """A title that begins like a formula must not become one in a spreadsheet."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r" and value:
        return "'" + value
    return value


class _Stdout(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        body = bytes(data)
        write_out(body)
        return len(body)


def write_out(body: bytes) -> None:
    """Write all of it to standard output."""
    # without a buffer (PYTHONUNBUFFERED, as in our image) a write that a signal breaks into returns with a part done
    left = memoryview(body)
    while left:
        left = left[sys.stdout.buffer.write(left) :]
    sys.stdout.buffer.flush()


def to_stdout(batch: Batch) -> None:
    write_out(batch.payload)


def to_command(command: str) -> Deliver:
    """Run a command for each batch, without a shell. Raises UsageError when it cannot be read or run."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageError(f"--exec {command}: {error}") from error
    program = words[0] if words else ""
    if shutil.which(program) is None:
        raise UsageError(f"--exec {command}: there is no program {program or 'in it'}")

    def deliver(batch: Batch) -> None:
        try:
            ended = subprocess.run(words, input=batch.payload, check=False)  # noqa: S603 - the operator's own command
        except OSError as error:
            raise UsageError(f"--exec {command}: {error.strerror}") from error
        if ended.returncode:
            raise Retry(
                f"{command}: exited with {ended.returncode}; the batch comes again", reason=Reason.COMMAND_FAILED
            )

    return deliver


def to_webhook(url: str, form: str, *, consumer: str) -> Deliver:
    """Post each batch to an address. Raises UsageError when it is none."""
    webhook.check(url)

    def deliver(batch: Batch) -> None:
        webhook.post(url, batch.payload, content_type=_TYPES[form], consumer=consumer, positions=batch.positions)

    return deliver
