"""Tagging: what counts, how much, where, and why."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import draft
from tests.support.cost import LINEAR, growth
from worker.core.topics.tag import Article, article_of, compile_taxonomy, explain, tag
from worker.core.topics.taxonomy import Taxonomy, query_taxonomy
from worker.errors import UsageError
from worker.models import Label, PublisherTime

IRAN = """
[groups]
us = '=US OR ="U.S." OR Washington'

[topic.iran-us]
label = { en = "Iran-US tensions", fr = "Tensions Iran-États-Unis" }
aliases = ["US-Iran", "JCPOA"]
rules = '@us NEAR/8 iran* OR "nuclear deal"'
also = 'tehran'
mask = ['"Iran Contra"']
active = { from = 2018-05-08, until = 2021-01-20 }
"""

FILLER = "The weather was mild and the markets in the old town were full of people who bought bread and fruit. "


def query(rule: str) -> Taxonomy:
    return query_taxonomy(compile_taxonomy({}), rule)


def found(rule: str, title: str = "", text: str = "", **more: object) -> list[tuple[str, str]]:
    """The evidence of a rule, as field and text."""
    readings = explain(query(rule), Article(title=title, text=text, **more))
    return [(one.field, one.text) for reading in readings for one in reading.evidence]


@pytest.mark.parametrize(
    ("rule", "text", "matched"),
    [
        ("=US", "tell us what US troops did", ["US"]),
        ("us", "tell us what US troops did in business", ["us"]),
        ('="U.S."', "U.S.-led forces, u.s. forces", ["U.S"]),
        ("sanction*", "Sanctions, sanctioned; resanction", ["Sanctions"]),
        ('"nuclear deal"', "the Nuclear\nDeal", ["Nuclear\nDeal"]),
        ('"nuclear deal"', "It is nuclear.\n\nDeal with it", []),
        ("iran-us", "Iran–US talks", ["Iran–US"]),
        ("iran PRE/2 talks", "Iran wants no talks. Talks, says Iran", ["Iran wants no talks"]),
        ("iran PRE/1 talks", "Iran wants no talks", []),
        ("talks NEAR/2 iran", "Iran wants no talks", ["Iran wants no talks"]),
        ("talks NEAR/9 iran", "Iran.\n\nTalks", []),
        ("iran NEAR/3 iran", "Iran", []),
        (
            "iran EXCEPT ('iran contra' OR \"iran contra\")".replace("'iran contra' OR ", ""),
            "Iran-Contra in Iran",
            ["Iran"],
        ),
        ("iran NOT oil", "Iran sells oil", []),
        ("iran NOT oil", "Iran sells gas", ["Iran"]),
        ("iran WITH oil", "Iran sells oil", ["Iran", "oil"]),
        ("iran AND oil", "Iran sells oil", ["Iran", "oil"]),
        ("iran AND coal", "Iran sells oil", []),
        ("(iran OR iraq) NEAR/1 (oil OR gas)", "Iraq's gas", ["Iraq's gas"]),
        ('"nuclear program* talks"', "nuclear programme talks", ["nuclear programme talks"]),
        ("إيران", "العقوبات على إيران وإيرانيين", ["إيران"]),
        ("العراق*", "من العراقيين", ["العراقيين"]),
        ("عراق", "في العراق", ["عراق"]),
        ("иран*", "санкции против Ирана", ["Ирана"]),
        ("yaptırım*", "İran'a YAPTIRIMLAR", ["YAPTIRIMLAR"]),
        ("中国", "他在中国的时候", ["中国"]),
        ("이란", "이란의 핵", ["이란"]),
        ("ישראל", "שבישראל", ["ישראל"]),
    ],
)
def test_a_rule_finds_its_places(rule: str, text: str, matched: list[str]) -> None:
    assert [one for _, one in found(rule, text=text)] == matched


def test_fields_restrict_and_conditions_only_allow() -> None:
    text = "Iran first. " + FILLER * 8 + "Iran last."

    assert found("title:iran", "Iran", text) == [("title", "Iran")]
    assert found("lead:iran", "Iran", text) == [("lead", "Iran")]
    assert found("body:iran", "Iran", text) == [("lead", "Iran"), ("body", "Iran")]
    assert found("iran AND lang:en", "Iran", language="en") == [("title", "Iran")]
    assert found("iran AND lang:fr", "Iran", language="en") == []
    assert found('iran AND author:"jane doe"', "Iran", authors=["Jane Doe"]) == [("title", "Iran")]
    assert found("iran AND section:world*", "Iran", section="Worldwide") == [("title", "Iran")]
    assert found("iran NOT source:kitchen", "Iran", source="My Kitchen") == []
    assert found("iran AND label:oil", "Iran", labels=[Label(text="Oil, gas", origin="page")]) == [("title", "Iran")]


@pytest.mark.parametrize(
    ("title", "text", "points"),
    [
        ("Iran", "", 5),
        ("Iran, Iran", "", 5),
        ("", "Iran and Iran again", 2),
        ("", f"Iran. {FILLER}Iran.", 4),
        ("Iran", f"Iran. {FILLER}Iran. {FILLER}Iran. {FILLER}Iran.", 11),
        ("", FILLER * 7 + f"Iran. {FILLER}" * 9, 6),
        ("Iran", f"Iran. {FILLER}" * 40, 17),
        ("", FILLER * 7 + f"Iran. {FILLER * 24}" * 6, 3),
    ],
)
def test_points_grow_with_salience_and_are_capped(title: str, text: str, points: int) -> None:
    (reading,) = explain(query("iran"), Article(title=title, text=text))

    assert reading.points == points
    assert sum({"title": 5, "lead": 2, "body": 1}[one.field] for one in reading.evidence) == points


def test_an_and_is_as_salient_as_its_less_salient_side() -> None:
    text = f"Iran. {FILLER}" * 12 + "oil"

    (reading,) = explain(query("iran AND oil"), Article(title="Iran", text=text))

    assert reading.points == 1
    assert {one.text for one in reading.evidence} == {"Iran", "oil"}


def test_masked_places_do_not_count() -> None:
    taxonomy = compile_taxonomy({"a": IRAN})

    assert tag(taxonomy, Article(title="Washington recalls the Iran-Contra affair", text="")) == ()
    assert tag(taxonomy, Article(title="Washington warns Iran", text="")) != ()


def test_also_counts_once_the_rules_have_found_the_story() -> None:
    taxonomy = compile_taxonomy({"a": IRAN})
    once = f"Washington warns Iran. {FILLER}"

    (reading,) = explain(taxonomy, Article(title="Tehran waits", text=once + FILLER * 9))
    (more,) = explain(taxonomy, Article(title="Tehran waits", text=once * 2 + FILLER * 9))

    assert (reading.points, more.points) == (2, 9)


def test_also_may_make_the_difference_to_two_places_far_down() -> None:
    far = FILLER * 20 + f"Washington warns Iran. {FILLER}" * 2 + FILLER * 30

    assert [one.score for one in tag(compile_taxonomy({"a": IRAN}), Article(title="Tehran waits", text=far))] == [0.412]
    assert tag(compile_taxonomy({"a": IRAN}), Article(title="Town waits", text=far)) == ()


@pytest.mark.parametrize(
    ("chars", "truncated", "needed"),
    [(0, None, 3), (1_199, None, 3), (1_200, None, 5), (2_999, False, 5), (3_000, False, 6), (3_000, True, 5)],
)
def test_less_text_needs_fewer_points(chars: int, truncated: bool | None, needed: int) -> None:
    article = Article(title="Washington warns Iran", text="x" * chars, truncated=truncated)

    (reading,) = explain(compile_taxonomy({"a": IRAN}), article)

    assert reading.threshold == needed


@pytest.mark.parametrize(
    ("published", "tags"),
    [(None, 1), (date(2018, 5, 7), 0), (date(2018, 5, 8), 1), (date(2021, 1, 20), 1), (date(2021, 1, 21), 0)],
)
def test_a_topic_is_only_tagged_on_its_days(published: date | None, tags: int) -> None:
    taxonomy = compile_taxonomy({"a": IRAN})
    label = Label(text="JCPOA", origin="page")

    assert len(tag(taxonomy, Article(title="Washington warns Iran", text="", published=published))) == tags
    assert len(tag(taxonomy, Article(title="", text="", labels=[label], published=published))) == tags


@pytest.mark.parametrize(
    ("label", "span"),
    [
        ("Iran-US tensions", (0, 16)),
        ("#iran_us_tensions", (0, 17)),
        ("iran-us", (0, 7)),
        ("Tensions Iran–Etats-Unis", (0, 24)),
        ("World, US-Iran, Oil", (7, 14)),
        ("Politics | JCPOA", (11, 16)),
        ("Iran", None),
        ("The JCPOA and its critics", None),
    ],
)
def test_a_label_means_a_topic_by_alias_alone(label: str, span: tuple[int, int] | None) -> None:
    tags = tag(compile_taxonomy({"a": IRAN}), Article(title="", text="", labels=[Label(text=label, origin="page")]))

    if span is None:
        assert tags == ()
    else:
        (one,) = tags
        (evidence,) = one.evidence
        assert (one.topic, one.source, one.score, evidence.field) == ("iran-us", "publisher", 1.0, "label")
        assert (evidence.start, evidence.end) == span
        assert evidence.text == label[slice(*span)]


def test_both_ways_to_a_topic_give_both_tags() -> None:
    labels = [Label(text="US-Iran", origin="page"), Label(text="US-Iran", origin="meta")]

    tags = tag(compile_taxonomy({"a": IRAN}), Article(title="Washington warns Iran", text="", labels=labels))

    assert [(one.source, len(one.evidence)) for one in tags] == [("publisher", 1), ("rule", 1)]


@given(st.text(alphabet=st.sampled_from("US irane\n\u00ad\u0301é’–.,"), max_size=120))
def test_evidence_is_the_stored_text_at_its_offsets(text: str) -> None:
    for reading in explain(query("iran* OR =US OR (us NEAR/2 iran)"), Article(title=text, text=text + "\n\n" + text)):
        for one in reading.evidence:
            stored = text if one.field == "title" else text + "\n\n" + text
            assert stored[one.start : one.end] == one.text
            assert one.text.strip()


@pytest.mark.parametrize(
    "piece",
    [
        "US Iran ",
        "iran",
        "نيران",
        "(((",
        "中国",
        "Iran-Contra ",
        "\n\n",
        "é\u0301",
        "Iran" + "\u00ad" * 50,
        "x" * 99,
        ", ",
    ],
)
def test_text_made_to_match_costs_linear_time(piece: str) -> None:
    taxonomy = compile_taxonomy(
        {"a": IRAN + "\n[topic.b]\nlabel={en='b'}\nrules='iran* NEAR/99 us OR 中国 OR ايران'\n"}
    )

    def tagged(times: int) -> None:
        tag(taxonomy, Article(title=(piece * times)[:1000], text=piece * times))

    assert growth(tagged, 40_000 // len(piece)) < LINEAR


def test_a_query_says_where_it_is_wrong() -> None:
    with pytest.raises(UsageError, match=r"^query:1:6: .*expected AND"):
        query("iran sanctions")


def test_what_rules_ask_about_of_a_draft_is_all_that_they_can_ask_about() -> None:
    published = PublisherTime(value=datetime(2026, 11, 20, 23, 30, tzinfo=UTC), precision="time", origin="meta")
    one = draft(title="Talks in Muscat", published=published, truncated=True, section="World")

    article = article_of(one, "Northline")

    assert (article.title, article.text, article.source) == ("Talks in Muscat", one.text, "Northline")
    assert (article.published, article.truncated, article.section) == (date(2026, 11, 20), True, "World")
    assert (article.labels, article.authors, article.language) == (one.labels, one.authors, one.language)
    assert article_of(draft(published=None), None).published is None
