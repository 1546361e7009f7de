"""The sample of faults that `make mutate` tries: the same one whatever is edited elsewhere, renamed or wrapped."""

from pathlib import Path

import pytest

from benchmarks.mutate import sample as sampling
from benchmarks.mutate.sample import sample

MODULE = '''"""A module."""

LIMIT = 7


def near(left: int, right: int) -> bool:
    """Whether they are."""
    if left < right and not right - left > LIMIT:
        return True
    return left == right


class Box:
    def full(self, number: int) -> bool:
        return number >= 3
'''


@pytest.fixture
def ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The numbers of all mutants of a module."""
    monkeypatch.setattr(sampling, "ONE_IN", 1)
    path = tmp_path / "worker" / "core" / "module.py"
    path.parent.mkdir(parents=True)

    def of(text: str) -> list[str]:
        path.write_text(text, "utf-8")
        return [mutant.id for mutant in sample(tmp_path)]

    return of


def test_each_mutant_is_another_module_with_one_fault(tmp_path: Path, ids) -> None:
    numbers = ids(MODULE)
    mutants = sample(tmp_path)
    assert len(set(numbers)) == len(numbers) == 10
    for mutant in mutants:
        compile(mutant.code, "module.py", "exec")
        lines = [line for line in mutant.diff.splitlines()[3:] if line[:1] in "+-"]
        assert [line[0] for line in lines] == ["-", "+"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("near", "close"),
        ("left", "one"),
        ("Box", "Crate"),
        ("LIMIT", "_LIMIT"),
        ('"""Whether they are."""', '"""Whether they are near each other."""'),
        (" < right and not right - left > LIMIT:", " < right and (\n        not right - left > LIMIT\n    ):  # so"),
    ],
)  # fmt: skip
def test_names_texts_and_layout_change_no_number(ids, old: str, new: str) -> None:
    assert ids(MODULE.replace(old, new)) == ids(MODULE)


def test_an_edit_draws_the_mutants_of_its_own_function_anew_and_no_others(ids) -> None:
    before, after = ids(MODULE), ids(MODULE.replace("return left == right", "return left == right + 1"))
    assert len(set(before) & set(after)) == len(before) - 7
    moved = MODULE.replace("LIMIT = 7\n", "") + "\n\nLIMIT = 7\n"
    assert sorted(ids(moved)) == sorted(before)


def test_a_limit_that_is_one_larger_is_no_fault(ids) -> None:
    assert len(ids(MODULE.replace("= 7", "= 700"))) == len(ids(MODULE)) - 1
