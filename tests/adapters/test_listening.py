"""Sockets to listen on."""

import socket

import pytest

from worker.adapters.listening import listen
from worker.errors import UsageError


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "Address already in use"),
        ("192.0.2.1", "Cannot assign requested address"),
        ("é" * 70, "that is no name of a host"),
    ],
)
def test_what_cannot_be_listened_on_is_told_once_in_words(host, why):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(UsageError) as refused:
            listen(host, port)

    assert str(refused.value) == f"cannot listen on {host}:{port}: {why}"


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_an_address_of_ipv6_is_listened_on():
    with listen("::1", 0) as listening:
        assert listening.getsockname()[0] == "::1"


def test_an_empty_address_is_not_every_address():
    with pytest.raises(UsageError, match="no address to listen on"):
        listen("", 0)
