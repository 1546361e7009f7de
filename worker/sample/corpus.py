"""Corpus pages on loopback, each at its own host and path; starts and stops the process, serves nothing itself.

A process of its own, so that its CPU is not in our figures. Clients find it by sending every request to 127.0.0.1 and
its port, whatever the host in the address.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from worker.errors import UsageError
from worker.sample.library import refuse_others


@dataclass(frozen=True, kw_only=True, slots=True)
class CorpusSite:
    """A running corpus site."""

    port: int
    pages: int
    """Pages in the files."""
    identities: int
    """Different ones among their addresses, once tracking and the like is left out: so many items come of them."""
    feeds: list[str]
    """The feed of each host, with that host's name."""
    process: subprocess.Popen[str]

    def close(self) -> None:
        self.process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class StartingSite:
    """A corpus site whose process still reads its files."""

    process: subprocess.Popen[str]

    def started(self) -> CorpusSite:
        """Wait until it has read them (150 MB of HTML took 1.5 s). Raises UsageError for a file that does not fit."""
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        if not said:
            raise UsageError(self.process.communicate()[1].strip())
        return CorpusSite(**json.loads(said), process=self.process)

    def close(self) -> None:
        """Let it end; harmless when it has."""
        if self.process.poll() is None:
            self.process.communicate()


def start_corpus(paths: Sequence[Path]) -> StartingSite:
    """Begin to serve the pages of these .jsonl or .jsonl.gz files on a free loopback port.

    Raises UsageError for one that does not even begin with a page.
    """
    refuse_others(paths)
    process = subprocess.Popen(  # noqa: S603 - our own argument vector, no shell
        [sys.executable, "-m", "worker.sample.corpus_server", *map(str, paths)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C in the terminal reaches only us; we close it after its readers
    )
    return StartingSite(process=process)


def serve_corpus(paths: Sequence[Path]) -> CorpusSite:
    """The same, and wait until it does."""
    return start_corpus(paths).started()
