"""Which of two texts is the article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import draft
from worker.core.fuller import fuller, may_be_fuller, of_feed
from worker.models import Block, BlockKind, Cut, Draft

SENTENCES = tuple(
    f"The {what} of pier {number} was put off until the spring, because stone from quarry {number * 7} had grown dear. "
    for number, what in enumerate(
        ("repair", "sale", "opening", "painting", "lighting", "survey", "closing", "rent", "name", "theft")
    )
)
WHOLE = "".join(SENTENCES).strip()
SHOWN = "".join(SENTENCES[:3]).strip()
CUT = Cut(text="Register to read on", rule="tail: register")


def page(text: str = SHOWN, **fields: object) -> Draft:
    return draft(text=text, **fields)


def feed(text: str = WHOLE, **fields: object) -> Draft:
    return of_feed(draft(text=text, title="As the feed has it", truncated=False, **fields))


def test_the_feeds_whole_text_takes_the_place_of_a_page_that_holds_it_back():
    walled = page(truncated=True, truncated_evidence="the text ends at: Register", wall="registration", cuts=(CUT,))
    taken = fuller(walled, feed())
    assert (taken.text, taken.text_from, taken.truncated) == (WHOLE, "feed", False)
    assert (taken.title, taken.wall, taken.cuts) == (walled.title, "registration", (CUT,))
    assert taken.truncated_evidence == "the feed has the whole text; the page: the text ends at: Register"


def test_the_feeds_own_wall_is_told_too():
    other = Cut(text="Subscribe", rule="tail: subscribe")
    taken = fuller(page(truncated=True, cuts=(CUT,)), feed(wall="newsletter", cuts=(CUT, other)))
    assert (taken.wall, taken.cuts) == ("newsletter", (CUT, other))


def test_a_longer_part_is_taken_and_stays_a_part():
    longer = of_feed(draft(text=WHOLE, truncated=True, truncated_evidence="the text ends unfinished: dear…"))
    taken = fuller(page(truncated=True), longer)
    assert (taken.text_from, taken.truncated, taken.truncated_evidence) == (
        "feed",
        True,
        "the text ends unfinished: dear…",
    )


@pytest.mark.parametrize(
    ("whole", "carried"),
    [
        (page(WHOLE, truncated=False), feed(SHOWN)),  # an excerpt
        (page(WHOLE, truncated=False), feed(f"{WHOLE} Read more of us on Sundays.")),
        (page(WHOLE, truncated=True), feed(WHOLE)),
        (page(SHOWN, truncated=False), of_feed(draft(text=WHOLE, truncated=True))),
        (page(SHOWN, truncated=True), feed("Barley was cheaper than at any time since June, said the miller. " * 20)),
        (page("".join(SENTENCES[:6]), truncated=False), feed()),  # nothing says that the page holds a part back
    ],
)
def test_the_page_stays_where_the_feed_has_no_more_of_it(whole, carried):
    assert fuller(whole, carried) is whole


def test_a_wall_that_we_do_not_know_is_told_by_length_alone():
    assert fuller(page("".join(SENTENCES[:2]), truncated=False), feed()).text_from == "feed"


def test_an_edited_sentence_does_not_part_two_texts():
    edited = SHOWN.replace("dear", "costly", 1)
    assert fuller(page(edited, truncated=True), feed()).text_from == "feed"


def test_links_below_a_short_item_are_no_text_of_it():
    more = tuple(Block(kind=BlockKind.PARAGRAPH, text=text, links=0.9) for text in SENTENCES)
    carried = of_feed(draft(text=SHOWN + WHOLE, blocks=(Block(kind=BlockKind.PARAGRAPH, text=SHOWN), *more)))
    assert fuller(page(truncated=False), carried).text_from == "page"


def test_letters_count_in_any_script():
    sentences = [f"第{number}埠頭の修理は、石の値段が上がったため、春まで延期された。" for number in range(12)]
    shown, whole = "".join(sentences[:3]), "".join(sentences)
    assert fuller(page(shown, truncated=True), feed(whole)).text == whole


def test_the_name_above_a_feeds_text_is_left_out():
    caption = Block(kind=BlockKind.CAPTION, text="A pier.")
    blocks = [caption, *(Block(kind=BlockKind.PARAGRAPH, text=text) for text in ("Ada Quill", WHOLE))]
    kept = of_feed(draft(text=f"Ada Quill\n\n{WHOLE}", blocks=tuple(blocks)))
    assert (kept.text, [block.text for block in kept.blocks]) == (WHOLE, ["A pier.", WHOLE])
    alone = draft(text="Ada Quill", blocks=tuple(blocks[1:2]))
    assert of_feed(alone).text == "Ada Quill"


@given(
    st.integers(min_value=0, max_value=10), st.integers(min_value=0, max_value=10), st.sampled_from([True, False, None])
)
def test_never_is_the_shorter_text_taken(shown, carried, truncated):
    one, other = ("".join(SENTENCES[:number]) or "None." for number in (shown, carried))
    taken = fuller(page(one, truncated=truncated), feed(other))
    assert len(taken.text) >= len(one)
    assert taken.text in (one, other)


@pytest.mark.parametrize(("length", "worth"), [(100, False), (269, False), (270, True)])
def test_only_what_is_longer_is_read_at_all(length, worth):
    assert may_be_fuller(page("x" * 100), "y" * length) is worth
