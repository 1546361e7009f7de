"""Walls go, genuine text stays, truncation is seen: on our own texts always, on real pages when there are some."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.gates.wall_counts import OURS, Tallies, count_boxes, count_pages, count_tails, read_pages, trim
from worker.core.clean import Cleaner
from worker.services import Services
from worker.settings import Settings

pytestmark = pytest.mark.gate

LANGUAGES = sorted(OURS["body"])


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Services(settings=Settings()).cleaner


@pytest.mark.parametrize("known", [True, False], ids=["language known", "language unknown"])
def test_our_walls_go_and_our_stories_stay(cleaner: Cleaner, hold: Callable[..., None], *, known: bool) -> None:
    _hold_all(hold, count_tails(cleaner.walls, known=known))


def test_our_boxes_between_paragraphs_go_and_prove_nothing(cleaner: Cleaner, hold: Callable[..., None]) -> None:
    _hold_all(hold, count_boxes(cleaner.walls))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_story_without_a_wall_stays_whole(cleaner: Cleaner, language: str) -> None:
    body = OURS["body"][language]

    for asked in (language, None):
        trimmed = trim(cleaner.walls, body, asked)
        assert [block.text for block in trimmed.blocks] == body
        assert (trimmed.wall, trimmed.cuts, trimmed.truncated) == (None, (), False)


@pytest.mark.parametrize("story", OURS["genuine"], ids=lambda story: story["lines"][0][:40])
def test_a_story_about_subscriptions_registers_or_newsletters_stays_whole(
    cleaner: Cleaner, story: dict[str, Any]
) -> None:
    for asked in (story["language"], None):
        trimmed = trim(cleaner.walls, story["lines"], asked)
        assert [block.text for block in trimmed.blocks] == story["lines"]
        assert trimmed.truncated is False


def test_every_language_of_the_rules_has_texts_of_ours(cleaner: Cleaner) -> None:
    assert set(cleaner.walls.choices) - {"any"} == set(OURS["body"]) == {tail["language"] for tail in OURS["tail"]}


def test_real_pages_keep_their_text_and_lose_their_walls(
    cleaner: Cleaner, hold: Callable[..., None], corpus: Path
) -> None:
    _hold_all(hold, count_pages(cleaner, read_pages(cleaner, corpus)))


def test_more_real_pages_keep_their_text_and_lose_their_walls(
    cleaner: Cleaner, hold: Callable[..., None], corpus: Path
) -> None:
    """Mostly walls between paragraphs and below whole texts; too few are truncated for a share of those."""
    counted = count_pages(cleaner, read_pages(cleaner, corpus, "walls_more"))
    for figure in ("pages_clean", "sentences_kept"):
        tally = counted[f"walls.corpus.{figure}"]
        hold(f"walls.more.{figure}", tally.share, tally.wrong)


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


def _hold_all(hold: Callable[..., None], tallies: Tallies) -> None:
    for name, tally in tallies.items():
        hold(name, tally.share, tally.wrong)
