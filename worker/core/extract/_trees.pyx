"""The compiled twin of `classifier.leaf_sums`."""

import numpy as np

cdef extern from *:
    """
    #define TOGETHER 16  /* blocks, whose answers one vector instruction adds */

    static void ask(const float *restrict figures, float border, unsigned char *restrict answers) {
        for (int block = 0; block < TOGETHER; block++) answers[block] = figures[block] > border;
    }

    static void go_down(unsigned char *restrict leaf, const unsigned char *restrict answers) {
        for (int block = 0; block < TOGETHER; block++) leaf[block] = leaf[block] + leaf[block] + answers[block];
    }
    """
    const int TOGETHER
    void ask(const float *figures, float border, unsigned char *answers) nogil
    void go_down(unsigned char *leaf, const unsigned char *answers) nogil


def leaf_sums(const float[:, ::1] columns, model):
    cdef const long long[::1] questions = model.questions
    cdef const float[:, ::1] borders = model.borders
    cdef const long long[:, ::1] asked = model.asked
    cdef const float[::1] leaves = model.leaves
    cdef Py_ssize_t blocks = columns.shape[1], trees = asked.shape[1], levels = asked.shape[0]
    cdef Py_ssize_t first, count, block, tree, level, question
    cdef unsigned char[:, ::1] answers = np.zeros((len(questions), TOGETHER), np.uint8)
    cdef unsigned char leaf[16]
    cdef float padded[16]
    cdef double total[16]
    cdef const float *figures
    cdef const float *of_tree
    sums = np.zeros(blocks, np.float64)
    cdef double[::1] out = sums
    for block in range(TOGETHER):
        padded[block] = 0
    for first in range(0, blocks, TOGETHER):
        count = min(blocks - first, TOGETHER)
        for question in range(questions.shape[0]):
            figures = &columns[questions[question], first]
            if count < TOGETHER:
                for block in range(count):
                    padded[block] = figures[block]
                figures = padded
            ask(figures, borders[question, 0], &answers[question, 0])
        for block in range(TOGETHER):
            total[block] = 0
        for tree in range(trees):
            for block in range(TOGETHER):
                leaf[block] = 0
            for level in range(levels - 1, -1, -1):
                go_down(leaf, &answers[asked[level, tree], 0])
            of_tree = &leaves[tree << levels]
            for block in range(TOGETHER):
                total[block] += of_tree[leaf[block]]
        for block in range(count):
            out[first + block] = total[block]
    return sums
