"""A fixed sample of the mutants that mutmut's operators make of the core: chosen by what a mutant is, not by where.

A mutant's number is taken from the shape of its function without its names, so that neither an edit elsewhere nor a
renaming puts another one into the sample; an edit of the function itself draws its mutants anew.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper
from mutmut.mutation import mutators
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.pragma_handling import IgnoredCode

ONE_IN = 38
"""Of some 4,600 mutants these are about 120: what two cores try in ten minutes."""

# Left out are the operators whose mutants mypy or the first call finds (None for a value, an argument less, XX around a
# text): they would raise the share without a test that claims anything.
OPERATORS = [
    (kind, operator)
    for kind, operator in mutators.mutation_operators
    if operator
    in {
        mutators.operator_number,
        mutators.operator_name,
        mutators.operator_augmented_assignment,
        mutators.operator_remove_unary_ops,
        mutators.operator_symmetric_string_methods_swap,
        mutators.operator_unsymmetrical_string_methods_swap,
        mutators.operator_keywords,
        mutators.operator_swap_op,
        mutators.operator_match,
        mutators.operator_if_exp,
    }
]
LARGE = 500
_LAYOUT = (
    cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace, cst.EmptyLine, cst.Newline, cst.Comment, cst.Comma,
    cst.LeftParen, cst.RightParen,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Mutant:
    """One fault in one place."""

    id: str
    path: Path
    """Relative to the root of the repository."""
    code: str
    """The whole module with the fault in it."""
    diff: str


def sample(root: Path) -> list[Mutant]:
    """The mutants of the core that are tried, in the order of their modules."""
    paths = sorted(path.relative_to(root) for path in (root / "worker" / "core").rglob("*.py"))
    return [mutant for path in paths for mutant in _mutants(root, path) if int(mutant.id, 16) % ONE_IN == 0]


def _mutants(root: Path, path: Path) -> Iterator[Mutant]:
    text = (root / path).read_text("utf-8")
    wrapper = MetadataWrapper(cst.parse_module(text))
    visitor = MutationVisitor(OPERATORS, IgnoredCode(set(), set(), set()))
    module = wrapper.visit(visitor)
    shapes = {id(node): shape for unit in _units(module) for shape in [_shape(unit)] for node in _walk(unit)}
    seen: dict[str, int] = {}
    for mutation in visitor.mutations:
        shape = shapes.get(id(mutation.original_node))
        if shape is None:
            continue
        place = seen[shape] = seen.get(shape, -1) + 1
        name = hashlib.sha256(f"{shape} {place}".encode()).hexdigest()[:8]
        if int(name, 16) % ONE_IN or _is_large(mutation.original_node):
            continue
        mutated = module.deep_replace(mutation.original_node, mutation.mutated_node)
        assert isinstance(mutated, cst.Module), "an operator changes a part of the module"
        code = mutated.code
        lines = unified_diff(text.splitlines(), code.splitlines(), str(path), f"mutant {name}", lineterm="", n=2)
        yield Mutant(id=name, path=path, code=code, diff="\n".join(lines))


def _is_large(node: cst.CSTNode) -> bool:
    """Whether it is a number to which mutmut's one more makes no difference: a limit of 500,001 keeps its promise."""
    return isinstance(node, cst.Integer | cst.Float) and node.evaluated_value >= LARGE


def _units(module: cst.Module) -> Iterator[cst.CSTNode]:
    """What an edit draws anew by itself: a function, a method, or a statement outside of both."""
    for statement in module.body:
        if isinstance(statement, cst.ClassDef):
            yield from statement.body.body
        else:
            yield statement


def _shape(unit: cst.CSTNode) -> str:
    """The kinds of its nodes and its numbers: no names, no texts, no layout."""
    kinds: Sequence[Any] = [
        getattr(node, "value", "") if isinstance(node, cst.BaseNumber) else type(node).__name__ for node in _walk(unit)
    ]
    return hashlib.sha256(" ".join(kinds).encode()).hexdigest()


def _walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, _LAYOUT):
        return
    yield node
    for child in node.children:
        yield from _walk(child)
