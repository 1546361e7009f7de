"""The push service against a hub, each in a process of its own, over the wire."""

import signal
import socket
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.push_service import Pushing
from worker.adapters.db import Database
from worker.errors import UsageError
from worker.models import Subscription
from worker.runtime.push import PER_MINUTE, Receiver, callback_base


def callback(pushing: Pushing) -> str:
    return next(iter(pushing.tell("look")["held"]))


def test_a_hub_is_asked_verifies_and_its_push_is_taken_like_a_poll(pushing: Pushing) -> None:
    told = pushing.tell("look")
    (asked,) = told["requests"]
    assert asked["hub.mode"] == "subscribe"
    assert asked["hub.topic"] == pushing.topic
    assert asked["hub.callback"].startswith(f"http://127.0.0.1:{pushing.port}/hooks/")
    assert len(asked["hub.callback"].rpartition("/")[2]) == 43
    assert 40 < len(asked["hub.secret"]) < 200
    assert told["verified"] == [
        {"mode": "subscribe", "status": 200, "agrees": True, "type": "text/plain; charset=utf-8"}
    ]

    polls = pushing.pier.site.hits("/feed.xml")
    pushing.feed("Wind", "Fog")
    for number, method in enumerate(("sha1", "sha256", "sha384", "sha512")):
        pushing.feed(f"Wind {number}", "Fog")
        assert pushing.tell("publish", topic=pushing.topic, method=method)["answer"] == [202]
    assert pushing.titles() == ["Fog", "Wind 0", "Wind 1", "Wind 2", "Wind 3"]
    assert pushing.pier.site.hits("/feed.xml") == polls + 4, "the hub asked, we did not"
    run_steps.to_the_end(pushing.pier.services, pushing.pier.url)
    assert query(pushing.pier.url, "SELECT count(*) FROM newswire.items WHERE state IN ('pending', 'fetched')") == [
        (0,)
    ]
    assert query(pushing.pier.url, "SELECT push_until > now() + interval '9 days', gaps FROM newswire.feeds") == [
        (True, 0)
    ]


def test_a_push_without_the_right_signature_is_answered_and_ignored(pushing: Pushing, db_run) -> None:
    for sign in ("wrong", "none"):
        pushing.feed("Forged", "Fog")
        assert pushing.tell("publish", topic=pushing.topic, sign=sign)["answer"] == [202]
    assert pushing.tell("publish", topic=pushing.topic, method="md5")["answer"] == [202]
    assert pushing.titles() == ["Fog"]
    assert pushing.row("ignored", "pushes") == (3, 0)
    shown = db_run("feeds", "show", "1").out
    assert "live until" in shown
    assert "3 without a right signature ignored" in shown
    assert db_run("feeds", "show", "1", "--json").json["subscriptions"][0]["state"] == "live"


def test_what_a_hub_without_tls_pushes_only_lets_the_feed_be_asked(pushing: Pushing) -> None:
    query(pushing.pier.url, "UPDATE newswire.subscriptions SET hub = 'http://hub.example/'")
    query(pushing.pier.url, "UPDATE newswire.feeds SET last_polled_at = now() - interval '1 hour'")
    pushing.feed("Written on the way", "Fog")
    assert pushing.tell("publish", topic=pushing.topic)["answer"] == [202]
    assert pushing.titles() == ["Fog"]
    assert query(pushing.pier.url, "SELECT next_poll_at <= now(), push_until FROM newswire.feeds") == [(True, None)]
    assert pushing.row("ignored", "pushes") == (0, 1)


def test_a_lease_is_renewed_before_its_end_under_the_same_address(pushing: Pushing) -> None:
    assert pushing.row("next_at < lease_until", "lease_until > now() + interval '9 days'") == (True, True)
    pushing.tell("set", lease=1_728_000)
    query(pushing.pier.url, "UPDATE newswire.subscriptions SET next_at = now()")
    pushing.wait_for(lambda: pushing.row("lease_until > now() + interval '19 days'") == (True,))
    told = pushing.tell("look")
    assert len({one["hub.callback"] for one in told["requests"]}) == 1
    assert len({one["hub.secret"] for one in told["requests"]}) == 1
    assert len(told["requests"]) == 2
    assert pushing.row("state", "failures") == ("live", 0)


def test_a_hub_that_is_away_at_the_renewal_goes_on_pushing_and_is_asked_again(pushing: Pushing) -> None:
    pushing.tell("set", refuses=503)
    query(pushing.pier.url, "UPDATE newswire.subscriptions SET next_at = now()")
    pushing.wait_for(lambda: pushing.row("failures") == (1,))
    assert pushing.row("state", "last_error", "next_at > now()") == ("live", "the server answered 503", True)
    pushing.feed("Wind", "Fog")
    assert pushing.tell("publish", topic=pushing.topic)["answer"] == [202]
    assert pushing.titles() == ["Fog", "Wind"]
    pushing.tell("set", refuses=0)
    query(pushing.pier.url, "UPDATE newswire.subscriptions SET next_at = now()")
    pushing.wait_for(lambda: pushing.row("failures", "last_error") == (0, None))


def test_a_lease_that_is_over_begins_anew_with_a_new_address(pushing: Pushing) -> None:
    before = pushing.row("token")
    query(pushing.pier.url, "UPDATE newswire.subscriptions SET lease_until = now(), next_at = now() + interval '1 day'")
    pushing.wait_for(lambda: len(pushing.tell("look")["held"]) == 2)
    assert pushing.row("token") != before


def test_a_denial_ends_it_and_polls_go_on_by_the_feeds_rhythm(pushing: Pushing) -> None:
    pushing.feed("Wind", "Fog")
    pushing.tell("publish", topic=pushing.topic)
    assert pushing.titles() == ["Fog", "Wind"]
    run_steps.poll(pushing.pier.services, pushing.pier.url)
    seldom = "SELECT next_poll_at > now() + interval '3 hours', push_until IS NULL FROM newswire.feeds"
    assert query(pushing.pier.url, seldom) == [(True, False)]
    held = callback(pushing)
    assert pushing.tell("deny", topic=pushing.topic, reason="no more, thanks")["answer"] == [200]
    assert pushing.row("state", "last_error") == ("denied", "no more, thanks")
    assert query(pushing.pier.url, seldom) == [(False, True)]
    assert refused(held) == 410


def refused(url: str, body: bytes | None = b"<rss/>", **headers: str) -> int:
    with pytest.raises(HTTPError) as error:
        urlopen(Request(url, body, headers), timeout=120)
    with error.value:
        return error.value.code


def test_what_nobody_asked_for_is_not_confirmed(pushing: Pushing) -> None:
    held = callback(pushing)
    topic = f"hub.topic={pushing.topic}"
    for query_ in (
        "hub.mode=subscribe&hub.topic=http://other.example/&hub.challenge=x",
        f"hub.mode=unsubscribe&{topic}&hub.challenge=x",
        f"hub.mode=subscribe&{topic}&hub.challenge=",
        f"hub.mode=subscribe&{topic}&hub.challenge={'x' * 2000}",
        "hub.mode=denied&hub.topic=http://other.example/",
        "",
    ):
        assert refused(f"{held}?{query_}", None) == 404, query_
    assert (
        refused(f"http://127.0.0.1:{pushing.port}/hooks/{'a' * 43}?hub.mode=subscribe&{topic}&hub.challenge=x", None)
        == 404
    )
    assert refused(f"http://127.0.0.1:{pushing.port}/hooks/{'a' * 43}") == 410
    assert refused(f"http://127.0.0.1:{pushing.port}/") == 410
    assert pushing.row("state") == ("live",)


def test_a_feed_that_is_removed_is_given_up_at_its_hub(pushing: Pushing, db_run) -> None:
    assert db_run("feeds", "remove", "1").code == 0
    pushing.wait_for(lambda: not query(pushing.pier.url, "SELECT 1 FROM newswire.subscriptions"))
    told = pushing.tell("look")
    assert [one["hub.mode"] for one in told["requests"]] == ["subscribe", "unsubscribe"]
    assert told["held"] == {}


def test_a_paused_feed_is_given_up_and_asked_for_again_when_it_resumes(pushing: Pushing, db_run) -> None:
    assert db_run("feeds", "pause", "1").code == 0
    pushing.wait_for_state("off")
    assert pushing.tell("look")["held"] == {}
    assert db_run("feeds", "resume", "1").code == 0
    query(pushing.pier.url, "UPDATE newswire.subscriptions SET next_at = now()")
    pushing.wait_for_state("live")


def test_a_hub_that_does_not_push_what_polls_find_is_given_up(pushing: Pushing) -> None:
    proved = "UPDATE newswire.feeds SET push_until = now() + interval '1 day'"
    for number in range(3):
        query(pushing.pier.url, proved)
        pushing.feed(f"Unpushed {number}", "Fog")
        run_steps.poll(pushing.pier.services, pushing.pier.url)
        assert query(
            pushing.pier.url, "SELECT push_until, next_poll_at < now() + interval '1 hour' FROM newswire.feeds"
        ) == [(None, True)]
    pushing.wait_for_state("off")
    assert pushing.row("last_error", "next_at > now() + interval '6 days'") == ("did not push what polls found", True)


def test_nothing_that_was_answered_with_2xx_is_lost_when_the_service_is_killed(pushing: Pushing) -> None:
    query(
        pushing.pier.url,
        "UPDATE newswire.feeds SET lease_token = gen_random_uuid(), lease_until = now() + interval '1 hour'",
    )
    pushing.feed("Wind", "Fog")
    assert pushing.tell("publish", topic=pushing.topic)["answer"] == [202]
    pushing.stop(signal.SIGKILL)
    assert query(pushing.pier.url, "SELECT count(*) FROM newswire.pushes") == [(1,)], "a poll has the feed"
    query(pushing.pier.url, "UPDATE newswire.feeds SET lease_token = NULL, lease_until = NULL")
    pushing.start()
    assert pushing.titles() == ["Fog", "Wind"]


def test_a_push_that_cannot_be_read_lets_the_feed_be_asked(pushing: Pushing) -> None:
    soon = "SELECT next_poll_at < now() + interval '2 minutes' FROM newswire.feeds"
    for body in ("<html><body>Sorry</body></html>", " "):
        query(pushing.pier.url, "UPDATE newswire.feeds SET next_poll_at = now() + interval '1 day'")
        assert pushing.tell("publish", topic=pushing.topic, body=body)["answer"] == [202]
        pushing.wait_for(lambda: query(pushing.pier.url, soon) == [(True,)])
    assert pushing.titles() == ["Fog"]
    assert pushing.pier.skipped() == {"html_not_feed": 1}


def test_a_push_waits_for_who_writes_its_feed(pushing: Pushing) -> None:
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    pushing.feed("Wind", "Fog")
    with psycopg.connect(pushing.pier.url) as other:
        other.execute("UPDATE newswire.feeds SET group_name = 'Harbour'")
        assert pushing.tell("publish", topic=pushing.topic)["answer"] == [202]
        pushing.wait_for(lambda: query(pushing.pier.url, waiting))
    assert pushing.titles() == ["Fog", "Wind"]


def test_size_and_number_are_limited_and_what_is_refused_may_come_again(pushing: Pushing) -> None:
    assert pushing.tell("publish", topic=pushing.topic, body="x" * 100_001)["answer"] == [413]
    query(
        pushing.pier.url,
        "UPDATE newswire.feeds SET lease_token = gen_random_uuid(), lease_until = now() + interval '1 hour'",
    )
    query(
        pushing.pier.url,
        "INSERT INTO newswire.pushes (subscription_id, body)"
        " SELECT id, 'x' FROM newswire.subscriptions, generate_series(1, 50)",
    )
    assert pushing.tell("publish", topic=pushing.topic)["answer"] == [503]


def test_of_one_subscription_so_many_a_minute_are_taken_and_others_do_not_count() -> None:
    clock = [100.0]
    receiver = Receiver(db=Database(""), max_bytes=1, came=lambda: None, clock=lambda: clock[0])
    one, other = (
        Subscription(
            id=number, feed_id=1, hub="", topic_url="", state="live", token="", secret="", lease_until=None, failures=0
        )
        for number in (1, 2)
    )
    assert [receiver.may_push(one) for _ in range(PER_MINUTE + 2)] == [True] * PER_MINUTE + [False] * 2
    assert receiver.may_push(other)
    clock[0] += 59
    assert not receiver.may_push(one)
    clock[0] += 1
    assert receiver.may_push(one)


def test_who_sends_half_a_request_holds_nobody_up(pushing: Pushing) -> None:
    path = "/" + callback(pushing).split("/", 3)[3]
    half = [socket.create_connection(("127.0.0.1", pushing.port)) for _ in range(20)]
    for number, one in enumerate(half):
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n" if number % 2 else "POST / HT"
        one.sendall(head.encode())
    pushing.feed("Wind", "Fog")
    assert pushing.tell("publish", topic=pushing.topic)["answer"] == [202]
    assert pushing.titles() == ["Fog", "Wind"]
    for one in half:
        one.close()


def test_it_stops_in_order_and_says_in_a_line_what_it_did(pushing: Pushing) -> None:
    said = pushing.stop()
    assert "Traceback" not in said
    assert '"event": "verified"' in said
    assert query(pushing.pier.url, "SELECT count(*) FROM newswire.workers WHERE role = 'push'") == [(0,)]


@pytest.mark.parametrize("url", ["hooks", "ftp://a/", "https://", "https://a/?x=1", "https://u:p@a/", "https://a/#x"])
def test_an_address_that_hubs_cannot_call_is_refused_at_start(url: str) -> None:
    with pytest.raises(UsageError, match="NEWSWIRE_PUSH_URL="):
        callback_base(url)


def test_without_an_address_it_says_which_setting_is_missing(db_run) -> None:
    said = db_run("push")
    assert (said.code, "NEWSWIRE_PUSH_URL" in said.err) == (2, True)
