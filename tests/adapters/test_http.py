"""Fetching from well-behaved servers: results, redirects, statuses, pace, connections."""

import socket
import time
from collections.abc import Iterator
from threading import Barrier, Lock

import pytest

import tests.support.hostile_answers  # noqa: F401 - its behaviours are asked for by name
from tests.support.hostile_site import Site, redirect, reply, site
from tests.support.probe import describe
from worker.adapters.http import FetchResult, HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.core.fetch.answers import MAX_AFTER
from worker.errors import FetchFailed, PageRefused
from worker.models import Page, Redirected, Request


def echo(client: socket.socket) -> None:
    time.sleep(0.2)
    reply(client, b"slow")


def good_large(client: socket.socket) -> None:
    reply(client, b"a" * 90_000)


def good_later(client: socket.socket) -> None:
    time.sleep(1.3)
    reply(client, b"a" * 90_000)


def moved(client: socket.socket) -> None:
    redirect(client, "http://other.example:8080/a b#c", status=301)


def moved_in_two_steps(client: socket.socket) -> None:
    redirect(client, "/moved", status=302)


def far(client: socket.socket) -> None:
    redirect(client, "/to?/to?/to?/to?/to?/good")


def too_far(client: socket.socket) -> None:
    redirect(client, "/to?/to?/to?/to?/to?/to?/good")


def secret(client: socket.socket) -> None:
    redirect(client, "/private/1")


def unchanged(client: socket.socket) -> None:
    client.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')


def latin_location(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 301 Moved\r\nLocation: /good?caf\xe9\r\nContent-Length: 0\r\n\r\n")


def two_locations(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 301 Moved\r\nLocation: /good\r\nlocation: /good\r\nContent-Length: 0\r\n\r\n")


def repeated(client: socket.socket) -> None:
    reply(client, b"x", b"Vary: Accept", b"VARY: Cookie", b"X-\xc3\xbc: \xff")


EXTRA = {
    function.__name__: function
    for function in (
        echo, good_large, good_later, moved, moved_in_two_steps, far, too_far, secret, unchanged, latin_location,
        two_locations, repeated,
    )
}  # fmt: skip


@pytest.fixture
def server() -> Iterator[Site]:
    with site(**EXTRA) as running:
        yield running


@pytest.fixture
def client(server: Site) -> Iterator[HttpClient]:
    fetcher = HttpClient(
        user_agent="newswire/0 (+https://example.com/bot)",
        allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]),
        timeout=5,
        max_bytes=1_000_000,
    )
    yield fetcher
    fetcher.close()


def fetch(client: HttpClient, url: str, **more: object) -> FetchResult:
    return client.fetch_all([Request(url=url, **more)])[0]


def test_outcomes_come_in_the_order_of_the_requests(server: Site, client: HttpClient) -> None:
    names = ["echo", "good", "moved", "good_gzip", "unknown", "hang_up"]
    outcomes = client.fetch_all([Request(url=f"{server.url}/{name}") for name in names])
    assert [describe(outcome) for outcome in outcomes] == [
        "Page", "Page", "Redirected", "Page", "connection", "connection",
    ]  # fmt: skip
    assert [outcome.body for outcome in outcomes if isinstance(outcome, Page)] == [
        b"slow",
        b"<p>News.</p>",
        b"<p>News.</p>",
    ]
    assert client.fetch_all([]) == []


def test_a_page_has_its_address_headers_and_seconds(server: Site, client: HttpClient) -> None:
    page = fetch(client, f"{server.url}/repeated#part")
    assert isinstance(page, Page)
    assert (page.url, page.status, page.body) == (f"{server.url}/repeated", 200, b"x")
    assert page.headers == {"content-length": "1", "vary": "Accept, Cookie", "x-ã¼": "ÿ"}
    assert page.seconds > 0


def test_many_requests_run_at_once_and_no_more_than_allowed() -> None:
    ten, lock, inside = Barrier(10), Lock(), [0]

    def in_tens(client: socket.socket) -> None:
        with lock:
            inside.append(inside[-1] + 1)
        ten.wait(20)  # nobody is answered before ten have asked
        with lock:
            inside.append(inside[-1] - 1)
        reply(client, b"x")

    with site(in_tens=in_tens) as running:
        fetcher = HttpClient(
            user_agent="t",
            allowed=AllowedAddresses.parse([f"127.0.0.1:{running.port}"]),
            timeout=20,
            max_bytes=5_000_000,
            max_parallel=10,
        )
        outcomes = fetcher.fetch_all([Request(url=f"{running.url}/in_tens?{number}") for number in range(20)])
        fetcher.close()
    assert {describe(outcome) for outcome in outcomes} == {"Page"}
    assert max(inside) == 10


def test_a_delayed_request_waits_without_holding_up_the_others(server: Site, client: HttpClient) -> None:
    began = time.monotonic()
    late, soon = client.fetch_all([Request(url=f"{server.url}/good", delay=0.5), Request(url=f"{server.url}/echo")])
    waited = time.monotonic() - began
    assert isinstance(late, Page)
    assert isinstance(soon, Page)
    assert [head.split()[1] for head in server.requests] == [b"/echo", b"/good"]
    assert waited - late.seconds >= 0.5, "waiting does not count against the request"


def test_what_is_left_of_a_batch_never_answers_for_the_next_one(server: Site, client: HttpClient) -> None:
    for _ in range(3):
        rest = client.fetch_each([Request(url=f"{server.url}/echo?{number}") for number in range(4)])
        next(rest)
        outcomes = client.fetch_all([Request(url=f"{server.url}/good")] * 4)
        assert [outcome.body for outcome in outcomes if isinstance(outcome, Page)] == [b"<p>News.</p>"] * 4
        outcomes = client.fetch_each([Request(url=f"{server.url}/echo")])
        next(outcomes)
        rest.close()
        assert [describe(outcome) for group in outcomes for outcome in group.values()] == ["Page"]


def test_a_page_is_handed_over_while_a_slow_one_is_awaited(server: Site, client: HttpClient) -> None:
    groups = client.fetch_each([Request(url=f"{server.url}/good_later"), Request(url=f"{server.url}/good")])
    first = next(group for group in groups if group)
    groups.close()
    assert list(first) == [1]


def test_a_connection_is_used_again(server: Site, client: HttpClient) -> None:
    for _ in range(5):
        assert isinstance(fetch(client, f"{server.url}/good"), Page)
    assert server.connections == 1


def test_a_connection_that_brought_much_before_may_bring_more(server: Site) -> None:
    fetcher = HttpClient(
        user_agent="t", allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]), timeout=9, max_bytes=100_000
    )
    for _ in range(10):
        assert isinstance(fetch(fetcher, f"{server.url}/good_large"), Page)
    page = fetch(fetcher, f"{server.url}/good_later")
    fetcher.close()
    assert isinstance(page, Page)
    assert page.seconds > 1.2
    assert server.connections == 1


def test_what_a_server_says_beyond_its_answer_is_never_taken_for_the_next_one(server: Site, client: HttpClient) -> None:
    bodies = [fetch(client, f"{server.url}/{name}").body for name in ("long_body", "good", "long_body", "good")]
    assert bodies == [b"abc", b"<p>News.</p>", b"abc", b"<p>News.</p>"]


def test_no_cookie_comes_back_and_the_request_says_who_we_are(server: Site, client: HttpClient) -> None:
    for _ in range(2):
        fetch(client, f"{server.url}/good", headers=(("If-None-Match", '"1"'),))
    head = server.requests[1].decode()
    assert "cookie" not in head.lower()
    assert "authorization" not in head.lower()
    assert "User-Agent: newswire/0 (+https://example.com/bot)\r\n" in head
    assert "Accept-Encoding: gzip, deflate\r\n" in head
    assert 'If-None-Match: "1"\r\n' in head


def test_a_request_may_ask_for_something_else_than_pages(server: Site, client: HttpClient) -> None:
    fetch(client, f"{server.url}/good")
    fetch(client, f"{server.url}/good", headers=(("Accept", "application/rss+xml"),))
    asked = [[line for line in head.split(b"\r\n") if line.startswith(b"Accept:")] for head in server.requests]
    assert asked[0][0].startswith(b"Accept: text/html,")
    assert asked[1] == [b"Accept: application/rss+xml"]


@pytest.mark.parametrize("value", ['"1"\r\nX-Injected: 1', '"1"\nX-Injected: 1', "\x00", "\x85"])
def test_a_stored_header_cannot_begin_another_one(server: Site, client: HttpClient, value: str) -> None:
    assert isinstance(fetch(client, f"{server.url}/good", headers=(("If-None-Match", value),)), Page)
    assert b"If-None-Match" not in server.requests[0]
    assert b"X-Injected" not in server.requests[0]


def test_an_unchanged_page_is_a_page_with_status_304(server: Site, client: HttpClient) -> None:
    page = fetch(client, f"{server.url}/unchanged")
    assert isinstance(page, Page)
    assert (page.status, page.body, page.headers["etag"]) == (304, b"", '"1"')


# --- redirects ----------------------------------------------------------------------------------------------------


def test_five_redirects_on_the_host_are_followed_and_each_asked_for(server: Site, client: HttpClient) -> None:
    asked: list[str] = []
    page = fetch(client, f"{server.url}/to?/to?/to?/to?/to?/good", admit=asked.append)
    assert isinstance(page, Page)
    assert page.url == f"{server.url}/good"
    assert len(asked) == 5
    assert asked[-1] == page.url


@pytest.mark.parametrize("path", ["too_far", "loop", "growing_loop"])
def test_a_sixth_redirect_or_a_circle_is_refused(server: Site, client: HttpClient, path: str) -> None:
    assert describe(fetch(client, f"{server.url}/{path}")) == "too_many_redirects"
    assert len(server.requests) <= 6


def test_another_host_is_handed_back(server: Site, client: HttpClient) -> None:
    moved_on = fetch(client, f"{server.url}/moved")
    assert moved_on == Redirected(
        url="http://other.example:8080/a%20b", status=301, permanent=True, hops=(f"{server.url}/moved",)
    )
    in_steps = fetch(client, f"{server.url}/moved_in_two_steps")
    assert isinstance(in_steps, Redirected)
    assert not in_steps.permanent
    assert in_steps.hops == (f"{server.url}/moved_in_two_steps", f"{server.url}/moved")


def test_another_port_is_another_host(server: Site, client: HttpClient) -> None:
    moved_on = fetch(client, f"{server.url}/to?http://127.0.0.1:8080/x")
    assert isinstance(moved_on, Redirected)
    assert moved_on.url == "http://127.0.0.1:8080/x"


def test_for_robots_txt_another_host_is_followed(server: Site) -> None:
    fetcher = HttpClient(
        user_agent="t",
        allowed=AllowedAddresses(),
        timeout=5,
        max_bytes=5_000_000,
        connect_to=("127.0.0.1", server.port),
    )
    page = fetch(fetcher, "http://a.example/to?http://www.a.example/good", across_hosts=True)
    fetcher.close()
    assert isinstance(page, Page)
    assert page.url == "http://www.a.example/good"


def test_a_target_that_is_not_admitted_is_not_asked_for(server: Site, client: HttpClient) -> None:
    refused = fetch(client, f"{server.url}/secret", admit=lambda url: "robots" if "/private/" in url else None)
    assert describe(refused) == "robots"
    assert len(server.requests) == 1


@pytest.mark.parametrize(("path", "last"), [("latin_location", "/good?caf%C3%A9"), ("two_locations", "/good")])
def test_an_odd_location_is_read_as_browsers_read_it(server: Site, client: HttpClient, path: str, last: str) -> None:
    page = fetch(client, f"{server.url}/{path}")
    assert isinstance(page, Page)
    assert page.url == server.url + last


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("ftp://127.0.0.1/x", "forbidden_scheme"),
        ("file:///etc/passwd", "forbidden_scheme"),
        ("gopher://127.0.0.1:6379/_x", "forbidden_scheme"),
        ("data:text/html,x", "forbidden_scheme"),
        ("javascript:alert(1)", "forbidden_scheme"),
        ("http://other.example:22/", "forbidden_port"),
        ("http://me:secret@other.example/", "credentials"),
        ("http://[::1", "bad_url"),
        ("http://exa mple/", "bad_url"),
    ],
)
def test_a_location_that_we_would_not_ask_for_ends_there(
    server: Site, client: HttpClient, location: str, reason: str
) -> None:
    outcome = fetch(client, f"{server.url}/to?{location}")
    assert isinstance(outcome, PageRefused)
    assert outcome.reason == reason


# --- statuses -----------------------------------------------------------------------------------------------------

STATUSES = {
    200: "Page", 202: "not_ready", 203: "Page", 204: "bad_status", 206: "bad_status", 300: "bad_status",
    400: "bad_status", 401: "unauthorized", 402: "payment_required", 403: "forbidden", 404: "not_found",
    405: "bad_status", 408: "timeout", 410: "gone", 418: "bad_status", 425: "not_ready", 429: "rate_limited",
    451: "unavailable_for_legal_reasons", 500: "server_error", 502: "server_error", 503: "server_error",
    504: "server_error", 599: "server_error", 600: "bad_status",
}  # fmt: skip
RETRIED = {202, 408, 425, 429, 500, 502, 503, 504, 599}


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_is_a_page_a_refusal_or_worth_another_try(status: int) -> None:
    answers = {"answer": lambda sock: reply(sock, b"", b"Retry-After: 120", status=b"%d Words" % status)}
    with site(**answers) as server:
        fetcher = HttpClient(
            user_agent="t", allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]), timeout=5, max_bytes=5_000_000
        )
        outcome = fetch(fetcher, f"{server.url}/answer")
        fetcher.close()
    assert describe(outcome) == STATUSES[status]
    assert isinstance(outcome, FetchFailed) is (status in RETRIED)
    if isinstance(outcome, FetchFailed):
        assert (outcome.after, outcome.status) == (120.0, status)
    elif isinstance(outcome, PageRefused):
        assert outcome.status == status


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ([b"Retry-After: 0"], 0.0),
        ([b"Retry-After: 99999999999999999999"], MAX_AFTER),
        ([b"Retry-After: -5"], None),
        ([b"Retry-After: soon"], None),
        ([b"Retry-After: 1e9"], None),
        ([b"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"], 0.0),
        ([b"Date: Sun, 06 Nov 1994 08:49:37 GMT", b"Retry-After: Sun, 06 Nov 1994 08:51:37 GMT"], 120.0),
        ([b"Date: yesterday", b"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"], MAX_AFTER),
        ([b"Retry-After: Fri, 99 Dec 99999 23:59:59 GMT"], None),
        ([], None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_bounded(headers: list[bytes], after: float | None) -> None:
    with site(answer=lambda sock: reply(sock, b"", *headers, status=b"503 Later")) as server:
        fetcher = HttpClient(
            user_agent="t", allowed=AllowedAddresses.parse([f"127.0.0.1:{server.port}"]), timeout=5, max_bytes=5_000_000
        )
        outcome = fetch(fetcher, f"{server.url}/answer")
        fetcher.close()
    assert isinstance(outcome, FetchFailed)
    assert outcome.after == after


# --- one place for all hosts (a corpus on loopback) ----------------------------------------------------------------


def test_with_connect_to_every_host_is_looked_for_there_under_its_own_name(server: Site) -> None:
    fetcher = HttpClient(
        user_agent="t",
        allowed=AllowedAddresses(),
        timeout=5,
        max_bytes=5_000_000,
        connect_to=("127.0.0.1", server.port),
    )
    outcomes = fetcher.fetch_all(
        [Request(url=f"http://{host}/good") for host in ("a.example", "b.example", "10.0.0.1")]
    )
    fetcher.close()
    assert [describe(outcome) for outcome in outcomes] == ["Page"] * 3
    hosts = {line for head in server.requests for line in head.split(b"\r\n") if line.startswith(b"Host:")}
    assert hosts == {b"Host: a.example", b"Host: b.example", b"Host: 10.0.0.1"}
