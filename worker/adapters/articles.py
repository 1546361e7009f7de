"""The contract's tables: articles, their revisions, tags and changes, written together or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from worker.adapters.db import Transaction
from worker.adapters.records import blocks_to_json, cuts_to_json, plain_to_json, text, text_or_none, to_json
from worker.errors import Retry
from worker.models import Action, ChangeKind, CleanedItem, Reason, StoredArticle, StoredText, Tag, Tally, Verdict


class AddressTaken(Retry):
    """Another worker has just stored an article under one of these addresses: decide anew."""

    def __init__(self) -> None:
        super().__init__(reason=Reason.ADDRESS_TAKEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleRow:
    """An article in a list, for people."""

    id: int
    stored_at: datetime
    source: str
    title: str
    url: str
    language: str | None
    wall_kind: str | None
    truncated: bool | None
    duplicate_of: int | None
    revision: int
    cuts: int
    published_at: datetime | None
    published_precision: str | None
    topics: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeRow:
    """A change with its article, for the live view."""

    position: int
    kind: str
    changed_at: datetime
    id: int
    source: str
    title: str
    wall_kind: str | None
    cuts: int
    truncated: bool | None
    duplicate_of: int | None
    topics: list[str]


def standing(tx: Transaction, *, ids: Sequence[int], hashes: Sequence[bytes]) -> list[StoredArticle]:
    """Return the articles with these ids, or that stand under these addresses."""
    return tx.rows(StoredArticle, "articles_at", {"ids": list(ids), "hashes": list(hashes)})


def stored_texts(tx: Transaction, ids: Sequence[int]) -> dict[int, StoredText]:
    """Return what stands under these ids, to compare new pages with."""
    return {row.id: row for row in tx.rows(StoredText, "stored_texts", {"ids": list(ids)})} if ids else {}


def copies(tx: Transaction, hashes: Sequence[bytes]) -> dict[bytes, int]:
    """Return the earliest article with each of these content hashes."""
    return {bytes(row[0]): row[1] for row in tx.tuples("articles_with_content", {"hashes": list(hashes)})}


def save(
    tx: Transaction, decided: Sequence[tuple[CleanedItem, Verdict]], *, version: str, taxonomy_version: str
) -> None:
    """Write what was decided, with its changes. Raises AddressTaken, and then nothing is written."""
    created = [(c, v) for c, v in decided if v.action is Action.CREATE]
    revised = [(c, v) for c, v in decided if v.action is Action.REVISE]
    added = [v for _, v in decided if v.action is not Action.CREATE and v.addresses]
    if created:
        tx.copy("insert_articles", (list(_article(c, v, version, taxonomy_version).values()) for c, v in created))
    touched = [v.article_id for v in (*(v for _, v in revised), *added)]
    if touched:
        tx.execute("lock_articles", {"ids": touched})
    claims = sorted({(key, v.article_id) for v in (*(v for _, v in created), *added) for key, _ in v.addresses})
    if claims:
        taken = tx.execute("take_urls", {"hashes": [key for key, _ in claims], "ids": [i for _, i in claims]})
        if taken < len(claims):
            raise AddressTaken
    tx.execute_many("keep_revision", [{"id": v.article_id, "changed": list(v.changed)} for _, v in revised])
    tx.execute_many("update_article", [_article(c, v, version, taxonomy_version) for c, v in revised])
    tags = {v.article_id: c.tags for c, v in decided if v.action in {Action.CREATE, Action.REVISE}}
    lost = _delete_tags(tx, {v.article_id: tags[v.article_id] for _, v in revised})
    _insert_tags(tx, [(i, tag) for i, each in tags.items() for tag in each], taxonomy_version)
    tx.execute_many("add_url", [{"id": v.article_id, "url": text(url)} for v in added for _, url in v.addresses])
    _insert_changes(tx, ChangeKind.CREATED, [v.article_id for _, v in created])
    _insert_changes(tx, ChangeKind.REVISED, [v.article_id for _, v in revised], lost)
    kept = [v.article_id for _, v in decided if v.action is Action.KEEP]
    if kept:
        tx.execute("note_pipeline", {"ids": kept, "version": version})


def retag(tx: Transaction, article_id: int, tags: Sequence[Tag], *, taxonomy_version: str, changed: bool) -> None:
    """Replace the tags of an article, and tell consumers when they are other tags now."""
    lost = _delete_tags(tx, {article_id: tags})
    _insert_tags(tx, [(article_id, tag) for tag in tags], taxonomy_version)
    if changed:
        _insert_changes(tx, ChangeKind.RETAGGED, [article_id], lost)


def withdraw(tx: Transaction, ids: Sequence[int]) -> None:
    """Note that the publisher took these articles away, and tell consumers."""
    if ids:
        tx.execute("lock_articles", {"ids": list(ids)})
        _insert_changes(tx, ChangeKind.WITHDRAWN, tx.scalars("withdraw_articles", {"ids": list(ids)}))


def latest(
    tx: Transaction,
    *,
    source: str | None = None,
    language: str | None = None,
    topic: str | None = None,
    truncated: bool | None = None,
    search: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 20,
) -> list[ArticleRow]:
    """Return the latest articles that pass the filters: `since` and `until` by publication, and in its order then."""
    parameters = {
        "source": source,
        "language": language,
        "topic": topic,
        "truncated": truncated,
        "search": search,
        "since": since,
        "until": until,
        "limit": limit,
    }
    return tx.rows(ArticleRow, "latest_articles", parameters)


def asks_for_words(tx: Transaction, search: str, language: str | None) -> bool:
    """Whether a search asks for anything: one of words that stand in every text does not."""
    return bool(tx.scalars("asks_for_words", {"search": search, "language": language})[0])


def changed_after(tx: Transaction, position: int, *, limit: int = 100) -> list[ChangeRow]:
    """Return the changes behind a position with their articles."""
    return tx.rows(ChangeRow, "articles_changed_after", {"after": position, "limit": limit})


def position_before_last(tx: Transaction, changes: int) -> int:
    """Return the position after which so many changes stand."""
    return int(tx.scalars("position_before_last", {"changes": changes})[0])


def show(tx: Transaction, article_id: int) -> dict[str, Any] | None:
    """Return one article as its columns say, ready for JSON; None when there is none."""
    return tx.mapping("show_article", {"id": article_id})


def _article(cleaned: CleanedItem, verdict: Verdict, version: str, taxonomy_version: str) -> dict[str, Any]:
    """The columns of an article, in the order in which insert_articles takes them."""
    draft = cleaned.draft
    urls = [text(url) for _, url in verdict.addresses] or [text(cleaned.item.known_url or f"item:{cleaned.item.id}")]
    return {
        "id": verdict.article_id,
        "url": urls[0],
        "urls": urls,
        "source": text(cleaned.item.source),
        "title": text(draft.title),
        "summary": text_or_none(draft.summary),
        "authors": [text(author) for author in draft.authors],
        "published_at": draft.published.value if draft.published else None,
        "published_precision": draft.published.precision if draft.published else None,
        "published_origin": draft.published.origin if draft.published else None,
        "modified_at": draft.modified.value if draft.modified else None,
        "language": text_or_none(draft.language),
        "section": text_or_none(draft.section),
        "text": text(draft.text),
        "blocks": blocks_to_json(draft.blocks),
        "images": plain_to_json(draft.images),
        "publisher_topics": plain_to_json(draft.labels),
        "access_declared": draft.access.declared,
        "access_evidence": text_or_none(draft.access.evidence),
        "wall_kind": draft.wall,
        "wall_cuts": cuts_to_json(draft.cuts, draft.blocks),
        "truncated": draft.truncated,
        "truncated_evidence": text_or_none(draft.truncated_evidence),
        "duplicate_of": verdict.copy_of,
        "similarity": verdict.similarity,
        "content_hash": cleaned.content_hash,
        "wire_source": cleaned.wire_source,
        "origins": to_json(dict(draft.origins)),
        "pipeline_version": version,
        "taxonomy_version": taxonomy_version,
        "fetched_at": cleaned.fetched_at,
        "text_from": draft.text_from,
    }


def _insert_changes(
    tx: Transaction, kind: ChangeKind, ids: Sequence[int], lost: Sequence[tuple[int, str]] = ()
) -> None:
    if ids:
        parameters = {
            "kind": kind,
            "ids": list(ids),
            "losers": [article_id for article_id, _ in lost],
            "lost": [topic for _, topic in lost],
        }
        tx.execute("insert_changes", parameters)
        tx.tally({(Tally.CHANGES, kind): len(ids)})


def _delete_tags(tx: Transaction, after: Mapping[int, Sequence[Tag]]) -> list[tuple[int, str]]:
    """Delete the tags of these articles; return the topics that they will not have `after`."""
    if not after:
        return []
    kept = {(article_id, tag.topic) for article_id, tags in after.items() for tag in tags}
    return sorted(set(tx.tuples("delete_tags", {"ids": list(after)})) - kept)


def _insert_tags(tx: Transaction, tags: Sequence[tuple[int, Tag]], taxonomy_version: str) -> None:
    if tags:
        parameters = {
            "ids": [article_id for article_id, _ in tags],
            "topics": [tag.topic for _, tag in tags],
            "sources": [tag.source for _, tag in tags],
            "scores": [tag.score for _, tag in tags],
            "evidence": [plain_to_json(tag.evidence) for _, tag in tags],
            "taxonomy_version": taxonomy_version,
        }
        tx.execute("insert_tags", parameters)
