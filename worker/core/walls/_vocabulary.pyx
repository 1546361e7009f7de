"""The compiled twins of `vocabulary.bits_of` and `vocabulary.one_number`."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_4BYTE_KIND, PyUnicode_FromKindAndData


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
    cdef Py_ssize_t at = 0, length = 0, size = len(text)
    cdef Py_UCS4 char
    cdef Py_UCS4* out = <Py_UCS4*> PyMem_Malloc((size + 1) * sizeof(Py_UCS4))
    if out == NULL:
        raise MemoryError
    while at < size:
        char = text[at]
        at += 1
        if 97 <= char <= 122 or char == 32:
            pass  # as most are
        elif char == 45:
            char = 32
        elif char.isdecimal():
            while at < size and (
                text[at].isdecimal() or (text[at] in ".,' -" and at + 1 < size and text[at + 1].isdecimal())
            ):
                at += 1
            char = 48
        out[length] = char
        length += 1
    result = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, length)
    PyMem_Free(out)
    return result
