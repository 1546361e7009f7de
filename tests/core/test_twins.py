import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

from hatch_build import compiler_found
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


def test_a_twin_that_lacks_what_it_imports_is_told_and_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    with pytest.raises(ModuleNotFoundError, match="never_installed"):
        twin("_lacking", _double)


@pytest.mark.skipif(not compiler_found(), reason="no C compiler")
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_twin_is_built_and_as_new_as_its_source(source: Path) -> None:
    """Else the tests would speak for the plain form, or an older source: `python hatch_build.py` builds it anew."""
    built = source.with_name(source.stem + sysconfig.get_config_var("EXT_SUFFIX"))
    parts = [source, *source.parent.glob("*.pxi")]
    assert built.stat().st_mtime >= max(part.stat().st_mtime for part in parts)
