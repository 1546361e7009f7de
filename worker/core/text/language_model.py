"""The language detector of py3langid, with its tables mapped from a file: processes share them and hold what they use.

Read into memory they were 61 MB of each process that cleans, and 100 MB while they were read (measured).
"""

import lzma
import shutil
from tempfile import TemporaryFile
from typing import Any, Literal
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

_LOCAL_HEADER = 30
"""Bytes of a zip member's header before its name; the lengths of name and extra field stand in its last four."""


def load_detector() -> Any:
    """The detector, whose probabilities add up to 1. Takes half a second, most of it to unpack the tables."""
    with TemporaryFile(suffix=".npz") as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, length=1 << 20)
        tables = _mapped(file)
    return LanguageIdentifier(
        tables["ptc"],
        tables["pc"],
        tables["classes"].tolist(),
        tables["nextmove"].data,  # read one by one, at which an array is slow
        tables["out_feat"].tolist(),
        norm_probs=True,
        tk_row=tables["nextmove_row"].tolist(),
    )


def _mapped(file: Any) -> dict[str, NDArray[Any]]:
    """The arrays of an npz that is not compressed, mapped; they stay when the file is closed."""
    arrays = {}
    with ZipFile(file) as members:
        places = {member.filename.removesuffix(".npy"): member.header_offset for member in members.infolist()}
    for name, place in places.items():
        file.seek(place)
        header = file.read(_LOCAL_HEADER)
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        np.lib.format.read_magic(file)
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(file)
        order: Literal["C", "F"] = "F" if fortran else "C"
        arrays[name] = np.asarray(np.memmap(file, dtype, "r", offset=file.tell(), shape=shape, order=order))
    return arrays
