"""The floors themselves: they only rise."""

import json
import subprocess

import pytest

from benchmarks.mutate.__main__ import FLOOR as FOUND
from tests.gates.conftest import FLOORS

pytestmark = pytest.mark.gate


def test_no_floor_is_lower_than_what_was_committed_last(floors: dict[str, float]) -> None:
    shown = subprocess.run(
        ["git", "show", f"HEAD:./{FLOORS.name}"], cwd=FLOORS.parent, capture_output=True, text=True, check=False
    )
    if shown.returncode:
        pytest.skip("no commit to compare with")

    before = json.loads(shown.stdout)

    assert {name: floors.get(name) for name in before if floors.get(name, -1.0) < before[name]} == {}


def test_no_fewer_faults_have_to_be_found_than_before() -> None:
    """Of the faults that `make mutate` puts into the core."""
    shown = subprocess.run(
        ["git", "show", f"HEAD:./{FOUND.name}"], cwd=FOUND.parent, capture_output=True, text=True, check=False
    )
    if shown.returncode:
        pytest.skip("no commit to compare with")

    assert json.loads(FOUND.read_text("utf-8"))["found"] >= json.loads(shown.stdout)["found"]


def test_every_floor_is_a_share(floors: dict[str, float]) -> None:
    assert all(0.0 <= floor <= 1.0 for floor in floors.values())
