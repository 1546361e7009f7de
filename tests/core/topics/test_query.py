"""The rule language: what it reads, and how it says what it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.topics.query import QueryError, parse_query
from worker.core.topics.rule_tree import And, Except, Near, Not, Or, Term, With, Within, has_spans, terms, triggers


def one(text: str, groups=None):
    ((node, _),) = parse_query(text, groups)
    return node


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Iran", "iran"),
        ('"Nuclear  Deal"', "nuclear deal"),
        ("sanction*", "sanction*"),
        ('"nuclear program*"', "nuclear program*"),
        ("=US", "=US"),
        ('="Moms Demand"', "=Moms Demand"),
        ('"U.S."', "u s"),
        ("Iran-US", "iran us"),
        ("Erdoğan", "erdogan"),
        ("États-Unis", "etats unis"),
        ("إيران", "ايران"),
        ("中国*", "中国"),
    ],
)
def test_a_term_is_folded_as_the_text_will_be(text: str, key: str) -> None:
    assert one(text) == Term(key)


def test_near_binds_before_except_before_and_before_or() -> None:
    a, b, c, d, e = (Term(key) for key in ["aa", "bb", "cc", "dd", "ee"])

    assert one("aa NEAR/3 bb EXCEPT cc AND dd") == And((Except(Near(a, b, 3, ordered=False), c), d))
    assert [node for node, _ in parse_query("aa AND bb OR cc PRE/2 dd OR ee")] == [
        And((a, b)),
        Near(c, d, 2, ordered=True),
        e,
    ]


def test_with_and_not_keep_the_places_of_their_left_side() -> None:
    assert one("aa WITH bb NOT cc") == Not(With(Term("aa"), Term("bb")), Term("cc"))
    assert one("aa AND NOT bb") == Not(Term("aa"), Term("bb"))


def test_alternatives_keep_their_source() -> None:
    assert [source for _, source in parse_query('iran OR ("a b" AND cc)  OR =US')] == ["iran", '("a b" AND cc)', "=US"]


def test_a_beginning_inside_a_phrase_is_followed_by_the_rest() -> None:
    assert one('"nuclear program* talks"') == Near(Term("nuclear program*"), Term("talks"), 0, ordered=True)


def test_a_group_stands_for_its_rule() -> None:
    us = Or(frozenset({"=US", "washington"}), ())

    assert one("@us NEAR/5 iran", {"us": us}) == Near(us, Term("iran"), 5, ordered=False)
    assert one("(@us OR iran)", {"us": us}) == Or(frozenset({"=US", "washington", "iran"}), ())


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("iran sanctions", 5, "expected AND"),
        ("iran near/5 sanctions", 5, "near/5 is no operator"),
        ("iran NEAR/ sanctions", 5, "NEAR/ is no operator"),
        ("iran NEAR/x sanctions", 5, "means nothing here"),
        ("iran NEAR sanctions", 5, "NEAR is no operator"),
        ("iran W/5 sanctions", 5, "W/5 is no operator"),
        ("iran and sanctions", 5, "and is no operator"),
        ("and AND iran", 0, "and is no operator"),
        ("iran && sanctions", 5, "means nothing"),
        ("+iran", 0, "means nothing"),
        ("iran~2", 0, "means nothing"),
        ("ir?n", 0, "means nothing"),
        ("ir*n", 0, "means nothing"),
        ("us*", 0, "too much"),
        ("iran AND", 8, "expected a word"),
        ("NOT iran", 0, "expected a word"),
        ("(iran OR israel", 15, "expected )"),
        ("iran)", 4, "expected AND"),
        ('iran OR "nuclear deal', 8, 'closing " is missing'),
        ("titel:iran", 0, "there is no field titel:"),
        ("title:", 6, "expected a word"),
        ("lang:(en OR fr)", 5, 'expected a word or a "phrase"'),
        ("@nowhere", 0, "there is no group @nowhere"),
        ("lang:en NEAR/3 iran", 0, "a word or phrase of the text on both sides"),
        ("iran NEAR/3 (usa NOT x OR lang:en)", 12, "a word or phrase of the text on both sides"),
        ("iran NEAR/1000 usa", 5, "goes up to"),
        ('"..."', 0, "no letter or digit"),
        ("", 0, "expected a word"),
        ("(" * 50 + "iran" + ")" * 50, 40, "parentheses"),
        ("title:" * 50 + "iran", 240, "fields inside each other"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, position: int, says: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)

    assert (caught.value.position, says in caught.value.message) == (position, True), caught.value.message


def test_groups_one_after_another_are_not_inside_each_other() -> None:
    parse_query(" AND ".join(["(aa OR bb)"] * 60))
    with pytest.raises(QueryError, match="parentheses"):
        parse_query("(aa OR bb) AND " * 40 + "(" * 41 + "cc" + ")" * 41)


@given(st.text(alphabet='abUS "()*=@:/&ANDORTNEarph5\u05d0\u0627中é', max_size=60))
def test_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    try:
        found = parse_query(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)
    else:
        assert all(source in text for _, source in found)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("=US NEAR/9 (tehran OR khamenei)", {"khamenei", "tehran"}),
        ("jcpoa AND =US", {"jcpoa"}),
        ("=US OR jcpoa", {"=US", "jcpoa"}),
        ("tehran NOT tourism", {"tehran"}),
        ("title:tehran", {"tehran"}),
        ("lang:en AND tehran", {"tehran"}),
        ("lang:en", set()),
        ("tehran OR lang:en", set()),
    ],
)
def test_triggers_are_the_words_without_which_a_rule_cannot_be_true(text: str, keys: set[str]) -> None:
    node = Or(frozenset(), tuple(node for node, _ in parse_query(text)))

    assert set(triggers(node)) == keys
    assert keys <= set(terms(node))


def test_only_what_stands_in_the_text_has_places() -> None:
    assert has_spans(Within("title", Term("iran")))
    assert not has_spans(one("lang:en"))
