"""Tells what becomes of an item after each thing that can happen to it; the steps only carry it out."""

from worker.core.text.media_type import media_type
from worker.core.urls import host_of
from worker.core.waits import MAX_ATTEMPTS, retry_wait
from worker.errors import SERVICE_ERRORS, NewswireError, NoArticle, Quarantine, Retry, Skip
from worker.models import (
    Action,
    CleanedItem,
    Entry,
    Failure,
    Item,
    Page,
    Reason,
    Redirected,
    State,
    Transition,
    Verdict,
)

MAX_HOPS = 5
"""Redirects to another host that one item may follow; each is a fetch of its own, with its own robots.txt and pace."""

_TEXT_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")

WORTH_KEEPING = 400
"""Characters of feed content below which it is a teaser, not a stand-in for a page that cannot be had."""

_PAID = (Reason.UNAUTHORIZED, Reason.PAYMENT_REQUIRED, Reason.LOGIN_PAGE)

# A stored article whose page is not found is asked for so often, so many seconds apart, before it counts as taken away.
_BELIEVED_MISSING, _MISSING_WAIT = 3, 3600.0


def after_page(item: Item, page: Page, entry: Entry | None) -> Transition:
    """Return what becomes of an item whose page came, or has not changed since we looked (304)."""
    if page.status == 304:
        return Transition(item=item, state=State.STORED, reason=Reason.UNCHANGED)
    if not is_text(page):
        return _refused(item, Reason.NOT_A_PAGE, entry)
    return Transition(item=item, state=State.FETCHED)


def is_text(page: Page) -> bool:
    """Say whether a page is of a type that we read; one that does not say is."""
    kind = media_type(page.headers.get("content-type"))
    return kind is None or kind.essence in _TEXT_TYPES


def after_redirect(item: Item, redirected: Redirected, entry: Entry | None) -> Transition:
    """Return what becomes of an item that is sent to another host."""
    if item.hops >= MAX_HOPS:
        return _refused(item, Reason.TOO_MANY_REDIRECTS, entry)
    return Transition(
        item=item, state=State.PENDING, fetch_url=redirected.url, host=host_of(redirected.url), counted=False
    )


def after_deferral(item: Item, wait: float, *, state: State = State.PENDING, late: bool = False) -> Transition:
    """Return what becomes of an item that is given back: its host has no free slot yet (wait), another of its batch has
    used up the time (late), or its worker was told to stop.
    """
    reason = Reason.PACED if wait else Reason.BATCH_LATE if late else Reason.WORKER_STOPPED
    return Transition(item=item, state=state, reason=reason, wait=max(wait, 0.5), counted=False)


def after_refusal(item: Item, error: NewswireError, entry: Entry | None, *, jitter: float) -> Transition:
    """Return what becomes of an item whose page did not come."""
    if item.stored and error.reason is Reason.NOT_FOUND and item.attempts < _BELIEVED_MISSING:
        return Transition(item=item, state=State.PENDING, reason=error.reason, wait=_MISSING_WAIT * (1 + 0.1 * jitter))
    if isinstance(error, Skip):
        return _refused(item, error.reason, entry)
    transition = after_error(item, error, state=State.PENDING, traceback=None, jitter=jitter)
    if transition.state is State.QUARANTINED and (item.stored or stands_in(item, entry, error.reason)):
        return _refused(item, error.reason, entry)
    return transition


def after_error(item: Item, error: Exception, *, state: State, traceback: str | None, jitter: float) -> Transition:
    """Return what becomes of an item in `state` when a step failed with `error`.

    A Skip ends it; a Quarantine puts it away; anything else, our own bugs included, is tried again until the attempts
    are used up. `jitter` is in [-1, 1].
    """
    reason = error.reason if isinstance(error, NewswireError) else Reason.BUG
    failure = Failure(error=type(error).__name__, message=str(error) or reason, traceback=traceback)
    if isinstance(error, Skip):
        return Transition(item=item, state=State.STORED if item.stored else State.SKIPPED, reason=reason, error=failure)
    if isinstance(error, NoArticle):
        return _after_substitute(item, error.reason, failure, jitter=jitter)
    if isinstance(error, SERVICE_ERRORS):
        return Transition(item=item, state=state, reason=reason, wait=5.0, counted=False)
    if isinstance(error, Quarantine) or item.attempts >= MAX_ATTEMPTS:
        return Transition(item=item, state=State.QUARANTINED, reason=reason, error=failure)
    after = error.after if isinstance(error, Retry) else None
    wait = retry_wait(attempts=item.attempts, after=after, jitter=jitter)
    return Transition(item=item, state=state, reason=reason, wait=wait, error=failure)


def after_verdict(cleaned: CleanedItem, verdict: Verdict) -> Transition:
    """Return what becomes of an item whose draft was judged."""
    if verdict.action is Action.DUPLICATE:
        return Transition(
            item=cleaned.item, state=State.DUPLICATE, reason=Reason.SAME_PAGE, duplicate_of=verdict.article_id
        )
    return Transition(item=cleaned.item, state=State.STORED, substitutes=0)


def _after_substitute(item: Item, reason: Reason, failure: Failure, *, jitter: float) -> Transition:
    """A stored article stands as it is; a new one is asked for again. From cleaning it goes back to fetching."""
    if item.stored:
        return Transition(item=item, state=State.STORED, reason=reason, error=failure)
    times = item.substitutes + 1
    if times >= MAX_ATTEMPTS:
        return Transition(item=item, state=State.SKIPPED, reason=reason, error=failure)
    wait = retry_wait(attempts=times, after=None, jitter=jitter)
    return Transition(item=item, state=State.PENDING, reason=reason, wait=wait, substitutes=times, error=failure)


def stands_in_at_last(item: Item, entry: Entry | None, reason: Reason) -> bool:
    """Say whether the feed's text is taken, now that a page that is no article came for the last time."""
    return not item.stored and item.substitutes + 1 >= MAX_ATTEMPTS and stands_in(item, entry, reason)


_USUAL = frozenset({Reason.UNCHANGED, Reason.PACED, Reason.WORKER_STOPPED, Reason.BATCH_LATE, Reason.SAME_PAGE})


def failed(transition: Transition) -> bool:
    """Say whether something went wrong with an item that an operator may ask about."""
    return transition.reason is not None and transition.reason not in _USUAL


def withdrawn(transition: Transition) -> bool:
    """Say whether this ending means that the publisher took a stored article away.

    410 says so (RFC 9110, 15.5.11); 404 says it when it stays, for it is also what a site's bad hour looks like. A page
    that only reads like a 404 never does, however long it stays: that is our inference, a redesigned site or a wall in
    a language that we read badly looks the same, and consumers may delete what they hear is withdrawn.
    """
    return (
        transition.item.stored
        and transition.state is State.STORED
        and transition.reason in (Reason.GONE, Reason.NOT_FOUND)
    )


def _refused(item: Item, reason: Reason, entry: Entry | None) -> Transition:
    """A stored article stands; an entry that carries its text stands in for its page; else it ends here."""
    if item.stored:
        return Transition(item=item, state=State.STORED, reason=reason)
    if stands_in(item, entry, reason):
        return Transition(item=item, state=State.FETCHED, reason=None)
    return Transition(item=item, state=State.SKIPPED, reason=reason)


def stands_in(item: Item, entry: Entry | None, reason: Reason) -> bool:
    """Say whether the feed's own text may stand in for a page that cannot be had.

    Of a feed that is set to its free part it may not where the page asks for a login or money: whether the publisher
    meant that text for everybody, nobody says.
    """
    if item.free_only and reason in _PAID:
        return False
    if entry is None:
        return False
    # whose page is that of others too has no other text than its entry's, however short
    return item.own_key is not None or len(entry.content or "") >= WORTH_KEEPING
