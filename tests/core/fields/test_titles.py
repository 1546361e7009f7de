"""Which of the titles is the article's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.fields import titles
from worker.core.fields.titles import agreement, choose, key, keys, without_site


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Town rebuilds pier | The Harbour", "Town rebuilds pier"),
        ("Town rebuilds pier - News - The Harbour", "Town rebuilds pier - News"),
        ("The Harbour: Town rebuilds pier", "The Harbour: Town rebuilds pier"),
        ("harbour.example » Town rebuilds pier", "Town rebuilds pier"),
        ("Harbour-side town – a portrait", "Harbour-side town – a portrait"),
        ("The Harbour", "The Harbour"),
    ],
)
def test_the_name_of_the_site_goes(title: str, plain: str) -> None:
    assert without_site(title, "The Harbour", "harbour.example") == plain


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Town rebuilds pier - UK", "Town rebuilds pier - UK"),
        ("Town rebuilds pier | BBC", "Town rebuilds pier"),
        ("Town rebuilds pier | bbc.co.uk", "Town rebuilds pier"),
        ("Town rebuilds pier | BBC News", "Town rebuilds pier | BBC News"),
        ("Town rebuilds pier | ", "Town rebuilds pier"),
    ],
)
def test_short_parts_of_the_host_name_no_site(title: str, plain: str) -> None:
    assert without_site(title, None, "bbc.co.uk") == plain


@pytest.mark.parametrize(
    ("part", "names"),
    [("Harbour", True), ("The Harbour News", True), ("Harbour of the old men", False), ("The Harb", False)],
)
def test_a_part_at_the_end_names_the_site_loosely(part: str, *, names: bool) -> None:
    title = f"Town rebuilds pier | {part}"
    assert without_site(title, "Harbour", "") == ("Town rebuilds pier" if names else title)
    assert without_site(f"{part} | Town rebuilds pier", "Harbour", "").startswith("Town") is (part == "Harbour")


def test_agreement_is_the_share_of_common_words() -> None:
    assert agreement("Town rebuilds pier", "town PIER") == pytest.approx(0.8)
    assert agreement("", "a") == agreement("a", "") == 0.0


def test_a_heading_agrees_from_half_of_the_words_on() -> None:
    assert pick(["one two three four"], [("meta", "one two x y")]) == ("one two three four", "h1")
    assert pick(["one two three four five"], [("meta", "one two x y")]) == ("one two x y", "meta")


def test_keys_are_those_of_each_text_by_itself() -> None:
    texts = ["Größe, 1\n2", "", "港 – 町!", "A\u0301"]
    assert keys(texts) == [key(text) for text in texts]


def pick(headings: list[str], declared: list[tuple[str, str]], head: str = "") -> tuple[str | None, str]:
    return choose(headings, declared, head, site="The Harbour", host="harbour.example")


def test_the_heading_that_agrees_with_a_declared_title_wins() -> None:
    assert pick(["The Harbour", "Town rebuilds its old pier"], [("meta", "Town rebuilds pier")]) == (
        "Town rebuilds its old pier",
        "h1",
    )


def test_without_such_a_heading_the_first_declared_title_stands() -> None:
    assert pick(["Menu"], [("jsonld", ""), ("meta", "Town rebuilds pier | The Harbour")]) == (
        "Town rebuilds pier",
        "meta",
    )


def test_a_page_that_declares_nothing_gives_its_heading_or_nothing() -> None:
    assert pick(["A heading"], []) == ("A heading", "h1")
    assert pick([], []) == (None, None)


def test_a_heading_that_only_names_the_site_is_no_title() -> None:
    head = "The Harbour Data Blog: Town rebuilds its pier"
    assert pick(["The Harbour Data Blog"], [("meta", "Town rebuilds its pier")], head) == (
        "Town rebuilds its pier",
        "meta",
    )


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Vote on the sea wall put off", "VOTE ON THE SEA WALL PUT OFF!", 1, 1),
        ("Vote on the sea wall put off", "Sea wall: vote put off until spring | Gazette", 0.45, 1),
        ("Vote on the sea wall put off", "Barley is cheaper than in June", 0, 0.3),
        ("防潮堤の採決は春に延期", "防潮堤の採決、春に延期|港新聞", 0.45, 1),
        ("Vote", "", 0, 0),
        ("…", "…", 0, 0),
    ],
)
def test_titles_resemble_each_other_by_their_letters_in_any_script(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= titles.resemblance(one, other) <= most


@given(st.text(max_size=60), st.text(max_size=60))
def test_resemblance_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= titles.resemblance(one, other) == titles.resemblance(other, one) <= 1


def test_a_title_has_parts_between_its_separators() -> None:
    assert titles.parts("404 | Page not found - Gazette") == ["404", "Page not found", "Gazette"]
    assert titles.parts("Twenty-one: a story") == ["Twenty-one: a story"]
