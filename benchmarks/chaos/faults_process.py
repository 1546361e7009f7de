"""Harm to our own processes: killed, frozen, doubled, told to stop."""

import random
import signal

from benchmarks.chaos.stack import Lab, Row, Stack

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
        return stack.settle(quarantined=None)


def workers_killed(lab: Lab) -> Row:
    """Whole workers are killed; their supervisor starts them again, and no child of theirs goes on alone."""
    with Stack(lab=lab, name="workers_killed") as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (2 * lab.rounds))
            for role in ("poll", "fetch", "clean"):
                stack.kill(stack.child(role).pid)
        return stack.settle(quarantined=None)


def dispatcher_killed(lab: Lab) -> Row:
    """The dispatcher is killed again and again; workers ring for each other meanwhile."""
    with Stack(lab=lab, name="dispatcher_killed") as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (2 * lab.rounds))
            stack.kill(stack.child("dispatcher").pid, signal.SIGKILL)
        return stack.settle()
