"""When the page of a stored article is looked at again, and what to send along; never what the answer means."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from worker.core.waits import JITTER
from worker.models import State, Transition, Validators

FIRST = 3600.0
"""Seconds until the first look: most corrections come within the first hours."""
GROWTH = 2.0
"""Each wait is so many times the age: looks fall at 1, 3, 9 and 27 hours, four requests for an article in all."""


def next_recheck(age: float, *, follow: float, jitter: float) -> float | None:
    """Return the seconds until the next look at a page that is `age` seconds old, or None after the last one.

    `follow` is how long an article is followed, in seconds; `jitter` is chance in [-1, 1].
    """
    wait = max(FIRST, GROWTH * age)
    return wait * (1 + JITTER * jitter) if age + wait <= follow else None


def plan_rechecks(
    transitions: Sequence[Transition], *, follow: float, jitter: float, now: datetime, published: Mapping[int, datetime]
) -> list[Transition]:
    """Return the transitions with the next recheck of each page that ended as an article.

    An article counts as old as its publisher says, not as old as our knowledge of it: the first poll of a feed brings
    last month's.
    """
    result = []
    for transition in transitions:
        item = transition.item
        if transition.state is State.STORED and item.url is not None and item.own_key is None:
            said = published.get(item.id)
            age = max(item.age, (now - said).total_seconds() if said else 0.0)
            result.append(replace(transition, recheck_in=next_recheck(age, follow=follow, jitter=jitter)))
        else:
            result.append(transition)
    return result


def conditions(validators: Validators | None) -> tuple[tuple[str, str], ...]:
    """Return the headers that let the server answer "not modified" (RFC 9110, 13.1); validators go back verbatim."""
    if validators is None:
        return ()
    pairs = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return tuple((name, value) for name, value in pairs if value)
