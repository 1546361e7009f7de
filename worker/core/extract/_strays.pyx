"""The compiled twin of `strays.without_strays`."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport log

from worker.core.extract import strays as plain
from worker.core.extract.classifier import BODY

cdef double IS_BODY = BODY, SURE = plain.SURE, ENOUGH = plain.ENOUGH, TURN = plain.TURN, EDGE = plain.EDGE
cdef Py_ssize_t MANY = plain.MANY


def without_strays(scan, list scores):
    cdef list texts = scan.blocks.texts, result = scores[:]
    cdef Py_ssize_t n = len(scores), number, letters = 0, sure = 0, start = -1
    cdef bint doubted = False
    cdef double score
    for number in range(n):
        score = scores[number]
        if score >= IS_BODY:
            letters += len(<str>texts[number])
            if score >= SURE:
                sure += len(<str>texts[number])
                start = number if start < 0 else start
            else:
                doubted = True
    if doubted and start >= 0 and sure >= ENOUGH * <double>letters:
        leave_out(result, n, start, plain.of_many(scan, scores) if letters >= MANY else None)
    return result


cdef int leave_out(list scores, Py_ssize_t n, Py_ssize_t start, list settled) except -1:
    """Walks back along the likeliest stretches."""
    cdef unsigned char *stays = <unsigned char *>PyMem_Malloc(n)  # 1: inside after inside, 2: outside after outside
    cdef double inside = 0, outside = 0, score, stay_inside
    cdef Py_ssize_t number
    cdef bint within
    if stays == NULL:
        raise MemoryError
    try:
        for number in range(n):
            score = min(max(<double>scores[number], EDGE), 1 - EDGE)
            stays[number] = (inside >= outside - TURN) | (outside >= inside - TURN) << 1
            stay_inside = (inside if stays[number] & 1 else outside - TURN) + log(score / (1 - score))
            outside = outside if stays[number] & 2 else inside - TURN
            inside = stay_inside
        within = inside >= outside
        for number in range(n - 1, -1, -1):
            if number > start and not within and IS_BODY <= <double>scores[number] < SURE:
                if settled is None or not settled[number] or <double>scores[number] == IS_BODY:
                    scores[number] = IS_BODY - 0.01
            within = within == bool(stays[number] & (1 if within else 2))
    finally:
        PyMem_Free(stays)
    return 0
