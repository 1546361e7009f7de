"""A TCP proxy in front of a server: it can swallow what passes, or cut a line between a COMMIT and its reply."""

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Proxy:
    """Passes bytes to 127.0.0.1:`port` and back, until told otherwise."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._lines: list[tuple[socket.socket, socket.socket]] = []
        self._swallowed: set[int] = set()
        self._on_commit: Callable[[], None] | None = None
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def swallow(self) -> int:
        """Let nothing through any more on the lines that are open, without closing them; new ones work."""
        with self._lock:
            self._swallowed |= {id(client) for client, _ in self._lines}
            return len(self._swallowed)

    def at_next_commit(self, harm: Callable[[], None]) -> None:
        """Once: let the next COMMIT through, keep its reply back, do `harm` when it has come, and cut the line."""
        self._on_commit = harm

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self._port), timeout=5)
            except OSError:
                client.close()
                continue
            server.settimeout(None)
            with self._lock:
                self._lines.append((client, server))
            threading.Thread(target=self._pass, args=(client, server), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket) -> None:
        harm: Callable[[], None] | None = None
        with selectors.DefaultSelector() as selector, client, server, contextlib.suppress(OSError):
            selector.register(client, selectors.EVENT_READ)
            selector.register(server, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if id(client) in self._swallowed:
                        if not data:
                            return
                        continue
                    if not data:
                        return
                    if key.fileobj is client:
                        if self._on_commit and b"COMMIT" in data:
                            harm, self._on_commit = self._on_commit, None
                        server.sendall(data)
                    elif harm is not None:
                        harm()
                        return
                    else:
                        client.sendall(data)
        with self._lock:
            self._lines = [line for line in self._lines if line[0] is not client]
