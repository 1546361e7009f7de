"""Fetching bodies in content codings, and redirects to names in letters."""

import gzip
import socket
from collections.abc import Iterator

import pytest

from tests.support.hostile_site import Site, redirect, reply, site
from tests.support.probe import describe
from worker.adapters.http import HttpClient
from worker.core.fetch.addresses import AllowedAddresses
from worker.models import Page, Redirected, Request


def moved_to_a_name_in_letters(client: socket.socket) -> None:
    redirect(client, "http://straße.example:8080/", status=301)


def moved_to_no_name(client: socket.socket) -> None:
    redirect(client, "http://a\u200db.example/", status=301)


def good_members(client: socket.socket) -> None:
    body = gzip.compress(b"<p>Ne") + gzip.compress(b"ws.</p>") + b"\n"
    reply(client, body, b"Content-Encoding: GZIP", b"Content-Type: text/html", b"Content-Type: text/html; charset=x")


def good_named_no_coding(client: socket.socket) -> None:
    reply(client, b"<p>News.</p>", b"Content-Encoding: utf-8", b"Content-Encoding: aws-chunked")


def half_of_it(client: socket.socket) -> None:
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"<p>News.</p>" * 99)[:-9])


def not_there(client: socket.socket) -> None:
    reply(client, b"no gzip", b"Content-Encoding: gzip", status=b"404 Not Found")


@pytest.fixture
def server() -> Iterator[Site]:
    names = (moved_to_a_name_in_letters, moved_to_no_name, good_members, good_named_no_coding, half_of_it, not_there)
    with site(**{function.__name__: function for function in names}) as running:
        yield running


@pytest.fixture
def client(server: Site) -> Iterator[HttpClient]:
    allowed = AllowedAddresses.parse([f"127.0.0.1:{server.port}"])
    fetcher = HttpClient(user_agent="t", allowed=allowed, timeout=5, max_bytes=1_000_000)
    yield fetcher
    fetcher.close()


def test_a_body_is_unpacked_as_its_codings_say(server: Site, client: HttpClient) -> None:
    names = ["good_members", "good_named_no_coding", "half_of_it", "not_there"]
    outcomes = client.fetch_all([Request(url=f"{server.url}/{name}") for name in names])
    assert [describe(outcome) for outcome in outcomes] == ["Page", "Page", "cut_short", "not_found"]
    assert [outcome.body for outcome in outcomes if isinstance(outcome, Page)] == [b"<p>News.</p>"] * 2
    assert isinstance(outcomes[0], Page)
    assert outcomes[0].headers["content-type"] == "text/html, text/html; charset=x"
    assert all(b"\r\nAccept-Encoding: gzip, deflate\r\n" in head for head in server.requests)


def test_a_redirect_to_a_name_in_letters_goes_to_that_very_name(server: Site, client: HttpClient) -> None:
    names = ["moved_to_a_name_in_letters", "moved_to_no_name"]
    found, refused = client.fetch_all([Request(url=f"{server.url}/{name}") for name in names])
    assert isinstance(found, Redirected)
    assert found.url == "http://xn--strae-oqa.example:8080/"
    assert describe(refused) == "bad_url"
