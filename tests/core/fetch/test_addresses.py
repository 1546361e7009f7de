"""Which addresses are open, and how an address is spelled for the wire."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fetch.addresses import PORTS, AllowedAddresses
from worker.core.fetch.targets import MAX_URL, target
from worker.core.urls import Tracking, canonical_url, host_of
from worker.errors import PageRefused, UsageError

NOBODY = AllowedAddresses()

FORBIDDEN = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
    "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1",
    "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8",
    "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:0:7f00:1::", "2001:db8::1", "2001:10::1", "3fff::1", "5f00::1",
    "100::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fe80::1", "fe80::1%1", "fec0::1", "ff02::1", "4000::1",
]  # fmt: skip
OPEN = [
    "8.8.8.8",
    "93.184.216.34",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
]
OPEN += ["64:ff9b::8.8.8.8"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_that_is_not_public_is_forbidden_on_every_port(address: str) -> None:
    assert {NOBODY.refusal(address, port) for port in (80, 443, 8080, 22)} == {"forbidden_address"}


@pytest.mark.parametrize("address", OPEN)
def test_a_public_address_is_open_on_web_ports_only(address: str) -> None:
    assert {NOBODY.refusal(address, port) for port in PORTS} == {None}
    assert {NOBODY.refusal(address, port) for port in (0, 22, 25, 6379, 5432, 8734, 65535)} == {"forbidden_port"}


def test_a_network_that_the_operator_names_is_open_on_web_ports_and_its_neighbour_is_not() -> None:
    allowed = AllowedAddresses.parse(["10.1.0.0/16", "fd12::/32", "192.168.7.7"])
    assert allowed.refusal("10.1.2.3", 80) is None
    assert allowed.refusal("::ffff:10.1.2.3", 443) is None
    assert allowed.refusal("fd12::9", 8080) is None
    assert allowed.refusal("192.168.7.7", 80) is None
    assert allowed.refusal("10.1.2.3", 22) == "forbidden_port"
    assert allowed.refusal("10.2.0.1", 80) == "forbidden_address"
    assert allowed.refusal("192.168.7.8", 80) == "forbidden_address"


def test_an_endpoint_opens_exactly_itself() -> None:
    allowed = AllowedAddresses.parse(["127.0.0.1:8734", "[::1]:8735"])
    assert allowed.refusal("127.0.0.1", 8734) is None
    assert allowed.refusal("::ffff:127.0.0.1", 8734) is None
    assert allowed.refusal("::1", 8735) is None
    assert allowed.refusal("127.0.0.1", 80) == "forbidden_address"
    assert allowed.refusal("127.0.0.2", 8734) == "forbidden_address"
    assert allowed.refusal("8.8.8.8", 8734) == "forbidden_port"
    assert (allowed.opens_port(8734), allowed.opens_port(443), allowed.opens_port(22)) == (True, True, False)


@pytest.mark.parametrize(
    "entry",
    ["", "localhost", "example.com:80", "10.0.0.1/8", "10.0.0.0/33", "127.0.0.1:0", "127.0.0.1:99999", "1.2.3:80"],
)
def test_an_entry_that_is_no_network_and_no_endpoint_is_the_operators_mistake(entry: str) -> None:
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:8734"):
        AllowedAddresses.parse([entry])


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)), st.integers(0, 65535))
def test_what_is_open_is_global_in_python_too(address: IPv4Address | IPv6Address, port: int) -> None:
    if NOBODY.refusal(str(address), port) is None:
        inner = address
        if isinstance(address, IPv6Address) and any(
            address in ip_network(wrapping) for wrapping in ("::ffff:0:0/96", "64:ff9b::/96")
        ):
            inner = ip_address(int(address) & 0xFFFFFFFF)
        assert inner.is_global
        assert port in PORTS


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:0:0", "64:ff9b::"]))
def test_a_wrapped_address_is_judged_like_the_one_inside(inner: IPv4Address, wrapping: str) -> None:
    wrapped = IPv6Address(int(IPv6Address(wrapping)) | int(inner))
    assert NOBODY.refusal(str(wrapped), 80) == NOBODY.refusal(str(inner), 80)


@given(st.text(), st.integers())
def test_what_is_no_address_is_refused_without_an_error(text: str, port: int) -> None:
    assert NOBODY.refusal(text, port) in {None, "forbidden_address", "forbidden_port"}


@given(st.lists(st.text(alphabet="0123456789abcdef.:/[]% x"), max_size=3))
def test_entries_are_read_or_refused_as_a_usage_error(entries: list[str]) -> None:
    try:
        AllowedAddresses.parse(entries)
    except UsageError:
        return
    assert all(any(mark in entry for mark in ".:0123456789") for entry in entries)


@pytest.mark.parametrize(
    ("url", "wire"),
    [
        ("http://Example.COM", "http://example.com/"),
        ("  https://example.com:443/a#part \n", "https://example.com/a"),
        ("http://example.com.:8080/a?b=c d", "http://example.com:8080/a?b=c%20d"),
        ("http://bücher.example/straße?q=ü", "http://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC"),
        ("http://example.com/a%20b%2Fc", "http://example.com/a%20b%2Fc"),
        ("http://example.com/a/../private/./x", "http://example.com/private/x"),
        ("http://example.com/../.evil.example/", "http://example.com/.evil.example/"),
        ("http://example.com/./@evil.example/", "http://example.com/@evil.example/"),
        ("http://example.com/a/../../:22/x", "http://example.com/:22/x"),
        ("http://example.com/..", "http://example.com/"),
        ("http://example.com\\@evil.example/", None),
        ("http://example.com/a\\b", "http://example.com/a%5Cb"),
        ("http://[2606:4700::1]:80/", "http://[2606:4700::1]/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://exam\tple.com/", "http://example.com/"),
        ("http://user@example.com/", None),
        ("http://user:secret@example.com/", None),
        ("http://@example.com/", None),
        ("http://%31%32%37.0.0.1/", "http://127.0.0.1/"),  # WHATWG URL; what the socket may reach is asked later
        ("http://stra%C3%9Fe.example/", "http://xn--strae-oqa.example/"),
        ("http://βόλος.ΒΌΛΟΣ.example/", "http://xn--nxasmm1c.xn--nxasmq6b.example/"),
        ("http://ශ්\u200dරී.example/", "http://xn--10cl1a0b660p.example/"),
        ("http://a\u200db.example/", None),
        ("http://1א.example/", None),
        ("http://xn--abc-.example/", None),
        ("http://a%2Fb.example/", None),
        ("http://a%40b.example/", None),
        ("http://[fe80::1%25eth0]/", None),
        ("http://[v1.x]/", None),
        ("http://exa mple.com/", None),
        ("http://example.com:port/", None),
        ("http://example.com:99999/", None),
        ("http:///path", None),
        ("http://../", None),
        ("http://a..b/", None),
        ("//example.com/", None),
        ("example.com", None),
        ("file:///etc/passwd", None),
        ("gopher://127.0.0.1:6379/_", None),
        ("dict://127.0.0.1:11211/", None),
        ("ftp://example.com/", None),
        ("data:text/html,x", None),
        ("javascript:alert(1)", None),
        ("", None),
        ("http://example.com/" + "a" * MAX_URL, None),
        ("http://" + "a" * 300 + ".example/", None),
        ("http://" + "ü" * 300 + ".example/", None),
        ("http://example.com/\ud800", "http://example.com/%ED%A0%80"),
    ],
)
def test_an_address_is_spelled_in_one_way_or_refused(url: str, wire: str | None) -> None:
    if wire is None:
        with pytest.raises(PageRefused):
            target(url)
    else:
        assert target(url).url == wire


@pytest.mark.parametrize(
    ("location", "wire"),
    [
        ("/b?c", "https://example.com/b?c"),
        ("b", "https://example.com/a/b"),
        ("//other.example/x", "https://other.example/x"),
        ("?page=2", "https://example.com/a/?page=2"),
        ("http://other.example", "http://other.example/"),
        ("https:\\\\other.example", "https://example.com/a/%5C%5Cother.example"),
        ("http://[", None),
        ("file:///etc/passwd", None),
    ],
)
def test_a_location_is_read_from_where_it_was_said(location: str, wire: str | None) -> None:
    if wire is None:
        with pytest.raises(PageRefused):
            target(location, base="https://example.com/a/")
    else:
        assert target(location, base="https://example.com/a/").url == wire


@given(
    st.one_of(
        st.text(),
        st.text(alphabet="htps:/@[]%.?#\\123456789ab。ⓐü ").map(lambda text: f"http://{text}"),
        st.text(alphabet="./:@a1").map(lambda text: f"http://a.example/../{text}"),
    )
)
def test_any_text_is_an_address_or_refused_and_reads_the_same_twice(text: str) -> None:
    try:
        goal = target(text)
    except PageRefused:
        return
    parts = urlsplit(goal.url)
    assert goal.url.isascii()
    assert goal.url.isprintable()
    assert (parts.scheme, parts.netloc) == ("https" if goal.secure else "http", goal.authority)
    assert target(goal.url) == goal


@given(st.text(alphabet="htps:/@[]%.?#\\123456789abcdef。ⓐüßςΣא\u200d-_ ").map(lambda text: f"http://{text}"))
def test_a_canonical_address_goes_on_the_wire_under_the_host_that_keeps_its_pace(text: str) -> None:
    tracking = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())
    url = canonical_url(text, tracking=tracking)
    if url is not None:
        assert target(url).authority == host_of(url)
