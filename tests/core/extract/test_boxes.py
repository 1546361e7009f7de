"""Which parts of a page stand apart from its body, and which of them ask for something."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.boxes import CHANNELS, OFFERS, OFFERS_WHOLE, SIGNS, Boxes, leads
from worker.core.extract.handed_over import _hand_over, hand_over
from worker.core.extract.scan import Scan
from worker.core.extract.scanner import scan_html

BODY = "".join(f"<p>{'word ' * 40}{number}.</p>" for number in range(6))


def compiled_leads(address: str) -> bool:
    """What the twin says, which only the compiled `hand_over` asks."""
    if hand_over is _hand_over:
        pytest.skip("no compiled twin was built")
    known: bool = sys.modules[hand_over.__module__].leads(address)
    return known


def boxes(box: str) -> tuple[Scan, Boxes]:
    scan = scan_html(f"<html><body><article>{BODY}{box}{BODY}</article></body></html>")
    return scan, Boxes(scan, [0.9] * len(scan.blocks))


def element_of(scan: Scan, text: str) -> int:
    return next(block.element for block in scan.blocks if block.text == text)


def test_a_part_of_the_body_is_a_box_and_the_body_is_none() -> None:
    scan, found = boxes("<div class='news'><h3>Our letter</h3><div><p>Each Friday</p></div></div>")
    title, line = element_of(scan, "Our letter"), element_of(scan, "Each Friday")

    assert found.of(title) == found.of(line) >= 0
    assert scan.elements[found.of(title)].attributes["class"] == "news"
    assert found.holds_many(found.of(title))
    assert not found.holds_many(found.of(scan.blocks[0].element))


@pytest.mark.parametrize(
    ("box", "asks"),
    [
        ("<div><p>Our letter</p><form><input name='mail'></form></div>", True),
        ("<div><p>Our letter</p><a href='/newsletter'>here</a></div>", True),
        ("<div><p>Our letter</p><a href='mailto:desk@example.org'>here</a></div>", True),
        ("<div><p>Our letter</p><a href='https://chat.whatsapp.com/x'>here</a></div>", True),
        ("<div><p>Our letter</p><a href='/harbour/vote'>here</a></div>", False),
        ("<div><p>Our letter</p></div><form><input></form>", False),
    ],
)
def test_a_box_asks_when_it_has_a_form_or_leads_to_one(box: str, asks: bool) -> None:
    scan, found = boxes(box)

    assert found.asks(found.of(element_of(scan, "Our letter"))) is asks


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("MAILTO:desk@example.org", True),
        ("x-mailto:desk", False),
        ("https://t.me/x", True),
        ("https://at.me/x", False),
        ("/Log-In", True),
        ("/blog-in", False),
        ("?abo=1", True),
        ("/about", False),
        ("/shop", True),
        ("/shopping", False),
        ("/\u017fubscribe", True),
    ],
)
def test_an_address_tells_where_it_leads(address: str, known: bool) -> None:
    assert leads(address) is known
    assert compiled_leads(address) is known


pieces = st.sampled_from(
    (*CHANNELS, *OFFERS, *OFFERS_WHOLE, *SIGNS, "t.me/", "mailto:", "x", "_", "\n", "\0", "K", "ı", "İ", "ſ", "é")
)


@given(st.lists(pieces | pieces.map(str.upper) | st.text(max_size=2), max_size=6).map("".join))
def test_both_forms_know_the_same_addresses(address: str) -> None:
    assert leads(address) is compiled_leads(address)
