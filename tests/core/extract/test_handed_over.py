"""Which blocks of a page are handed over, and what is said of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.handed_over import _hand_over, hand_over
from worker.core.extract.scanner import scan_html
from worker.models import Block, BlockKind

LONG = "The council of the harbour town voted on Tuesday to rebuild the old pier. " * 5


def handed(html: str, scores: list[float], body: tuple[int, ...] = ()) -> tuple[Block, ...]:
    return hand_over(scan_html(html), scores, body)


def test_the_body_comes_with_short_blocks_around_it_and_no_long_ones() -> None:
    blocks = handed(f"<p>{LONG}</p><p>Sign up</p><p>{LONG}</p><p>{LONG}</p><p>Read more</p>", [0.1, 0.1, 0.9, 0.3, 0.1])
    assert [block.start for block in blocks] == [1, 2, 4]
    assert [block.article_score for block in blocks] == [0.1, 0.9, 0.1]


def test_no_more_than_fifteen_blocks_before_and_after_come_along() -> None:
    blocks = handed("<p>a</p>" * 40, [0.1] * 20 + [0.9] + [0.1] * 19)
    assert [block.start for block in blocks] == list(range(5, 36))


def test_boilerplate_comes_along_only_from_an_element_that_holds_the_body() -> None:
    html = f"<div class='share'><p>{LONG}</p><p>one</p></div><div class='share'><p>two</p></div><p>three</p>"
    assert [block.start for block in handed(html, [0.9, 0.1, 0.1, 0.1])] == [0, 1, 3]


def test_without_a_body_nothing_is_handed_over_but_around_a_place_that_is_named() -> None:
    assert handed("<p>one</p><p>two</p>", [0.1, 0.1]) == handed("", []) == handed("", [], (0,)) == ()
    assert [block.text for block in handed("<p>one</p><p>two</p>", [0.1, 0.1], (0,))] == ["one", "two"]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>one", BlockKind.PARAGRAPH),
        ("<ul><li><div><p>one", BlockKind.LIST_ITEM),
        ("<ul><li><div><div><div><p>one", BlockKind.PARAGRAPH),
        ("<h4>one", BlockKind.HEADING),
        ("<blockquote><p>one", BlockKind.QUOTE),
        ("<p><b>one", BlockKind.HEADING),
        ("<p><b>one.", BlockKind.PARAGRAPH),
        (f"<p><b>{LONG}x", BlockKind.PARAGRAPH),
    ],
)
def test_the_elements_around_say_what_a_block_is_or_how_it_looks(html: str, kind: BlockKind) -> None:
    (block,) = handed(html, [0.9])
    assert block.kind is kind


def test_the_names_of_four_elements_outwards_are_told_in_small_letters() -> None:
    html = "<main><section id='S'><div class='Big  one' id='X1'><div><p class='P'>one</p><p>two"
    assert [block.context for block in handed(html, [0.9, 0.9])] == [
        "p p div div big one x1 section s",
        "p div div big one x1 section s",
    ]
    (block,) = handed(f"<div class='{'x' * 400}'>one", [0.9])
    assert block.context == f"div {'x' * 296}"


marks = st.sampled_from(
    (
        *("<div>", "</div>", "<p>one two", "<p>a", f"<p>{LONG}", "<main>", "</main>", "<form>", "<a href=/join>go</a>"),
        *(
            "<i>",
            "<b>",
            "<li class='SHARE it' id=İ>",
            "<x\xa0y>",
            "<a href=/x>",
            "</a>",
            "<h2>",
            f"<p class={'y' * 310}>",
            "<p class='  Big\tONE\x1c\x0btwo ' id='\x1f'>",
            "<p class='\x01\x1b a'>",
        ),
    )
)
# between two thousandths stand those of which the next float decides, or the even one
scores = st.sampled_from((0.0, 0.49, 0.5, 0.5005, 0.6015, 0.6124999999, 0.6125, 0.7, 1.0)) | st.floats(0, 1)


@pytest.mark.skipif(hand_over is _hand_over, reason="no compiled twin was built")
@given(st.lists(marks, max_size=60).map("".join), st.lists(scores, min_size=1), st.booleans())
def test_both_forms_hand_over_the_same(html: str, likely: list[float], named: bool) -> None:
    scan = scan_html(html)
    judged = [likely[place % len(likely)] for place in range(len(scan.blocks))]
    body = (0,) if named else ()
    assert hand_over(scan, judged, body) == _hand_over(scan, judged, body)
