"""Properties in the text's own markup: HTML standard, Microdata; RDFa 1.1 Lite."""

import pytest

from worker.core.extract.microdata import read_microdata
from worker.core.extract.scanner import scan_html

ARTICLE = 'itemscope itemtype="https://schema.org/NewsArticle"'
REVIEW = 'itemscope itemtype="https://schema.org/Review"'
DATE = '<time itemprop="datePublished" datetime="2024-05-0{}">x</time>'
TITLES = ("Town rebuilds its pier",)


def published(html: str) -> str | None:
    return read_microdata(scan_html(html), TITLES).first("datepublished")


@pytest.mark.parametrize(
    ("html", "date"),
    [
        (DATE.format(1), "2024-05-01"),
        (f"<div {ARTICLE}>{DATE.format(1)}</div>", "2024-05-01"),
        (f'<div {ARTICLE}><meta itemprop="datePublished" content="2024-05-01"></div>', "2024-05-01"),
        (f'<div {ARTICLE}><b itemprop="datePublished">1 May 2024</b></div>', "1 May 2024"),
        (f'<div {ARTICLE}><div itemprop="comment" itemscope>{DATE.format(1)}</div></div>', None),
        (f"<div {ARTICLE}><div {REVIEW}>{DATE.format(1)}</div>{DATE.format(2)}</div>", "2024-05-02"),
        (f'<div itemscope itemtype="https://schema.org/JobPosting">{DATE.format(1)}</div>', None),
        (f'<div itemscope itemtype="https://schema.org/WebPage">{DATE.format(1)}</div>', "2024-05-01"),
        ('<div typeof="schema:Article"><b property="schema:datePublished">1 May 2024</b></div>', "1 May 2024"),
        ('<div typeof="schema:Event"><b property="schema:datePublished">1 May 2024</b></div>', None),
    ],
)
def test_a_property_belongs_to_the_thing_around_it(html: str, date: str | None) -> None:
    assert published(html) == date


def test_of_several_articles_the_one_around_the_headline_speaks_or_the_one_that_names_it() -> None:
    other = f"<div {ARTICLE}><h2 itemprop='headline'>A crane arrives</h2>{DATE.format(1)}</div>"
    assert published(f"{other}<div {ARTICLE}><h1>Pier</h1>{DATE.format(2)}</div>") == "2024-05-02"
    named = f"<div {ARTICLE}><h2 itemprop='headline'>Town rebuilds its pier</h2>{DATE.format(3)}</div>"
    assert published(other + named) == "2024-05-03"
    assert published(other + other) is None


def test_authors_are_elements_and_those_in_meta_tags_texts() -> None:
    scan = scan_html(
        f'<div {ARTICLE}><a itemprop="author">Ann Grey</a><meta itemprop="author" content="Bo Lund"></div>'
    )
    found = read_microdata(scan, ())
    assert [scan.text_of(index) for index in found.authors] == ["Ann Grey"]
    assert found.said == {"author": ["Bo Lund"]}
