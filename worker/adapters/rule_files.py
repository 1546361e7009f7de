"""Rule files on disk: reads their texts and notices when an editor has changed them; understands none of them."""

import time
from collections.abc import Callable
from pathlib import Path

from worker.errors import UsageError

# How often the files are looked at. A change counts when two looks in a row find the same: an editor, or a copy of a
# folder, may be in the middle of it.
_CHECK_SECONDS = 2.0


class RuleFiles:
    """The rule files of one subject: ours, and the operator's file or folder that extends them."""

    def __init__(
        self, builtin: Path, *, variable: str = "", override: str = "", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._builtin = builtin
        self._variable = variable
        self._override = Path(override) if override else None
        self._clock = clock
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

    def changed(self) -> bool:
        """Say, once, that the files are other than at the last time, and have been left alone since the look before."""
        if self._clock() - self._checked_at < _CHECK_SECONDS:
            return False
        self._checked_at = self._clock()
        before, self._found = self._found, self._signature()
        if self._found == self._taken or self._found != before:
            return False
        self._taken = self._found
        return True

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        files = [
            *_files(self._builtin),
            *(_files(self._override) if self._override and self._override.exists() else ()),
        ]
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
