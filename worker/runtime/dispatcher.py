"""Once a second: enqueues what is due, frees the claims of dead workers, quarantines what kills its worker each time.

Only one dispatcher works at a time, by a lock in Postgres; a second one waits to take over. It is also the one place
where positions are given to changes and where data are deleted whose time has passed.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from worker.adapters import (
    changes,
    consumers,
    costs,
    feeds,
    items,
    locks,
    maintenance,
    repeated_blocks,
    sketches,
    watch,
    workers,
)
from worker.adapters.broker import Broker
from worker.adapters.db import Database
from worker.adapters.signals import wait_for
from worker.adapters.workers import Presence
from worker.core.waits import MAX_ATTEMPTS
from worker.errors import NewswireError
from worker.models import QUEUES, CounterOutcome, DueIds, Failure, Reason, State, Step, Tally
from worker.runtime import app
from worker.runtime.watchdog import Watchdog
from worker.services import Services

# A due row waits at most this long to be enqueued; a tick without work costs 2 ms of CPU, most of it in Postgres.
TICK_SECONDS = 1.0
PRUNE_SECONDS = 600.0
# A snapshot that is a day old makes each tick read through a million dead rows; the longest report takes minutes.
READER_SECONDS, READER_CHECK_SECONDS = 3600.0, 60.0
# What waits is counted whole so often, for charts and for steps of more than 1,000; 120,000 rows took 31 ms of CPU
# (measured). The longer it takes the more rarely it is done: a fiftieth of the time at most.
SAMPLE_SECONDS, SAMPLE_SHARE = 10.0, 50.0
# And no longer than this, for who is told to stop waits for the statement in hand: compose kills it after 15 s.
COUNT_SECONDS = 5.0
# For so long a row is not enqueued again while its queue still holds messages, because its own is probably among them.
# When the queue is empty, the message was lost or a worker has it; a second one costs a tenth of a millisecond.
QUIET_SECONDS = 300.0
QUIET_SECONDS_EMPTY = 5.0
# No more is enqueued while a queue holds so many messages: 100 of 40 ids keep eight workers busy for over a minute.
# Without a limit, a backlog of 300 items drew up to 330 needless messages (measured).
ENOUGH_MESSAGES = 100
ROWS_PER_TICK = 1000
# A tick publishes at most so many rounds of 1,000 changes, so that a mass retag does not keep messages from going out.
PUBLISH_ROUNDS = 20
# Syndicated copies follow within days; a month of sketches is 1 KB for each article of it.
SKETCH_DAYS = 30.0
# Of 2,454 blocks that 80 development pages leave behind, 31 an article, 99 % stood in one: they are its own text. A
# source's boilerplate comes again within days, and then stays for as long as a small publisher may pause.
REPEATED_DAYS_ONCE, REPEATED_DAYS = 3, 60

log = structlog.get_logger()

_STEPS = {Step.FETCH: State.PENDING, Step.CLEAN: State.FETCHED}


def run_dispatcher(services: Services, stop: list[int]) -> None:
    """Enqueue what is due until told to stop. One is at work at a time; more of them wait in reserve."""
    services.stopping = lambda: bool(stop)
    duty = _Duty(services=services, broker=Broker(services.settings.require_redis()))
    database = Database(services.settings.require_database(), application="newswire dispatcher")
    presence = Presence(db=database, role="dispatcher")
    Watchdog(done=duty.done, note=presence.note, heartbeat_file=services.settings.heartbeat_file).start()
    while not stop:
        duty.turn()
        wait_for(stop, TICK_SECONDS - (time.monotonic() - duty.began))
    presence.leave()


@dataclass(kw_only=True, slots=True)
class _Duty:
    """What the dispatcher does each second, and how the last one ended."""

    services: Services
    broker: Broker
    began: float = field(default_factory=time.monotonic)
    _failed: NewswireError | None = None
    _leader: int | None = None
    _pruned: float = 0.0
    _checked: float = 0.0
    _sampled: float = 0.0
    _sample_wait: float = SAMPLE_SECONDS
    _told: float = 0.0
    _ticks: Counter[tuple[Tally, str]] = field(default_factory=Counter)

    def done(self) -> float:
        """When the last turn began; raises what it failed with, for then nothing can be done."""
        if self._failed is not None:
            raise self._failed
        return self.began

    def turn(self) -> None:
        """Do what is due, if we lead; an outage is told once and waited for."""
        self.began = time.monotonic()
        try:
            if self._leads():
                self._work()
            self._failed = None
        except NewswireError as error:
            if self._failed is None or error.reason != self._failed.reason:  # once, not every second of an outage
                log.warning("waiting", reason=error.reason, error=str(error))
            self._failed = error

    def _leads(self) -> bool:
        with self.services.db.transaction() as tx:
            owner = locks.take_dispatch(tx)
        if owner.pid != self._leader:  # once each
            log.info("leads" if owner.acquired else "in_reserve", dispatcher=str(owner))
        self._leader = owner.pid
        return owner.acquired

    def _work(self) -> None:
        sent = tick(self.services, depths=lambda: self.broker.depths(QUEUES), enqueue=app.enqueue)
        if sent != DueIds():
            log.info("enqueued", poll=len(sent.poll), fetch=len(sent.fetch), clean=len(sent.clean))
        self._ticks[Tally.TICKS, ""] += 1
        self._ticks[Tally.TICK_SECONDS, ""] += time.monotonic() - self.began  # type: ignore[assignment]  # typeshed wants whole numbers
        if self.began - self._told > SAMPLE_SECONDS:
            self._tell()
        if self.services.stopping():
            return
        if self.began - self._sampled > self._sample_wait:
            self._sample()
        if self.began - self._checked > READER_CHECK_SECONDS:
            end_long_readers(self.services)
            self._checked = self.began
        # a piece a tick, so that what is due never waits for the deletions
        if self.began - self._pruned > PRUNE_SECONDS and not prune(self.services):
            self._pruned = self.began

    def _tell(self) -> None:
        with self.services.db.transaction() as tx:
            tx.tally(self._ticks)
        self._ticks.clear()
        self._told = self.began

    def _sample(self) -> None:
        # one that takes longer than a statement may is not tried again with each tick
        self._sampled, self._sample_wait = self.began, PRUNE_SECONDS
        began = time.monotonic()
        with self.services.db.transaction() as tx:
            watch.save_queues(tx, costs.queues(tx, within=COUNT_SECONDS))
        self._sample_wait = max(SAMPLE_SECONDS, SAMPLE_SHARE * (time.monotonic() - began))


def tick(services: Services, *, depths: Callable[[], Mapping[str, int]], enqueue: Callable[[DueIds], None]) -> DueIds:
    """Do everything that is due once; return what was enqueued.

    `depths` tells how many messages wait in each queue, `enqueue` sends them. If either raises ServiceDown, only the
    sending is left undone. Who is told to stop leaves the rest to the next tick, of whichever dispatcher.
    """
    for part in (_rescue_orphans, _quarantine_exhausted, _publish_changes, _add_up, _begin_rechecks):
        if services.stopping():
            return DueIds()
        part(services)
    return _enqueue_due(services, depths=depths, enqueue=enqueue)


def end_long_readers(services: Services) -> None:
    """End sessions of consumers that have held one snapshot for too long, and say whose."""
    with services.db.transaction() as tx:
        ended = consumers.end_long_readers(tx, seconds=READER_SECONDS)
    for one in ended:
        log.warning("ended_reader", pid=one.pid, role=one.role, application=one.application, since=str(one.since))


def prune(services: Services) -> bool:
    """Delete a bounded number of rows whose retention has passed; say whether there were any."""
    return any(delete_old(services).values())


def delete_old(services: Services) -> dict[str, int]:
    """Delete a bounded number of rows of each kind in a short transaction of its own; return how many, by kind."""
    settings = services.settings
    kinds: dict[str, tuple[Callable[..., int], float]] = {
        "pages": (maintenance.delete_old_pages, settings.page_days),
        "entries": (maintenance.delete_old_entries, settings.entry_days),
        "gaps": (maintenance.delete_old_gaps, settings.entry_days),
        "changes": (changes.delete_old, settings.change_days),
        "sketches": (sketches.delete_old, SKETCH_DAYS),
        "bodies": (maintenance.delete_old_bodies, settings.body_days),
    }
    deleted = {}
    for kind, (delete, kept) in kinds.items():
        if kept and not services.stopping():  # 0: for ever
            with services.db.transaction() as tx:
                deleted[kind] = delete(tx, days=kept)
    with services.db.transaction() as tx:
        workers.forget_old(tx)
        watch.delete_old(tx)
        deleted["repeated_blocks"] = repeated_blocks.forget(tx, once=REPEATED_DAYS_ONCE, days=REPEATED_DAYS)
    return deleted


def _rescue_orphans(services: Services) -> None:
    with services.db.transaction() as tx:
        maintenance.rescue_orphans(tx)


def _publish_changes(services: Services) -> None:
    for _ in range(PUBLISH_ROUNDS):
        if services.stopping():
            return
        with services.db.transaction() as tx:
            if changes.publish(tx) <= 0:
                return


def _add_up(services: Services) -> None:
    with services.db.transaction() as tx:
        watch.add_up(tx)


def _begin_rechecks(services: Services) -> None:
    with services.db.transaction() as tx:
        items.begin_rechecks(tx, limit=ROWS_PER_TICK)


def _quarantine_exhausted(services: Services) -> None:
    """Quarantine what was claimed MAX_ATTEMPTS times and never finished: it kills the process that works on it."""
    dead = Failure(
        error="WorkerDied", message="its worker process died each time: killed, out of memory or over its time"
    )
    with services.db.transaction() as tx:
        for item_id, state, attempts, url in items.exhausted(tx, max_attempts=MAX_ATTEMPTS):
            step = Step.FETCH if state == State.PENDING else Step.CLEAN
            items.quarantine(tx, item_id, step=step, failure=dead, attempts=attempts)
            items.count(tx, step, {(CounterOutcome.QUARANTINED, Reason.WORKER_DIED): 1})
            log.error("item_failed", item=item_id, url=url, reason=Reason.WORKER_DIED, attempt=attempts)
        for feed_id, attempts, url in feeds.exhausted(tx, max_attempts=MAX_ATTEMPTS):
            feeds.quarantine(tx, feed_id, failure=dead, attempts=attempts)
            log.error("feed_failed", feed=feed_id, url=url, reason=Reason.WORKER_DIED, attempt=attempts)


def _enqueue_due(
    services: Services, *, depths: Callable[[], Mapping[str, int]], enqueue: Callable[[DueIds], None]
) -> DueIds:
    waiting = depths()
    enqueued = DueIds()
    if not waiting[Step.POLL]:  # one message is enough: whoever gets it polls all that are due
        with services.db.transaction() as tx:
            polls = DueIds(poll=tuple(feed_id for feed_id, _ in feeds.due(tx, limit=1)))
        if polls.poll:
            enqueue(polls)
            enqueued = polls
    for step, state in _STEPS.items():
        room = ENOUGH_MESSAGES - waiting[step]
        if room <= 0:
            continue
        quiet = QUIET_SECONDS if waiting[step] else QUIET_SECONDS_EMPTY
        with services.db.transaction() as tx:
            due = items.due(tx, state, quiet=quiet, limit=ROWS_PER_TICK)
        # Sent after the commit: a worker that hears of the rows earlier finds them locked. What has failed before goes
        # in a message of its own, so that it cannot take others down with it.
        together = sorted(row_id for row_id, attempts in due if not attempts)
        alone = sorted(row_id for row_id, attempts in due if attempts)
        batches = (
            [together, *([row_id] for row_id in alone[:room])] if together else [[row_id] for row_id in alone[:room]]
        )
        unsent = {row_id for row_id, _ in due}
        try:
            for ids in batches:
                due_ids = DueIds(fetch=tuple(ids)) if step is Step.FETCH else DueIds(clean=tuple(ids))
                enqueue(due_ids)
                enqueued = enqueued + due_ids
                unsent -= set(ids)
        finally:
            if unsent:
                with services.db.transaction() as tx:
                    maintenance.mark_unsent(tx, unsent)
    return enqueued
