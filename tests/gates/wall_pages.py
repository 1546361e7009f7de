"""Composes pages and texts of our stories and the walls of publishing systems, and counts what cleaning leaves."""

import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from tests.gates.scoring import Tally, leaked, letters
from worker.core.clean import Cleaner
from worker.core.extract.scanner import scan_html
from worker.errors import NothingToStore
from worker.models import Extraction

SEEN = tomllib.loads(Path(__file__).with_name("walls_pages.toml").read_text("utf-8"))
BLIND = tomllib.loads(Path(__file__).with_name("walls_pages_blind.toml").read_text("utf-8"))
FORMS = ("page", "lines", "one line")
_LINE = 25
"""Letters to which a wall's text counts as left only when it is a line of the text: shorter ones stand in words."""

Tallies = dict[str, Tally]


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A story with a wall in one of the forms in which it may come."""

    name: str
    extraction: Extraction
    story: list[str]
    walls: list[str]
    truncated: bool


def items(cleaner: Cleaner, cases: list[dict[str, Any]]) -> list[Item]:
    found = []
    for case in cases:
        story = SEEN["story"][case["language"]]
        walls = [block.text for block in scan_html(case["html"]).blocks]
        at = {"head": 0, "inside": 2, "tail": len(story)}[case["place"]]
        parts = [f"<p>{escape(paragraph)}</p>" for paragraph in story]
        texts = {
            "lines": [*story[:at], *walls, *story[at:]],
            "one line": [*story[:at], " ".join(walls), *story[at:]],
        }
        for form in FORMS:
            if form == "page":
                html = page("".join([*parts[:at], case["html"], *parts[at:]]), case["language"])
                extraction = cleaner.read_html(html, url="https://example.org/islands/ferry")
            else:
                extraction = cleaner.read_text("\n\n".join(["Ferry 7", *texts[form]]))
            found.append(
                Item(
                    name=f"{form}, {case['language']}, {case['of']}",
                    extraction=extraction,
                    story=story,
                    walls=walls,
                    truncated=case.get("truncated", False),
                )
            )
    return found


def page(body: str, language: str, *, title: str = "Ferry 7") -> str:
    """A page as a publishing system makes it around an article."""
    return (
        f'<!doctype html><html lang="{language}"><head><title>{escape(title)} | Example Post</title>'
        '<meta property="og:type" content="article"></head><body><header class="site-header"><nav><ul>'
        '<li><a href="/">Example Post</a></li><li><a href="/islands">Islands</a></li>'
        "</ul></nav></header><main><article class='post'><h1 class='entry-title'>{escape(title)}</h1>"
        f'<div class="entry-content">{body}</div></article></main><footer class="site-footer"><p>© Example Post</p>'
        '<ul><li><a href="/imprint">Imprint</a></li><li><a href="/privacy">Privacy</a></li></ul></footer></body></html>'
    )


def count_items(cleaner: Cleaner, cases: list[dict[str, Any]], of: str) -> Tallies:
    """That walls go from pages and from texts, that every paragraph stays, and that truncation is told."""
    pages, texts, kept, truncated = Tally(), Tally(), Tally(), Tally()
    for item in items(cleaner, cases):
        text, said = _finish(cleaner, item.extraction)
        long = [wall for wall in item.walls if len(letters(wall)) > _LINE]
        short = [wall for wall in item.walls if len(letters(wall)) <= _LINE]
        left = leaked(long, short, text)
        (pages if item.name.startswith("page") else texts).add(f"{item.name}: {left}", right=not left)
        whole = letters(text)
        for paragraph in item.story:
            kept.add(f"{item.name}: {paragraph}", right=letters(paragraph) in whole)
        truncated.add(f"{item.name}: {said}", right=said is item.truncated)
    return {
        f"walls.{of}.pages_clean": pages,
        f"walls.{of}.texts_clean": texts,
        f"walls.{of}.paragraphs_kept": kept,
        f"walls.{of}.truncation_right": truncated,
    }


def count_genuine(cleaner: Cleaner, cases: list[dict[str, Any]], of: str) -> Tallies:
    """Short articles about subscriptions, newsletters, cookies and registers: that nothing of them goes."""
    whole = Tally()
    for case in cases:
        lines = case["lines"]
        html = page(
            "".join(f"<p>{escape(line)}</p>" for line in lines[1:]), case["language"], title=lines[0].rstrip(".")
        )
        for extraction in (cleaner.read_html(html), cleaner.read_text("\n\n".join([lines[0].rstrip("."), *lines[1:]]))):
            uncut, _ = _finish(cleaner, extraction, cut=False)
            text, said = _finish(cleaner, extraction)
            whole.add(f"{case['language']}: {lines[0]}", right=letters(text) == letters(uncut) and said is False)
    return {f"walls.{of}.genuine_whole": whole}


def _finish(cleaner: Cleaner, extraction: Extraction, *, cut: bool = True) -> tuple[str, bool | None]:
    try:
        draft = cleaner.finish(extraction, cut=cut)
    except NothingToStore:
        return "", None
    return draft.text, draft.truncated
