"""Harm to the broker: it dies, forgets, freezes, fills up, or cannot be heard."""

from benchmarks.chaos.stack import Lab, Row, Stack


def valkey_killed(lab: Lab) -> Row:
    """Valkey without persistence is killed: every message is gone, every item comes."""
    with Stack(lab=lab, name="valkey_killed", persistent=False) as stack:
        for _ in range(lab.rounds):
            stack.advance(lab.items // (2 * lab.rounds))
            stack.valkey.kill()
            stack.pause(2)
            stack.valkey.restart()
        return stack.settle()
