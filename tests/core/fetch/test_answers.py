"""What an HTTP answer means for the work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fetch.answers import MAX_AFTER, PERMANENT, REDIRECTS, failure, retry_after
from worker.errors import FetchFailed, PageRefused

NOW = 1_800_000_000.0
DATE = "Fri, 15 Jan 2027 08:00:00 GMT"  # NOW


@pytest.mark.parametrize("status", [200, 203, 304])
def test_a_page_is_no_failure(status: int) -> None:
    assert failure(status, {"retry-after": "60"}, now=NOW) is None


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (202, "not_ready"),
        (408, "timeout"),
        (425, "not_ready"),
        (429, "rate_limited"),
        (500, "server_error"),
        (599, "server_error"),
    ],
)
def test_what_asks_for_the_same_again_is_tried_again_after_what_it_says(status: int, reason: str) -> None:
    error = failure(status, {"retry-after": "60"}, now=NOW)
    assert isinstance(error, FetchFailed)
    assert (error.reason, error.after, error.status) == (reason, 60.0, status)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "unauthorized"), (402, "payment_required"), (403, "forbidden"), (404, "not_found"), (410, "gone"),
        (451, "unavailable_for_legal_reasons"), (400, "bad_status"), (499, "bad_status"), (600, "bad_status"),
        (204, "bad_status"), (302, "bad_status"),
    ],
)  # fmt: skip
def test_a_refusal_is_final_and_says_why(status: int, reason: str) -> None:
    error = failure(status, {}, now=NOW)
    assert isinstance(error, PageRefused)
    assert (error.reason, error.status) == (reason, status)


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({}, None),
        ({"retry-after": "0"}, 0.0),
        ({"retry-after": " 120 "}, 120.0),
        ({"retry-after": "604801"}, MAX_AFTER),
        ({"retry-after": "9" * 5000}, MAX_AFTER),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "1.5"}, 1.0),
        ({"retry-after": "60, 60"}, 60.0),
        ({"retry-after": "60s"}, 60.0),
        ({"retry-after": "60 seconds"}, 60.0),
        ({"retry-after": "60 minutes"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "²"}, None),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT"}, 60.0),
        ({"retry-after": "Fri, 15 Jan 2027 07:59:00 GMT"}, 0.0),
        ({"retry-after": "Fri, 15 Jan 2028 08:00:00 GMT"}, MAX_AFTER),
        ({"retry-after": "Fri, 15 Jan 2027 09:01:00 GMT", "date": "Fri, 15 Jan 2027 09:00:00 GMT"}, 60.0),
        ({"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT", "date": "nonsense"}, 60.0),
        ({"retry-after": DATE + " " * 36 + "x"}, None),
        ({"retry-after": "Fri, 31 Dec 9999 23:59:59 -2359"}, MAX_AFTER),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_week(headers: dict[str, str], after: float | None) -> None:
    assert retry_after(headers, now=NOW) == after


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_header_is_read_as_a_bounded_wait(value: str, date: str) -> None:
    after = retry_after({"retry-after": value, "date": date}, now=NOW)
    assert after is None or 0.0 <= after <= MAX_AFTER


def test_permanent_redirects_are_redirects() -> None:
    assert {301, 302, 303, 307, 308} == REDIRECTS > PERMANENT == {301, 308}
