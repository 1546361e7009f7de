"""Parsed TOML, as the wall rules take it."""

import pytest

from worker.core.walls.tables import strings, tables
from worker.errors import UsageError


def test_a_list_of_texts_and_a_table_of_tables_are_taken_as_they_are() -> None:
    assert strings({"a": ["b", "c"]}, "a", "x.toml") == ["b", "c"]
    assert strings({}, "a", "x.toml") == []
    assert tables({"a": {"b": {"c": 1}}}, "a", "x.toml") == {"b": {"c": 1}}
    assert tables({"a": {"b": ["c"]}}, "a", "x.toml", of=list) == {"b": ["c"]}
    assert tables({}, "a", "x.toml") == {}


@pytest.mark.parametrize("value", ["b", ["b", 1], {"b": "c"}, 7])
def test_what_is_no_list_of_texts_is_told_with_its_place(value: object) -> None:
    with pytest.raises(UsageError, match=r"^x\.toml: family f: cues: expected a list of texts$"):
        strings({"cues": value}, "cues", "x.toml: family f")


@pytest.mark.parametrize(
    ("value", "of", "says"),
    [([], dict, "tables"), ({"b": 1}, dict, "tables"), ({"b": {}}, list, "lists"), ({"b": [], "c": 1}, list, "lists")],
)
def test_what_is_no_table_is_told_with_its_place(value: object, of: type, says: str) -> None:
    with pytest.raises(UsageError, match=rf"^x\.toml: words: expected a table of {says}$"):
        tables({"words": value}, "words", "x.toml", of=of)
