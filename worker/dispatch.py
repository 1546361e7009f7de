"""Rings the bells for what is due, frees what is stuck, puts away what kills; one at a time, and a second one waits."""

from collections.abc import Callable, Mapping

from worker.adapters import changes, feeds, items, memory, sketches, upkeep, workers
from worker.core.poll.schedule import MAX_ATTEMPTS
from worker.models import Bell, State, Trouble
from worker.services import Services

# Rows that were rung stay quiet this long while their queue still holds messages: theirs is probably among them. When
# the queue is empty the bell was lost or is in a worker's hand, and a second one costs a tenth of a millisecond.
QUIET_SECONDS = 300.0
QUIET_SECONDS_EMPTY = 5.0
# Messages in a queue beyond which nothing more is rung: 100 messages of 20 ids keep eight workers busy for a minute;
# without a limit a backlog of 300 items drew up to 330 needless messages (measured).
ENOUGH_MESSAGES = 100
ROWS_PER_TICK = 1000
# Rounds of 1,000 changes that one tick publishes: a mass retag must not keep the bells from ringing.
PUBLISH_ROUNDS = 20
# Syndicated copies follow within days; a month of sketches is 1 KB for each article of it.
SKETCH_DAYS = 30.0
# Of 2,454 blocks that 80 development pages leave behind, 31 an article, 99 % stood in one: they are its own text. A
# source's furniture comes again within days, and then stays for as long as a small publisher may pause.
MEMORY_DAYS_ONCE, MEMORY_DAYS = 3, 60

_STEPS: dict[str, State | None] = {"poll": None, "fetch": State.PENDING, "clean": State.FETCHED}


def tick(services: Services, *, depths: Callable[[], Mapping[str, int]], ring: Callable[[Bell], None]) -> Bell:
    """Do everything that is due once; return what was rung.

    `depths` tells how many messages wait in each queue, `ring` sends bells; either may raise ServiceDown, which leaves
    nothing undone but the ringing.
    """
    with services.db.transaction() as tx:
        upkeep.free_orphans(tx)
    _put_away_killers(services)
    for _ in range(PUBLISH_ROUNDS):
        if _publish(services) <= 0:
            break
    with services.db.transaction() as tx:
        items.begin_looks(tx, limit=ROWS_PER_TICK)
    return _ring_due(services, depths=depths, ring=ring)


def keep_house(services: Services) -> bool:
    """Delete a bounded piece of what has passed its retention; say whether there was any."""
    return any(delete_old(services).values())


def delete_old(services: Services) -> dict[str, int]:
    """Delete a bounded piece of each kind; return how many rows by kind. Each kind has its own short transaction."""
    settings = services.settings
    kinds: dict[str, tuple[Callable[..., int], float]] = {
        "pages": (upkeep.delete_old_pages, settings.page_days),
        "entries": (upkeep.delete_old_entries, settings.entry_days),
        "changes": (changes.delete_old, settings.change_days),
        "sketches": (sketches.delete_old, SKETCH_DAYS),
        "bodies": (upkeep.delete_old_bodies, settings.body_days),
    }
    deleted = {}
    for kind, (delete, kept) in kinds.items():
        if kept:  # 0: for ever
            with services.db.transaction() as tx:
                deleted[kind] = delete(tx, days=kept)
    with services.db.transaction() as tx:
        workers.forget_old(tx)
        deleted["memory"] = memory.forget(tx, once=MEMORY_DAYS_ONCE, days=MEMORY_DAYS)
    return deleted


def _publish(services: Services) -> int:
    with services.db.transaction() as tx:
        return changes.publish(tx)


def _put_away_killers(services: Services) -> None:
    """Quarantine what was claimed MAX_ATTEMPTS times and never ended: it kills the process that works on it."""
    dead = Trouble(
        error="WorkerDied", message="its worker process died each time: killed, out of memory or over its time"
    )
    with services.db.transaction() as tx:
        for item_id, state, attempts in items.worn_out(tx, max_attempts=MAX_ATTEMPTS):
            step = "fetch" if state == State.PENDING else "clean"
            items.quarantine(tx, item_id, step=step, trouble=dead, attempts=attempts)
            items.count(tx, step, {("quarantined", "worker_died"): 1})
        for feed_id, attempts in feeds.worn_out(tx, max_attempts=MAX_ATTEMPTS):
            feeds.quarantine(tx, feed_id, trouble=dead, attempts=attempts)


def _ring_due(services: Services, *, depths: Callable[[], Mapping[str, int]], ring: Callable[[Bell], None]) -> Bell:
    waiting = depths()
    rung = Bell()
    for step, state in _STEPS.items():
        room = ENOUGH_MESSAGES - waiting[step]
        if room <= 0:
            continue
        quiet = QUIET_SECONDS if waiting[step] else QUIET_SECONDS_EMPTY
        with services.db.transaction() as tx:
            due = (
                feeds.due(tx, quiet=quiet, limit=ROWS_PER_TICK)
                if state is None
                else items.due(tx, state, quiet=quiet, limit=ROWS_PER_TICK)
            )
        # After the commit: who hears a bell before it finds the rows locked. What has failed before goes alone, so that
        # it can only take itself down.
        together = sorted(row_id for row_id, attempts in due if not attempts)
        alone = sorted(row_id for row_id, attempts in due if attempts)
        bells = (
            [together, *([row_id] for row_id in alone[:room])] if together else [[row_id] for row_id in alone[:room]]
        )
        unheard = {row_id for row_id, _ in due}
        try:
            for ids in bells:
                bell = Bell(**{step: tuple(ids)})
                ring(bell)
                rung = rung + bell
                unheard -= set(ids)
        finally:
            if unheard:
                with services.db.transaction() as tx:
                    upkeep.unring(tx, step, unheard)
    return rung
