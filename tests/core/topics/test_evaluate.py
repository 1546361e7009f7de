"""Rules evaluated on the places of an article, and the points that places earn."""

import pytest

from worker.core.topics.evaluate import FULL_POINTS, MOST, POINTS, Match, Subject, counted, find, points
from worker.core.topics.matching import Hits, Matcher
from worker.core.topics.query import parse_query
from worker.core.topics.rule_tree import either, terms

APART = "x" * 99 + " "


def subject(rule: str, title: str, text: str, **values: list[str]) -> tuple[object, Subject]:
    node = either([one for one, _ in parse_query(rule)])
    return node, Subject(hits=Matcher(terms(node)).find(title, text), values=values)


def search(rule: str, title: str = "", text: str = "", **values: list[str]) -> tuple[list[str], list[str]] | None:
    """What a rule found and what had to stand beside it, as stored."""
    node, one = subject(rule, title, text, **values)
    found = find(node, one)

    def texts(spans):
        stored = [one.hits.stored(span) for span in spans]
        return [(title if field == "title" else text)[start:end] for field, start, end in stored]

    return (texts(found.spans), texts(found.support)) if found else None


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        ("iran", "Iran or iran", (["Iran", "iran"], [])),
        ("iran", "bread", None),
        ("iran OR oil", "oil of Iran", (["oil", "Iran"], [])),
        ("iran OR (oil AND gas)", "oil, gas", (["oil"], ["gas"])),
        ("iran OR (oil AND gas)", "Iran, oil, gas", (["Iran", "oil"], ["gas"])),
        ("iran AND oil", f"Iran {APART}Iran {APART}oil", (["oil"], ["Iran"])),
        ("iran WITH oil", "oil Iran oil", (["Iran"], ["oil"])),
        ("iran WITH oil", "Iran", None),
        ("iran NOT oil", "Iran", (["Iran"], [])),
        ("iran NOT oil", "Iran oil", None),
        ("iran NOT oil", "oil", None),
        ('iran EXCEPT "iran contra"', "Iran, Iran contra", (["Iran"], [])),
        ('iran EXCEPT "iran contra"', "Iran contra", None),
        ('iran EXCEPT "iran contra"', "Iran", (["Iran"], [])),
        ("iran NEAR/1 (oil WITH gas)", "Iran oil and gas", (["Iran oil"], ["gas"])),
        ("(oil WITH gas) NEAR/1 iran", "Iran oil and gas", (["Iran oil"], ["gas"])),
        ("iran NEAR/1 oil", "Iran", None),
        ("iran NEAR/1 oil", "oil", None),
    ],
)
def test_a_rule_is_true_with_places_and_what_stands_beside_them(rule: str, text: str, found: object) -> None:
    assert search(rule, text=text) == found


@pytest.mark.parametrize(
    ("rule", "values", "true"),
    [
        ("lang:en", {"lang": ["en"]}, True),
        ("lang:en", {"lang": ["eng"]}, False),
        ("author:jane", {"author": ["bo lund", "jane doe"]}, True),
        ("author:jan", {"author": ["jane doe"]}, False),
        ("author:jane", {}, False),
        ("author:jane AND lang:en", {"author": ["jane"], "lang": ["en"]}, True),
        ("author:jane AND lang:en", {"author": ["jane"]}, False),
    ],
)
def test_a_condition_is_true_without_a_place(rule: str, values: dict[str, list[str]], *, true: bool) -> None:
    assert search(rule, **values) == (([], []) if true else None)


def test_within_asks_where_a_place_stands() -> None:
    text = "Iran lead " + APART * 6 + "Iran body"
    assert search("title:iran", "iran", text) == (["iran"], [])
    assert search("lead:iran", "iran", text) == (["Iran"], [])
    assert search("body:iran", "iran", text) == (["Iran", "Iran"], [])
    assert search("title:iran", "", text) is None
    assert search("body:iran", "iran", "bread") is None
    assert search("title:oil", "iran", "oil") is None


def test_what_a_shared_or_found_is_looked_for_once() -> None:
    node, one = subject("(iran OR oil)", "", "Iran")
    first = find(node, one)
    assert find(node, one) is first is not None
    other, empty = subject("(iran OR oil)", "", "bread")
    assert find(other, empty) is None
    assert empty.known == {id(other): None}


def test_no_term_counts_in_a_masked_span() -> None:
    node, one = subject("iran", "", "Iran contra Iran")
    first, second = one.hits.by_term["iran"]
    masked = Subject(hits=one.hits, values={}, masked=[(first[0], first[1] + 7)])
    assert find(node, masked) == Match([second])
    assert find(node, Subject(hits=one.hits, values={}, masked=[first, second])) is None


# --- points ---------------------------------------------------------------------------------------------------------


def hits(title: str, text: str) -> Hits:
    return Matcher(["iran"]).find(title, text)


def earned(title: str, text: str) -> list[str]:
    found = hits(title, text)
    return [field for field, _ in counted(found, found.by_term.get("iran", []))]


@pytest.mark.parametrize(
    ("title", "text", "fields"),
    [
        ("Iran iran", "", ["title"]),
        ("", "Iran, iran", ["lead"]),
        ("", "Iran " + "y" * 98 + " Iran", ["lead", "lead"]),
        ("", "Iran " + "y" * 97 + " Iran", ["lead"]),
        ("", ("Iran " + APART) * 4, ["lead"] * 3),
        ("", APART * 6 + ("Iran " + APART) * 7, ["body"] * 6),
        ("Iran", "Iran", ["title", "lead"]),
    ],
)
def test_places_earn_by_where_they_stand_and_only_apart(title: str, text: str, fields: list[str]) -> None:
    assert earned(title, text) == fields


def test_in_a_long_text_every_second_place_earns_and_in_a_longer_every_third() -> None:
    def body(length: int) -> int:
        start = APART * 6 + ("Iran " + APART) * 6
        return earned("", start + "x" * (length - len(start))).count("body")

    assert [body(length) for length in (7_000, 8_000, 8_001, 16_000, 16_001, 24_000, 24_001, 48_000, 48_001)] == [
        6, 6, 5, 3, 2, 2, 1, 1, 0,
    ]  # fmt: skip


def test_points_are_the_sum_of_what_is_earned() -> None:
    found = hits("Iran", "Iran " + APART * 6 + "Iran")
    assert points(found, found.by_term["iran"]) == POINTS["title"] + POINTS["lead"] + POINTS["body"] == 8
    assert points(found, []) == 0
    assert sum(POINTS[field] * MOST[field] for field in POINTS) == FULL_POINTS == 17
