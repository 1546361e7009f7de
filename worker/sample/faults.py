"""What goes wrong on the web, each under its own path of the broken outlet; nothing here is a real page."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from threading import Event, Lock

from worker.sample.stories import PAGES

RECOVERS_AFTER = 2
"""Requests that fail before the page that recovers does."""
DRIP_SECONDS = 40.0
ENDLESS_BYTES = 1 << 30
"""'Endless' ends here, for the sake of a client without a limit."""

ENTRIES = (
    ("This page never was", "/broken/missing"),
    ("This page is gone for good", "/broken/gone"),
    ("The server fails, and recovers", "/broken/recovers"),
    ("The server always fails", "/broken/fails"),
    ("The server drips", "/broken/slow"),
    ("The page does not end", "/broken/endless"),
    ("The page has moved twice", "/broken/moved"),
    ("The page moves in a circle", "/broken/circle"),
    ("Too many requests, come back in two seconds", "/broken/busy"),
    ("Robots stay out", "/broken/private/notes"),
    ("Not a page but a picture", "/broken/picture"),
    ("An empty page", "/broken/empty"),
    ("A puzzle for robots in its place", "/broken/challenge"),
    ("An apology with status 200", "/broken/not-there"),
    ("A question about biscuits first", "/broken/consent"),
    ("Members' entrance", "/broken/log-in"),
    ("The printers are having lunch", "/broken/at-rest"),
    ("A story that leads to the front page", "/broken/2026/11/18/to-the-front"),
)
"""What the feed of the broken outlet lists: title and path."""

ROBOTS = "User-agent: *\nDisallow: /broken/private/\n"
MALFORMED = (
    '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>The Broken Press & friends</title>\n'
    "<item><title>Unclosed <b>and</title><link>{base}/broken/arrived</link>"
    "<description>&nbsp;&bogus;\n<item><title>Cut of"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What the server sends back."""

    status: int = 200
    body: bytes | Iterator[bytes] = b""
    """An iterator is sent in chunks."""
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


NO_PAGE: Mapping[str, Answer] = {
    "missing": Answer(status=404, body=b"<h1>Not found</h1>"),
    "gone": Answer(status=410, body=b"<h1>Gone</h1>"),
    "fails": Answer(status=500, body=b"<h1>Internal error</h1>"),
    "moved": Answer(status=301, headers=(("Location", "/broken/moved-again"),)),
    "moved-again": Answer(status=302, headers=(("Location", "arrived"),)),
    "circle": Answer(status=302, headers=(("Location", "/broken/circle/back"),)),
    "circle/back": Answer(status=302, headers=(("Location", "/broken/circle"),)),
    "picture": Answer(body=b"\x89PNG\r\n\x1a\n" + bytes(64), kind="image/png"),
    "empty": Answer(),
    "2026/11/18/to-the-front": Answer(status=302, headers=(("Location", "/broken/"),)),
    "failing.xml": Answer(status=500, body=b"no feed today", kind="text/plain"),
}
SUBSTITUTES = ("challenge", "not-there", "consent", "log-in", "at-rest")
"""What comes with status 200 in place of an article."""
AT_FIRST: Mapping[str, Answer] = {
    "recovers": Answer(status=503, body=b"<h1>Back in a minute</h1>"),
    "busy": Answer(status=429, body=b"<h1>Slow down</h1>", headers=(("Retry-After", "2"),)),
}
"""What stands there until it has been asked for `RECOVERS_AFTER` times."""


@dataclass(kw_only=True, slots=True)
class Faults:
    """The broken outlet; it counts requests, for what recovers."""

    closing: Event
    """Set when the site closes, so that slow answers end."""
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, path: str, base: str) -> Answer | None:
        """The trouble at this path, None when there is none there; `base` is the scheme and host of the request."""
        name = path.removeprefix("/broken/")
        with self._lock:
            self._asked[name] += 1
            asked = self._asked[name]
        if name in SUBSTITUTES:
            return Answer(body=_substitute(name))
        if name in NO_PAGE:
            return NO_PAGE[name]
        if name in AT_FIRST and asked <= RECOVERS_AFTER:
            return AT_FIRST[name]
        match name:
            case "slow":
                return Answer(body=self._drip())
            case "endless":
                return Answer(body=self._endless())
            case "malformed.xml":
                return Answer(body=MALFORMED.format(base=base).encode(), kind="application/rss+xml")
            case "recovers" | "busy" | "arrived" | "private/notes":
                return Answer(body=_bakery())
            case _:
                return None

    def _drip(self) -> Iterator[bytes]:
        page = _bakery()
        steps = int(DRIP_SECONDS * 2)
        size = len(page) // steps + 1
        for step in range(steps):
            if self.closing.wait(0.5):
                raise ConnectionAbortedError("the site closes")
            yield page[step * size : (step + 1) * size]

    def _endless(self) -> Iterator[bytes]:
        yield b"<html><body>"
        block = b"<p>And on it went, and on, and on, without ever coming to the point.</p>\n" * 1000
        for _ in range(ENDLESS_BYTES // len(block)):
            if self.closing.is_set():
                raise ConnectionAbortedError("the site closes")
            yield block


@cache
def _substitute(name: str) -> bytes:
    return (PAGES / "substitutes" / f"{name}.html").read_bytes()


@cache
def _bakery() -> bytes:
    """The page behind the troubles that pass."""
    return (PAGES / "bakery.html").read_bytes()
