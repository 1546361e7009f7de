"""The compiled twins of `wording.sums_of` and `wording.family_of`."""

from worker.core.text.characters import caseless

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from libc.math cimport sqrt
from libc.stdint cimport int64_t, uint32_t, uint64_t

cdef enum:
    PRIME = 0x01000193
    SPREAD = 0x9E3779B1
    SALT = 0x85EBCA6B
    LONGEST = 400
    FIRST = 2
    LAST = 5


def sums_of(texts, const signed char[::1] weights):
    cdef uint32_t* codes = NULL
    cdef uint32_t* larger
    cdef Py_ssize_t length, room = 0
    cdef list found = []
    cdef int shift = _shift(weights.shape[0])
    cdef str folded
    try:
        for text in texts:
            folded = caseless(text[:LONGEST])
            if len(folded) + 2 > room:
                room = 2 * len(folded) + LONGEST
                larger = <uint32_t*> PyMem_Realloc(codes, room * sizeof(uint32_t))
                if larger == NULL:
                    raise MemoryError
                codes = larger
            length = _read(folded, codes)
            found.append((_sum(codes, length, shift, &weights[0]), _count(length)))
    finally:
        PyMem_Free(codes)
    return found


def family_of(text, model):
    cdef const signed char[:, ::1] weights = model.kinds
    cdef const float[::1] scale = model.scale, bias = model.bias
    cdef Py_ssize_t length, start, size, column, best = 0, columns = weights.shape[1]
    cdef const signed char* row
    cdef uint32_t running
    cdef int shift = _shift(weights.shape[0])
    cdef double count, score, most = 0
    cdef str folded = caseless(text[:LONGEST])
    cdef uint32_t* codes = <uint32_t*> PyMem_Malloc((len(folded) + 2) * sizeof(uint32_t))
    cdef int64_t* sums = <int64_t*> PyMem_Calloc(columns, sizeof(int64_t))
    try:
        if codes == NULL or sums == NULL:
            raise MemoryError
        length = _read(folded, codes)
        for start in range(length - FIRST + 1):
            running = codes[start]
            for size in range(FIRST, min(LAST, length - start) + 1):
                running = running * <uint32_t> PRIME + codes[start + size - 1]
                row = &weights[_bucket(running, size, shift), 0]
                for column in range(columns):
                    sums[column] += row[column]
        count = _count(length)
        for column in range(columns):
            score = sums[column] * <double> scale[column + 1] / sqrt(count) + <double> bias[column + 1]
            if column == 0 or score > most:
                best, most = column, score
        return best
    finally:
        PyMem_Free(codes)
        PyMem_Free(sums)


cdef int _shift(Py_ssize_t rows):
    """Bits of a hash that are too many for these buckets, whose number is a power of two."""
    cdef int bits = 0
    while rows > 1:
        rows >>= 1
        bits += 1
    return 32 - bits


cdef Py_ssize_t _read(str folded, uint32_t* codes):
    """The characters of `wording.folded`, of a text that has its form and its case; how many they are."""
    cdef Py_UCS4 char
    cdef Py_ssize_t length = 1
    cdef bint digits = False
    codes[0] = 32
    for char in folded:
        if not 97 <= char <= 122:  # most are
            if char.isdecimal():
                if not digits:
                    codes[length] = 48
                    length += 1
                digits = True
                continue
            if char.isspace():
                digits = False
                if codes[length - 1] == 32:
                    continue
                char = 32
            elif 0xD800 <= char <= 0xDFFF:
                char = 63
        digits = False
        codes[length] = char
        length += 1
    if length == 1 or codes[length - 1] != 32:
        codes[length] = 32
        length += 1
    return length


cdef int64_t _sum(const uint32_t* codes, Py_ssize_t length, int shift, const signed char* weights) noexcept nogil:
    cdef Py_ssize_t start, size
    cdef uint32_t running
    cdef int64_t total = 0
    for start in range(length - LAST + 1):
        running = codes[start] * <uint32_t> PRIME + codes[start + 1]
        total += weights[_bucket(running, 2, shift)]
        running = running * <uint32_t> PRIME + codes[start + 2]
        total += weights[_bucket(running, 3, shift)]
        running = running * <uint32_t> PRIME + codes[start + 3]
        total += weights[_bucket(running, 4, shift)]
        running = running * <uint32_t> PRIME + codes[start + 4]
        total += weights[_bucket(running, 5, shift)]
    for start in range(max(length - LAST + 1, 0), length - FIRST + 1):
        running = codes[start]
        for size in range(FIRST, length - start + 1):
            running = running * <uint32_t> PRIME + codes[start + size - 1]
            total += weights[_bucket(running, size, shift)]
    return total


cdef inline uint32_t _bucket(uint32_t running, Py_ssize_t size, int shift) noexcept nogil:
    return <uint32_t> (<uint64_t> ((running + <uint32_t> size * <uint32_t> SALT) * <uint32_t> SPREAD) >> shift)


cdef int64_t _count(Py_ssize_t length) noexcept nogil:
    """How many n-grams a line of two characters or more has."""
    cdef Py_ssize_t size
    cdef int64_t count = 0
    for size in range(FIRST, LAST + 1):
        count += max(length - size + 1, 0)
    return count
