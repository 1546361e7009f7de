"""The tables subscriptions and pushes: which hubs push us what, and what came and is not taken yet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from secrets import token_urlsafe

from worker.adapters.db import Transaction
from worker.adapters.records import text
from worker.models import AskedHub, Feed, HubLink, PushedBody, PushState, Subscription

MOST_WAITING = 50
"""Pushes of one subscription that are kept at a time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionRow:
    """A subscription, for people."""

    hub: str
    topic_url: str
    state: str
    lease_until: datetime | None
    last_push_at: datetime | None
    pushes: int
    ignored: int
    misses: int
    last_error: str | None


def offer(tx: Transaction, feed_id: int, link: HubLink | None) -> None:
    """Keep who pushes a feed, as its document said."""
    named = {
        "feed_id": feed_id,
        "hub": text(link.hub) if link else None,
        "topic_url": text(link.topic_url) if link else None,
    }
    tx.execute("withdraw_offers", named)
    if link is not None:
        tx.execute("offer_subscription", named)


def count_miss(tx: Transaction, feed_id: int, *, most: int) -> None:
    """Note that a poll found what should have been pushed; `most` times in a row end the subscription."""
    tx.execute("count_miss", {"feed_id": feed_id, "most": most})


def settle(tx: Transaction, *, base: str) -> None:
    """Let what is no longer wanted end, what is over begin anew, and what is neither be forgotten."""
    tx.execute("end_unwanted_subscriptions")
    tx.execute("restart_lapsed_subscriptions", {"base": base})
    tx.execute("revive_subscriptions")
    tx.execute("forget_subscriptions")


def due(tx: Transaction, *, limit: int) -> list[Subscription]:
    """Take subscriptions for which something is due."""
    return tx.rows(Subscription, "due_subscriptions", {"limit": limit})


def begin(tx: Transaction, subscription: Subscription, *, base: str) -> Subscription:
    """Keep that its hub is about to be asked, and under which address it may call."""
    # 256 bits, as hubs print the address in their logs and on their pages
    fresh = {"id": subscription.id, "base": base, "token": token_urlsafe(32), "secret": token_urlsafe(48)}
    return tx.rows(Subscription, "begin_subscription", fresh)[0]


def postpone(tx: Transaction, subscription: Subscription, *, wait: float) -> None:
    """Leave it for later."""
    tx.execute("postpone_subscription", {"id": subscription.id, "wait": wait})


def end_request(tx: Transaction, subscription: Subscription, asked: AskedHub) -> None:
    """Write what became of a request, unless the hub has said more meanwhile."""
    before = {"was": subscription.state, "before": subscription.failures, "lease": subscription.lease_until}
    error = text(asked.error[:500]) if asked.error else None
    tx.execute("end_request", {**asdict(asked), **before, "id": subscription.id, "error": error})


def find(tx: Transaction, token: str) -> Subscription | None:
    """Return the subscription whose address ends in the token."""
    return next(iter(tx.rows(Subscription, "subscription_of", {"token": token})), None)


def verify(tx: Transaction, subscription: Subscription, *, lease: float, ask_again: float) -> None:
    """Write that the hub has our word, for `lease` seconds."""
    tx.execute("hold_feed_of_subscription", {"id": subscription.id})
    tx.execute("verify_subscription", {"id": subscription.id, "lease": lease, "ask_again": ask_again})


def end(
    tx: Transaction, subscription: Subscription, state: PushState, *, wait: float, error: str | None = None
) -> None:
    """Write that nothing is pushed any more."""
    said = text(error[:500]) if error else None
    tx.execute("hold_feed_of_subscription", {"id": subscription.id})
    tx.execute("end_subscription", {"id": subscription.id, "state": state, "wait": wait, "error": said})


def store(tx: Transaction, subscription: Subscription, body: bytes, *, content_type: str | None) -> bool:
    """Keep a push; False when as many wait as may."""
    kept = {"id": subscription.id, "body": body, "most": MOST_WAITING}
    return bool(tx.scalars("store_push", {**kept, "content_type": text(content_type[:200]) if content_type else None}))


def count_ignored(tx: Transaction, subscription: Subscription) -> None:
    """Count a push that is not believed."""
    tx.execute("count_ignored", {"id": subscription.id})


def claim(tx: Transaction) -> PushedBody | None:
    """Take the oldest push, counting the attempt."""
    return next(iter(tx.rows(PushedBody, "claim_push")), None)


def lock_feed(tx: Transaction, feed_id: int) -> Feed | None:
    """Hold a feed to the end of the transaction; None while a poll has it, or when it is not polled."""
    return next(iter(tx.rows(Feed, "lock_feed", {"id": feed_id})), None)


def record(
    tx: Transaction, push: PushedBody, *, news: bool, last_news_at: datetime | None, news_seconds: float | None
) -> None:
    """Write that a push is taken, in the transaction of its entries; `news` says whether it brought any."""
    said = {"news": news, "last_news_at": last_news_at, "news_seconds": news_seconds}
    tx.execute("record_push", {"push_id": push.id, "feed_id": push.feed_id, **said})


def give_back(tx: Transaction, push: PushedBody) -> None:
    """Leave a push for later; the attempt does not count."""
    tx.execute("give_back_push", {"push_id": push.id})


def drop(tx: Transaction, push: PushedBody) -> None:
    """Forget a push, and let its feed be asked instead."""
    tx.execute("drop_push", {"push_id": push.id})
    tx.execute("poll_soon", {"feed_id": push.feed_id})


def listing(tx: Transaction, feed_id: int) -> Sequence[SubscriptionRow]:
    """Return who pushes a feed, what it names now first."""
    return tx.rows(SubscriptionRow, "list_subscriptions", {"feed_id": feed_id})
