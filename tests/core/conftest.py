"""What the tests of the core share: the rules as shipped, and how long Hypothesis may take on a busy machine."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import worker
from worker.core.urls import Tracking, load_tracking

settings.register_profile("core", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("core")


@pytest.fixture(scope="session")
def tracking() -> Tracking:
    rules = Path(worker.__file__).parent / "rules" / "tracking.toml"
    return load_tracking(tomllib.loads(rules.read_text("utf-8")))
