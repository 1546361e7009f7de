"""The compiled twins of `openings`: the first words of each block, and what they weigh."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ, PyUnicode_Substring
from libc.math cimport sqrt

import numpy as np


def first_words(list texts, Py_ssize_t most):
    cdef Py_ssize_t place, start, count, length
    cdef int kind
    cdef void *data
    cdef Py_UCS4 letter
    cdef bint inside
    cdef list found, words
    cdef str line
    found = []
    for text in texts:
        line = (<str>text).lower()
        length, kind, data = len(line), PyUnicode_KIND(line), PyUnicode_DATA(line)
        words = []
        count, start = 0, -1
        for place in range(length + 1):
            inside = False
            if place < length:
                letter = PyUnicode_READ(kind, data, place)
                # [^\W\d_] of a pattern
                inside = c"a" <= letter <= c"z" if letter < 128 else letter.isalnum() and not letter.isdecimal()
            if inside:
                if start < 0:
                    start = place
            elif start >= 0:
                words.append(PyUnicode_Substring(line, start, place))
                start = -1
                count += 1
                if count == most:
                    break
        found.append(words)
    return found


def weighed(list blocks, dict weights, set told):
    cdef Py_ssize_t number, count, shared, n = len(blocks)
    cdef double total
    cdef list words
    out = np.zeros((5, n), np.float32)
    cdef float[:, ::1] rows = out
    for number in range(n):
        words = blocks[number]
        count = len(words)
        if count == 0:
            continue
        total, shared = 0, 0
        for word in words:
            weight = weights.get(word)
            if weight is not None:
                total += <double>weight
            shared += word in told
        rows[0, number] = <float>(total / sqrt(count))
        rows[1, number] = <float>(total / count)
        weight = weights.get("^" + words[0])
        if weight is not None:
            rows[2, number] = <float><double>weight
        if count > 1:
            weight = weights.get("^" + words[0] + " " + words[1])
            if weight is not None:
                rows[3, number] = <float><double>weight
        rows[4, number] = <float>(<double>shared / <double>count)
    return out
