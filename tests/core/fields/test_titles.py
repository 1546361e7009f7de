"""Which of the titles is the article's."""

import pytest

from worker.core.fields.titles import choose, without_site


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
