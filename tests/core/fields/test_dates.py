"""Dates as publishers write them: which words win over which, and what may not come of a text."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields.dates import country_of, doubtful, parse_date
from worker.models import Origin, PublisherTime

ORIGINS = st.sampled_from([Origin.FEED, Origin.JSONLD, Origin.HTML, Origin.TEXT])
TAGS = st.sampled_from([None, "en", "en-US", "en-IN", "de", "fr", "ar", "fa", "th", "zh-TW", "hu", "x", "zz-ZZ"])


def read(text: str, tag: str | None = "en", origin: Origin = Origin.HTML, country: str | None = None) -> str | None:
    """In UTC to the minute, or the day alone where only that is known."""
    found = parse_date(text, origin=origin, language=tag, country=country)
    if found is None:
        return None
    assert found.origin is origin
    return found.value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M" if found.precision == "time" else "%Y-%m-%d")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # RFC 3339 and W3C-DTF
        ("2026-11-30T10:15:00+02:00", "2026-11-30T08:15"),
        ("2026-11-30T10:15:00.123Z", "2026-11-30T10:15"),
        ("2026-11-30T10:15+0530", "2026-11-30T04:45"),
        ("2026-11-30T10:15:00%2B01:00", "2026-11-30T09:15"),
        ("2026-11-30T10:15:00&#43;01:00", "2026-11-30T09:15"),
        ("2026-11-30T10:15:00–05:00", "2026-11-30T15:15"),
        ("/Date(1796033700000)/", "2026-11-30T10:15"),
        ("/Date(1796033700000+0100)/", "2026-11-30T10:15"),
        ("30/Nov/2026:10:15:00 +0100", "2026-11-30T09:15"),
        ("2026-11-30T10:15:00−05:00", "2026-11-30T15:15"),
        ("2026-11-30 10:15:00 +0300", "2026-11-30T07:15"),
        ("2026-11-30T10:15:00-05:00Z", "2026-11-30T15:15"),
        ("2026-11-30T10:15:00+01:00[Europe/Paris]", "2026-11-30T09:15"),
        ("2026-11-30 10:15", "2026-11-30T10:15"),
        ("2026-11-30T10:15:00,5", "2026-11-30T10:15"),
        # ISO 8601:2004: midnight (4.2.3), basic forms (4.2.2.2), ordinal and week dates (4.1.3, 4.1.4)
        ("2026-11-30T24:00:00Z", "2026-12-01T00:00"),
        ("2026-12-31T23:59:60Z", "2027-01-01T00:00"),
        ("20261130T101500Z", "2026-11-30T10:15"),
        ("20261130T1015+0100", "2026-11-30T09:15"),
        ("2026-11-30T1015Z", "2026-11-30T10:15"),
        ("20261130", "2026-11-30"),
        ("2026-045", "2026-02-14"),
        ("2026-W49-1", "2026-11-30"),
        ("2026W491", "2026-11-30"),
        # RFC 5322 with its obsolete zones, RFC 850, asctime, date(1), Java, JavaScript, Go, Twitter
        ("Mon, 30 Nov 2026 10:15:00 -0000", "2026-11-30T10:15"),
        ("Monday, 30-Nov-26 10:15:00 GMT", "2026-11-30T10:15"),
        ("Mon Nov 30 10:15:00 2026", "2026-11-30T10:15"),
        ("Mon 30 Nov 10:15:00 CET 2026", "2026-11-30T09:15"),
        ("Mon Nov 30 10:15:00 CET 2026", "2026-11-30T09:15"),
        ("Mon Nov 30 10:15:00 GMT+03:00 2026", "2026-11-30T07:15"),
        ("Mon Nov 30 2026 10:15:00 GMT+0530 (India Standard Time)", "2026-11-30T04:45"),
        ("11/30/2026, 10:15:00 PM", "2026-11-30T22:15"),
        ("2026-11-30 10:15:00 +0000 UTC", "2026-11-30T10:15"),
        ("Mon Nov 30 10:15:00 +0100 2026", "2026-11-30T09:15"),
        ("Tue, 30 Nov 2026 10:15:00 +0100", "2026-11-30T09:15"),
        # what formats forget: zeros, a sign's place, what stands between; POSIX zones; smaller parts of a second
        ("Mon, 30 Nov 2026 20:0:0 Z", "2026-11-30T20:00"),
        ("Mon, 30 Nov 2026 9:5:7 GMT", "2026-11-30T09:05"),
        ("Mon, 30 Nov 2026 10:15:00 + 0100", "2026-11-30T09:15"),
        ("Mon, 30 11 2026 10:15:00 GMT", "2026-11-30T10:15"),
        ("2026 11 30 10:15", "2026-11-30T10:15"),
        ("Mon, 30 Nov 2026 10:15:00 EST5EDT", "2026-11-30T15:15"),
        ("1796033700000000", "2026-11-30T10:15"),
        ("@1796033700", "2026-11-30T10:15"),
        # the half of the day, wherever it stands
        ("2026-11-30 08:15 PM", "2026-11-30T20:15"),
        ("2026-11-30T08:15:00 p.m. EST", "2026-12-01T01:15"),
        ("Nov. 30, 2026, 12:05 a.m.", "2026-11-30T00:05"),
        ("10pm, November 30 2026", "2026-11-30T22:00"),
        ("Nov 30, 2026 12:05 p.m.", "2026-11-30T12:05"),
        ("Mon, 30 Nov 2026 10:15:00", "2026-11-30T10:15"),
        ("Mon, Nov 30 2026", "2026-11-30"),
        ("2026-11-30T10:15+05", "2026-11-30T05:15"),
        ("10:15 AM ET, Mon November 30, 2026", "2026-11-30T15:15"),
        ("Nov 30, 2026 12 noon", "2026-11-30T12:00"),
        ("2026-11-30 22:15 PM", "2026-11-30T22:15"),
        ("1796033700", "2026-11-30T10:15"),
        ("1796033700000", "2026-11-30T10:15"),
    ],
)
def test_what_machines_write_counts_in_full(text: str, expected: str) -> None:
    assert read(text) == expected
    assert read(text, origin=Origin.FEED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-30 22:15 AM", "2026-11-30"),
        ("2026-11-30T10:15:00+15:00", "2026-11-30"),
        ("2026-11-30T10:15:00-13:00", "2026-11-30"),
        ("2026-11-30T10:15:00+01:99", "2026-11-30"),
        ("Mon, 30 Nov 2026 10:15:00 NOWHERE", "2026-11-30"),
        ("Mon, 30 Nov 2026 10:15:00 B", "2026-11-30"),
        ("Mon Nov 30 10:15:00 XYZT 2026", "2026-11-30"),
        ("30 Nov 2026 10:15 local time", "2026-11-30"),
        ("30 Nov 2026 12:30 in the evening", "2026-11-30"),
        ("30 Nov 2026 10:15 afternoonish", "2026-11-30"),
        ("30 November 2026 (updated 11:30)", "2026-11-30"),
        ("30 November 2026 - 5 min read", "2026-11-30"),
    ],
)
def test_what_is_printed_and_not_understood_leaves_the_day(text: str, expected: str) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "today", "yesterday 10:15", "3 minutes ago", "2026", "2026-11", "November 2026", "2026-366", "2026-W49",
        "13/13/2026", "2026-02-31", "31 February 2026", "room 20 40", "1024-05-03", "²", "2026-11-30T25:00:00Z",
        "2026-11-30T10:61:00Z", "2026-11-30-01", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59-12:00",
        "3 of 2026 people",
        "+1 202 555 0143", "v1.2.2026.4", "1448/06/20", "𐩀 Nov 2026",
    ],
)  # fmt: skip
def test_what_is_no_date_gives_none(text: str) -> None:
    assert read(text, tag=None) is None
    assert parse_date(None, origin=Origin.HTML) is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Mon, 16 9월 2024 06:00:00 +0900", "ko"), ("周一, 16 9月 2024 06:00:00 +0900", "zh-CN"),
        ("月, 16 9月 2024 06:00:00 +0900", None), ("T2, 16 Thg 9 2024 06:00:00 +0900", "vi"),
        ("Thứ Hai, 16/09/2024 06:00:00 GMT+9", "vi"), ("Thứ Hai, 16/09/2024 06:00:00 GMT+9", None),
        ("সোম, ১৬ সেপ্ট ২০২৪ 06:00:00 +0900", "bn"), ("пн, 16 вер 2024 06:00:00 +0900", "uk"),
        ("ث, 16 سبت 2024 06:00:00 +0900", "ar"), ("Llu, 16 Med 2024 06:00:00 +0900", "cy"),
        ("सोम, 16 सित॰ 2024 06:00:00 +0900", "hi"), ("Pir, 16 rgs 2024 06:00:00 +0900", "lt"),
        ("Ma, 16 Syy 2024 06:00:00 +0900", "fi"), ("T2, 16 Th9 2024 06:00:00 +0900", "vi"),
        ("Thứ Hai, 16 Tháng Chín 2024 06:00:00 +0900", "vi"),
        ("१६ सित. २०२४, सुबह ६:०० बजे +0900", "hi"), ("१६ सप्टें. २०२४, सकाळी ६:०० वाजता +0900", "mr"),
    ],
)  # fmt: skip
def test_months_are_known_as_c_and_javascript_libraries_shorten_them(text: str, tag: str | None) -> None:
    assert read(text, tag=tag, origin=Origin.FEED) == "2024-09-15T21:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("śr, 16 lip 2025 06:00:00 +0200", "2025-07-16T04:00"),  # Polish; Croatian has June
        ("pon, 16 lip 2025 06:00:00 +0200", "2025-06-16T04:00"),  # Croatian
        ("Jum, 16 Mei 2025 06:00:00 +0200", "2025-05-16T04:00"),  # Indonesian; Luxembourgish has Monday
        ("Paz, 16 Şub 2025 06:00:00 +0200", "2025-02-16T04:00"),  # Turkish; Bosnian has Saturday
        ("16 lip 2025 06:00:00 +0200", None),
        ("ned, 16 lip 2025 06:00:00 +0200", None),
    ],
)
def test_the_weekday_tells_the_month_where_no_language_is_known(text: str, expected: str | None) -> None:
    assert read(text, tag=None, origin=Origin.FEED) == expected


@pytest.mark.parametrize(
    ("text", "tag", "country", "expected"),
    [
        ("11/12/2026", "en-US", None, "2026-11-12"),
        ("11/12/2026", "en_US", "GB", "2026-11-12"),
        ("11/12/2026", "en-GB", None, "2026-12-11"),
        ("11/12/2026", "en", "GB", "2026-12-11"),
        ("11/12/2026", "en", "US", "2026-11-12"),
        ("11/12/2026", "en", None, None),
        ("11/12/2026", "en-CA", None, None),
        ("11/12/2026", None, None, None),
        ("11/12/2026", "zh-Hant-TW", None, None),
        ("11/12/2026", "de", None, "2026-12-11"),
        ("11.12.2026", None, None, "2026-12-11"),
        ("12/12/2026", None, None, "2026-12-12"),
        ("11/30/2026", "de", None, "2026-11-30"),
        ("30/11/2026", "en-US", None, "2026-11-30"),
        ("11/12/2026 10:00 PM", "en", None, "2026-11-12T22:00"),
        ("11/12/2026 10:00 PM", "en-AU", None, "2026-12-11T22:00"),
        ("11/12/2026 10:00 PST", None, None, "2026-11-12T18:00"),
        ("Thu, 11/12/2026", "en", None, "2026-11-12"),
        ("Fri, 11/12/2026", "en", None, "2026-12-11"),
        ("30.11.26", "de", None, "2026-11-30"),
        ("10/30/26 21:55:58", "en", None, "2026-10-30T21:55"),
        ("Besuch auf unserer Seite am 30.11.26", "de", None, None),
    ],
)
def test_which_number_is_the_month_follows_weekday_country_and_language(
    text: str, tag: str | None, country: str | None, expected: str | None
) -> None:
    assert read(text, tag, country=country) == expected


def test_short_years_are_no_dates_in_prose() -> None:
    assert read("30.11.26", "de", Origin.TEXT) is None
    assert read("30 Nov 26", "en", Origin.TEXT) is None
    assert read("30 Nov 26") == "2026-11-30"


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("26.11.30 10:15", "ko", "2026-11-30T10:15"),
        ("26/11/30", "ja", "2026-11-30"),
        ("发布时间：26-11-30 10:15", "zh", "2026-11-30T10:15"),
        ("26.13.30", "ko", None),
        ("26.02.30", "ko", None),
        ("30.11.26", "de", "2026-11-30"),
    ],
)
def test_in_east_asia_a_short_year_stands_first(text: str, tag: str, expected: str | None) -> None:
    assert read(text, tag, Origin.HTML) == expected


def test_two_hours_on_a_page_are_a_span_and_an_offset_in_a_feed() -> None:
    assert read("30 Nov 2026 10:00-11:30") == "2026-11-30"
    assert read("30 Nov 2026 10:00-05:00") == "2026-11-30T15:00"
    assert read("30 Nov 2026 10:00-11:30", origin=Origin.FEED) == "2026-11-30T21:30"


def test_a_text_that_is_cut_gives_no_time_that_may_have_lost_its_zone() -> None:
    text = (
        "Published by the newsroom, with many thanks to everyone who wrote to us about it: 30 November 2026 at 10:15:30"
    )
    assert read(f"{text} EST") == "2026-11-30T15:15"
    assert read(text + " " * 9 + "and then some more words EST") == "2026-11-30"


def test_a_text_that_is_cut_gives_no_half_of_a_number() -> None:
    assert read("x" * 110 + "2026-11-30") == "2026-11-30"
    assert read("x" * 111 + "2026-11-30") is None
    assert read("x" * 110 + " 30 Nov 2026") is None


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://www.example.co.uk/news", "GB"),
        ("https://example.in/1", "IN"),
        ("https://example.gov/1", "US"),
        ("https://example.com/uk", None),
        ("https://example.tv", None),
        ("https://[example.in/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_domain_tells_the_country_where_its_newsrooms_use_it(url: str | None, country: str | None) -> None:
    assert country_of(url) == country


def test_the_far_future_and_the_time_before_the_web_are_doubted() -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def on(value: datetime) -> PublisherTime:
        return PublisherTime(value=value, precision="time", origin=Origin.FEED)

    assert not doubtful(on(now + timedelta(days=1)), now=now)
    assert doubtful(on(now + timedelta(days=1, seconds=1)), now=now)
    assert not doubtful(on(datetime(1990, 1, 1, tzinfo=UTC)), now=now)
    assert doubtful(on(datetime(1989, 12, 31, tzinfo=UTC)), now=now)
    assert not doubtful(on(datetime(2099, 1, 1, tzinfo=UTC)), now=None)


_PIECES = st.sampled_from([
    "30", "11", "2026", "1448", "Nov", "November", "novembre", "تشرين", "الثاني", "พ.ย.", "2569", "年", "月", "日",
    "下午",
    "10:15", "22h15", "10.15", "AM", "pm", "EST", "GMT", "+", "-", "−05:00", "+0300", "/", ".", ",", "T", "Z", " ",
    "W",
    "Mon", "هـ", "tháng", "Uhr", "1796033700", "٣٠", "Europe/Paris", "(", ")", "[", "²", "𐩀", "\u200f", "İ", "㏂",
])  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=14).map("".join)), ORIGINS, TAGS)
def test_no_text_raises_and_what_is_read_can_be_read_again(text: str, origin: Origin, tag: str | None) -> None:
    found = parse_date(text, origin=origin, language=tag)
    if found is None:
        return
    assert found.value.utcoffset() is not None
    assert 1971 <= found.value.year <= 2200
    if found.precision == "time":
        again = parse_date(found.value.isoformat(), origin=origin, language=tag)
        assert again == found
    else:
        assert (found.value.hour, found.value.utcoffset()) == (0, timedelta())
        assert parse_date(found.value.date().isoformat(), origin=origin, language=tag) == found


_CLOCKS = st.sampled_from([
    "2026-11-30T09:15:00{}", "2026-11-30 09:15{}", "2026-11-30 09:15 {}", "Mon, 30 Nov 2026 09:15:00 {}",
    "30 Nov 2026 09:15 {}", "November 30, 2026 at 9:15 a.m. {}", "30.11.2026, 09.15 Uhr {}", "30/11/2026 9:15 AM {}",
    "30 novembre 2026 à 9h15 {}", "2026年11月30日 上午09:15 {}", "Mon Nov 30 09:15:00 {} 2026", "20261130T091500{}",
])  # fmt: skip


@given(_CLOCKS, st.integers(-11 * 60, 14 * 60), st.sampled_from(["", "GMT", "UTC", "UT"]), st.booleans(), ORIGINS, TAGS)
def test_a_printed_offset_counts_or_the_day_alone_does(
    form: str, minutes: int, name: str, colon: bool, origin: Origin, tag: str | None
) -> None:
    hours, rest = divmod(abs(minutes), 60)
    offset = f"{name}{'-' if minutes < 0 else '+'}{hours:02}{':' if colon else ''}{rest:02}"
    found = parse_date(form.format(offset), origin=origin, language=tag)
    assert found is not None, form.format(offset)
    right = datetime(2026, 11, 30, 9, 15, tzinfo=UTC) - timedelta(minutes=minutes)
    day = datetime(2026, 11, 30, tzinfo=UTC)
    assert found.value == (right if found.precision == "time" else day), form.format(offset)


@pytest.mark.parametrize(
    "piece", ["1", "1/", "2026-", "Nov ", "10:15 ", "年", " ", "( ", "3 Nov ", "٣", "T1", "GMT+", "A/"]
)
def test_a_long_text_costs_no_more_than_its_beginning(piece: str) -> None:
    # What is read has 120 characters, so a page of a million takes as long; a search that backtracks would not end.
    start = piece * (1_000_000 // len(piece))
    assert parse_date(start, origin=Origin.HTML, language="en") == parse_date(
        start[:500], origin=Origin.HTML, language="en"
    )
