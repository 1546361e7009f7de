"""The figures that the block model is given: what the model file was trained on, to the last column."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract import features as module
from worker.core.extract import layout, openings
from worker.core.extract.features import _CLASSES, About, _shape, column_names, features, is_lead, shape
from worker.core.extract.openings import NO_WORDS
from worker.core.extract.scan import RawBlock
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


TWINS = (
    *((module, name) for name in ("shape", "words", "moved", "surroundings")),
    *((layout, name) for name in ("said", "handed_down", "ancestry", "spread", "pair_numbers")),
    *((openings, name) for name in ("first_words", "weighed")),
)
compiled = pytest.mark.skipif(shape is _shape, reason="no compiled twin was built")


@contextmanager
def plain() -> Iterator[None]:
    """Every twin in its plain form."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in TWINS:
            patch.setattr(place, name, getattr(place, f"_{name}"))
        yield


@compiled
@given(st.lists(st.tuples(st.text(min_size=1), *[st.integers(0, 50)] * 3), min_size=1))
def test_the_compiled_shape_is_the_plain_one_in_any_script(rows: list[tuple[str, int, int, int]]) -> None:
    blocks = [RawBlock(text, 0, link_chars, links, bold_chars) for text, link_chars, links, bold_chars in rows]
    one, other = shape(blocks, _CLASSES), _shape(blocks, _CLASSES)
    assert list(one) == list(other)
    assert all(one[name].tobytes() == other[name].tobytes() for name in one)


@compiled
def test_the_compiled_shape_counts_each_character_as_the_plain_one() -> None:
    blocks = [RawBlock(chr(code) * (code % 600 + 1), 0, 0, 0, 0) for code in range(0, 0x11000, 7)]
    blocks += [RawBlock(" a." * 50_000, 0, 0, 0, 0), RawBlock("\ud800" + "9" * 300 + "\U0010ffff", 0, 0, 0, 0)]
    one, other = shape(blocks, _CLASSES), _shape(blocks, _CLASSES)
    assert all(one[name].tobytes() == other[name].tobytes() for name in one)


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
    found = features(scan, about)
    with plain():
        assert found.tobytes() == features(scan, about).tobytes()


@compiled
@pytest.mark.parametrize("name", PAGES)
def test_the_compiled_columns_bear_the_names_of_the_plain_ones(name: str) -> None:
    html, about = PAGES[name]
    scan = scan_html(html)
    found = module._columns(scan, about, NO_WORDS)
    with plain():
        other = module._columns(scan, about, NO_WORDS)
    assert list(found) == list(other)
    assert all(found[column].tobytes() == other[column].tobytes() for column in found)
