"""What an answer looks like beside what was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import entry
from worker.core.substitute.shape import Answered, above, announced, is_list, prose, quotes, slug
from worker.models import Block, BlockKind, Extraction, PageSigns, StoredText

LINE = "The council met on Thursday and put off the vote on the harbour wall until the spring."


def blocks(*places: int, text: str = LINE, **fields: object) -> tuple[Block, ...]:
    return tuple(Block(kind=BlockKind.PARAGRAPH, text=text, start=place, **fields) for place in places)


def came(extraction: Extraction, **fields: object) -> Answered:
    return Answered(asked="https://a.example/1", url="https://a.example/1", headers={}, extraction=extraction, **fields)


@pytest.mark.parametrize(
    ("url", "asked", "expected"),
    [
        ("https://a.example/", "https://a.example/news/story", True),
        ("https://www.a.example", "https://a.example/news/story", True),
        ("https://a.example/index.html", "https://a.example/news/story", True),
        ("https://a.example/?from=rss", "https://a.example/news/story", True),
        ("https://b.example/", "https://a.example/news/story", True),  # sold, or closed
        ("https://a.example/news/", "https://a.example/news/2026/story", True),
        ("https://a.example/politics", "https://a.example/2026/11/20/story", True),
        ("https://a.example/", "https://a.example/", False),
        ("https://a.example/news/story", "https://a.example/news/story/amp", True),  # vouched for by its title
        ("https://a.example/?p=4711", "https://a.example/news/story", False),
        ("https://a.example/#!/story", "https://a.example/news/story", False),
        ("https://a.example/4711234", "https://a.example/news/2026/story", False),
        ("https://a.example/news/4711234", "https://a.example/news/4711234/print", False),
        ("https://a.example/a-tale-of-two-walls", "https://a.example/news/story", False),
        ("https://b.example/story", "https://a.example/news/2026/story", False),
        ("https://a.example/news/other/story", "https://a.example/news/story", False),
    ],
)
def test_an_address_above_the_one_asked_for_is_told_from_a_moved_page(url, asked, expected):
    assert above(url, asked) is expected


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1, max_size=5), st.data())
def test_any_folder_of_an_address_lies_above_it_and_never_below(parts, data):
    cut = data.draw(st.integers(min_value=0, max_value=len(parts) - 1))
    whole, folder = ("https://a.example/" + "/".join(some) for some in (parts, parts[:cut]))
    assert above(folder, whole)
    assert not above(whole, folder)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://a.example/news/vote-on-sea-wall-put-off.html", "vote on sea wall put off"),
        ("https://a.example/news/vote_on_sea_wall/", "vote on sea wall"),
        ("https://a.example/news/sea-wall-4711", ""),
        ("https://a.example/news/4711", ""),
        (None, ""),
    ],
)
def test_the_words_of_an_address_are_those_of_its_last_part(address, words):
    assert slug(address) == words


def test_paragraphs_in_a_row_are_prose_and_those_with_headings_between_are_not():
    assert prose(blocks(1, 2, 3)) == 3 * len(LINE)
    assert prose(blocks(1, 3, 5)) == len(LINE)
    assert prose(blocks(1, 2, links=0.5)) == 0
    assert prose(blocks(1, 2, article_score=0.4)) == 0
    assert prose(blocks(1, text="A short line.")) == 0
    assert (
        prose(blocks(1, text="議会は木曜日に開かれ、港の防潮堤についての採決を春まで延期することを全会一致で決めた。"))
        > 0
    )


def test_a_page_is_a_list_when_half_of_a_long_one_is_links():
    assert is_list(Extraction(title=None, signs=PageSigns(characters=1_000, linked=500)))
    assert not is_list(Extraction(title=None, signs=PageSigns(characters=1_000, linked=499)))
    assert not is_list(Extraction(title=None, signs=PageSigns(characters=300, linked=300)))


def test_titles_come_from_the_feed_and_the_store():
    before = StoredText(id=1, title="Stored", summary=None, characters=1)
    assert announced(came(Extraction(title="Here"), entry=entry(title="Said"), before=before)) == ("Said", "Stored")
    assert announced(came(Extraction(title="Here"), entry=entry(title="…"))) == ()
    assert announced(came(Extraction(title="Here"))) == ()


@pytest.mark.parametrize("where", ["summary", "content", "stored"])
def test_a_page_quotes_what_feed_or_store_know_of_it(where):
    summary = f"{LINE} The quarry had closed in October."
    said = entry(**{where: f"<p>{summary}</p>" if where == "content" else summary}) if where != "stored" else None
    before = StoredText(id=1, title="x", summary=summary, characters=1) if where == "stored" else None
    story = Extraction(title=None, blocks=blocks(1, 2))
    assert quotes(came(story, entry=said, before=before))
    other = Extraction(title=None, blocks=blocks(1, text="Barley was cheaper this week than at any time since June."))
    assert not quotes(came(other, entry=said, before=before))
    in_a_link = Extraction(title=None, blocks=blocks(1, links=0.9))
    assert not quotes(came(in_a_link, entry=said, before=before))


def test_a_few_words_vouch_for_nothing():
    assert not quotes(came(Extraction(title=None, blocks=blocks(1)), entry=entry(summary="The council met")))
