"""The days that a page says, and by what."""

import json
from functools import partial

import pytest

from worker.core.extract import jsonld
from worker.core.extract.day_candidates import Source, day_candidates, declared_changes
from worker.core.extract.metadata import read_head
from worker.core.extract.microdata import read_microdata
from worker.core.extract.scanner import scan_html
from worker.core.fields.dates import parse_date

URL = "https://harbour.example/pier"
H1 = "<h1>Town rebuilds its pier</h1>"
FAR = "<p>word</p>" * 40


def said(body: str, head: str = "", *, url: str = URL, **linked: str) -> dict[str, str]:
    if linked:
        head += f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **linked})}</script>'
    scan = scan_html(f"<html lang=en><head>{head}</head><body>{body}</body></html>")
    metas, clues = read_head(scan, url=url)
    data = jsonld.parse_jsonld(scan.json_scripts, url=url, clues=clues)
    inline = read_microdata(scan, clues.titles)
    top = scan.elements.block[scan.headings[0]] if scan.headings else 0
    found = day_candidates(partial(parse_date, language="en"), scan, metas, data, inline, url=url, top=top)
    return {f"{day:%m-%d}": "|".join(s.name or "" for s in Source if one.sources & s) for day, one in found.items()}


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("", meta("article:published_time", "2024-05-03") + meta("date", "2024-05-03"), "PROTOCOL|META"),
        ('<p itemprop="datePublished" content="2024-05-03">x</p>', "", "MICRODATA|MARKED"),
        ('<time datetime="2024-05-03">x</time>', "", "TIME"),
        ('<p class="pubdate">3 May 2024</p>', "", "MARKED"),
        ('<p class="updated">3 May 2024</p>', "", "MARKED|LINE|UPDATED"),
        ('<p>Updated <time datetime="2024-05-03">x</time></p>', "", "TIME|UPDATED"),
        ("<p>3 May 2024</p>", "", "LINE"),
        ("<p>The feast begins on 3 May 2024.</p>", "", "MENTION"),
        ("<p>Last updated 3 May 2024</p>", "", "LINE|UPDATED"),
        (FAR + '<time datetime="2024-05-03">x</time>', "", "FAR"),
        (FAR + "<p>Published 3 May 2024</p><p>4 May 2024</p>", "", "LABELLED"),
        (FAR + "<p>3 May 2024</p>", "", "ALONE"),
    ],
)
def test_each_place_is_told(body: str, head: str, expected: str) -> None:
    assert said(H1 + body, head) == {"05-03": expected}


@pytest.mark.parametrize(
    "mark",
    [
        '<time data-timestamp="1714731600000"></time>',
        '<time data-utime="1714731600">2h</time>',
        '<abbr class="post-date" title="2024-05-03T10:20:00Z">3 hours ago</abbr>',
        '<span class="date" title="May 3, 2024">2 days ago</span>',
        '<div class="post-date" data-published-at="2024-05-03"></div>',
    ],
)
def test_a_mark_that_says_how_long_ago_has_the_time_for_its_script(mark: str) -> None:
    assert list(said(H1 + mark)) == ["05-03"]


def test_what_a_mark_shows_goes_before_what_its_script_reads() -> None:
    assert list(said(f'{H1}<time data-time="2024-05-09">3 May 2024</time>')) == ["05-03"]


def test_parts_of_a_line_that_only_style_keeps_apart_are_read_apart() -> None:
    line = "<div><span>Ann Grey</span><span>May 03, 2024</span><span>2 Shares</span><span>9 Views</span></div>"
    assert said(H1 + line) == {"05-03": "LINE"}


def test_the_address_and_the_json_ld_of_the_page_say_a_day_too() -> None:
    page = {"@type": "WebPage", "url": "https://harbour.example/2024/05/03/pier", "datePublished": "2024-05-04"}
    head = f'<script type="application/ld+json">{json.dumps(page)}</script>'
    assert said(H1, head, url=page["url"]) == {"05-03": "ADDRESS", "05-04": "PAGE_NODE"}


def test_what_is_declared_and_shown_is_asked_for_no_other() -> None:
    stamps = '<time datetime="2024-05-03">x</time><time datetime="2024-05-04">x</time>'
    assert said(H1 + stamps, headline="A", datePublished="2024-05-03T10:00:00Z") == {"05-03": "LINKED|TIME"}


def test_a_day_that_is_only_declared_a_change_is_none() -> None:
    body = H1 + "<p>4 May 2024</p>"
    changed = said(body, headline="A", datePublished="2024-05-03", dateModified="2024-05-04")
    assert changed == {"05-03": "LINKED", "05-04": "MODIFIED|LINE"}
    assert said(H1, headline="A", dateModified="2024-05-04") == {}


def test_changes_are_told_best_source_first() -> None:
    scan = scan_html("<p>x</p>")
    data = jsonld.LinkedData(modified="a")
    metas = {"og:updated_time": ["c"], "article:modified_time": ["b"]}
    assert [text for _, text in declared_changes(metas, data, read_microdata(scan, ()))] == ["a", "b"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2024/05/03/pier", "ADDRESS"),
        ("/202405/03/pier", "ADDRESS"),
        ("/2024-05/03/pier", "ADDRESS"),
        ("/2024/0503/c1-1.html", "ADDRESS"),
        ("/news/2024-05-03-pier", "ADDRESS"),
        ("/news/pier_2024_05_03.html", "ADDRESS"),
        ("/202405/t20240503_117.html", "ADDRESS"),
        ("/news/pier-20240503", "ADDRESS"),
    ],
)
def test_an_address_may_have_the_day_in_many_forms(path: str, expected: str) -> None:
    assert said(H1, url=f"https://harbour.example{path}") == {"05-03": expected}


@pytest.mark.parametrize("path", ["/pier-2024", "/2024/05/pier", "/pier-20241403", "/a/120240503", "/2024/13/03/x"])
def test_other_numbers_of_an_address_are_none(path: str) -> None:
    assert said(H1, url=f"https://harbour.example{path}") == {}


@pytest.mark.parametrize(
    "name",
    ["published", "publish_date", "publishedDate", "w-published-date", "publicationdate", "pub_date", "pubDay"],
)
def test_a_meta_tag_that_calls_it_published_counts_where_no_known_one_does(name: str) -> None:
    assert said(H1, meta(name, "2024-05-03")) == {"05-03": "META"}
    assert said(H1, meta(name, "2024-05-03") + meta("date", "2024-05-04")) == {"05-04": "META"}
    assert said(H1, meta("publisher", "2024-05-03")) == {}


def test_of_two_marks_the_nearer_one_comes_first() -> None:
    further = '<p class="date">4 May 2024</p>' + "<p>x</p>" * 5
    found = said(f'{further}{H1}<p class="date">3 May 2024</p>')
    assert next(iter(found)) == "05-03"
