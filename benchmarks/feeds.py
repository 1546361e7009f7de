"""Entries taken and CPU of reading feeds: ours against feedparser and fastfeedparser as they come.

The feeds are generated, shaped like real ones. NEWSWIRE_CASES names a folder with odd ones in `feeds/`: each peer reads
the same files, and entries are counted.
"""

import io
import os
import random
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import fastfeedparser
import feedparser

import worker
from worker.core.feeds.parse import parse_feed
from worker.core.urls import load_tracking

FEEDS = 30
ROUNDS = 3
ENTRIES = 33
"""Mean of 200 real feeds, which hold 225 KB."""
WORDS = tuple(
    """the of and to a in that minister said government oil talks by on markets after court new year was for police more
    than its which people city report will been two has from at is reuters billion week café “unclear” über""".split()  # noqa: SIM905 (words read best as text)
)
_TRACKING = load_tracking(tomllib.loads((Path(worker.__file__).parent / "rules" / "tracking.toml").read_text("utf-8")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """CPU milliseconds per feed, the best of `ROUNDS`."""

    feedparser: float
    """feedparser.parse() as it comes: sanitising, resolving, its own mapping; none of our cleaning."""
    fastfeedparser: float
    """fastfeedparser.parse() as it comes."""
    ours: float
    """parse_feed(): bounded, cleaned, to frozen entries."""
    megabytes: float

    @property
    def ratio(self) -> float:
        return self.ours / self.feedparser


def measure() -> Figures:
    """Reads RSS with content, RSS with escaped summaries and pictures, and Atom with inline XHTML, in equal parts."""
    chance = random.Random(6)
    feeds = [(_rss_with_content, _rss_with_pictures, _atom)[n % 3](chance) for n in range(FEEDS)]
    return Figures(
        feedparser=_milliseconds(READERS["feedparser"], feeds),
        fastfeedparser=_milliseconds(READERS["fastfeedparser"], feeds),
        ours=_milliseconds(READERS["ours"], feeds),
        megabytes=sum(map(len, feeds)) / 1e6,
    )


def _newswire(body: bytes) -> int:
    parsed = parse_feed(body, url="https://news.example/feed", content_type=None, tracking=_TRACKING)
    return len(parsed.entries) or len(parsed.sitemaps)


READERS: dict[str, Callable[[bytes], int]] = {
    "ours": _newswire,
    "feedparser": lambda body: len(feedparser.parse(io.BytesIO(body)).entries),
    "fastfeedparser": lambda body: len(fastfeedparser.parse(body).entries),
}


def taken(folder: Path) -> dict[str, tuple[int, int, float]]:
    """(files read, entries taken, CPU milliseconds) of each reader, over the files of a folder."""
    files = [path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in {".xml", ".json", ".gz"}]
    found = {}
    for name, read in READERS.items():
        began = time.process_time()
        counts = [_count(read, body) for body in files]
        found[name] = (sum(map(bool, counts)), sum(counts), (time.process_time() - began) * 1000)
    return found


def _count(read: Callable[[bytes], int], body: bytes) -> int:
    try:
        return read(body)
    except Exception:  # noqa: BLE001 - a peer raises what it likes; what it cannot read gives nothing
        return 0


def _milliseconds(read: Callable[[bytes], int], feeds: list[bytes]) -> float:
    def once() -> float:
        began = time.process_time()
        if any(read(body) != ENTRIES for body in feeds):
            raise RuntimeError("entries were lost")
        return time.process_time() - began

    return min(once() for _ in range(ROUNDS)) / len(feeds) * 1000


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count)).capitalize() + "."


def _html(chance: random.Random, paragraphs: int) -> str:
    link = '<a href="https://news.example/x?a=1&amp;b=2">more</a>'
    picture = (
        '<figure class="image"><img src="/i.jpg" alt="" width="800"/><figcaption>A <b>caption</b></figcaption></figure>'
    )
    texts = (
        f"<p>{_words(chance, 30)} {link} <em>{_words(chance, 5)}</em> {_words(chance, 20)}</p>"
        for _ in range(paragraphs)
    )
    return picture + "\n".join(texts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _item(chance: random.Random, number: int, inside: str) -> str:
    categories = "".join(f"<category><![CDATA[{word}]]></category>" for word in chance.sample(WORDS, 4))
    return (
        f"<item><title>{_words(chance, 9)}</title><link>https://news.example/{number}?utm_source=rss</link>"
        f'<guid isPermaLink="false">https://news.example/?p={number}</guid><dc:creator>Jane Doe</dc:creator>'
        f"<pubDate>Tue, 06 Jan 2026 10:00:00 +0000</pubDate>{categories}{inside}</item>"
    )


def _rss(items: list[str]) -> bytes:
    namespaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
    )
    head = "<title>News</title><link>https://news.example/</link><language>en-US</language>"
    return (
        f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel>{head}{"".join(items)}</channel></rss>'.encode()
    )


def _rss_with_content(chance: random.Random) -> bytes:
    def inside() -> str:
        content = f"<content:encoded><![CDATA[{_html(chance, 18)}]]></content:encoded>"
        return f"<description><![CDATA[<p>{_words(chance, 40)}</p>]]></description>{content}"

    return _rss([_item(chance, number, inside()) for number in range(ENTRIES)])


def _rss_with_pictures(chance: random.Random) -> bytes:
    def inside() -> str:
        media = "".join(
            f'<media:content url="https://news.example/{size}.jpg" width="{size}" medium="image">'
            f"<media:title>{_words(chance, 6)}</media:title><media:credit>EPA</media:credit></media:content>"
            for size in (140, 460, 700)
        )
        return f"<description>{_escaped(_html(chance, 3))}</description>{media}"

    return _rss([_item(chance, number, inside()) for number in range(ENTRIES)])


def _atom(chance: random.Random) -> bytes:
    entries = (
        f"<entry><id>tag:news.example,2026:{number}</id><title>{_words(chance, 9)}</title>"
        f'<link href="https://news.example/{number}"/><published>2026-01-06T10:00:00Z</published>'
        f"<updated>2026-01-06T11:00:00Z</updated><author><name>Jane Doe</name></author>"
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{_html(chance, 18)}</div></content></entry>'
        for number in range(ENTRIES)
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>News</title><link href="https://news.example/"/>'
    return f"{head}{''.join(entries)}</feed>".encode()


if __name__ == "__main__":
    figures = measure()
    print(
        f"feedparser {figures.feedparser:.1f} ms a feed, fastfeedparser {figures.fastfeedparser:.1f} ms, "
        f"ours {figures.ours:.1f} ms: {figures.ratio:.2f} of feedparser's CPU, "
        f"{figures.ours / figures.fastfeedparser:.2f} of fastfeedparser's ({FEEDS} feeds, {figures.megabytes:.1f} MB)"
    )
    if cases := os.environ.get("NEWSWIRE_CASES"):
        for name, (files, entries, cpu) in taken(Path(cases) / "feeds").items():
            print(f"odd feeds, {name}: {entries} entries of {files} files, {cpu:.0f} ms")
