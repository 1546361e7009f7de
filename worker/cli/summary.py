"""The summary of a run: where every page ended and what it cost; also tells when nothing is left to do."""

import time
from dataclasses import dataclass, field
from typing import Any, Self

from rich.console import Console

from worker.adapters import costs, feeds
from worker.adapters.costs import Cost
from worker.cli.output import print_table
from worker.models import Reason
from worker.services import Services

_ENDS = ("stored", "duplicate", "skipped", "quarantined")


def idle(services: Services) -> bool:
    """Say whether nothing is due and nothing in hand; what waits for a later attempt does not count."""
    with services.db.transaction() as tx:
        return not any(queue.due or queue.in_hand for queue in costs.queues(tx)) and not feeds.unpolled(tx)


@dataclass(kw_only=True, slots=True)
class Summary:
    """Takes the counts at the beginning, and says what has come since."""

    pages: int | None
    """Pages that the corpus serves; None without a corpus."""
    identities: int | None
    """Different ones among them: two addresses of one page are one item."""
    before: dict[tuple[str, str], int]
    costs_before: dict[str, Cost]
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    memory: dict[str, float | None] = field(default_factory=dict)

    @classmethod
    def begin(cls, services: Services, *, pages: int | None, identities: int | None) -> Self:
        """Look at the database before the run."""
        with services.db.transaction() as tx:
            before = {(state, reason): number for state, reason, number in costs.states(tx)}
            return cls(
                pages=pages,
                identities=identities,
                before=before,
                costs_before={c.step: c for c in costs.listing(tx, days=2)},
            )

    def note_memory(self, memory: dict[str, float | None]) -> None:
        """Keep the peak of each process, while they still run."""
        self.memory = memory

    def note_end(self) -> None:
        """Stop the clock: what comes now is stopping."""
        self.seconds = time.monotonic() - self.began

    def finish(self, services: Services) -> dict[str, Any]:
        """Return the whole summary, as far as the database knows it."""
        with services.db.transaction() as tx:
            states = [(state, reason, number) for state, reason, number in costs.states(tx)]
            steps = costs.listing(tx, days=2)
        ended: dict[str, Any] = {"duplicate": {}, "skipped": {}, "quarantined": {}, "stored": 0, "waiting": {}}
        total = 0
        for state, reason, number in states:
            new = number - self.before.get((state, reason), 0)
            if not new:
                continue
            total += new
            if state == "stored":
                ended["stored"] += new
            else:
                kind = state if state in _ENDS else "waiting"
                ended[kind][reason or state] = ended[kind].get(reason or state, 0) + new
        if self.pages is not None and self.identities is not None and self.identities < self.pages:
            ended["duplicate"][Reason.SAME_ADDRESS] = self.pages - self.identities
            total += self.pages - self.identities
        by_step = {cost.step: self._since(cost) for cost in steps}
        stored = ended["stored"]
        return {
            "pages": self.pages,
            **ended,
            "accounted": total,
            "complete": not ended["waiting"] and (self.pages is None or total == self.pages),
            "seconds": round(self.seconds, 1),
            "articles_per_second": round(stored / self.seconds, 1) if self.seconds else 0.0,
            "cpu_ms_per_article": {
                step: round(1000 * cost.cpu_seconds / max(stored, 1), 2) for step, cost in by_step.items()
            },
            "peak_mb": self.memory,
        }

    def _since(self, cost: Cost) -> Cost:
        old = self.costs_before.get(cost.step)
        if old is None:
            return cost
        return Cost(
            step=cost.step,
            batches=cost.batches - old.batches,
            items=cost.items - old.items,
            cpu_seconds=cost.cpu_seconds - old.cpu_seconds,
            seconds=cost.seconds - old.seconds,
        )

    @staticmethod
    def show(result: dict[str, Any], console: Console) -> None:
        """Print the summary for people."""
        console.print()
        rows: list[tuple[Any, ...]] = [("stored", None, result["stored"])]
        for state in ("duplicate", "skipped", "quarantined", "waiting"):
            rows += [(state, reason, number) for reason, number in sorted(result[state].items())]
        print_table(("ended", "reason", "pages"), rows, empty="")
        if result["pages"] is not None:
            verdict = "every page is accounted for" if result["complete"] else "NOT every page is accounted for"
            console.print(f"{result['accounted']:,} of {result['pages']:,} pages: {verdict}", highlight=False)
        console.print(
            f"{result['seconds']} s, {result['articles_per_second']} articles per second; CPU ms per article: "
            + ", ".join(f"{step} {ms}" for step, ms in result["cpu_ms_per_article"].items()),
            highlight=False,
        )
        if any(result["peak_mb"].values()):
            console.print("peak MB: " + ", ".join(f"{k} {v}" for k, v in result["peak_mb"].items()), highlight=False)
