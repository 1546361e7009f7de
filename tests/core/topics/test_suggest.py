"""Suggestions: what an editor is told that a topic could grow by."""

import pytest

from worker.core.topics.suggest import near_miss, unused_phrases
from worker.core.topics.tag import TopicScore
from worker.core.topics.taxonomy import Topic, compile_taxonomy

OIL = compile_taxonomy(
    {
        "a": """
[topic.oil]
label = { en = "Oil" }
rules = 'oil OR opec*'
also = '=Barrel'
"""
    }
).topics["oil"]


@pytest.mark.parametrize(
    ("points", "active", "misses"),
    [(2, True, False), (3, True, True), (5, True, True), (6, True, False), (5, False, False)],
)
def test_a_near_miss_came_half_way(points: int, *, active: bool, misses: bool) -> None:
    assert near_miss(TopicScore(topic=OIL, points=points, threshold=6, active=active, evidence=())) is misses


def phrases(tagged: list[str], others: list[str], topic: Topic = OIL, **more: int) -> dict[str, tuple[int, int, float]]:
    return {one.text: (one.articles, one.elsewhere, one.lift) for one in unused_phrases(topic, tagged, others, **more)}


def test_phrases_come_by_how_much_they_tell_and_how_often() -> None:
    tagged = ["aramco refinery"] * 4 + ["aramco tanker"] * 3
    assert list(phrases(tagged, ["tanker nobody"] * 7).items()) == [
        ("aramco", (7, 0, 3.91)),
        ("aramco refinery", (4, 0, 3.17)),
        ("aramco tanker", (3, 0, 2.81)),
    ]
    assert phrases(["tanker"] * 3, ["tanker"] * 7)["tanker"] == (3, 7, -0.1)


def test_a_phrase_stands_in_three_articles_and_in_no_rule() -> None:
    assert "aramco" not in phrases(["aramco"] * 2, [])
    assert "aramco" in phrases(["aramco"] * 3, [])
    assert phrases(["oil opec opecplus barrel"] * 9, []) == {}


def test_a_phrase_begins_and_ends_with_a_word_that_says_something() -> None:
    assert set(phrases(["gulf of oman and the red port"] * 5, [])) == {"gulf", "gulf of oman", "port"}
    sizes = {len(phrase.split()) for phrase in phrases(["gulf port crew ship deck"] * 5, [])}
    assert sizes == {1, 2, 3}


def test_what_repeats_a_part_of_a_better_phrase_is_left_out_and_no_more_than_asked_are_given() -> None:
    tagged = ["aramco tanker"] * 5 + ["aramco"] * 2
    assert list(phrases(tagged, [])) == ["aramco", "aramco tanker"]
    assert list(phrases(tagged, [], most=1)) == ["aramco"]


def test_only_the_beginning_of_an_article_is_read() -> None:
    assert phrases(["x " * 10_000 + "aramco"] * 3, []) == {}
    assert "aramco" in phrases(["x " * 9_996 + "aramco"] * 3, [])
