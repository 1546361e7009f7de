"""The rules of substitutes: as shipped, and what is refused in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.substitute.rules import KINDS, SubstituteRules, load_substitutes
from worker.errors import UsageError
from worker.models import Reason

EMPTY: dict[str, dict[str, object]] = {kind: {} for kind in KINDS}


def small(**missing: object) -> SubstituteRules:
    return load_substitutes({**EMPTY, "missing": missing})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PAGE NOT FOUND!", Reason.SOFT_NOT_FOUND),
        ("Página no encontrada", Reason.SOFT_NOT_FOUND),
        ("pagina no encontrada", Reason.SOFT_NOT_FOUND),
        ("ページが見つかりません。", Reason.SOFT_NOT_FOUND),
        ("Bitte melden Sie sich an", Reason.LOGIN_PAGE),
        ("والصفحة غير موجودة", Reason.SOFT_NOT_FOUND),  # "and the page…", written onto the word
        ("Технические работы", Reason.MAINTENANCE_PAGE),
        ("Wij waarderen uw privacy", Reason.CONSENT_PAGE),
        ("Bir dakika, lütfen", Reason.CHALLENGE_PAGE),
    ],
)
def test_a_phrase_is_found_whatever_its_case_accents_and_points(rules, text, reason):
    assert rules.read(text)[reason].share > 0.9


def test_whole_words_are_asked_for_where_a_script_parts_them():
    rules = small(phrases={"en": ["404", "lost page"]})
    assert rules.read("Flight 4041 and the lost pages") == {}
    assert rules.read("Error 404").keys() == {Reason.SOFT_NOT_FOUND}


def test_the_share_counts_each_letter_once():
    rules = small(phrases={"en": ["page not found", "not found"]})
    read = rules.read("Page not found abcdefghijkl")[Reason.SOFT_NOT_FOUND]
    assert read.share == 0.5
    assert read.phrases == {"page not found", "not found"}


@given(st.text(max_size=200))
def test_a_share_is_a_share_of_any_text(rules, text):
    assert all(0 < wording.share <= 1 for wording in rules.read(text).values())


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"cf-mitigated": "challenge"}, Reason.CHALLENGE_PAGE),
        ({"cf-mitigated": "none"}, None),
        ({"server": "cloudflare", "cf-ray": "1"}, None),
        ({}, None),
    ],
)
def test_headers_count_as_their_vendors_document_them(rules, headers, reason):
    assert rules.announced(headers) is reason


def test_a_header_may_be_asked_for_with_any_value():
    rules = small(headers={"X-Gone": [""]})
    assert rules.announced({"x-gone": "1"}) is Reason.SOFT_NOT_FOUND


@pytest.mark.parametrize(
    ("url", "asked", "reason"),
    [
        ("https://a.example/login?x=1", "https://a.example/1", Reason.LOGIN_PAGE),
        ("https://a.example/Login", "https://a.example/login/story", None),  # the section is called so
        ("https://consent.a.example/x", "https://a.example/1", Reason.CONSENT_PAGE),
        ("https://id.a.example/x", "https://id.a.example/1", None),  # Indonesia's edition
        ("https://a.example/en/404.html", "https://a.example/en/1", Reason.SOFT_NOT_FOUND),
        ("https://a.example/1", "https://a.example/1", None),
        ("https://a.example/errors-of-our-ways", "https://a.example/1", None),
    ],
)
def test_an_address_speaks_where_the_one_asked_for_does_not(rules, url, asked, reason):
    assert rules.addressed(url, asked) is reason


def test_marks_are_found_in_any_case(rules):
    assert rules.marked("<SCRIPT>window._CF_chl_opt</SCRIPT>") == (Reason.CHALLENGE_PAGE,)
    assert rules.marked("<p>A story of flares in the clouds</p>") == ()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "expected the tables"),
        ({**EMPTY, "login": []}, "login"),
        ({**EMPTY, "login": {"phrase": []}}, "'phrase'"),
        ({**EMPTY, "login": {"marks": "x"}}, "login.marks"),
        ({**EMPTY, "login": {"phrases": {"en": [1]}}}, "login.phrases.en"),
        ({**EMPTY, "login": {"headers": ["x"]}}, "login.headers"),
    ],
)
def test_a_mistake_in_the_rules_is_named(document, said):
    with pytest.raises(UsageError, match=said):
        load_substitutes(document)


def test_no_phrase_is_of_two_kinds_unless_both_say_it(rules):
    shared = [entry for _, entry in rules.automaton.items() if len(entry[2]) > 1]
    assert all(len(reasons) == 2 for _, _, reasons in shared)
    assert len(shared) < 20
