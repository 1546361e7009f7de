"""What stops the work, in words for an operator; nothing here when all is well, and never what only takes its time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from worker.models import FeedHealth

# A message reaches a worker within seconds; what has been due for longer waits for somebody who is not there.
PATIENCE_SECONDS = 15.0
# As the watchdog, which then ends the process: one that is still there is not ended by it.
STUCK_SECONDS = 180.0
_UNREADABLE = frozenset({FeedHealth.FAILING, FeedHealth.GONE, FeedHealth.QUARANTINED})


@dataclass(frozen=True, kw_only=True, slots=True)
class StepState:
    """One step: poll, fetch or clean."""

    name: str
    due: int
    oldest_seconds: float
    """For how long the oldest has been due."""
    on_its_way: int
    """Due, in hand or waiting for a later attempt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessState:
    """One process of ours that lives."""

    role: str
    host: str
    pid: int
    idle_seconds: float
    """Since it last got something done or had nothing to do."""


def troubles(
    steps: Collection[StepState],
    processes: Collection[ProcessState],
    lacking: Mapping[str, Sequence[str]],
    feeds: Mapping[FeedHealth, int] | None = None,
) -> list[str]:
    """Return a sentence for each thing that stops the work.

    `lacking` has what roles of ours are denied, `feeds` how many are how. One feed that fails stops nothing.
    """
    roles = {process.role for process in processes}
    found = [
        f"role {role} is denied what newswire migrate gives it ({', '.join(what[:3])}"
        f"{f' and {len(what) - 3} more' if len(what) > 3 else ''}): run `newswire migrate`"
        for role, what in sorted(lacking.items())
    ]
    if "dispatcher" not in roles and any(step.on_its_way for step in steps):
        found.append("no dispatcher lives: nothing that falls due is told to a worker: start `newswire dispatcher`")
    found += [
        f"{step.due} due at {step.name}, the oldest for {step.oldest_seconds:.0f} s, and no worker of it lives: "
        f"start `newswire work {step.name}`"
        for step in steps
        if step.due and step.oldest_seconds >= PATIENCE_SECONDS and step.name not in roles
    ]
    found += [
        f"{process.role} {process.pid} on {process.host} has got nothing done for {process.idle_seconds:.0f} s "
        "although there is work: look into its log"
        for process in processes
        if process.idle_seconds > STUCK_SECONDS
    ]
    polled = {kind: number for kind, number in (feeds or {}).items() if kind is not FeedHealth.PAUSED}
    if polled and _UNREADABLE.issuperset(polled):
        said = ", ".join(f"{number} {kind}" for kind, number in polled.items())
        found.append(f"no feed can be polled ({said}): `newswire feeds list` says why")
    return found
