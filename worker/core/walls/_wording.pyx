"""The compiled twins of `wording.sums_of` and `wording.sums_by_family`."""

from unicodedata import normalize

import numpy as np

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport int64_t, uint32_t, uint64_t

cdef Py_ssize_t LONGEST = 400
cdef uint32_t PRIME = 0x01000193, SPREAD = 0x9E3779B1, SALT = 0x85EBCA6B
cdef enum:
    FIRST = 2
    LAST = 5


def sums_of(texts, const signed char[::1] weights):
    cdef int64_t[::1] sums, counts
    cdef uint32_t* codes
    cdef uint32_t* buckets
    cdef Py_ssize_t length, count, gram, line
    cdef int64_t total
    summed, counted = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64)
    sums, counts = summed, counted
    for line, text in enumerate(texts):
        folded = _form(text)
        codes = <uint32_t*> PyMem_Malloc((len(folded) + 2) * (LAST - FIRST + 2) * sizeof(uint32_t))
        if codes == NULL:
            raise MemoryError
        length = _read(folded, codes)
        buckets = codes + len(folded) + 2
        count = _buckets(codes, length, _shift(weights.shape[0]), buckets)
        total = 0
        for gram in range(count):
            total += weights[buckets[gram]]
        PyMem_Free(codes)
        sums[line], counts[line] = total, count
    return summed, counted


def sums_by_family(text, const signed char[:, ::1] weights):
    cdef Py_ssize_t length, count, gram, column
    cdef uint32_t* buckets
    cdef int64_t[::1] sums
    summed = np.zeros(weights.shape[1], np.int64)
    sums = summed
    folded = _form(text)
    cdef uint32_t* codes = <uint32_t*> PyMem_Malloc((len(folded) + 2) * (LAST - FIRST + 2) * sizeof(uint32_t))
    if codes == NULL:
        raise MemoryError
    length = _read(folded, codes)
    buckets = codes + len(folded) + 2
    count = _buckets(codes, length, _shift(weights.shape[0]), buckets)
    for gram in range(count):
        for column in range(weights.shape[1]):
            sums[column] += weights[buckets[gram], column]
    PyMem_Free(codes)
    return summed, count


cdef int _shift(Py_ssize_t rows):
    """Bits of a hash that are too many for these buckets, whose number is a power of two."""
    cdef int bits = 0
    while rows > 1:
        rows >>= 1
        bits += 1
    return 32 - bits


cdef str _form(str text):
    text = text[:LONGEST]
    return text.lower() if text.isascii() else normalize("NFKC", text).casefold()


cdef Py_ssize_t _read(str folded, uint32_t* codes):
    """The characters of `wording.folded`, of a text that has its form and its case; how many they are."""
    cdef Py_UCS4 char
    cdef Py_ssize_t length = 1
    cdef bint digits = False
    codes[0] = 32
    for char in folded:
        if char.isdecimal():
            if not digits:
                codes[length] = 48
                length += 1
            digits = True
            continue
        digits = False
        if char.isspace():
            if codes[length - 1] == 32:
                continue
            char = 32
        elif 0xD800 <= char <= 0xDFFF:
            char = 63
        codes[length] = char
        length += 1
    if length == 1 or codes[length - 1] != 32:
        codes[length] = 32
        length += 1
    return length


cdef Py_ssize_t _buckets(const uint32_t* codes, Py_ssize_t length, int shift, uint32_t* buckets) noexcept nogil:
    """The buckets of all n-grams; how many they are."""
    cdef Py_ssize_t start, size, count = 0
    cdef uint32_t running
    for start in range(length - FIRST + 1):
        running = codes[start]
        for size in range(FIRST, min(LAST, length - start) + 1):
            running = running * PRIME + codes[start + size - 1]
            buckets[count] = <uint32_t> (<uint64_t> ((running + <uint32_t> size * SALT) * SPREAD) >> shift)
            count += 1
    return count
