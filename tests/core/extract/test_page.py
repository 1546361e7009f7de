"""Pages written by us → what comes out of them."""

import gc
import json
import math
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import worker
from tests.core.extract.test_scanner import HOSTILE, LIMITS, NOTED
from worker.core.extract.classifier import BODY, BlockModel, load_model
from worker.core.extract.page import extract_html, extract_page
from worker.models import BlockKind

MODEL = load_model((Path(worker.__file__).parent / "rules" / "blocks.npz").read_bytes())
SENTENCE = "The council of the harbour town voted on Tuesday to rebuild the old pier, after a debate of nine hours. "

PAGE = f"""<!doctype html><html lang="en"><head><title>Town rebuilds its pier | The Harbour</title>
<meta property="og:site_name" content="The Harbour"><meta property="og:title" content="Town rebuilds its pier">
<meta name="description" content="Nine hours of debate."><link rel="canonical" href="https://harbour.example/news/pier">
<meta property="og:image" content="/pier.jpg"><meta property="article:tag" content="Ports">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Town rebuilds its pier",
"datePublished": "2024-05-03T08:30:00+02:00", "isAccessibleForFree": true,
"author": [{{"@type": "Person", "name": "By Ann Grey"}}, {{"@type": "Person", "name": "Ann Grey"}}]}}</script></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><main><article><h1>Town rebuilds its pier</h1>
<p>{SENTENCE * 3}</p><h2>What comes next</h2><p>{SENTENCE * 4}</p><blockquote>{SENTENCE * 2}</blockquote>
<ul><li>{SENTENCE}</li></ul></article></main><footer>Imprint</footer></body></html>"""


def test_a_page_gives_its_metadata() -> None:
    page = extract_page(PAGE.encode(), url="https://harbour.example/news/pier?x=1", content_type=None, model=MODEL)
    assert page.title == "Town rebuilds its pier"
    assert page.authors == ("Ann Grey",)
    assert page.published is not None
    assert page.published.value.isoformat() == "2024-05-03T08:30:00+02:00"
    assert page.published.precision == "time"
    assert page.language == "en"
    assert page.summary == "Nine hours of debate."
    assert page.canonical_url == "https://harbour.example/news/pier"
    assert page.site == "The Harbour"
    assert page.access.declared == "free"
    assert [image.url for image in page.images] == ["https://harbour.example/pier.jpg"]
    assert [label.text for label in page.labels] == ["Ports"]


def test_a_page_gives_its_body_as_blocks_of_their_kinds() -> None:
    page = extract_page(PAGE.encode(), url=None, content_type=None, model=MODEL)
    kinds = [block.kind for block in page.blocks if "council" in block.text or "comes" in block.text]
    assert kinds == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.QUOTE,
        BlockKind.LIST_ITEM,
    ]
    assert not any("Imprint" in block.text or "Sport" in block.text for block in page.blocks)


def authors_of(head: str = "", top: str = "", end: str = "") -> tuple[str, ...]:
    html = (
        f"<html><head><title>Town rebuilds its pier</title>{head}</head><body><main>{top}"
        f"<h1>Town rebuilds its pier</h1><p>{SENTENCE * 3}</p><p>3 May 2024</p>"
        f"{f'<p>{SENTENCE * 4}</p>' * 20}</main>{end}</body></html>"
    )
    return extract_html(html, url=None, model=MODEL).authors


def test_an_author_is_read_from_the_card_of_a_link_preview() -> None:
    card = '<meta name="twitter:label{0}" content="{1}"><meta name="twitter:data{0}" content="{2}">'

    assert authors_of(card.format(1, "Written by", "Ann Grey")) == ("Ann Grey",)
    assert authors_of(card.format(1, "Verfasst von", "Ann Grey") + card.format(2, "Lesezeit", "3")) == ("Ann Grey",)
    assert authors_of(card.format(1, "Est. reading time", "3 minutes")) == ()


def test_who_is_named_alone_under_the_text_wrote_it() -> None:
    link = '<div class="bio"><a rel="author" href="/people/{0}">{0}</a></div>'

    assert authors_of(end=link.format("Ann Grey")) == ("Ann Grey",)
    assert authors_of(end=link.format("Ann Grey") + link.format("Bo Lund")) == ()


def test_a_menu_before_the_headline_names_nobody() -> None:
    assert authors_of(top="<div>Select Page</div>") == ()


def test_links_to_topics_are_the_topics_where_nothing_else_declares_them() -> None:
    tags = '<a rel="tag" href="/t/ports">Ports</a> <a rel="category tag" href="/t/sea">Sea</a>'
    page = extract_html(PAGE.replace("</article>", f"{tags}</article>"), url=None, model=MODEL)
    bare = PAGE.replace('<meta property="article:tag" content="Ports">', "").replace("</article>", f"{tags}</article>")

    assert [label.text for label in page.labels] == ["Ports"]
    assert [label.text for label in extract_html(bare, url=None, model=MODEL).labels] == ["Ports", "Sea"]


@pytest.mark.parametrize(("kind", "odds"), [("NewsArticle", 0.6), ("ReportageNewsArticle", 0.6), ("Article", 0.45)])
def test_a_block_of_a_news_page_needs_better_odds_to_count_as_text(kind: str, odds: float) -> None:
    """Newsrooms surround an article with more that looks like one."""

    def body(probability: float) -> list[str]:
        undecided = BlockModel.of_trees(
            questions=np.zeros((1, 1), np.int64),
            borders=np.zeros((1, 1), np.float32),
            leaves=np.zeros((1, 2), np.float32),
            bias=math.log(probability / (1 - probability)),
        )
        html = PAGE.replace("NewsArticle", kind)
        return [block.text for block in extract_html(html, url=None, model=undecided).blocks]

    assert body(odds - 0.01) == []
    assert any("council" in text for text in body(odds + 0.01))


SHELL = """<!doctype html><html><head><title>Town rebuilds its pier</title>{}</head><body><div id="app"><h1>Town
rebuilds its pier</h1><p>Subscribe now to read on.</p></div>{}</body></html>"""
LINES = [f"{day} May. {SENTENCE}".strip() for day in range(1, 12)]


@pytest.mark.parametrize(
    ("head", "end"),
    [
        (
            '<script type="application/ld+json">'
            + json.dumps(
                {"@type": "NewsArticle", "headline": "Town rebuilds its pier", "articleBody": "\n".join(LINES)}
            )
            + "</script>",
            "",
        ),
        ("", f"<script>start({json.dumps({'title': 'Town rebuilds its pier', 'parts': LINES})})</script>"),
    ],
    ids=["JSON-LD", "a script"],
)
def test_a_body_that_is_served_as_data_alone_stands_in_place_of_the_page_s(head: str, end: str) -> None:
    page = extract_html(SHELL.format(head, end), url=None, model=MODEL)
    assert [block.text for block in page.blocks if block.article_score >= BODY] == LINES
    assert "Subscribe now to read on." in [block.text for block in page.blocks], "for the wall rules to see"


def test_a_fragment_is_all_body_whatever_data_it_has() -> None:
    end = f"<script>start({json.dumps({'title': 'Town', 'parts': LINES})})</script>"
    page = extract_html(f"<h1>Town</h1><p>Short.</p>{end}", url=None, model=MODEL)
    assert [block.text for block in page.blocks] == ["Town", "Short."]


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<p", "<!---->", "\x00", "<html></html>", "]]>", "<script>", "&#xD800;"]
)
def test_a_page_with_nothing_in_it_gives_no_blocks(html: str) -> None:
    assert not [block for block in extract_html(html, url=None, model=MODEL).blocks if block.text.isalpha()]


@given(
    st.text(alphabet="<>/abp=\"'& \n\x00é漢", max_size=200), st.sampled_from([None, "http://[", "https://a.example/x"])
)
def test_no_input_raises(html: str, url: str | None) -> None:
    extract_html(html, url=url, model=MODEL)


def test_nothing_of_a_page_is_kept_once_it_is_read() -> None:
    def read(number: int) -> None:
        classes = (f"{number} {index} {'x' * 20_000}" for index in range(40))
        body = "".join(f'<p class="{names}">{SENTENCE}</p>' for names in classes)
        extract_html(f"<html><body>{body}", url=None, model=MODEL)

    read(0)
    tracemalloc.start()
    for number in range(1, 6):
        read(number)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000  # of 4 MB that were read


@pytest.mark.parametrize(("blurred", "unreadable"), [("Kgm shk Jjrcv cvt mwhtvlj " * 20, True), (SENTENCE * 5, False)])
def test_random_letters_are_heard_where_the_model_takes_them_for_no_text(blurred: str, *, unreadable: bool) -> None:
    body = f"<article><h1>Town</h1>{f'<p>{SENTENCE * 3}</p>' * 4}</article>"
    html = f'<html><body>{body}<div class="blur">{f"<p>{blurred}</p>" * 2}</div></body></html>'
    page = extract_html(html, url=None, model=MODEL)
    assert page.unreadable is unreadable
    assert not any("Kgm" in block.text for block in page.blocks)


def test_a_page_is_not_swallowed_by_an_element_left_open_for_browsers_without_scripts() -> None:
    body = f"<noscript><div id=nojs></noscript><div>{f'<p>{SENTENCE * 3}</p>' * 4}</div><noscript><p>No.</p></noscript>"
    page = extract_html(f"<html><body>{body}", url=None, model=MODEL)
    assert [block.text for block in page.blocks] == [(SENTENCE * 3).strip()] * 4


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_extracted(name: str) -> None:
    extract_html(HOSTILE[name], url=None, model=MODEL)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("noted", NOTED)
def test_a_page_is_extracted_that_goes_beyond_what_is_read(limit: str, noted: str) -> None:
    within = extract_html(f"<html>{LIMITS[limit]}", url=None, model=MODEL)
    assert extract_html(f"<html>{LIMITS[limit]}{noted}", url=None, model=MODEL).blocks == within.blocks
