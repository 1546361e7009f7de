"""Odd feeds of tests/data/odd_feeds.toml, each with what is right of it."""

import tomllib
from html import escape
from pathlib import Path
from typing import Any

import pytest

import worker
from tests.support.feed_expectations import wrong
from worker.core.feeds.parse import parse_feed
from worker.core.urls import load_tracking

ROOT = Path(__file__).parents[3]
TRACKING = load_tracking(tomllib.loads((Path(worker.__file__).parent / "rules" / "tracking.toml").read_text("utf-8")))
CASES: dict[str, dict[str, Any]] = tomllib.loads((ROOT / "tests" / "data" / "odd_feeds.toml").read_text("utf-8"))
_SPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def document(case: dict[str, Any]) -> str:
    if "dates" in case:
        dated = enumerate(case["dates"])
        items = "".join(
            f"<item><title>N</title><link>https://news.example.org/{n}</link><pubDate>{one}</pubDate></item>"
            for n, one in dated
        )
        case = case | {"items": items}
    if "authors" in case:
        items = "".join(
            f"<item><title>N</title><link>https://news.example.org/{n}</link><author>{escape(one)}</author></item>"
            for n, one in enumerate(case["authors"])
        )
        case = case | {"items": items}
    if "items" in case:
        inside = f"<title>Pier</title>{case.get('channel', '')}{case['items']}"
        return f'<?xml version="1.0"?>\n<rss version="2.0" {_SPACES}><channel>{inside}</channel></rss>'
    if "entries" in case:
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Pier</title>{case["entries"]}</feed>'
    return case.get("json") or case["document"]


@pytest.mark.parametrize("name", CASES)
def test_an_odd_feed_is_read_right(name: str) -> None:
    case = CASES[name]
    body = document(case).encode(case.get("encoding", "utf-8"))
    # a byte that is none of the document's charset
    body = body.replace(rb"\x92", b"\x92") if case.get("bytes") else body
    parsed = parse_feed(
        body,
        url=case.get("url", "https://news.example.org/feeds/all.xml"),
        content_type=case.get("content_type"),
        tracking=TRACKING,
    )
    assert wrong(parsed, case["expect"]) == {}, case["why"]
