"""Where terms stand in a title and a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.topics.matching import LEAD_CHARS, LONGEST_TEXT, Matcher, contains, pattern_of


def stored(keys: list[str], title: str, text: str) -> list[tuple[str, str, str]]:
    """(term, field, stored text) of each place."""
    hits = Matcher(keys).find(title, text)
    found = []
    for key, spans in sorted(hits.by_term.items()):
        for span in spans:
            field, start, end = hits.stored(span)
            found.append((key, field, (title if field == "title" else text)[start:end]))
    assert hits.present == hits.by_term.keys()
    return found


@pytest.mark.parametrize(
    ("key", "pattern"),
    [
        ("iran", " iran "),
        ("=US", " us "),
        ("sanction*", " sanction"),
        ("中国", "中国"),
        ("이란", " 이란"),
        ("u s", " u s "),
    ],
)
def test_a_term_is_looked_for_where_words_begin_and_end(key: str, pattern: str) -> None:
    assert pattern_of(key) == pattern


def test_each_place_is_told_with_its_field_and_the_stored_text() -> None:
    text = "Iran, said IRAN. " + "x " * (LEAD_CHARS // 2) + "Irän"
    assert stored(["iran"], "On Iran", text) == [
        ("iran", "title", "Iran"), ("iran", "lead", "Iran"), ("iran", "lead", "IRAN"), ("iran", "body", "Irän"),
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "field"), [(599, "lead"), (600, "body")])
def test_the_lead_ends_after_so_many_characters(before: int, field: str) -> None:
    assert stored(["iran"], "", "x" * (before - 1) + " iran") == [("iran", field, "iran")]


def test_a_phrase_does_not_cross_from_the_title_into_the_text() -> None:
    assert stored(["nuclear deal"], "Nuclear", "deal") == []
    assert stored(["nuclear deal"], "Nuclear\ndeal", "") == [("nuclear deal", "title", "Nuclear\ndeal")]


def test_exact_case_is_that_of_the_text_and_two_terms_may_share_a_pattern() -> None:
    assert stored(["=US", "us", "=US*"], "", "us US USA") == [
        ("=US", "lead", "US"),
        ("=US*", "lead", "US"), ("=US*", "lead", "USA"),
        ("us", "lead", "us"), ("us", "lead", "US"),
    ]  # fmt: skip


def test_an_open_end_reaches_to_the_end_of_the_word_but_not_for_ever() -> None:
    assert stored(["sanction*"], "", "sanctions, sanctionen") == [
        ("sanction*", "lead", "sanctions"), ("sanction*", "lead", "sanctionen"),
    ]  # fmt: skip
    (place,) = stored(["sanction*"], "", "sanction" + "x" * 50)
    assert place[2] == "sanction" + "x" * 30
    (place,) = stored(["sanction*"], "", "sanction" + "x" * 20)
    assert place[2] == "sanction" + "x" * 20


def test_scripts_without_spaces_are_found_inside_words_but_no_words_of_others() -> None:
    assert stored(["中国"], "", "他在中国的时候") == [("中国", "lead", "中国")]
    assert stored(["이란"], "", "이란의 북이란") == [("이란", "lead", "이란")]
    assert stored(["ирана"], "", "кирана") == []


def test_so_many_places_of_one_term_are_kept() -> None:
    assert len(stored(["iran", "oil"], "", "iran " * 300 + "oil")) == 201


def test_so_much_of_a_text_is_read() -> None:
    filler = "x" * 79 + " "
    text = filler * (LONGEST_TEXT // 80)
    assert len(text) == LONGEST_TEXT
    assert stored(["iran"], "", text[:-5] + " iran") == [("iran", "body", "iran")]
    assert stored(["iran"], "", text + "iran") == []


def test_no_terms_find_nothing() -> None:
    assert Matcher([]).find("Iran", "中国").by_term == {}


@given(st.text(alphabet="us iran\u00ad\u0301é中\n", max_size=60), st.text(alphabet="us iran中", max_size=20))
def test_the_stored_text_of_a_place_holds_its_term(text: str, title: str) -> None:
    for key, _, found in stored(["us", "ira*", "中", "us iran"], title, text):
        first = key.removesuffix("*").split()[0]
        assert found.replace("\u00ad", "").replace("\u0301", "").startswith(first[:2] if key != "中" else "中")


@pytest.mark.parametrize(
    ("words", "key", "held"),
    [
        ("jane doe", "jane", True),
        ("jane doe", "jan", False),
        ("jane doe", "jan*", True),
        ("jane doe", "doe", True),
        ("jane doe", "e doe", False),
    ],
)
def test_a_value_holds_whole_words(words: str, key: str, *, held: bool) -> None:
    assert contains(words, key) is held
