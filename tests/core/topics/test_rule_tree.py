"""What can be said of a rule without an article."""

import pytest

from worker.core.topics.rule_tree import (
    And,
    Condition,
    Except,
    Near,
    Node,
    Not,
    Or,
    Term,
    With,
    Within,
    children,
    either,
    has_spans,
    height,
    terms,
    triggers,
)

A, B, C = Term("aa"), Term("b"), Term("cccc")
AUTHOR = Condition("author", "jane")
AB = Or(frozenset({"aa", "b"}), ())


@pytest.mark.parametrize(
    ("node", "sides", "high", "located", "keys", "needed"),
    [
        (A, (), 1, True, ["aa"], ("aa",)),
        (AUTHOR, (), 1, False, [], ()),
        (AB, (), 1, True, ["aa", "b"], ("aa", "b")),
        (Or(frozenset({"aa"}), (And((B, C)),)), (And((B, C)),), 3, True, ["aa", "b", "cccc"], ("aa", "cccc")),
        (Or(frozenset({"aa"}), (AUTHOR,)), (AUTHOR,), 2, False, ["aa"], ()),
        (And((AB, C)), (AB, C), 2, True, ["aa", "b", "cccc"], ("cccc",)),
        (And((A, AUTHOR)), (A, AUTHOR), 2, False, ["aa"], ("aa",)),
        (Near(AB, A, 3, ordered=True), (AB, A), 2, True, ["aa", "aa", "b"], ("aa",)),
        (With(A, C), (A, C), 2, True, ["aa", "cccc"], ("aa",)),
        (With(A, AUTHOR), (A, AUTHOR), 2, True, ["aa"], ("aa",)),
        (With(AUTHOR, A), (AUTHOR, A), 2, False, ["aa"], ()),
        (Not(A, C), (A, C), 2, True, ["aa", "cccc"], ("aa",)),
        (Except(A, C), (A, C), 2, True, ["aa", "cccc"], ("aa",)),
        (Within("title", And((A, C))), (And((A, C)),), 3, True, ["aa", "cccc"], ("cccc",)),
    ],
)
def test_sides_height_places_terms_and_triggers(
    node: Node, sides: tuple[Node, ...], high: int, located: bool, keys: list[str], needed: tuple[str, ...]
) -> None:
    assert children(node) == sides
    assert height(node) == high
    assert has_spans(node) is located
    assert sorted(terms(node)) == keys
    assert triggers(node) == needed


def test_of_sides_as_long_the_one_with_fewer_terms_is_the_narrower() -> None:
    assert triggers(And((Or(frozenset({"aa", "bb"}), ()), Term("cc")))) == ("cc",)
    assert triggers(And((Term("cc"), Or(frozenset({"aaa", "bbb"}), ())))) == ("aaa", "bbb")


def test_either_takes_ors_apart() -> None:
    near = Near(A, B, 1, ordered=False)
    assert either([A]) == A
    assert either([A, AB, near, Or(frozenset({"cccc"}), (AUTHOR,))]) == Or(
        frozenset({"aa", "b", "cccc"}), (near, AUTHOR)
    )


def test_an_or_reads_the_same_in_every_process() -> None:
    keys = [f"key{number}" for number in range(20)]
    assert repr(Or(frozenset(keys), (A,))) == f"Or({sorted(keys)}, {(A,)})"
