"""Readers' comments are no part of an article, whatever they weigh beside it."""

from pathlib import Path

import numpy as np
import pytest

import worker
from worker.core.extract.classifier import BODY, load_model
from worker.core.extract.comments import comments, without
from worker.core.extract.features import About, features
from worker.core.extract.page import extract_html
from worker.core.extract.scanner import scan_html

MODEL = load_model((Path(worker.__file__).parent / "rules" / "blocks.npz").read_bytes())
NOTHING = About(title="", summary="", authors=(), declared_text="", news=False, article=False)
STORY = (
    "We walked the old railway to the sea last week, and found that most of its bridges still stand. ",
    "The tunnel by the quarry is closed, so you have to climb over the hill, which takes the better part of an hour. ",
    "At the end there is a café with a view of the harbour, where a ferryman told us how the line came to be given up.",
)
SAID = (
    "I grew up there, and my grandfather drove the last train over those bridges. Thank you for the pictures!",
    "We tried the same walk in spring and had to turn back at the tunnel because of the water. Is it dry now?",
    "The café is the best thing about it. Ask for the soup, and do not believe a word of what the ferryman says.",
)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ('class="comments"', True),
        ('id="disqus_thread"', True),
        ('class="dsq-comment-body"', True),
        ('class="commentlist"', True),
        ('class="articleComments"', True),
        ('class="Comments-item"', True),
        ('class="Kommentare"', True),
        ('id="commentaires"', True),
        ('class="commentary"', False),
        ('class="commented"', False),
        ('class="kommentar"', False),
        ('class="text no-comments"', False),
        ('class="entry comments-open"', False),
        ('class="story" data-comments="1"', False),
        ('class="review"', False),
    ],
)
def test_comments_are_known_by_the_names_of_a_thread_or_of_one(names: str, *, found: bool) -> None:
    scan = scan_html(f"<p>One</p><div {names}><p>Two</p><div><p>Three</p></div></div><p>Four</p>")
    assert comments(scan, "").tolist() == [False, found, found, False]


@pytest.mark.parametrize("title", ["<h1>The walk</h1>", "<h2>The walk</h2>"])
def test_what_holds_the_title_is_no_thread(title: str) -> None:
    assert not comments(scan_html(f'<div class="comments">{title}<p>Two</p></div>'), "The walk").any()


@pytest.mark.parametrize(("places", "found"), [(6, True), (7, False)])
def test_what_stands_in_ever_so_many_places_is_no_thread(places: int, *, found: bool) -> None:
    pictures = '<div><img src="a.jpg"><p class="comment">The hall of the house.</p></div>' * places
    assert comments(scan_html(pictures), "").any() == found
    thread = '<p class="comment">The hall of the house.</p>' * places
    assert comments(scan_html(f"<div>{thread}</div>"), "").all()


def test_a_page_without_them_is_read_as_though_it_never_had_any() -> None:
    before, after = "<div><h1>Walk</h1><p>One <a href=/>link</a></p>", "<p><b>Two</b></p></div><p>Three"
    thread = '<ol class="commentlist"><li><p>Said</p><li>More</ol>'
    whole = scan_html(before + thread + after)
    rest, never = without(whole, comments(whole, "")), scan_html(f'{before}<ol class="commentlist"></ol>{after}')
    assert rest.blocks.texts == never.blocks.texts == ["Walk", "One link", "Two", "Three"]
    rows = features(rest, NOTHING), features(never, NOTHING)
    assert np.array_equal(*rows)
    assert whole.blocks.texts[2:4] == ["Said", "More"]


def walk(story: str, thread: str) -> str:
    said = "".join(
        f'<dt class="comment-author">Reader {number}</dt><dd class="comment-body"><p>{text}</p></dd>'
        for number, text in enumerate(SAID * 20)
    )
    return (
        "<!doctype html><html><head><title>The walk to the sea</title></head><body><h3>The walk to the sea</h3>"
        f'<div class="post-body">{story}</div><div class="{thread}" id="{thread}"><dl>{said}</dl></div></body></html>'
    )


def test_a_short_article_stands_alone_above_many_comments() -> None:
    page = walk("".join(f"<p>{text}</p>" for text in STORY), "comments")
    body = [block.text for block in extract_html(page, url=None, model=MODEL).blocks if block.article_score >= BODY]
    assert body == [text.strip() for text in STORY]


def test_a_discussion_without_an_article_above_it_keeps_what_was_said() -> None:
    body = [
        block.text
        for block in extract_html(walk("", "comments"), url=None, model=MODEL).blocks
        if block.article_score >= BODY
    ]
    assert set(SAID) <= set(body)
