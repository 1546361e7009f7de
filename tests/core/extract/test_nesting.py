"""The tables of nesting say what the libxml2 does that lxml brings, asked tag by tag."""

from typing import Any, cast

import pytest
from lxml import etree

from worker.core.extract import markup, nesting

TAGS = sorted(
    {
        *nesting.CLOSED_BY,
        *(tag for tags in nesting.CLOSED_BY.values() for tag in tags.split()),
        *nesting.PRIORITY,
        *nesting.EMPTY,
        *nesting.ESCAPABLE,
        *nesting.RAW,
        *markup.INLINE,
        *markup.SPECIAL,
        *markup.SHADOW_HOSTS,
        *("applet", "bgsound", "details", "embed", "figure", "hgroup", "keygen", "menuitem", "optgroup", "output"),
        *("progress", "rb", "rtc", "slot", "spacer", "summary", "source", "track", "wbr", "plaintext", "x-custom"),
    }
)
TEXT = nesting.ESCAPABLE | nesting.RAW | {"script", "plaintext"}
ROOTS = {"html", "head", "body"}
INSIDE = [tag for tag in TAGS if tag not in nesting.EMPTY | TEXT | ROOTS]


class Heard:
    """A parser's target that notes what it is told."""

    def __init__(self) -> None:
        self.events: list[str] = []

    def start(self, tag: str, _: object) -> None:
        self.events.append(f"<{tag}>")

    def end(self, tag: str) -> None:
        self.events.append(f"</{tag}>")

    def data(self, text: str) -> None:
        self.events.append(f"={text}")

    def close(self) -> list[str]:
        return self.events


def heard(html: str) -> list[str]:
    parser = etree.HTMLParser(target=cast("Any", Heard()), encoding="utf-8")
    return cast("list[str]", etree.fromstring(html.encode(), parser))


@pytest.mark.parametrize("tag", INSIDE)
def test_a_start_tag_closes_what_cannot_stand_around_it(tag: str) -> None:
    closing = {new for new in TAGS if heard(f"<body><x-y><{tag}><{new}>Z")[4] == f"</{tag}>"} - nesting.EMPTY
    # of the roots that are dropped, the text that follows tells whether they closed anything
    dropped = {new for new in ROOTS if heard(f"<body><x-y><{tag}><{new}>Z")[4:6] != [f"</{tag}>", "=Z"]}
    empty = {new for new in nesting.EMPTY if heard(f"<body><x-y><{tag}><{new}>Z")[4] == f"</{tag}>"}
    assert (closing - dropped) | empty == set(nesting.CLOSED_BY.get(tag, "").split())


def test_a_start_tag_of_the_body_closes_the_head() -> None:
    closing = {new for new in TAGS if new not in ROOTS and heard(f"<head><{new}>")[2:3] == ["</head>"]}
    staying = {new for new in closing if f"<{new}>" not in heard(f"<head><{new}>")[3:5]}
    assert closing - staying == set(nesting.CLOSED_BY["head"].split()) - ROOTS


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in ROOTS])
def test_an_empty_element_ends_itself_and_others_hold_what_follows(tag: str) -> None:
    events = heard(f"<body><{tag}>Z")
    assert (events[3] == f"</{tag}>") is (tag in nesting.EMPTY)


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in nesting.EMPTY | ROOTS])
def test_what_holds_text_alone_has_no_tags_in_it(tag: str) -> None:
    events = heard(f"<body><{tag}><ins>&amp;</{tag}>")
    assert ("<ins>" in events) is (tag not in TEXT)
    text = "".join(event[1:] for event in events if event.startswith("="))
    assert ("&amp;" in text) is (tag in TEXT - nesting.ESCAPABLE)


@pytest.mark.parametrize("outer", INSIDE)
def test_an_end_tag_reaches_through_what_is_no_stronger(outer: str) -> None:
    for inner in INSIDE:
        events = heard(f"<body><x-z><{outer}><{inner}></{outer}>Z")
        if inner == outer or events[2:5] != ["<x-z>", f"<{outer}>", f"<{inner}>"]:
            continue
        stronger = nesting.PRIORITY.get(inner, nesting.OTHERS) > nesting.PRIORITY.get(outer, nesting.OTHERS)
        assert (events[5] == "=Z") is stronger, inner
