"""Articles: search and filters, one article whole, and what people subscribe to."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from worker.adapters import articles as table
from worker.adapters import browse, consumers
from worker.adapters.browse import ArticlePage
from worker.core.view import diff, highlights
from worker.core.view.highlights import Highlight, PlacedCut
from worker.core.view.listing import Asked, asked
from worker.core.view.syndication import Channel, atom, json_feed, latest_change
from worker.models import WallKind
from worker.web.site import Shown, Site, id_of, list_of, site_of

_NAMES = ("q", "topic", "source", "lang", "wall", "truncated")
_MOST_SOURCES = 300
"""Sources that are offered to choose from; any other may be typed."""


def build(site: Site, request: Request) -> Shown:
    """A page of the articles that are asked for."""
    query = asked(request.query_params)
    with site.reading() as tx:
        found = browse.articles(tx, query)
        unasked = (
            query.search is not None and not found.looked and not table.asks_for_words(tx, query.search, query.language)
        )
        topics = browse.topic_labels(tx)
        sources = consumers.sources(tx)
        languages = browse.languages(tx)
    given = _given(request)
    context = {
        "found": found,
        "given": {name: given.get(name, "") for name in _NAMES},
        "filtered": bool(given),
        "along": query.along,
        "without_words": unasked,
        "topics": topics,
        "sources": sources[:_MOST_SOURCES],
        "languages": languages,
        "walls": list(WallKind),
        "following": _following("/articles", given, found),
        "first": query.after is None,
        "search": urlencode(given),
    }
    following = _following("/articles.json", given, found)
    document = {"articles": found.articles, "looked_at": found.looked, "next": following}
    return Shown(template="articles.html", context=context, document=document)


def _given(request: Request) -> dict[str, str]:
    """What is asked for, as it stands in the address."""
    return {name: request.query_params[name] for name in _NAMES if request.query_params.get(name)}


def _following(path: str, given: Mapping[str, str], found: ArticlePage) -> str | None:
    return f"{path}?{urlencode({**given, 'after': str(found.following)})}" if found.following else None


def one(site: Site, request: Request) -> Shown:
    """One article, whole."""
    article_id = id_of(request)
    with site.reading() as tx:
        article = table.show(tx, article_id)
        if article is None:
            raise HTTPException(404, "There is no such article.")
        earlier = browse.revisions(tx, article_id)
        copies = browse.copies(tx, article_id, article["duplicate_of"] or article_id)
        changes = browse.changes(tx, article_id)
    context = {
        "article": article,
        "title": highlights.spans(article["title"], _highlights(article, "title")),
        "paragraphs": _paragraphs(article),
        "tags": _tags(article),
        "earlier": _differences(article, earlier),
        "copies": copies,
        "changes": changes,
    }
    article.pop("content_hash", None)
    document = {**article, "revisions": earlier, "copies": copies, "changes": changes}
    return Shown(template="article.html", context=context, document=document)


def _highlights(article: Mapping[str, Any], *names: str) -> list[Highlight]:
    """What tags rest on in the title or in the text."""
    return [
        Highlight(one["start"], one["end"], tag["topic"])
        for tag in article["topics"]
        for one in tag["evidence"]
        if one["field"] in names
    ]


def _paragraphs(article: Mapping[str, Any]) -> list[highlights.Paragraph]:
    return highlights.shown(
        article["text"],
        [(block["kind"], block["start"], block["end"]) for block in article["blocks"] if "start" in block],
        [block["text"] for block in article["blocks"] if "text" in block],
        _highlights(article, "lead", "body"),
        [PlacedCut(cut["text"], cut["rule"], cut.get("at")) for cut in article["wall_cuts"]],
    )


def _tags(article: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each tag with the passages that it rests on, in their context."""
    told = []
    for tag in article["topics"]:
        found = []
        for one in tag["evidence"][:6]:
            if one["field"] == "label":
                found.append({"field": "label", "rule": one["rule"], "spans": (highlights.Span(one["text"], "label"),)})
                continue
            text = article["title"] if one["field"] == "title" else article["text"]
            passage = highlights.in_context(text, [Highlight(one["start"], one["end"], tag["topic"])], near=40)
            found.append({"field": one["field"], "rule": one["rule"], "spans": passage})
        told.append({**tag, "shown": found, "more": max(len(tag["evidence"]) - 6, 0)})
    return told


def _differences(article: Mapping[str, Any], earlier: Sequence[browse.RevisionRow]) -> list[dict[str, Any]]:
    """Each earlier version with what the next one changed in it."""
    told = []
    after = {"title": article["title"], "summary": article["summary"] or "", "text": article["text"]}
    for row in earlier:
        before = {"title": row.title, "summary": row.summary or "", "text": row.text}
        told.append(
            {
                "row": row,
                "title": diff.words(before["title"], after["title"]) if before["title"] != after["title"] else (),
                "summary": diff.words(before["summary"], after["summary"])
                if before["summary"] != after["summary"]
                else (),
                "text": diff.changed(before["text"], after["text"]),
            }
        )
        after = before
    return told


# ── what people subscribe to ─────────────────────────────────────────────────────────────────────────────────────────


def _atom(request: Request) -> Response:
    return feed_answer(request, asked(request.query_params), page="/articles", json=False)


def _json_feed(request: Request) -> Response:
    return feed_answer(request, asked(request.query_params), page="/articles", json=True)


def feed_answer(request: Request, query: Asked, *, page: str, json: bool, title: str | None = None) -> Response:
    """The articles that are asked for as Atom or JSON Feed; 304 for who has them already."""
    site = site_of(request)
    with site.reading() as tx:
        found = browse.articles(tx, query)
        published = browse.for_feeds(tx, [row.id for row in found.articles])
    base = str(request.base_url).rstrip("/")
    given = _given(request)
    search = f"?{urlencode(given)}" if given else ""
    channel = Channel(
        title=title or _title(query),
        home=f"{base}{page}{search}",
        address=f"{base}{request.url.path}{search}",
        updated=datetime(2000, 1, 1, tzinfo=UTC),
    )
    changed = latest_change(channel, published)
    if json:
        following = f"{channel.address}{'&' if search else '?'}{urlencode({'after': str(found.following)})}"
        body = json_feed(channel, published, following=following if found.following else None)
    else:
        body = atom(channel, published)
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": tag,
        "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
        "Cache-Control": "no-cache",
    }
    if _has(request, tag, changed):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/feed+json" if json else "application/atom+xml", headers=headers)


def _has(request: Request, tag: str, changed: datetime) -> bool:
    """Whether a reader has the feed already; the tag decides where it sends one (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tag in [one.strip().removeprefix("W/") for one in tags.split(",")] or tags.strip() == "*"
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.tzinfo is not None and changed.replace(microsecond=0) <= since


def _title(query: Asked) -> str:
    parts = [
        f"“{query.search}”" if query.search else None,
        query.topic,
        query.source,
        query.language,
        f"wall: {query.wall}" if query.wall else None,
        {True: "truncated", False: "whole", None: None}[query.truncated],
    ]
    told = ", ".join(part for part in parts if part)
    return f"Newswire: {told}" if told else "Newswire"


ROUTES = [
    *list_of("/articles", build),
    Route("/articles.atom", _atom),
    Route("/articles.feed.json", _json_feed),
    *list_of("/articles/{id:row}", one),
]
