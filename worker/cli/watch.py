"""newswire status --watch: the steps with what they had to do of late, feeds in trouble, the last endings; live."""

import sys
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from worker.adapters import costs, feeds
from worker.adapters.costs import Count
from worker.adapters.signals import wait_for
from worker.cli.output import console, safe
from worker.core.feeds.health import health
from worker.errors import ServiceDown, UsageError
from worker.models import QUEUES
from worker.runtime.glance import Glance, glance
from worker.services import Services

_SECONDS = 2.0
_FEEDS_SECONDS = 30.0
"""The list of all feeds counts their entries: it is not asked for each time."""
_BARS = " ▁▂▃▄▅▆▇█"
_HISTORY = 60
_LAST = 8
_ENDS = ("stored", "duplicate", "skipped", "quarantined", "retry")

Key = tuple[str, str, str]
"""Step, outcome and reason."""


@dataclass(kw_only=True, slots=True)
class Watched:
    """What has been seen so far."""

    now: Glance | None = None
    error: str | None = None
    due: dict[str, deque[int]] = field(default_factory=lambda: {step: deque(maxlen=_HISTORY) for step in QUEUES})
    """What was due at each step, the latest last."""
    stored: deque[int] = field(default_factory=lambda: deque(maxlen=_HISTORY))
    """Articles stored between two looks."""
    ended: deque[tuple[datetime, Key, int]] = field(default_factory=lambda: deque(maxlen=_LAST))
    """When, how and how many items ended, the latest first."""
    feeds: Sequence[tuple[str, str]] = ()
    """Address and health of those in trouble, the worst first."""
    all_feeds: int = 0
    _counted: Mapping[Key, int] | None = None

    def note(self, now: Glance, counts: Iterable[Count], at: datetime) -> None:
        """Take a look in: what has changed since the one before is what has happened."""
        self.now, self.error = now, None
        waiting = {queue.step: queue.due for queue in now.queues}
        for step, history in self.due.items():
            history.append(waiting.get(step, 0))
        counted = {(count.step, count.outcome, count.reason): count.items for count in counts}
        if self._counted is not None:
            new = {key: number - self._counted.get(key, 0) for key, number in counted.items() if key[1] in _ENDS}
            # at midnight the counts of another day begin
            grown = {key: number for key, number in new.items() if number > 0}
            self.stored.append(sum(number for key, number in grown.items() if key[1] == "stored"))
            for key, number in sorted(grown.items()):
                self.ended.appendleft((at, key, number))
        self._counted = counted


def watch(services: Services, stop: list[int]) -> None:
    """Show it until told to stop. Raises UsageError where there is no terminal."""
    if not sys.stdout.isatty():
        raise UsageError("--watch needs a terminal; `newswire status --json` is for programs")
    seen, asked = Watched(), 0.0
    with Live(console=console, screen=True, auto_refresh=False) as live:
        while not stop:
            began = time.monotonic()
            try:
                with_feeds = not asked or began - asked > _FEEDS_SECONDS
                _ask(services, seen, with_feeds=with_feeds)
                asked = began if with_feeds else asked
            except ServiceDown as error:
                seen.error = str(error)
            live.update(draw(seen, width=console.width, height=console.height), refresh=True)
            wait_for(stop, _SECONDS - (time.monotonic() - began))


def _ask(services: Services, seen: Watched, *, with_feeds: bool) -> None:
    now = datetime.now(UTC)
    state = glance(services)
    with services.db.transaction() as tx:
        counts = costs.counters(tx, days=1)
        rows = feeds.listing(tx) if with_feeds else []
    seen.note(state, counts, now)
    if with_feeds:
        known = sorted(((health(row.facts, now=now), row) for row in rows), key=lambda pair: -pair[0].rank)
        seen.feeds = [(row.url, how.words) for how, row in known if how.rank > 1]
        seen.all_feeds = len(rows)


def draw(seen: Watched, *, width: int, height: int) -> RenderableType:
    """Everything that has been seen, in so many columns and rows."""
    head = Text(f"newswire {datetime.now(UTC):%H:%M:%S} UTC, every {_SECONDS:.0f} s, Ctrl-C ends", style="dim")
    parts: list[RenderableType] = [head, *_verdict(seen)]
    if seen.now is not None:
        parts += [Text(), _steps(seen, seen.now, width)]
    room = max(height - len(QUEUES) - 9 - len(parts) - min(len(seen.ended) or 1, _LAST), 1)
    parts += [Text(), Text(f"feeds in trouble: {len(seen.feeds)} of {seen.all_feeds}", style="bold")]
    parts += [_cut(Text.assemble((f"{words}  ", "yellow"), safe(url)), width) for url, words in seen.feeds[:room]]
    if len(seen.feeds) > room:
        parts.append(Text(f"and {len(seen.feeds) - room} more: newswire feeds list", style="dim"))
    parts += [Text(), Text("last endings", style="bold")]
    parts += [_ending(*one, width) for one in seen.ended] or [Text("none since this was started", style="dim")]
    return Group(*parts)


def _verdict(seen: Watched) -> list[Text]:
    if seen.error is not None:
        return [Text(safe(seen.error), style="red")]
    if seen.now is None or not seen.now.troubles:
        return [Text("all well", style="green")]
    return [Text(safe(f"trouble: {one}"), style="red") for one in seen.now.troubles]


def _steps(seen: Watched, now: Glance, width: int) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("step", "due", "in hand", "waiting", "messages"):
        table.add_column(name, justify="left" if name == "step" else "right", no_wrap=True)
    table.add_column("due of late", no_wrap=True)
    room = max(width - 46, 8)
    queues = {queue.step: queue for queue in now.queues}
    for step in QUEUES:
        queue = queues.get(step)
        numbers = (queue.due, queue.in_hand, queue.waiting) if queue else (0, 0, 0)
        messages = "–" if now.broker_error else f"{now.messages.get(step, 0):,}"
        table.add_row(step, *(f"{number:,}" for number in numbers), messages, Text(bars(seen.due[step], room), "cyan"))
    table.add_row("stored", "", "", "", f"{sum(seen.stored):,}", Text(bars(seen.stored, room), style="green"))
    return table


def bars(values: Sequence[int], room: int) -> str:
    """The last values as a row of small bars, the highest as high as it gets; nothing is no bar."""
    shown = list(values)[-room:]
    most = max(shown, default=0)
    steps = len(_BARS) - 1
    return "".join(_BARS[-(-value * steps // most) if most else 0] for value in shown)


def _ending(at: datetime, key: Key, number: int, width: int) -> Text:
    step, outcome, reason = key
    style = {"stored": "green", "quarantined": "red", "retry": "yellow"}.get(outcome, "")
    line = Text.assemble(f"{at:%H:%M:%S} {step:5} ", (f"{outcome:11} ", style), f"{number:>5,}  {reason}")
    return _cut(line, width)


def _cut(line: Text, width: int) -> Text:
    line.truncate(width, overflow="ellipsis")
    line.no_wrap = True
    return line
