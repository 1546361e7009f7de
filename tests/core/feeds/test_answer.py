"""The answer to a poll, read; and what the feed's row becomes."""

from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import NOW, entry, feed, page
from worker.core.feeds import schedule
from worker.core.feeds.answer import conditions, failed_poll, feed_record, parse_answer
from worker.core.urls import Tracking
from worker.errors import BadInput, FetchFailed, PageRefused
from worker.models import Decision, PollOutcome, Reason, SeenEntry

TRACKING = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())
RSS = (
    b'<rss version="2.0"><channel><title>Example</title><link>https://example.org/</link><ttl>30</ttl>'
    b"<item><title>A</title><link>https://example.org/a</link></item></channel></rss>"
)
NOTHING = Decision(new=(), changed=(), unchanged=1, skipped=(), gap=False)
SOMETHING = Decision(
    new=(SeenEntry(entry=entry(), key="k", fingerprint=b"f"),), changed=(), unchanged=0, skipped=(), gap=False
)


def answer(body=RSS, **fields):
    return page(body, **{"headers": {"etag": '"1"', "last-modified": "Fri"}, **fields})


def reading(one=None, said=None, moved_to=None):
    return parse_answer(one or feed(), answer() if said is None else said, moved_to=moved_to, tracking=TRACKING)


def recorded(one, said=None, decision=NOTHING, *, moved_to=None, now=NOW):
    return feed_record(one, reading(one, said, moved_to), decision, now=now, jitter=0)


@pytest.mark.parametrize(
    ("etag", "modified", "expected"),
    [
        (None, None, ()),
        ('W/"odd, but theirs"', None, (("If-None-Match", 'W/"odd, but theirs"'),)),
        (None, "yesterday", (("If-Modified-Since", "yesterday"),)),
        ('"1"', "Fri", (("If-None-Match", '"1"'), ("If-Modified-Since", "Fri"))),
    ],
)
def test_validators_go_back_verbatim(etag, modified, expected):
    assert conditions(feed(etag=etag, last_modified=modified, whole_at=NOW), now=NOW) == expected


SAME = feed(body_hash=sha256(RSS).digest())
READINGS = {
    "a feed": (feed(), answer(), PollOutcome.READ),
    "304": (feed(), answer(b"", status=304), PollOutcome.UNCHANGED),
    "the same bytes with 200": (SAME, answer(), PollOutcome.UNCHANGED),
    "a web page": (feed(), answer(b"<html><body>Sign in</body></html>"), PollOutcome.FAILED),
    "nothing": (feed(), answer(b""), PollOutcome.FAILED),
    "no answer": (feed(), FetchFailed(reason=Reason.TIMEOUT), PollOutcome.FAILED),
    "404": (feed(), PageRefused(reason=Reason.NOT_FOUND), PollOutcome.FAILED),
    "410": (feed(), PageRefused(reason=Reason.GONE), PollOutcome.GONE),
}


@pytest.mark.parametrize(("one", "said", "outcome"), READINGS.values(), ids=READINGS)
def test_readings(one, said, outcome):
    found = reading(one, said)
    assert found.outcome is outcome
    assert (found.error is None) == (outcome in (PollOutcome.READ, PollOutcome.UNCHANGED))
    assert (found.parsed is not None) == (outcome is PollOutcome.READ)


@given(st.binary(max_size=400))
def test_no_bytes_make_reading_raise(body):
    found = reading(feed(), answer(body))
    if found.outcome is PollOutcome.FAILED:
        assert isinstance(found.error, BadInput)


def test_a_read_feed_is_remembered_with_its_validators_and_title():
    after = recorded(feed(failures=3), decision=SOMETHING)
    assert (after.state, after.status, after.error, after.failures) == ("active", "ok", None, 0)
    assert (after.etag, after.last_modified, after.body_hash) == ('"1"', "Fri", sha256(RSS).digest())
    assert (after.title, after.site_url) == ("Example", "https://example.org/")


def test_an_unchanged_feed_keeps_its_validators():
    known = feed(etag='"0"', last_modified="Thu", body_hash=b"x", failures=3)
    after = recorded(known, answer(b"", status=304, headers={}), None)
    assert (after.status, after.failures) == ("unchanged", 0)
    assert (after.etag, after.last_modified, after.body_hash) == ('"0"', "Thu", b"x")


def test_a_failed_poll_keeps_everything_but_the_count():
    known = feed(etag='"0"', last_modified="Thu", body_hash=b"x", failures=1)
    after = recorded(known, FetchFailed("no answer", reason=Reason.TIMEOUT), None)
    assert (after.status, after.error, after.failures) == ("timeout", "no answer", 2)
    assert (after.etag, after.last_modified, after.body_hash, after.title) == ('"0"', "Thu", b"x", None)


def test_a_body_that_could_not_be_read_is_read_again_even_when_it_comes_again():
    broken = answer(b"<html>consent</html>")
    after = recorded(feed(), broken, None)
    assert after.status == "html_not_feed"
    again = feed(etag=after.etag, last_modified=after.last_modified, body_hash=after.body_hash)
    assert reading(again, broken).outcome is PollOutcome.FAILED
    assert conditions(again, now=NOW) == (), "a 304 would hide that we never read it"


@pytest.mark.parametrize(
    ("said", "least"),
    [
        (answer(headers={"cache-control": "public, max-age=7200"}), 7200),
        (answer(headers={"cache-control": 'max-age="7200"'}), 7200),
        (FetchFailed(reason=Reason.RATE_LIMITED, after=5400.0, status=429), 5400),
        (answer(), 30 * 60),
    ],
)
def test_the_publishers_wish_is_the_shortest_wait(said, least):
    assert recorded(feed(interval_seconds=300.0), said).wait >= least


def test_a_feed_that_could_not_be_kept_failed_by_a_bug_of_ours_or_as_its_error_says():
    bug, known = failed_poll(ZeroDivisionError("x")), failed_poll(FetchFailed("no answer", reason="timeout"))
    assert (bug.outcome, bug.error.reason, str(bug.error)) == (PollOutcome.FAILED, "bug", "ZeroDivisionError: x")
    assert (known.outcome, known.error.reason) == (PollOutcome.FAILED, "timeout")


def test_without_news_the_wait_is_a_quarter_longer_and_with_news_half():
    silent = answer(RSS.replace(b"<ttl>30</ttl>", b""), headers={})
    assert recorded(feed(interval_seconds=1000.0), silent).wait == 1250
    assert recorded(feed(interval_seconds=1000.0), silent, SOMETHING).wait == 500


@pytest.mark.parametrize("odd", ["max-age=-5", "max-age=abc", "s-maxage=86400", "no-store", "", "x-max-age=86400"])
def test_other_cache_words_ask_for_nothing(odd):
    rss = RSS.replace(b"<ttl>30</ttl>", b"")
    assert recorded(feed(), answer(rss, headers={"cache-control": odd}), SOMETHING).wait < 900


def test_a_feed_that_stays_gone_is_not_asked_again():
    one, states = feed(), []
    for _ in range(schedule.GONE_AFTER):
        after = recorded(one, PageRefused("410", reason=Reason.GONE), None)
        states.append(after.state)
        one = feed(failures=after.failures, gone_times=after.gone_times)
    assert states == ["active"] * (schedule.GONE_AFTER - 1) + ["gone"]
    assert after.wait == schedule.GONE_WAIT
    back = recorded(feed(failures=9, gone_times=9), answer())
    assert (back.state, back.failures, back.gone_times) == ("active", 0, 0)


def test_a_single_410_after_other_failures_is_one_410():
    after = recorded(feed(failures=9), PageRefused("410", reason=Reason.GONE), None)
    assert (after.state, after.failures, after.gone_times) == ("active", 10, 1)
    other = recorded(feed(failures=9, gone_times=4), FetchFailed(reason=Reason.TIMEOUT), None)
    assert other.gone_times == 0


BUSY = Decision(new=SOMETHING.new * 3, changed=(), unchanged=1, skipped=(), gap=False)
GAP = Decision(new=SOMETHING.new, changed=(), unchanged=0, skipped=(), gap=True)


@pytest.mark.parametrize(("decision", "wait"), [(NOTHING, 7200.0), (BUSY, 450.0), (GAP, 300.0)])
def test_advice_is_heeded_while_nothing_is_missed(decision, wait):
    rss = RSS.replace(b"<ttl>30</ttl>", b"<ttl>120</ttl>")
    one = feed(body_hash=b"x", interval_seconds=900.0)
    assert recorded(one, answer(rss), decision).wait == wait


def test_what_a_feed_asked_for_is_kept_over_unchanged_polls():
    after = recorded(feed(), answer(RSS.replace(b"<ttl>30</ttl>", b"<ttl>60</ttl>")))
    again = feed(advice_seconds=after.advice_seconds, body_hash=b"x")
    unchanged = recorded(again, answer(b"", status=304, headers={}), None)
    assert (after.advice_seconds, unchanged.advice_seconds) == (3600.0, 3600.0)
    assert unchanged.wait >= 3600.0


def test_hours_that_a_feed_skips_are_skipped_while_nothing_is_missed():
    hours = "".join(f"<hour>{hour}</hour>" for hour in (12, 13, 14))
    rss = RSS.replace(b"<ttl>30</ttl>", f"<skipHours>{hours}</skipHours>".encode())
    known = feed(body_hash=b"x", interval_seconds=900.0)
    after = recorded(known, answer(rss))
    assert (after.skip_hours, after.wait) == ((12, 13, 14), 3 * 3600.0)
    assert recorded(feed(skip_hours=[12, 13, 14], body_hash=b"x"), answer(b"", status=304), None).wait == 3 * 3600.0
    assert recorded(known, answer(rss), BUSY).wait == 450.0


def test_a_gap_is_remembered_with_its_time():
    after = recorded(feed(gaps=2, body_hash=b"x"), decision=GAP)
    assert (after.gaps, after.last_gap_at) == (3, NOW)
    earlier = NOW - timedelta(days=3)
    assert recorded(feed(gaps=3, last_gap_at=earlier)).last_gap_at == earlier


def test_polls_answered_with_304_are_counted_until_the_whole_document_comes():
    unchanged = recorded(feed(conditional_polls=7, body_hash=b"x"), answer(b"", status=304), None)
    whole = recorded(feed(conditional_polls=7))
    failed = recorded(feed(conditional_polls=7, whole_at=NOW), FetchFailed(reason=Reason.TIMEOUT), None)
    assert (unchanged.conditional_polls, unchanged.whole_at) == (8, None)
    assert (whole.conditional_polls, whole.whole_at) == (0, NOW)
    assert (failed.conditional_polls, failed.whole_at) == (7, NOW)


def test_validators_that_hid_news_are_dropped_for_good():
    one = feed(etag='"1"', conditional_polls=50, whole_at=NOW, last_polled_at=NOW)
    after = recorded(one, answer(), SOMETHING)
    assert after.validators_hid_at == NOW
    assert conditions(feed(etag='"1"', whole_at=NOW, validators_hid_at=NOW), now=NOW) == ()


def test_a_feed_without_entries_is_not_ok():
    assert recorded(feed(), answer(b"<rss><channel><title>E</title></channel></rss>")).status == "no_entries"


MOVED = "https://new.example/feed"


def polled(times: int, *, every: timedelta, said=None, targets=None):
    """The row after so many polls, each redirected."""
    one, now = feed(), NOW
    for number in range(times):
        target = targets[number] if targets else MOVED
        after = recorded(one, said, moved_to=target, now=now)
        one = feed(url=after.url, moved_to=after.moved_to, moved_since=after.moved_since, moved_times=after.moved_times)
        now += every
    return one


def test_a_permanent_redirect_is_believed_after_days_and_several_polls():
    assert polled(4, every=timedelta(days=1)).url == feed().url
    moved = polled(5, every=timedelta(days=1))
    assert (moved.url, moved.moved_to, moved.moved_times) == (MOVED, None, 0)
    assert polled(50, every=timedelta(minutes=5)).url == feed().url


def test_a_redirect_that_changes_its_mind_starts_again():
    targets = [MOVED, MOVED, MOVED, None, MOVED, MOVED]
    after = polled(6, every=timedelta(days=2), targets=targets)
    assert (after.url, after.moved_times) == (feed().url, 2)


def test_a_redirect_to_what_is_no_feed_counts_for_nothing():
    after = polled(9, every=timedelta(days=2), said=answer(b"<html>Cookies?</html>"))
    assert (after.url, after.moved_to) == (feed().url, None)


errors = st.sampled_from(
    [
        None,
        FetchFailed(reason=Reason.RATE_LIMITED, after=9e9),
        FetchFailed(reason=Reason.TIMEOUT),
        PageRefused(reason=Reason.GONE),
        BadInput(reason=Reason.NOT_A_FEED),
    ]
)


@given(
    errors,
    st.floats(1, 1e6),
    st.one_of(st.none(), st.floats(1, 1e5)),
    st.integers(0, 500),
    st.floats(-1, 1),
    st.booleans(),
)
def test_every_feed_is_asked_again_within_bounds(error, interval, shortest, failures, jitter, new):
    one = feed(interval_seconds=interval, shortest_seconds=shortest, failures=failures)
    said = reading(one, error or answer())
    after = feed_record(one, said, SOMETHING if new else NOTHING, now=NOW, jitter=jitter)
    least = min(schedule.SHORTEST if shortest is None else shortest, schedule.LONGEST)
    assert least - 1 <= after.wait <= max(schedule.LONGEST, least) + 1
    assert after.failures == (failures + 1 if error else 0)
