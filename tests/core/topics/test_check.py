"""Checks and suggestions: what an editor is told about a taxonomy."""

import pytest

from worker.core.topics.check import check
from worker.core.topics.suggest import near_miss, unused_phrases
from worker.core.topics.tag import Article, compile_taxonomy, explain

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


def test_a_near_miss_came_half_way() -> None:
    taxonomy = compile_taxonomy({"a": TOPIC})
    filler = "Nothing of it here, only bread and wine and songs. " * 70

    def misses(title: str, text: str) -> list[bool]:
        return [near_miss(reading) for reading in explain(taxonomy, Article(title=title, text=text))]

    assert misses("Oil", filler) == [True]
    assert misses("Oil", "Oil. " + filler) == [False]
    assert misses("", "Oil. " + filler) == [False]


def test_phrases_that_no_rule_uses_are_suggested_by_how_much_they_tell() -> None:
    topic = compile_taxonomy({"a": TOPIC}).topics["oil"]
    tagged = [f"The barrel price of oil on day {day}, said Aramco and traders" for day in range(9)]
    others = [f"On day {day} traders were silent, said nobody" for day in range(9)]

    found = unused_phrases(topic, tagged, others)

    assert "aramco" in found[0].text
    assert all("oil" not in phrase.text.split() for phrase in found)
    assert all(phrase.text != "traders" for phrase in found)
