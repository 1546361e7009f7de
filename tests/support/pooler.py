"""A pooler on loopback: hands a session of Postgres to many clients, for a transaction or for as long as they stay.

It lets everybody in, drops the settings that a client asks for at its start, and gives each the same backend number.
"""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import LifoQueue
from urllib.parse import urlsplit

import psycopg

_GREETING = {"server_version": "18.0", "client_encoding": "UTF8", "standard_conforming_strings": "on",
             "integer_datetimes": "on", "DateStyle": "ISO, MDY", "TimeZone": "UTC"}  # fmt: skip
_SSL, _GSS = 80877103, 80877104


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


def refusal(words: str) -> bytes:
    return message(b"E", b"SFATAL\0VFATAL\0C08P01\0M" + words.encode() + b"\0\0")


def exactly(peer: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        if not (more := peer.recv(size - len(data))):
            raise ConnectionError
        data += more
    return data


def one_message(peer: socket.socket) -> bytes:
    head = exactly(peer, 5)
    return head + exactly(peer, struct.unpack("!I", head[1:])[0] - 4)


class Pooler:
    """Two sessions of one database, the one that was given back last first."""

    def __init__(self, url: str, *, shares: bool, refuses: str | None) -> None:
        self.shares, self.refuses = shares, refuses
        self._real = [psycopg.connect(url, autocommit=True, sslmode="disable", gssencmode="disable") for _ in range(2)]
        self._free: LifoQueue[socket.socket] = LifoQueue()
        self._sockets = [socket.socket(fileno=os.dup(one.fileno())) for one in self._real]
        for each in self._sockets:
            each.setblocking(True)  # the driver's own are not
            self._free.put(each)
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        place = urlsplit(url)
        self.url = place._replace(netloc=f"anybody@127.0.0.1:{self.listener.getsockname()[1]}").geturl()

    def close(self) -> None:
        self.listener.close()
        for one in (*self._sockets, *self._real):
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(ConnectionError, OSError):
            while struct.unpack("!I", exactly(client, struct.unpack("!I", exactly(client, 4))[0] - 4)[:4])[0] in (
                _SSL,
                _GSS,
            ):
                client.sendall(b"N")
            if self.refuses:
                client.sendall(refusal(self.refuses))
                return
            said = [message(b"R", struct.pack("!I", 0))]
            said += [message(b"S", f"{name}\0{value}\0".encode()) for name, value in _GREETING.items()]
            said += [message(b"K", struct.pack("!II", 2**31 - 1, 0)), message(b"Z", b"I")]
            client.sendall(b"".join(said))
            self._relay(client)

    def _relay(self, client: socket.socket) -> None:
        server: socket.socket | None = None
        try:
            while (asked := one_message(client))[:1] != b"X":
                if server is None:
                    server = self._free.get()
                server.sendall(asked)
                if asked[:1] not in (b"Q", b"S"):
                    continue
                while (answer := one_message(server))[:1] != b"Z":
                    client.sendall(answer)
                if self.shares and answer[5:] == b"I":
                    self._free.put(server)
                    server = None
                client.sendall(answer)
        finally:
            if server is not None:
                server.sendall(message(b"Q", b"DISCARD ALL\0"))
                while one_message(server)[:1] != b"Z":
                    pass
                self._free.put(server)


@contextmanager
def pooled(url: str, *, shares: bool, refuses: str | None = None) -> Iterator[str]:
    """The address of a pooler before a database; it may share its sessions, or refuse every client with these words."""
    one = Pooler(url, shares=shares, refuses=refuses)
    try:
        yield one.url
    finally:
        one.close()
