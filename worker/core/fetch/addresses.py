"""Decides which addresses may be connected to; it resolves nothing and connects to nothing.

Feed and article addresses come from strangers, so only the public internet is open, plus what the operator names. The
list is explicit: Python's `IPv4Address.is_global` and that of IPv6 say yes to 192.0.0.192 (a cloud's metadata),
64:ff9b::/96, 2002::/16 and fec0::/10, among others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self

from worker.errors import UsageError
from worker.models import Reason

PORTS = frozenset({80, 443, 8080, 8443})
"""Ports that a stranger's address may name."""

_CLOSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this host (RFC 791)
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier NAT; 100.100.100.200 is a cloud's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host agent: public by number, local by route
        "169.254.0.0/16",  # link-local; 169.254.169.254 is most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # IETF protocols; 192.0.0.192 is a cloud's metadata
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_OPEN_V6 = IPv6Network("2000::/3")  # the only global unicast space that is given out
_CLOSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocols: Teredo (wraps any IPv4), ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 (wraps any IPv4)
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
# The two wrappings that a working network really produces: the socket API's, and DNS64's on an IPv6-only host. They
# are judged by the IPv4 address inside. All other wrappings (6to4, Teredo, SIIT ::ffff:0:0:0/96, ::/96,
# 64:ff9b:1::/48) are closed outright.
_WRAPPED = (IPv6Network("::ffff:0:0/96"), IPv6Network("64:ff9b::/96"))


@dataclass(frozen=True, kw_only=True, slots=True)
class AllowedAddresses:
    """The public internet on `PORTS`, and what the operator opened beyond it."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    """Opened on `PORTS`."""
    endpoints: frozenset[tuple[IPv4Address | IPv6Address, int]] = frozenset()
    """Opened on exactly that port."""

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Self:
        """From the operator's entries: each a CIDR ('10.1.0.0/16'), an address, or 'ip:port' ('127.0.0.1:8734',
        '[::1]:8734').

        Raises UsageError for an entry that is neither.
        """
        networks: list[IPv4Network | IPv6Network] = []
        endpoints: set[tuple[IPv4Address | IPv6Address, int]] = set()
        for entry in entries:
            host, colon, port = entry.strip().rpartition(":")
            try:
                if colon and port.isdecimal() and ("." in host or host.startswith("[")):
                    if not 0 < int(port) < 65536:
                        raise ValueError(port)
                    endpoints.add((ip_address(host.removeprefix("[").removesuffix("]")), int(port)))
                else:
                    networks.append(ip_network(entry.strip()))
            except ValueError as error:
                raise UsageError(
                    f"cannot read the allowed address {entry!r}: "
                    "write a network as 10.1.0.0/16, or one endpoint as 127.0.0.1:8734 or [::1]:8734"
                ) from error
        return cls(networks=tuple(networks), endpoints=frozenset(endpoints))

    def opens_port(self, port: int) -> bool:
        """Whether an address on that port can be open at all: asked before a name is resolved."""
        return port in PORTS or any(port == opened for _, opened in self.endpoints)

    def refusal(self, address: str, port: int) -> Reason | None:
        """Why this IP address and port must not be connected to, or None."""
        try:
            ip = _unwrapped(ip_address(address))
        except ValueError:
            return Reason.FORBIDDEN_ADDRESS
        if (ip, port) in self.endpoints:
            return None
        if not _is_public(ip) and not any(ip in network for network in self.networks):
            return Reason.FORBIDDEN_ADDRESS
        return None if port in PORTS else Reason.FORBIDDEN_PORT


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv6Address) and any(ip in wrapping for wrapping in _WRAPPED):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv4Address):
        return not any(ip in closed for closed in _CLOSED_V4)
    return ip in _OPEN_V6 and not any(ip in closed for closed in _CLOSED_V6)
