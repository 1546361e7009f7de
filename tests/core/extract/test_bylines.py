"""Where a page prints its byline."""

import pytest

from worker.core.extract.bylines import find_bylines
from worker.core.extract.scan import scan_html

WAYS = ("declared", "linked", "marked", "by", "beside a date", "declared anywhere", "marked anywhere")


def found(html: str) -> dict[str, list[str]]:
    """What each way finds, those left out that find nothing."""
    return {way: texts for way, (_, texts) in zip(WAYS, find_bylines(scan_html(html)), strict=True) if texts}


def lines(number: int) -> str:
    return "".join(f"<p>line {index}</p>" for index in range(number))


H1 = "<h1>Town rebuilds its pier</h1>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a rel="author" href="/x">Ann Grey</a>', {"declared": ["Ann Grey"], "declared anywhere": ["Ann Grey"]}),
        ('<p itemprop="author">Ann Grey</p>', {way: ["Ann Grey"] for way in (WAYS[0], WAYS[2], *WAYS[5:])}),
        ('<a href="/authors/grey">Ann Grey</a>', {"linked": ["Ann Grey"]}),
        ('<p class="byline">Ann Grey</p>', {"marked": ["Ann Grey"], "marked anywhere": ["Ann Grey"]}),
        ('<p class="byline">Ann Grey</p><p class="byline">Bo Lund</p>', {"marked": ["Ann Grey"]}),
        ('<p class="byline">said the mayor</p>', {}),
        ("<p>By Ann Grey, 3 May 2024</p>", {"by": ["By Ann Grey"], "beside a date": ["By Ann Grey"]}),
        ("<p>By Ann Grey</p><p>By Bo Lund</p>", {"by": ["By Ann Grey"]}),
        ("<p>Bypass Ann Grey</p>", {}),
        ("<p>Ann Grey</p><p>3 May 2024</p>", {"beside a date": ["Ann Grey"]}),
        ("<p>Ann Grey</p><p>x</p><p>3 May 2024</p>", {"beside a date": ["Ann Grey"]}),
        ("<p>Ann Grey</p><p>x</p><p>y</p><p>3 May 2024</p>", {}),
        ("<p>Ann Grey</p><p>Bo Lund</p><p>3 May 2024</p>", {"beside a date": ["Ann Grey"]}),
        ("<p>Ann Grey, 3 May 2024</p>", {"beside a date": ["Ann Grey"]}),
        ("<p>Ann</p><p>3 May 2024</p>", {}),
    ],
)
def test_each_way_to_print_an_author_is_read(html: str, expected: dict[str, list[str]]) -> None:
    assert found(H1 + html) == expected


def test_only_a_declared_author_can_mean_nothing_else() -> None:
    assert [sure for sure, _ in find_bylines(scan_html(H1))] == [True, *[False] * 6]


@pytest.mark.parametrize(("between", "near"), [(0, True), (7, True), (8, False)])
def test_a_byline_stands_shortly_before_the_headline(between: int, *, near: bool) -> None:
    assert ("marked" in found(f'<p class="byline">Ann Grey</p>{lines(between)}{H1}')) is near


@pytest.mark.parametrize(("between", "near"), [(0, True), (15, True), (16, False)])
def test_or_soon_after_it(between: int, *, near: bool) -> None:
    assert ("marked" in found(f'{H1}{lines(between)}<p class="byline">Ann Grey</p>')) is near


def test_a_name_beside_a_date_counts_from_the_headline_on() -> None:
    name = "<p>Select Page</p><p>3 May 2024</p>"
    assert found(name + H1) == {}
    assert found(H1 + lines(5) + name) == {"beside a date": ["Select Page"]}
    assert found(H1 + lines(7) + name) == {}
    assert found(lines(3) + H1 + lines(5) + name) == {"beside a date": ["Select Page"]}


def test_who_alone_is_named_further_down_wrote_it() -> None:
    far = H1 + lines(40)
    one, other = ('<div><a rel="author" href="/x">' + name + "</a></div>" for name in ("Ann Grey", "Bo Lund"))
    assert found(far + one + one) == {"declared anywhere": ["Ann Grey"]}
    assert found(far + one + other) == {}
    assert found(far + '<p class="author">Ann Grey</p>') == {"marked anywhere": ["Ann Grey"]}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ann Grey | 3 May", "Ann Grey"),
        ("Ann Grey on January 3", "Ann Grey"),
        ("Ann Grey in Sport", "Ann Grey"),
        ("Ann Grey updated an hour ago", "Ann Grey"),
        ("Ann Grey says so", "Ann Grey"),
        ("Ann Grey and Bo Lund", "Ann Grey and Bo Lund"),
        ("Ann de la Cruz", "Ann de la Cruz"),
        ("A" + "a" * 98, "A" + "a" * 98),
        ("A" + "a" * 99, None),
        ("ann grey", None),
    ],
)
def test_the_name_ends_where_the_date_or_the_section_begins(text: str, name: str | None) -> None:
    assert found(f'{H1}<p class="byline">{text}</p>').get("marked") == ([name] if name else None)
