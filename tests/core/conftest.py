"""What the tests of the core share: the rules as shipped."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

import worker
from worker.core.urls import Tracking, load_tracking
from worker.core.walls.cues import WallRules, load_rules


@pytest.fixture(scope="session")
def tracking() -> Tracking:
    rules = Path(worker.__file__).parent / "rules" / "tracking.toml"
    return load_tracking(tomllib.loads(rules.read_text("utf-8")))


@pytest.fixture(scope="session")
def packs() -> dict[str, Any]:
    folder = Path(worker.__file__).parent / "rules" / "walls"
    return {path.name: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}


@pytest.fixture(scope="session")
def walls(packs: dict[str, Any]) -> WallRules:
    return load_rules(packs)
