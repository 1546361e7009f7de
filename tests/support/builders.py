"""Records with every field that a test does not care about filled in."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from worker.core.dedupe.sketch import sketch
from worker.core.dedupe.verdicts import content_hash
from worker.models import (
    Access,
    Block,
    BlockKind,
    CleanedItem,
    Draft,
    Entry,
    Feed,
    Item,
    Page,
    PublisherTime,
    StoredArticle,
)

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEASE = UUID(int=1)
PARAGRAPH = "The council met on Thursday and put off the vote on the harbour wall until the spring. "


def item(**fields: Any) -> Item:
    url = fields.get("url", "https://example.org/news/1")
    return Item(
        **{
            "id": 1,
            "url": url,
            "known_url": url,
            "host": "example.org",
            "source": "Example",
            "attempts": 1,
            "hops": 0,
            "lease": LEASE,
            "free_only": False,
            "stored": False,
            **fields,
        }
    )


def draft(**fields: Any) -> Draft:
    text = fields.get("text", PARAGRAPH * 3)
    return Draft(
        **{
            "title": "Vote on harbour wall put off",
            "summary": None,
            "authors": ("Ada Quill",),
            "published": PublisherTime(value=NOW, precision="time", origin="meta"),
            "modified": None,
            "language": "en",
            "text": text,
            "blocks": (Block(kind=BlockKind.PARAGRAPH, text=text),),
            "images": (),
            "labels": (),
            "section": None,
            "canonical_url": None,
            "access": Access(),
            "wall": None,
            "cuts": (),
            "truncated": None,
            "truncated_evidence": None,
            **fields,
        }
    )


def cleaned(one: Item, result: Draft, **fields: Any) -> CleanedItem:
    return CleanedItem(
        **{
            "item": one,
            "draft": result,
            "tags": (),
            "content_hash": content_hash(result.text),
            "sketch": sketch(result.text),
            "wire_source": None,
            "page_url": one.url,
            "fetched_at": NOW,
            **fields,
        }
    )


def standing(article_id: int, result: Draft, *, url_hash: bytes | None = None, **fields: Any) -> StoredArticle:
    return StoredArticle(
        **{
            "id": article_id,
            "url_hash": url_hash,
            "content_hash": content_hash(result.text),
            "title": result.title,
            "summary": result.summary,
            "authors": list(result.authors),
            "published_at": result.published.value if result.published else None,
            "truncated": result.truncated,
            "access_declared": result.access.declared,
            "wall_kind": result.wall,
            "withdrawn": False,
            **fields,
        }
    )


def entry(**fields: Any) -> Entry:
    return Entry(**{"guid": "1", "url": "https://example.org/news/1", "title": "Vote put off", **fields})


def page(body: bytes = b"<p>text</p>", **fields: Any) -> Page:
    return Page(
        **{
            "url": "https://example.org/news/1",
            "status": 200,
            "headers": {"content-type": "text/html; charset=utf-8"},
            "body": body,
            "seconds": 0.1,
            **fields,
        }
    )


def feed(**fields: Any) -> Feed:
    return Feed(
        **{
            "id": 1,
            "url": "https://example.org/feed.xml",
            "source": "Example",
            "title": None,
            "etag": None,
            "last_modified": None,
            "body_hash": None,
            "interval_seconds": 900.0,
            "shortest_seconds": None,
            "every_seconds": None,
            "failures": 0,
            "attempts": 1,
            "moved_to": None,
            "moved_since": None,
            "moved_times": 0,
            "lease": LEASE,
            **fields,
        }
    )
