"""Ends a process that gets nothing done although there is work, so that it is started anew; it knows no step.

A consumer that hangs after a reconnect to Redis looks alive from outside (celery#8030, #8990, #10302), and neither
Compose nor our supervisor starts anew what has not ended.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import structlog

from worker.errors import ServiceDown

CHECK_SECONDS = 10.0
# Longer than any task may take (120 s, HARD_SECONDS in app.py), or a busy worker would be taken for a stuck one.
STUCK_SECONDS = 180.0

log = structlog.get_logger()


@dataclass(kw_only=True, slots=True)
class Watchdog:
    """Watches this process from a thread of its own."""

    done: Callable[[], object]
    """A value that changes with each piece of work; None while there is no work. May raise ServiceDown."""
    note: Callable[[float], None] = lambda _: None
    """Told at each look for how many seconds there has been work without progress. May raise ServiceDown."""
    heartbeat_file: str = ""
    """Touched at each look that finds the process well: what a health check reads."""
    clock: Callable[[], float] = time.monotonic
    _seen: object = None
    _since: float = field(init=False)

    def __post_init__(self) -> None:
        self._since = self.clock()

    def is_stuck(self) -> bool:
        """Look once. True when there was work at every look of the last STUCK_SECONDS and none of it got on."""
        try:
            seen = self.done()
        except ServiceDown:
            seen = None  # a new start would not bring the service back
        if seen is None or seen != self._seen:
            self._seen, self._since = seen, self.clock()
        if self.clock() - self._since > STUCK_SECONDS:
            return True
        if self.heartbeat_file:
            Path(self.heartbeat_file).touch()
        return False

    def start(self) -> None:
        """Watch until the process ends. A stuck one is ended without a farewell: its claims end with its sessions."""
        Thread(target=self._watch, name="watchdog", daemon=True).start()

    def _watch(self) -> None:
        stuck = False
        while not stuck:
            try:
                stuck = self.is_stuck()
                self.note(self.clock() - self._since)
            except ServiceDown:
                pass
            except Exception:  # a full disk, a missing migration: told, and watched on all the same
                log.exception("watchdog")
            time.sleep(0 if stuck else CHECK_SECONDS)
        log.error("stuck", seconds=STUCK_SECONDS)
        os._exit(1)
