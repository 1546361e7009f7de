"""How long to wait before the next attempt, and how many there are; reads no clock and draws no chance."""

RETRIES = (60.0, 5 * 60.0, 30 * 60.0, 2 * 3600.0)
"""Seconds before the second, third… attempt at an item: past a restart, a deploy, an outage; two and a half hours."""
MAX_ATTEMPTS = len(RETRIES) + 1
LONGEST = 24 * 3600.0
"""Seconds. A feed asked less often than daily drops entries between polls; who asks for more waits in vain."""
JITTER = 0.1
"""Share of a delay that chance may add or take, so that what was added or failed together does not stay together."""


def jittered(wait: float, floor: float, jitter: float) -> float:
    """Chance, in [-1, 1], moves our own wait both ways, and what the other side asked for only up. Seconds."""
    return max(wait * (1 + JITTER * jitter), floor * (1 + JITTER * abs(jitter)))


def retry_wait(*, attempts: int, after: float | None, jitter: float) -> float:
    """Seconds until an item is tried again after `attempts` failed ones; `after` is the server's Retry-After."""
    wait = RETRIES[min(max(attempts, 1), len(RETRIES)) - 1]
    return jittered(wait, min(max(after or 0.0, 0.0), LONGEST), jitter)
