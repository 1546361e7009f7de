"""One pass over HTML: blocks, what the head says, and hostile pages at a bounded cost; both readers tell the same."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.cost import seconds
from worker.core.extract.class_hints import ClassHint
from worker.core.extract.scan import MAX_BLOCKS, MAX_DEPTH, MAX_ELEMENTS, Scan
from worker.core.extract.scanner import _scan_html, scan_html


def texts(scan: Scan) -> list[str]:
    return [block.text for block in scan.blocks]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", ["One bold word.", "Two."]),
        ("<div>Before<p>Inside</p>after</div>", ["Before", "Inside", "after"]),
        ("One<br>line<br><br>Another", ["One line", "Another"]),
        ("<p>a<script>x<y</script>b</p><style>p{}</style>", ["ab"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<table><tr><td>1</td><td>2</td></tr></table>", ["1", "2"]),
        ("a&nbsp;b &amp; c", ["a b & c"]),
        ("<noscript><p>no</p></noscript><p>yes</p>", ["yes"]),
        ("", []),
    ],
)
def test_text_is_cut_at_block_level_tags(html: str, blocks: list[str]) -> None:
    assert texts(scan_html(html)) == blocks


def test_a_block_knows_its_links_its_bold_and_its_element() -> None:
    scan = scan_html('<p class="x">See <a href="/a">this page</a> or <b>that</b></p>')
    (block,) = scan.blocks
    assert (block.links, block.link_chars, block.bold_chars) == (1, len("this page"), len("that"))
    assert scan.elements[block.element].attributes["class"] == "x"


def test_the_head_is_read_on_the_way() -> None:
    scan = scan_html(
        '<html lang="de"><head><title>A title</title><meta name="a" content="b"><link rel="canonical" href="/c">'
        '<script type="application/ld+json">{"a": "<b>"}</script></head><body>Text</body></html>'
    )
    assert (scan.language, scan.head_title, scan.json_scripts) == ("de", "A title", ['{"a": "<b>"}'])
    assert scan.metas[0]["content"] == "b"
    assert scan.links[0]["href"] == "/c"


SHADOW = '<template shadowrootmode="{}"><style>p{{}}</style><h1>Pier</h1><p>Text.</p></template>'


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        (f"<my-story>{SHADOW.format('open')}</my-story>", ["Pier", "Text."]),
        (f"<div>{SHADOW.format('CLOSED')}</div>", ["Pier", "Text."]),
        (f"<my-story>{SHADOW.format('open')}<p slot='x'>Light.</p></my-story>", ["Pier", "Text.", "Light."]),
        (
            f"<x-a>{SHADOW.format('open').replace('Text.', '<x-b>' + SHADOW.format('open') + '</x-b>')}</x-a>",
            ["Pier"] * 2 + ["Text."],
        ),
        (f"<my-story>{SHADOW.format('open') * 2}</my-story>", ["Pier", "Text."]),
        (f"<my-story>{SHADOW.format('half')}</my-story>", []),
        (f"<ul>{SHADOW.format('open')}</ul>", []),
        ("<div><template><p>Inert.</p></template></div>", []),
        (f"<div><template>{SHADOW.format('open')}</template></div>", []),
        (f"<div>{SHADOW.format('open').replace('Text.', '<template>Inert.</template>Text.')}</div>", ["Pier", "Text."]),
    ],
)
def test_a_declarative_shadow_root_is_what_readers_see(html: str, blocks: list[str]) -> None:
    """HTML standard, tree construction, start tag "template": one a host, of the hosts that DOM allows."""
    assert texts(scan_html(f"<body>{html}</body>")) == blocks


def test_the_sections_of_an_amp_page_are_noted_and_those_for_others_hint_at_a_wall() -> None:
    scan = scan_html(
        '<section subscriptions-section="content">a</section><section subscriptions-section="content-not-granted">b'
        '</section><div subscriptions-section="actions">c</div><div amp-access="NOT access">d</div><div>e</div>'
    )
    walls = [bool(scan.elements.class_hints[index] & ClassHint.WALL) for index in scan.sections]
    assert walls == [False, True, True, True]
    assert texts(scan) == ["a", "b", "c", "d", "e"]


TAGS = (
    *("a", "b", "p", "div", "span", "li", "ul", "dd", "dt", "dl", "td", "th", "tr", "tbody", "table", "h1", "h2"),
    *("form", "fieldset", "script", "style", "title", "textarea", "svg", "template", "iframe", "option", "select"),
    *("head", "body", "html", "br", "img", "input", "meta", "link", "font", "pre", "xmp", "plaintext", "noframes"),
    *("frameset", "frame", "button", "caption", "o:p", "x-y", "amp-img", "time", "colgroup", "noscript"),
)
FRAGMENTS = (
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag}>" for tag in TAGS),
    *(
        "<div/>",
        "<p class='a b' id=c>",
        "<BODY CLASS=x>",
        "<html lang=de>",
        "<Script>",
        "</SCRIPT >",
        "</p/>",
        "<p/a=b>",
    ),
    *("word ", " ", "\n", "\r\n", "\r", "\f", "\v", "\t", "\0", "\u00a0", "\ufeff", "ÿ", "€", "😀", "\ud800"),
    *(
        "<",
        ">",
        "</",
        "<!",
        "<?",
        "/>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!--->",
        "<!---!>",
        "</<!--!>",
        "</ p>",
        "< p>",
    ),
    *("<!DOCTYPE html>", "<!doctype x [", "<![CDATA[x]]>", "<?xml version='1.0'?>", "'", '"', "=", "-"),
    *("&", "&amp", "&amp;", "&ampx", "&notit;", "&notin;", "&copy=", "&NotEqualTilde;", "&nosuch;", "&lt", "&#", "&#x"),
    *("&#65;", "&#x41", "&#0;", "&#128;", "&#x81;", "&#x110000;", "&#xD800;", "&#99999999999;"),
    *(
        "<a href='/aut&copy=1&amp;x'>",
        "<a href=x/>",
        "<a rel=author href=/author/x>",
        "<p a b=c a=d>",
        "<p =x>",
        '<p "=x>',
    ),
    *("<p title=`>`>", "<p a=>", "<p a= b>", "<p a='\r\n\0'>", f"<x{'y' * 110}>", f"<p {'é' * 60}=1>", "<p\0q>"),
    *("<i class='byline HTMLBody article-Body XMLhttp sideBar'>", "<p style='display: none'>", "<p style='n&#111;ne'>"),
    *(
        "<p hidden>",
        "<p aria-hidden=true>",
        "<p itemprop=author>",
        "<p AMP-ACCESS='NOT x'>",
        "<p role=dialog data-type=ad>",
    ),
    *(
        "<p subscriptions-section=content-not-granted>",
        "<template shadowrootmode=open>",
        "<meta property=x content='&amp'>",
    ),
    *(
        "<script><!--",
        "<script><!--<script></script>--></script>",
        '<script type="application/ld+json">{"a": "</b>\r"}',
    ),
    f"<p class='{'long ' * 50}nav'>",
    *(
        "<p class='x1 y'>",
        "<b class='x y'>",
        "<p class='x22 y&#49;'>",
        f"<p class={'1' * 199}ab>",
        "<i class='\u0661'>",
    ),
)
"""What pages are made of, and what the HTML standard has to say something about."""


HOSTILE = {
    "deep divs": "<div>" * 200_000 + "<p>text</p>",
    "deep inline": "<b>" * 200_000 + "text",
    "many bodies": "<html><body><b>" * 60_000,
    "deep tables": "<table><tr><td>" * 60_000,
    "many attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">text",
    "one attribute of 5 MB": f'<p class="{"x " * 2_500_000}">text',
    "10 MB of text": "<p>" + "word " * 2_000_000,
    "closing tags": "</p>" * 1_000_000,
    "blocks": "<p>a b" * 1_000_000,
    "bylines": '<span class="author byline date">' * 1_900 + "word " * 300_000,
    "names": f'<meta name="author" content="{"a" * 3_000_000}"><title>{"x | " * 500_000}</title>text',
    "comments": "<!--" * 1_000_000,
    "entities": "&#" * 1_000_000,
    "breaks": "<br>" * 300_000 + "text",
}

NOTED = (
    *("<h1>", "<a href=/author/x rel=author>", "<img src=/x.jpg>", "<input>", "<p itemprop=author>"),
    *("<p class=byline>", "<section subscriptions-section=content>"),
)
"""Elements of which a scan takes note, each beside the list of all."""
LIMITS = {
    "depth": "<x-y>" * (MAX_DEPTH - 2),
    "elements": "<body>" + "<i></i>" * (MAX_ELEMENTS - 2),
    "blocks": "<p>a" * MAX_BLOCKS + "</p>",
}
"""Pages after which no further element is kept."""


def told(scan: Scan) -> list[Any]:
    """All that a scan tells, with what is read only when it is asked for."""
    elements = scan.elements
    return [
        *zip(
            elements.tags,
            elements.parents,
            elements.class_hints,
            elements.first,
            elements.last,
            elements.block,
            elements.last_block,
            elements.after,
            elements.names,
            map(dict, elements.attributes),
            strict=True,
        ),
        [scan.pieces[index] for index in range(len(scan.pieces))],
        list(scan.blocks),
        scan.properties,
        scan.related,
        scan.leading,
        *(list(map(dict, seen)) for seen in (scan.metas, scan.links)),
        *(scan.json_scripts, scan.telling, scan.headings, scan.sections, scan.head_title, scan.language),
        [scan.text_of(index) for index in range(len(elements.tags)) if elements.last[index] >= 0],
    ]


@pytest.mark.parametrize("html", [fragment for fragment in FRAGMENTS if fragment])
def test_the_compiled_reader_tells_what_libxml2_tells_of(html: str) -> None:
    assert told(scan_html(html)) == told(_scan_html(html))


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=40).map("".join))
def test_both_readers_tell_the_same_of_any_page(html: str) -> None:
    assert told(scan_html(html)) == told(_scan_html(html))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_a_bounded_amount(name: str) -> None:
    scan = scan_html(HOSTILE[name])
    assert seconds(lambda: scan_html(HOSTILE[name])) < 4 * seconds(lambda: scan_html(HOSTILE["10 MB of text"]))
    assert len(scan.elements.tags) <= MAX_ELEMENTS
    assert len(scan.blocks) <= MAX_BLOCKS + 1


def test_reading_stops_at_a_depth_no_page_has_and_keeps_what_it_saw() -> None:
    scan = scan_html("<p>First.</p>" + "<div>" * (MAX_DEPTH + 10) + "too deep")
    assert texts(scan) == ["First."]
    innermost = scan.elements[len(scan.elements.tags) - 1]
    assert (innermost.last, innermost.last_block) == (-1, -1), "it was never closed"


@pytest.mark.parametrize("read", [scan_html, _scan_html])
@pytest.mark.parametrize("limit", LIMITS)
def test_no_note_names_an_element_at_which_reading_stopped(limit: str, read: Callable[[str], Scan]) -> None:
    kept = len(read(LIMITS[limit]).elements.tags)
    for noted in NOTED:
        scan = read(LIMITS[limit] + noted)
        assert len(scan.elements.tags) == kept, "reading stopped"
        notes = (scan.telling, scan.headings, scan.properties, scan.related, scan.sections, scan.leading)
        assert all(index < kept for seen in notes for index in seen), noted


@pytest.mark.parametrize("read", [scan_html, _scan_html])
@pytest.mark.parametrize(("first", "last"), [(0, -1), (-1, 1), (2, 1), (0, 9), (9, 9)])
def test_pieces_are_told_only_within_those_there_are(first: int, last: int, read: Callable[[str], Scan]) -> None:
    pieces = read("<p>One</p><p>Two</p>").pieces
    assert pieces.between(0, len(pieces)).split() == ["One", "Two"]
    assert pieces.between(len(pieces), len(pieces)) == ""
    with pytest.raises(IndexError):
        pieces.between(first, last)
