"""What JSON-LD says about the article of a page."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.jsonld import NOTHING, LinkedData, parse_jsonld


def said(*nodes: object, url: str | None = None) -> LinkedData:
    return parse_jsonld([json.dumps(node) for node in nodes], url=url)


def test_the_article_is_found_inside_a_graph_and_its_author_elsewhere() -> None:
    found = said(
        {
            "@graph": [
                {"@type": "Organization", "@id": "#site", "name": "The Harbour"},
                {"@type": "Person", "@id": "#ann", "name": "Ann Grey"},
                {
                    "@type": ["Article", "NewsArticle"],
                    "headline": "Town &amp; pier",
                    "author": {"@id": "#ann"},
                    "publisher": {"@id": "#site"},
                    "image": {"@type": "ImageObject", "url": "/a.jpg", "caption": "A pier", "creditText": "J. Doe"},
                },
            ]
        }
    )
    assert (found.headline, found.authors, found.site) == ("Town & pier", (("Person", "Ann Grey"),), "The Harbour")
    assert found.images == (("/a.jpg", "A pier", "J. Doe"),)


def test_the_body_is_told_in_one_line_and_as_it_is_broken() -> None:
    found = said({"@type": "NewsArticle", "articleBody": "One &amp; two.\n\nThree."})
    assert found.declared_text == "One & two. Three."
    assert found.declared_lines == "One &amp; two.\n\nThree."


def test_the_node_of_this_address_wins_over_richer_ones() -> None:
    other = {"@type": "NewsArticle", "headline": "Other", "datePublished": "2024-05-03", "author": "X Y"}
    own = {"@type": "NewsArticle", "headline": "Own", "url": "https://www.harbour.example/own/"}
    assert said(other, own, url="https://harbour.example/own?x=1").headline == "Own"


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("Ann Grey", [("", "Ann Grey")]),
        (["Ann Grey", {"@type": "Person", "name": "Bo Lund"}], [("", "Ann Grey"), ("Person", "Bo Lund")]),
        ({"@type": "Person", "name": ["Ann Grey", "Bo Lund"]}, [("Person", "Ann Grey"), ("Person", "Bo Lund")]),
        ({"@type": "Person", "givenName": "Ann", "familyName": "Grey"}, [("Person", "Ann Grey")]),
        ({"@type": "Person", "familyName": "Grey"}, [("Person", "Grey")]),
        ({"@type": "Organization", "name": "The Harbour"}, [("Organization", "The Harbour")]),
        ({"@list": [{"@type": "Person", "name": "Ann Grey"}]}, [("Person", "Ann Grey")]),
        ({"@type": "Role", "author": {"@type": "Person", "name": "Ann Grey"}}, [("Person", "Ann Grey")]),
        ([{"@id": "#ann"}, {"@id": "#nobody"}], [("Person", "Ann Grey")]),
        ({"@type": "Person"}, []),
        (None, []),
    ],
)
def test_authors_are_read_in_every_shape(author: object, people: list[tuple[str, str]]) -> None:
    ann = {"@type": "Person", "@id": "#ann", "name": "Ann Grey"}
    assert list(said({"@graph": [ann, {"@type": "NewsArticle", "headline": "A", "author": author}]}).authors) == people


def test_an_update_of_a_live_page_does_not_speak_for_it() -> None:
    update = {"@type": "BlogPosting", "headline": "Late", "author": "Bo Lund", "datePublished": "2024-05-04"}
    live = {"@type": "LiveBlogPosting", "headline": "All day", "liveBlogUpdate": [update, update]}
    assert (said(live).headline, said(live).authors, said(live).published) == ("All day", (), None)


@pytest.mark.parametrize("kind", ["Review", "Recipe", "JobPosting", "Event", "Product", "VideoObject"])
def test_what_stands_beside_the_article_gives_it_nothing(kind: str) -> None:
    url = "https://harbour.example/pier"
    beside = {"@type": kind, "url": url, "author": "Bo Lund", "datePublished": "2024-05-04", "description": "x"}
    found = said({"@type": "NewsArticle", "headline": "Pier", "url": url}, beside, url=url)
    assert (found.kind, found.authors, found.published, found.description) == ("NewsArticle", (), None, None)
    alone = said({"@type": "Product", "name": "Ship", "review": {**beside, "@type": "Review"}}, url=url)
    assert alone == NOTHING


def test_a_second_node_of_the_same_article_adds_what_the_first_leaves_out() -> None:
    url = "https://harbour.example/pier"
    first = {"@type": "NewsArticle", "headline": "Pier", "url": url, "datePublished": "2024-05-03"}
    found = said(first, {"@type": "Article", "headline": "Pier", "url": url, "author": "Ann Grey"}, url=url)
    assert (found.published, found.authors) == ("2024-05-03", (("", "Ann Grey"),))


@pytest.mark.parametrize(
    ("value", "free"), [(True, True), ("False", False), ("http://schema.org/False", False), ("x", None)]
)
def test_access_is_read_however_it_is_spelt(value: object, free: bool | None) -> None:
    assert said({"@type": "NewsArticle", "headline": "A", "isAccessibleForFree": value}).free is free


@pytest.mark.parametrize(
    "script",
    ['{"@type": "NewsArticle", "headline": "A\nB",}', '<!-- {"@type": "NewsArticle", "headline": "A B"} -->'],
)
def test_broken_scripts_are_mended(script: str) -> None:
    assert parse_jsonld([script], url=None).headline == "A B"


@pytest.mark.parametrize(
    "script", ["", "{", "[" * 100_000, '{"@type": "Recipe"' * 9, "null", "3", '"x"', "x" * 3_000_000]
)
def test_what_cannot_be_read_says_nothing(script: str) -> None:
    assert parse_jsonld([script], url=None) == NOTHING


@pytest.mark.parametrize("when", [1714730400, 1714730400000])
def test_a_date_may_be_a_number(when: int) -> None:
    assert said({"@type": "NewsArticle", "headline": "A", "datePublished": when}).published == str(when)


json_values = st.recursive(
    st.none() | st.booleans() | st.text(max_size=8) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "author", "name", "image", "url", "headline", "keywords", "publisher"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_no_shape_raises(value: object) -> None:
    parse_jsonld([json.dumps({"@type": "NewsArticle", "author": value, "image": value, "keywords": value})], url="x")


@pytest.mark.parametrize(("said", "words"), [(640, 640), ("640", 640), ("9" * 5000, None), (-1, None), ("1.5", None)])
def test_a_count_of_words_is_one_that_an_article_can_have(said: object, words: int | None) -> None:
    assert parse_jsonld([json.dumps({"@type": "NewsArticle", "wordCount": said})], url="x").words == words
