"""Where a page prints its byline."""

from collections.abc import Iterator

import pytest

from worker.core.extract.bylines import find_bylines, shown_byline
from worker.core.extract.microdata import Microdata, read_microdata
from worker.core.extract.scanner import scan_html
from worker.core.extract.title_candidates import headline_block
from worker.core.fields.candidates import Candidate

WAYS = (
    *("declared", "linked", "by", "marked", "east asian", "beside a date"),
    *("declared anywhere", "marked anywhere", "labelled anywhere", "credited", "closing"),
)


def ways(html: str, title: str | None = None) -> Iterator[Candidate]:
    scan = scan_html(html)
    return find_bylines(scan, read_microdata(scan, ()), title, headline_block(scan, title))


def found(html: str, title: str | None = None) -> dict[str, list[str]]:
    """What each way finds, those left out that find nothing."""
    return {way: list(one.texts) for way, one in zip(WAYS, ways(html, title), strict=True) if one.texts}


def lines(number: int) -> str:
    return "".join(f"<p>line {index}</p>" for index in range(number))


H1 = "<h1>Town rebuilds its pier</h1>"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a rel="author" href="/x">Ann Grey</a>', {"declared": ["Ann Grey"], "declared anywhere": ["Ann Grey"]}),
        ('<p itemprop="author">Ann Grey</p>', {way: ["Ann Grey"] for way in (WAYS[0], WAYS[3], *WAYS[6:8])}),
        ('<a href="/authors/grey">Ann Grey</a>', {"linked": ["Ann Grey"]}),
        ('<p class="byline">Ann Grey</p>', {"marked": ["Ann Grey"], "marked anywhere": ["Ann Grey"]}),
        ('<p class="byline">Ann Grey</p><p class="byline">Bo Lund</p>', {"marked": ["Ann Grey"]}),
        ('<p class="byline">said the mayor</p>', {}),
        ("<p>By Ann Grey, 3 May 2024</p>", {way: ["Ann Grey"] for way in ("by", "beside a date", "labelled anywhere")}),
        ("<p>By Ann Grey</p><p>By Bo Lund</p>", {"by": ["Ann Grey"]}),
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


def test_only_a_declared_author_or_a_labelled_name_can_mean_nothing_else() -> None:
    assert [way for way, one in zip(WAYS, ways(H1), strict=True) if one.declared] == ["declared", "east asian"]
    assert [way for way, one in zip(WAYS, ways(H1), strict=True) if one.sure] == ["linked", "by", "marked", "credited"]


@pytest.mark.parametrize(
    ("inside", "names"),
    [
        ('<a class="author-name">Ann Grey</a><a>Follow</a>', ["Ann Grey"]),
        ('<a class="author-name">Ann Grey</a> <span>Hull Harbour Post</span>', ["Ann Grey"]),
        ("<span>3 May 2024</span><span>Ann Grey</span>", ["Ann Grey"]),
        ("<span>Ann</span> <span>Grey</span>", ["Ann Grey"]),
        ("<b>A</b>nn Grey", ["Ann Grey"]),
        ("Ann <i>McGrey</i>", ["Ann McGrey"]),
        ('<a class="author">Ann Grey</a> and <a class="author">Bo Lund</a>', ["Ann Grey and Bo Lund"]),
    ],
)
def test_only_the_name_in_a_marked_byline_is_the_name(inside: str, names: list[str]) -> None:
    scan = scan_html(f'<body><h1>Storm takes the pier</h1><div class="byline">{inside}</div></body>')
    found = find_bylines(scan, Microdata(), None, 0)
    assert next(list(one.texts) for one in found if one.texts) == names


def test_no_part_of_the_title_is_a_name() -> None:
    assert found(f'{H1}<p class="byline">Old Pier</p>', "Storm takes Old Pier") == {}


def test_a_line_that_begins_with_by_names_her_though_the_headline_does_too() -> None:
    title = "Ann Grey, Harbour Radio: too much power over the pier"
    assert found(f"<h1>{title}</h1><p>By Ann Grey - on May 3, 2024</p>", title) == {"by": ["Ann Grey"]}
    assert found("<h1>Rules of Language</h1><p>Text: Language</p>", "Rules of Language") == {}


@pytest.mark.parametrize(
    "when", ["1h ago", "3 days ago", "vor 5 Stunden", "il y a 2 heures", "hace 3 horas", "2 dage siden", "4 min read"]
)
def test_a_name_stands_beside_the_time_since_the_publication_too(when: str) -> None:
    assert found(f"{H1}<p>Ann Grey, @anngrey</p><p>{when}</p>") == {"beside a date": ["Ann Grey"]}


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("<p>Ann Grey</p><p>Ports Reporter</p>", {"beside a date": ["Ann Grey"]}),
        ("<p>NVIDIA GTC</p><p>Ports Reporter</p>", {}),
        ("<p>Ann Grey</p><p>Our ports and their reporters, a long story</p>", {}),
        ("<p>Mental Health</p><p>3 May 2024</p>", {}),
    ],
)
def test_a_name_stands_over_the_post_of_who_bears_it(lines: str, names: dict[str, list[str]]) -> None:
    assert found(H1 + lines) == names


def test_a_wire_names_its_reporters_below_the_text() -> None:
    below = "<p>(Reporting by Ann Grey in Kiel and Bo Lund; Editing by Cy Moss)</p>"
    assert found(H1 + lines(40) + below) == {"credited": ["Ann Grey", "Bo Lund"]}


def test_a_chinese_name_below_the_headline_may_have_its_paper_behind_it() -> None:
    assert found("<h1>海港大桥通车</h1><p>王小明/海港日报</p>") == {"east asian": ["王小明"]}


def test_the_shown_byline_comes_with_the_lines_around_it() -> None:
    scan = scan_html(f"{H1}<p>By Ann Grey</p><p>Photography by Bo Lund</p><p>{'word ' * 30}</p>")
    shown = shown_byline(scan, headline_block(scan, None))
    assert shown.texts == ("Ann Grey",)
    assert shown.pieces == ("Town rebuilds its pier", "By Ann Grey", "Photography by Bo Lund")


@pytest.mark.parametrize(
    ("box", "name"),
    [
        ("<p>Written by</p><h4>Ann Grey</h4><p>Ports editor</p>", "Ann Grey"),
        ("<h4>Ann Grey</h4><p>Alle Artikel</p>", "Ann Grey"),
        ("<p>Von</p><p>Ann Grey</p>", "Ann Grey"),
        ("<p>3 May 2024</p><p>Ann Grey</p>", "Ann Grey"),
    ],
)
def test_in_an_author_box_the_name_is_the_first_line_that_is_one(box: str, name: str) -> None:
    assert found(f'{H1}<div class="author-box">{box}</div>')["marked"] == [name]


@pytest.mark.parametrize(
    ("address", "leads"),
    [("/author/grey", True), ("/autoren/grey", True), ("/autor?id=3", True), ("/auto/grey", False), ("/autumn", False)],
)
def test_a_page_about_an_author_is_told_by_its_address(address: str, *, leads: bool) -> None:
    assert ("linked" in found(f'{H1}<a href="{address}">Ann Grey</a>')) is leads


def test_the_author_of_a_comment_did_not_write_the_article() -> None:
    comment = '<div itemprop="comment" itemscope><p itemprop="author">Ann Grey</p></div>'
    assert found(H1 + comment) == {}


def test_a_signature_under_the_text_is_read_where_there_is_one() -> None:
    far = H1 + lines(40)
    assert found(far + "<p>Text: Ann Grey</p>") == {"labelled anywhere": ["Ann Grey"]}
    assert found(far + "<p>Text: Ann Grey</p><p>Text: Bo Lund</p>") == {}
    assert found(far + "<p>Von Hamburg nach Kiel</p>") == {}


@pytest.mark.parametrize(("between", "near"), [(0, True), (7, True), (8, False)])
def test_a_byline_stands_shortly_before_the_headline(between: int, *, near: bool) -> None:
    assert ("marked" in found(f'<p class="byline">Ann Grey</p>{lines(between)}{H1}')) is near


@pytest.mark.parametrize(("between", "near"), [(0, True), (15, True), (16, False)])
def test_or_soon_after_it(between: int, *, near: bool) -> None:
    assert ("marked" in found(f'{H1}{lines(between)}<p class="byline">Ann Grey</p>')) is near


def test_a_name_beside_a_date_counts_from_the_headline_on() -> None:
    name = "<p>Harbour Walk</p><p>3 May 2024</p>"
    assert found(name + H1) == {}
    assert found(H1 + lines(5) + name) == {"beside a date": ["Harbour Walk"]}
    assert found(H1 + lines(7) + name) == {}
    assert found(lines(3) + H1 + lines(5) + name) == {"beside a date": ["Harbour Walk"]}


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
        ("ann grey", "ann grey"),
        ("read more", None),
    ],
)
def test_the_name_ends_where_the_date_or_the_section_begins(text: str, name: str | None) -> None:
    assert found(f'{H1}<p class="byline">{text}</p>').get("marked") == ([name] if name else None)


def test_a_byline_below_the_headline_comes_before_one_above_it() -> None:
    html = f"<p>By Bo Lund Oct 23, 2022</p><p>Tide</p>{H1}<p>By Ann Grey</p>"
    scan = scan_html(html)
    assert shown_byline(scan, headline_block(scan, "Town rebuilds its pier")).texts == ("Ann Grey",)
    assert found(html, "Town rebuilds its pier")["by"] == ["Ann Grey"]


def test_links_to_authors_count_that_stand_in_a_row_and_say_nothing_else() -> None:
    def link(name: str) -> str:
        return f'<a href="/author/x">{name}</a>'

    assert found(f"{H1}<p>{link('Ann Grey')}</p><p>{link('Bo Lund')}</p>")["linked"] == ["Ann Grey", "Bo Lund"]
    assert found(f"{H1}<p>{link('Ann Grey')}</p>{lines(4)}<p>{link('Bo Lund')}</p>")["linked"] == ["Ann Grey"]
    assert found(f"<p>{link('Bo Lund')}</p>{H1}<p>{link('Ann Grey')}</p>")["linked"] == ["Ann Grey"]
    for credit in ("Reviewed by", "Contributions From:", "Photos:", "Geprüft von"):
        assert found(f"{H1}<p>{link('Ann Grey')}. {credit} {link('Bo Lund')}</p>")["linked"] == ["Ann Grey"]
    assert "linked" not in found(f"{H1}<p>{link('View author archive')}{link('Get author RSS feed')}</p>")


PARAGRAPH = f"<p>{'The council voted to rebuild the old pier. ' * 4}</p>"


@pytest.mark.parametrize(
    ("html", "name"),
    [
        (f"{PARAGRAPH}<p><b>Ann Grey</b></p>", ["Ann Grey"]),
        (f"{PARAGRAPH}<p><b>Ann Grey</b></p><p>Share</p>", ["Ann Grey"]),
        (f"{PARAGRAPH}<p><b>Best Practices</b></p>{PARAGRAPH}", None),
        (f"{PARAGRAPH}<p>Ann Grey</p><p>Share</p>", None),
        ("<p>x</p><p><b>Ann Grey</b></p><p>Share</p>", None),
        (f"{PARAGRAPH}<p><b>Ann Grey</b></p><p>x</p>{PARAGRAPH}<p><b>Bo Lund</b></p><p>x</p>", None),
    ],
)
def test_a_text_may_close_with_the_writers_name_in_bold(html: str, name: list[str] | None) -> None:
    assert found(H1 + lines(20) + html + "<p>Imprint</p>").get("closing") == name


def test_a_label_inside_a_line_names_the_writer_wherever_it_stands() -> None:
    html = f"{H1}{lines(30)}<p>Datum: 19.11.2021 Autor: Anna Graf Quelle: Hafenpost</p>"
    assert found(html)["labelled anywhere"] == ["Anna Graf"]


def test_a_line_of_name_and_date_alone_may_be_a_link_or_stand_over_the_headline() -> None:
    line = '<p><a href="/x">3 May 2024 - Ann Grey</a></p>'
    assert found(H1 + line)["beside a date"] == ["Ann Grey"]
    assert found(line + H1, "Town rebuilds its pier")["beside a date"] == ["Ann Grey"]
    assert "beside a date" not in found(f"<p>Harbour News</p><p>3 May 2024</p>{H1}", "Town rebuilds its pier")
    assert "beside a date" not in found(line + lines(2) + H1, "Town rebuilds its pier")
