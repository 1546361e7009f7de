"""Fuzzes one target for so many seconds in this process, and says as JSON what came of it.

It does not stop at the first finding: each kind is kept once, with the input that shows it.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import NoReturn

import atheris

with atheris.instrument_imports(include=["worker", "feedparser", "protego"]):
    from benchmarks.fuzz.targets import TARGETS, prepare

from benchmarks.fuzz.seeds import dictionary

# CPU seconds that one input may take: instrumented code is about three times slower, and garbage is collected now and
# then. 16 KB of ordinary page take 40 ms here.
_BASE_SECONDS, _SECONDS_PER_KB = 1.0, 0.05
_MOST_MEGABYTES = 50  # that one input may add to the peak
# Of the whole process: instrumented code keeps 17 KB of each page (atheris 3.0; without it, nothing grows in 6,000).
_PROCESS_MEGABYTES = 4000


class _Run:
    """Feeds inputs to a target and keeps what went wrong."""

    def __init__(self, name: str, seconds: float, findings: Path) -> None:
        self.target = TARGETS[name]
        self.findings = findings
        self.until = time.monotonic() + seconds
        self.inputs = 0
        self.slowest = 0.0
        self.found: dict[str, str] = {}

    def one(self, data: bytes) -> None:
        """Called by libFuzzer."""
        began, peak = time.process_time(), _peak()
        try:
            self.target.run(data)
        except Exception as error:  # noqa: BLE001 - that is what we are after
            self._keep(_where(error), data, traceback.format_exc())
        spent = time.process_time() - began
        if spent > _BASE_SECONDS + _SECONDS_PER_KB * len(data) / 1024:
            self._keep("too slow", data, f"{spent:.2f} s of CPU for {len(data)} bytes")
        if _peak() - peak > _MOST_MEGABYTES:
            self._keep("too much memory", data, f"{_peak() - peak:.0f} MB more for {len(data)} bytes")
        self.inputs += 1
        self.slowest = max(self.slowest, spent)
        if time.monotonic() > self.until:
            self._end()

    def _keep(self, kind: str, data: bytes, why: str) -> None:
        if kind not in self.found:
            path = self.findings / f"{len(self.found)}.input"
            path.write_bytes(data)
            path.with_suffix(".txt").write_text(why)
            self.found[kind] = str(path)

    def _end(self) -> NoReturn:
        print(json.dumps({"inputs": self.inputs, "slowest": round(self.slowest, 2), "found": self.found}), flush=True)
        os._exit(0)  # libFuzzer has no other way to say that it is enough


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _where(error: Exception) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/fuzz/one.py" not in frame.filename]
    last = frames[-1]
    return f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno} {last.name}"


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--findings", type=Path, required=True, help="folder for the inputs that show something")
    parser.add_argument("--corpus", type=Path, help="folder of inputs to go on from, kept")
    options = parser.parse_args()
    options.findings.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp())
    (scratch / "words").write_text(dictionary())
    corpus = options.corpus or scratch / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    target = TARGETS[options.target]
    prepare()
    for number, seed in enumerate(target.seeds):
        data = b"\0" + seed.encode() if target.chooses else seed.encode()
        (corpus / f"seed{number}").write_bytes(data)
        target.run(data)  # what is loaded at first use is no input's fault
    run = _Run(options.target, options.seconds, options.findings)
    flags = [
        f"-dict={scratch / 'words'}",
        f"-max_len={target.longest}",
        f"-rss_limit_mb={_PROCESS_MEGABYTES}",
        "-timeout=60",
    ]
    atheris.Setup([sys.argv[0], *flags, f"-artifact_prefix={options.findings}/", str(corpus)], run.one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
