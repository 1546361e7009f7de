import sys
import sysconfig
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import worker
from hatch_build import compiler_found
from worker.core.text.characters import caseless
from worker.core.text.fold import plain_and_shifts
from worker.core.twins import twin
from worker.core.walls.repetition import keys_of
from worker.core.walls.vocabulary import one_number
from worker.core.walls.wording import family_of, load_wording
from worker.models import Block, BlockKind

ROOT = Path(__file__).parents[2]
WORDING = load_wording((Path(worker.__file__).parent / "rules" / "wording.npz").read_bytes())
LONG = Block(kind=BlockKind.PARAGRAPH, text="word é" * 10_000)
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


@pytest.mark.parametrize(
    "call",
    [
        lambda: plain_and_shifts("É" * 100_000 + "\u200b"),
        lambda: plain_and_shifts("É" * 100_000 + "ﬃ\u200b"),
        lambda: caseless("É" * 100_000),
        lambda: one_number("No 1 é" * 10_000),
        lambda: keys_of((LONG,)),
        lambda: family_of("é" * 400, WORDING),
    ],
    ids=["plain_and_shifts", "one_by_one", "caseless", "one_number", "keys_of", "family_of"],
)
def test_a_twin_that_runs_out_of_memory_gives_back_what_it_took(call: Callable[[], object]) -> None:
    pytest.importorskip("worker.core.text._fold", reason="plain Python has no buffers of its own")
    hooks = pytest.importorskip("_testcapi", reason="CPython's own module that lets one allocation fail")
    tracemalloc.start()
    try:
        # what is made once, such as the frames of an error, is made in the first rounds
        for _ in range(4):
            before = tracemalloc.get_traced_memory()[0]
            failed = _fail_at_each_allocation(hooks, call)
            grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert failed
    assert grown < 1_000, "the least of the buffers has four bytes for each of 400 letters"


def _fail_at_each_allocation(hooks: Any, call: Callable[[], object]) -> int:
    """How many allocations the call makes, each of which failed once."""
    failed = 0
    while True:
        hooks.set_nomemory(failed, failed + 1)
        try:
            call()
        except MemoryError:
            failed += 1
        else:
            return failed
        finally:
            hooks.remove_mem_hooks()
