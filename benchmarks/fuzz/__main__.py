"""`make fuzz`: fuzz every target, or those named, print a line for each, fail when one showed something."""

import argparse
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NAMES = ("feed", "page", "text", "robots", "url", "links")
WITHOUT = "left out: atheris is not installed here (its wheels are for Linux on x86-64, CPython 3.11 to 3.14)"
_LINE = "{:28} {:>9} {:>9} {:>9} {:>9}  {}"


def main() -> None:
    """Fuzz."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--seconds", type=float, default=600.0, help="for each target (600)")
    parser.add_argument("--corpus", type=Path, help="folder in which inputs that led further are kept, to go on from")
    options = parser.parse_args()
    findings = Path(tempfile.mkdtemp(prefix="newswire-fuzz-"))
    failed = run(options.targets or NAMES, seconds=options.seconds, findings=findings, corpus=options.corpus)
    if failed:
        sys.exit(f"not as it must be: {', '.join(failed)}; the inputs are in {findings}")


def run(names: tuple[str, ...] | list[str], *, seconds: float, findings: Path, corpus: Path | None = None) -> list[str]:
    """Fuzz these targets, each in its own process; print a line for each, return those that showed something."""
    if importlib.util.find_spec("atheris") is None:
        print(f"{'fuzz':28} {WITHOUT}", flush=True)
        return []
    print(
        _LINE.format("fuzz", "inputs", "branches", "slowest", "findings", "s of CPU for one input; kinds of findings"),
        flush=True,
    )
    failed = []
    for name in names:
        folder = findings / name
        command = [sys.executable, "-m", "benchmarks.fuzz.one", name, f"--seconds={seconds}", f"--findings={folder}"]
        command += [f"--corpus={corpus / name}"] if corpus else []
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        outcome = _outcome(ran)
        print(
            _LINE.format(f"fuzz {name}", outcome["inputs"], _branches(ran.stderr), outcome["slowest"],
                         len(outcome["found"]), ", ".join(outcome["found"])),
            flush=True,
        )  # fmt: skip
        for path in outcome["found"].values():
            print(f"    {path}", flush=True)
        if outcome["found"]:
            failed.append(f"fuzz {name}")
    return failed


def _outcome(ran: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What the process says; libFuzzer ends it itself when it hangs, crashes or takes too much memory."""
    try:
        outcome: dict[str, Any] = json.loads(ran.stdout.strip().rpartition("\n")[2])
    except ValueError:
        end = next((line for line in ran.stderr.splitlines() if "ERROR" in line), f"exit {ran.returncode}")
        kept = re.search(r"Test unit written to (\S+)", ran.stderr)
        return {"inputs": "?", "slowest": "?", "found": {end: kept[1] if kept else "no input kept"}}
    return outcome


def _branches(log: str) -> str:
    counts = re.findall(r"cov: (\d+)", log)
    return counts[-1] if counts else "?"


if __name__ == "__main__":
    main()
