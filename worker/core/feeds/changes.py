"""Which entries of a poll are news to us; never asks where to store them."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from worker.core.feeds.identity import Named, name_entries
from worker.core.text.plain import plain_text
from worker.models import Decision, Entry, KnownEntry, ParsedFeed, Reason, SeenEntry


def fingerprint(entry: Entry) -> bytes:
    """16 bytes that change when title, summary, content or modified time change.

    Content is compared as text, as feeds rewrite markup, sizes and tracking pixels at each request.
    """
    digest = hashlib.blake2b(digest_size=16)
    modified = entry.modified.value.isoformat() if entry.modified else ""
    words = entry.content if entry.text_only or not entry.content else plain_text(entry.content)
    for part in (entry.title, entry.summary, words, modified):
        digest.update((part or "").encode() + b"\0")
    return digest.digest()


def decide_entries(
    parsed: ParsedFeed, known: Iterable[KnownEntry], *, oldest: datetime | None = None, read_before: bool = False
) -> Decision:
    """Sort the entries of one poll.

    `known` are those of earlier polls under one of the names that `identity.sought` gives; what is not known and was
    published before `oldest` is no news. `read_before` says that the feed has been read before, which makes a gap
    visible.
    """
    new: list[SeenEntry] = []
    changed: list[SeenEntry] = []
    marked: list[SeenEntry] = []
    unchanged = 0
    skipped: Counter[Reason] = Counter({Reason.LEFT_OUT: parsed.left_out, Reason.UNREADABLE: parsed.unread})
    telling = [entry for entry in parsed.entries if entry.url or entry.content or entry.summary]
    skipped[Reason.NO_LINK_NO_CONTENT] = len(parsed.entries) - len(telling)
    named, skipped[Reason.REPEATED] = name_entries(telling, known)
    for one in named:
        seen = _seen(one)
        if one.known is None:
            published = one.entry.published
            if oldest is not None and published is not None and published.value < oldest:
                skipped[Reason.TOO_OLD] += 1
            else:
                new.append(seen)
        elif seen.fingerprint == one.known.fingerprint and not one.moved:
            unchanged += 1
            if (seen.page_hash, seen.guid_hash) != (one.known.page_hash, one.known.guid_hash):
                marked.append(seen)
        else:
            changed.append(seen)
    return Decision(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=unchanged,
        marked=tuple(marked),
        skipped=tuple(sorted((reason, number) for reason, number in skipped.items() if number)),
        gap=read_before and bool(new) and not changed and not unchanged,
    )


def _seen(one: Named) -> SeenEntry:
    return SeenEntry(
        entry=one.entry,
        key=one.key,
        fingerprint=fingerprint(one.entry),
        item_id=one.known.item_id if one.known else None,
        page_hash=one.page_hash,
        guid_hash=one.guid_hash,
        title_hash=one.title_hash,
        shares=one.shares,
        moved=one.moved,
    )
