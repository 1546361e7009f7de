"""The compiled twin of `scrambled.counted`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

from worker.core.extract import scrambled as plain

cdef const unsigned char[::1] KINDS = plain.KINDS
cdef Py_ssize_t KNOWN = len(plain.KINDS), LETTERS = plain.LETTERS, SAMPLE = plain.SAMPLE


def counted(texts):
    cdef list found = []
    cdef Py_ssize_t counts[3]
    cdef Py_ssize_t index = -1, place
    cdef Py_UCS4 character
    cdef int kind
    cdef void *data
    cdef str text
    for text in texts:
        index += 1
        if len(text) < LETTERS:
            continue
        kind, data = PyUnicode_KIND(text), PyUnicode_DATA(text)
        counts[0] = counts[1] = counts[2] = 0
        for place in range(min(<Py_ssize_t>len(text), SAMPLE)):
            character = PyUnicode_READ(kind, data, place)
            if <Py_ssize_t>character < KNOWN:
                counts[KINDS[character]] += 1
        if counts[1] + counts[2] >= LETTERS:
            found.append((index, counts[1] + counts[2], counts[2]))
    return found
