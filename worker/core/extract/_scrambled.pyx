"""The compiled twin of `scrambled.counted`."""


def counted(samples, const unsigned char[::1] kinds):
    cdef Py_ssize_t size = kinds.shape[0], last = kinds[size - 1]
    cdef Py_ssize_t letters, vowels
    cdef Py_UCS4 char
    cdef unsigned char kind
    cdef list found = []
    for sample in samples:
        letters = vowels = 0
        for char in <str> sample:
            kind = kinds[char] if char < size else last
            letters += kind > 0
            vowels += kind > 1
        found.append((letters, vowels))
    return found
