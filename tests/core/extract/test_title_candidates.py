"""Where a page says its title."""

import pytest

from worker.core.extract.jsonld import LinkedData
from worker.core.extract.microdata import read_microdata
from worker.core.extract.scanner import scan_html
from worker.core.extract.title_candidates import headline_block, headlines, printed_titles, title_candidates


def heading(html: str, shared: str = "") -> str:
    scan = scan_html(html)
    metas = {"og:title": [shared]} if shared else {}
    return title_candidates(scan, metas, LinkedData(), read_microdata(scan, ()))[0].texts[0]


@pytest.mark.parametrize(
    ("html", "own"),
    [
        ("<h1>Town rebuilds <b>its</b> pier</h1>", "Town rebuilds its pier"),
        ('<h1><span class="kicker">Ports</span> Town rebuilds</h1>', "Town rebuilds"),
        ('<h1><span class="article__roofline">Ports</span> Town rebuilds</h1>', "Town rebuilds"),
        ('<h1><span class="dachzeile">Häfen</span> <span class="headline">Town rebuilds</span></h1>', "Town rebuilds"),
        ('<h1><span>Ports</span>: <span class="headline">Town rebuilds</span></h1>', "Town rebuilds"),
        ("<h1><small>Ports</small> Town rebuilds</h1>", "Town rebuilds"),
        ("<h1><time>3 May</time> Town rebuilds</h1>", "Town rebuilds"),
        ('<h1><span class="visually-hidden">Headline:</span> Town rebuilds</h1>', "Town rebuilds"),
        ('<h1><span class="kicker">Ports</span></h1>', "Ports"),
    ],
)
def test_a_heading_is_read_without_the_lines_around_it(html: str, own: str) -> None:
    assert heading(html) == own


def test_what_a_newsroom_shares_whole_stays_whole() -> None:
    html = "<h1><small>Ports:</small> Town rebuilds</h1>"
    assert heading(html, "Ports: Town rebuilds - The Harbour") == "Ports: Town rebuilds"


def test_a_kicker_by_its_name_goes_but_where_the_newsroom_calls_all_of_it_its_headline() -> None:
    html = '<h1><span class="kicker">Ports</span><span class="colon">: </span><b>Town rebuilds</b></h1>'
    assert heading(html, "Ports: Town rebuilds - The Harbour") == "Town rebuilds"
    scan, linked = scan_html(html), LinkedData(headline="Ports: Town rebuilds | Harbour")
    assert title_candidates(scan, {}, linked, read_microdata(scan, ()))[0].texts[0] == "Ports: Town rebuilds"


def test_several_parts_that_are_named_headline_are_one() -> None:
    html = (
        '<h1><i class="headline--top">Ports</i><i class="headline--a">Town </i><i class="headline--b">rebuilds</i></h1>'
    )
    assert heading(html.replace("--top", " kicker")) == "Town rebuilds"


def test_sources_come_in_order_of_trust_and_say_who_they_are() -> None:
    scan = scan_html('<title>T</title><h1>H</h1><b itemprop="headline">I</b>')
    metas = {"og:title": ["O"], "twitter:title": ["W"]}
    linked = LinkedData(headline="L", alternative="A", kind="NewsArticle")
    found = title_candidates(scan, metas, linked, read_microdata(scan, ()))
    assert [(one.texts[0], one.origin, one.declared) for one in found] == [
        ("H", "h1", False), ("L", "jsonld", True), ("O", "meta", False), ("W", "meta", False), ("I", "html", False),
        ("T", "html title", False), ("A", "jsonld", False),
    ]  # fmt: skip


def test_the_titles_that_a_reader_or_a_search_engine_sees() -> None:
    scan = scan_html("<title>T</title><h1>One</h1><h1></h1><h1>Two</h1>")
    assert printed_titles(scan, {"og:title": ["O"]}) == ("T", "O", "One", "Two")


@pytest.mark.parametrize("home", ["/", "https://harbour.example", "//harbour.example/", "index.html"])
def test_a_heading_that_leads_home_is_the_sites_name(home: str) -> None:
    assert heading(f'<h1><a href="{home}">The Harbour</a></h1><h1>Town rebuilds</h1>') == "Town rebuilds"


def test_a_heading_that_leads_to_the_article_or_is_the_only_one_stays() -> None:
    assert heading('<h1><a href="/2024/pier">Town rebuilds</a></h1><h1>More</h1>') == "Town rebuilds"
    assert heading('<h1><a href="/">The Harbour</a></h1>') == "The Harbour"


def test_lower_headings_and_what_a_name_marks_as_title_may_be_the_headline() -> None:
    html = "<h2>Town rebuilds</h2><div class=entry-title>Its pier</div><p>Long ago</p><h5>More</h5>"
    assert list(headlines(scan_html(html))) == ["Town rebuilds", "Its pier"]


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<h1>The Harbour</h1><p>Menu</p><h1>Town rebuilds</h1>", 2),
        ("<h1></h1><p>Menu</p><h1>Ports: Town rebuilds</h1>", 1),
        ("<h1>The Harbour</h1><p>Town rebuilds</p><h2>Town rebuilds!</h2>", 2),
        ("<h1>The Harbour</h1><p>Menu</p><p>Town rebuilds</p>", 2),
        ("<p>Menu</p><h1>Another line</h1>", 1),
        ("<p>Menu</p>", 0),
    ],
)
def test_the_headline_stands_where_the_title_is_printed(html: str, place: int) -> None:
    assert headline_block(scan_html(html), "Town rebuilds") == place
