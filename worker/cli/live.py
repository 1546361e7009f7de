"""The live view of newswire run: articles as they are stored, and one line with what waits."""

import sys
from typing import Self

from rich.console import Group
from rich.live import Live as RichLive
from rich.text import Text

from worker.adapters import articles, changes, costs
from worker.adapters.articles import ChangeRow
from worker.cli.output import console, safe
from worker.errors import ServiceDown
from worker.services import Services

_LINES = 100


class Live:
    """Shows what is new since it was made. In a pipe it prints the same lines without the moving one."""

    def __init__(self, services: Services, *, quiet: bool) -> None:
        self._services = services
        self._quiet = quiet
        self._position = 0
        self._live = RichLive(console=console, refresh_per_second=4, transient=True) if sys.stdout.isatty() else None

    def __enter__(self) -> Self:
        with self._services.db.transaction() as tx:
            self._position = changes.last_position(tx)
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

    def refresh(self) -> None:
        """Print the articles that are new, and renew the moving line."""
        try:
            with self._services.db.transaction() as tx:
                rows = articles.changed_after(tx, self._position, limit=_LINES)
                queues = costs.queues(tx)
                states = costs.states(tx)
        except ServiceDown as error:
            self._line(Text(str(error), style="red"))
            return
        for row in rows:
            self._position = row.position
            if not self._quiet:
                console.print(_article(row))
        counts: dict[str, int] = {}
        for state, _, number in states:
            counts[state] = counts.get(state, 0) + number
        waits = "  ".join(f"{q.step} {q.due}+{q.in_hand}" for q in sorted(queues, key=lambda q: q.step, reverse=True))
        ended = "  ".join(
            f"{state} {counts.get(state, 0):,}" for state in ("stored", "duplicate", "skipped", "quarantined")
        )
        self._line(Text(f"due+in hand: {waits}   │   {ended}   │   Ctrl-C stops", style="reverse"))

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
