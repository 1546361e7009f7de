"""Logging for the whole process: a constant event name, data in fields, JSON when nobody sits at a terminal."""

import logging
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog

_WINDOW = 60.0
"""Seconds in which the same fault is said once; then with a count."""
_LINES, _LINES_IN_ALL = 5, 120
"""As often it is said of the feeds and items of one host, and of all."""
_MOST = 1000
"""Faults that are remembered at a time."""
_NUMBERS = re.compile(r"\d+")
_NO_LIMIT = re.compile(r"\s*\((\d+)/None\)")
"""Celery counts its attempts to reach the broker out of so many, also where there is no limit."""


def configure_logging(style: str, *, process: str | None = None) -> None:
    """Send our log and the libraries' to stderr; `style` is 'json', 'text' or 'auto' (text on a terminal).

    `process` stands in each line: which of ours it is.
    """

    def name_process(_: Any, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
        if process is not None:
            line["process"] = process
        return line

    text = style == "text" or (style == "auto" and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if text else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        name_process,
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _OncePerFault()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[_counted, structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # one line per message is ours ("step"); Celery's own two lines per task say less
    for noisy in ("celery.worker.strategy", "celery.app.trace", "kombu"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _counted(_: Any, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Say how often a fault has come since it was last said, and what a library says in one line."""
    record = line["_record"]
    if times := getattr(record, "times", 0):
        line["times"] = times
    if not isinstance(record.msg, dict):
        line["event"] = " ".join(_NO_LIMIT.sub("", str(line["event"])).split())
    return line


@dataclass(kw_only=True, slots=True)
class _Fault:
    """A fault in its window."""

    since: float
    said: int = 0
    held: int = 0
    last: logging.LogRecord | None = None
    """Of those that were held back."""


@dataclass(kw_only=True, slots=True)
class Repeats:
    """Which lines of a log are said: of what comes again and again one in a window, with how often it came since."""

    clock: Callable[[], float] = time.monotonic
    _faults: dict[tuple[object, ...], _Fault] = field(default_factory=dict)
    _of_all: _Fault = field(default_factory=lambda: _Fault(since=0.0))
    """How many lines of feeds and items were said, whatever their hosts."""

    def ended(self) -> Iterator[logging.LogRecord]:
        """The last of each fault that was held back in a window that has ended, with how many they were."""
        now = self.clock()
        for key in [key for key, fault in self._faults.items() if now - fault.since >= _WINDOW]:
            fault = self._faults.pop(key)
            if fault.last is not None:
                fault.last.times = fault.held
                yield fault.last

    def says(self, record: logging.LogRecord) -> bool:
        """Whether this one is said; else it is counted."""
        of_work = _of_work(record)
        if record.levelno < logging.WARNING and not of_work:
            return True
        fault = self._faults.setdefault(_fault_key(record), _Fault(since=self.clock()))
        if fault.said < (_LINES if of_work else 1) and (not of_work or self._room()):
            fault.said += 1
            return True
        fault.held, fault.last = fault.held + 1, record
        if len(self._faults) > _MOST:
            self._faults.pop(next(iter(self._faults)))
        return False

    def _room(self) -> bool:
        now = self.clock()
        if now - self._of_all.since >= _WINDOW:
            self._of_all = _Fault(since=now)
        self._of_all.said += 1
        return self._of_all.said <= _LINES_IN_ALL


class _OncePerFault(logging.StreamHandler[Any]):
    """Writes the lines that Repeats lets through."""

    def __init__(self) -> None:
        super().__init__(sys.stderr)
        self._repeats = Repeats()

    def emit(self, record: logging.LogRecord) -> None:
        # as it is now: threads outlive whoever had put another in its place, as a test does, and closed it
        self.stream = sys.stderr
        for held in self._repeats.ended():
            super().emit(held)
        if self._repeats.says(record):
            super().emit(record)


def _of_work(record: logging.LogRecord) -> bool:
    """Whether it tells of one feed or item: those are many, and each has an address of its own."""
    return isinstance(record.msg, dict) and "host" in record.msg


def _fault_key(record: logging.LogRecord) -> tuple[object, ...]:
    """What makes two lines the same fault: numbers, as of attempts, do not tell them apart."""
    if not isinstance(record.msg, dict):
        return record.name, _NUMBERS.sub("#", record.getMessage())
    if _of_work(record):
        return tuple(record.msg.get(name) for name in ("event", "step", "reason", "host"))
    return tuple((name, _NUMBERS.sub("#", repr(value))) for name, value in record.msg.items() if name != "timestamp")
