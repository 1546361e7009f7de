"""Polling: feeds due → ask → read the answer → new and changed entries → items.

In a rolling window: while a run lasts, no feed waits for another. Each turn of it

1. claims feeds that are due, under a lease, for the places that are free;
2. asks them politely, through redirects, reads each answer as it comes, and asks for what it leads on to (follow.py);
3. writes a document in one transaction with its items, which are due next, and all other ends in groups;
4. gives back at once what its host has no time for.
"""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from worker.adapters import feeds
from worker.adapters.signals import cpu_limit
from worker.core.feeds.answer import ACCEPT, PollResult, conditions, failed_poll, parse_answer
from worker.core.feeds.sent_on import sent_on
from worker.core.fetch.transitions import MAX_HOPS
from worker.errors import SERVICE_ERRORS, FetchFailed, NewswireError
from worker.models import DueIds, Feed, Page, Reason, Redirected, State
from worker.services import Services
from worker.steps.crawl import Answer, Deferred, Exchange, PlannedRequest, Window
from worker.steps.follow import follow, without_validators
from worker.steps.record_polls import record_document, record_others

# Polls whose server is likely to answer soon; those that hang give their places free (crawl.py).
PLACES = 100
# A run ends when nothing is due, or now and then: its process may be renewed, and its costs are told. What it has in
# hand then may take a redirect and a timeout longer; what takes more is given back.
RUN_SECONDS, DRAIN_SECONDS = 600.0, 60.0
# Places are filled again when so many are free, or have been for so long: three statements for all of them.
_CLAIM_FEEDS, _CLAIM_SECONDS = 25, 0.5
# How late a feed that has just been added, or fallen due, is seen; reading what is due costs 10 ms for 20,000 feeds.
_REFILL_SECONDS, _REFILL_FEEDS = 1.0, 1000
# Polls without a document cost 0.1 ms to write alone; people see them half a second later.
_WRITE_SECONDS, _WRITE_FEEDS = 0.5, 100
# A first request waits this long for its slot. More would only hold the claim: whoever comes again finds the next slot.
_PATIENCE = 5.0
# A turn reads for so long before it looks after the requests again: their deadlines run on meanwhile.
_TURN_SECONDS = 0.2
# Of CPU, a thousand times what a large feed takes.
_READ_SECONDS = 60.0
# Of a lease, for reading and writing what came; what a poll asks has come before, whatever its host leads it on to.
_WRITE_UP_SECONDS = 60.0


def poll_feeds(services: Services, held: set[int]) -> Iterator[DueIds]:
    """Poll what is due until nothing is, and give what each turn made due.

    `held` is kept to what the run has claimed: when Postgres fails, the caller gives these attempts back.
    """
    run = _Run(services=services, held=held)
    until = time.monotonic() + RUN_SECONDS
    while not services.stopping():
        if time.monotonic() < until:
            run.claim()
        if not run.polls or time.monotonic() > until + DRAIN_SECONDS:
            break
        yield run.turn()
    yield run.finish()


@dataclass(kw_only=True, slots=True)
class _Poll:
    """A feed that is being polled."""

    feed: Feed
    exchange: Exchange[PollResult | Deferred]
    until: float
    """When the answer to its last question has to be there: later its lease may lapse, and another polls it too."""
    wanted: int = 0
    """How many answers it waits for, from its last question on."""
    answers: dict[int, Answer] = field(default_factory=dict)
    """Those that have come, by their place in the question."""


@dataclass(kw_only=True, slots=True)
class _Run:
    """The feeds in hand, and what is still to be written of them."""

    services: Services
    held: set[int]
    window: Window[tuple[int, int]] = field(init=False)
    """Keyed by feed and place among what its poll asks."""
    polls: dict[int, _Poll] = field(default_factory=dict)
    _came: deque[tuple[tuple[int, int], Answer]] = field(default_factory=deque)
    """Answers that are not read yet."""
    _due: deque[int] = field(default_factory=deque)
    _suspects: deque[int] = field(default_factory=deque)
    """Due feeds whose last poll did not end: it may have killed its process."""
    _suspect: int | None = None
    _ended: list[tuple[Feed, PollResult]] = field(default_factory=list)
    """Polls without a document."""
    _deferred: list[tuple[Feed, float]] = field(default_factory=list)
    _unwritten_since: float = 0.0
    _freed: int = 0
    """Places, since the last claim."""
    _claim_at: float = 0.0
    _refill_at: float = 0.0

    def __post_init__(self) -> None:
        self.held.clear()
        self.window = Window(self.services)

    def claim(self) -> None:
        """Take what is due into the free places, the most urgent first."""
        now = time.monotonic()
        if self.polls and self._freed < _CLAIM_FEEDS and now < self._claim_at:
            return
        self._freed, self._claim_at = 0, now + _CLAIM_SECONDS
        room = PLACES - self.window.busy() - len(self._came)
        if room <= 0:
            return
        if now >= self._refill_at or not self.polls:
            self._refill()
        ids = [self._due.popleft() for _ in range(min(room, len(self._due)))]
        # one at a time: of what is in hand when a process dies, all but one are innocent, and it is one of these
        alone = self._suspects.popleft() if self._suspects and self._suspect not in self.polls else None
        if not ids and alone is None:
            return
        seconds = self.services.settings.lease_seconds
        with self.services.db.transaction() as tx:
            claimed = feeds.claim(tx, ids, seconds=seconds) if ids else []
            if alone is not None:
                self._suspect = alone
                claimed += feeds.claim(tx, [alone], seconds=seconds)
        self.held.update(feed.id for feed in claimed)
        self.services.traces.begin_polls(feed.id for feed in claimed)
        for one in claimed:
            poll = _Poll(feed=one, exchange=_poll(self.services, one), until=now + seconds - _WRITE_UP_SECONDS)
            self.polls[one.id] = poll
            self._go_on(poll, None)

    def turn(self) -> DueIds:
        """Take answers that have come, half a second at the most, and write what has ended."""
        due = DueIds()
        self._came += self.window.answers(wait=not self._came).items()
        until = time.monotonic() + _TURN_SECONDS
        while self._came and time.monotonic() < until:
            (feed_id, place), answer = self._came.popleft()
            poll = self.polls[feed_id]
            poll.answers[place] = answer
            if len(poll.answers) == poll.wanted:
                due += self._go_on(poll, [poll.answers[place] for place in range(poll.wanted)])
        unwritten = len(self._ended) + len(self._deferred)
        if unwritten >= _WRITE_FEEDS or (unwritten and time.monotonic() - self._unwritten_since > _WRITE_SECONDS):
            due += self._write()
        return due

    def finish(self) -> DueIds:
        """Write what has ended and give back the rest."""
        self.window.close()
        self._deferred += [(poll.feed, 0.0) for poll in self.polls.values()]
        self.polls.clear()
        return self._write()

    def _refill(self) -> None:
        with self.services.db.transaction() as tx:
            due = feeds.due(tx, limit=_REFILL_FEEDS)
        due = [(feed_id, attempts) for feed_id, attempts in due if feed_id not in self.held]  # a lease has lapsed
        self._due = deque(feed_id for feed_id, attempts in due if not attempts)
        self._suspects = deque(feed_id for feed_id, attempts in due if attempts)
        self._refill_at = time.monotonic() + _REFILL_SECONDS

    def _go_on(self, poll: _Poll, answers: Sequence[Answer] | None) -> DueIds:
        """Let a poll read its answers, and ask what it wants to know next or end."""
        reads = any(isinstance(answer, Page) and answer.body for answer in answers or ())
        try:
            with cpu_limit(_READ_SECONDS) if reads else nullcontext():
                calls = next(poll.exchange) if answers is None else poll.exchange.send(answers)
        except StopIteration as end:
            return self._end(poll.feed, end.value)
        except SERVICE_ERRORS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one feed does, the others go on
            return self._end(poll.feed, failed_poll(error))
        poll.answers, poll.wanted = {}, len(calls)
        # what it leads on to: robots.txt and the answer may each take all of a request's time
        left = poll.until - time.monotonic() - 2 * self.services.settings.fetch_timeout
        for place, call in enumerate(calls):
            key = poll.feed.id, place
            if answers is None:
                self.window.ask(key, call)
            elif left > 0:
                self.window.ask(key, replace(call, patience=min(call.patience, left)))
            else:
                self._came.append((key, FetchFailed("no time is left for what it leads on to", reason=Reason.TIMEOUT)))
        return DueIds()

    def _end(self, feed: Feed, result: PollResult | Deferred) -> DueIds:
        del self.polls[feed.id]
        self._freed += 1
        if isinstance(result, PollResult) and result.parsed is not None:
            due = record_document(self.services, feed, result, result.parsed)
            self.held.discard(feed.id)
            return _told(due, polled=1)
        if not self._ended and not self._deferred:
            self._unwritten_since = time.monotonic()
        if isinstance(result, Deferred):
            self._deferred.append((feed, result.wait))
        else:
            self._ended.append((feed, result))
        return DueIds()

    def _write(self) -> DueIds:
        ended, self._ended = self._ended, []
        deferred, self._deferred = self._deferred, []
        if ended:
            record_others(self.services, ended)
        if deferred:
            with self.services.db.transaction() as tx:
                feeds.release(tx, deferred)
        self.held.difference_update(feed.id for feed, _ in (*ended, *deferred))
        return DueIds(polled=len(ended))


def _poll(services: Services, feed: Feed) -> Exchange[PollResult | Deferred]:
    """One poll, from the request to what the answer says."""
    answer, moved_to = yield from _ask(feed)
    if isinstance(answer, Deferred):
        return answer
    polled = parse_answer(feed, answer, moved_to=moved_to, tracking=services.tracking)
    return (yield from follow(services, feed, polled))


def _ask(feed: Feed) -> Exchange[tuple[Page | Deferred | NewswireError, str | None]]:
    """Ask a feed, and again where a redirect to another host or a page leads; give where permanent ones led."""
    headers = (ACCEPT, *conditions(feed, now=datetime.now(UTC)))
    call = PlannedRequest(url=feed.url, headers=headers, patience=_PATIENCE)
    permanent, sent = True, False
    for _ in range(MAX_HOPS + 1):
        (answer,) = yield [call]
        if isinstance(answer, Page) and (further := sent_on(answer)):
            call, permanent, sent = replace(call, url=further), False, True
            continue
        if isinstance(answer, Page) and sent:
            return without_validators(answer), None  # that page may stay the same while the feed changes
        if not isinstance(answer, Redirected):
            here = answer.url if isinstance(answer, Page) and answer.moved else call.url
            return answer, here if permanent and here != feed.url else None
        permanent = permanent and answer.permanent
        call = replace(call, url=answer.url)
    return FetchFailed("too many redirects", reason=Reason.TOO_MANY_REDIRECTS), None


def _told(due: Sequence[tuple[int, State]], *, polled: int) -> DueIds:
    return DueIds(
        fetch=tuple(item for item, state in due if state is State.PENDING),
        clean=tuple(item for item, state in due if state is State.FETCHED),
        polled=polled,
    )
