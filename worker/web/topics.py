"""Topics: how much comes of each, its latest articles, and a query tried on what is stored."""

import time
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from worker.adapters import browse
from worker.adapters.browse import TopicVolume
from worker.adapters.reprocessing import Taggable
from worker.core.topics.tag import TopicScore, explain
from worker.core.topics.taxonomy import query_taxonomy
from worker.core.view import charts, marks
from worker.core.view.listing import Asked, Cursor, asked
from worker.core.view.marks import Mark
from worker.core.view.words import days_until
from worker.errors import UsageError
from worker.web.articles import feed_answer
from worker.web.site import Shown, Site, list_of, site_of

_DAYS = 14
_MOST_EACH = 1000
"""Articles of a topic that are counted where all topics are, and where one is."""
_MOST_OF_ONE = 20_000
_BATCH, _MOST, _SECONDS = 50, 1000, 0.06
"""A query is tried on so many articles at a time until so many were looked at, or so much time has passed."""


def build(site: Site, request: Request) -> Shown:
    """Every topic with its volume, those of late first."""
    words = request.query_params.get("q", "").strip().casefold()
    with site.reading() as tx:
        now = browse.figures(tx).now
        rows = browse.topics(tx, most=_MOST_EACH)
    told = [
        _volume(row, now, most=_MOST_EACH)
        for row in rows
        if not words or words in f"{row.slug} {row.label} {row.description}".casefold()
    ]
    told.sort(key=lambda one: (-one["articles"], one["row"].slug))
    document = {"topics": [_document(one) for one in told]}
    context = {"topics": told, "q": request.query_params.get("q", ""), "every": len(rows)}
    return Shown(template="topics.html", context=context, document=document)


def one(site: Site, request: Request) -> Shown:
    """One topic with its latest articles."""
    slug = request.path_params["slug"]
    after = asked(request.query_params).after
    with site.reading() as tx:
        rows = browse.topics(tx, slug, most=_MOST_OF_ONE)
        if not rows:
            raise HTTPException(404, "There is no such topic.")
        now = browse.figures(tx).now
        found = browse.articles(tx, Asked(topic=slug, after=after))
    told = _volume(rows[0], now, most=_MOST_OF_ONE, width=600, height=80)
    following = f"/topics/{slug}?{urlencode({'after': str(found.following)})}" if found.following else None
    rules = site.services.taxonomy.topics.get(slug)
    context = {
        "topic": rows[0],
        "volume": told,
        "found": found,
        "following": following,
        "first": after is None,
        "rules": [rule.text for rule in rules.rules] if rules else [],
    }
    return Shown(
        template="topic.html",
        context=context,
        document={**_document(told), "latest": found.articles, "next": following},
    )


def _volume(row: TopicVolume, now: datetime, *, most: int, width: int = 140, height: int = 24) -> dict[str, Any]:
    by_day = {datetime.fromisoformat(day).date(): number for day, number in row.days}
    days = [day.date() for day in days_until(now, _DAYS)]
    numbers = [by_day.get(day, 0) for day in days]
    chart = charts.bars([[number] for number in numbers], width=width, height=height)
    number = sum(numbers)
    return {"row": row, "articles": number, "days": days, "numbers": numbers, "chart": chart, "more": number >= most}


def _document(told: dict[str, Any]) -> dict[str, Any]:
    row = told["row"]
    return {
        "slug": row.slug,
        "label": row.label,
        "description": row.description,
        "broader": row.broader,
        "latest": row.latest,
        "articles_14_days": told["articles"],
        "per_day": dict(zip(told["days"], told["numbers"], strict=True)),
    }


def tried(site: Site, request: Request) -> Shown:
    """A query on stored articles, the newest first: what it matches and where."""
    query = request.query_params.get("query", "").strip()[:2000]
    after = asked(request.query_params).after
    context: dict[str, Any] = {
        "query": query,
        "matches": [],
        "looked": 0,
        "back_to": None,
        "following": None,
        "wrong": "",
    }
    if query:
        try:
            trial = query_taxonomy(site.services.taxonomy, query)
        except UsageError as error:
            context["wrong"] = str(error)
            return Shown(template="try.html", context=context, document={"error": str(error)}, status=400)
        context |= _try(site, trial, after or Cursor())
        if context["following"]:
            context["following"] = f"/topics/try?{urlencode({'query': query, 'after': str(context['following'])})}"
    document = {
        "query": query,
        "looked_at": context["looked"],
        "back_to": context["back_to"],
        "matches": [
            {"id": row.id, "title": row.title, "points": score.points, "evidence": score.evidence}
            for row, score, _ in context["matches"]
        ],
        "next": context["following"],
    }
    return Shown(template="try.html", context=context, document=document)


def _try(site: Site, trial: Any, after: Cursor) -> dict[str, Any]:
    matches: list[tuple[Taggable, TopicScore, Any]] = []
    looked, until = 0, time.perf_counter() + _SECONDS
    last: Cursor | None = after
    rows: list[Taggable] = []
    while last is not None and looked < _MOST and time.perf_counter() < until:
        with site.reading() as tx:
            rows = browse.taggable_before(tx, last, limit=_BATCH)
        matches += [
            (row, score, _passages(row, score)) for row in rows for score in explain(trial, row.article) if score.tagged
        ]
        looked += len(rows)
        last = Cursor(when=rows[-1].stored_at, id=rows[-1].id) if len(rows) == _BATCH else None
    back_to = rows[-1].stored_at if rows else None
    return {"matches": matches, "looked": looked, "back_to": back_to, "following": last}


def _passages(row: Taggable, score: TopicScore) -> dict[str, Any]:
    def of(*names: str) -> list[Mark]:
        return [Mark(one.start, one.end, one.rule) for one in score.evidence if one.field in names]

    text = of("lead", "body")
    return {"title": marks.spans(row.title, of("title")), "text": marks.in_context(row.text, text) if text else ()}


def _subscribed(request: Request, *, json: bool) -> Response:
    slug = request.path_params["slug"]
    with site_of(request).reading() as tx:
        rows = browse.topics(tx, slug, most=0)
    if not rows:
        raise HTTPException(404, "There is no such topic.")
    query = Asked(topic=slug, after=asked(request.query_params).after)
    return feed_answer(request, query, page=f"/topics/{slug}", json=json, title=f"Newswire: {rows[0].label}")


def _atom(request: Request) -> Response:
    return _subscribed(request, json=False)


def _json_feed(request: Request) -> Response:
    return _subscribed(request, json=True)


ROUTES = [
    *list_of("/topics", build),
    *list_of("/topics/try", tried),
    Route("/topics/{slug}.atom", _atom),
    Route("/topics/{slug}.feed.json", _json_feed),
    Route("/topics/{slug}.json", list_of("/topics/{slug}", one)[1].endpoint),
    list_of("/topics/{slug}", one)[0],
]
