"""Tries the sample: each mutant in a copy of the tree, by the tests of its module, then by all of the core.

Prints the mutants that every test let pass, and fails when fewer are found than `floor.json` says.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

from benchmarks.mutate.sample import Mutant, sample

ROOT = Path(__file__).parents[2]
FLOOR = Path(__file__).with_name("floor.json")
ALL = ("tests/core", "tests/gates/test_walls_gate.py")
"""The pure tests. Of the gates the one that needs no corpus."""
MEMORY_KB = 4 * 2**20
"""What a fault that never stops collecting may take."""


def main() -> int:
    """Run the sample, or the mutants that are named."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("ids", nargs="*", help="only these mutants, without the floor")
    named = set(parser.parse_args().ids)
    known = json.loads(FLOOR.read_text("utf-8"))
    began = time.monotonic()
    drawn = sample(ROOT)
    if gone := set(known["equivalent"]) - {mutant.id for mutant in drawn}:
        raise SystemExit(f"no longer in the sample, so take them out of {FLOOR.name}: {', '.join(sorted(gone))}")
    mutants = [one for one in drawn if (one.id in named if named else one.id not in known["equivalent"])]
    with tempfile.TemporaryDirectory(prefix="newswire-mutate-") as folder, ThreadPoolExecutor(2) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for name in ("left", "right"):
            trees.put(_copy(Path(folder) / name))
        patience = _patience(trees)
        found = list(pool.map(lambda mutant: _found(mutant, trees, patience), mutants))
    survivors = [mutant for mutant, by in zip(mutants, found, strict=True) if not by]
    for mutant in survivors:
        print(f"\n{mutant.diff}")
    share = 1 - len(survivors) / len(mutants)
    print(
        f"\n{len(mutants) - len(survivors)} of {len(mutants)} mutants found ({share:.1%}), "
        f"{len(known['equivalent'])} left out as no faults, {time.monotonic() - began:.0f} s"
    )
    if named:
        return 0
    if share < known["found"]:
        print(f"below the floor of {known['found']:.1%}: the mutants above want tests", file=sys.stderr)
        return 1
    return 0


def _copy(folder: Path) -> Path:
    for name in ("worker", "tests", "sql"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    # by content: a fault of the same length, written within the same second, would be taken for what was compiled
    compiled = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "worker"]
    subprocess.run(compiled, cwd=folder, check=True)
    return folder


def _patience(trees: "SimpleQueue[Path]") -> float:
    """How long the tests may take: several times what they take without a fault, which must find nothing."""
    tree, began = trees.get(), time.monotonic()
    run = _run(tree, ALL, None)
    trees.put(tree)
    if run.returncode:
        raise SystemExit(f"the tests fail without a fault:\n{run.stdout}")
    return 60 + 4 * (time.monotonic() - began)


def _found(mutant: Mutant, trees: "SimpleQueue[Path]", patience: float) -> bool:
    tree = trees.get()
    path = tree / mutant.path
    before = path.read_text("utf-8")
    path.write_text(mutant.code, "utf-8")
    try:
        own = Path("tests", *mutant.path.parts[1:-1], f"test_{mutant.path.name}")
        found = _fails(tree, (str(own),), patience) or _fails(tree, (str(own.parent), *ALL), patience)
    finally:
        path.write_text(before, "utf-8")
        trees.put(tree)
    print(f"{mutant.id} {'found' if found else 'LIVES'} {mutant.path}", flush=True)
    return found


def _fails(tree: Path, tests: Sequence[str], patience: float) -> bool:
    try:
        run = _run(tree, tests, patience)
    except subprocess.TimeoutExpired:
        return True
    if run.returncode in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise SystemExit(f"{' '.join(tests)}: no tests were run:\n{run.stdout}{run.stderr}")
    return run.returncode != pytest.ExitCode.OK


def _run(tree: Path, tests: Sequence[str], patience: float | None) -> subprocess.CompletedProcess[str]:
    # the examples of Hypothesis are the same each time (CI), and the servers' fixtures stay out
    command = [
        *("sh", "-c", f'ulimit -v {MEMORY_KB}; exec "$@"', "sh", sys.executable, "-m", "pytest", "-x", "-q"),
        *("-p", "no:randomly", "-p", "no:cacheprovider", "--confcutdir=tests/core", "--timeout=30", *tests),
    ]
    environment = {**os.environ, "CI": "1"}
    environment.pop("NEWSWIRE_CORPUS", None)
    return subprocess.run(
        command, cwd=tree, env=environment, timeout=patience, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
