"""The compiled twin of `openings.weighed`."""

import numpy as np

from libc.math cimport sqrt


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
