"""The process that serves corpus pages: HTTP on loopback until its standard input ends, and so with its parent."""

import asyncio
import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from worker.core.urls import load_tracking
from worker.errors import UsageError
from worker.sample.library import Library, load_library

LONGEST_HEAD = 65_536
TRACKING = Path(__file__).parents[1] / "rules" / "tracking.toml"


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as much as a GET needs."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))
        if len(self._heard) > LONGEST_HEAD:
            self._transport.abort()

    def _answer(self, head: str) -> None:
        request, *lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        method, _, rest = request.partition(" ")
        found = (
            self._library.find(headers.get("host", ""), rest.rpartition(" ")[0]) if method in ("GET", "HEAD") else None
        )
        status, (kind, body) = ("200 OK", found) if found else ("404 Not Found", ("text/plain", b"not in the corpus\n"))
        self._transport.write(
            f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        if method != "HEAD":
            self._transport.write(body)
        if headers.get("connection", "").lower() == "close":
            self._transport.close()


async def _serve(library: Library) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(library), "127.0.0.1", 0, backlog=1024)
    port = server.sockets[0].getsockname()[1]
    about = {"port": port, "pages": library.pages, "identities": len(library.identities), "feeds": library.feeds}
    sys.stdout.write(json.dumps(about) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    server.close()


def main(arguments: Sequence[str]) -> None:
    """Read the files, say on a line what there is, and serve until standard input ends."""
    tracking = load_tracking(tomllib.loads(TRACKING.read_text(encoding="utf-8")))
    try:
        library = load_library([Path(argument) for argument in arguments], tracking=tracking)
    except UsageError as error:
        sys.exit(str(error))
    asyncio.run(_serve(library))


if __name__ == "__main__":
    main(sys.argv[1:])
