"""The command `newswire`: what people type. Each module holds the commands of one subject; none holds a decision."""

import io
import os
import sys
from typing import Any

import click

from worker import __version__
from worker.cli.articles import articles
from worker.cli.clean import clean, tag
from worker.cli.completion import completion
from worker.cli.consume import consume, export
from worker.cli.consumers import consumers
from worker.cli.feeds import feeds, poll
from worker.cli.operate import dispatcher, metrics, migrate, push, retention, sample, web, work
from worker.cli.quarantine import quarantine
from worker.cli.reprocess import reprocess, retag
from worker.cli.retry import retry
from worker.cli.run import run
from worker.cli.status import status
from worker.cli.tail import tail
from worker.cli.topics import topics
from worker.cli.why import why
from worker.errors import NewswireError, UsageError
from worker.settings import unknown


class _Commands(click.Group):
    """All commands; a reader of our output that has gone is no failure, as in `newswire articles | head`."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed goes nowhere
            ctx.exit(0)
        return result


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="newswire")
def newswire() -> None:
    """Feeds in, clean tagged articles out of Postgres, nothing lost, nothing doubled.

    \b
    First steps:    newswire run                 everything on this machine, with a sample news site
    One page:       newswire clean page.html     what would be stored of it
    Your servers:   NEWSWIRE_DATABASE_URL, NEWSWIRE_REDIS_URL; then newswire migrate, feeds add, status

    Exit codes: 0 done, 1 something failed, 2 the command cannot be carried out as given.
    """  # noqa: D301 - click wants the character itself


for command in (
    run, migrate, feeds, poll, articles, why, consume, consumers, export, tail, status, quarantine, clean, tag, topics,
    retry, reprocess, retag, retention, work, dispatcher, push, metrics, web, sample, completion,
):  # fmt: skip
    newswire.add_command(command)


def main() -> None:
    """Run the command line; an operator's mistake is one line on stderr, never a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that is not UTF-8 gets question marks
        sys.stdout.reconfigure(errors="replace")
    for line in unknown():
        sys.stderr.write(f"newswire: {line}\n")
    try:
        newswire.main(standalone_mode=True)
    except UsageError as error:
        sys.stderr.write(f"newswire: {error}\n")
        sys.exit(2)
    except NewswireError as error:
        sys.stderr.write(f"newswire: {error}\n")
        sys.exit(1)
    except OSError as error:
        about = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"newswire: {about}{error.strerror or error}\n")
        sys.exit(2)
