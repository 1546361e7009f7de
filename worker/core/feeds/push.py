"""WebSub (W3C Recommendation, 23 January 2018): where a feed's hub is, and what of its words is true; asks nobody."""

import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from worker.core.feeds.link_header import header_links
from worker.core.feeds.links import AS_IS, web_address
from worker.core.waits import jittered
from worker.errors import FetchFailed, NewswireError, PageRefused
from worker.models import AskedHub, Decision, HubLink, ParsedFeed, PushState, Subscription

LEASE_SECONDS = 10 * 86400
"""Asked for; what the hub gives counts. Public hubs give from a day to ten."""
LONGEST_LEASE = 30 * 86400.0
UNTOLD_LEASE = 86400.0
"""Hubs of before the Recommendation leave it out, and may stop any day."""
ASK_AGAIN_AT = 0.75
"""Share of a lease after which it is renewed: of ten days, two and a half are left for a hub that is away."""
SOONEST = 60.0
"""Seconds between two requests for one subscription at the least, however short the lease."""
VERIFY_SECONDS = 600.0
"""Until a hub that took a request is asked again, since it never verified it."""
FAILURE_SECONDS = 300.0
MOST_FAILURES = 8
"""In a row, over about a day and a half; then the hub is left alone for RETRY_SECONDS."""
MOST_FAREWELLS = 3
"""Requests to end: a hub that does not hear ends it by itself when the lease is over."""
RETRY_SECONDS = 7 * 86400.0
"""Until a hub is asked again that denied, failed for long, or did not push what polls found."""
MISSES = 3
"""Polls in a row with news that was not pushed, until the subscription is given up."""
PUSH_SLACK = timedelta(minutes=10)
"""A hub hears of news from the publisher, fetches the feed and sends it on: within this, a poll may be first."""
MAX_CHALLENGE = 1000
MAX_NAMES = 2000
"""Characters of both addresses of a subscription: Postgres indexes no value over 2,704 bytes."""

_METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})


def hub_of(headers: Mapping[str, str], parsed: ParsedFeed, *, url: str) -> HubLink | None:
    """The hub that pushes a feed from `url`: of the Link headers, else of the document (section 4, in this order)."""
    hubs: list[str] = []
    itself = None
    for href, said in header_links(headers.get("link", "")):
        relations = said.get("rel", "").lower().split()
        address = web_address(href, document=url, tracking=AS_IS)
        if address and "hub" in relations:
            hubs.append(address)
        if address and "self" in relations:
            itself = itself or address
    if not hubs:
        hubs, itself = list(parsed.hubs), parsed.self_url
    if not hubs:
        return None
    # one is enough (section 4), and only over TLS it gets a secret
    hub = min(hubs, key=lambda hub: not hub.startswith("https:"))
    topic_url = itself or parsed.self_url or url
    return HubLink(hub=hub, topic_url=topic_url) if len(hub) + len(topic_url) <= MAX_NAMES else None


def request_form(subscription: Subscription, *, callback: str) -> bytes:
    """The body of a request to a hub (section 5.1)."""
    fields = {"hub.callback": callback, "hub.topic": subscription.topic_url, "hub.mode": "unsubscribe"}
    if subscription.state != PushState.ENDING:
        fields |= {"hub.mode": "subscribe", "hub.lease_seconds": str(LEASE_SECONDS)}
        if keeps_secrets(subscription.hub):
            fields["hub.secret"] = subscription.secret or ""
    return urlencode(fields).encode()


def keeps_secrets(hub: str) -> bool:
    """Whether nobody on the way reads what a hub is sent: over TLS (section 5.1), or on this machine.

    What another hub pushes anybody could have written: it only says that there is news.
    """
    try:
        address = urlsplit(hub)
        return address.scheme == "https" or ip_address(address.hostname or "").is_loopback
    except ValueError:  # a name, whoever it may lead to
        return False


def after_request(subscription: Subscription, error: NewswireError | None, *, now: datetime, jitter: float) -> AskedHub:
    """What a subscription is after its hub took the request (no `error`), or did not."""
    state = PushState(subscription.state)
    failures = subscription.failures + 1  # verification sets it back
    said = str(error) if error else None
    if state is PushState.ENDING:
        over = failures >= MOST_FAREWELLS or subscription.lease_until is None or subscription.lease_until <= now
        wait = RETRY_SECONDS if over else VERIFY_SECONDS
        return AskedHub(state=PushState.OFF if over else state, wait=wait, failures=failures, error=said)
    state = PushState.LIVE if state is PushState.LIVE else PushState.ASKED
    if state is PushState.ASKED and (failures > MOST_FAILURES or isinstance(error, PageRefused)):
        return AskedHub(state=PushState.OFF, wait=RETRY_SECONDS, failures=failures, error=said or "never verified")
    after = error.after if isinstance(error, FetchFailed) and error.after else 0.0
    backoff = (FAILURE_SECONDS if error else VERIFY_SECONDS) * 2.0 ** min(failures - 1, 8)
    return AskedHub(state=state, wait=jittered(backoff, after, jitter), failures=failures, error=said)


def lease(said: str | None) -> float:
    """Seconds that a hub gives."""
    if said is None or not re.fullmatch(r"[0-9]{1,12}", said) or not int(said):
        return UNTOLD_LEASE
    return min(float(said), LONGEST_LEASE)


def ask_again_in(seconds: float) -> float:
    """In how many seconds a lease of so many is renewed."""
    return max(ASK_AGAIN_AT * seconds, SOONEST)


def confirms(subscription: Subscription, mode: str, topic: str) -> bool:
    """Whether we mean what a hub asks us to confirm (section 5.3.1): what is pending, and what stands."""
    if topic != subscription.topic_url:
        return False
    if mode == "subscribe":
        return subscription.state in {PushState.ASKED, PushState.LIVE}
    return mode == "unsubscribe" and subscription.state == PushState.ENDING


def signed(header: str | None, body: bytes, secret: str) -> bool:
    """Whether X-Hub-Signature is that of the body (section 7.1); compared in constant time."""
    method, _, signature = (header or "").strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    right = hmac.new(secret.encode(), body, method.lower()).hexdigest()
    return hmac.compare_digest(right.encode(), signature.strip().lower().encode(errors="replace"))


def was_missed(push_until: datetime | None, decision: Decision | None, *, now: datetime) -> bool:
    """Whether a poll found news that the hub should have pushed."""
    if push_until is None or push_until <= now or decision is None:
        return False
    times = [seen.entry.published or seen.entry.modified for seen in decision.new]
    return any(time is None or time.value < now - PUSH_SLACK for time in times)
