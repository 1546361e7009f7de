"""Small feeds in the shape of bug reports, each with what is right of it, in a folder outside of the repository.

NEWSWIRE_CASES names the folder that holds `feeds/expected.json` and the feeds beside it. Each expectation is a field of
an entry (`0.title`), the number of entries that must be taken (`keys`), or one of the words of the folder's README.
"""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

import worker
from tests.support.feed_expectations import wrong
from worker.core.feeds.parse import parse_feed
from worker.core.urls import Tracking, load_tracking

TRACKING: Tracking = load_tracking(
    tomllib.loads((Path(worker.__file__).parent / "rules" / "tracking.toml").read_text("utf-8"))
)
CASES = Path(os.environ.get("NEWSWIRE_CASES", "")) / "feeds"
EXPECTED: dict[str, Any] = (
    json.loads((CASES / "expected.json").read_text("utf-8")) if os.environ.get("NEWSWIRE_CASES") else {}
)

pytestmark = pytest.mark.skipif(not EXPECTED, reason="no cases: set NEWSWIRE_CASES")


@pytest.mark.parametrize("name", EXPECTED or ["none"])
def test_a_feed_in_the_shape_of_a_bug_report_is_read_right(name: str) -> None:
    case = EXPECTED[name]
    parsed = parse_feed(
        (CASES / name).read_bytes(), url=case["url"], content_type=case["content_type"], tracking=TRACKING
    )
    assert wrong(parsed, case["expect"]) == {}
