"""The overview: is news flowing, how fresh is it, what waits, who works."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from starlette.requests import Request

from worker.adapters import browse, costs, workers
from worker.adapters.broker import Broker
from worker.adapters.costs import QueueState
from worker.core.troubles import ProcessState, StepState, troubles
from worker.core.view import charts
from worker.core.view.listing import Asked
from worker.core.view.words import days_until
from worker.errors import ServiceDown
from worker.models import QUEUES
from worker.web.site import Shown, Site, list_of

_DAYS = 14
_ENDS = ("stored", "duplicate", "skipped", "quarantined")
_DELAYS = (5.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
_DELAY_WORDS = ("5s", "15s", "1m", "5m", "15m", "1h", "more")
_LATEST = 8
_PATIENCE = 0.3
"""Seconds that Redis has to answer: the page is about more than that."""


def build(site: Site, _: Request) -> Shown:
    """Gather the overview."""
    with site.reading() as tx:
        figures = browse.figures(tx)
        minutes = browse.per_minute(tx)
        published, seen = browse.delays(tx)
        outcomes = browse.outcomes_per_day(tx, days=_DAYS)
        known = {queue.step: queue for queue in costs.queues(tx)}
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
    delays = _histogram(seen)
    context: dict[str, Any] = {
        "figures": figures,
        "last_hour": sum(per_minute),
        "rate": charts.bars([[number] for number in per_minute], width=600, height=96),
        "rate_from": times[0],
        "ends": _ENDS,
        "days": days,
        "per_day": per_day,
        "endings": charts.bars(per_day, width=280, height=96, gap=0.3),
        "delays": list(zip(_DELAY_WORDS, delays, strict=True)),
        "delay_chart": charts.bars([[number] for number in delays], width=280, height=96, gap=0.3),
        "delay_published": median(published) if published else None,
        "delay_seen": median(seen) if seen else None,
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
        "median_seconds_from_publication": context["delay_published"],
        "median_seconds_from_first_seen": context["delay_seen"],
        "queues": queues,
        "messages": messages,
        "processes": processes,
        "troubles": context["troubles"],
    }
    return Shown(template="overview.html", context=context, document=document)


def _minutes(now: datetime) -> list[datetime]:
    last = now.replace(second=0, microsecond=0)
    return [last - timedelta(minutes=back) for back in range(59, -1, -1)]


def _histogram(seconds: Sequence[float]) -> list[int]:
    counts = [0] * (len(_DELAYS) + 1)
    for one in seconds:
        counts[bisect_left(_DELAYS, one)] += 1
    return counts


def _messages(site: Site) -> tuple[dict[str, int], str | None]:
    """How many messages wait in Redis, and what is wrong with it."""
    if not site.services.settings.redis_url:
        return {}, None
    broker = Broker(site.services.settings.redis_url, patience=_PATIENCE)
    try:
        return broker.depths(QUEUES), None
    except ServiceDown as error:
        return {}, str(error)
    finally:
        broker.close()


ROUTES = list_of("/", build)
