"""Walls go, genuine text stays, truncation is seen: on our own texts always, on real pages when there are some."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.gates.scoring import Tally, leaked, lost
from worker.core.clean import Cleaner
from worker.core.text.lists import starts_item
from worker.core.walls.cut import cut_walls
from worker.errors import NothingToStore
from worker.models import Access, Block, BlockKind, WallRemoval
from worker.services import Services
from worker.settings import Settings

pytestmark = pytest.mark.gate

OURS = tomllib.loads(Path(__file__).with_name("walls.toml").read_text("utf-8"))
for _kind, _rows in tomllib.loads(Path(__file__).with_name("walls_blind.toml").read_text("utf-8")).items():
    OURS[_kind] += _rows
LANGUAGES = sorted(OURS["body"])


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Services(settings=Settings()).cleaner


def trim(cleaner: Cleaner, lines: list[str], language: str | None) -> WallRemoval:
    kinds = [BlockKind.LIST_ITEM if starts_item(line) else BlockKind.PARAGRAPH for line in lines]
    blocks = [Block(kind=kind, text=line) for kind, line in zip(kinds, lines, strict=True)]
    return cut_walls(blocks, cleaner.walls, language=language, access=Access())


@pytest.mark.parametrize("known", [True, False], ids=["language known", "language unknown"])
def test_our_walls_go_and_our_stories_stay(cleaner: Cleaner, hold: Callable[..., None], *, known: bool) -> None:
    lines, truncated = Tally(), Tally()
    for tail in OURS["tail"]:
        body = OURS["body"][tail["language"]]
        trimmed = trim(cleaner, [*body, *tail["lines"]], tail["language"] if known else None)
        kept = [block.text for block in trimmed.blocks]

        assert kept[: len(body)] == body
        for line in tail["lines"]:
            lines.add(line, right=line not in kept)
        truncated.add(str(tail["lines"]), right=trimmed.truncated is tail["truncated"])

    hold("walls.ours.lines_cut", lines.share, lines.wrong)
    hold("walls.ours.truncation_right", truncated.share, truncated.wrong)


def test_our_boxes_between_paragraphs_go_and_prove_nothing(cleaner: Cleaner, hold: Callable[..., None]) -> None:
    lines = Tally()
    for box in OURS["inside"]:
        first, second = OURS["body"][box["language"]]
        trimmed = trim(cleaner, [first, *box["lines"], second], box["language"])
        kept = [block.text for block in trimmed.blocks]

        assert (kept[0], kept[-1], trimmed.truncated) == (first, second, False)
        for line in box["lines"]:
            lines.add(line, right=line not in kept)

    hold("walls.ours.boxes_cut", lines.share, lines.wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_without_a_wall_stays_whole(cleaner: Cleaner, language: str) -> None:
    body = OURS["body"][language]

    for asked in (language, None):
        trimmed = trim(cleaner, body, asked)
        assert [block.text for block in trimmed.blocks] == body
        assert (trimmed.wall, trimmed.cuts, trimmed.truncated) == (None, (), False)


@pytest.mark.parametrize("story", OURS["genuine"], ids=lambda story: story["lines"][0][:40])
def test_a_story_about_subscriptions_registers_or_newsletters_stays_whole(
    cleaner: Cleaner, story: dict[str, Any]
) -> None:
    for asked in (story["language"], None):
        trimmed = trim(cleaner, story["lines"], asked)
        assert [block.text for block in trimmed.blocks] == story["lines"]
        assert trimmed.truncated is False


def test_every_language_of_the_rules_has_texts_of_ours(cleaner: Cleaner) -> None:
    assert set(cleaner.walls.choices) - {"any"} == set(OURS["body"]) == {tail["language"] for tail in OURS["tail"]}


def test_real_pages_keep_their_text_and_lose_their_walls(
    cleaner: Cleaner, hold: Callable[..., None], corpus: Path
) -> None:
    clean_pages, clean_texts, kept, negatives = Tally(), Tally(), Tally(), Tally()
    seen, found, called = 0, 0, 0
    for path in sorted((corpus / "walls").glob("*.json")):
        label = json.loads(path.read_text("utf-8"))
        with_walls, without = _both(cleaner, path, label)
        walls = label["wall_text"], label.get("wall_lines", [])
        gone = set(lost(label["must_keep"], without[0])) - set(lost(label["must_keep"], with_walls[0]))
        for sentence in label["must_keep"]:
            kept.add(f"{label['id']}: {sentence}", right=sentence not in gone)
        if any(walls):
            (clean_pages if label["format"] == "html" else clean_texts).add(
                label["id"], right=not leaked(*walls, without[0])
            )
        if "hard_negative" in label["group"]:
            negatives.add(label["id"], right=not gone)
        if label["body_truncated"] in {True, False}:
            seen += label["body_truncated"]
            called += bool(without[1])
            found += bool(without[1]) and label["body_truncated"]

    hold("walls.corpus.pages_clean", clean_pages.share, clean_pages.wrong)
    hold("walls.corpus.texts_clean", clean_texts.share, clean_texts.wrong)
    hold("walls.corpus.sentences_kept", kept.share, kept.wrong)
    hold("walls.corpus.hard_negatives_whole", negatives.share, negatives.wrong)
    hold("walls.corpus.truncated_precision", found / called if called else 1.0)
    hold("walls.corpus.truncated_recall", found / seen if seen else 1.0)


def test_the_reference_text_comes_out_as_expected(cleaner: Cleaner, corpus: Path) -> None:
    seeds = sorted((corpus.parent / "seed").glob("*.txt"))
    if not seeds:
        pytest.skip("no reference text beside the corpus")
    for seed in seeds:
        wanted = json.loads(seed.with_suffix(".expected.json").read_text("utf-8"))
        draft = cleaner.finish(cleaner.read_text(seed.read_text("utf-8")))

        assert (draft.title, draft.summary, list(draft.authors)) == (
            wanted["title"],
            wanted["summary"],
            wanted["authors"],
        )
        assert draft.published is not None
        assert draft.published.value.date().isoformat() == wanted["published"]["value"]
        assert draft.published.precision == wanted["published"]["precision"]
        assert draft.language == wanted["language"]
        assert (draft.images[0].caption, draft.images[0].credit) == (wanted["caption"], wanted["credit"])
        assert [label.text for label in draft.labels] == wanted["publisher_topics"]
        assert [block.text for block in draft.blocks] == wanted["body"]
        assert draft.wall == wanted["wall"]["kind"]
        assert [line for cut in draft.cuts for line in cut.text.split("\n")] == wanted["wall"]["removed"]
        assert draft.truncated is wanted["truncated"]


def _both(cleaner: Cleaner, path: Path, label: dict[str, Any]) -> list[tuple[str, bool | None]]:
    """(text, truncated) of an item with its walls left in, and without them."""
    results: list[tuple[str, bool | None]] = []
    for cut in (False, True):
        try:
            if label["format"] == "html":
                html = path.with_suffix(".html").read_bytes().decode("utf-8", "replace")
                extraction = cleaner.read_html(html, url=label["url"])
            else:
                extraction = cleaner.read_text(path.with_suffix(".txt").read_text("utf-8"), url=label["url"])
            draft = cleaner.finish(extraction, cut=cut)
            results.append((draft.text, draft.truncated))
        except NothingToStore:
            results.append(("", None))
    return results
