"""The compiled twin of `fold.plain_and_shifts`: each character is looked up once in a table."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_1BYTE_KIND,
    PyUnicode_2BYTE_KIND,
    PyUnicode_4BYTE_KIND,
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_KIND,
)
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t

cdef int32_t TABLE[0x110000]
"""What each character is folded to; 0 until it is met, so that only the pages of scripts that are met take memory."""
cdef enum:
    VANISHES = -1
    SEVERAL = -2

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t


def plain_and_shifts(str text):
    cdef Py_ssize_t size = len(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text), found
    if kind == PyUnicode_1BYTE_KIND:
        found = _scan(<const uint8_t*> data, size)
    elif kind == PyUnicode_2BYTE_KIND:
        found = _scan(<const uint16_t*> data, size)
    else:
        found = _scan(<const uint32_t*> data, size)
    cdef bint closes = found & 1 or "  " in text
    if found & 2:
        return _one_by_one(text)
    if text.isascii() and not closes:
        return text.replace("\n\n", "\0\0").replace("\n", " ").replace("\0", "\n"), (), ()
    cdef list kept_from = [], shifts = []
    cdef uint32_t* out = <uint32_t*> PyMem_Malloc((size + 1) * sizeof(uint32_t))
    if out == NULL:
        raise MemoryError
    try:
        if kind == PyUnicode_1BYTE_KIND:
            size = _fold(<const uint8_t*> data, size, closes, out, kept_from, shifts)
        elif kind == PyUnicode_2BYTE_KIND:
            size = _fold(<const uint16_t*> data, size, closes, out, kept_from, shifts)
        else:
            size = _fold(<const uint32_t*> data, size, closes, out, kept_from, shifts)
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, size), tuple(kept_from), tuple(shifts)
    finally:
        PyMem_Free(out)


cdef int _scan(const Char* text, Py_ssize_t size) except -1:
    """Whether it has characters that vanish (1), and such as become several letters (2)."""
    cdef Py_ssize_t at
    cdef int32_t base
    cdef int found = 0
    for at in range(size):
        if text[at] >= 128 and not 0xD800 <= text[at] <= 0xDFFF:
            base = TABLE[text[at]]
            if base <= 0:
                if base == 0:
                    base = _learn(text[at])
                if base < 0:
                    found |= -base
    return found


cdef Py_ssize_t _fold(
    const Char* text, Py_ssize_t size, bint closes, uint32_t* out, list kept_from, list shifts
) except -1:
    cdef Py_ssize_t at = 0, length = 0, gone = 0
    cdef uint32_t char, before = 0
    cdef int removed = 0, removes
    while at < size:
        char = text[at]
        at += 1
        removes = 0
        if char == 10:
            if at < size and text[at] == 10:
                at += 1
                out[length] = 10
                length += 1
            else:
                char = 32
        elif char == 0:
            char = 10
        elif char >= 128 and not 0xD800 <= char <= 0xDFFF:
            char = <uint32_t> TABLE[char]
        if char == <uint32_t> VANISHES:
            removes = 1
        elif closes and char == 32 and before == 32:
            removes = 2
        before = char
        if removes:
            gone += 1
            if removed != removes:
                kept_from.append(length)
                shifts.append(gone)
            else:
                shifts[len(shifts) - 1] = gone
        else:
            out[length] = char
            length += 1
        removed = removes
    return length


cdef _one_by_one(str text):
    """The same where one character may become several letters."""
    from worker.core.text.fold import _base

    cdef Py_ssize_t length = 0, gone = 0, room = len(text) + 1
    cdef int32_t base
    cdef Py_UCS4 char, letter
    cdef bint first
    cdef list kept_from = [], shifts = []
    cdef dict several = {char: _base(char) for char in set(text) if TABLE[ord(char)] == SEVERAL}
    for sign, letters in several.items():
        room += text.count(sign) * (len(letters) - 1)
    cdef uint32_t* out = <uint32_t*> PyMem_Malloc(room * sizeof(uint32_t))
    if out == NULL:
        raise MemoryError
    try:
        for char in text.replace("\n\n", "\0\0").replace("\n", " ").replace("\0", "\n"):
            base = char if char < 128 or 0xD800 <= char <= 0xDFFF else TABLE[char]
            if base == VANISHES or (base == 32 and length and out[length - 1] == 32):
                gone += 1
                kept_from.append(length)
                shifts.append(gone)
            elif base == SEVERAL:
                first = True
                for letter in <str> several[char]:
                    if not first:
                        gone -= 1
                        kept_from.append(length)
                        shifts.append(gone)
                    first = False
                    out[length] = letter
                    length += 1
            else:
                out[length] = base
                length += 1
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, length), tuple(kept_from), tuple(shifts)
    finally:
        PyMem_Free(out)


cdef int32_t _learn(uint32_t char) except? 0:
    from worker.core.text.fold import _VANISHING, _base

    base = _base(chr(char))
    if len(base) > 1:
        TABLE[char] = SEVERAL
    elif _VANISHING.match(base):
        TABLE[char] = VANISHES
    else:
        TABLE[char] = ord(base)
    return TABLE[char]
