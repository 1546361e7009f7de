"""Rule files on disk: reads their texts and notices when an editor has changed them; understands none of them."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from worker.errors import UsageError

# How often the files are looked at. A change counts when they have been left alone for as long, or two looks in a row
# find the same: an editor, or a copy of a folder, may be in the middle of it.
_CHECK_SECONDS = 2.0


class RuleFiles:
    """The rule files of one subject: ours, and the operator's file or folder that extends them."""

    def __init__(
        self,
        builtin: Path,
        *,
        variable: str = "",
        override: str = "",
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._builtin = builtin
        self._variable = variable
        self._override = Path(override) if override else None
        self._clock, self._now = clock, now
        self._checked_at = clock()
        self._taken = self._found = self._signature()

    def texts(self) -> dict[str, str]:
        """Return file name → text, the operator's after ours. Raises UsageError for a file that cannot be read."""
        texts = {path.name: path.read_text("utf-8") for path in _files(self._builtin)}
        if self._override is None:
            return texts
        if not self._override.exists():
            raise UsageError(f"{self._variable}={self._override}: no such file or folder")
        try:
            return texts | {str(path): path.read_text("utf-8") for path in _files(self._override)}
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{self._variable}={self._override}: {error}") from error

    def untaken_seconds(self) -> float:
        """Return for how long yet some worker may go on with the files as they were before they were written."""
        return min(max(2 * _CHECK_SECONDS - self._age(), 0.0), 2 * _CHECK_SECONDS)

    def changed(self) -> bool:
        """Say, once, that the files are other than at the last time, and have been left alone since the look before."""
        if self._clock() - self._checked_at < _CHECK_SECONDS:
            return False
        self._checked_at = self._clock()
        before, self._found = self._found, self._signature()
        if self._found == self._taken or (self._found != before and self._age() < _CHECK_SECONDS):
            return False
        self._taken = self._found
        return True

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in self._stats())

    def _age(self) -> float:
        """Seconds since the last of them was written or put there: a copy may keep the times of what it copies."""
        return self._now() - max((stat.st_ctime for _, stat in self._stats()), default=0.0)

    def _stats(self) -> Iterator[tuple[Path, os.stat_result]]:
        for path in (
            *_files(self._builtin),
            *(_files(self._override) if self._override and self._override.exists() else ()),
        ):
            with suppress(OSError):  # gone between listing and looking: the next look sees it so
                yield path, path.stat()


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]
