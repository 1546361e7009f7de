"""The live view of newswire run: articles as they are stored, and below them what waits."""

import sys
from typing import Self

from rich.console import Group
from rich.live import Live as RichLive
from rich.text import Text

from worker.adapters.articles import ChangeRow
from worker.cli.output import console, safe
from worker.runtime.progress import Progress

_WIDE = 120
"""Cells of a terminal from which all sources have a column of one width."""
_SOURCE, _SHORT = 22, 12
_TITLE = 24
"""Cells that a title has at least."""


class Live:
    """Shows what it is given. In a pipe it prints the same lines without the moving one."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self._live = RichLive(console=console, refresh_per_second=4, transient=True) if sys.stdout.isatty() else None

    def __enter__(self) -> Self:
        if self._live is not None and not self.quiet:
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
        if not self.quiet:
            console.print(Text(text, style="dim"), soft_wrap=True)

    def show(self, progress: Progress) -> None:
        """Print the articles that are new, and renew the moving line."""
        for row in progress.changes:
            if not self.quiet:
                print_article(row)
        queues = sorted(progress.queues, key=lambda queue: queue.step, reverse=True)
        waits = "  ".join(f"{queue.step} {queue.due}+{queue.in_hand}" for queue in queues)
        ended = "  ".join(
            f"{state} {progress.items.get(state, 0):,}" for state in ("stored", "duplicate", "skipped", "quarantined")
        )
        self._line(Text(f"due+in hand: {waits}"), Text(f"{ended}  │  Ctrl-C stops"))

    def warn(self, text: str) -> None:
        """Show what is wrong in the moving line."""
        self._line(Text(text, style="red"))

    def _line(self, *parts: Text) -> None:
        """Show these in one line, or in one each where the terminal is too narrow for that."""
        if self._live is None or self.quiet:
            return
        whole = Text("  │  ").join(parts)
        lines = [whole] if whole.cell_len <= console.width else list(parts)
        for line in lines:
            line.stylize("reverse")
        self._live.update(Group(Text(), *lines))


def print_article(row: ChangeRow) -> None:
    """Print a change in one line: on a terminal the title gives way until the rest of it fits."""
    text = article_line(row, width=console.width if sys.stdout.isatty() else None)
    console.print(text, no_wrap=True, overflow="ellipsis" if sys.stdout.isatty() else "ignore")


def article_line(row: ChangeRow, *, width: int | None) -> Text:
    """When, what, whose, the title, and what became of it, in `width` cells; None for as many as it takes."""
    head = Text(row.changed_at.astimezone().strftime("%H:%M:%S "), style="dim")
    if row.kind != "created":
        head.append(f"{row.kind} ", style="magenta")
    source = safe(row.source)
    head.append(f"{source[:_SOURCE]:{_SOURCE}} " if width is None or width >= _WIDE else f"{source[:_SHORT]} ", "cyan")
    marks = Text()
    for topic in row.topics[:4]:
        marks.append(f" #{topic}", style="green")
    if cut := cut_words(row.wall_kind, row.cuts):
        marks.append(f" ✂ {cut}", style="red")
    if row.truncated:
        marks.append(" truncated", style="yellow")
    if row.duplicate_of:
        marks.append(f" copy of {row.duplicate_of}", style="dim")
    title = Text(safe(row.title), style="bold")
    if width is not None:
        title.truncate(max(width - head.cell_len - marks.cell_len, _TITLE), overflow="ellipsis")
    return head + title + marks


def cut_words(wall: str | None, cuts: int) -> str | None:
    """What was cut, in a word: the kind of the wall, or boilerplate where none of it was a wall."""
    return wall or ("boilerplate" if cuts else None)
