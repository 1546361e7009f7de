"""Floors: what was reached once is held. `floors.json` names each figure, all of them shares where more is better."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

FLOORS = Path(__file__).with_name("floors.json")


@pytest.fixture(scope="session")
def floors() -> dict[str, float]:
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    return floors


@pytest.fixture(scope="session")
def hold(floors: dict[str, float]) -> Callable[[str, float, object], None]:
    """Asserts that a figure is not below its floor; the third argument is shown when it is."""

    def check(name: str, reached: float, why: object = "") -> None:
        assert reached >= floors[name], f"{name}: {reached:.4f} is below its floor {floors[name]}: {why}"

    return check


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real pages, with `walls/`, `articles/` and `topics/`; never part of the repository."""
    folder = os.environ.get("NEWSWIRE_CORPUS", "")
    if not folder:
        pytest.skip("NEWSWIRE_CORPUS names no corpus")
    return Path(folder)
