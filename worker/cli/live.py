"""The live view of newswire run: articles as they are stored, and one line with what waits."""

import sys
from typing import Self

from rich.console import Group
from rich.live import Live as RichLive
from rich.text import Text

from worker.adapters.articles import ChangeRow
from worker.cli.output import console, safe
from worker.runtime.progress import Progress


class Live:
    """Shows what it is given. In a pipe it prints the same lines without the moving one."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._live = RichLive(console=console, refresh_per_second=4, transient=True) if sys.stdout.isatty() else None

    def __enter__(self) -> Self:
        if self._live is not None and not self._quiet:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the moving line away."""
        if self._live is not None:
            self._live.stop()

    def say(self, text: str) -> None:
        """Print a line above the moving one; it is never broken, so that a command in it can be copied."""
        if not self._quiet:
            console.print(Text(text, style="dim"), soft_wrap=True)

    def show(self, progress: Progress) -> None:
        """Print the articles that are new, and renew the moving line."""
        for row in progress.changes:
            if not self._quiet:
                console.print(_article(row))
        queues = sorted(progress.queues, key=lambda queue: queue.step, reverse=True)
        waits = "  ".join(f"{queue.step} {queue.due}+{queue.in_hand}" for queue in queues)
        ended = "  ".join(
            f"{state} {progress.items.get(state, 0):,}" for state in ("stored", "duplicate", "skipped", "quarantined")
        )
        self._line(Text(f"due+in hand: {waits}   │   {ended}   │   Ctrl-C stops", style="reverse"))

    def warn(self, text: str) -> None:
        """Show what is wrong in the moving line."""
        self._line(Text(text, style="red"))

    def _line(self, text: Text) -> None:
        if self._live is not None and not self._quiet:
            self._live.update(Group(Text(), text))


def _article(row: ChangeRow) -> Text:
    line = Text(row.stored_at.astimezone().strftime("%H:%M:%S "), style="dim", no_wrap=True, overflow="ellipsis")
    if row.kind != "created":
        line.append(f"{row.kind} ", style="magenta")
    line.append(f"{safe(row.source)[:22]:22} ", style="cyan")
    line.append(safe(row.title), style="bold")
    for topic in row.topics[:4]:
        line.append(f" #{topic}", style="green")
    if row.cuts:
        line.append(f" ✂ {row.wall_kind or 'repeated'}", style="red")
    if row.truncated:
        line.append(" truncated", style="yellow")
    if row.duplicate_of:
        line.append(f" copy of {row.duplicate_of}", style="dim")
    return line
