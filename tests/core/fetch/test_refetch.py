"""Fresh articles are looked at again, ever less often, and then no more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import NOW, item, page
from worker.core.fetch.outcomes import after_page
from worker.core.fetch.refetch import FIRST, JITTER, conditions, next_look, planned
from worker.models import Ending, State, Validators

HOUR, FOLLOW = 3600.0, 48 * 3600.0


def test_the_looks_of_one_article():
    ages, age = [], 60.0
    while (wait := next_look(age, follow=FOLLOW, jitter=0)) is not None:
        age += wait
        ages.append(round(age / HOUR, 1))
    assert ages == [1.0, 3.0, 9.2, 27.4]


@given(st.floats(0, 1e7), st.floats(0, 1e6), st.floats(-1, 1))
def test_no_look_is_sooner_than_the_first_or_later_than_the_article_is_followed(age, follow, jitter):
    wait = next_look(age, follow=follow, jitter=jitter)
    assert wait is None or (wait >= FIRST * (1 - JITTER) and age + wait / (1 + JITTER) <= follow)


def test_nothing_is_followed_for_no_time():
    assert next_look(0, follow=0, jitter=0) is None


@pytest.mark.parametrize(
    ("ending", "said", "look"),
    [
        (Ending(item=item(), state=State.STORED), None, FIRST),
        (Ending(item=item(), state=State.STORED), NOW - timedelta(hours=2), 4 * HOUR),
        (Ending(item=item(), state=State.STORED), NOW - timedelta(days=30), None),
        (Ending(item=item(age=2 * HOUR, look=True), state=State.STORED, reason="unchanged"), None, 4 * HOUR),
        (Ending(item=item(url=None), state=State.STORED), None, None),
        (Ending(item=item(), state=State.SKIPPED), None, None),
        (Ending(item=item(), state=State.FETCHED), None, None),
    ],
)
def test_what_ends_as_an_article_with_a_page_is_looked_at_again(ending, said, look):
    published = {ending.item.id: said} if said else {}
    (after,) = planned([ending], follow=FOLLOW, jitter=0, now=NOW, published=published)
    assert after.look_again == look


def test_validators_go_back_verbatim():
    given_ = Validators(item_id=1, etag='W/"a, b"', last_modified=None)
    assert conditions(given_) == (("If-None-Match", 'W/"a, b"'),)
    assert conditions(None) == ()


def test_a_page_that_has_not_changed_needs_no_cleaning():
    ending = after_page(item(stored=True, look=True), page(b"", status=304), None)
    assert (ending.state, ending.reason) == (State.STORED, "unchanged")
