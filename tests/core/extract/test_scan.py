"""One pass over HTML: blocks, what the head says, and hostile pages at a bounded cost."""

import time

import pytest

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.scan import MAX_BLOCKS, MAX_DEPTH, MAX_ELEMENTS, Scan, scan_html


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


def test_the_text_of_an_element_keeps_words_of_its_blocks_apart() -> None:
    scan = scan_html('<div class="author"><p>Ann</p><p>Grey</p></div>')
    assert scan.text_of(scan.telling[0]) == "Ann Grey"


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


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_cost_a_bounded_amount(name: str) -> None:
    started = time.process_time()
    scan = scan_html(HOSTILE[name])
    assert time.process_time() - started < 8
    assert len(scan.elements.tags) <= MAX_ELEMENTS
    assert len(scan.blocks) <= MAX_BLOCKS + 1


def test_reading_stops_at_a_depth_no_page_has_and_keeps_what_it_saw() -> None:
    scan = scan_html("<p>First.</p>" + "<div>" * (MAX_DEPTH + 10) + "too deep")
    assert texts(scan) == ["First."]
    innermost = scan.elements[len(scan.elements.tags) - 1]
    assert (innermost.last, innermost.last_block) == (-1, -1), "it was never closed"


def test_a_page_is_not_swallowed_by_an_element_left_open_for_browsers_without_scripts() -> None:
    html = (
        "<body><noscript><div id=nojs></noscript><div><p>Town rebuilds pier.</p></div><noscript><p>No.</p></noscript>"
    )
    assert [block.text for block in scan_html(html).blocks] == ["Town rebuilds pier."]
