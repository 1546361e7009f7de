"""The tree that a rule is read into, and what can be said of it without an article; never matches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase, folded. In `key`, a leading '=' asks for exact case, a trailing '*' leaves its end open."""

    key: str


@dataclass(frozen=True, slots=True, repr=False)
class Or:
    keys: frozenset[str]
    """Of the sides that are terms; apart, so that a set operation finds those that an article has."""
    items: tuple["Node", ...]
    """The other sides."""

    def __repr__(self) -> str:
        # The same in every process, which a set's own is not: the taxonomy's version is made of it.
        return f"Or({sorted(self.keys)}, {self.items})"


@dataclass(frozen=True, slots=True)
class And:
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class With:
    """Places of the left side, provided that the right side is true somewhere."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    """Places of the left side, provided that the right side is true nowhere."""

    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Except:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    left: "Node"
    right: "Node"
    words: int
    """At most so many words between."""
    ordered: bool


@dataclass(frozen=True, slots=True)
class Within:
    """`title:`, `lead:` or `body:` before a term or group."""

    field: str
    item: "Node"


@dataclass(frozen=True, slots=True)
class Condition:
    """`author:`, `source:`, `section:`, `lang:` or `label:` with a folded word or phrase, perhaps ending in '*'."""

    name: str
    key: str


Node = Term | Or | And | With | Not | Except | Near | Within | Condition


def children(node: Node) -> tuple[Node, ...]:
    """The sides of a node; the terms of an OR are none."""
    match node:
        case Or(_, items) | And(items):
            return items
        case With(left, right) | Not(left, right) | Except(left, right) | Near(left, right, _, _):
            return left, right
        case Within(_, item):
            return (item,)
        case _:
            return ()


def height(node: Node) -> int:
    """How deep a rule nests; without recursion, for it is asked before anything recurses into the rule."""
    highest = 0
    stack = [(node, 1)]
    while stack:
        top, depth = stack.pop()
        highest = max(highest, depth)
        stack.extend((child, depth + 1) for child in children(top))
    return highest


def has_spans(node: Node) -> bool:
    """Whether a match of the node is a place in the text, which NEAR can measure from."""
    stack = [node]
    while stack:
        match stack.pop():
            case Condition():
                return False
            case Or(_, items) | And(items):
                stack.extend(items)
            case With(left, _) | Not(left, _) | Except(left, _) | Near(left, _, _, _) | Within(_, left):
                stack.append(left)
            case _:
                pass
    return True


def terms(node: Node) -> Iterator[str]:
    """All term keys of a node."""
    stack = [node]
    while stack:
        top = stack.pop()
        match top:
            case Term(key):
                yield key
            case Or(keys, _):
                yield from keys
            case _:
                pass
        stack.extend(children(top))


def triggers(node: Node) -> tuple[str, ...]:
    """Terms of which one must stand in the article for the node to be true; of AND and NEAR, the narrower side's."""
    match node:
        case Term(key):
            return (key,)
        case Or(keys, items):
            sides = [triggers(item) for item in items]
            return (*sorted(keys), *(key for side in sides for key in side)) if all(sides) else ()
        case And(items):
            return _narrowest([triggers(item) for item in items])
        case Near(left, right, _, _):
            return _narrowest([triggers(left), triggers(right)])
        case With(left, _) | Not(left, _) | Except(left, _) | Within(_, left):
            return triggers(left)
        case Condition():
            return ()


def _narrowest(sides: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The side least likely to occur, guessed by its shortest term: "jcpoa" before "us"."""
    known = [side for side in sides if side]
    return max(known, key=lambda side: (min(len(key) for key in side), -len(side)), default=())


def either(nodes: Sequence[Node]) -> Node:
    """What is true where one of the nodes is; ORs inside are taken apart."""
    if len(nodes) == 1:
        return nodes[0]
    keys: set[str] = set()
    items: list[Node] = []
    for node in nodes:
        match node:
            case Term(key):
                keys.add(key)
            case Or(inner, others):
                keys.update(inner)
                items.extend(others)
            case _:
                items.append(node)
    return Or(frozenset(keys), tuple(items))
