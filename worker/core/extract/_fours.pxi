# Tells at once that most pieces do not stand in a text; a part of `_features.pyx`.

cdef enum:
    BYTES = 4096  # of bits: a summary sets some hundred of them, a long article a quarter


cdef class Held:
    """A text that is asked for many pieces: which four letters follow each other in it, as bits of a hash."""

    cdef str text
    cdef uint8_t bits[BYTES]

    def __cinit__(self, str text):
        cdef int kind = PyUnicode_KIND(text)
        cdef void *data = PyUnicode_DATA(text)
        cdef Py_ssize_t place
        cdef uint64_t four = 0
        cdef uint32_t bit
        self.text = text
        for place in range(len(text)):
            four = four << 16 | <uint16_t>PyUnicode_READ(kind, data, place)
            if place >= 3:
                bit = bit_of(four)
                self.bits[bit >> 3] |= <uint8_t>(1 << (bit & 7))

    cdef bint holds(self, str other, Py_ssize_t start, Py_ssize_t end) except -1:
        """`other[start:end] in text`."""
        cdef int kind = PyUnicode_KIND(other)
        cdef void *data = PyUnicode_DATA(other)
        cdef Py_ssize_t place
        cdef uint64_t four = 0
        cdef uint32_t bit
        end = min(end, len(other))
        for place in range(start, end):
            four = four << 16 | <uint16_t>PyUnicode_READ(kind, data, place)
            if place >= start + 3:
                bit = bit_of(four)
                if not self.bits[bit >> 3] >> (bit & 7) & 1:
                    return False
        return other[start:end] in self.text


cdef inline uint32_t bit_of(uint64_t four) noexcept nogil:
    return <uint32_t>(four * 0x9E3779B97F4A7C15ULL >> 49)
