"""Ends a process that gets nothing done although there is work, so that it is restarted; it knows no step.

A Celery consumer that hangs after a reconnect to Redis looks alive from outside (celery#8030, #8990, #10302), and
neither Compose nor our supervisor restarts a process that has not ended.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import structlog

from worker.errors import NewswireError
from worker.models import Reason

CHECK_SECONDS = 10.0
# Longer than any task may go without a turn (120 s, HARD_SECONDS in app.py; a run of polls has two a second), or a busy
# worker would be taken for a stuck one.
STUCK_SECONDS = 180.0

log = structlog.get_logger()


@dataclass(kw_only=True, slots=True)
class Watchdog:
    """Watches this process from a thread of its own."""

    done: Callable[[], object]
    """A value that changes with each piece of work; None while there is no work. Raises when nothing can be done."""
    note: Callable[[float], None] = lambda _: None
    """Called at each check with the seconds for which there has been work without progress; raises when it cannot."""
    heartbeat_file: str = ""
    """Touched at each check that finds the process well and able to work; a health check reads its age. A process whose
    Postgres or Redis is away, or whose role is denied, is left alone, and is not healthy."""
    clock: Callable[[], float] = time.monotonic
    _seen: object = None
    _told: Reason | None = None
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self._since = self.clock()

    def is_stuck(self) -> bool:
        """Check once. True when every check of the last STUCK_SECONDS saw work, and none of it got on."""
        able = True
        try:
            seen = self.done()
        except NewswireError as error:
            seen, able = None, False  # a restart would not bring the service back
            self._tell(error)
        if seen is None or seen != self._seen:
            self._seen, self._since = seen, self.clock()
        if stuck := self.clock() - self._since > STUCK_SECONDS:
            able = False
        try:
            self.note(self.clock() - self._since)
        except NewswireError as error:
            able = False
            self._tell(error)
        if able:
            self._told = None
            if self.heartbeat_file:
                Path(self.heartbeat_file).touch()
        return stuck

    def _tell(self, error: NewswireError) -> None:
        if error.reason != self._told:  # once, not every ten seconds of an outage
            log.warning("unable", reason=error.reason, error=str(error))
        self._told = error.reason

    def start(self) -> None:
        """Watch until the process ends. A stuck one is ended without cleaning up: its claims end with its sessions."""
        Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        stuck = False
        while not stuck:
            try:
                stuck = self.is_stuck()
            except Exception:  # a full disk: told, and watched on all the same
                log.exception("watchdog")
            time.sleep(0 if stuck else CHECK_SECONDS)
        log.error("stuck", seconds=STUCK_SECONDS)
        os._exit(1)
