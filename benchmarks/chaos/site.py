"""A loopback news site of small pages, each with words of its own; it can be slow and can poison single pages."""

import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

FEEDS = 5
_WORDS = ("harbour", "council", "budget", "storm", "railway", "museum", "election", "harvest", "bridge", "clinic")


@dataclass(kw_only=True)
class Site:
    """A running site of `items` pages, listed evenly by FEEDS feeds."""

    items: int
    delay: float = 0.0
    """Seconds before a page is answered."""
    class_hints: Mapping[int, str] = field(default_factory=dict)
    """Page number → a word in its text that a poisoned worker looks for (hooked.py)."""
    bodies: Mapping[int, bytes] = field(default_factory=dict)
    """Page number → what is served instead of the page."""
    entries: tuple[str, ...] = ()
    """More entries of the first feed, as RSS items."""

    def __post_init__(self) -> None:
        self.server = _Server(("127.0.0.1", 0), _Handler)
        self.server.site = self
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_address[1]}"

    @property
    def feeds(self) -> list[str]:
        return [f"http://{self.address}/feed/{number}" for number in range(FEEDS)]

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and body for a path."""
        _, kind, number = (*path.split("/"), "", "")[:3]
        if kind == "feed":
            return 200, "application/rss+xml; charset=utf-8", self._feed(int(number))
        if kind != "news":
            return 404, "text/plain", b"not here"
        time.sleep(self.delay)
        page = self.bodies.get(int(number)) or _page(int(number), self.class_hints.get(int(number), ""))
        return 200, "text/html; charset=utf-8", page

    def _feed(self, number: int) -> bytes:
        listed = [
            f"<item><title>Report {n}</title><link>http://{self.address}/news/{n}</link><guid>report-{n}</guid></item>"
            for n in range(number, self.items, FEEDS)
        ]
        extra = self.entries if number == 0 else ()
        whole = "".join([*listed, *extra]).replace("ADDRESS", self.address)
        return f'<rss version="2.0"><channel><title>Feed {number}</title>{whole}</channel></rss>'.encode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()


def _page(number: int, mark: str) -> bytes:
    rng = random.Random(number)
    sentences = [
        f"The {rng.choice(_WORDS)} of the {rng.choice(_WORDS)} is in report {number}, said the {rng.choice(_WORDS)}."
        for _ in range(24)
    ]
    text = "".join(f"<p>{escape(' '.join(sentences[at : at + 4]))}</p>" for at in range(0, 24, 4))
    return (
        f"<!doctype html><html lang=en><head><title>Report {number}</title></head><body><article>"
        f"<h1>Report {number} on the {rng.choice(_WORDS)}</h1>{text}<p>{mark}</p></article></body></html>"
    ).encode()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that is killed in the middle is what this site is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        status, kind, body = self.server.site.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: the terminal belongs to the table."""
