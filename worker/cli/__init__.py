"""The command `newswire`: what people type. Each module holds the commands of one subject; none holds a decision."""

import io
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from worker import __version__
from worker.cli.exits import told
from worker.errors import NewswireError, UsageError
from worker.settings import unknown


class _Unloaded(click.Command):
    """What is listed of a command whose module is not loaded: its name and the first sentence of its help.

    All modules together take a second of CPU, and one of them is called.
    """

    def __init__(self, name: str, module: str, says: str) -> None:
        super().__init__(name, help=says)
        self._module = module

    def loaded(self) -> click.Command:
        """The command itself."""
        command: click.Command = getattr(import_module(f"worker.cli.{self._module}"), str(self.name))
        return command


_UNTIL_STOPPED = {"run", "tail", "work", "dispatcher", "push", "metrics", "web", "sample"}
"""Ctrl-C is the end that these are meant to have: 0, from their first moment on."""


def _stopped(_: int, __: object) -> None:
    os._exit(0)


class _Commands(click.Group):
    """All commands; a reader of our output that has gone is no failure, as in `newswire articles | head`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        if isinstance(command, _Unloaded):
            if name in _UNTIL_STOPPED and signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
                signal.signal(signal.SIGINT, _stopped)
            command = command.loaded()
        if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:  # as `worker.__main__` has it while something loads
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KeyboardInterrupt:
            # as the signal itself ends a process: the loop of a shell in which it was called ends too
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.raise_signal(signal.SIGINT)
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

    Exit codes: 0 done, 1 it failed, 2 it cannot be carried out as given. Ctrl-C: 0 where it is how a command ends.
    """  # noqa: D301 - click wants the character itself


_COMMANDS = (
    ("run", "run",
     ("Start Postgres, Valkey, a sample news site, the dispatcher and all workers; show articles as "
      "they are stored.")),
    ("migrate", "operate",
     ("Bring the database to the present schema, and let the roles log in whose passwords are set.")),
    ("feeds", "feeds", "What is polled: add, list, pause, import …"),
    ("poll", "feeds", "Ask a feed now and show what it says; stores nothing."),
    ("articles", "articles",
     ("The latest articles, by when they were stored; with --since or --until by when they were "
      "published.")),
    ("why", "why", "Why is this article not there? What became of an address, in plain words, and what to do."),
    ("consume", "consume",
     ("The changes that the consumer NAME has not had yet, in order, each with its article as it "
      "stands now.")),
    ("consumers", "consumers",
     ("Who reads the change feed and how far; changes go after NEWSWIRE_CHANGE_DAYS, read or not.")),
    ("export", "consume", "Articles as they stand now, in the order of their storing."),
    ("tail", "tail",
     ("Articles as they come: created, revised, retagged, withdrawn, with their topics and what was "
      "cut.")),
    ("status", "status", "Processes, queues, outcomes by reason, costs, and what stops the work."),
    ("quarantine", "quarantine", "What we gave up on, with why."),
    ("clean", "clean", "Show the normalised result for pages or texts: title, authors, body, what was cut and why."),
    ("tag", "clean", "Show the topics of an article with the evidence for each."),
    ("topics", "topics", "The taxonomy: check it, try it, explain it."),
    ("retry", "retry",
     ("Ask again for what was skipped or taken for a duplicate: these addresses, or all with a reason.")),
    ("reprocess", "reprocess", "Clean stored pages again by the present rules, and show what changed."),
    ("retag", "reprocess", "Tag stored articles by the present taxonomy."),
    ("retention", "operate",
     ("How large each kind of data is, and how many days it is kept (NEWSWIRE_PAGE_DAYS and the like).")),
    ("work", "operate", "Run the Celery worker of one queue until SIGTERM, which lets the batch in hand finish."),
    ("dispatcher", "operate", "Enqueue what is due, until SIGTERM."),
    ("push", "operate", "Let hubs push the feeds that offer it (WebSub), until SIGTERM."),
    ("metrics", "operate", "Serve metrics for Prometheus on /metrics, until SIGTERM."),
    ("web", "operate", "Serve the web page until SIGTERM: the flow, feeds, articles, topics, quarantine, consumers."),
    ("sample", "operate",
     ("Serve the sample news site until SIGTERM: fictional outlets with feeds, walls and faults of "
      "every kind.")),
    ("completion", "completion", "Print the script that makes a shell complete this command."),
)  # fmt: skip
"""Name, module and first sentence of each."""

for _named in _COMMANDS:
    newswire.add_command(_Unloaded(*_named))


def _refuse_odd_bytes(words: Sequence[str]) -> None:
    """Raise UsageError for a word that is no UTF-8, unless it names a file: nothing that is stored has such a name."""
    for word in words:
        if not word.isascii() and word != word.encode(errors="ignore").decode() and not Path(word).exists():
            raise UsageError(f"{word!a} is not UTF-8")


def main() -> None:
    """Run the command line; an operator's mistake is one line on stderr, never a traceback."""
    # closed by the shell (2>&-, >&-): messages may go nowhere; data must not, or consume would count as read what
    # nobody had
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - for the whole process
    if sys.stdout is None:
        sys.stderr.write("newswire: standard output is closed: send it somewhere, or to /dev/null\n")
        sys.exit(2)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that is not UTF-8 gets question marks
        sys.stdout.reconfigure(errors="replace")
    for line in unknown():
        sys.stderr.write(f"newswire: {line}\n")
    try:
        _refuse_odd_bytes(sys.argv[1:])
        newswire.main(standalone_mode=True)
    except (NewswireError, OSError) as error:
        sys.exit(told(error))
