"""Small feeds in the shape of bug reports, each with what is right of it, in a folder outside of the repository.

NEWSWIRE_CASES names the folder that holds `feeds/expected.json` and the feeds beside it. Each expectation is a field of
an entry (`0.title`), the number of entries that must be taken (`keys`), or one of the words of the folder's README.
"""

import json
import os
import tomllib
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

import worker
from worker.core.feeds.changes import decide_entries
from worker.core.feeds.parse import parse_feed
from worker.core.urls import Tracking, load_tracking
from worker.models import Entry, ParsedFeed

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
    found = {word: _found(parsed, word) for word in case["expect"]}
    assert [word for word, right in case["expect"].items() if not _agrees(word, found[word], right)] == [], found


def _found(parsed: ParsedFeed, word: str) -> object:
    if word == "keys":
        return len(decide_entries(parsed, ()).new)
    if word == "follows":
        return len(parsed.sitemaps)
    if word == "canonical_plain":
        return [entry.url for entry in parsed.entries]
    if word == "authors_min":
        return len(parsed.entries[0].authors)
    number, _, field = word.partition(".")
    return _field(parsed.entries[int(number)], field)


def _field(entry: Entry, name: str) -> object:
    if name == "text_has":
        return f"{entry.summary} {entry.content}"
    if name == "published":
        return entry.published.value.astimezone(UTC).isoformat() if entry.published else "None"
    if name == "labels":
        return [label.text for label in entry.labels]
    value = getattr(entry, name)
    return list(value) if isinstance(value, tuple) else value


def _agrees(word: str, found: Any, right: Any) -> bool:
    if word == "authors_min":
        return bool(found >= right)
    if word.endswith(".text_has"):
        return right in found
    if word.endswith(".published"):
        return any(found.startswith(one) for one in ([right] if isinstance(right, str) else right))
    return bool(found == right)
