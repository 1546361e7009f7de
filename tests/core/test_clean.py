"""Page, text or feed entry in, draft out."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.builders import draft, entry, page
from worker.core.clean import Cleaner, free_part
from worker.errors import BadInput, NothingToStore
from worker.models import Access, BlockKind, Draft, Entry, PublisherTime
from worker.services import Services
from worker.settings import Settings

BODY = (
    "The harbour board has put off its vote on the sea wall until the spring, because the quarry closed in October.",
    "“We can wait for stone, but the sea will not wait for us,” said Ines Okafor, who runs the chandlery on the quay.",
    "The wall would cost nine million. The board meets again in March, when a second quarry is to name its price.",
)
WALL = (
    "Continue reading this article by registering at no cost and get unlimited access to:",
    "The Archive of forty years",
    "Briefings by invitation",
    "Reader events",
    "Already registered? Log in",
)
TITLE = "Harbour board waits for stone"


def html(*, wall=True, head="") -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in BODY)
    bullets = "".join(f"<li>{text}</li>" for text in WALL[1:-1])
    gate = f"<p>{WALL[0]}</p><ul>{bullets}</ul><p><a href='/login'>{WALL[-1]}</a></p>" if wall else ""
    return (
        f'<html lang="en"><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>'
        f"{paragraphs}{gate}</article></body></html>"
    )


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Services(settings=Settings()).cleaner


def assert_is_the_story(result) -> None:
    assert result.title == TITLE
    for text in BODY:
        assert text in result.text
    for text in WALL:
        assert text not in result.text
    assert result.wall == "registration"
    assert WALL[0] in "\n".join(cut.text for cut in result.cuts)


def _of(cleaner: Cleaner, said: Entry) -> Draft:
    return cleaner.finish(cleaner.read_entry(said), said)


def test_a_page_becomes_a_draft_without_its_wall(cleaner):
    assert_is_the_story(cleaner.finish(cleaner.read_page(page(html().encode()))))


def test_html_that_is_text_already_becomes_the_same_draft(cleaner):
    assert cleaner.finish(cleaner.read_html(html(), url="https://example.org/news/1")) == cleaner.finish(
        cleaner.read_page(page(html().encode()))
    )


def test_plain_text_becomes_a_draft_without_its_wall(cleaner):
    text = "\n\n".join((TITLE, *BODY, WALL[0], "\n".join(WALL[1:])))
    result = cleaner.finish(
        cleaner.read_page(page(text.encode(), headers={"content-type": "text/plain; charset=utf-8"}))
    )
    assert_is_the_story(result)


def test_the_wall_can_be_left_in_for_comparison(cleaner):
    result = cleaner.finish(cleaner.read_html(html()), cut=False)
    assert WALL[0] in result.text
    assert (result.wall, result.cuts, result.truncated) == (None, (), None)


@pytest.mark.parametrize("markup", [True, False])
def test_a_feeds_own_text_stands_in_for_a_page(cleaner, markup):
    content = "".join(f"<p>{text}</p>" for text in (*BODY, WALL[0])) if markup else "\n\n".join((*BODY, WALL[0]))
    result = _of(cleaner, entry(title=TITLE, content=content, language="en"))
    assert result.title == TITLE
    assert all(text in result.text for text in BODY)
    assert "no cost" not in result.text
    assert result.canonical_url == "https://example.org/news/1"


def test_a_feeds_plain_text_keeps_its_paragraphs(cleaner):
    result = _of(cleaner, entry(title=TITLE, content="\n\n".join(BODY), language="en"))
    assert [block.text for block in result.blocks] == list(BODY)


def test_the_summary_is_used_when_the_feed_has_no_content(cleaner):
    assert _of(cleaner, entry(title=TITLE, summary=BODY[0])).text == BODY[0]


def test_what_the_page_does_not_say_the_entry_says(cleaner):
    said = entry(title="In the feed", summary="Short.", authors=("Ada Quill",), language="en")
    result = cleaner.finish(cleaner.read_page(page(html().encode())), said)
    assert (result.title, result.summary, result.authors) == (TITLE, "Short.", ("Ada Quill",))


@pytest.mark.parametrize(
    "body",
    [b"", b"   ", b"<html></html>", b"<html><body><script>var a = 'text';</script></body></html>", b"\x00\x00\x00"],
)
def test_a_page_without_text_says_so(cleaner, body):
    with pytest.raises((NothingToStore, BadInput)):
        cleaner.finish(cleaner.read_page(page(body)))


def test_an_entry_without_text_says_so(cleaner):
    with pytest.raises(NothingToStore):
        _of(cleaner, entry())


def test_the_declared_access_is_the_publishers_word(cleaner):
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    assert cleaner.finish(cleaner.read_html(html(head=head))).access.declared != "unknown"


MARKUP = "<p>|</p>|<div>|</div>|<article>|<li>|<script>|<!--|-->|<br>|<a>|&#0;|&#xD800;|<|>|<table><tr><td>|é|<h1>"
PIECES = MARKUP.split("|")

pieces = st.lists(st.sampled_from([*PIECES, "\x00", "\u202e", "Subscribe to continue", BODY[0]]), max_size=40)


@given(pieces)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_page_does_anything_but_become_a_draft_or_say_why_not(cleaner, parts):
    try:
        result = cleaner.finish(cleaner.read_html("".join(parts)))
    except (NothingToStore, BadInput):
        return
    assert result.text.strip()
    body = [block.text for block in result.blocks if block.kind is not BlockKind.CAPTION]
    assert result.text == "\n\n".join(body)
    assert "\x00" not in result.text


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<p>{}</p>",
                    "<div>{}<p>",
                    "{}<br><br>",
                    "<blockquote><p>{}</blockquote>",
                    "<ul><li>{}</ul>",
                    "</div>{}<div>",
                ),
                *("<table><tr><td>{}</table>", "<section><p>{}", "<script>if (a<b)</script><p>{}", "<p><b>{}</i></p>"),
                *("<!-- > --><p>{}", "<svg><p>{}", "<p title='>'>{}", "<template><p>x</template><p>{}", "<h2>{}</h2>"),
            ]
        ),
        min_size=4,
        max_size=14,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_is_neither_made_up_nor_moved_nor_told_twice(cleaner, shapes):
    said = [f"{BODY[number % 3]} So part {number} ends." for number in range(len(shapes))]
    markup = "".join(shape.format(text) for shape, text in zip(shapes, said, strict=True))
    try:
        result = cleaner.finish(cleaner.read_html(f"<html><body><article>{markup}"))
    except NothingToStore:
        return
    told, place = result.text, 0
    for text in said:
        found = told.find(text, place)
        if found >= 0:
            assert not told[place:found].strip()
            place = found + len(text)
    assert not told[place:].strip()


@pytest.mark.parametrize("declared", ["subscription", "registration", "metered"])
def test_only_the_free_part_is_kept_where_the_feed_is_set_so(declared):
    paid = draft(access=Access(declared=declared), summary="The gist.")
    kept = free_part(paid)
    assert (kept.text, kept.blocks, kept.truncated) == ("The gist.", (), True)
    assert kept.truncated_evidence
    assert free_part(draft(access=Access(declared=declared))).text == paid.title


@pytest.mark.parametrize("declared", ["free", "unknown"])
def test_what_is_free_is_kept_whole(declared):
    free = draft(access=Access(declared=declared), summary="The gist.")
    assert free_part(free) == free


def test_times_of_the_entry_stand_in_for_the_pages(cleaner):
    when = PublisherTime(value=datetime(2026, 11, 1, tzinfo=UTC), precision="time", origin="feed")
    assert cleaner.finish(cleaner.read_page(page(html().encode())), entry(published=when)).published == when


HELD_BACK = f"<html lang='en'><body><article><h1>{TITLE}</h1><p>{BODY[0]}</p><p>{WALL[0]}</p></article></body></html>"
CARRIED = "".join(f"<p>{text}</p>" for text in (*BODY, *(text.replace("wall", "pier") for text in BODY)))


def test_the_fuller_text_of_page_and_feed_is_the_article(cleaner):
    said = entry(title=TITLE, content=CARRIED)
    result = cleaner.article(cleaner.read_html(HELD_BACK), said)
    assert (result.text_from, result.truncated, result.wall) == ("feed", False, "registration")
    assert BODY[2] in result.text
    assert WALL[0] in result.cuts[0].text


def test_of_a_feed_set_to_its_free_part_the_page_alone_speaks(cleaner):
    said = entry(title=TITLE, content=CARRIED)
    result = cleaner.article(cleaner.read_html(HELD_BACK), said, free_only=True)
    assert (result.text_from, result.text, result.truncated) == ("page", BODY[0], True)


def test_a_page_that_is_all_wall_gives_way_to_the_feeds_text_with_its_own_metadata(cleaner):
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
    all_wall = f"<html><head>{head}</head><body><p>{WALL[0]}</p></body></html>"
    said = entry(title=TITLE, content=CARRIED)
    result = cleaner.article(cleaner.read_html(all_wall), said)
    assert (result.text_from, result.access.declared, result.truncated) == ("feed", "subscription", False)
    for told in (said, entry(title=TITLE, content=BODY[0]), None):
        with pytest.raises(NothingToStore):
            cleaner.article(cleaner.read_html(all_wall), told, free_only=told is said)


def test_what_is_made_of_an_entry_alone_says_so(cleaner):
    said = entry(title=TITLE, content=CARRIED)
    assert cleaner.article_of_entry(cleaner.read_entry(said), said).text_from == "feed"


def test_only_a_page_with_hardly_any_text_is_searched_for_marks(cleaner):
    script = "<script>window._cf_chl_opt = {}</script>"
    assert cleaner.read_page(page(f"<p>Wait.</p>{script}".encode())).signs.marks == ("challenge_page",)
    assert cleaner.read_page(page(f"<p>{BODY[0] * 20}</p>{script}".encode())).signs.marks == ()
