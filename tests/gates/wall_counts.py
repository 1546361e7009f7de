"""What the walls gate counts, on our own texts and on real pages: for the gate, and for what varies the thresholds."""

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.gates.scoring import Tally, leaked, lost
from worker.core.clean import Cleaner
from worker.core.text.lists import starts_item
from worker.core.walls.cues import WallRules
from worker.core.walls.cut import cut_walls
from worker.errors import NothingToStore
from worker.models import Access, Block, BlockKind, Extraction, WallRemoval

OURS = tomllib.loads(Path(__file__).with_name("walls.toml").read_text("utf-8"))
for _kind, _rows in tomllib.loads(Path(__file__).with_name("walls_blind.toml").read_text("utf-8")).items():
    OURS[_kind] += _rows

Tallies = dict[str, Tally]


@dataclass(frozen=True, kw_only=True, slots=True)
class RealPage:
    """A labelled page or text of the corpus, read; None for what has nothing to read."""

    label: dict[str, Any]
    extraction: Extraction | None
    uncut: str
    """Its text with the walls in it."""


def trim(rules: WallRules, lines: Sequence[str], language: str | None) -> WallRemoval:
    kinds = [BlockKind.LIST_ITEM if starts_item(line) else BlockKind.PARAGRAPH for line in lines]
    blocks = [Block(kind=kind, text=line) for kind, line in zip(kinds, lines, strict=True)]
    return cut_walls(blocks, rules, language=language, access=Access())


def count_tails(rules: WallRules, *, known: bool) -> Tallies:
    """Walls under a story: that their lines go, that the story stays, and that truncation is told."""
    bodies, lines, truncated = Tally(), Tally(), Tally()
    for tail in OURS["tail"]:
        body = OURS["body"][tail["language"]]
        trimmed = trim(rules, [*body, *tail["lines"]], tail["language"] if known else None)
        kept = [block.text for block in trimmed.blocks]
        bodies.add(str(tail["lines"]), right=kept[: len(body)] == body)
        for line in tail["lines"]:
            lines.add(line, right=line not in kept)
        truncated.add(str(tail["lines"]), right=trimmed.truncated is tail["truncated"])
    return {
        "walls.ours.stories_whole": bodies,
        "walls.ours.lines_cut": lines,
        "walls.ours.truncation_right": truncated,
    }


def count_boxes(rules: WallRules) -> Tallies:
    """Boxes between two paragraphs: that they go, that the paragraphs stay, and that nothing is called truncated."""
    bodies, lines = Tally(), Tally()
    for box in OURS["inside"]:
        first, second = OURS["body"][box["language"]]
        trimmed = trim(rules, [first, *box["lines"], second], box["language"])
        kept = [block.text for block in trimmed.blocks]
        bodies.add(str(box["lines"]), right=(kept[0], kept[-1], trimmed.truncated) == (first, second, False))
        for line in box["lines"]:
            lines.add(line, right=line not in kept)
    return {"walls.ours.stories_whole": bodies, "walls.ours.boxes_cut": lines}


def count_stories(rules: WallRules) -> Tallies:
    """Stories without a wall, some of them about subscriptions: that nothing goes."""
    whole = Tally()
    stories = [(language, body) for language, body in OURS["body"].items()]
    for language, lines in [*stories, *((story["language"], story["lines"]) for story in OURS["genuine"])]:
        for asked in (language, None):
            trimmed = trim(rules, lines, asked)
            right = [block.text for block in trimmed.blocks] == lines and trimmed.truncated is False
            whole.add(f"{language}: {lines[0]}", right=right)
    return {"walls.ours.stories_whole": whole}


def read_pages(cleaner: Cleaner, corpus: Path, folder: str = "walls") -> list[RealPage]:
    """The labelled pages of a folder of the corpus, which need to be read only once."""
    pages = []
    for path in sorted((corpus / folder).glob("*.json")):
        label = json.loads(path.read_text("utf-8"))
        try:
            if label["format"] == "html":
                html = path.with_suffix(".html").read_bytes().decode("utf-8", "replace")
                extraction = cleaner.read_html(html, url=label["url"])
            else:
                extraction = cleaner.read_text(path.with_suffix(".txt").read_text("utf-8"), url=label["url"])
        except NothingToStore:
            pages.append(RealPage(label=label, extraction=None, uncut=""))
            continue
        uncut, _ = _finish(cleaner, extraction, cut=False)
        pages.append(RealPage(label=label, extraction=extraction, uncut=uncut))
    return pages


def count_pages(cleaner: Cleaner, pages: Sequence[RealPage]) -> Tallies:
    """Real pages: that walls go, that sentences stay which a reader would miss, and that truncation is told."""
    clean_pages, clean_texts, kept, negatives, precision, recall = (Tally() for _ in range(6))
    for page in pages:
        label = page.label
        text, truncated = _finish(cleaner, page.extraction, cut=True) if page.extraction else ("", None)
        walls = label["wall_text"], label.get("wall_lines", [])
        gone = set(lost(label["must_keep"], text)) - set(lost(label["must_keep"], page.uncut))
        for sentence in label["must_keep"]:
            kept.add(f"{label['id']}: {sentence}", right=sentence not in gone)
        if any(walls):
            (clean_pages if label["format"] == "html" else clean_texts).add(label["id"], right=not leaked(*walls, text))
        if "hard_negative" in label["group"]:
            negatives.add(label["id"], right=not gone)
        if truncated and label["body_truncated"] in {True, False}:
            precision.add(label["id"], right=label["body_truncated"])
        if label["body_truncated"] is True:
            recall.add(label["id"], right=bool(truncated))
    return {
        "walls.corpus.pages_clean": clean_pages,
        "walls.corpus.texts_clean": clean_texts,
        "walls.corpus.sentences_kept": kept,
        "walls.corpus.hard_negatives_whole": negatives,
        "walls.corpus.truncated_precision": precision,
        "walls.corpus.truncated_recall": recall,
    }


def _finish(cleaner: Cleaner, extraction: Extraction, *, cut: bool) -> tuple[str, bool | None]:
    try:
        draft = cleaner.finish(extraction, cut=cut)
    except NothingToStore:
        return "", None
    return draft.text, draft.truncated
