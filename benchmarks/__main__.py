"""`make bench`: every benchmark, one after the other; `make bench ARGS="feeds http"` runs those.

What begins with a dash, and all after it, is handed on: `make bench ARGS="run --old CHECKOUT"`.

Each prints ratios against a named reference of the same run, because machines differ. One process each, so that none
finds the other's memory warm.
"""

import subprocess
import sys
from itertools import dropwhile
from pathlib import Path

NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if not path.stem.startswith("train"))


def main() -> None:
    """Run the named benchmarks, or all."""
    failed = []
    handed_on = list(dropwhile(lambda word: not word.startswith("-"), sys.argv[1:]))
    for name in sys.argv[1 : len(sys.argv) - len(handed_on)] or NAMES:
        print(f"── {name} " + "─" * (60 - len(name)), flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *handed_on], check=False).returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
