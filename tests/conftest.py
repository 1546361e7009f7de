"""What holds for every test: only loopback, no setting of the machine's, and Hypothesis takes its time."""

import ipaddress
import os
import socket
import sys

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.support.servers",
    "tests.support.sample_world",
    "tests.support.command",
    "tests.support.feed_site",
    "tests.support.push_service",
]

for name in [
    name
    for name in os.environ
    if name.startswith(("NEWSWIRE_", "OTEL_")) and name not in {"NEWSWIRE_CORPUS", "NEWSWIRE_CASES"}
]:
    del os.environ[name]

# CI tries the same examples each time: what it says is about the change; new ones are looked for at home.
settings.register_profile(
    "newswire", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("newswire")


class OutsideError(RuntimeError):
    """A test tried to reach something that is not on this machine."""


def _is_here(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guard(event: str, args: tuple) -> None:
    """Audit events see every Python socket; C libraries (libpq, libcurl) are watched by the tests that drive them."""
    if event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    elif event == "socket.getaddrinfo":
        host = args[0]
    else:
        return
    if not _is_here(host):
        raise OutsideError(f"tests stay on loopback, this one wants {host!r}")


sys.addaudithook(_guard)
