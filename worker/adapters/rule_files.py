"""Rule files on disk: reads their texts and notices when an editor has changed them; understands none of them."""

import time
from collections.abc import Callable
from pathlib import Path

from worker.errors import UsageError

# How often the files are looked at. A change counts when two looks in a row find the same: an editor, or a copy of a
# folder, may be in the middle of it.
_LOOK_SECONDS = 2.0


class RuleFiles:
    """The rule files of one subject: ours, and the operator's file or folder that extends them."""

    def __init__(
        self, ours: Path, *, variable: str = "", theirs: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ours = ours
        self._variable = variable
        self._theirs = Path(theirs) if theirs else None
        self._clock = clock
        self._looked = clock()
        self._taken = self._found = self._signature()

    def texts(self) -> dict[str, str]:
        """Return file name → text, the operator's after ours. Raises UsageError for a file that cannot be read."""
        texts = {path.name: path.read_text("utf-8") for path in _files(self._ours)}
        if self._theirs is None:
            return texts
        if not self._theirs.exists():
            raise UsageError(f"{self._variable}={self._theirs}: no such file or folder")
        try:
            return texts | {str(path): path.read_text("utf-8") for path in _files(self._theirs)}
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{self._variable}={self._theirs}: {error}") from error

    def changed(self) -> bool:
        """Say, once, that the files are other than at the last time, and have been left alone since the look before."""
        if self._clock() - self._looked < _LOOK_SECONDS:
            return False
        self._looked = self._clock()
        before, self._found = self._found, self._signature()
        if self._found == self._taken or self._found != before:
            return False
        self._taken = self._found
        return True

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        files = [*_files(self._ours), *(_files(self._theirs) if self._theirs and self._theirs.exists() else ())]
        found = []
        for path in files:
            try:
                stat = path.stat()
            except OSError:  # gone between listing and looking: the next look sees it so
                continue
            found.append((str(path), stat.st_mtime_ns, stat.st_size))
        return tuple(found)


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.toml")) if path.is_dir() else [path]
