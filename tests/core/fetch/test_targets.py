"""What an address asks us to connect to."""

import pytest

from worker.core.fetch.targets import MAX_URL, target
from worker.errors import PageRefused


@pytest.mark.parametrize(
    ("url", "sent", "authority", "port"),
    [
        ("http://Example.ORG", "http://example.org/", "example.org", 80),
        (" https://example.org./a?b#c ", "https://example.org/a?b", "example.org", 443),
        ("https://example.org:443/a", "https://example.org/a", "example.org", 443),
        ("http://example.org:443/a", "http://example.org:443/a", "example.org:443", 443),
        ("http://example.org:8080/", "http://example.org:8080/", "example.org:8080", 8080),
        (
            "http://münchen.example/ä?ö=ü",
            "http://xn--mnchen-3ya.example/%C3%A4?%C3%B6=%C3%BC",
            "xn--mnchen-3ya.example",
            80,
        ),
        ("http://[2001:DB8::1]/", "http://[2001:db8::1]/", "[2001:db8::1]", 80),
        ("http://[2001:db8::1]:81/", "http://[2001:db8::1]:81/", "[2001:db8::1]:81", 81),
        ("http://example.org/a/../b/./c", "http://example.org/b/c", "example.org", 80),
        ('http://example.org/a b"%20', "http://example.org/a%20b%22%20", "example.org", 80),
        ("http://a-b_c.example/", "http://a-b_c.example/", "a-b_c.example", 80),
        ("http://" + "a" * 253 + "/", "http://" + "a" * 253 + "/", "a" * 253, 80),
    ],
)
def test_an_address_is_spelled_in_one_way(url: str, sent: str, authority: str, port: int) -> None:
    found = target(url)
    assert (found.url, found.authority, found.port) == (sent, authority, port)
    assert found.secure is (sent.partition(":")[0] == "https")
    assert target(sent) == found


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("/a", "https://example.org/a"),
        ("b", "https://example.org/x/b"),
        ("//o.example", "https://o.example/"),
        ("http://p/", "http://p/"),
    ],
)
def test_an_address_may_be_relative(address: str, sent: str) -> None:
    assert target(address, base="https://example.org/x/y").url == sent


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "forbidden_scheme"),
        ("file:///etc/passwd", "forbidden_scheme"),
        ("example.org/a", "forbidden_scheme"),
        ("http://user@example.org/", "credentials"),
        ("http://user:pass@example.org/", "credentials"),
        ("http://", "bad_url"),
        ("http://exa mple.org/", "bad_url"),
        ("http://example.org:99999/", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://[v1.x]/", "bad_url"),
        ("http://.example.org/", "bad_url"),
        ("http://" + "a" * 254 + "/", "bad_url"),
        ("http://example.org/" + "a" * (MAX_URL - 18), "bad_url"),
    ],
)
def test_what_is_no_open_address_is_refused_with_a_reason(url: str, reason: str) -> None:
    with pytest.raises(PageRefused) as refused:
        target(url)
    assert refused.value.reason == reason


def test_the_longest_address_is_taken() -> None:
    assert target("http://example.org/" + "a" * (MAX_URL - 19)).authority == "example.org"
