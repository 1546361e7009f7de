"""From what a page and a feed say to one draft."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.normalize import draft
from worker.core.text.characters import tidy, tidy_field
from worker.errors import NothingToStore
from worker.models import (
    Block,
    BlockKind,
    Draft,
    Entry,
    Extraction,
    Label,
    Origin,
    Precision,
    PublisherTime,
    WallRemoval,
)

LONG = "The council of the harbour town voted on Tuesday to rebuild the old pier after nine hours."


def block(text: str, kind: BlockKind = BlockKind.PARAGRAPH, score: float = 1.0) -> Block:
    return Block(kind=kind, text=text, article_score=score)


def make(*blocks: Block, title: str | None = "A title", entry: Entry | None = None, **said: object) -> Draft:
    trimmed = WallRemoval(blocks=blocks, wall=None, cuts=(), truncated=None, truncated_evidence=None)
    return draft(Extraction(title=title, **said), trimmed, entry)  # type: ignore[arg-type]


def test_blocks_are_joined_by_blank_lines_and_captions_stay_apart() -> None:
    made = make(block("One."), block("A pier.", BlockKind.CAPTION), block("Two."))
    assert made.text == "One.\n\nTwo."
    assert [b.text for b in made.blocks] == ["One.", "A pier.", "Two."]


def test_code_keeps_its_lines_and_no_control_characters() -> None:
    made = make(block("a = 1\x1b[2J\n    b\x00 = 2", BlockKind.CODE), title=None)
    assert made.text == "a = 1[2J\n    b = 2"
    assert made.title == "a = 1[2J b = 2"


def test_the_title_is_not_repeated_as_first_line() -> None:
    assert make(block("A Title!"), block("One.")).text == "One."


@pytest.mark.parametrize(("before", "stays"), [(0, False), (3, False), (4, True)])
def test_further_down_a_line_like_the_title_is_text(before: int, *, stays: bool) -> None:
    blocks = [block(f"Paragraph {number}.") for number in range(before)]
    assert make(*blocks, block("A TITLE"), block("One.")).text.endswith("A TITLE\n\nOne.") is stays


@pytest.mark.parametrize(
    "line",
    [
        "By Marit Sandvik, Nov 30, 2026",
        "Marit Sandvik",
        "MARIT SANDVIK | 30.11.2026, 14:05",
        "Written by Marit Sandvik and Felix Okonjo",
        "Von Marit Sandvik, 30. November 2026",
    ],
)
def test_a_line_that_is_only_the_byline_is_no_text(line: str) -> None:
    made = make(block("A TITLE"), block(line), block("One."), authors=("Marit Sandvik", "Felix Okonjo"))
    assert made.text == "One."


@pytest.mark.parametrize(
    "line",
    [
        "Marit Sandvik said on 30 November that the gates would be closed.",
        "By the time Marit Sandvik came home, the gates were closed.",
        "By Monday, 30 November 2026",
        "Marit Sandvik resigns",
    ],
)
def test_a_line_that_says_more_than_the_byline_is_text(line: str) -> None:
    assert make(block(line), block("One."), authors=("Marit Sandvik",)).text == f"{line}\n\nOne."


def test_the_byline_of_a_feed_is_no_text_either() -> None:
    entry = Entry(guid="1", url=None, authors=("Marit Sandvik",))
    assert make(block("By Marit Sandvik"), block("One."), entry=entry).text == "One."


def test_the_name_of_the_paper_over_the_headline_is_no_text() -> None:
    paper = replace(block("Northline Wire"), links=1.0)
    kicker = block("After nine hours the council has voted on the pier.")
    assert make(paper, kicker, block("A title"), block("One.")).text == f"{kicker.text}\n\nOne."
    assert make(paper, block("One.")).text == "Northline Wire\n\nOne."


@pytest.mark.parametrize(("letters", "stays"), [(49, True), (50, False)])
def test_a_line_of_fifty_letters_comes_once(letters: int, *, stays: bool) -> None:
    line = "a" * letters
    assert make(block(line), block("b"), block(line)).text == f"{line}\n\nb" + f"\n\n{line}" * stays
    assert make(block(line), block(f"{line}!"), block("b")).text == f"{line}\n\nb"


def test_what_was_unreadable_was_cut_short() -> None:
    made = make(block("One."), unreadable=True)
    assert (made.truncated, made.truncated_evidence) == (True, "scrambled text")


def test_a_paragraph_printed_twice_is_kept_once_but_a_short_refrain_stays() -> None:
    assert make(block(LONG), block("Yes."), block(LONG), block("Yes.")).text == f"{LONG}\n\nYes."
    assert make(block("Yes."), block("No."), block("Yes.")).text == "Yes.\n\nNo.\n\nYes."


@pytest.mark.parametrize(("again", "stays"), [("p story", True), ("blockquote pull", False), ("", False)])
def test_a_paragraph_that_the_author_wrote_twice_stays(again: str, *, stays: bool) -> None:
    """A pull quote, or a teaser over the article, stands in elements of other names than the paragraph itself."""
    first, second = replace(block(LONG), context="p story"), replace(block(LONG), context=again)
    assert make(first, block("Yes."), second).text == f"{LONG}\n\nYes." + f"\n\n{LONG}" * stays


@pytest.mark.parametrize(("paragraphs", "stay"), [(1, True), (3, True), (4, False)])
def test_an_article_that_the_page_holds_twice_comes_once(paragraphs: int, *, stay: bool) -> None:
    article = [replace(block(f"Day {day}: {LONG}"), context="p story") for day in range(paragraphs)]
    made = make(*article, block("Yes."), *article)
    assert [b.text for b in made.blocks].count(article[-1].text) == 1 + stay


def test_blocks_that_are_not_article_text_go() -> None:
    assert make(block("One."), block("Share this", score=0.1)).text == "One."


def test_nothing_left_is_said_so() -> None:
    with pytest.raises(NothingToStore):
        make(block("\u200b"))


@pytest.mark.parametrize(
    ("page", "feed", "kept"),
    [
        (("2024-05-03T00:00", "day"), ("2024-05-03T08:15", "time"), "feed"),
        (("2024-05-03T00:00", "day"), ("2024-05-02T23:30", "time"), "feed"),  # the third, in Sydney
        (("2024-05-03T00:00", "day"), ("2024-05-04T03:00", "time"), "feed"),  # the third, in Los Angeles
        (("2024-05-03T00:00", "day"), ("2024-05-05T08:15", "time"), "page"),
        (("2024-05-03T00:00", "day"), ("2024-05-03T00:00", "day"), "page"),
        (("2024-05-03T07:00", "time"), ("2024-05-03T08:15", "time"), "page"),
    ],
)
def test_the_feed_tells_the_time_of_a_day_that_the_page_prints(page, feed, kept) -> None:
    times = {
        origin: PublisherTime(
            value=datetime.fromisoformat(value).replace(tzinfo=UTC), precision=Precision(precision), origin=origin
        )
        for origin, (value, precision) in {"page": page, "feed": feed}.items()
    }
    entry = Entry(guid="1", url="https://a.example/x", title="A", published=times["feed"])

    assert make(block("One."), entry=entry, published=times["page"]).published == times[kept]


def test_the_feed_fills_what_the_page_leaves_out() -> None:
    when = PublisherTime(value=datetime(2024, 5, 3, tzinfo=UTC), precision="day", origin="feed")
    entry = Entry(guid="1", url="https://a.example/x", title="From the feed", authors=("By Ann Grey",), published=when)
    made = make(block("One."), title=None, entry=entry, labels=(Label(text="Ports", origin="meta"),))
    assert (made.title, made.authors, made.published) == ("From the feed", ("Ann Grey",), when)
    assert make(block("One."), title="From the page", entry=entry).title == "From the page"


@pytest.mark.parametrize(
    ("blocks", "title"),
    [
        ((block("Pier reopens", BlockKind.HEADING), block("One.")), "Pier reopens!"),
        ((block("Ports", BlockKind.HEADING), block("PIER REOPENS", BlockKind.HEADING), block("One.")), "Pier reopens!"),
        ((block("Pier reopens"), block("One.")), "The Harbour"),
        ((block("Tide turns", BlockKind.HEADING), block("One.")), "The Harbour"),
    ],
)
def test_the_feeds_title_counts_where_it_stands_over_the_text(blocks: tuple[Block, ...], title: str) -> None:
    entry = Entry(guid="1", url="https://a.example/x", title="Pier reopens!")
    made = make(*blocks, title="The Harbour", entry=entry, origins=(("title", Origin.HTML_TITLE),))
    assert made.title == title
    assert dict(made.origins)["title"] == ("feed" if title == entry.title else "html title")


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("a\u00a0b", "a b"),
        ("co\u00adoperate", "cooperate"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        (" two\r\n lines\t", "two lines"),
    ],
)
def test_text_is_made_plain(raw: str, plain: str) -> None:
    assert tidy(raw) == plain


@given(st.text())
def test_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("raw", "plain"), [("Tom &amp;amp; Jerry", "Tom & Jerry"), ("R&D now", "R&D now"), ("&quot;x&#8217;", '"x’')]
)
def test_fields_lose_entities_escaped_once_too_often(raw: str, plain: str) -> None:
    assert tidy_field(raw) == plain


@given(st.lists(st.text(max_size=80) | st.sampled_from(["A title", LONG, "a b"]), min_size=1, max_size=9))
def test_a_draft_made_of_a_draft_is_the_same(texts: list[str]) -> None:
    try:
        once = make(*map(block, texts))
    except NothingToStore:
        return
    assert make(*once.blocks, title=once.title).text == once.text
