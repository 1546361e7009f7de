"""Fresh articles are looked at again, ever less often, and then no more."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import NOW, item, page
from worker.core.fetch.recheck import FIRST, JITTER, conditions, next_recheck, plan_rechecks
from worker.core.fetch.transitions import after_page
from worker.models import State, Transition, Validators

HOUR, FOLLOW = 3600.0, 48 * 3600.0


def test_the_looks_of_one_article():
    ages, age = [], 60.0
    while (wait := next_recheck(age, follow=FOLLOW, jitter=0)) is not None:
        age += wait
        ages.append(round(age / HOUR, 1))
    assert ages == [1.0, 3.0, 9.2, 27.4]


@given(st.floats(0, 1e7), st.floats(0, 1e6), st.floats(-1, 1))
def test_no_look_is_sooner_than_the_first_or_later_than_the_article_is_followed(age, follow, jitter):
    wait = next_recheck(age, follow=follow, jitter=jitter)
    assert wait is None or (wait >= FIRST * (1 - JITTER) and age + wait / (1 + JITTER) <= follow)


def test_nothing_is_followed_for_no_time():
    assert next_recheck(0, follow=0, jitter=0) is None


@pytest.mark.parametrize(
    ("transition", "said", "recheck_in"),
    [
        (Transition(item=item(), state=State.STORED), None, FIRST),
        (Transition(item=item(), state=State.STORED), NOW - timedelta(hours=2), 4 * HOUR),
        (Transition(item=item(), state=State.STORED), NOW - timedelta(days=30), None),
        (Transition(item=item(age=2 * HOUR, recheck=True), state=State.STORED, reason="unchanged"), None, 4 * HOUR),
        (Transition(item=item(url=None), state=State.STORED), None, None),
        (Transition(item=item(), state=State.SKIPPED), None, None),
        (Transition(item=item(), state=State.FETCHED), None, None),
    ],
)
def test_what_ends_as_an_article_with_a_page_is_looked_at_again(transition, said, recheck_in):
    published = {transition.item.id: said} if said else {}
    (after,) = plan_rechecks([transition], follow=FOLLOW, jitter=0, now=NOW, published=published)
    assert after.recheck_in == recheck_in


def test_validators_go_back_verbatim():
    given_ = Validators(item_id=1, etag='W/"a, b"', last_modified=None)
    assert conditions(given_) == (("If-None-Match", 'W/"a, b"'),)
    assert conditions(None) == ()


def test_a_page_that_has_not_changed_needs_no_cleaning():
    transition = after_page(item(stored=True, recheck=True), page(b"", status=304), None)
    assert (transition.state, transition.reason) == (State.STORED, "unchanged")
