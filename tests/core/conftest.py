"""What the tests of the core share: the rules as shipped, and how long Hypothesis may take on a busy machine."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import worker
from worker.core.urls import Tracking, load_tracking
from worker.core.walls.cues import WallRules, load_rules

# CI tries the same examples each time: what it says is about the change; new ones are looked for at home.
settings.register_profile(
    "core", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("core")


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
