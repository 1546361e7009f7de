"""A loopback site whose feed and pages a test writes: what each address answers, and what was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support import run_steps
from tests.support.database import query
from worker.services import Services

PARAGRAPH = "The harbour board met on Tuesday and heard the pilots about {}. Nobody spoke against it, and it was late."


@dataclass
class FeedSite:
    """Bodies by path; what is not there is a 404."""

    port: int = 0
    bodies: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    held: dict[str, threading.Event] = field(default_factory=dict)
    """Paths that are not answered before this happens."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def hits(self, path: str) -> int:
        return sum(one == path for one, _ in self.asked)

    def page(self, path: str, title: str, *, about: str = "the buoys") -> None:
        """A page with a title and three paragraphs."""
        text = "".join(f"<p>{PARAGRAPH.format(f'{about}, part {part}')}</p>" for part in range(3))
        self.bodies[path] = (
            f"<!doctype html><html><head><title>{title}</title></head>"
            f"<body><article><h1>{title}</h1>{text}</article></body></html>"
        ).encode()

    def feed(self, *items: str, path: str = "/feed.xml", channel: str = "") -> None:
        """An RSS feed of these items."""
        self.bodies[path] = (
            f'<rss version="2.0"><channel><title>Pier</title><link>{self.url}/</link>{channel}'
            + "".join(f"<item>{one}</item>" for one in items)
            + "</channel></rss>"
        ).encode()

    def entry(self, link: str, title: str, *, guid: str = "", text: str = "", day: int = 1) -> str:
        """An item that links to a path of this site."""
        return (
            f"<title>{title}</title><link>{self.url}{link}</link><pubDate>{day:02} Nov 2026 08:00:00 GMT</pubDate>"
            + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
            + (f"<description>{text}</description>" if text else "")
        )


@contextmanager
def serve_feed() -> Iterator[FeedSite]:
    site = FeedSite()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            if self.path in site.held:
                site.held[self.path].wait()
            body = site.bodies.get(self.path)
            status = site.statuses.get(self.path, 404 if body is None else 200)
            self.send_response(status)
            kind = "text/xml" if body and b"<html" not in body else "text/html"
            for name, value in ({"Content-Type": kind} | site.headers.get(self.path, {})).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 128  # of five, a poll of more feeds at once loses connections and times out now and then

    server = Server(("127.0.0.1", 0), Handler)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        for event in site.held.values():
            event.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Pier:
    """A feed site with a database and the steps that work on both."""

    url: str
    site: FeedSite
    services: Services

    def add(self, path: str = "/feed.xml", **fields) -> int:
        return run_steps.add_feeds(self.services, [self.site.url + path], **fields)[0]

    def poll(self) -> None:
        """Poll every feed, and work until nothing is due."""
        run_steps.poll(self.services, self.url)
        run_steps.to_the_end(self.services, self.url)

    def articles(self) -> list[tuple]:
        """(title, text, revision) of each article, in the order of their numbers."""
        return query(self.url, "SELECT title, text, revision FROM news.articles ORDER BY id")

    def urls(self, number: int) -> list[str]:
        """The paths of an article's addresses."""
        ((found,),) = query(self.url, "SELECT urls FROM news.articles WHERE id = %s", number)
        return [run_steps.path(url) for url in found]

    def skipped(self) -> dict[str, int]:
        """How many entries were skipped, by reason."""
        return dict(
            query(
                self.url, "SELECT reason, items::int FROM newswire.counters WHERE step = 'poll' AND outcome = 'skipped'"
            )
        )


@pytest.fixture
def pier(database: str) -> Iterator[Pier]:
    with serve_feed() as site:
        made = run_steps.services(database, site.port)
        yield Pier(database, site, made)
        made.close()
