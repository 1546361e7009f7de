"""The Celery app: queues, limits, and what wraps every task once; it knows no step."""

import mmap
import resource
import signal
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any, NoReturn, TypeVar

import structlog
from celery import Celery, signals
from celery.exceptions import CPendingDeprecationWarning, SecurityWarning
from kombu.entity import Exchange, Queue
from kombu.exceptions import KombuError

from worker.adapters import costs, maintenance
from worker.adapters.broker import Broker
from worker.adapters.db import Database
from worker.adapters.telemetry import configure_logging
from worker.adapters.workers import Presence
from worker.errors import SERVICE_ERRORS, OverTime, ServiceDown, UsageError
from worker.models import QUEUES, DueIds, Reason, Step
from worker.runtime.allocation import give_back_what_is_freed, keep_what_is_loaded
from worker.runtime.watchdog import Watchdog
from worker.services import Services
from worker.settings import Settings

QUEUE_OF = {Step.POLL: "poll", Step.FETCH: "fetch", Step.CLEAN: "clean", Step.RETAG: "clean"}
"""The queue of each step; tagging again costs the same kind of thing as cleaning."""
# One id a message costs 5 to 6.5 ms of CPU an article for message and writes together. Of 40 articles that are cleaned
# together each takes Postgres 0.25 ms less than of 20, of requests 40 cost a seventh less than 20 and 100 hardly less
# than that (measured). Each request may have 10 MB of page in hand, of the 1500 MB that two processes have in a
# container; what is kept of a page while the rest of its batch is read is no more.
IDS_PER_MESSAGE = 40
# News waits at most this long for the others of its message.
ENQUEUE_SECONDS = 0.5
# A whole batch: 20 s for the last slot, 30 s for its request, and as much again for robots.txt.
SOFT_SECONDS, HARD_SECONDS = 110, 120
# A run of polls, which takes up to 660 s (steps/poll.py); below the visibility timeout, or a second one would begin.
POLL_SOFT_SECONDS, POLL_HARD_SECONDS = 700, 720
# What a task costs is told at its end, and as often while it lasts.
TELL_SECONDS = 60.0

log = structlog.get_logger()


def make_app(broker_url: str) -> Celery:
    """Return the Celery app.

    Its values were tried with Celery 5.7.0 while workers, Redis and Postgres were killed: nothing was lost or doubled.
    Without counted attempts three poison messages killed 85 processes in 25 s; events cost a task 60 % more CPU.
    """
    app = Celery("newswire", broker=broker_url, include=["worker.runtime.tasks"])
    app.conf.update(
        # through the nameless exchange: no binding table in Redis that an emptied server would lack
        task_queues=[Queue(name, Exchange(""), routing_key=name) for name in QUEUES],  # type: ignore[no-untyped-call]  # kombu has no types
        task_default_queue="poll",
        task_routes={f"newswire.{step}": {"queue": queue} for step, queue in QUEUE_OF.items()},
        task_serializer="json",
        accept_content=["json"],
        result_backend=None,
        task_ignore_result=True,
        task_acks_late=True,
        # safe because attempts are counted in Postgres; without the count a poison message kills children for ever
        task_reject_on_worker_lost=True,
        task_time_limit=HARD_SECONDS,
        task_soft_time_limit=SOFT_SECONDS,
        worker_prefetch_multiplier=1,
        worker_disable_rate_limits=True,
        worker_send_task_events=False,
        task_send_sent_event=False,
        worker_max_tasks_per_child=500,
        worker_max_memory_per_child=600_000,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_pool_acquire_timeout=10,
        task_publish_retry=True,
        task_publish_retry_policy={"max_retries": 2, "interval_start": 0.1, "interval_step": 0.2, "interval_max": 0.5},
        broker_transport_options={
            "visibility_timeout": 900,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 3,
            "socket_timeout": 5,
            "socket_connect_timeout": 3,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        timezone="UTC",
    )
    return app


@cache
def open_services() -> Services:
    """Return this process's services."""
    return Services(settings=Settings.from_env(), stopping=lambda: bool(_shared.stopping[0]))


@dataclass(slots=True)
class _Shared:
    """Memory that a worker's main process shares with its pool, which is forked after it."""

    stopping: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))
    """Set in the main process when it is told to stop."""
    turns: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, 1))
    """Counts what the pool's processes yield, so that the watchdog sees a long run of polls get on."""

    def share_anew(self) -> None:
        """Share with nobody else: `newswire run` forks several workers from one process."""
        self.stopping, self.turns = mmap.mmap(-1, 1), mmap.mmap(-1, 1)


_shared = _Shared()


def _broker_url() -> str:
    try:
        return Settings.from_env().redis_url
    except UsageError:  # told by the command itself, which reads the settings again
        return ""


app = make_app(_broker_url())


def enqueue(due_ids: DueIds) -> None:
    """Tell the workers what is due. Raises ServiceDown when the broker does not take it; nothing is lost by that."""
    try:
        with app.producer_pool.acquire(block=True, timeout=5) as producer:
            for step, queue in QUEUE_OF.items():
                ids: Sequence[int] = getattr(due_ids, step)
                for start in range(0, len(ids), IDS_PER_MESSAGE):
                    batch = list(ids[start : start + IDS_PER_MESSAGE])
                    # what Flower shows: Celery's own way to it takes a sixth of the message
                    shown = {"argsrepr": repr((batch,)), "kwargsrepr": "{}"}
                    app.send_task(f"newswire.{step}", args=[batch], queue=queue, producer=producer, **shown)
    except _broker_errors() as error:
        raise ServiceDown(
            f"the broker does not take messages: {type(error).__name__}", reason=Reason.REDIS_DOWN
        ) from error


def load_transport() -> None:
    """Load what the first message takes, 50 ms of CPU, before a fork instead of in each of its processes."""
    _ = app.backend, app.amqp.queues, app.amqp.router, _broker_errors()


def load_worker() -> None:
    """Load what each worker would load, 0.3 s of CPU, before `newswire run` forks all of them from one process."""
    for name in (
        "celery.apps.worker",
        "celery.worker.consumer",
        "celery.worker.components",
        "celery.concurrency.prefork",
    ):
        import_module(name)
    app.loader.import_default_modules()


@cache
def _broker_errors() -> tuple[type[Exception], ...]:
    """What the driver raises when Redis is away (connection), or refuses (channel): when it is full, for example."""
    connection = app.connection_for_write()
    return (KombuError, OSError, *connection.connection_errors, *connection.channel_errors)


Ids = TypeVar("Ids", Sequence[int], set[int])


def run_step(step: Step, work: Callable[[Services, Ids], Iterator[DueIds]], ids: Ids) -> None:
    """Run one step for a batch, enqueue what it made due, and write one line with what it cost.

    The batch of polls is a set that the step itself fills and empties.
    """
    structlog.contextvars.bind_contextvars(step=step)
    signal.signal(signal.SIGUSR1, _on_soft_limit)  # instead of billiard's, which it sets after its hook for ours
    services = open_services()
    log_fields: dict[str, Any] = {"ids": len(ids)}
    try:
        with _measured(services, step, log_fields) as meter:
            began = False
            try:
                _give_back_attempts(services)
                began = True
                _enqueue_in_batches(_told_meanwhile(work(services, ids), meter, log_fields), log_fields)
            except (*SERVICE_ERRORS, OverTime) as error:
                # The claims end with the session, and the dispatcher enqueues the items again. Their attempts do not
                # count; an item that itself used up the time was charged where it was worked on.
                log_fields["error"], log_fields["message"] = error.reason, str(error)
                services.db.close()
                if began:
                    _uncharged.append((step, list(ids)))
    except BaseException:
        # a mistake of ours: without this, the batch stays claimed until its lease lapses
        services.db.close()
        raise
    finally:
        log.info("step", **log_fields)
        structlog.contextvars.clear_contextvars()


def _on_soft_limit(_number: int, _frame: object) -> NoReturn:
    raise OverTime


# Batches that an outage of Postgres interrupted, whose attempts are still to be given back. Otherwise five outages in a
# row, or half a minute without a migration, would quarantine items that did nothing wrong.
_uncharged: list[tuple[Step, list[int]]] = []


def _give_back_attempts(services: Services) -> None:
    while _uncharged:
        step, ids = _uncharged[0]
        with services.db.transaction() as tx:
            maintenance.give_back_attempts(tx, step, ids)
        del _uncharged[0]


def run_worker(queue: str, *, processes: int) -> None:
    """Run the Celery worker of one queue until it is told to stop."""
    give_back_what_is_freed()
    services = open_services()
    services.prepare(queue)
    load_transport()
    _shared.share_anew()

    @signals.worker_shutting_down.connect(weak=False)  # type: ignore[untyped-decorator]
    def stop(**_: object) -> None:
        _shared.stopping[0] = 1

    # our own supervisor may run as root on a bare machine; messages are JSON only, which is what the warning is about
    warnings.filterwarnings("ignore", category=SecurityWarning)
    # we say ourselves what becomes of a task when the connection is lost: it goes on
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)
    settings = services.settings
    signals.setup_logging.connect(lambda **_: configure_logging(settings.log_format, process=queue), weak=False)
    if queue != "clean" and not settings.contact:
        configure_logging(settings.log_format, process=queue)
        log.warning("no_contact", meaning='publishers read "no contact set": set NEWSWIRE_CONTACT to your address')
    broker = Broker(settings.require_redis())
    presence = Presence(
        db=Database(settings.require_database(), application=f"newswire {queue}"),
        role=queue,
        allow_addresses=settings.allow_addresses,
    )
    signals.worker_shutdown.connect(lambda **_: presence.leave(), weak=False)
    Watchdog(done=lambda: _done(queue, broker), note=presence.note, heartbeat_file=settings.heartbeat_file).start()
    keep_what_is_loaded()
    # not as Celery's own command does it: loading Celery's command line takes 0.3 s
    worker = app.Worker(
        hostname=f"{queue}@",
        queues=[queue],
        concurrency=processes,
        pool_cls="prefork",
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
    )
    worker.start()
    # Celery makes a failure of Ctrl-C, which is how a hand stops it
    if worker.exitcode and not _shared.stopping[0]:
        raise SystemExit(worker.exitcode)


def _done(queue: str, broker: Broker) -> object:
    """Return what the watchdog compares: tasks begun and in hand, and turns of them; None when there is no work."""
    from celery.worker import state  # noqa: PLC0415 - only a worker pays for loading it

    if not state.reserved_requests and not broker.depths([queue])[queue]:
        return None
    return state.all_total_count[0], len(state.reserved_requests), _shared.turns[0]


def _enqueue_in_batches(batches: Iterable[DueIds], log_fields: dict[str, Any]) -> None:
    """Enqueue what a step made due: full messages at once, smaller ones when they have waited long enough."""
    due, since = DueIds(), time.monotonic()
    log_fields.update(fetch=0, clean=0, ids=log_fields.get("ids", 0))
    for due_ids in chain(batches, [None]):
        if due_ids is not None:
            due = due + due_ids
            _shared.turns[0] = (_shared.turns[0] + 1) % 256
            log_fields["ids"] += due_ids.polled
            log_fields["fetch"] += len(due_ids.fetch)
            log_fields["clean"] += len(due_ids.clean)
            full = any(len(getattr(due, step)) >= IDS_PER_MESSAGE for step in (Step.FETCH, Step.CLEAN))
            if not full and time.monotonic() - since < ENQUEUE_SECONDS:
                continue
        try:
            if "enqueue" not in log_fields:  # a frozen broker costs three timeouts of 5 s: once is enough for a task
                enqueue(due)
        except ServiceDown as error:
            # the rows are committed: the dispatcher enqueues them when the broker is back
            log_fields["enqueue"] = error.reason
        due, since = DueIds(), time.monotonic()


@dataclass(kw_only=True, slots=True)
class _Meter:
    """What a task costs, and how much of it is told."""

    services: Services
    step: Step
    began: float = field(default_factory=time.monotonic)
    cpu_began: float = field(default_factory=time.process_time)
    told_at: float = field(default_factory=time.monotonic)
    _told: tuple[int, float, float] = (0, 0.0, 0.0)

    def tell(self, *, items: int, ended: bool = False) -> bool:
        """Add what is not told yet; False when Postgres does not take it, and then it is told with the next."""
        spent = items, time.process_time() - self.cpu_began, time.monotonic() - self.began
        self.told_at = time.monotonic()
        new_items, cpu_seconds, seconds = (now - before for now, before in zip(spent, self._told, strict=True))
        try:
            with self.services.db.transaction() as tx:
                costs.add(
                    tx, self.step, tasks=int(ended), items=int(new_items), cpu_seconds=cpu_seconds, seconds=seconds
                )
        except ServiceDown:
            return False
        self._told = spent
        return True


@contextmanager
def _measured(services: Services, step: Step, log_fields: dict[str, Any]) -> Iterator[_Meter]:
    meter = _Meter(services=services, step=step)
    yield meter
    spent, seconds = time.process_time() - meter.cpu_began, time.monotonic() - meter.began
    log_fields.update(ms=round(seconds * 1000), cpu_ms=round(spent * 1000))
    log_fields["rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if "error" not in log_fields and not meter.tell(items=log_fields["ids"], ended=True):
        log_fields["costs"] = "not_kept"


def _told_meanwhile(batches: Iterable[DueIds], meter: _Meter, log_fields: Mapping[str, Any]) -> Iterator[DueIds]:
    """The same batches; what they have cost is told each minute, for a run of polls lasts eleven."""
    for due_ids in batches:
        yield due_ids
        if time.monotonic() - meter.told_at > TELL_SECONDS:
            meter.tell(items=log_fields["ids"])


@signals.worker_process_shutdown.connect  # type: ignore[untyped-decorator]
def _on_process_shutdown(**_: Any) -> None:
    open_services().close()
