"""The figures that the block model is given: what the model file was trained on, to the last column."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.features import About, _features, column_names, features, is_lead
from worker.core.extract.openings import NO_WORDS, begun, names_of
from worker.core.extract.scan import RawBlock, Scan
from worker.core.extract.scanner import scan_html

FIGURES = Path(__file__).with_name("figures.json")
NOBODY = About(title="", summary="", authors=(), declared_text="", news=False, article=False)
SENTENCE = "The council of the harbour town voted on Tuesday to rebuild the old pier, after a debate of nine hours. "
SUMMARY = "The council of the harbour town voted on Tuesday to rebuild it. More follows."

NEWS = f"""<html><body><header><nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/s">Sport 24</a></li>
</ul></nav></header><main class="content"><div class="wrap"><article id="story"><h1>Town rebuilds its pier</h1>
<p class="byline">By Ann Grey | 3 May 2024</p><p class="lead"><b>{SENTENCE}</b></p>
<div class="p1"><p>{SENTENCE * 2}</p></div>
<div class="p2"><p>{SENTENCE * 3} <a href="/x">More on this</a></p></div><div class="p3"><p>“{SENTENCE}”</p></div>
<h2>WHAT COMES NEXT?</h2><blockquote>{SENTENCE}</blockquote>
<p>港の町の議会は火曜日に古い桟橋を再建することを決めました。</p>
<p>Photo: Jo Doe</p><ul><li>{SENTENCE * 2}</li><li>One; two, three; 4 – 5</li></ul></article>
<aside class="related"><h3>Read more</h3><a href="/a">Boats return to the harbour after the storm</a>
<a href="/b">Boats return to the harbour after the storm</a></aside></div></main>
<section class="comments"><p>{SENTENCE}</p><p>I agree with all that was said here by the others before me.</p></section>
<footer><p>Subscribe to our newsletter</p><p>© The Harbour 2024</p></footer></body></html>"""
FLAT = "<td>" + "<br><br>".join([SENTENCE, "Menu", SENTENCE * 2, "12:30", SENTENCE])
LABELS = '<div><a href="/">Home</a></div><div><a href="/b">News</a></div><div>Share</div>'
TOLD = About(
    title="Town rebuilds its pier",
    summary=SUMMARY,
    authors=("Ann Grey",),
    declared_text=SENTENCE * 2,
    news=True,
    article=True,
)
PAGES = {
    "a newsroom's page": (NEWS, TOLD),
    "the same page, nothing known": (NEWS, NOBODY),
    "one cell": (FLAT, NOBODY),
    "labels": (LABELS, NOBODY),
    "a word": ("a", NOBODY),
}


def summed(html: str, about: About) -> list[float]:
    """Each column as one number, in which no two blocks may change places."""
    rows = features(scan_html(html), about).astype(np.float64)
    weights = np.sqrt(np.arange(1, len(rows) + 1))[:, None]
    return [round(float(figure), 4) for figure in ((rows * weights).sum(axis=0))]


def test_the_figures_are_those_that_the_model_was_trained_on() -> None:
    """A change here asks for a new model file (`benchmarks.train_blocks`), and then for UPDATE_FIGURES=1."""
    found = {name: summed(html, about) for name, (html, about) in PAGES.items()}
    if os.environ.get("UPDATE_FIGURES"):
        lines = (f'"{name}":\n{json.dumps(figures)}' for name, figures in found.items())
        FIGURES.write_text("{" + ",\n".join(lines) + "}\n", "utf-8")
    known = json.loads(FIGURES.read_text("utf-8"))
    assert found.keys() == known.keys()
    for name, figures in found.items():
        changed = ~np.isclose(figures, known[name], rtol=1e-4, atol=1e-3)
        assert [column_names()[place] for place in np.flatnonzero(changed)] == [], name


def said(html: str, **known: object) -> dict[str, list[float]]:
    """The figures of a page's blocks, by the names of their columns."""
    rows = features(scan_html(html), replace(NOBODY, **known))
    return dict(zip(column_names(), rows.T.tolist(), strict=True))


def test_length_links_and_bold_are_told_of_each_block() -> None:
    columns = said('<p>one two <a href="/">three</a></p><p><b>bold</b> four</p>')
    assert columns["words"] == pytest.approx(np.log1p([3, 2]).tolist())
    assert columns["characters"] == pytest.approx(np.log1p([13, 9]).tolist())
    assert columns["link_share"] == pytest.approx([5 / 13, 0])
    assert columns["links"] == [1, 0]
    assert columns["bold_share"] == pytest.approx([0, 4 / 9])


def test_each_column_has_a_name_of_its_own() -> None:
    assert len(set(column_names())) == len(column_names()) > 100


def test_a_block_is_told_what_stands_beside_it() -> None:
    columns = said("<p>one two three</p><p><b>four</b></p><p>share this</p>")
    for name in ("words", "bold_share", "near_tag_p"):
        own = columns[name]
        assert columns[f"{name}@-1"] == [-1, *own[:2]]
        assert columns[f"{name}@+1"] == [*own[1:], -1]
        assert columns[f"{name}@-2"] == [-1, -1, own[0]]
        assert columns[f"{name}@+2"] == [own[2], -1, -1]
    assert columns["begins_share@+1"] == [0, 1, -1]


def test_the_title_counts_where_it_stands_first_though_it_be_written_with_a_few_signs_more() -> None:
    page = "<p>Town pier</p><p>a</p><p>Town pier!!!!!!!!</p><p>Town pier!!!!!!!!!</p><p>Town: pier</p>"
    columns = said(page, title="Town pier")
    assert columns["is_title"] == [1, 0, 1, 0, 1]
    assert columns["blocks_since_title"] == [0, 1, 2, 3, 4]
    assert said("<p>a</p><p>Town pier</p>" + page, title="Town pier")["blocks_since_title"] == [-1, 0, 1, 2, 3, 4, 5]


def test_without_a_title_the_first_heading_is_the_middle() -> None:
    assert said("<p>a</p><p>b</p><h1>c</h1><p>d</p>")["blocks_since_title"] == [-2, -1, 0, 1]


def test_bylines_and_the_declared_body_are_seen_in_the_text() -> None:
    columns = said(
        f"<p>By Ann Grey</p><p>{SENTENCE}</p><p>{'Ann Grey ' * 23}</p><p>Something else</p><p>too short</p>",
        authors=("Ann Grey",),
        declared_text=SENTENCE * 2,
    )
    assert columns["has_author"] == [1, 0, 0, 0, 0]
    assert columns["is_declared"] == [0, 1, -1, -1, 0]
    assert columns["times"] == [1] * 5


@pytest.mark.parametrize(
    ("text", "summary", "lead"),
    [
        ("The council of the harbour town voted on Tuesday.", SUMMARY, True),
        ("HARBOUR (dpa) – " + SUMMARY, SUMMARY, True),
        (SUMMARY, "The council of the harbour town voted on Tuesday to rebuild all of it at once.", True),
        ("Harbour, x. – " + SENTENCE, SUMMARY, True),
        ("The council of the other town voted on Monday to leave it.", SUMMARY, False),
        ("A" * 20, "A" * 20, False),
        ("A" * 21, "A" * 21, True),
        ("x" * 15 + SUMMARY[20:65], SUMMARY, False),
        ("x" * 15 + SUMMARY[20:66], SUMMARY, True),
    ],
)
def test_a_lead_says_what_the_declared_summary_says(text: str, summary: str, *, lead: bool) -> None:
    assert is_lead(text, summary) is lead


@pytest.mark.parametrize(
    "html",
    [
        "a",
        "<a href=x>b</a>",
        "<p>" * 50 + "漢字",
        "<table><tr><td>1",
        "<h1>x</h1>" * 300,
        "<p>\U0001f600\ud800</p>",
        "<p>😀 😀",
    ],
)
def test_odd_pages_have_finite_features(html: str) -> None:
    assert np.isfinite(features(scan_html(html), NOBODY)).all()


compiled = pytest.mark.skipif(features is _features, reason="no compiled twin was built")


def differing(scan: Scan, about: About = NOBODY, weights: dict[str, float] = NO_WORDS) -> list[str]:
    """The columns of which the twins say different things, to the bit."""
    one, other = features(scan, about, weights), _features(scan, about, weights)
    assert one.shape == other.shape
    return [name for place, name in enumerate(column_names()) if one[:, place].tobytes() != other[:, place].tobytes()]


def holding(blocks: list[RawBlock]) -> Scan:
    """A page of these blocks, in one element."""
    scan = scan_html("<p></p>")
    for block in blocks:
        scan.blocks.texts.append(block.text)
        scan.blocks.elements.append(block.element)
        scan.blocks.link_chars.append(block.link_chars)
        scan.blocks.links.append(block.links)
        scan.blocks.bold_chars.append(block.bold_chars)
    return scan


@compiled
@given(st.lists(st.tuples(st.text(min_size=1), *[st.integers(0, 50)] * 3), min_size=1))
def test_blocks_in_any_script_are_counted_alike(rows: list[tuple[str, int, int, int]]) -> None:
    scan = holding([RawBlock(text, 0, link_chars, links, bold_chars) for text, link_chars, links, bold_chars in rows])
    assert differing(scan) == []


@compiled
def test_each_character_is_counted_alike() -> None:
    blocks = [RawBlock(chr(code) * (code % 600 + 1), 0, 0, 0, 0) for code in range(0, 0x11000, 7)]
    blocks += [RawBlock(" a." * 50_000, 0, 0, 0, 0), RawBlock("\ud800" + "9" * 300 + "\U0010ffff", 0, 0, 0, 0)]
    assert differing(holding(blocks)) == []


def weighed_apart(texts: list[str]) -> dict[str, float]:
    """A weight of its own for each word that a text begins with, so that no word can pass for another."""
    beginnings = begun(texts)
    words = {word for block in beginnings for word in block}
    words |= {name for block in beginnings if block for name in names_of(block) if name}
    return {word: number / 16 for number, word in enumerate(sorted(words), 1)}


@compiled
def test_each_character_parts_words_alike() -> None:
    # nine to a block, so that none is behind the last word that is read
    texts = [" ".join(f"a{chr(code)}b" for code in range(start, start + 9)) for start in range(1, 0x11000, 9)]
    assert differing(holding([RawBlock(text, 0, 0, 0, 0) for text in texts]), weights=weighed_apart(texts)) == []


@compiled
@given(st.lists(st.text(min_size=1) | st.text(alphabet="aB1_²ß İΣ-.港½٣", min_size=1, max_size=300), min_size=1))
def test_words_are_weighed_alike(texts: list[str]) -> None:
    scan = holding([RawBlock(text, 0, 0, 0, 0) for text in texts])
    assert differing(scan, replace(NOBODY, title=texts[0]), weighed_apart(texts)) == []


tags = st.sampled_from(("p", "div", "h1", "h2", "li", "a", "b", "article", "section", "br", "td", "aside"))
classes = st.sampled_from(("", "comments", "c1", "c2", "story-body", "share", "x" * 300, "x" * 201 + "1"))
texts = st.sampled_from(
    (SENTENCE, SUMMARY, "Share this", "By Ann Grey", "Town rebuilds its pier", "港の町", "1, 2", "")
)
elements = st.tuples(tags, classes, texts | st.text(), st.booleans())


@compiled
@given(st.lists(elements, max_size=40), st.sampled_from((NOBODY, TOLD)))
def test_the_compiled_figures_are_the_plain_ones(parts: list[tuple[str, str, str, bool]], about: About) -> None:
    page = "".join(
        f'<{tag} class="{names}">{text}' + (f"</{tag}>" if closed else "") for tag, names, text, closed in parts
    )
    scan = scan_html(f"<p>one</p>{page}")
    assert differing(scan, about) == []


@compiled
@pytest.mark.parametrize("name", PAGES)
def test_the_compiled_columns_are_the_plain_ones_of(name: str) -> None:
    html, about = PAGES[name]
    scan = scan_html(html)
    assert differing(scan, about, weighed_apart(scan.blocks.texts)) == []
