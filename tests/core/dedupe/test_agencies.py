"""The agency is the one that the piece names."""

import tomllib
from pathlib import Path

import pytest

import worker
from worker.core.dedupe.agencies import load_agencies, wire_source

RULES = Path(worker.__file__).parent / "rules"

AGENCIES = load_agencies(tomllib.loads((RULES / "agencies.toml").read_text("utf-8")))
BODY = "The council met on Thursday and put off the vote on the harbour wall. " * 10


@pytest.mark.parametrize(
    ("authors", "text", "name"),
    [
        ((), "LONDON, Nov 20 (Reuters) - " + BODY, "Reuters"),
        ((), "NEW YORK (AP) — " + BODY, "AP"),
        ((), "Berlin (dpa/lno) - " + BODY, "dpa"),
        ((), BODY + "（新华社）", "Xinhua"),
        (("Associated Press",), BODY, "AP"),
        (("Ada Quill", "AFP"), BODY, "AFP"),
        (("Reuters and AFP",), BODY, "Reuters"),
        (("Ada Quill",), BODY, None),
        ((), BODY + "he told (Reuters) the day before. " + BODY, None),
        (("Reuters Ahmed",), BODY, None),
    ],
)
def test_the_agency_is_read_where_it_is_named(authors, text, name):
    assert wire_source(authors, text, AGENCIES) == name
