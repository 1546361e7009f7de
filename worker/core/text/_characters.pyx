"""The compiled twin of `characters.letters`."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    ASCII = 128

cdef uint8_t kept[2][ASCII]
for _code in range(ASCII):
    kept[0][_code] = chr(_code).isalnum()
    kept[1][_code] = kept[0][_code] or chr(_code) == "\n"


cdef Py_ssize_t copy(const Code *text, Py_ssize_t length, Code *out, const uint8_t *keeps) noexcept:
    cdef Py_ssize_t place, count = 0
    cdef Py_UCS4 letter
    for place in range(length):
        letter = text[place]
        # written in any case: no branch to guess where words end
        out[count] = <Code>letter
        if letter < ASCII:
            count += keeps[letter]
        elif letter.isalnum():
            count += 1
    return count


def letters(str text, *, bint by_line=False):
    cdef Py_ssize_t length = len(text), count
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    cdef void *out = PyMem_Malloc(max(length * kind, 1))
    if out == NULL:
        raise MemoryError
    try:
        if kind == 1:
            count = copy(<const uint8_t *>data, length, <uint8_t *>out, kept[by_line])
        elif kind == 2:
            count = copy(<const uint16_t *>data, length, <uint16_t *>out, kept[by_line])
        else:
            count = copy(<const uint32_t *>data, length, <uint32_t *>out, kept[by_line])
        return PyUnicode_FromKindAndData(kind, out, count)
    finally:
        PyMem_Free(out)
