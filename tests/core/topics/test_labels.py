"""Publisher labels as they really look."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import LINEAR, growth
from worker.core.topics.labels import label_key, label_parts


@pytest.mark.parametrize(
    "spelling", ["Iran US tensions", "#Iran-US_Tensions", " iran–us  TENSIONS ", "Irán US: tensions"]
)
def test_spellings_of_one_label_have_one_key(spelling: str) -> None:
    assert label_key(spelling) == "iran us tensions"


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("Oil", []),
        ("US-Iran", []),
        ("World, US-Iran ,Oil", ["World", "US-Iran", "Oil"]),
        ("World - Oil", ["World", "Oil"]),
        ("World|Oil/Gas;Coal > Peat", ["World", "Oil", "Gas", "Coal", "Peat"]),
        (",Oil,,Gas,", ["Oil", "Gas"]),
        (",", []),
    ],
)
def test_a_label_is_itself_and_then_its_parts(label: str, parts: list[str]) -> None:
    whole, *others = label_parts(label)
    assert whole == (0, len(label), label_key(label))
    assert [label[start:end] for start, end, _ in others] == parts
    assert [key for _, _, key in others] == [label_key(part) for part in parts]


def test_so_many_parts_are_read_and_the_rest_is_one() -> None:
    found = list(label_parts(",".join(f"a{number}" for number in range(70))))
    assert len(found) == 62
    assert found[60][2] == "a59"
    assert found[61][2].startswith("a60 a61 ")


@given(st.text(alphabet="ab ,;-|\u00e9", max_size=30))
def test_each_part_stands_where_it_says(label: str) -> None:
    for start, end, key in label_parts(label):
        assert label_key(label[start:end]) == key


def test_a_label_of_blanks_costs_what_its_length_does() -> None:
    assert growth(lambda size: list(label_parts(" " * size)), 1000) < LINEAR
