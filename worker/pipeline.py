"""THE STORY, in the order the data flows; each part gives the ids of the next work after its commit, decides nothing.

Every part follows the same four beats: claim rows under a lease, do the risky work, write it in ONE transaction that is
fenced by the lease, and say what is due next. A part may be killed anywhere: what it had claimed falls due again.
"""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from worker.adapters import articles, changes, feeds, items, memory, rework, sketches, topics
from worker.adapters.articles import AddressTaken
from worker.adapters.db import Transaction
from worker.adapters.items import NewItem, StoredPage
from worker.core import clean
from worker.core.dedupe import verdicts as dedupe
from worker.core.dedupe.agencies import wire_source
from worker.core.dedupe.sketch import sketch
from worker.core.dedupe.verdicts import item_hash
from worker.core.fetch import outcomes, refetch
from worker.core.poll import decide, poll
from worker.core.poll.poll import Polled
from worker.core.topics.tag import article_of, tag
from worker.core.urls import canonical_url, host_of
from worker.core.walls.memory import fingerprints
from worker.errors import BLAMELESS, FetchFailed, NewswireError, NothingToStore, OverTime
from worker.models import (
    Bell,
    Cleaned,
    Ending,
    Entry,
    Extraction,
    Feed,
    Item,
    Page,
    Redirected,
    Seen,
    State,
    Verdict,
)
from worker.services import Services
from worker.visit import Answer, Call, Deferred, visit

log = structlog.get_logger()

_Done = TypeVar("_Done")

# A round of polls takes up to 80 s (robots.txt 30, slots 20, requests 30) and a task 110: none begins after this.
LAST_ROUND_SECONDS = 25.0
# A batch is decided anew when somebody took one of its addresses meanwhile; who loses this often is tried again alone.
MOST_TRIES = 5

# ── feeds due → poll → entries → new items ────────────────────────────────────────────────────────────────────────────


def poll_feeds(services: Services, ids: Sequence[int]) -> Iterator[Bell]:
    """Ask the feeds that are due, record what they said, and add what is new as items."""
    with services.db.transaction() as tx:
        claimed = feeds.claim(tx, ids, seconds=services.settings.lease_seconds)
    for feed, answer, moved_to in _ask_feeds(services, claimed):
        if isinstance(answer, Deferred):
            with services.db.transaction() as tx:
                feeds.release(tx, feed.id, feed.lease, wait=answer.wait)
            continue
        try:
            due = _record_poll(services, feed, poll.read(feed, answer, moved_to=moved_to, tracking=services.tracking))
        except BLAMELESS:
            raise
        except Exception as error:  # whatever one feed does, the others of its batch go on
            due = _record_poll(services, feed, poll.failure(error))
            if isinstance(error, OverTime):  # this one took long; the others are given back with the session
                raise
        yield Bell(
            fetch=tuple(item for item, state in due if state is State.PENDING),
            clean=tuple(item for item, state in due if state is State.FETCHED),
        )


def _ask_feeds(
    services: Services, claimed: Sequence[Feed]
) -> Iterator[tuple[Feed, Page | Deferred | NewswireError, str | None]]:
    """Ask all feeds at once, and again where a redirect to another host leads; give where permanent ones led."""
    asked = [(feed, Call(url=feed.url, headers=poll.conditions(feed)), True) for feed in claimed]
    began = time.monotonic()
    for _ in range(outcomes.MAX_HOPS + 1):
        if time.monotonic() - began > LAST_ROUND_SECONDS:
            yield from ((feed, Deferred(wait=0.0), None) for feed, _, _ in asked)
            return
        again = []
        for group in visit(services, [call for _, call, _ in asked]):
            for place, answer in group.items():
                feed, call, permanent = asked[place]
                if isinstance(answer, Redirected):
                    again.append((feed, replace(call, url=answer.url), permanent and answer.permanent))
                else:
                    yield feed, answer, call.url if permanent and call.url != feed.url else None
        asked = again
    looped = FetchFailed("too many redirects", reason="too_many_redirects")
    yield from ((feed, looped, None) for feed, _, _ in asked)


def _record_poll(services: Services, feed: Feed, polled: Polled) -> list[tuple[int, State]]:
    """Write one poll in one transaction; return the items that are due now."""
    entries = polled.parsed.entries if polled.parsed else ()
    with services.db.transaction() as tx:
        known = {one.key: one for one in feeds.known(tx, feed.id, [decide.key_of(entry) for entry in entries])}
        read_before = feed.body_hash is not None
        decision = decide.entries(polled.parsed, known, read_before=read_before) if polled.parsed else None
        record = poll.record(feed, polled, decision, now=datetime.now(UTC), jitter=services.jitter())
        if record.url != feed.url and feeds.address_taken(tx, feed, record.url):
            record = replace(record, url=feed.url, status="moved_onto_another_feed")
        if not feeds.record_poll(tx, feed, record) or decision is None:
            return []
        new, changed = _hashed(feed, decision.new), _hashed(feed, decision.changed)
        present = {key for _, key, _ in items.with_hashes(tx, [key for _, key in new])}
        items.add(tx, [_new_item(feed, seen, key) for seen, key in new])
        feeds.save_entries(tx, feed, [*new, *changed])
        renewed = items.renew(tx, [key for _, key in changed])
        added = [(item, state) for item, key, state in items.with_hashes(tx, [k for _, k in new]) if key not in present]
        found = {("new", ""): len(new) - len(present), ("changed", ""): len(changed)}
        items.count(tx, "poll", found | {("skipped", reason): number for reason, number in decision.skipped})
    return [*added, *renewed]


def _hashed(feed: Feed, found: Sequence[Seen]) -> list[tuple[Seen, bytes]]:
    return [(seen, item_hash(feed.id, seen.entry)) for seen in found]


def _new_item(feed: Feed, seen: Seen, key: bytes) -> NewItem:
    url = seen.entry.url
    return NewItem(
        url=url,
        url_hash=key,
        host=host_of(url or feed.url),
        feed_id=feed.id,
        source=feed.source,
        state=State.PENDING if url else State.FETCHED,
    )


# ── items pending → robots, pace → page ───────────────────────────────────────────────────────────────────────────────


def fetch_pages(services: Services, ids: Sequence[int]) -> Iterator[Bell]:
    """Fetch the pages of pending items, many hosts at once, and keep them as they come."""
    with services.db.transaction() as tx:
        claimed = items.claim(tx, ids, State.PENDING, seconds=services.settings.lease_seconds)
        entries = items.load_entries(tx, [item.id for item in claimed])
        held = items.validators(tx, [item.id for item in claimed if item.look])
    calls = [Call(url=item.url or "", headers=refetch.conditions(held.get(item.id))) for item in claimed]
    for group in visit(services, calls):
        yield _keep(services, [(claimed[place], answer) for place, answer in group.items()], entries)


def _keep(services: Services, answers: Sequence[tuple[Item, Answer]], entries: Mapping[int, Entry]) -> Bell:
    """Write a group of answers in one transaction; return what is due. One that cannot be written fails alone."""
    endings = _planned(services, [_after(services, i, answer, entries.get(i.id)) for i, answer in answers], ())
    try:
        with services.db.transaction() as tx:
            ours = items.finish(tx, endings, step="fetch")
            fetched = {ending.item.id for ending in endings if ending.state is State.FETCHED} & ours
            pages = [(i.id, page) for i, page in answers if isinstance(page, Page) and outcomes.is_text(page)]
            items.save_pages(tx, [(item_id, page) for item_id, page in pages if item_id in fetched])
            articles.withdraw(tx, [e.item.id for e in endings if e.item.id in ours and outcomes.withdrawn(e)])
            items.count_endings(tx, endings, ours, step="fetch")
    except (*BLAMELESS, OverTime):
        raise
    except NewswireError as error:
        if len(answers) > 1:
            return sum((_keep(services, [one], entries) for one in answers), Bell())
        item, answer = answers[0]
        if type(answer) is type(error):  # what says so cannot be written either: its claim ends with its lease
            log.warning("not_kept", item=item.id, error=str(error))
            return Bell()
        return _keep(services, [(item, error)], {})
    again = tuple(e.item.id for e in endings if e.state is State.PENDING and not e.wait and e.item.id in ours)
    return Bell(fetch=again, clean=tuple(sorted(fetched)))


def _planned(services: Services, endings: Sequence[Ending], cleaned: Sequence[Cleaned]) -> list[Ending]:
    published = {one.item.id: one.draft.published.value for one in cleaned if one.draft.published}
    follow, now = services.settings.follow_hours * 3600, datetime.now(UTC)
    return refetch.planned(endings, follow=follow, jitter=services.jitter(), now=now, published=published)


def _after(services: Services, item: Item, answer: Answer, entry: Entry | None) -> Ending:
    match answer:
        case Page():
            return outcomes.after_page(item, answer, entry)
        case Redirected():
            return outcomes.after_redirect(item, answer, entry)
        case Deferred():
            return outcomes.after_deferral(item, answer.wait)
        case _:
            return outcomes.after_refusal(item, answer, entry, jitter=services.jitter())


# ── pages → extract → cut walls → normalize → dedupe → tag → save article and change ──────────────────────────────────


def clean_pages(services: Services, ids: Sequence[int]) -> Iterator[Bell]:
    """Turn fetched pages into articles; one bad page of a batch fails alone."""
    services.refresh()
    with services.db.transaction() as tx:
        claimed = items.claim(tx, ids, State.FETCHED, seconds=services.settings.lease_seconds)
        entries = items.load_entries(tx, [item.id for item in claimed])
    endings: list[Ending] = []
    pages = _each(services, claimed, lambda item: _read(services, item, entries.get(item.id)), endings)
    _know_topics(services)
    seen = _recall(services, [(item, pages[item.id][1]) for item in claimed if item.id in pages])

    def finish(item: Item) -> Cleaned:
        stored, extraction = pages[item.id]
        return _clean(services, item, extraction, stored=stored, entry=entries.get(item.id), seen=seen[item.id])

    cleaned = list(_each(services, [item for item in claimed if item.id in pages], finish, endings).values())
    try:
        _store(services, cleaned, endings)
    except (*BLAMELESS, OverTime):
        raise
    except (NewswireError, ValueError):
        for one in cleaned:
            try:
                _store(services, [one], [])
            except Exception as alone:  # noqa: BLE001 - the row that Postgres refuses fails alone
                _store(services, [], [_failed(services, one.item, alone)])
        _store(services, [], endings)
    with services.db.transaction() as tx:
        changes.publish(tx)
    yield Bell()


def _each(
    services: Services, todo: Sequence[Item], work: Callable[[Item], _Done], endings: list[Ending]
) -> dict[int, _Done]:
    """Do one thing with each item; return what came of it by id, and add how the others ended.

    One that fails ends alone. When a batch runs out of time or its worker is told to stop, the rest is given back: the
    others are not to blame for the one that took long.
    """
    done: dict[int, _Done] = {}
    for item in todo:
        late = any(one.reason == OverTime.reason for one in endings)
        if late or services.stopping():
            endings.append(outcomes.after_deferral(item, 0.0, state=State.FETCHED, late=late))
            continue
        try:
            done[item.id] = work(item)
        except Exception as error:  # noqa: BLE001 - the same
            endings.append(_failed(services, item, error))
    return done


def _read(services: Services, item: Item, entry: Entry | None) -> tuple[StoredPage | None, Extraction]:
    """Read an item's page, or else its entry. Bodies go at once: a batch of the largest pages would take 200 MB."""
    with services.db.transaction() as tx:
        stored = items.load_pages(tx, [item.id]).get(item.id)
    if stored is not None:
        return replace(stored, page=replace(stored.page, body=b"")), services.cleaner.read_page(stored.page)
    if entry is not None:
        return None, services.cleaner.read_entry(entry)
    raise NothingToStore("neither its page nor its entry is kept any more", reason="nothing_kept")


def _recall(services: Services, read: Sequence[tuple[Item, Extraction]]) -> dict[int, dict[int, int]]:
    """Tell for each item in how many other articles of its source each of its blocks stood."""
    wanted: dict[str, set[int]] = {}
    for item, extraction in read:
        wanted.setdefault(item.source, set()).update(fingerprints(extraction.blocks))
    with services.db.transaction() as tx:
        known = memory.recall(tx, wanted)
    return {
        item.id: {print_: len(stood_in - {item.id}) for print_, stood_in in known[item.source].items()}
        for item, _ in read
    }


def _clean(
    services: Services,
    item: Item,
    extraction: Extraction,
    *,
    stored: StoredPage | None,
    entry: Entry | None,
    seen: Mapping[int, int],
) -> Cleaned:
    draft = services.cleaner.finish(extraction, entry, seen=seen)
    # what only says where the reader came from would make one page two articles
    draft = replace(draft, canonical_url=canonical_url(draft.canonical_url or "", tracking=services.tracking))
    if item.free_only:
        draft = clean.free_part(draft)
    return Cleaned(
        item=item,
        draft=draft,
        tags=tag(services.taxonomy, article_of(draft, item.source)),
        content_hash=dedupe.content_hash(draft.text),
        sketch=sketch(draft.text),
        wire_source=wire_source(draft.authors, draft.text, services.agencies),
        page_url=canonical_url(stored.page.url, tracking=services.tracking) if stored else None,
        fetched_at=stored.fetched_at if stored else None,
        fingerprints=fingerprints(extraction.blocks),
    )


def _store(services: Services, cleaned: Sequence[Cleaned], endings: Sequence[Ending]) -> None:
    """Write a batch in one transaction. When another worker took one of its addresses meanwhile, decide anew."""
    for tries in range(1, MOST_TRIES + 1):
        try:
            with services.db.transaction() as tx:
                verdicts = _judge(tx, cleaned)
                after = [outcomes.after_verdict(one, verdict) for one, verdict in verdicts]
                ended = _planned(services, [*endings, *after], cleaned)
                ours = items.finish(tx, ended, step="clean")
                decided = [(one, verdict) for one, verdict in verdicts if one.item.id in ours]
                if decided:
                    articles.save(
                        tx, decided, version=services.cleaner.version, taxonomy_version=services.taxonomy.version
                    )
                    memory.remember(tx, [(one.item.source, one.item.id, one.fingerprints) for one, _ in decided])
                    sketches.save(tx, decided)
                items.count_endings(tx, ended, ours, step="clean")
        except AddressTaken:
            if tries == MOST_TRIES:
                raise
            continue
        return


def _judge(tx: Transaction, cleaned: Sequence[Cleaned]) -> list[tuple[Cleaned, Verdict]]:
    """Tell for each draft, in order, what it means for what is stored and for those before it in the batch."""
    if not cleaned:
        return []
    sketches.lock(tx, cleaned)
    hashes = {one.item.id: dedupe.addresses(one.item, one.draft, one.page_url) for one in cleaned}
    keys = [key for pairs in hashes.values() for key, _ in pairs]
    standing = articles.standing(tx, ids=list(hashes), hashes=keys)
    copies = articles.copies(tx, [one.content_hash for one in cleaned])
    near = sketches.near(tx, cleaned)
    return dedupe.verdicts(cleaned, standing, copies, near, now=datetime.now(UTC))


def _know_topics(services: Services) -> None:
    """Tags refer to topics: the first batch of a process sees to it that they are there, whatever becomes of it."""
    if not services.topics_known:
        with services.db.transaction() as tx:
            topics.sync(tx, list(services.taxonomy.topics.values()), version=services.taxonomy.version)
        services.topics_known = True


def _failed(services: Services, item: Item, error: Exception) -> Ending:
    trace = "".join(traceback.format_exception(error)[-12:])
    if not isinstance(error, NewswireError):
        log.warning("bug", item=item.id, attempt=item.attempts, exc_info=error)
    return outcomes.after_error(item, error, state=State.FETCHED, traceback=trace, jitter=services.jitter())


# ── articles → tag again, when the taxonomy has changed ───────────────────────────────────────────────────────────────


def retag_articles(services: Services, ids: Sequence[int]) -> Iterator[Bell]:
    """Tag stored articles by the present taxonomy; consumers are told only where the tags are others now."""
    services.refresh()
    version = services.taxonomy.version
    _know_topics(services)
    with services.db.transaction() as tx:
        found = rework.taggable(tx, ids)  # locks them: tags that were read before it may be a revision's old ones
        present = rework.tags_of(tx, ids)
        for article in found:
            tags = tag(services.taxonomy, article.article)
            changed = {(one.topic, one.source, round(one.score, 3)) for one in tags} != present[article.id]
            articles.retag(tx, article.id, tags, taxonomy_version=version, changed=changed)
        rework.note_taxonomy(tx, [article.id for article in found], version=version)
    with services.db.transaction() as tx:
        changes.publish(tx)
    yield Bell()
