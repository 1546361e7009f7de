"""The language detector of py3langid, whose tables stay in a file: a process reads of them what its texts ask for.

Read into memory they were 61 MB of each process that cleans. Mapped, a few texts brought nearly as much of them in, for
the kernel maps sixteen pages where one is touched. Most pages say their language, and their small words confirm it.
"""

import lzma
import os
import shutil
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from worker.core.twins import twin

_LOCAL_HEADER = 30
"""Bytes of a zip member's header before its name; the lengths of name and extra field stand in its last four."""
_LINE = 32
"""Steps that are read together: after one state nearly all texts go on with letters that stand side by side."""
_LINES = 1 << 13
"""Lines of steps that are kept, 1 MB: of texts in many languages by turns, four in five steps are there already."""
_SPREAD = 0x9E3779B1
"""Knuth's multiplier: the lines of one state do not fall into the places of another's."""
_MOST_ROWS = 4_000
"""Features whose weights are kept, some 2.3 MB: a text has six hundred, the most frequent of its language."""


def load_detector() -> Any:
    """The detector, whose probabilities add up to 1. Takes half a second, most of it to unpack the tables."""
    with TemporaryFile(suffix=".npz") as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, length=1 << 20)
        tables = _tables(file)
    detector = _Detector(
        _Weights(tables["ptc"], _MOST_ROWS),
        tables["pc"].whole(),
        tables["classes"].whole().tolist(),
        Steps(tables["nextmove"], _LINES),
        array("i", tables["out_feat"].whole().tobytes()),
        norm_probs=True,
        tk_row=(),
    )
    # not by its own constructor, which makes 8 MB of numbers of these
    detector._rowbase = array("I", (tables["nextmove_row"].whole().astype(np.uint32) << 8).tobytes())  # noqa: SLF001
    return detector


class _Descriptor:
    """The file, open for as long as one of its tables is in use, and in forks of us."""

    def __init__(self, number: int) -> None:
        self.number = os.dup(number)
        os.set_inheritable(self.number, True)  # or the workers of `newswire run` would close it, as a program does
        finalize(self, os.close, self.number)


class _Table:
    """One array of the file."""

    def __init__(self, file: _Descriptor, start: int, dtype: np.dtype[Any], shape: tuple[int, ...]) -> None:
        self.file, self.start, self.dtype, self.shape = file, start, dtype, shape
        self._row = dtype.itemsize * int(np.prod(shape[1:]))

    def whole(self) -> NDArray[Any]:
        return self.array([self.rows(0, self.shape[0])])

    def rows(self, first: int, count: int) -> bytes:
        # at a place and not from where another process with the same file has left it
        return os.pread(self.file.number, self._row * count, self.start + self._row * first)

    def array(self, rows: Iterable[bytes]) -> NDArray[Any]:
        """Rows of it as an array of their own."""
        return np.frombuffer(b"".join(rows), self.dtype).reshape(-1, *self.shape[1:])


class Steps:
    """Where the detector's automaton goes, by row and byte; a line of steps is read when one of them is first taken."""

    def __init__(self, table: _Table, lines: int) -> None:
        if table.dtype != np.uint32:
            raise ValueError(f"expected steps of four bytes, got {table.dtype}")
        self.table = table
        self.held = array("q", [-1]) * lines
        """Which line is kept in each place; the next that comes there takes it."""
        self.kept = array("I", [0]) * (lines * _LINE)
        """The lines, one after the other."""
        self._bytes = memoryview(self.kept).cast("B")

    def read(self, line: int, place: int) -> None:
        """Keep a line in its place."""
        self._bytes[place * _LINE * 4 : (place + 1) * _LINE * 4] = self.table.rows(line * _LINE, _LINE)
        self.held[place] = line


def _walk(text: bytes, steps: Steps, rows: Sequence[int], features: Sequence[int]) -> list[int]:
    """The features of a text as the automaton meets them."""
    state = 0
    found = []
    for letter in text:
        step = rows[state] + letter
        line = step // _LINE
        place = (line * _SPREAD >> 16) % len(steps.held)
        if steps.held[place] != line:
            steps.read(line, place)
        state = steps.kept[place * _LINE + step % _LINE]
        if features[state] >= 0:
            found.append(features[state])
    return found


walk = twin("worker.core.text._language_model", _walk)


class _Detector(LanguageIdentifier):  # type: ignore[misc]  # the library says no types
    """The library's own detector but for how it counts the features."""

    __slots__ = ()

    def _raw_score(self, text: bytes) -> NDArray[Any]:
        found = walk(text, self.tk_nextmove, self._rowbase, self.tk_output)
        if not found:
            return np.zeros(len(self.nb_classes), np.float32)
        return np.asarray(self._sparse_score(Counter(found), self.nb_ptc))


class _Weights:
    """What each feature says of each language, by rows; a row is read when it is first met."""

    def __init__(self, table: _Table, most: int) -> None:
        self._table = table
        self._places: dict[int, int] = {}
        self._most = most
        self._kept = np.empty((most, *table.shape[1:]), np.float32)  # as the sum needs them: to widen them took longest
        self.shape = table.shape

    def __getitem__(self, rows: NDArray[np.intp]) -> NDArray[Any]:
        wanted = rows.tolist()
        if len(wanted) > self._most:
            return self._read(wanted)
        new = [row for row in wanted if row not in self._places]
        if len(self._places) + len(new) > self._most:
            self._places.clear()
            new = wanted
        first = len(self._places)
        if new:
            self._kept[first : first + len(new)] = self._read(new)
            self._places.update(zip(new, range(first, first + len(new)), strict=True))
        return self._kept[[self._places[row] for row in wanted]]

    def _read(self, rows: list[int]) -> NDArray[Any]:
        return self._table.array([self._table.rows(row, 1) for row in rows])


def _tables(file: Any) -> dict[str, _Table]:
    """The arrays of an npz that is not compressed."""
    tables = {}
    kept = _Descriptor(file.fileno())
    file.flush()
    with ZipFile(file) as members:
        places = {member.filename.removesuffix(".npy"): member.header_offset for member in members.infolist()}
    for name, place in places.items():
        file.seek(place)
        header = file.read(_LOCAL_HEADER)
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        np.lib.format.read_magic(file)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        if fortran and len(shape) > 1:
            raise ValueError(f"{name}: expected its rows one after the other")
        tables[name] = _Table(kept, file.tell(), dtype, shape)
    return tables
