"""The objects of JSON-LD scripts and where each stands."""

import json

import pytest

from worker.core.extract.linked_graph import Graph, Place, addresses, boolean, loads, read_graph, types


def graph(*nodes: object) -> Graph:
    return read_graph([json.dumps(node) for node in nodes])


def places(*nodes: object) -> dict[str, Place]:
    return {str(node["name"]): place for node, place in graph(*nodes).nodes if "name" in node}


def test_each_node_knows_for_whom_it_speaks() -> None:
    page = {
        "@graph": [
            {"name": "page", "mainEntity": {"name": "article", "isPartOf": {"name": "series"}}},
            {"name": "list", "itemListElement": [{"name": "item", "comment": {"name": "comment"}}]},
            {"name": "live", "liveBlogUpdate": [{"name": "update", "mainEntityOfPage": {"name": "inside"}}]},
        ]
    }
    assert places(page) == {
        **dict.fromkeys(("page", "article", "list", "live"), Place.OWN),
        **dict.fromkeys(("series", "item"), Place.LISTED),
        **dict.fromkeys(("comment", "update", "inside"), Place.FOREIGN),
    }


def test_an_update_that_stands_in_the_graph_is_known_by_who_names_it() -> None:
    nodes = [{"name": "live", "liveBlogUpdate": [{"@id": "#1"}]}, {"@id": "#1", "name": "update"}]
    assert places({"@graph": nodes})["update"] is Place.FOREIGN
    assert places(*reversed(nodes))["update"] is Place.FOREIGN


def test_a_reference_is_resolved_to_the_node_that_says_most() -> None:
    found = graph({"@id": "#a"}, {"@id": "#a", "name": "Ann"}, {"@id": "#a", "name": "Ann Grey", "url": "/ann"})
    assert found.resolve({"@id": "#a"}) == {"@id": "#a", "name": "Ann Grey", "url": "/ann"}
    assert found.resolve({"@id": "#b"}) == {"@id": "#b"}
    assert found.resolve("#a") == "#a"


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        ("NewsArticle", ["NewsArticle"]),
        (["http://schema.org/Article", "schema:Report", 3], ["Article", "Report"]),
        (None, []),
    ],
)
def test_a_type_is_known_without_its_vocabulary(kind: object, plain: list[str]) -> None:
    assert types({"@type": kind}) == plain


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, True),
        ("True", True),
        (["false"], False),
        ("https://schema.org/False", False),
        (0, False),
        ("maybe", None),
    ],
)
def test_a_truth_value_is_read_however_it_is_spelt(value: object, said: object) -> None:
    assert boolean(value) is said


def test_addresses_are_texts_references_or_lists_of_them() -> None:
    assert list(addresses(["/a", {"@id": "/b", "url": "/c"}, 3, ""])) == ["/a", "/b", "/c"]


@pytest.mark.parametrize("script", ['{"a": 1,}', '<!-- {"a": 1} -->', '//<![CDATA[\n{"a": 1}\n//]]>', '{"a": 1};'])
def test_a_broken_script_is_mended(script: str) -> None:
    assert loads(script) == {"a": 1}


@pytest.mark.parametrize("vocabulary", ["schema:", "http://schema.org/", "https://schema.org/"])
def test_a_key_is_known_without_its_vocabulary(vocabulary: str) -> None:
    script = f'{{"{vocabulary}headline": "schema:A", "{vocabulary}author" : {{"{vocabulary}name": "Ann"}}}}'
    assert loads(script) == {"headline": "schema:A", "author": {"name": "Ann"}}
