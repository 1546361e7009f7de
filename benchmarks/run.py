"""The whole way from poll to commit against the bare loop over trafilatura, on the same pages in the same run.

Reads the corpus folder in NEWSWIRE_CORPUS (its articles/*.jsonl.gz: a line {"url", "html"} each); without one there is
nothing real to measure and it says so.
"""

import gzip
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """CPU seconds over all pages."""

    pages: int
    bare: float
    """A loop over trafilatura.bare_extraction with metadata, nothing else."""
    steps: dict[str, float]
    """Ours by process; `corpus` is the site and not ours."""
    seconds: float

    @property
    def ours(self) -> float:
        return sum(spent for role, spent in self.steps.items() if role != "corpus")


def measure(files: list[Path]) -> Figures:
    """Run the bare loop, then `newswire run --corpus`, over the same files."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    began = time.process_time()
    pages = 0
    for url, html in _pages(files):
        trafilatura.bare_extraction(html, url=url, with_metadata=True)
        pages += 1
    bare = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "worker", "run", "--data", folder, "--until-idle", "--json"]
        for file in files:
            command += ["--corpus", str(file)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    summary = json.loads(ran.stdout)
    return Figures(pages=pages, bare=bare, steps=summary["cpu_seconds"], seconds=summary["seconds"])


def _pages(files: list[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                page = json.loads(line)
                yield page["url"], page["html"]


def main() -> None:
    """Print the figures."""
    folder = os.environ.get("NEWSWIRE_CORPUS")
    files = sorted(Path(folder, "articles").glob("*.jsonl.gz")) if folder else []
    if not files:
        print("left out: set NEWSWIRE_CORPUS to a folder with articles/*.jsonl.gz")
        return
    figures = measure(files)
    print(f"bare trafilatura loop   {1000 * figures.bare / figures.pages:7.1f} CPU ms per page")
    for role, spent in sorted(figures.steps.items()):
        print(f"  {role:21} {1000 * spent / figures.pages:7.1f}")
    print(
        f"ours, poll to commit    {1000 * figures.ours / figures.pages:7.1f}   ratio {figures.ours / figures.bare:.2f}"
    )
    print(f"{figures.pages / figures.seconds:.1f} articles per second")


if __name__ == "__main__":
    main()
