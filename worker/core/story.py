"""An item's story in plain words, and what to do: records in, sentences out; reads nothing and prints nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from worker.core.urls import host_of
from worker.core.waits import MAX_ATTEMPTS
from worker.models import FeedOfSite, FeedState, ItemFound, Reason, Sighting, State

_NOTHING = "Nothing"
_GIVEN_BACK = (Reason.PACED, Reason.BATCH_LATE, Reason.WORKER_STOPPED)
_WELL = (Reason.OK, Reason.UNCHANGED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What has happened, in order, and what the reader may do."""

    sentences: tuple[str, ...]
    advice: tuple[str, ...]


def known(item: ItemFound, sightings: Sequence[Sighting]) -> Story:
    """Tell of an address that we know."""
    tell = {
        State.PENDING: _waiting,
        State.FETCHED: _waiting,
        State.STORED: _stored,
        State.DUPLICATE: _duplicate,
        State.SKIPPED: _skipped,
        State.QUARANTINED: _quarantined,
    }[State(item.state)]
    ended, advice = tell(item)
    return Story(sentences=(*_seen(item, sightings), *_page(item), *ended), advice=advice)


def unknown(url: str, feeds: Sequence[FeedOfSite]) -> Story:
    """Tell of an address that no feed has shown; `feeds` are those of its site."""
    site = f"https://{host_of(url)}/"
    told = [_feed(feed, site) for feed in feeds]
    if not told:
        return Story(
            sentences=("No feed has shown us this address.", f"None of our feeds is of {host_of(url)}."),
            advice=(f"`newswire feeds add {site}` looks for the feed of the site and adds it.",),
        )
    return Story(
        sentences=("No feed has shown us this address.", *(sentence for sentence, _ in told)),
        advice=tuple(dict.fromkeys(advice for _, advice in told)),
    )


def _seen(item: ItemFound, sightings: Sequence[Sighting]) -> Iterator[str]:
    if not sightings:
        yield f"A feed first showed it at {_at(item.created_at)}; its entry is no longer kept."
    for number, one in enumerate(sightings):
        again = (
            f", and something new about it at {_at(one.last_seen_at)}" if one.last_seen_at > one.first_seen_at else ""
        )
        order = "also" if number else "first"
        yield f"Feed {one.feed_id}, {one.url}, {order} showed it at {_at(one.first_seen_at)}{again}."


def _page(item: ItemFound) -> Iterator[str]:
    if item.fetch_url and item.state == State.PENDING:
        yield f"It is redirected to {item.fetch_url}."
    if item.page_at is not None:
        where = "" if item.page_url == item.url else f" by {item.page_url}"
        yield f"Its page came at {_at(item.page_at)}, answered with status {item.page_status}{where}."


def _waiting(item: ItemFound) -> tuple[list[str], tuple[str, ...]]:
    step = "fetched" if item.state == State.PENDING else "cleaned"
    told = []
    if item.article_id is not None:
        told.append(f"{_article(item)} Its page is to be {step} once more.")
    if item.reason:
        meaning, tries = _meaning(item.reason), f"{item.attempts} of {MAX_ATTEMPTS} attempts"
        told.append(f"Not done yet: {meaning}" if item.reason in _GIVEN_BACK else f"After {tries}: {meaning}")
    if item.in_hand:
        told.append(f"A worker has it in hand, to be {step}.")
    elif item.due:
        told.append(f"It has been due to be {step} since {_at(item.next_attempt_at)}.")
    else:
        told.append(f"It is due to be {step} at {_at(item.next_attempt_at)}.")
    if item.reason and item.reason not in _GIVEN_BACK:
        return told, (_advice(item.reason),)
    return told, ("Wait; `newswire status` shows whether the workers keep up.",)


def _stored(item: ItemFound) -> tuple[list[str], tuple[str, ...]]:
    told = [_article(item)]
    if item.withdrawn_at is not None:
        told.append(f"Its publisher took it away at {_at(item.withdrawn_at)}.")
    if item.copy_of is not None:
        told.append(f"Its text is that of article {item.copy_of}, which came before.")
    if item.reason:
        told.append(f"When its page was last asked for: {_meaning(item.reason)}")
    return told, (f"`newswire articles show {item.article_id}` shows it.",)


def _duplicate(item: ItemFound) -> tuple[list[str], tuple[str, ...]]:
    told = f"At {_at(item.updated_at)} it turned out to be the page of article {item.other_id}"
    about = f": {item.other_title}, {item.other_url}" if item.other_id is not None else ""
    return [f"{told}{about}."], (f"`newswire articles show {item.other_id}` shows that article.",)


def _skipped(item: ItemFound) -> tuple[list[str], tuple[str, ...]]:
    told = [f"It was skipped at {_at(item.updated_at)}: {_meaning(item.reason)}"]
    advice = _advice(item.reason)
    if not item.url or advice == f"{_NOTHING}.":  # asking again for a picture would bring the picture again
        return told, (advice,)
    return told, (advice, f"`newswire retry {item.url}` asks for it again.")


def _quarantined(item: ItemFound) -> tuple[list[str], tuple[str, ...]]:
    told = f"It was put into quarantine at {_at(item.updated_at)}: {_meaning(item.reason)}"
    said = (
        f"The step {item.quarantine_step} failed after {item.quarantine_attempts} attempts with"
        f" {item.quarantine_error}: {item.quarantine_message}"
    )
    advice = _advice(item.reason)
    retry = f"`newswire quarantine retry {item.quarantine_id}` tries it again."
    return [told, said], (retry,) if advice.startswith(_NOTHING) else (advice, retry)


def _feed(feed: FeedOfSite, site: str) -> tuple[str, str]:
    """What a feed of the site is up to, and what to do about it."""
    name = f"Feed {feed.id}, {feed.url}, is of its site"
    if feed.state == FeedState.PAUSED:
        return f"{name} and is paused.", f"`newswire feeds resume {feed.id}` polls it again."
    if feed.state == FeedState.QUARANTINED:
        return (
            f"{name} and is in quarantine: {_meaning(feed.last_status)}",
            f"`newswire quarantine retry {feed.quarantine_id}` polls it again.",
        )
    if feed.state == FeedState.GONE:
        return f"{name} and is gone: its server says so.", f"`newswire feeds add {site}` looks for the site's new feed."
    if feed.last_polled_at is None:
        return f"{name} and has not been polled yet; it is due at {_at(feed.next_poll_at)}.", "Wait for its first poll."
    polled = f"{name}; it was last polled at {_at(feed.last_polled_at)}: {_meaning(feed.last_status)}"
    if feed.last_status in _WELL:
        return (
            polled,
            f"`newswire poll {feed.url}` shows what it lists now; it may have listed another address, or none.",
        )
    return f"{polled} {feed.last_error or ''}".rstrip(), _advice(feed.last_status)


def _article(item: ItemFound) -> str:
    stored = f" at {_at(item.stored_at)}" if item.stored_at else ""
    return f"It was stored as article {item.article_id}{stored}: {item.article_title}."


def _meaning(word: str | None) -> str:
    """The sentence of a reason with its word; what another version of us has written has only the word."""
    reason = _reason(word)
    return f"{reason.meaning} ({reason})" if reason else f"{word}."


def _advice(word: str | None) -> str:
    reason = _reason(word)
    return reason.advice if reason else f"{_NOTHING}."


def _reason(word: str | None) -> Reason | None:
    return next((reason for reason in Reason if reason == word), None)


def _at(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
