"""What robots.txt lets us fetch."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cost import seconds
from worker.core.fetch.robots import MAX_CRAWL_DELAY, Robots, parse_robots, rules_from, stored
from worker.errors import FetchFailed, NewswireError, PageRefused
from worker.models import Page, Reason, Redirected


def page(body: bytes, status: int = 200) -> Page:
    return Page(url="https://example.com/robots.txt", status=status, headers={}, body=body, seconds=0.1)


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", "/", True),
        ("User-agent: *\nDisallow: /private", "/private/a", False),
        ("User-agent: *\nDisallow: /private", "/public", True),
        ("User-agent: *\nDisallow:", "/", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: newswire\nDisallow: /x\n\nUser-agent: *\nDisallow: /", "/y", True),
        ("User-agent: NewsWire/1.0\nDisallow: /x", "/x", False),
        ("User-agent: newswirex\nDisallow: /", "/", True),
        ("User-agent: news\nDisallow: /", "/", True),
        ("User-agent: other\nUser-agent: newswire\nDisallow: /", "/", False),
        ("User-agent: newswire\nSitemap: https://example.com/s.xml\nUser-agent: other\nDisallow: /", "/", False),
        ("User-agent: newswire\nNoindex: /b\nUser-agent: other\nDisallow: /", "/", False),
        # RFC 9309, 2.2.1 and 2.2.4: what is no rule of the protocol does not end a group's list of agents
        ("User-agent: newswire\nCrawl-delay: 5\nUser-agent: other\nDisallow: /d", "/d", False),
        ("User-agent: newswire\n\nCrawl delay: 5\n\nUser-agent: other\nDisallow: /d", "/d", False),
        ("User-agent: other\nCrawl-delay: 5\nUser-agent: newswire\nDisallow: /d", "/d", False),
        ("User-agent: newswire\nHost: example.com\nClean-param: a\nnonsense\nUser-agent: x\nDisallow: /d", "/d", False),
        ("User-agent: *\nCrawl-delay: 1\nDisallow: /d\nCrawl-delay: 2\nDisallow: /e", "/e", False),
        ("User-agent: newswire\nAllow: /\nCrawl-delay: 1\nUser-agent: other\nDisallow: /d", "/d", True),
        (
            "User-agent: newswire\nDisallow: /a\nUser-agent: b\nDisallow: /\nUser-agent: newswire\nDisallow: /c",
            "/c",
            False,
        ),
        ("User-agent: other\nDisallow: /", "/", True),
        ("user-agent:*\r\ndisallow:/*.pdf$", "/a.pdf", False),
        ("user-agent:*\rdisallow:/*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDissallow: /x # typo", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /", "/", False),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
        ("User-agent: *\nDisallow: /private", "/a/../private", False),
        ("<!doctype html><html><body>Not found</body></html>", "/", True),
        ("Disallow: /", "/", True),
    ],
)
def test_rules_are_read_as_rfc_9309_says(rules: str, path: str, allowed: bool) -> None:
    assert parse_robots(rules.encode()).allows(f"https://example.com{path}") is allowed


@pytest.mark.parametrize(
    ("rules", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 2.5", 2.5),
        ("User-agent: newswire\nCrawl-delay: 7\n\nUser-agent: *\nCrawl-delay: 2", 7),
        ("User-agent: *\nCrawl-delay: 1e300", MAX_CRAWL_DELAY),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: other\nCrawl-delay: 9", None),
        ("User-agent: newswire\nCrawl-delay: 5\nUser-agent: other\nCrawl-delay: 60\nDisallow: /d", 5),
        ("User-agent: other\nUser-agent: newswire\nCrawl-delay: 5\nDisallow: /d", 5),
    ],
)
def test_the_crawl_delay_is_ours_or_everybodys_and_bounded(rules: str, delay: float | None) -> None:
    assert parse_robots(rules.encode()).crawl_delay == delay


@pytest.mark.parametrize(
    ("outcome", "allowed"),
    [
        (page(b"User-agent: *\nDisallow: /news"), False),
        (page(b""), True),
        (PageRefused(reason=Reason.NOT_FOUND, status=404), True),
        (PageRefused(reason=Reason.FORBIDDEN, status=403), True),
        (PageRefused(reason=Reason.GONE, status=410), True),
        (PageRefused(reason=Reason.TOO_MANY_REDIRECTS), True),
        (PageRefused(reason=Reason.FORBIDDEN_ADDRESS), False),
        (PageRefused(reason=Reason.TOO_LARGE), False),
        (FetchFailed(reason=Reason.RATE_LIMITED, status=429), False),
        (FetchFailed(reason=Reason.SERVER_ERROR, status=503), False),
        (FetchFailed(reason=Reason.TIMEOUT), False),
        (Redirected(url="https://b.example/", status=301, permanent=True, hops=()), False),
    ],
)
def test_an_answer_without_rules_opens_the_host_only_when_the_server_says_there_are_none(
    outcome: Page | Redirected | NewswireError, allowed: bool
) -> None:
    assert rules_from(outcome).allows("https://example.com/news/1") is allowed


@pytest.mark.parametrize(
    ("body", "is_open", "allowed"),
    [(b"User-agent: *\nDisallow: /news", True, False), (b"", True, True), (None, True, True), (None, False, False)],
)
def test_stored_rules_say_what_they_said(body: bytes | None, is_open: bool, allowed: bool) -> None:
    assert stored(body, is_open).allows("https://example.com/news/1") is allowed


def test_rules_beyond_500_kib_are_ignored() -> None:
    for size, closed in ((500 * 1024, True), (500 * 1024 + 1, False)):
        start, rule = b"User-agent: *\n", b"\nDisallow: /"
        body = start + b"#" * (size - len(start) - len(rule)) + rule
        assert parse_robots(body + b"x").allows("https://example.com/") is not closed
        assert len(body) == size


@given(st.binary(max_size=2000), st.text(max_size=100))
def test_any_bytes_are_rules_and_any_text_gets_an_answer(body: bytes, url: str) -> None:
    assert parse_robots(body).allows(url) in {True, False}


FIELDS = st.sampled_from(
    ["User-agent", "Allow", "Disallow", "Crawl-delay", "Sitemap", "useragent", "Request-rate", "x"]
)
VALUES = st.one_of(
    st.sampled_from(
        ["*", "newswire", "/", "/*", "$", "/a$", "*$*", "%", "%2", "%zz", "/index.html", "http://[", "1/1s"]
    ),
    st.text(max_size=20),
)


@settings(max_examples=200)
@given(st.lists(st.tuples(FIELDS, VALUES)), st.text(max_size=30))
def test_any_lines_are_rules(lines: list[tuple[str, str]], path: str) -> None:
    robots = parse_robots("\n".join(f"{field}: {value}" for field, value in lines).encode(errors="replace"))
    assert robots.allows(f"https://example.com/{path}") in {True, False}
    assert robots.crawl_delay is None or 0 <= robots.crawl_delay <= MAX_CRAWL_DELAY


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\n" + b"Disallow: /a\n" * 1_000_000,
        b"User-agent: *\n" + b"".join(b"Disallow: /%d*a\n" % number for number in range(1_000_000)),
        b"".join(b"User-agent: a%d\n" % number for number in range(18_000)) + b"Disallow: /\n" * 23_000,
        b"User-agent: *\nUser-agent: newswire\n" * 20_000 + b"Disallow: /x\n" * 20_000,
        b"User-agent: *\nDisallow: /" + b"*" * 1_000_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 1_000_000 + b"b$",
        b"User-agent: *\n" + b"Disallow: *a*a*a*a*a*a*a*a*b\n" * 100_000,
        b"User-agent: *\n" + b"Disallow: $\n" * 100_000,
        b"\n" * 1_000_000,
        b"User-agent: *\nDisallow: /" + b"%25" * 1_000_000,
        b"\xff\xfe\x00" * 1_000_000,
    ],
    ids=["lines", "patterns", "agents", "pairs", "stars", "parts", "wildcards", "dollars", "empty", "escapes", "bytes"],
)
def test_a_hostile_file_costs_bounded_time(body: bytes) -> None:
    def ask(body: bytes) -> None:
        robots = parse_robots(body)
        for _ in range(3):
            robots.allows("https://example.com/" + "a" * 8000)

    ordinary = b"User-agent: *\n" + b"".join(b"Disallow: /%d\n" % number for number in range(100_000))
    assert seconds(lambda: ask(body)) < 10 * seconds(lambda: ask(ordinary))  # 1.9 at most


def test_no_rules_at_all_open_everything() -> None:
    assert Robots().allows("https://example.com/")
    assert not Robots().allows("no address")
