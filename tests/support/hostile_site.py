"""A loopback server that does everything a server must not do; it harms nobody but the client that asks for it.

Each behaviour is a function from a connected socket to nothing, reached by its name as the path: /gzip_bomb.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote

OK = b"HTTP/1.1 200 OK\r\n"

Behaviour = Callable[[socket.socket], None]
BEHAVIOURS: dict[str, Behaviour] = {}


def behaviour(function: Behaviour) -> Behaviour:
    BEHAVIOURS[function.__name__] = function
    return function


class Site:
    """The server under way: its port, how many connected, and the heads of the requests it read."""

    def __init__(self, listener: socket.socket, extra: dict[str, Behaviour]) -> None:
        self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.connections = 0
        self.requests: list[bytes] = []
        self._listener = listener
        self._behaviours = BEHAVIOURS | extra

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(30)
            while head := _read_head(client):
                self.requests.append(head)
                path = head.split(b" ")[1].decode()
                if path.startswith("/to?"):
                    redirect(client, unquote(path.removeprefix("/to?")))
                    continue
                name = re.match(r"/(\w*)", path)
                self._behaviours.get(name[1] if name else "", hang_up)(client)
                if not path.startswith(("/good", "/long_body")):
                    break
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)


@contextmanager
def site(host: str = "127.0.0.1", port: int = 0, **extra: Behaviour) -> Iterator[Site]:
    """Serves until the block is left; `extra` adds behaviours by name."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = family == socket.AF_INET6
    with socket.create_server((host, port), family=family, backlog=128, dualstack_ipv6=both) as listener:
        running = Site(listener, extra)
        threading.Thread(target=running.serve, daemon=True).start()
        try:
            yield running
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def redirect(client: socket.socket, location: str, status: int = 302) -> None:
    head = f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
    client.sendall(head.encode())


def reply(client: socket.socket, body: bytes, *headers: bytes, status: bytes = b"200 OK") -> None:
    lines = (b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers)
    client.sendall(b"\r\n".join(lines) + b"\r\n\r\n" + body)


def _read_head(client: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        chunk = client.recv(65536)
        if not chunk:
            return b""
        head += chunk
    return head


def flood(client: socket.socket, piece: bytes, *, pause: float = 0.0, times: int = 1_000_000_000) -> None:
    for _ in range(times):
        client.sendall(piece)
        if pause:
            time.sleep(pause)


@behaviour
def hang_up(client: socket.socket) -> None:
    client.shutdown(socket.SHUT_RDWR)
