"""Feeds that change at every poll in words that mean nothing, over the wire: how often their pages are asked for."""

from collections.abc import Callable

import pytest

from tests.support import run_steps
from tests.support.database import query
from tests.support.feed_site import PARAGRAPH, Pier

POLLS = 7


def viewed(poll: int, entry: int) -> str:
    return f"<description>{PARAGRAPH.format('the pier')} {1000 + 7 * poll + entry} views</description>"


def clocked(poll: int, _: int) -> str:
    text = f"<description>{PARAGRAPH.format('the pier')}</description>"
    return f"{text}<atom:updated xmlns:atom='http://www.w3.org/2005/Atom'>2026-11-30T{poll:02}:00:00Z</atom:updated>"


def ago(poll: int, _: int) -> str:
    return f"<description>{3 + 5 * poll} minutes ago. {PARAGRAPH.format('the pier')}</description>"


def rotating(poll: int, entry: int) -> str:
    more = ("Fog over the strait", "Pilots want more pay", "Ferry to sail on Sunday")[(poll + entry) % 3]
    return f"<description>{PARAGRAPH.format('the pier')} Read also: {more}</description>"


@pytest.mark.parametrize("number", [2, 8])
@pytest.mark.parametrize("words", [viewed, clocked, ago, rotating])
def test_words_that_mean_nothing_are_learned(pier: Pier, words: Callable[[int, int], str], number: int) -> None:
    for entry in range(number):
        pier.site.page(f"/{entry}", f"Notice {entry}")
    pier.add()
    for poll in range(POLLS):
        entries = (pier.site.entry(f"/{n}", f"Notice {n}", guid=f"n-{n}") + words(poll, n) for n in range(number))
        pier.site.feed(*entries)
        run_steps.poll(pier.services, pier.url)
        run_steps.work(pier.services, pier.url)
    hits = [pier.site.hits(f"/{entry}") for entry in range(number)]
    assert max(hits) <= 3, "once, and until it is learned"
    assert query(pier.url, "SELECT count(*) FROM news.articles") == [(number,)]


def test_a_new_headline_is_news_all_the_same(pier: Pier) -> None:
    pier.site.page("/0", "Notice")
    pier.add()
    for poll in range(6):
        pier.site.feed(pier.site.entry("/0", "Notice", guid="n") + viewed(poll, 0))
        run_steps.poll(pier.services, pier.url)
        run_steps.work(pier.services, pier.url)
    before = pier.site.hits("/0")
    pier.site.feed(pier.site.entry("/0", "Notice, and a correction", guid="n") + viewed(7, 0))
    run_steps.poll(pier.services, pier.url)
    run_steps.work(pier.services, pier.url)
    assert pier.site.hits("/0") == before + 1
