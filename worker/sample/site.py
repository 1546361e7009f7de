"""Serves the outlets over HTTP on loopback (or in a container); every link carries the host that was asked for."""

import gzip
import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from types import TracebackType
from typing import Self

from worker.sample import feeds, render
from worker.sample.faults import ENTRIES, ROBOTS, Answer, Faults
from worker.sample.outlets import OUTLETS, Outlet
from worker.sample.press import Press
from worker.sample.stories import Story

BROKEN_FEEDS = ("/broken/malformed.xml", "/broken/failing.xml")
SEEN = 10_000
"""Requests remembered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenRequest:
    """A request that was answered."""

    path: str
    """With its query, as sent."""
    headers: dict[str, str]
    """Lower-case names."""
    status: int


@dataclass(kw_only=True, slots=True)
class SampleSite:
    """A running site."""

    server: ThreadingHTTPServer
    press: Press
    seen: deque[SeenRequest]
    closing: Event
    thread: Thread = field(init=False)

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    @property
    def url(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def feeds(self) -> list[str]:
        """The address of every feed, the broken ones last."""
        return feed_urls(self.url)

    def publish(self, count: int = 1) -> None:
        """Put out this many more bulletins."""
        self.press.publish(count)

    def publish_update(self) -> None:
        """Put out the second versions of the stories that have one."""
        self.press.publish_update()

    def hits(self, path: str) -> int:
        """How often this path (with its query) was asked for."""
        return sum(seen.path == path for seen in list(self.seen))

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def feed_urls(base: str) -> list[str]:
    """The address of every feed of a site at `base` (scheme, host, port), the broken ones last."""
    return [base + path for path in (*(outlet.feed_path for outlet in OUTLETS.values()), *BROKEN_FEEDS)]


def serve(
    port: int = 0, *, host: str = "127.0.0.1", growing: bool = False, clock: Callable[[], float] = time.time
) -> SampleSite:
    """Start the site in a thread; port 0 takes a free one. A growing site puts out a bulletin every few seconds."""
    closing = Event()
    seen: deque[SeenRequest] = deque(maxlen=SEEN)
    press = Press(growing=growing, clock=clock)
    pages = Pages(press=press, faults=Faults(closing=closing))

    server = _Server((host, port), pages, seen)
    site = SampleSite(server=server, press=press, seen=seen, closing=closing)
    site.thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sample site", daemon=True)
    site.thread.start()
    return site


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages:
    """What stands at which path."""

    press: Press
    faults: Faults

    def answer(self, path: str, base: str) -> Answer:
        """What the server sends for this path (without its query); `base` is the scheme and host of the request."""
        if path == "/robots.txt":
            return Answer(body=ROBOTS.encode(), kind="text/plain")
        if path == "/":
            return Answer(body="".join(f'<p><a href="{base}/{key}/">{key}</a></p>\n' for key in OUTLETS).encode())
        outlet = OUTLETS.get(path.split("/")[1])
        if outlet is None:
            return Answer(status=404, body=b"<h1>Not found</h1>")
        if path == outlet.feed_path:
            extra = ENTRIES if outlet.key == "broken" else ()
            document, kind = feeds.write(outlet, self.press.stories(outlet.key), base, extra=extra)
            return Answer(body=document.encode(), kind=kind)
        if path == f"/{outlet.key}/":
            return Answer(body=render.front_page(outlet, self.press.stories(outlet.key), base).encode())
        story = self.press.find(path.removesuffix("/amp"))
        if story is not None:
            return self._page(outlet, story, base, amp=path.endswith("/amp"))
        fault = self.faults.answer(path, base) if outlet.key == "broken" else None
        return fault or Answer(status=404, body=b"<h1>Not found</h1>")

    def _page(self, outlet: Outlet, story: Story, base: str, *, amp: bool) -> Answer:
        related = [other for other in self.press.stories(outlet.key) if other.slug != story.slug][:5]
        html = render.page(outlet, story, base, related=related, amp=amp)
        kind = f"text/html; charset={story.declared}" if story.declared else "text/html"
        return Answer(body=html.encode(story.charset, "xmlcharrefreplace"), kind=kind)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], pages: Pages, seen: deque[SeenRequest]) -> None:
        super().__init__(address, _Handler)
        self.pages = pages
        self.seen = seen

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is what the endless page is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.pages.answer(
            self.path.partition("?")[0], f"http://{escape(headers.get('host', '127.0.0.1'))}"
        )
        etag = ""
        if answer.status == 200 and isinstance(answer.body, bytes):
            etag = f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
            if etag in headers.get("if-none-match", ""):
                answer = Answer(status=304)
        self.server.seen.append(SeenRequest(path=self.path, headers=headers, status=answer.status))
        if isinstance(answer.body, bytes):
            self._send(answer, answer.body, etag, packed="gzip" in headers.get("accept-encoding", ""))
        else:
            self._send_chunks(answer, answer.body)

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: the terminal belongs to `newswire run`."""

    def _send(self, answer: Answer, body: bytes, etag: str, *, packed: bool) -> None:
        self.send_response(answer.status)
        if etag:
            self.send_header("ETag", etag)
        if packed and len(body) > 1000:
            body = gzip.compress(body, 1, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        if answer.status != 304:
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _send_chunks(self, answer: Answer, body: Iterator[bytes]) -> None:
        self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for block in body:
            self.wfile.write(f"{len(block):x}\r\n".encode() + block + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")
