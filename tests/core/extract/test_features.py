"""The figures that the block model is given: what the model file was trained on, to the last column."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from worker.core.extract.features import WIDTH, About, features, is_lead
from worker.core.extract.scan import scan_html

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
        assert np.flatnonzero(changed).tolist() == [], name


def test_length_links_and_bold_are_told_of_each_block() -> None:
    rows = features(scan_html('<p>one two <a href="/">three</a></p><p><b>bold</b> four</p>'), NOBODY)
    assert rows.shape == (2, WIDTH)
    assert rows[:, 0].tolist() == pytest.approx(np.log1p([3, 2]).tolist())
    assert rows[:, 1].tolist() == pytest.approx(np.log1p([13, 9]).tolist())
    assert rows[:, 2].tolist() == pytest.approx([5 / 13, 0])
    assert rows[:, 3].tolist() == [1, 0]
    assert rows[:, 4].tolist() == pytest.approx([0, 4 / 9])


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
