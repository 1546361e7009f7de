"""Which index a list is read along, and where its next page begins."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.view.listing import FURTHEST, MOST, PAGE, Along, Asked, Cursor, asked, next_page

NOW = datetime(2026, 11, 20, 12, 30, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "along"),
    [
        ({}, Along.LATEST),
        ({"lang": "en"}, Along.LANGUAGE),
        ({"lang": "en", "truncated": "yes"}, Along.TRUNCATED),
        ({"lang": "en", "truncated": "no"}, Along.LANGUAGE),
        ({"truncated": "no"}, Along.LATEST),
        ({"wall": "plea", "lang": "en"}, Along.WALL),
        ({"wall": "none of ours"}, Along.LATEST),
        ({"source": "a", "wall": "plea"}, Along.SOURCE),
        ({"topic": "t", "source": "a"}, Along.TOPIC),
        ({"q": "words", "topic": "t"}, Along.SEARCH),
        ({"q": "  ", "topic": ""}, Along.LATEST),
    ],
)
def test_the_most_selective_filter_leads(query, along):
    assert asked(query).along is along


def test_only_filters_without_an_index_of_their_own_look_at_more_than_they_show():
    assert asked({"lang": "en"}).most == PAGE + 1
    assert asked({"lang": "en", "source": "a"}).most == MOST
    assert asked({"truncated": "no"}).most == MOST
    assert PAGE + 1 < asked({"q": "a", "lang": "en"}).most < MOST


@given(st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)), st.integers(0, 10**17))  # noqa: DTZ001
def test_a_cursor_is_read_back_as_it_was_written(when, number):
    cursor = Cursor(when=when, id=number)

    assert asked({"after": str(cursor)}).after == cursor


@pytest.mark.parametrize(
    "text", ["", "x", "-", "1-", "s", "s-1", "1-1-1", "9" * 19 + "-1", "999999999999999999-1", "s1234567"]
)
def test_what_is_no_cursor_begins_at_the_beginning(text):
    assert asked({"after": text}).after is None


def places(number: int) -> list[Cursor]:
    return [Cursor(when=NOW, id=number - place) for place in range(number)]


def test_a_full_page_is_followed_by_what_comes_behind_its_last_article():
    shown = places(PAGE + 1)

    assert next_page(Asked(), shown=shown, looked=PAGE + 1, last=shown[-1]) == shown[PAGE - 1]


def test_a_page_that_found_little_goes_on_where_it_stopped_looking():
    query = Asked(source="a", language="xx")
    last = Cursor(when=NOW, id=3)

    assert next_page(query, shown=places(2), looked=query.most, last=last) == last
    assert next_page(query, shown=places(2), looked=query.most - 1, last=last) is None
    assert next_page(query, shown=[], looked=0, last=None) is None


def test_a_search_ends_where_no_more_hits_are_looked_for():
    query = Asked(search="a")

    assert next_page(query, shown=[], looked=query.most, last=Cursor(skip=FURTHEST)) is None
    assert next_page(query, shown=[], looked=query.most, last=Cursor(skip=100)) == Cursor(skip=100)
    assert asked({"q": "a", "after": "s999999"}).after == Cursor(skip=FURTHEST)
