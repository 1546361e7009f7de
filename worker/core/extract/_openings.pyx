"""The compiled twins of `openings`."""

import numpy as np

from libc.math cimport sqrt


def first_words(list texts, Py_ssize_t letters, Py_ssize_t words):
    cdef Py_ssize_t start, place, length
    cdef Py_UCS4 letter
    cdef str text
    cdef list found, all_found = []
    for text in texts:
        text = text[:letters].lower()
        length = len(text)
        found = []
        start = place = 0
        for letter in text:
            if not letter.isalnum() or letter.isdecimal():
                if start < place:
                    found.append(text[start:place])
                    if len(found) == words:
                        break
                start = place + 1
            place += 1
        else:
            if start < length:
                found.append(text[start:])
        all_found.append(found)
    return all_found


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
