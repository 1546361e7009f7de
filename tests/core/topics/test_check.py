"""Checks: what an editor is told about a taxonomy."""

import pytest

from worker.core.topics.check import check
from worker.core.topics.tag import compile_taxonomy

TOPIC = """
[topic.oil]
label = { en = "Oil" }
aliases = ["Crude"]
rules = 'oil OR opec OR "crude oil price*"'
match = ["Oil falls"]
no_match = ["Bread rises"]
"""


def problems(documents: str) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.message, one.serious) for one in check(compile_taxonomy({"a": documents}))]


@pytest.mark.parametrize(
    ("old", "new", "kind", "says", "serious"),
    [
        ("Oil falls", "Gas falls", "example", "must match: 'Gas falls' (nothing found)", True),
        ("Bread rises", "Olive oil", "example", "must not match: 'Olive oil' ('oil' by oil)", True),
        ("oil OR opec", "oil OR oil", "dead", "oil is written twice", True),
        ("opec OR", "opec OR opec* OR", "dead", "opec is found by opec* already", True),
        ("match = [", "mask = ['opec']\nmatch = [", "dead", "opec is masked wherever it stands", True),
        ('no_match = ["Bread rises"]', "", "untested", "no_match", False),
    ],
)
def test_each_kind_of_problem_is_found(old: str, new: str, kind: str, says: str, serious: bool) -> None:
    assert problems(TOPIC) == []
    ((found, message, is_serious),) = problems(TOPIC.replace(old, new, 1))

    assert (found, says in message, is_serious) == (kind, True, serious), message


def test_topics_that_claim_one_label_or_look_for_the_same_words_are_noted() -> None:
    twin = TOPIC.replace("topic.oil", "topic.energy").replace('"Oil" }', '"Energy" }').replace("opec", "coal")

    assert [(kind, serious) for kind, _, serious in problems(TOPIC + twin)] == [("alias", False), ("overlap", False)]
