"""Which entries of a poll are news to us; never asks where to store them."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from worker.core.text.plain import plain_text
from worker.core.urls import identity
from worker.models import Decision, Entry, KnownEntry, ParsedFeed, Reason, SeenEntry


def key_of(entry: Entry) -> str:
    """What makes two entries of a feed the same piece of news.

    The page, when it has one: the same news under another GUID is one, and a GUID used for two pages is two
    (miniflux#4197). Only an entry without a page is known by its GUID.
    """
    return identity(entry.url) if entry.url else f"guid:{entry.guid}"


def fingerprint(entry: Entry) -> bytes:
    """16 bytes that change when title, summary, content or modified time change.

    Content is compared as text, as feeds rewrite markup, sizes and tracking pixels at each request.
    """
    digest = hashlib.blake2b(digest_size=16)
    modified = entry.modified.value.isoformat() if entry.modified else ""
    for part in (entry.title, entry.summary, entry.content and plain_text(entry.content), modified):
        digest.update((part or "").encode() + b"\0")
    return digest.digest()


def decide_entries(
    parsed: ParsedFeed, known: Mapping[str, KnownEntry], *, oldest: datetime | None = None, read_before: bool = False
) -> Decision:
    """Sort the entries of one poll.

    `known` holds, by `key_of`, those of them that an earlier poll saw; what is not known and was published before
    `oldest` is no news. `read_before` says that the feed has been read before, which makes a gap visible.
    """
    new: list[SeenEntry] = []
    changed: list[SeenEntry] = []
    unchanged = 0
    skipped: Counter[Reason] = Counter()
    if parsed.left_out:
        skipped[Reason.LEFT_OUT] = parsed.left_out
    met: set[str] = set()
    for entry in parsed.entries:
        key = key_of(entry)
        if entry.url is None and not entry.content and not entry.summary:
            skipped[Reason.NO_LINK_NO_CONTENT] += 1
        elif key in met:
            skipped[Reason.REPEATED] += 1
        elif key in known:
            seen = SeenEntry(entry=entry, key=key, fingerprint=fingerprint(entry))
            if seen.fingerprint == known[key].fingerprint:
                unchanged += 1
            else:
                changed.append(seen)
        elif oldest is not None and entry.published is not None and entry.published.value < oldest:
            skipped[Reason.TOO_OLD] += 1
        else:
            new.append(SeenEntry(entry=entry, key=key, fingerprint=fingerprint(entry)))
        met.add(key)
    return Decision(
        new=tuple(new),
        changed=tuple(changed),
        unchanged=unchanged,
        skipped=tuple(sorted(skipped.items())),
        gap=read_before and bool(new) and not changed and not unchanged,
    )
