"""What becomes of an item after each thing that can happen to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import cleaned, draft, entry, item, page
from worker.core.fetch.transitions import (
    MAX_HOPS,
    after_deferral,
    after_error,
    after_page,
    after_redirect,
    after_refusal,
    after_verdict,
    stands_in,
    stands_in_at_last,
    withdrawn,
)
from worker.core.waits import MAX_ATTEMPTS, RETRIES
from worker.errors import (
    BadInput,
    FetchFailed,
    NewswireError,
    NoArticle,
    NothingToStore,
    PageRefused,
    Quarantine,
    Retry,
    ServiceDown,
    Skip,
    UsageError,
)
from worker.models import Action, Reason, Redirected, State, Verdict

FULL = entry(content="<p>" + "The whole story stands in the feed. " * 20 + "</p>")
TEASER = entry(content="Read more on our site.")
ELSEWHERE = Redirected(url="https://other.example/a", status=302, permanent=False, hops=())


def refuse(one, error, said=None):
    return after_refusal(one, error, said, jitter=0)


@pytest.mark.parametrize(
    "kind",
    [
        "text/html", "TEXT/HTML; charset=x", "application/xhtml+xml", "text/plain", "", None,
        "text/html, charset=utf-8",
        "text/html, text/html; charset=utf-8", "image/png, text/html", "text/html charset=x",
    ],
)  # fmt: skip
def test_a_page_of_text_goes_on_to_be_cleaned(kind):
    transition = after_page(item(), page(headers={} if kind is None else {"content-type": kind}), None)
    assert (transition.state, transition.reason) == (State.FETCHED, None)


NOT_PAGES = [
    (item(), None, State.SKIPPED, "not_a_page"),
    (item(), TEASER, State.SKIPPED, "not_a_page"),
    (item(), FULL, State.FETCHED, None),
    (item(stored=True), FULL, State.STORED, "not_a_page"),
]


@pytest.mark.parametrize(("one", "said", "state", "reason"), NOT_PAGES)
@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "video/mp4; x=y"])
def test_what_is_not_a_page_is_left_to_the_feeds_own_text(kind, one, said, state, reason):
    transition = after_page(one, page(headers={"content-type": kind}), said)
    assert (transition.state, transition.reason) == (state, reason)


def test_a_redirect_to_another_host_is_a_fetch_of_its_own_that_costs_no_attempt():
    transition = after_redirect(item(), ELSEWHERE, None)
    assert (transition.state, transition.fetch_url, transition.host) == (State.PENDING, ELSEWHERE.url, "other.example")
    assert (transition.wait, transition.counted) == (0.0, False)


@pytest.mark.parametrize(
    ("one", "said", "state", "reason"),
    [
        (item(hops=MAX_HOPS), None, State.SKIPPED, "too_many_redirects"),
        (item(hops=MAX_HOPS), FULL, State.FETCHED, None),
        (item(hops=MAX_HOPS, stored=True), None, State.STORED, "too_many_redirects"),
        (item(hops=MAX_HOPS - 1), None, State.PENDING, None),
    ],
)
def test_redirects_end_somewhere(one, said, state, reason):
    transition = after_redirect(one, ELSEWHERE, said)
    assert (transition.state, transition.reason) == (state, reason)


@pytest.mark.parametrize(("wait", "expected"), [(0.1, 0.5), (-3.0, 0.5), (12.0, 12.0)])
def test_waiting_for_a_slot_costs_no_attempt(wait, expected):
    transition = after_deferral(item(), wait)
    assert (transition.state, transition.reason, transition.wait, transition.counted) == (
        State.PENDING,
        "paced",
        expected,
        False,
    )


@pytest.mark.parametrize("state", [State.PENDING, State.FETCHED])
def test_what_a_stopped_worker_gives_back_costs_no_attempt_and_is_due_soon(state):
    transition = after_deferral(item(), 0.0, state=state)
    assert (transition.state, transition.reason, transition.wait, transition.counted) == (
        state,
        "worker_stopped",
        0.5,
        False,
    )


LAST = MAX_ATTEMPTS
REFUSALS = [
    # item, error, entry → state, reason
    (item(), PageRefused("", reason=Reason.ROBOTS), None, State.SKIPPED, "robots"),
    (item(), PageRefused("", reason=Reason.ROBOTS), TEASER, State.SKIPPED, "robots"),
    (item(), PageRefused("", reason=Reason.ROBOTS), FULL, State.FETCHED, None),
    (item(stored=True), PageRefused("", reason=Reason.GONE), FULL, State.STORED, "gone"),
    (item(stored=True), PageRefused("", reason=Reason.NOT_FOUND), FULL, State.PENDING, "not_found"),
    (item(stored=True, attempts=3), PageRefused("", reason=Reason.NOT_FOUND), FULL, State.STORED, "not_found"),
    (item(), FetchFailed("", reason=Reason.TIMEOUT), FULL, State.PENDING, "timeout"),
    (item(attempts=LAST), FetchFailed("", reason=Reason.TIMEOUT), None, State.QUARANTINED, "timeout"),
    (item(attempts=LAST), FetchFailed("", reason=Reason.TIMEOUT), FULL, State.FETCHED, None),
    (item(attempts=LAST, stored=True), FetchFailed("", reason=Reason.TIMEOUT), None, State.STORED, "timeout"),
    (item(), BadInput("", reason=Reason.NOT_A_FEED), None, State.QUARANTINED, "not_a_feed"),
]


@pytest.mark.parametrize(("one", "error", "said", "state", "reason"), REFUSALS)
def test_refusals(one, error, said, state, reason):
    transition = refuse(one, error, said)
    assert (transition.state, transition.reason) == (state, reason)


def test_a_failed_fetch_waits_longer_each_time():
    waits = [refuse(item(attempts=n), FetchFailed(reason=Reason.TIMEOUT)).wait for n in range(1, MAX_ATTEMPTS)]
    assert waits == list(RETRIES[: MAX_ATTEMPTS - 1])


def test_what_the_server_asked_for_is_waited_for():
    assert refuse(item(), FetchFailed(reason=Reason.RATE_LIMITED, after=7200.0)).wait == 7200.0


ERRORS = [
    (NothingToStore(reason=Reason.NO_TEXT), item(), State.SKIPPED, "no_text"),
    (NothingToStore(reason=Reason.NO_TEXT), item(stored=True), State.STORED, "no_text"),
    (BadInput(reason=Reason.BAD_VALUE), item(), State.QUARANTINED, "bad_value"),
    (Quarantine(reason=Reason.BUG), item(stored=True), State.QUARANTINED, "bug"),
    (RuntimeError("a bug of ours"), item(), State.FETCHED, "bug"),
    (RuntimeError("a bug of ours"), item(attempts=LAST), State.QUARANTINED, "bug"),
    (Retry(reason=Reason.ADDRESS_TAKEN), item(), State.FETCHED, "address_taken"),
    (ServiceDown(reason=Reason.POSTGRES_DOWN), item(attempts=LAST + 9), State.FETCHED, "postgres_down"),
    (UsageError("no such column"), item(attempts=LAST + 9), State.FETCHED, "usage"),
]


@pytest.mark.parametrize(("error", "one", "state", "reason"), ERRORS)
def test_errors(error, one, state, reason):
    transition = after_error(one, error, state=State.FETCHED, traceback="trace", jitter=0)
    assert (transition.state, transition.reason) == (state, reason)
    if state is State.QUARANTINED:
        assert (transition.error.error, transition.error.traceback) == (type(error).__name__, "trace")
        assert transition.error.message


def test_our_own_servers_outage_costs_no_attempt():
    transition = after_error(
        item(), ServiceDown(reason=Reason.REDIS_DOWN), state=State.FETCHED, traceback=None, jitter=0
    )
    assert (transition.counted, transition.wait) == (False, 5.0)


KNOWN = st.sampled_from([NewswireError, Retry, FetchFailed, Skip, PageRefused, Quarantine, BadInput])


@given(
    st.builds(lambda kind, reason: kind("x", reason=reason), KNOWN, st.sampled_from(Reason))
    | st.sampled_from([ValueError("x"), KeyError("x")]),
    st.integers(1, 20),
    st.booleans(),
    st.floats(-1, 1),
    st.sampled_from([State.PENDING, State.FETCHED]),
)
def test_every_error_leads_to_an_end_within_its_attempts(error, attempts, stored, jitter, state):
    transition = after_error(item(attempts=attempts, stored=stored), error, state=state, traceback=None, jitter=jitter)
    assert transition.reason
    if transition.state in (State.PENDING, State.FETCHED):
        assert transition.state is state
        assert attempts < MAX_ATTEMPTS
        assert transition.wait > 0
        assert transition.counted


@pytest.mark.parametrize(
    ("verdict", "state", "of"),
    [
        (Verdict(action=Action.CREATE, article_id=1), State.STORED, None),
        (Verdict(action=Action.REVISE, article_id=1), State.STORED, None),
        (Verdict(action=Action.KEEP, article_id=1), State.STORED, None),
        (Verdict(action=Action.DUPLICATE, article_id=9), State.DUPLICATE, 9),
    ],
)
def test_verdicts(verdict, state, of):
    transition = after_verdict(cleaned(item(), draft()), verdict)
    assert (transition.state, transition.duplicate_of) == (state, of)


@pytest.mark.parametrize(
    ("stored", "reason", "expected"), [(True, "gone", True), (True, "not_found", True), (False, "gone", False)]
)
def test_only_a_page_that_is_gone_withdraws_an_article_that_stands(stored, reason, expected):
    assert withdrawn(refuse(item(stored=stored, attempts=3), PageRefused("", reason=reason))) is expected


CHALLENGE = NoArticle("its title says so", reason=Reason.CHALLENGE_PAGE)


def after_no_article(one):
    return after_error(one, CHALLENGE, state=State.FETCHED, traceback=None, jitter=0)


def test_what_is_no_article_is_asked_for_again_at_growing_distance_and_then_skipped():
    ends = [after_no_article(item(substitutes=times)) for times in range(MAX_ATTEMPTS)]
    assert [end.state for end in ends] == [State.PENDING] * (MAX_ATTEMPTS - 1) + [State.SKIPPED]
    assert [end.wait for end in ends[:-1]] == list(RETRIES[: MAX_ATTEMPTS - 1])
    assert [end.substitutes for end in ends[:-1]] == list(range(1, MAX_ATTEMPTS))
    assert {end.reason for end in ends} == {Reason.CHALLENGE_PAGE}


@pytest.mark.parametrize("times", [0, MAX_ATTEMPTS])
def test_it_never_touches_an_article_that_stands(times):
    end = after_no_article(item(stored=True, substitutes=times))
    assert (end.state, end.reason, end.substitutes) == (State.STORED, Reason.CHALLENGE_PAGE, None)
    assert not withdrawn(end)


def test_an_article_ends_the_count():
    verdict = Verdict(action=Action.CREATE, article_id=1)
    assert after_verdict(cleaned(item(substitutes=3), draft()), verdict).substitutes == 0


WHOLE = entry(content="x" * 400)


@pytest.mark.parametrize(
    ("one", "said", "reason", "expected"),
    [
        (item(), WHOLE, Reason.LOGIN_PAGE, True),
        (item(free_only=True), WHOLE, Reason.LOGIN_PAGE, False),
        (item(free_only=True), WHOLE, Reason.PAYMENT_REQUIRED, False),
        (item(free_only=True), WHOLE, Reason.UNAUTHORIZED, False),
        (item(free_only=True), WHOLE, Reason.MAINTENANCE_PAGE, True),
        (item(), entry(content="x" * 399), Reason.LOGIN_PAGE, False),
        (item(), None, Reason.LOGIN_PAGE, False),
    ],
)
def test_the_feeds_text_stands_in_where_it_is_enough_and_nobodys_to_pay_for(one, said, reason, expected):
    assert stands_in(one, said, reason) is expected


@pytest.mark.parametrize(("times", "stored", "expected"), [(3, False, False), (4, False, True), (4, True, False)])
def test_it_waits_for_the_last_attempt_at_the_page(times, stored, expected):
    assert stands_in_at_last(item(substitutes=times, stored=stored), WHOLE, Reason.CHALLENGE_PAGE) is expected
