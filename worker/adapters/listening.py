"""Sockets that our servers listen on."""

import socket

from worker.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address, of IPv6 too. Raises UsageError when that cannot be done."""
    if not host:  # --host "$UNSET": the system would listen on every address
        raise UsageError("no address to listen on; 0.0.0.0 is every one")
    try:
        host.encode("idna")  # bind says TypeError of what cannot be, and create_server then leaves the socket open
    except UnicodeError as error:
        raise UsageError(f"cannot listen on {host}:{port}: that is no name of a host") from error
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:  # its words may name the address once more
        why = (error.strerror or str(error)).partition(" (while attempting")[0]
        raise UsageError(f"cannot listen on {host}:{port}: {why}") from error
