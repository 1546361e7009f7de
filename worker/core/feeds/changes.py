"""Which entries of a poll are news to us; never asks where to store them."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from worker.core.feeds.identity import Named, name_entries
from worker.core.feeds.trust import all_changed, means_nothing
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
    parsed: ParsedFeed,
    known: Iterable[KnownEntry],
    *,
    oldest: datetime | None = None,
    most: int | None = None,
    read_before: bool = False,
    backfill: bool = False,
) -> Decision:
    """Sort the entries of one poll.

    `known` are those of earlier polls under one of the names that `identity.sought` gives; what is not known and older
    than `oldest`, or behind the newest `most`, is no news. `read_before` says that the feed has been read before, which
    makes a gap visible. `backfill` takes what was held back for its age.
    """
    skipped: Counter[Reason] = Counter({Reason.LEFT_OUT: parsed.left_out, Reason.UNREADABLE: parsed.unread})
    telling = [entry for entry in parsed.entries if entry.url or entry.content or entry.summary]
    skipped[Reason.NO_LINK_NO_CONTENT] = len(parsed.entries) - len(telling)
    named, skipped[Reason.REPEATED] = name_entries(telling, known)
    new: list[SeenEntry] = []
    changed: list[SeenEntry] = []
    marked: list[SeenEntry] = []
    unchanged = 0
    read = [(one, fingerprint(one.entry)) for one in named]
    everything = all_changed(
        [_same_title(one) and _changed(one, print_) for one, print_ in read if one.known and not one.known.held]
    )
    for one, print_ in read:
        if one.known is None:
            new.append(_seen(one, print_))
        elif one.known.held:
            if backfill:
                new.append(replace(_seen(one, print_), held=False))
            else:
                unchanged += 1
        elif (one.moved or _changed(one, print_)) and not _same_title(one):
            changed.append(_seen(one, print_))
        elif one.moved or _changed(one, print_):
            seen = _seen(one, print_, changes=one.known.changes + 1)
            if means_nothing(one.known, same_title=True, all_changed=everything and not one.moved):
                skipped[Reason.VOLATILE] += 1
                marked.append(seen)
            else:
                changed.append(seen)
        else:
            unchanged += 1
            if one.known.changes or (one.page_hash, one.guid_hash) != (one.known.page_hash, one.known.guid_hash):
                marked.append(_seen(one, print_))
    held = () if backfill else _too_old(new, oldest=oldest, most=most)
    skipped[Reason.TOO_OLD] = len(held)
    old = {seen.key for seen in held}
    news = [seen for seen in new if seen.key not in old]
    return Decision(
        new=tuple(news),
        changed=tuple(changed),
        unchanged=unchanged + skipped[Reason.VOLATILE],
        skipped=tuple(sorted((reason, number) for reason, number in skipped.items() if number)),
        gap=read_before and bool(news) and not changed and not unchanged and not skipped[Reason.VOLATILE],
        marked=(*marked, *held),
    )


def _too_old(new: Iterable[SeenEntry], *, oldest: datetime | None, most: int | None) -> tuple[SeenEntry, ...]:
    """Those that are no news; what has no date counts as new as its neighbours, since feeds list the newest first."""
    dated = [(seen, _time(seen.entry)) for seen in new]
    held = [seen for seen, time in dated if oldest is not None and time is not None and time < oldest]
    left = [(seen, time) for seen, time in dated if oldest is None or time is None or time >= oldest]
    if most is not None and len(left) > most:
        before: datetime | None = None
        ranked = []
        for place, (seen, time) in enumerate(left):
            before = time or before
            ranked.append((-before.timestamp() if before else float("-inf"), place, seen))
        held += [seen for _, _, seen in sorted(ranked, key=lambda rank: rank[:2])[most:]]
    return tuple(replace(seen, held=True) for seen in held)


def _time(entry: Entry) -> datetime | None:
    # a sitemap's lastmod and Atom's updated are all that some give
    stamp = entry.published or entry.modified
    return stamp.value if stamp else None


def _changed(one: Named, print_: bytes) -> bool:
    return one.known is not None and print_ != one.known.fingerprint


def _same_title(one: Named) -> bool:
    return one.known is not None and one.title_hash == one.known.title_hash


def _seen(one: Named, print_: bytes, *, changes: int = 0) -> SeenEntry:
    return SeenEntry(
        entry=one.entry,
        key=one.key,
        fingerprint=print_,
        item_id=one.known.item_id if one.known else None,
        page_hash=one.page_hash,
        guid_hash=one.guid_hash,
        title_hash=one.title_hash,
        shares=one.shares,
        moved=one.moved,
        held=one.known.held if one.known else False,
        changes=changes,
    )
