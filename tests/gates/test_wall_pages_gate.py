"""Walls of publishing systems go from pages and from texts, and articles about such things stay: seen and blind."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gates.wall_pages import BLIND, BLIND_TEXTS, SEEN, SEEN_TEXTS, count_genuine, count_items, count_texts
from worker.core.clean import Cleaner
from worker.services import Services
from worker.settings import Settings

pytestmark = pytest.mark.gate


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Services(settings=Settings()).cleaner


@pytest.mark.parametrize(("of", "cases"), [("seen", SEEN), ("blind", BLIND)])
def test_walls_of_publishing_systems_go_and_stories_stay(
    cleaner: Cleaner, hold: Callable[..., None], of: str, cases: dict[str, Any]
) -> None:
    counted = count_items(cleaner, cases["wall"], of) | count_genuine(cleaner, cases["genuine"], of)
    for name, tally in counted.items():
        hold(name, tally.share, tally.wrong if of == "seen" else "blind: the cases are not looked at")


@pytest.mark.parametrize(("of", "cases"), [("seen", SEEN_TEXTS), ("blind", BLIND_TEXTS)])
def test_walls_run_into_one_line_go_and_the_sentences_before_them_stay(
    cleaner: Cleaner, hold: Callable[..., None], of: str, cases: dict[str, Any]
) -> None:
    for name, tally in count_texts(cleaner, cases["wall"], of).items():
        hold(name, tally.share, tally.wrong if of == "seen" else "blind: the cases are not looked at")
