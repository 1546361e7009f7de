"""The compiled twins of `vocabulary.bits_of` and `vocabulary.one_number`."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_1BYTE_KIND,
    PyUnicode_2BYTE_KIND,
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_KIND,
)
from libc.stdint cimport uint8_t, uint16_t, uint32_t

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t


def bits_of(vocabulary, str folded, ends):
    cdef const int[::1] places = vocabulary.automaton.find(folded)
    cdef tuple entries = vocabulary.entries
    cdef dict found = {}, known
    cdef Py_ssize_t place, start, last, length, part = 0, parts = len(ends), begin = 0, size = len(folded)
    cdef Py_ssize_t end = ends[0] if parts else size
    cdef bint bounded_left, bounded_right
    for place in range(0, places.shape[0], 2):
        last = places[place]
        while last >= end:
            part += 1
            begin, end = end, ends[part] if part < parts else size
        for length, bounded_left, bounded_right, language, bits in <tuple> entries[places[place + 1]]:
            start = last - length + 1
            if bounded_left and start and _joins(folded[start - 1]):
                continue
            if bounded_right and last + 1 < size and _joins(folded[last + 1]):
                continue
            known = found.get(part)
            if known is None:
                known = found[part] = {}
            before = known.get(language)
            if before is None:
                known[language] = bits, (bits if start == begin else 0)
            else:
                known[language] = before[0] | bits, (before[1] | bits if start == begin else before[1])
    return found


cdef bint _joins(Py_UCS4 letter):
    if letter < 128:
        return 97 <= letter <= 122 or 48 <= letter <= 57 or 65 <= letter <= 90
    return letter < 0x2E80 and (letter.isalnum() or 0x0900 <= letter <= 0x0DFF)


def one_number(str text):
    cdef Py_ssize_t size = len(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* out = PyMem_Malloc((size + 1) * kind)
    if out == NULL:
        raise MemoryError
    try:
        if kind == PyUnicode_1BYTE_KIND:
            size = _number(<const uint8_t*> data, size, <uint8_t*> out)
        elif kind == PyUnicode_2BYTE_KIND:
            size = _number(<const uint16_t*> data, size, <uint16_t*> out)
        else:
            size = _number(<const uint32_t*> data, size, <uint32_t*> out)
        return PyUnicode_FromKindAndData(kind, out, size)
    finally:
        PyMem_Free(out)


cdef Py_ssize_t _number(const Char* text, Py_ssize_t size, Char* out):
    cdef Py_ssize_t at = 0, length = 0
    cdef Char char
    while at < size:
        char = text[at]
        at += 1
        if char == 45:
            char = 32
        elif _is_digit(char):
            while at < size and (
                _is_digit(text[at])
                or (text[at] in (46, 44, 39, 32, 45) and at + 1 < size and _is_digit(text[at + 1]))
            ):
                at += 1
            char = 48
        out[length] = char
        length += 1
    return length


cdef inline bint _is_digit(Py_UCS4 char):
    """The first decimal digits beside those of ASCII are the Arabic ones."""
    return 48 <= char <= 57 or (char >= 0x660 and char.isdecimal())
