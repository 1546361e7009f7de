"""WebSub: hubs are asked to push what our feeds offer, and what they pushed goes the way of a poll's answer.

1. Settle: what no feed offers ends, what is over begins anew.
2. Ask the hubs for which something is due, at their pace: to push, to go on, to stop.
3. Take what was pushed, one after the other: read it, decide what is new, write it in one transaction.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from worker.adapters import feeds, hosts, items, push
from worker.core.feeds.identity import sought
from worker.core.feeds.parse import parse_feed
from worker.core.feeds.push import after_request, keeps_secrets, request_form
from worker.core.feeds.trust import news_rhythm
from worker.core.fetch.pace import come_again, starts
from worker.core.urls import host_of
from worker.core.waits import MAX_ATTEMPTS
from worker.errors import SERVICE_ERRORS, BadInput, FetchFailed, NewswireError, PageRefused, Retry
from worker.models import CounterOutcome, ParsedFeed, PushedBody, Reason, Redirected, Request, Step, Subscription
from worker.services import Services
from worker.steps.crawl import HORIZON_SECONDS
from worker.steps.record_polls import decide, record_entries

ASKED_AT_ONCE = 20
MAX_HUB_HOPS = 3
"""Hubs that a hub sends us on to (section 5.1.2)."""

log = structlog.get_logger()


def tend_subscriptions(services: Services, base: str) -> int:
    """Ask the hubs that are due; `base` is the address under which they reach us. Return how many were asked."""
    with services.db.transaction() as tx:
        push.settle(tx, base=base)
        due = push.due(tx, limit=ASKED_AT_ONCE)
        wanted = Counter(host_of(one.hub) for one in due)
        slots = hosts.reserve(tx, wanted, pace=services.settings.host_pace, horizon=HORIZON_SECONDS) if due else {}
        free = {host: starts(given) for host, given in slots.items()}
        asked: list[tuple[Subscription, float]] = []
        for one in due:
            delay = next(free[host_of(one.hub)], None)
            if delay is None:
                push.postpone(tx, one, wait=come_again(slots[host_of(one.hub)], chance=services.jitter()))
            else:
                asked.append((push.begin(tx, one, base=base), delay))
    # robots.txt is for crawlers of pages: a hub is asked for what its publisher offers to whoever asks
    forms = [request_form(one, callback=f"{base}/{one.token}") for one, _ in asked]
    requests = [Request(url=one.hub, form=form, delay=delay) for (one, delay), form in zip(asked, forms, strict=True)]
    errors = _post(services, requests)
    for (one, _), error in zip(asked, errors, strict=True):
        after = after_request(one, error, now=datetime.now(UTC), jitter=services.jitter())
        with services.db.transaction() as tx:
            push.end_request(tx, one, after)
        log.info("hub", hub=one.hub, topic_url=one.topic_url, state=after.state, error=after.error)
    return len(asked)


def _post(services: Services, requests: Sequence[Request]) -> list[NewswireError | None]:
    """Post all of them; give the error of each that was not taken."""
    errors: list[NewswireError | None] = [None] * len(requests)
    going = list(enumerate(requests))
    for _ in range(MAX_HUB_HOPS + 1):
        answers = services.http.fetch_all([request for _, request in going])
        onward = []
        for (place, request), answer in zip(going, answers, strict=True):
            if isinstance(answer, Redirected) and keeps_secrets(request.url) and not keeps_secrets(answer.url):
                errors[place] = PageRefused(f"sent on to {answer.url}", reason=Reason.DOWNGRADE)
            elif isinstance(answer, Redirected):
                onward.append((place, replace(request, url=answer.url, delay=0.0)))
            elif isinstance(answer, NewswireError):
                errors[place] = answer
        going = onward
    for place, _ in going:
        errors[place] = FetchFailed("sent on from hub to hub", reason=Reason.TOO_MANY_REDIRECTS)
    return errors


def take_push(services: Services) -> bool:
    """Take the oldest push that waits; False when there is none."""
    with services.db.transaction() as tx:
        pushed = push.claim(tx)
    if pushed is None:
        return False
    try:
        if pushed.attempts > MAX_ATTEMPTS:
            raise BadInput("its process died each time", reason=Reason.WORKER_DIED)
        # what is empty, or a page, only says that there is news
        parsed = parse_feed(
            pushed.body, url=pushed.topic_url, content_type=pushed.content_type, tracking=services.tracking
        )
        if parsed.sitemaps:
            raise BadInput("a sitemap index: its sitemaps are asked", reason=Reason.SITEMAP_INDEX)
        _record(services, pushed, parsed)
    except (*SERVICE_ERRORS, Retry):
        raise  # it stays, and is taken at a later turn
    except Exception as error:  # whatever one push does, the next ones are taken
        known = isinstance(error, NewswireError)
        with services.db.transaction() as tx:
            push.drop(tx, pushed)
            if pushed.body.strip():
                reason = error.reason if isinstance(error, NewswireError) else Reason.BUG
                items.count(tx, Step.POLL, {(CounterOutcome.SKIPPED, reason): 1})
        log.warning("push_unread", topic_url=pushed.topic_url, error=str(error), exc_info=not known)
    return True


def _record(services: Services, pushed: PushedBody, parsed: ParsedFeed) -> None:
    now = datetime.now(UTC)
    with services.db.transaction() as tx:
        feed = push.lock_feed(tx, pushed.feed_id) if pushed.feed_id is not None else None
        if feed is None:
            if pushed.feed_id is not None and feeds.is_claimed(tx, pushed.feed_id):
                push.give_back(tx, pushed)  # a poll was faster
            else:
                push.drop(tx, pushed)
            return
        services.traces.begin_polls([feed.id])
        known = feeds.known(tx, feed.id, *sought(parsed.entries))
        decision = decide(services, feed, parsed, known, now)
        last_news_at, news_seconds = news_rhythm(feed, new_entries=len(decision.new), now=now)
        push.record(tx, pushed, news=bool(decision.new), last_news_at=last_news_at, news_seconds=news_seconds)
        due = record_entries(tx, feed, decision)
        found = services.traces.journeys(tx, [item for item, _ in due])
    services.traces.polled(feed, Reason.OK, found, how="push")
    log.info("pushed", feed=feed.id, topic_url=pushed.topic_url, new=len(decision.new), changed=len(decision.changed))
