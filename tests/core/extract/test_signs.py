"""What a page says of its own kind."""

import pytest

from worker.core.extract.jsonld import parse_jsonld
from worker.core.extract.scanner import scan_html
from worker.core.extract.signs import OPENING, read_signs
from worker.models import PageSigns

URL = "https://a.example/news/1"


def signs(head: str = "", body: str = "") -> PageSigns:
    scan = scan_html(f"<html><head>{head}</head><body>{body}</body></html>")
    return read_signs(scan, parse_jsonld(scan.json_scripts, url=URL), url=URL)


def test_titles_and_headings_are_kept_as_they_stand():
    said = signs(
        "<title>Wall |\n Gazette</title><meta property=og:title content=Wall>", "<h1>The <i>wall</i></h1><h1></h1>"
    )
    assert said.titles == ("Wall | Gazette", "Wall")
    assert said.headings == ("The wall",)


def test_the_opening_is_bounded_and_the_characters_are_counted():
    said = signs(body="<p>" + "word " * 10_000 + "</p><p><a href=/x>link</a> and text</p>")
    assert len(said.opening) <= OPENING
    assert (said.characters, said.linked) == (49_999 + 13, 4)


LISTED = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Sea wall waits"}</script>'


@pytest.mark.parametrize(
    ("head", "article"),
    [
        ('<meta property="og:type" content="article">', True),
        ('<meta property="og:type" content="Article">', True),
        ('<meta property="og:type" content="website">', False),
        (f"<title>Sea wall waits</title>{LISTED}", True),
        (f"<title>Gazette</title>{LISTED}", False),
        ("", False),
    ],
)
def test_a_page_is_an_article_by_its_own_word_not_by_that_of_a_story_in_its_list(head, article):
    assert signs(head).article is article


def test_the_declared_address_counts_though_it_is_the_front_page():
    assert signs('<link rel="canonical" href="/">').canonical == "https://a.example/"
    assert signs('<meta property="og:url" content="https://a.example">').canonical == "https://a.example"
    assert signs('<link rel="canonical" href="http://[">').canonical is None


def test_what_only_some_pages_say():
    plain = signs()
    assert (plain.website, plain.noindex, plain.password, plain.canonical) == (False, False, False, None)
    said = signs(
        '<meta name="robots" content="NOINDEX, nofollow"><meta property="og:type" content="website">',
        "<form><input type=Password></form>",
    )
    assert (said.website, said.noindex, said.password) == (True, True, True)
