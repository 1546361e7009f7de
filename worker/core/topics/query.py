"""The rule language of topics: reads a query into a tree, or says where it is wrong and why; never matches.

    "nuclear deal"   a phrase            iran   a word          sanction*   a beginning (only at the end of a word)
    =US  ="Moms Demand"                  in exactly this case
    a OR b       a AND b                 both in the article, as salient as the less salient of the two
    a WITH b     a NOT b                 places of a, provided that b stands somewhere, or nowhere
    ( )   groups      @us                a named group of the taxonomy
    a NEAR/8 b    a PRE/8 b              at most 8 words between, in any order or in this order; not across paragraphs
    a EXCEPT b                           places of a that do not overlap a place of b
    title: lead: body:                   only there (lead: the first 600 characters of the text; body: all of it)
    author: source: section: lang:       conditions on the article; label: on the labels that its publisher printed

NEAR and PRE bind tightest, then EXCEPT, then AND, WITH and NOT from left to right, then OR. Two words side by side are
an error, not a guess; so is what looks like an operator and is none (`near/5`, `W/5`, `&&`): quote it to search for it.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from worker.core.text.fold import fold, free_end
from worker.core.topics.near import WIDEST
from worker.core.topics.rule_tree import (
    And,
    Condition,
    Except,
    Near,
    Node,
    Not,
    Term,
    With,
    Within,
    either,
    has_spans,
    height,
)

FIELDS = ("title", "lead", "body")
CONDITIONS = ("author", "source", "section", "lang", "label")
_DEEPEST = 40
_HIGHEST = 100
"""Levels of a rule, groups included; evaluating takes two calls for each."""
_SHORTEST_STEM = 3


class QueryError(Exception):
    """What is wrong with a query, and at which character."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


_TOKEN = re.compile(
    r"""
    \s* (?:
      (?P<open>\() | (?P<close>\))
    | (?P<operator>(?:AND|OR|WITH|NOT|EXCEPT)(?=[\s()]|$))
    | (?P<near>(?:NEAR|PRE)/[0-9]+(?=[\s()]|$))
    | (?P<field>[A-Za-z]+:)
    | (?P<group>@[\w-]+)
    | (?P<phrase>=?"[^"]*"\*?)
    | (?P<word>=?[^\s()":@=]+)
    | (?P<odd>.) )
    """,
    re.VERBOSE,
)
_LOOKS_LIKE_OPERATOR = re.compile(
    r"(?:and|or|with|not|near|pre|except|adj|within|w|onear)(?:[/~]?\S*\d+)?[/~]?", re.IGNORECASE
)
_LONGEST_OPERATOR = 16
_ODD_IN_WORD = re.compile(r"^[-+!]|[&|~^/\\<>\[\]{}?,;]|\*(?!$)")
_EXPECTED_TERM = 'a word, a "phrase", @group, field: or ('
_EXPECTED_OPERATOR = "AND, OR, WITH, NOT, EXCEPT, NEAR/n, PRE/n"


class _Token(NamedTuple):
    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(text.rstrip()):
        kind, start = match.lastgroup or "odd", match.start(match.lastindex or 0)
        if kind == "odd":
            missing = text[start] == '"' or text.startswith('="', start)
            expected = f"{text[start]!r} cannot stand here; expected {_EXPECTED_TERM}"
            raise QueryError('a closing " is missing' if missing else expected, start)
        tokens.append(_Token(kind, match[kind], start))
    tokens.append(_Token("end", "the end", len(text)))
    return tokens


def term_key(text: str, position: int = 0) -> str:
    """The key of a word or phrase as written in a rule, quotes taken off: folded as the text will be."""
    exact, stem = text.startswith("="), text.endswith("*")
    body = " ".join(text[exact : len(text) - stem].split())
    if "*" in body:
        raise QueryError("* may stand only at the end of a word", position)
    if body.isascii() and body.replace(" ", "").isalnum():
        key = body if exact else body.lower()  # as folding would, for most terms of large taxonomies
    else:
        folded = fold(body)
        key = (folded.cased if exact else folded.words).strip()
    if not key:
        raise QueryError(f"{text!r} has no letter or digit to search for", position)
    if stem and len(key) < _SHORTEST_STEM and key.isascii():
        raise QueryError(f"{text!r} would match too much: give at least {_SHORTEST_STEM} letters before *", position)
    return "=" * exact + key + "*" * (stem and not free_end(key))


def _phrase(text: str, position: int) -> Node:
    """A phrase; where a word inside ends in '*', the pieces must follow each other."""
    exact = "=" * text.startswith("=")
    body = text.removeprefix("=").rstrip("*").strip('"') + "*" * text.endswith("*")
    pieces = re.split(r"(?<=\*)\s+", body) if "*" in body else [body]
    node: Node = Term(term_key(exact + pieces[0], position))
    for piece in pieces[1:]:
        node = Near(node, Term(term_key(exact + piece, position)), 0, True)
    return node


class _Parser:
    def __init__(self, text: str, groups: Mapping[str, Node]) -> None:
        self.text = text
        self.groups = groups
        self.tokens = _tokens(text)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def take(self) -> _Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def operator(self, *names: str) -> bool:
        token = self.tokens[self.index]
        return token.kind == "operator" and token.text in names

    def alternatives(self) -> list[tuple[Node, int, int]]:
        """What the outermost ORs separate, each with the span of its source."""
        found = []
        while True:
            start = self.token.position
            node = self.primary() if self.stands_alone() else self.conjunction()
            last = self.tokens[self.index - 1]
            found.append((node, start, last.position + len(last.text)))
            if not self.operator("OR"):
                return found
            self.take()

    def stands_alone(self) -> bool:
        """Whether a word or phrase is followed by OR or the end, as nearly all are."""
        following = self.tokens[self.index + 1 : self.index + 2]
        return (
            self.token.kind in {"word", "phrase"}
            and bool(following)
            and (following[0].text == "OR" or following[0].kind == "end")
        )

    def disjunction(self) -> Node:
        return either([node for node, _, _ in self.alternatives()])

    def conjunction(self) -> Node:
        items: list[Node] = [self.exception()]
        while self.operator("AND", "WITH", "NOT"):
            name = self.take().text
            if name == "AND" and self.operator("NOT"):
                name = self.take().text
            right = self.exception()
            if name == "AND":
                items.append(right)
            else:
                left = items[0] if len(items) == 1 else And(tuple(items))
                items = [With(left, right) if name == "WITH" else Not(left, right)]
        return items[0] if len(items) == 1 else And(tuple(items))

    def exception(self) -> Node:
        node = self.proximity()
        while self.operator("EXCEPT"):
            self.take()
            node = Except(node, self.proximity())
        return node

    def proximity(self) -> Node:
        start = self.token.position
        node = self.primary()
        if self.token.kind == "near":
            self.need_spans(node, start)
        while self.token.kind == "near":
            operator = self.take()
            name, _, number = operator.text.partition("/")
            words = int(number) if len(number) < 4 else WIDEST + 1
            if words > WIDEST:
                raise QueryError(f"{name}/n goes up to {name}/{WIDEST}", operator.position)
            at = self.token.position
            right = self.primary()
            self.need_spans(right, at)
            node = Near(node, right, words, name == "PRE")
        return node

    @staticmethod
    def need_spans(side: Node, position: int) -> None:
        if not has_spans(side):
            raise QueryError("NEAR and PRE need a word or phrase of the text on both sides", position)

    def primary(self) -> Node:
        token = self.take()
        match token.kind:
            case "open":
                self.depth += 1
                if self.depth > _DEEPEST:
                    raise QueryError(f"more than {_DEEPEST} parentheses inside each other", token.position)
                node = self.disjunction()
                if self.token.kind != "close":
                    raise QueryError(
                        f"expected ) or {_EXPECTED_OPERATOR} before {self.token.text}", self.token.position
                    )
                self.take()
                self.depth -= 1
                return node
            case "group":
                if token.text[1:] not in self.groups:
                    known = ", ".join(f"@{name}" for name in sorted(self.groups)) or "none is defined"
                    raise QueryError(f"there is no group {token.text}; known: {known}", token.position)
                return self.groups[token.text[1:]]
            case "field":
                return self.field(token)
            case "phrase":
                return _phrase(token.text, token.position)
            case "word":
                return Term(term_key(self.word(token), token.position))
            case _:
                raise QueryError(f"expected {_EXPECTED_TERM} before {token.text}", token.position)

    def field(self, token: _Token) -> Node:
        name = token.text[:-1]
        if name in FIELDS:
            self.depth += 1
            if self.depth > _DEEPEST:
                raise QueryError(f"more than {_DEEPEST} fields inside each other", token.position)
            item = self.primary()
            self.depth -= 1
            return Within(name, item)
        if name not in CONDITIONS:
            raise QueryError(
                f"there is no field {token.text} (fields: {', '.join(FIELDS + CONDITIONS)}); quote a text with a colon",
                token.position,
            )
        value = self.take()
        if value.kind == "phrase":
            body = value.text.rstrip("*").strip('"') + "*" * value.text.endswith("*")
            return Condition(name, term_key(body, value.position))
        if value.kind == "word":
            return Condition(name, term_key(value.text, value.position))
        raise QueryError(f'expected a word or a "phrase" after {token.text}', value.position)

    @staticmethod
    def word(token: _Token) -> str:
        if len(token.text) <= _LONGEST_OPERATOR and _LOOKS_LIKE_OPERATOR.fullmatch(token.text):
            raise QueryError(
                f'{token.text} is no operator; expected {_EXPECTED_OPERATOR} in capitals (or quote it: "{token.text}")',
                token.position,
            )
        odd = None if token.text.isalnum() else _ODD_IN_WORD.search(token.text)
        if odd:
            raise QueryError(
                f"{odd.group()} in {token.text} means nothing here; quote the text to search for it", token.position
            )
        return token.text


def parse_query(text: str, groups: Mapping[str, Node] | None = None) -> tuple[tuple[Node, str], ...]:
    """The alternatives that the outermost ORs of a query separate, each with its source text; raises QueryError."""
    parser = _Parser(text, groups or {})
    found = parser.alternatives()
    if parser.token.kind != "end":
        token = parser.token
        if token.kind == "word":
            parser.word(token)
        raise QueryError(
            f"expected {_EXPECTED_OPERATOR} before {token.text} (quote words that form a phrase)", token.position
        )
    for node, start, _ in found:
        if height(node) > _HIGHEST:
            raise QueryError(f"nests more than {_HIGHEST} deep; split it into rules", start)
    return tuple((node, text[start:end]) for node, start, end in found)
