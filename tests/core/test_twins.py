import sys
from pathlib import Path
from types import ModuleType

import pytest

from worker.core.twins import twin

ROOT = Path(__file__).parents[2]
SOURCES = sorted(ROOT.glob("worker/**/_*.pyx"))


def _double(number: int) -> int:
    return number * 2


def test_without_a_compiled_module_the_plain_function_does_the_work() -> None:
    assert twin("worker.core._never_built", _double) is _double


def test_a_compiled_module_gives_the_function_of_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    built = ModuleType("worker.core._built")
    built.double = lambda number: number + number
    monkeypatch.setitem(sys.modules, "worker.core._built", built)
    assert twin("worker.core._built", _double) is built.double


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_twin_is_as_new_as_its_source(source: Path) -> None:
    """Else the tests would speak for what was built of an older source: `python hatch_build.py` builds it anew."""
    written = max(path.stat().st_mtime for path in (source, *source.parent.glob("_*.pxi")))
    assert all(built.stat().st_mtime >= written for built in source.parent.glob(f"{source.stem}.*.so"))
