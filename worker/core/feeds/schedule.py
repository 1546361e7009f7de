"""When to ask a feed again; never what the answer means for the entries."""

from datetime import datetime, timedelta

from worker.core.waits import LONGEST, jittered
from worker.models import Poll, PollOutcome

SHORTEST = 5 * 60.0
"""Seconds. Below it a publisher's feed is hardly ever rebuilt, and above it breaking news is late."""
FIRST_INTERVAL = 15 * 60.0
"""Seconds between the first two polls of a feed, of which nothing is known yet."""
IMPORT_GAP = 0.25
"""Seconds between the first polls of two feeds that were added together: a list of a hundred is there within half a
minute, and one of thousands spreads over a feed's first interval, so that it neither stands in the way of others nor
comes back as a crowd each time."""
GONE_AFTER = 5
"""410 in a row until a feed counts as gone: one may be a mistake in a site's move, whatever failed before it."""
GONE_WAIT = 7 * 24 * 3600.0
"""Seconds between polls of a feed that is gone: some come back, and nobody looks for them."""
PUSHED_WAIT = 4 * 3600.0
"""Seconds between polls of a feed whose hub pushes: a hub that falls silent is found out within the same day."""
REDIRECT_HITS = 5
REDIRECT_AGE = timedelta(days=3)
"""A permanent redirect is believed after this many polls in a row over this long. Feedbin waits for 576 hits, as a 301
to a consent page, a maintenance page or a captive portal is common and saving it at once loses the feed; three days
outlive those, and five hits keep one odd answer a day from adding up."""

# One quick step down and slow steps up settle where about one poll in four finds something (.25 ln .5 + .75 ln 1.25 ≈
# 0): four polls for each piece of news, so it is seen after an eighth of the usual gap on average.
_FASTER, _SLOWER, _GAP = 0.5, 1.25, 0.25


def next_poll(
    *,
    outcome: PollOutcome,
    interval: float,
    failures: int,
    asked: float | None,
    retry_after: float | None,
    new_entries: int,
    now: datetime,
    jitter: float,
    fresh_for: float | None = None,
    gap: bool = False,
    shortest: float = SHORTEST,
    every: float | None = None,
    gone_times: int = 0,
    pushed: bool = False,
) -> Poll:
    """When a feed is due after a poll at `now`.

    `interval` is the rhythm learned so far, `asked` what the feed itself asks for (ttl, sy:updatePeriod), `fresh_for`
    the answer's Cache-Control max-age, `retry_after` its Retry-After, all in seconds; `failures` counts those in a row
    before this poll; `jitter` is chance in [-1, 1]; `every` is the wait that the operator wants, which gives way to
    failures and Retry-After alone; `pushed` says that a hub brings its news, so that polls only look after the hub. The
    result lies `shortest` to LONGEST after `now`.
    """
    if every is not None:
        shortest = min(shortest, every)
    interval = _clamp(interval, shortest)
    if outcome in {PollOutcome.READ, PollOutcome.UNCHANGED}:
        # what a hub has brought says nothing of how often a poll would have found news
        interval = every or (interval if pushed else _clamp(interval * _step(new_entries, gap=gap), shortest))
        wait, failures = max(interval, PUSHED_WAIT) if pushed and every is None else interval, 0
    else:
        failures += 1
        # A gone feed is asked daily, so that GONE_AFTER answers are days apart and not minutes.
        wait = LONGEST if outcome is PollOutcome.GONE else interval * 2.0 ** min(failures, 10)
    gone_times = gone_times + 1 if outcome is PollOutcome.GONE else 0
    gone = gone_times >= GONE_AFTER
    advice = (retry_after,) if every is not None else (asked, fresh_for, retry_after)
    floor = max(min(seconds or 0.0, LONGEST) for seconds in advice)
    delay = GONE_WAIT if gone else _clamp(jittered(wait, floor, jitter), shortest)
    return Poll(
        next_at=now + timedelta(seconds=delay),
        interval=interval,
        failures=failures,
        gone=gone,
        gone_times=gone_times,
    )


def _step(new_entries: int, *, gap: bool) -> float:
    if gap:
        return _GAP
    return _FASTER if new_entries else _SLOWER


def _clamp(seconds: float, shortest: float) -> float:
    return min(max(seconds, shortest), LONGEST)


def first_waits(number: int) -> list[float]:
    """Seconds until the first poll of each of `number` feeds that are added together."""
    gap = min(IMPORT_GAP, FIRST_INTERVAL / max(number, 1))
    return [place * gap for place in range(number)]


def adopt_redirect(*, hits: int, first: datetime, now: datetime) -> bool:
    """Whether a permanent redirect of a feed, seen `hits` times in a row since `first`, becomes its address."""
    return hits >= REDIRECT_HITS and now - first >= REDIRECT_AGE
