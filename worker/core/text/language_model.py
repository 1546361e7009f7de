"""The language detector of py3langid, whose tables stay in a file: a process reads of them what its texts ask for.

Read into memory they were 61 MB of each process that cleans. Mapped, a few texts brought nearly as much of them in, for
the kernel maps sixteen pages where one is touched. Most pages say their language, and their small words confirm it.
"""

import lzma
import os
import shutil
from array import array
from collections.abc import Iterable
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

_LOCAL_HEADER = 30
"""Bytes of a zip member's header before its name; the lengths of name and extra field stand in its last four."""
_MOST_STEPS = 20_000
"""Steps that are kept, some 2 MB: the next text takes nine in ten of them again."""
_MOST_ROWS = 4_000
"""Features whose weights are kept, some 1.3 MB: a text has two hundred, the most frequent of its language."""


def load_detector() -> Any:
    """The detector, whose probabilities add up to 1. Takes half a second, most of it to unpack the tables."""
    with TemporaryFile(suffix=".npz") as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, length=1 << 20)
        tables = _tables(file)
    detector = LanguageIdentifier(
        _Weights(tables["ptc"]),
        tables["pc"].whole(),
        tables["classes"].whole().tolist(),
        _Steps(tables["nextmove"]),
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
        self._file, self._start, self._dtype, self.shape = file, start, dtype, shape
        self._row = dtype.itemsize * int(np.prod(shape[1:]))

    def whole(self) -> NDArray[Any]:
        return self.array([self._read(0, self.shape[0])])

    def row(self, row: int) -> bytes:
        return self._read(row, 1)

    def array(self, rows: Iterable[bytes]) -> NDArray[Any]:
        """Rows of it as an array of their own."""
        return np.frombuffer(b"".join(rows), self._dtype).reshape(-1, *self.shape[1:])

    def _read(self, row: int, rows: int) -> bytes:
        # at a place and not from where another process with the same file has left it
        return os.pread(self._file.number, self._row * rows, self._start + self._row * row)


class _Steps(dict[int, int]):
    """Where the detector's automaton goes, by row and byte; each step is read when it is first taken."""

    def __init__(self, table: _Table) -> None:
        self._table = table

    def __missing__(self, place: int) -> int:
        if len(self) >= _MOST_STEPS:
            self.clear()
        step = self[place] = int.from_bytes(self._table.row(place), "little")
        return step


class _Weights:
    """What each feature says of each language, by rows; a row is read when it is first met."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self._known: dict[int, bytes] = {}
        self.shape = table.shape

    def __getitem__(self, rows: NDArray[np.intp]) -> NDArray[Any]:
        return self._table.array([self._known.get(row) or self._read(row) for row in rows.tolist()])

    def _read(self, row: int) -> bytes:
        if len(self._known) >= _MOST_ROWS:
            self._known.clear()
        weights = self._known[row] = self._table.row(row)
        return weights


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
