"""The compiled twin of `classifier.leaf_sums`."""

import numpy as np


def leaf_sums(const float[:, ::1] rows, model):
    cdef const long long[::1] questions = model.questions
    cdef const float[:, ::1] borders = model.borders
    cdef const long long[:, ::1] asked = model.asked
    cdef const float[::1] leaves = model.leaves
    cdef Py_ssize_t blocks = rows.shape[0], trees = asked.shape[1], levels = asked.shape[0]
    cdef Py_ssize_t block, tree, level, question, leaf
    cdef unsigned char[::1] answers = np.empty(len(questions), np.uint8)
    sums = np.empty(blocks, np.float64)
    cdef double[::1] out = sums
    cdef double total
    for block in range(blocks):
        for question in range(questions.shape[0]):
            answers[question] = rows[block, questions[question]] > borders[question, 0]
        total = 0
        for tree in range(trees):
            leaf = 0
            for level in range(levels - 1, -1, -1):
                leaf = leaf * 2 + answers[asked[level, tree]]
            total += leaves[(tree << levels) + leaf]
        out[block] = total
    return sums
