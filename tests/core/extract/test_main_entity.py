"""Which node of a page's JSON-LD is its article."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.linked_graph import read_graph
from worker.core.extract.main_entity import PageClues, main_entity, same_page

HERE, THERE = "https://harbour.example/news/pier", "https://harbour.example/news/crane"
CLUES = PageClues(addresses=(HERE,), titles=("Town rebuilds its pier | The Harbour",))


def chosen(*nodes: object, clues: PageClues = CLUES) -> str | None:
    told = main_entity(read_graph([json.dumps(node) for node in nodes]), clues)
    return str(told[0]["name"]) if told else None


def node(name: str, kind: str = "NewsArticle", **said: object) -> dict[str, object]:
    return {"@type": kind, "name": name, **said}


RICH = {"datePublished": "2024-05-03", "author": "Ann Grey", "description": "x", "publisher": "x"}


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([node("other", url=THERE, **RICH), node("own", url=HERE)], "own"),
        ([node("other", **RICH, headline="A crane"), node("own", mainEntityOfPage={"@id": HERE})], "own"),
        ([node("other", headline="A crane", **RICH), node("own", headline="Town rebuilds its pier")], "own"),
        ([node("own", "BlogPosting", url=HERE), node("news", url=HERE)], "news"),
        ([node("review", "Review", url=HERE, **RICH), node("own", "Article", url=HERE)], "own"),
        ([node("recipe", "Recipe", url=HERE)], "recipe"),
        ([node("recipe", "Recipe")], None),
        ([node("job", "JobPosting", url=HERE)], None),
        ([node("event", "Event", url=HERE), node("product", "Product", url=HERE)], None),
        ([node("product", "Product", url=HERE, review=node("review", "Review", url=HERE))], None),
        ([node("list", "ItemList", itemListElement=[node("other", url=THERE)])], None),
        ([node("list", "ItemList", itemListElement=[node("own", url=HERE)])], "own"),
        ([node("live", "LiveBlogPosting", url=HERE, liveBlogUpdate=[node("update", "BlogPosting", url=HERE)])], "live"),
        ([node("page", "WebPage", url=HERE, mainEntity=node("own"))], "own"),
    ],
)
def test_the_article_is_told_by_address_headline_type_and_place(nodes: list[object], expected: str | None) -> None:
    assert chosen(*nodes) == expected
    assert chosen({"@graph": nodes}) == expected


def test_a_lone_article_is_believed_unless_the_page_contradicts_it() -> None:
    assert chosen(node("lone")) == "lone"
    assert chosen(node("lone", headline="Else")) == "lone"
    assert chosen(node("lone", headline="A crane", url=THERE)) is None
    assert chosen(node("lone", headline="Town rebuilds its pier", url=THERE)) == "lone"
    assert chosen(node("one", headline="A crane"), node("two", headline="A ship")) is None


def test_without_anything_to_compare_the_richest_speaks() -> None:
    assert chosen(node("poor"), node("rich", **RICH), clues=PageClues()) == "rich"


def test_what_is_said_of_the_article_twice_belongs_together() -> None:
    nodes = [node("a", url=HERE, headline="A"), node("b", headline="a!", url=HERE), node("c", url=THERE, headline="C")]
    told = main_entity(read_graph([json.dumps(nodes)]), CLUES)
    assert [one["name"] for one in told] == ["a", "b"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (HERE, "http://www.harbour.example/news/pier/?utm_source=x#top", True),
        (HERE, "https://m.harbour.example/news/pier/amp", True),
        (HERE, THERE, False),
        ("https://h.example/a.php?id=3", "https://h.example/a.php?id=4", False),
        ("https://h.example/a.php?id=3", "https://h.example/a.php?id=3&x=1", True),
        ("https://h.example/?p=3", "https://h.example/?p=3", True),
        ("https://h.example/?p=3", "https://h.example/?p=4", False),
        ("https://h.example/", "https://h.example/", False),
        ("https://h.example/a%20b", "https://h.example/a b", True),
        ("http://[", HERE, False),
    ],
)
def test_two_addresses_of_one_page(one: str, other: str, *, same: bool) -> None:
    assert same_page(one, other) is same
    assert same_page(other, one) is same


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_address_raises(one: str, other: str) -> None:
    assert same_page(one, other) == same_page(other, one)
