"""The overview: is news flowing, how fresh is it, what waits, who works."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import inf, isfinite
from typing import Any

from starlette.requests import Request

from worker.adapters import browse, watch, workers
from worker.adapters.broker import Broker
from worker.adapters.costs import QueueState
from worker.adapters.watch import Late
from worker.core.tallies import BUCKETS
from worker.core.troubles import ProcessState, StepState, troubles
from worker.core.view import charts
from worker.core.view.listing import Asked
from worker.core.view.words import days_until
from worker.models import QUEUES, Tally
from worker.web.site import Shown, Site, list_of

_DAYS = 14
_ENDS = ("stored", "duplicate", "skipped", "quarantined")
_DELAYS = (*BUCKETS, inf)
_DELAY_WORDS = ("5s", "", "30s", "", "2m", "", "10m", "", "1h", "", "6h", "", "more")
_SEEN, _PUBLISHED = Tally.FIRST_SEEN_TO_STORED, Tally.PUBLISHED_TO_STORED
_HOUR = 3600.0
_LATEST = 8
_PATIENCE = 0.3
"""Seconds that Redis has to answer: the page is about more than that."""


def build(site: Site, _: Request) -> Shown:
    """Gather the overview."""
    with site.reading() as tx:
        figures = browse.figures(tx)
        minutes = {row.minute: row.stored for row in watch.throughput(tx, seconds=_HOUR)}
        late = watch.freshness(tx, seconds=_HOUR)
        outcomes = browse.outcomes_per_day(tx, days=_DAYS)
        known = {queue.step: queue for queue in watch.queues(tx)}
        processes = workers.listing(tx)
        latest = browse.articles(tx, Asked()).articles[:_LATEST]
    queues = [
        known.get(step) or QueueState(step=step, due=0, in_hand=0, waiting=0, oldest_seconds=0.0) for step in QUEUES
    ]
    messages, broker = _messages(site)
    stopped = troubles(
        [
            StepState(name=q.step, due=q.due, oldest_seconds=q.oldest_seconds, on_its_way=q.due + q.in_hand + q.waiting)
            for q in queues
        ],
        [ProcessState(role=p.role, host=p.host, pid=p.pid, idle_seconds=p.idle_seconds) for p in processes if p.alive],
        {},
    )
    times = _minutes(figures.now)
    per_minute = [minutes.get(minute, 0) for minute in times]
    days = [day.date() for day in days_until(figures.now, _DAYS)]
    per_day = [[outcomes.get((day, end), 0) for end in _ENDS] for day in days]
    seen, published = _buckets(late, _SEEN), _buckets(late, _PUBLISHED)
    delays = [seen.get(bound, 0) for bound in _DELAYS]
    context: dict[str, Any] = {
        "figures": figures,
        "last_hour": sum(per_minute),
        "rate": charts.bars([[number] for number in per_minute], width=600, height=96),
        "rate_from": times[0],
        "ends": _ENDS,
        "days": days,
        "per_day": per_day,
        "endings": charts.bars(per_day, width=280, height=96, gap=0.3),
        "delay_words": _DELAY_WORDS,
        "delays": {bound: number for bound, number in zip(_DELAYS, delays, strict=True) if number},
        "delay_chart": charts.bars([[number] for number in delays], width=280, height=96, gap=0.3),
        "delay_published": charts.half_within(published),
        "delay_seen": charts.half_within(seen),
        "queues": queues,
        "messages": messages,
        "processes": processes,
        "latest": latest,
        "troubles": [*([broker] if broker else []), *stopped],
    }
    document = {
        "figures": figures,
        "articles_per_minute": dict(zip(times, per_minute, strict=True)),
        "outcomes_per_day": [
            {"day": day, **dict(zip(_ENDS, row, strict=True))} for day, row in zip(days, per_day, strict=True)
        ],
        "half_within_seconds_of_publication": _finite(context["delay_published"]),
        "half_within_seconds_of_first_sight": _finite(context["delay_seen"]),
        "queues": queues,
        "messages": messages,
        "processes": processes,
        "troubles": context["troubles"],
    }
    return Shown(template="overview.html", context=context, document=document)


def _minutes(now: datetime) -> list[datetime]:
    last = now.replace(second=0, microsecond=0)
    return [last - timedelta(minutes=back) for back in range(59, -1, -1)]


def _buckets(late: Sequence[Late], measure: str) -> dict[float, int]:
    return {one.up_to_seconds: one.articles for one in late if one.measure == measure}


def _finite(seconds: float | None) -> float | None:
    return seconds if seconds is not None and isfinite(seconds) else None


def _messages(site: Site) -> tuple[dict[str, int], str | None]:
    """How many messages wait in Redis, and what is wrong with it."""
    if not site.services.settings.redis_url:
        return {}, None
    broker = Broker(site.services.settings.redis_url, patience=_PATIENCE)
    try:
        return broker.state(QUEUES)
    finally:
        broker.close()


ROUTES = list_of("/", build)
