"""Each tuned number says in what it is counted, and in which range the gates stay as they are."""

import ast
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest

from worker.core import walls
from worker.core.walls import thresholds

NUMBERS = {name: value for name, value in vars(thresholds).items() if name.isupper()}
FILES = sorted(Path(walls.__path__[0]).glob("*.py"))
UNITS = {
    "Blocks", "Characters", "Cues", "Letters", "Other articles", "Paragraphs", "Probability", "Score", "Share", "Times",
    "Weight",
}  # fmt: skip


def _docstrings() -> dict[str, str]:
    """What stands under each number."""
    body = ast.parse(inspect.getsource(thresholds)).body
    return {
        target.id: told.value.value
        for number, told in pairwise(body)
        if isinstance(number, ast.Assign) and isinstance(told, ast.Expr)
        for target in number.targets
        if isinstance(target, ast.Name) and isinstance(told.value, ast.Constant) and isinstance(told.value.value, str)
    }


@pytest.mark.parametrize("name", NUMBERS)
def test_each_number_has_its_unit_and_a_range_that_holds_it(name: str) -> None:
    told = _docstrings()[name]
    (ends,) = re.findall(r"Holds (\d+(?:\.\d+)?) to\s(\d+(?:\.\d+)?)(?:,\smoving\snothing)?\.$", told)
    lowest, highest = map(float, ends)

    assert any(told.startswith(unit) for unit in UNITS)
    assert lowest <= NUMBERS[name] <= highest


def test_each_number_is_used() -> None:
    used = {
        node.id
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }

    assert NUMBERS.keys() - used == set()


def test_no_other_module_of_the_walls_keeps_a_tuned_number() -> None:
    """What remains are bounds on a pack's forms, a rule of two scripts, and how much of a line is quoted or read."""
    kept = {
        (path.stem, target.id)
        for path in FILES
        if path.stem != "thresholds"
        for statement in ast.parse(path.read_text("utf-8")).body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name) and isinstance(statement.value.value, int | float)
    }

    assert kept == {
        ("cues", "_ANY_LENGTH"),
        ("vocabulary", "_MAX_FORMS"),
        ("vocabulary", "_PREFIXED"),
        ("wording", "LONGEST"),
        ("wording", "_LEAST"),
        ("heard", "_TAKEN"),
        ("heard", "_BESIDE"),
        ("truncation", "_EVIDENCE"),
        ("truncation", "_END"),
    }
