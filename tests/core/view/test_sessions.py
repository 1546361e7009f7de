"""Sessions, tokens and tries."""

from datetime import UTC, datetime, timedelta

import pytest

from worker.core.view import sessions
from worker.core.view.sessions import LIFETIME, TRIES, WINDOW, Session

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY, OTHER = b"k" * 32, b"o" * 32
SESSION = Session("ab" * 16, NOW + LIFETIME)


def test_a_session_is_read_back_from_its_cookie_until_it_is_over():
    cookie = sessions.cookie(SESSION, KEY)

    assert sessions.session_of(cookie, KEY, now=NOW) == SESSION
    assert sessions.session_of(cookie, KEY, now=NOW + LIFETIME) is None


@pytest.mark.parametrize("value", [None, "", ".", "a.b", "a.1.b", "ä.1.ö"])
def test_what_we_have_not_signed_is_no_session(value):
    assert sessions.session_of(value, KEY, now=NOW) is None


def test_a_cookie_that_was_changed_or_is_of_another_key_is_none():
    cookie = sessions.cookie(SESSION, KEY)
    longer = cookie.replace(f"{SESSION.until.timestamp():.0f}", "9999999999")

    assert longer != cookie
    assert sessions.session_of(longer, KEY, now=NOW) is None
    assert sessions.session_of(cookie, OTHER, now=NOW) is None


def test_a_token_is_of_its_session_and_key_and_is_not_the_cookies_signature():
    token = sessions.token(SESSION, KEY)

    assert sessions.is_token(token, SESSION, KEY)
    assert not sessions.is_token(token, Session("cd" * 16, SESSION.until), KEY)
    assert not sessions.is_token(token, SESSION, OTHER)
    assert not sessions.is_token("", SESSION, KEY)
    assert token not in sessions.cookie(SESSION, KEY)


def test_no_password_is_none_that_could_be_given():
    assert sessions.same_password("x", "x")
    assert not sessions.same_password("x", "y")
    assert not sessions.same_password("", "")


def test_an_address_is_refused_after_its_tries_until_they_are_long_ago():
    failed = {}
    for _ in range(TRIES):
        assert sessions.may_try(failed, "a", now=NOW)
        failed = sessions.with_failure(failed, "a", now=NOW)

    assert not sessions.may_try(failed, "a", now=NOW)
    assert sessions.may_try(failed, "b", now=NOW)
    assert sessions.may_try(failed, "a", now=NOW + WINDOW)


def test_many_addresses_together_are_refused_and_what_is_remembered_is_bounded():
    failed = {}
    for number in range(3000):
        failed = sessions.with_failure(failed, str(number), now=NOW)

    assert len(failed) <= 1000
    assert not sessions.may_try(failed, "new", now=NOW)
    assert sessions.with_failure(failed, "new", now=NOW + timedelta(hours=1)).keys() == {"new"}
