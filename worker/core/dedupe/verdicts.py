"""Tells what a draft means for what is stored: a new article, a revision, nothing new, or another article's address.

An item is one piece of news (core/feeds/identity.py says which entries are one). One that shares its page with others
stands under a key of its own, never under the page's address, or the second of them would be the first's duplicate. One
that its feed has moved to a new address is the same article: the address is added to it, and that is a revision, as
consumers keep addresses. Where another article stands under the new address already, it stays that one's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from worker.core.dedupe.sketch import KEYS_STORED, Candidate, copy_of
from worker.core.text.characters import letters
from worker.core.urls import identity, source_of
from worker.models import Action, CleanedItem, Draft, Entry, Item, StoredArticle, TextFrom, Verdict

# Publishers put one canonical address on many pages by mistake, so an address alone does not make two pages one: their
# titles or texts must agree too.
_REVISED_FIELDS = (
    "title",
    "summary",
    "authors",
    "published_at",
    "content",
    "truncated",
    "access_declared",
    "wall_kind",
)


def identity_hash(url: str) -> bytes:
    """Return the key under which an address is known."""
    return sha256(identity(url).encode(errors="replace")).digest()


def item_hash(feed_id: int, entry: Entry, shared_key: str | None = None) -> bytes:
    """Return the key of the item that an entry is about.

    That is its address; the entry's own key when it shares that with others, whatever feed says it; or the entry itself
    when it links nowhere.
    """
    if shared_key is not None:
        return sha256(f"shared:{shared_key}".encode(errors="replace")).digest()
    if entry.url is not None:
        return identity_hash(entry.url)
    return sha256(f"entry:{feed_id}:{entry.guid}".encode(errors="replace")).digest()


def content_hash(text: str) -> bytes:
    """Return the hash of a text without case, white space and punctuation."""
    return sha256(letters(text.casefold()).encode()).digest()


def addresses(item: Item, draft: Draft, page_url: str | None) -> tuple[tuple[bytes, str], ...]:
    """Return (hash, address) of every address that this draft may stand under, the best first.

    A canonical address counts when it is the publisher's own and names a page: some sites print their home page, or the
    original of a syndicated piece, and those are other articles' addresses.
    """
    asked = item.known_url or item.url
    if item.own_key is not None:
        return ((item.own_key, asked or ""),)
    found: dict[bytes, str] = {}
    for url in (draft.canonical_url, asked, page_url):
        if url is None:
            continue
        own = asked is None or source_of(url) == source_of(asked) or url == page_url
        if url == asked or (own and urlsplit(url).path.strip("/")):
            found.setdefault(identity_hash(url), url)
    return tuple(found.items())


def verdicts(
    batch: Sequence[CleanedItem],
    standing: Sequence[StoredArticle],
    copies: Mapping[bytes, int],
    near: Mapping[int, Sequence[Candidate]],
    *,
    now: datetime,
) -> list[tuple[CleanedItem, Verdict]]:
    """Decide what to do with each draft of a batch, in order; those before it count as if they were stored.

    `standing` are the articles under any of their addresses or ids; `copies` are earlier articles by content hash;
    `near` are earlier articles with some of the text, by id of the item.
    """
    stands = {(article.id, article.url_hash): article for article in standing}
    seen = dict(copies)
    before: list[Candidate] = []
    indexes: dict[int, list[int]] = {}
    decided = []
    for one in batch:
        when = one.draft.published.value if one.draft.published else now
        verdict = _verdict(one, stands, seen)
        if verdict.action is Action.CREATE and verdict.copy_of is None and one.sketch:
            met = {index for key in one.sketch.keys for index in indexes.get(key, ())}
            found = copy_of(one.sketch, when, [*near.get(one.item.id, ()), *(before[index] for index in met)])
            if found:
                verdict = replace(verdict, copy_of=found[0], similarity=found[1])
        decided.append((one, verdict))
        if verdict.action is Action.CREATE:
            seen.setdefault(one.content_hash, verdict.copy_of or one.item.id)
            if one.sketch:
                for one_key in one.sketch.keys[:KEYS_STORED]:
                    indexes.setdefault(one_key, []).append(len(before))
                before.append(Candidate(original=verdict.copy_of or one.item.id, sketch=one.sketch, seen_at=when))
            for key, _ in verdict.addresses:
                stands[(one.item.id, key)] = _as_standing(one, key)
        elif verdict.addresses:
            # the article now stands under these addresses too: nobody later in the batch may create under one of them
            original = next(article for article in stands.values() if article.id == verdict.article_id)
            for key, _ in verdict.addresses:
                stands[(original.id, key)] = replace(original, url_hash=key)
    return decided


def _verdict(
    one: CleanedItem, stands: Mapping[tuple[int, bytes | None], StoredArticle], copies: Mapping[bytes, int]
) -> Verdict:
    item, draft, content, page_url = one.item, one.draft, one.content_hash, one.page_url
    own_keys = {key for key, _ in addresses(item, draft, page_url)}
    standing = [article for (_, key), article in stands.items() if article.id == item.id or key in own_keys]
    own = next((article for article in standing if article.id == item.id), None)
    others = [article for article in standing if article.id != item.id and article.url_hash is not None]
    if own is not None:
        free = _free(one, standing)
        if own.text_from == TextFrom.FEED and draft.text_from is TextFrom.PAGE and draft.truncated is not False:
            # its entry is no longer kept: what the page alone shows is the part that the feed's text went beyond
            return Verdict(action=Action.KEEP, article_id=own.id, addresses=free)
        changed = _changes(own, draft, content)
        if item.known_url and item.own_key is None and identity_hash(item.known_url) in dict(free):
            changed = (*changed, "urls")
        action = Action.REVISE if changed else Action.KEEP
        # a page that has moved since redirects, or names its new address: a feed that shows that one means this article
        return Verdict(action=action, article_id=own.id, changed=changed, addresses=free)
    for other in others:
        if other.content_hash == content or _same(other.title, draft.title):
            free = _free(one, [another for another in others if another.id != other.id])
            return Verdict(action=Action.DUPLICATE, article_id=other.id, addresses=free)
    # too short for a sketch, it is no text of anybody's: "Watch live."
    copy_of = copies.get(content) if one.sketch else None
    return Verdict(
        action=Action.CREATE,
        article_id=item.id,
        addresses=_free(one, others),
        copy_of=copy_of,
        similarity=None if copy_of is None else 1.0,
    )


def _free(one: CleanedItem, standing: Sequence[StoredArticle]) -> tuple[tuple[bytes, str], ...]:
    """Return the addresses of this draft under which none of these articles stands."""
    taken = {article.url_hash for article in standing}
    return tuple(pair for pair in addresses(one.item, one.draft, one.page_url) if pair[0] not in taken)


def _changes(own: StoredArticle, draft: Draft, content: bytes) -> tuple[str, ...]:
    now = {
        "title": (own.title, draft.title),
        "summary": (own.summary, draft.summary),
        "authors": (own.authors, list(draft.authors)),
        "published_at": (own.published_at, draft.published and draft.published.value),
        "content": (own.content_hash, content),
        "truncated": (own.truncated, draft.truncated),
        "access_declared": (own.access_declared, draft.access.declared),
        "wall_kind": (own.wall_kind, draft.wall),
    }
    changed = tuple(field for field in _REVISED_FIELDS if now[field][0] != now[field][1])
    return (*changed, "withdrawn") if own.withdrawn else changed


def _as_standing(one: CleanedItem, key: bytes) -> StoredArticle:
    return StoredArticle(
        id=one.item.id,
        url_hash=key,
        content_hash=one.content_hash,
        title=one.draft.title,
        summary=one.draft.summary,
        authors=list(one.draft.authors),
        published_at=one.draft.published.value if one.draft.published else None,
        truncated=one.draft.truncated,
        access_declared=one.draft.access.declared,
        wall_kind=one.draft.wall,
        withdrawn=False,
        text_from=one.draft.text_from,
    )


def _same(one: str, other: str) -> bool:
    """Titles of signs alone are the same when the signs are."""
    return one == other or (letters(one.casefold()) == letters(other.casefold()) != "")
