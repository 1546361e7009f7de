"""What a feed says of its hub, and what of a hub's words is true."""

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from tests.support.builders import NOW, entry
from worker.core.feeds.json_feed import read_json
from worker.core.feeds.parse import parse_feed
from worker.core.feeds.push import (
    LONGEST_LEASE,
    MOST_FAILURES,
    MOST_FAREWELLS,
    RETRY_SECONDS,
    SOONEST,
    UNTOLD_LEASE,
    VERIFY_SECONDS,
    after_request,
    ask_again_in,
    confirms,
    hub_of,
    lease,
    request_form,
    signed,
    was_missed,
)
from worker.core.urls import Tracking
from worker.errors import FetchFailed, PageRefused
from worker.models import Decision, PublisherTime, PushState, Reason, SeenEntry, Subscription

PLAIN = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())
URL = "https://news.example.org/feed.xml"
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
JSON = (
    '{"items": [{"id": "1", "url": "/1"}], "feed_url": "/f.json",'
    ' "hubs": [{"type": "rssCloud", "url": "/c"}, {"type": "WebSub", "url": "https://hub.example/"}]}'
)


def hub(document: str, **headers: str) -> tuple[str, str] | None:
    read = read_json if document.startswith("{") else parse_feed
    more = {} if document.startswith("{") else {"content_type": None}
    parsed = read(document if read is read_json else document.encode(), url=URL, tracking=PLAIN, **more)
    found = hub_of(headers, parsed, url=URL)
    return (found.hub, found.topic_url) if found else None


def rss(links: str) -> str:
    return f"<rss><channel><title>N</title>{links}<item><title>One</title><link>/1</link></item></channel></rss>"


def subscription(state: PushState = PushState.NEW, **fields: object) -> Subscription:
    said = {"id": 1, "feed_id": 1, "hub": "https://hub.example/", "topic_url": URL, "token": "t", "secret": "s"}
    return Subscription(**{**said, "state": state, "lease_until": NOW + timedelta(days=5), "failures": 0, **fields})


@pytest.mark.parametrize(
    ("document", "link", "expected"),
    [
        (rss(f'<link {ATOM} rel="hub" href="https://hub.example/"/><link {ATOM} rel="self" href="/feed"/>'), "",
         ("https://hub.example/", "https://news.example.org/feed")),
        (rss(f'<link {ATOM} rel="hub" href="https://hub.example/"/>'), "", ("https://hub.example/", URL)),
        (f'<feed {ATOM}><link rel="HUB" href="https://hub.example/"/><link rel="self" href="{URL}?a"/></feed>', "",
         ("https://hub.example/", f"{URL}?a")),
        (rss(f'<link {ATOM} rel="hub" href="http://a.x/"/><link {ATOM} rel="hub" href="https://b.x/"/>'), "",
         ("https://b.x/", URL)),
        (rss(f'<link {ATOM} rel="hub" href="http://a.x/{"y" * 2000}"/>'), "", None),
        (f'<feed {ATOM}><entry><link rel="hub" href="http://a.example/"/></entry></feed>', "", None),
        (f'<feed {ATOM}><link rel="hub" href="javascript:1"/></feed>', "", None),
        (rss(""), "", None),
        (rss(""), '<https://hub.example/>; rel="hub", <https://news.example.org/f>; rel=self',
         ("https://hub.example/", "https://news.example.org/f")),
        (rss(""), '</hub>; title="a, b; rel=x"; rel="hub preload"', ("https://news.example.org/hub", URL)),
        (rss(f'<link {ATOM} rel="hub" href="https://other.example/"/>'), '<https://hub.example/>; rel="hub"',
         ("https://hub.example/", URL)),
        (rss(f'<link {ATOM} rel="hub" href="https://hub.example/"/>'), "</style.css>; rel=preload; as=style, <broken",
         ("https://hub.example/", URL)),
        (JSON, "", ("https://hub.example/", "https://news.example.org/f.json")),
    ],
)  # fmt: skip
def test_a_hub_is_found_in_the_header_and_else_in_the_document(document: str, link: str, expected: object) -> None:
    assert hub(document, link=link) == expected


def test_a_request_says_what_the_recommendation_asks_for() -> None:
    form = parse_qs(request_form(subscription(PushState.ASKED), callback="https://we.example/t").decode())
    assert form == {
        "hub.mode": ["subscribe"], "hub.topic": [URL], "hub.callback": ["https://we.example/t"],
        "hub.lease_seconds": ["864000"], "hub.secret": ["s"],
    }  # fmt: skip
    form = parse_qs(request_form(subscription(PushState.ENDING), callback="https://we.example/t").decode())
    assert form == {"hub.mode": ["unsubscribe"], "hub.topic": [URL], "hub.callback": ["https://we.example/t"]}


@pytest.mark.parametrize(
    ("hub", "secret"),
    [
        ("https://hub.example/", True),
        ("HTTPS://hub.example/", True),
        ("http://127.0.0.1:8099/hub", True),
        ("http://[::1]/", True),
        ("http://hub.example/", False),
        ("http://localhost.hub.example/", False),
        ("http://192.0.2.1/", False),
        ("http://[::1/", False),
    ],
)
def test_only_a_hub_that_nobody_overhears_gets_the_secret(hub: str, *, secret: bool) -> None:
    form = parse_qs(request_form(subscription(PushState.ASKED, hub=hub), callback="https://we.example/t").decode())
    assert ("hub.secret" in form) is secret


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_is_that_of_the_body_by_each_method(method: str) -> None:
    right = hmac.new(b"secret", b"<rss/>", method).hexdigest()
    assert signed(f"{method}={right}", b"<rss/>", "secret")
    assert signed(f" {method.upper()}={right.upper()} ", b"<rss/>", "secret")
    assert not signed(f"{method}={right}", b"<rss />", "secret")
    assert not signed(f"{method}={right}", b"<rss/>", "other")


@pytest.mark.parametrize("header", [None, "", "sha1", "sha1=", "=", "sha1=é", "md5=" + hashlib.md5(b"x").hexdigest()])
def test_what_is_no_signature_is_none(header: str | None) -> None:
    assert not signed(header, b"<rss/>", "secret")


@pytest.mark.parametrize(
    ("said", "expected"),
    [("86400", 86400.0), ("10", 10.0), (None, UNTOLD_LEASE), ("", UNTOLD_LEASE), ("0", UNTOLD_LEASE),
     ("-5", UNTOLD_LEASE), ("9" * 12, LONGEST_LEASE), ("9" * 40, UNTOLD_LEASE)],
)  # fmt: skip
def test_a_lease_is_what_the_hub_gives_within_bounds(said: str | None, expected: float) -> None:
    assert lease(said) == expected
    assert ask_again_in(expected) >= SOONEST
    assert ask_again_in(expected) < expected or expected < SOONEST


def test_only_what_is_pending_or_stands_is_confirmed() -> None:
    states = [state for state in PushState if confirms(subscription(state), "subscribe", URL)]
    assert states == [PushState.ASKED, PushState.LIVE]
    assert [state for state in PushState if confirms(subscription(state), "unsubscribe", URL)] == [PushState.ENDING]
    assert not confirms(subscription(PushState.ASKED), "subscribe", URL + "x")
    assert not confirms(subscription(PushState.ASKED), "publish", URL)


DOWN = FetchFailed("503", reason=Reason.SERVER_ERROR, after=9000.0)
NO = PageRefused("400", reason=Reason.BAD_STATUS)


@pytest.mark.parametrize(
    ("before", "error", "state", "least"),
    [
        (subscription(PushState.ASKED), None, PushState.ASKED, VERIFY_SECONDS),
        (subscription(PushState.ASKED, failures=MOST_FAILURES), None, PushState.OFF, RETRY_SECONDS),
        (subscription(PushState.ASKED), DOWN, PushState.ASKED, 9000.0),
        (subscription(PushState.ASKED), NO, PushState.OFF, RETRY_SECONDS),
        (subscription(PushState.LIVE), NO, PushState.LIVE, 300.0),
        (subscription(PushState.LIVE, failures=20), DOWN, PushState.LIVE, 9000.0),
        (subscription(PushState.ENDING), None, PushState.ENDING, VERIFY_SECONDS),
        (subscription(PushState.ENDING, failures=MOST_FAREWELLS - 1), DOWN, PushState.OFF, RETRY_SECONDS),
        (subscription(PushState.ENDING, lease_until=NOW), DOWN, PushState.OFF, RETRY_SECONDS),
    ],
)
def test_what_a_hub_answers_says_how_it_goes_on(
    before: Subscription, error: FetchFailed | PageRefused | None, state: PushState, least: float
) -> None:
    after = after_request(before, error, now=NOW, jitter=0.0)
    assert after.state is state
    assert after.wait >= least
    assert after.failures == before.failures + 1


def seen(**fields: object) -> SeenEntry:
    return SeenEntry(entry=entry(**fields), key="k", fingerprint=b"f")


def published(ago: timedelta) -> PublisherTime:
    return PublisherTime(value=NOW - ago, precision="time", origin="feed")


def test_news_that_a_poll_finds_first_was_missed_unless_it_is_from_this_minute() -> None:
    def found(*new: SeenEntry) -> Decision:
        return Decision(new=new, changed=(), unchanged=0, skipped=(), gap=False)

    later = NOW + timedelta(days=1)
    old, fresh = seen(published=published(timedelta(hours=1))), seen(published=published(timedelta(minutes=1)))
    assert was_missed(later, found(fresh, old), now=NOW)
    assert was_missed(later, found(seen()), now=NOW)
    assert not was_missed(later, found(fresh), now=NOW)
    assert not was_missed(later, found(), now=NOW)
    assert not was_missed(later, None, now=NOW)
    assert not was_missed(None, found(old), now=NOW)
    assert not was_missed(NOW, found(old), now=NOW)
