"""Feeds: how each is, when it is polled next, what its last polls said; pause, resume, poll now."""

from dataclasses import asdict
from datetime import UTC, datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request

from worker.adapters import browse
from worker.adapters import feeds as table
from worker.core.feeds.health import health
from worker.core.view import charts
from worker.models import FeedState
from worker.web.login import Form, action
from worker.web.site import Shown, Site, id_of, list_of

_PAGE = 100
_POLLS = 20  # as many as are kept
_FINE = 2
"""Highest rank at which nobody need do anything."""
_SHOW = ("all", "trouble", "paused", "gaps")


def build(site: Site, request: Request) -> Shown:
    """The feeds, those in trouble first."""
    given = request.query_params
    words, group = given.get("q", "").strip().casefold(), given.get("group", "")
    show = given.get("show", "all") if given.get("show") in _SHOW else "all"
    now = datetime.now(UTC)
    with site.reading() as tx:
        every = [(row, health(row.facts, now=now)) for row in browse.feeds(tx)]
    fits = [
        (row, how)
        for row, how in every
        if (not words or words in f"{row.source} {row.title} {row.url}".casefold())
        and (not group or row.group_name == group or (row.group_name or "").startswith(f"{group} / "))
        and (show != "trouble" or how.rank > _FINE)
        and (show != "paused" or row.state == FeedState.PAUSED)
        and (show != "gaps" or row.gaps)
    ]
    fits.sort(key=lambda pair: (-pair[1].rank, pair[0].source.casefold(), pair[0].id))
    asked = given.get("page", "")
    page = max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 19 else 1
    pages = max(-(-len(fits) // _PAGE), 1)
    page = min(page, pages)
    rows = fits[(page - 1) * _PAGE : page * _PAGE]
    context = {
        "rows": rows,
        "every": len(every),
        "fitting": len(fits),
        "troubled": sum(how.rank > _FINE for _, how in every),
        "groups": sorted({row.group_name for row, _ in every if row.group_name}),
        "asked": {"q": given.get("q", ""), "group": group, "show": show},
        "page": page,
        "pages": pages,
    }
    document = {
        "feeds": [{**asdict(row), "health": how.words, "rank": how.rank} for row, how in rows],
        "page": page,
        "pages": pages,
    }
    return Shown(template="feeds.html", context=context, document=document)


def one(site: Site, request: Request) -> Shown:
    """One feed."""
    feed_id = id_of(request)
    with site.reading() as tx:
        rows = browse.feeds(tx, feed_id)
        polls = browse.recent_polls(tx, feed_id)
    if not rows:
        raise HTTPException(404, "There is no such feed.")
    row, how = rows[0], health(rows[0].facts, now=datetime.now(UTC))
    context = {
        "feed": row,
        "health": how,
        "polls": polls,
        "chart": charts.bars(
            [*[()] * (_POLLS - len(polls)), *((poll.new, poll.changed) for poll in reversed(polls))],
            width=280,
            height=64,
            gap=0.3,
        ),
    }
    document = {**asdict(row), "health": how.words, "rank": how.rank, "polls": polls}
    return Shown(template="feed.html", context=context, document=document)


def _pause(site: Site, request: Request, _: Form) -> str:
    return _set(site, request, FeedState.PAUSED)


def _resume(site: Site, request: Request, _: Form) -> str:
    return _set(site, request, FeedState.ACTIVE)


def _set(site: Site, request: Request, state: FeedState) -> str:
    feed_id = id_of(request)
    with site.acting() as tx:
        if not table.set_state(tx, [feed_id], state):
            raise HTTPException(404, "There is no such feed.")
    return f"/feeds/{feed_id}?done={'paused' if state is FeedState.PAUSED else 'resumed'}"


def _poll(site: Site, request: Request, _: Form) -> str:
    feed_id = id_of(request)
    with site.acting() as tx:
        if not table.poll_now(tx, feed_id):
            raise HTTPException(409, "Only a feed that is polled can be polled now: resume it.")
    return f"/feeds/{feed_id}?done=due"


ROUTES = [
    *list_of("/feeds", build),
    *list_of("/feeds/{id:row}", one),
    action("/feeds/{id:row}/pause", _pause),
    action("/feeds/{id:row}/resume", _resume),
    action("/feeds/{id:row}/poll", _poll),
]
