"""One line in the log for each feed and item that fails: its address, the reason, the attempt. Decides nothing."""

import logging
from collections.abc import Collection, Iterable

import structlog

from worker.core.fetch.transitions import failed
from worker.core.urls import host_of
from worker.models import Feed, FeedRecord, State, Transition

# What is tried again, and what is given up; the other ends are as the publisher wants it.
_LEVELS = {State.PENDING: logging.WARNING, State.FETCHED: logging.WARNING, State.QUARANTINED: logging.ERROR}

log = structlog.get_logger()


def tell_items(transitions: Iterable[Transition], held: Collection[int]) -> None:
    """Say which items of a batch failed; `held` are those that were still ours."""
    for one in transitions:
        item = one.item
        if item.id not in held or not failed(one):
            continue
        log.log(
            _LEVELS.get(one.state, logging.INFO),
            "item_failed",
            item=item.id,
            url=item.url,
            host=item.host,
            reason=one.reason,
            attempt=one.substitutes or item.attempts,
            state=one.state,
            **({"error": one.error.message} if one.error else {}),
            **({"again_in": round(one.wait)} if one.wait else {}),
        )


def tell_feed(feed: Feed, record: FeedRecord) -> None:
    """Say that a poll failed."""
    if record.error is not None:
        log.warning(
            "feed_failed",
            feed=feed.id,
            url=feed.url,
            host=host_of(feed.url),
            reason=record.status,
            attempt=record.failures,
            error=record.error,
            again_in=round(record.wait),
        )
