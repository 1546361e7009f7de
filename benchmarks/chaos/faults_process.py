"""Harm to our own processes: killed, frozen, doubled, told to stop."""

import os
import random
import signal
from dataclasses import replace

from benchmarks.chaos.stack import GRACE_SECONDS, Lab, Row, Stack, Stopped

CHANCE = random.Random(3)


def none(lab: Lab) -> Row:
    """Without a fault everything is stored once: what the others are compared with."""
    with Stack(lab=lab, name="none") as stack:
        stack.wait(lambda now: now.total >= stack.items)
        return stack.settle()


def children_killed(lab: Lab) -> Row:
    """Pool children are killed in the middle of a batch; the batch falls due again at once."""
    with Stack(lab=lab, name="children_killed") as stack:
        for _ in range(2 * lab.rounds):
            stack.advance(lab.items // (3 * lab.rounds))
            for role in ("poll", "fetch", "clean"):
                stack.kill(CHANCE.choice(stack.pool(role) or [0]))
        return stack.settle()


def workers_killed(lab: Lab) -> Row:
    """Whole workers are killed; their supervisor starts them again, and no child of theirs goes on alone."""
    with Stack(lab=lab, name="workers_killed") as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (2 * lab.rounds))
            for role in ("poll", "fetch", "clean"):
                stack.kill(stack.child(role).pid)
        return stack.settle()


def dispatcher_killed(lab: Lab) -> Row:
    """The dispatcher is killed again and again; workers enqueue each other meanwhile."""
    with Stack(lab=lab, name="dispatcher_killed") as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (2 * lab.rounds))
            stack.kill(stack.child("dispatcher").pid)
        return stack.settle()


def dispatcher_doubled(lab: Lab) -> Row:
    """Three dispatchers all believe that they are the only one: the rows that they mark keep their messages apart."""
    with Stack(lab=lab, name="dispatcher_doubled", hooks={"no_lock": True}) as stack:
        stack.supervisor.start("dispatcher", "dispatcher")
        stack.supervisor.start("dispatcher", "dispatcher")
        row = stack.settle_repeated(insist=False)
        enqueued = stack.logged('"event": "enqueued"')
        return replace(row, extra=f"{row.extra}; {enqueued} rounds of messages")


def workers_frozen(lab: Lab) -> Row:
    """Workers are frozen for 25 s with batches in hand, and go on afterwards."""
    with Stack(lab=lab, name="workers_frozen") as stack:
        stack.advance(lab.items // 4)
        frozen = [pid for role in ("fetch", "clean") for pid in (stack.child(role).pid, *stack.pool(role))]
        for pid in frozen:
            stack.kill(pid, signal.SIGSTOP)
        stack.pause(25)
        for pid in frozen:
            stack.kill(pid, signal.SIGCONT)
        return stack.settle()


def dispatcher_frozen(lab: Lab) -> Row:
    """The dispatcher is frozen for good, and no worker can ring: the one in reserve takes over."""
    with Stack(lab=lab, name="dispatcher_frozen", hooks={"no_enqueue": True}) as stack:
        stack.wait(lambda now: now.total > 0)
        stack.supervisor.start("dispatcher", "dispatcher")  # finds the lock taken
        stack.advance(1)
        frozen = stack.child("dispatcher").pid
        stack.kill(frozen, signal.SIGSTOP)
        row = stack.settle()
        stack.kill(frozen, signal.SIGCONT)
        return row


def consumer_hangs(lab: Lab) -> Row:
    """A worker looks alive but takes no message any more: its watchdog ends it, and it is started again."""
    note = lab.folder / "consumer_hung"
    with Stack(lab=lab, name="consumer_hangs", hooks={"hang": str(note)}) as stack:
        row = stack.settle(extra=lambda: ", ".join(told for told in stack.told if "ended" in told))
        row.verdict.lost += not note.exists()
        return row


def told_to_stop(lab: Lab) -> Row:
    """SIGTERM at fifty random instants of work: the batch in hand is finished or given back, nobody is killed."""
    late, times = 0, 0
    with Stack(lab=lab, name="told_to_stop", items=3 * lab.items, delay=3.0) as stack:
        stack.wait(lambda now: now.fetched > 0)
        for _ in range(4 * lab.rounds + 1):
            stopped: list[Stopped] = []
            for role in ("poll", "fetch", "clean"):
                while not stack.pool(role):
                    stack.pause(0.2)
                stack.pause(CHANCE.uniform(0.0, 1.5))
                stopped += stack.tell_to_stop(role)
            times += len(stopped)
            late += stack.late(stopped)
        return stack.settle(extra=lambda: f"{times} times, {late} not gone after {GRACE_SECONDS:.0f} s")


def grace_too_short(lab: Lab) -> Row:
    """SIGTERM, and SIGKILL for the whole process group a moment later."""
    with Stack(lab=lab, name="grace_too_short", delay=1.0, slow=0.3) as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (3 * lab.rounds))
            for role in ("fetch", "clean"):
                pid = stack.child(role).pid
                stack.kill(pid, signal.SIGTERM)
                stack.pause(0.3)
                if pid and stack.child(role).pid == pid:
                    os.killpg(pid, signal.SIGKILL)
        return stack.settle()


def clocks_wrong(lab: Lab) -> Row:
    """The workers' clocks jump by an hour back and forth: leases go by the clock of the database."""
    with Stack(lab=lab, name="clocks_wrong", hooks={"skew": 3600}) as stack:
        stack.advance(lab.items // 3)
        for role in ("fetch", "clean"):
            stack.kill(CHANCE.choice(stack.pool(role) or [0]))
        return stack.settle()
