"""Taxonomy documents: what an editor may write, and how a mistake is told."""

from datetime import date

import pytest

from worker.core.topics.tag import Article, compile_taxonomy, tag
from worker.errors import UsageError

GOOD = """
[groups]
us = '=US OR Washington'

[topic.iran-us]
label = { en = "Iran-US tensions" }
description = '''
The confrontation of Iran
and the United States.
'''
broader = ["medtop:20000638"]
rules = [
  '@us NEAR/8 iran* OR jcpoa',
  'title:iran*',
]
threshold = 5
active = { from = 2018-05-08 }
match = ["Washington warns Iran"]
no_match = ["Iran-Contra"]
"""


def test_a_topic_says_what_it_is_and_where_it_stands() -> None:
    topic = compile_taxonomy({"a.toml": GOOD}).topics["iran-us"]

    assert topic.labels == {"en": "Iran-US tensions"}
    assert topic.description == "The confrontation of Iran and the United States."
    assert [rule.text for rule in topic.rules] == ["@us NEAR/8 iran*", "jcpoa", "title:iran*"]
    assert (topic.threshold, topic.active_from, topic.active_until) == (5, date(2018, 5, 8), None)
    assert topic.location == "a.toml:5"


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("'title:iran*'", "'title:iran sanctions'", "a.toml:14:15", "expected AND"),
        ("'title:iran*'", "'''\n  iran OR\n  iraq near/5 oil'''", "a.toml:16:8", "near/5 is no operator"),
        ("@us NEAR/8", "@usa NEAR/8", "a.toml:13:4", "there is no group @usa; known: @us"),
        ("'=US OR Washington'", "'=US Washington'", "a.toml:3:11", "expected AND"),
        ("rules = [", "rule = [", "a.toml:12:1", "unknown key rule; did you mean rules?"),
        ("threshold = 5", "threshold = '5'", "a.toml:16:1", "threshold: expected int"),
        ("threshold = 5", "threshold = 50", "a.toml:16:1", "expected 1 to 17"),
        ("threshold = 5", "threshold = true", "a.toml:16:1", "expected int"),
        ("2018-05-08", "'2018-05-08'", "a.toml:17:1", "expected a day without quotes"),
        ('{ en = "Iran-US tensions" }', '{ fr = "Tensions" }', "a.toml:6:1", "label: expected"),
        ("[topic.iran-us]", "[topic.Iran_US]", "a.toml:5:1", "small letters"),
        ("\n[groups]", "[group]", "a.toml:1:2", "expected [groups] or [topic.SLUG]"),
        ("[groups]", "[group]", "a.toml:2:2", "expected [groups] or [topic.SLUG]"),
        ("'title:iran*'", "'lang:en'", "a.toml:14:4", "needs a word or phrase"),
        ("threshold = 5", "mask = ['a* OR lang:en']", "a.toml:16:10", "too much"),
        ("threshold = 5", "mask = ['iran AND oil']", "a.toml:16:10", "words or phrases only"),
        ('["Washington warns Iran"]', "[3]", "a.toml:18:1", "match: expected texts"),
        ("rules = [", "rules = [[", "a.toml", "not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_column(old: str, new: str, place: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(UsageError) as caught:
        compile_taxonomy({"a.toml": GOOD.replace(old, new)})

    assert str(caught.value).startswith(f"{place}:"), str(caught.value)
    assert says in str(caught.value)


def test_a_later_document_replaces_topics_and_groups_by_name() -> None:
    own = """
    [groups]
    us = 'Washington OR "White House"'
    [topic.trade]
    label = { en = "Trade" }
    rules = 'tariff*'
    """
    title = "White House warns Iran on tariffs"

    assert [one.topic for one in tag(compile_taxonomy({"a": GOOD}), Article(title=title, text=""))] == ["iran-us"]
    assert [one.topic for one in tag(compile_taxonomy({"a": GOOD, "b": own}), Article(title=title, text=""))] == [
        "iran-us",
        "trade",
    ]
    replaced = own.replace("topic.trade", "topic.iran-us")
    assert list(compile_taxonomy({"a": GOOD, "b": replaced}).topics) == ["iran-us"]


def test_the_version_follows_what_decides_and_nothing_else() -> None:
    def version(old: str, new: str) -> str:
        return compile_taxonomy({"a": GOOD.replace(old, new)}).version

    same = version("", "")

    assert version("The confrontation", "The quarrel") == same
    assert version("a.toml", "b.toml") == same
    assert version("OR Washington", "OR  Washington") == same
    assert version("OR Washington", "OR Pentagon") != same
    assert version("threshold = 5", "threshold = 6") != same
    assert version("jcpoa", "jcpoa*") != same
    assert version("2018-05-08", "2018-05-09") != same
    assert version("Iran-US tensions", "US-Iran tensions") != same


def test_an_empty_taxonomy_tags_nothing() -> None:
    assert tag(compile_taxonomy({}), Article(title="Iran", text="Iran")) == ()
