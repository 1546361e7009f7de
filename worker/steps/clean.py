"""Cleaning: pages → extract → cut walls → normalize → dedupe → tag → save article and change.

1. Claim the items whose pages are kept, under a lease.
2. Read each page or entry, cut its walls, tag its topics: pure work, one item at a time.
3. Decide for each draft what it means for what is stored.
4. Write the batch in one transaction, fenced by the lease; publish the changes.
"""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

import structlog

from worker.adapters import articles, changes, items, repeated_blocks, sketches
from worker.adapters.articles import AddressTaken
from worker.adapters.db import Transaction
from worker.adapters.items import PackedPage, StoredPage
from worker.core.clean import own_page, title_alone
from worker.core.dedupe.agencies import wire_source
from worker.core.dedupe.sketch import sketch
from worker.core.dedupe.verdicts import addresses, content_hash, verdicts
from worker.core.fetch.transitions import after_deferral, after_error, after_verdict, stands_in_at_last
from worker.core.substitute.shape import Answered
from worker.core.tallies import of_articles
from worker.core.topics.tag import article_of, tag
from worker.core.urls import canonical_url
from worker.core.walls.repetition import fingerprints, repeated_share
from worker.errors import SERVICE_ERRORS, NewswireError, NoArticle, NothingToStore, OverTime
from worker.models import (
    Action,
    CleanedItem,
    DueIds,
    Entry,
    Extraction,
    Item,
    Reason,
    State,
    Step,
    Transition,
    Verdict,
)
from worker.services import Services
from worker.steps.tell import tell_items

log = structlog.get_logger()

_Done = TypeVar("_Done")

# A batch is decided anew when somebody took one of its addresses meanwhile; who loses this often is tried again alone.
MOST_TRIES = 5
# Packed pages that are held at once: five take a third of the CPU of one by one (measured), twenty hardly less.
PAGES_AT_ONCE = 5


def clean_pages(services: Services, ids: Sequence[int]) -> Iterator[DueIds]:
    """Turn fetched pages into articles; one bad page of a batch fails alone."""
    services.refresh()
    with services.db.transaction() as tx:
        claimed = items.claim(tx, ids, State.FETCHED, seconds=services.settings.lease_seconds)
        entries = items.load_entries(tx, [item.id for item in claimed])
        services.traces.begin(tx, claimed)
    transitions: list[Transition] = []
    kept = _Shelf(services=services, ids=[item.id for item in claimed])
    pages = _each(services, claimed, lambda item: _read(services, item, kept, entries.get(item.id)), transitions)
    services.ensure_topics()
    read = [(item, pages[item.id][1]) for item in claimed if item.id in pages]
    with services.db.transaction() as tx:
        seen = _recall(tx, read)
        before = articles.stored_texts(tx, [item.id for item, _ in read if item.stored])
    elsewhere = _elsewhere(read)

    def finish(item: Item) -> CleanedItem:
        stored, extraction = pages[item.id]
        entry = entries.get(item.id)
        if stored is None:
            return _clean(services, item, extraction, stored=None, entry=entry, seen=seen[item.id])
        known = {print_ for print_, times in seen[item.id].items() if times} | elsewhere[item.id]
        answered = Answered(
            asked=item.known_url,
            url=stored.page.url,
            headers=stored.page.headers,
            extraction=extraction,
            entry=entry,
            before=before.get(item.id),
            repeated=repeated_share(extraction.blocks, known),
        )
        finding = services.cleaner.judge(answered)
        if finding is None:
            return _clean(services, item, extraction, stored=stored, entry=entry, seen=seen[item.id])
        if entry is None or not stands_in_at_last(item, entry, finding.reason):
            raise NoArticle("; ".join(finding.evidence), reason=finding.reason)
        carried = services.cleaner.read_entry(entry)
        return _clean(services, item, carried, stored=None, entry=entry, seen={}, substituted=True)

    cleaned = list(_each(services, [item for item in claimed if item.id in pages], finish, transitions).values())
    try:
        _store(services, cleaned, transitions)
    except (*SERVICE_ERRORS, OverTime):
        raise
    except (NewswireError, ValueError):
        for one in cleaned:
            try:
                _store(services, [one], [])
            except Exception as alone:  # noqa: BLE001 - the row that Postgres refuses fails alone
                _store(services, [], [_failed(services, one.item, alone)])
        _store(services, [], transitions)
    with services.db.transaction() as tx:
        changes.publish(tx)
    yield DueIds()


def _each(
    services: Services, todo: Sequence[Item], work: Callable[[Item], _Done], transitions: list[Transition]
) -> dict[int, _Done]:
    """Do one thing with each item; return what came of it by id, and add how the others ended.

    One that fails ends alone. When a batch runs out of time or its worker is told to stop, the rest is given back: the
    others are not to blame for the one that took long.
    """
    done: dict[int, _Done] = {}
    for item in todo:
        late = any(one.reason is Reason.TIME_LIMIT for one in transitions)
        if late or services.stopping():
            transitions.append(after_deferral(item, 0.0, state=State.FETCHED, late=late))
            continue
        try:
            done[item.id] = work(item)
        except Exception as error:  # noqa: BLE001 - the same
            transitions.append(_failed(services, item, error))
    return done


@dataclass(kw_only=True, slots=True)
class _Shelf:
    """The pages of a batch, taken in its order."""

    services: Services
    ids: Sequence[int]
    _loaded: Sequence[int] = ()
    _packed: dict[int, PackedPage] = field(default_factory=dict)

    def take(self, item_id: int) -> StoredPage | None:
        """Unpack the page of an item, if one is kept."""
        if item_id not in self._loaded:
            place = self.ids.index(item_id)
            ids = self.ids[place : place + PAGES_AT_ONCE]
            with self.services.db.transaction() as tx:
                self._packed = items.load_pages(tx, ids)
            self._loaded = ids  # not before: of a load that failed no item may be taken for one without a page
        packed = self._packed.pop(item_id, None)
        return packed.unpacked() if packed else None


def _read(services: Services, item: Item, kept: _Shelf, entry: Entry | None) -> tuple[StoredPage | None, Extraction]:
    """Read an item's page, or else its entry. Bodies go at once: a batch of the largest pages would take 200 MB."""
    stored = kept.take(item.id)
    if stored is not None:
        extraction = services.cleaner.read_page(stored.page, now=stored.fetched_at)
        if item.own_key is None or (entry is not None and own_page(extraction, entry)):
            return replace(stored, page=replace(stored.page, body=b"")), extraction
    if entry is not None:
        return None, services.cleaner.read_entry(entry)
    raise NothingToStore("neither its page nor its entry is kept any more", reason=Reason.NOTHING_KEPT)


def _recall(tx: Transaction, read: Sequence[tuple[Item, Extraction]]) -> dict[int, dict[int, int]]:
    """Tell for each item in how many other articles of its source each of its blocks stood."""
    wanted: dict[str, set[int]] = {}
    for item, extraction in read:
        wanted.setdefault(item.source, set()).update(fingerprints(extraction.blocks))
    known = repeated_blocks.recall(tx, wanted)
    return {
        item.id: {print_: len(stood_in - {item.id}) for print_, stood_in in known[item.source].items()}
        for item, _ in read
    }


def _elsewhere(read: Sequence[tuple[Item, Extraction]]) -> dict[int, set[int]]:
    """Tell for each item which of its blocks stand in others of the batch, of the same source.

    A site's challenge or error page comes for all its items at once, before any of it could be remembered.
    """
    prints = {item.id: set(fingerprints(extraction.blocks)) for item, extraction in read}
    times: Counter[tuple[str, int]] = Counter((item.source, one) for item, _ in read for one in prints[item.id])
    return {item.id: {one for one in prints[item.id] if times[item.source, one] > 1} for item, _ in read}


def _clean(
    services: Services,
    item: Item,
    extraction: Extraction,
    *,
    stored: StoredPage | None,
    entry: Entry | None,
    seen: Mapping[int, int],
    substituted: bool = False,
) -> CleanedItem:
    cleaner = services.cleaner
    if stored is None:
        said = title_alone(entry) if entry else None
        draft = cleaner.article_of_entry(extraction, said, seen=seen, free_only=item.free_only)
    else:
        draft = cleaner.article(extraction, entry, seen=seen, free_only=item.free_only)
    # what only says where the reader came from would make one page two articles
    draft = replace(draft, canonical_url=canonical_url(draft.canonical_url or "", tracking=services.tracking))
    return CleanedItem(
        item=item,
        draft=draft,
        tags=tag(services.taxonomy, article_of(draft, item.source)),
        content_hash=content_hash(draft.text),
        sketch=sketch(draft.text),
        wire_source=wire_source(draft.authors, draft.text, services.agencies),
        page_url=canonical_url(stored.page.url, tracking=services.tracking) if stored else None,
        fetched_at=stored.fetched_at if stored else None,
        fingerprints=fingerprints(extraction.blocks),
        trial=stored is not None and stored.trial,
        substituted=substituted,
    )


def _store(services: Services, cleaned: Sequence[CleanedItem], transitions: Sequence[Transition]) -> None:
    """Write a batch in one transaction. When another worker took one of its addresses meanwhile, decide anew."""
    for tries in range(1, MOST_TRIES + 1):
        try:
            with services.db.transaction() as tx:
                judged = decide_drafts(tx, cleaned)
                after = [after_verdict(one, verdict) for one, verdict in judged]
                ended = services.plan_rechecks([*transitions, *after], _published(cleaned))
                held = items.finish(tx, ended, step=Step.CLEAN)
                decided = [(one, verdict) for one, verdict in judged if one.item.id in held]
                if decided:
                    articles.save(
                        tx, decided, version=services.cleaner.version, taxonomy_version=services.taxonomy.version
                    )
                    repeated_blocks.remember(
                        tx, [(one.item.source, one.item.id, one.fingerprints) for one, _ in decided]
                    )
                    sketches.save(tx, decided)
                    created = [one for one, verdict in decided if verdict.action is Action.CREATE]
                    tx.tally(of_articles(created, known_for=held, now=datetime.now(UTC)))
                _keep_pages(tx, [one for one, _ in decided], ended, held)
                items.count_transitions(tx, ended, held, step=Step.CLEAN)
        except AddressTaken:
            if tries == MOST_TRIES:
                raise
            continue
        tell_items(ended, held)
        services.traces.ended(Step.CLEAN, ended, held)
        return


def _keep_pages(
    tx: Transaction, decided: Sequence[CleanedItem], ended: Sequence[Transition], held: Mapping[int, float]
) -> None:
    """Keep the pages that articles were made of, and none that is no article."""
    done = {one.item.id for one in decided}
    items.accept_pages(tx, [one.item.id for one in decided if one.trial])
    items.drop_trial_pages(
        tx, [e.item.id for e in ended if e.item.id in held.keys() - done and e.state is State.STORED]
    )
    again = [e.item.id for e in ended if e.item.id in held and e.state is State.PENDING]
    items.drop_pages(tx, [*again, *(one.item.id for one in decided if one.substituted)])


def _published(cleaned: Sequence[CleanedItem]) -> dict[int, datetime]:
    return {one.item.id: one.draft.published.value for one in cleaned if one.draft.published}


def decide_drafts(tx: Transaction, cleaned: Sequence[CleanedItem]) -> list[tuple[CleanedItem, Verdict]]:
    """Tell for each draft, in order, what it means for what is stored and for those before it in the batch."""
    if not cleaned:
        return []
    sketches.lock(tx, cleaned)
    hashes = {one.item.id: addresses(one.item, one.draft, one.page_url) for one in cleaned}
    keys = [key for pairs in hashes.values() for key, _ in pairs]
    standing = articles.standing(tx, ids=list(hashes), hashes=keys)
    copies = articles.copies(tx, [one.content_hash for one in cleaned])
    near = sketches.near(tx, cleaned)
    return verdicts(cleaned, standing, copies, near, now=datetime.now(UTC))


def _failed(services: Services, item: Item, error: Exception) -> Transition:
    trace = "".join(traceback.format_exception(error)[-12:])
    if not isinstance(error, NewswireError):
        log.warning("bug", item=item.id, attempt=item.attempts, exc_info=error)
    return after_error(item, error, state=State.FETCHED, traceback=trace, jitter=services.jitter())
