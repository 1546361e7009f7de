"""`newswire` with a fault built in, for `python -m benchmarks.chaos.hooked`; production code has no such hooks.

CHAOS_HOOKS is JSON: which faults, each with its measure.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from celery import signals

from worker import cli, services
from worker.adapters import locks
from worker.adapters.locks import LockOwner
from worker.core import waits
from worker.core.clean import Cleaner
from worker.core.feeds.answer import PollResult, parse_answer
from worker.errors import NewswireError, ServiceDown
from worker.models import Extraction, Feed, Page, Reason
from worker.runtime import app, dispatcher, watchdog
from worker.steps import clean, poll, record_polls


def slow(seconds: float) -> None:
    """Each page takes longer to clean, so that faults find workers at work."""
    read = Cleaner.read_page

    def read_page(self: Cleaner, page: Page, **when: Any) -> Extraction:
        time.sleep(seconds)
        return read(self, page, **when)

    _replace(Cleaner, "read_page", read_page)


def poison(_: Any) -> None:
    """Pages with these words kill their process, or hang with or without the soft limit; feeds kill too."""
    read, read_feed = Cleaner.read_page, parse_answer

    def read_page(self: Cleaner, page: Page, **when: Any) -> Extraction:
        if b"POISON-KILL" in page.body:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"POISON-HANG" in page.body:
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            time.sleep(1000)
        if b"POISON-SLEEP" in page.body:
            time.sleep(1000)
        return read(self, page, **when)

    def read_answer(feed: Feed, answer: Page | NewswireError, **rest: Any) -> PollResult:
        if isinstance(answer, Page) and b"POISON-FEED" in answer.body:
            os.kill(os.getpid(), signal.SIGKILL)
        return read_feed(feed, answer, **rest)

    _replace(Cleaner, "read_page", read_page)
    _replace(poll, "parse_answer", read_answer)


def limits(seconds: tuple[float, float]) -> None:
    """Short time limits: soft, hard."""
    app.app.conf.update(task_soft_time_limit=seconds[0], task_time_limit=seconds[1])


def retries(seconds: float) -> None:
    """What failed is tried again soon."""
    _replace(waits, "RETRIES", (seconds,) * len(waits.RETRIES))


def visibility(seconds: float) -> None:
    """The broker hands a message out again while its task still runs."""
    options = app.app.conf.broker_transport_options
    app.app.conf.broker_transport_options = {**options, "visibility_timeout": seconds, "unacked_restore_interval": 1,
                                             "unacked_restore_throttle": 1}  # fmt: skip


def no_enqueue(_: Any) -> None:
    """Workers can never ring: only the dispatcher does."""
    if "dispatcher" in sys.argv:
        return

    def enqueue(_: object) -> NoReturn:
        raise ServiceDown("no messages today", reason=Reason.REDIS_DOWN)

    _replace(app, "enqueue", enqueue)


def hang(note: str) -> None:
    """The clean worker's consumer stops for good at its third message, once; its watchdog waits for 8 s, not 180."""
    if "clean" not in sys.argv:
        return
    messages = iter(range(1, 1_000_000))

    def stop(**_: Any) -> None:
        if next(messages) == 3 and not Path(note).exists():
            Path(note).touch()
            time.sleep(1_000_000)

    signals.task_received.connect(stop, weak=False)
    _replace(watchdog, "CHECK_SECONDS", 1.0)
    _replace(watchdog, "STUCK_SECONDS", 8.0)


def no_lock(_: Any) -> None:
    """Every dispatcher believes that it is the only one."""
    _replace(locks, "take_dispatch", lambda _: LockOwner(acquired=True))


def loud(_: Any) -> None:
    """The dispatcher rings three times for everything, and again each second."""
    _replace(dispatcher, "QUIET_SECONDS", 0.0)
    _replace(dispatcher, "QUIET_SECONDS_EMPTY", 0.0)
    once = app.enqueue

    def enqueue(due_ids: Any) -> None:
        for _ in range(3):
            once(due_ids)

    _replace(app, "enqueue", enqueue)


def skew(seconds: float) -> None:
    """This process's clock is wrong, and jumps between right and wrong every few seconds."""
    true_time = time.time

    def wrong() -> float:
        return true_time() + (seconds if int(true_time()) % 6 < 3 else 0.0)

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.fromtimestamp(wrong(), tz)

    _replace(time, "time", wrong)
    for module in (poll, record_polls, clean, services):
        _replace(module, "datetime", Wrong)


def _replace(owner: object, name: str, value: object) -> None:
    patch.object(owner, name, value).start()


HOOKS: dict[str, Callable[[Any], None]] = {
    hook.__name__: hook for hook in (slow, poison, limits, retries, visibility, no_enqueue, hang, no_lock, loud, skew)
}


def main() -> None:
    """Build the faults in, and run the command line."""
    for name, measure in json.loads(os.environ.get("CHAOS_HOOKS", "{}")).items():
        HOOKS[name](measure)
    cli.main()


if __name__ == "__main__":
    main()
