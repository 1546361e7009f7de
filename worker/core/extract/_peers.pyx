"""The compiled twin of `peers.settle`: counts per name in plain loops."""

from cpython cimport array
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from libc.string cimport memcmp, memcpy, memset

from worker.core.extract import peers as plain
from worker.core.extract.classifier import BODY

include "_lexicon.pxi"

cdef double IS_BODY = BODY, DOUBTED = plain.DOUBTED, OUTVOTED = plain.OUTVOTED
cdef double POSSIBLE = plain.POSSIBLE, AGREED = plain.AGREED
cdef double FAINT = plain.FAINT
cdef Py_ssize_t PARAGRAPH = plain.PARAGRAPH, MUCH = plain.MUCH

cdef struct Peers:
    double letters
    double accepted  # of these
    Py_ssize_t so_far
    Py_ssize_t kept  # of these
    bint stayed_out  # the last of them


def settle(scan, list scores):
    cdef Py_ssize_t n = len(scores), number
    cdef double score
    for number in range(n):
        score = scores[number]
        if FAINT <= score < DOUBTED:
            return settled(scan, scores, n)
    return scores[:]


cdef list settled(scan, list scores, Py_ssize_t n):
    cdef list texts = scan.blocks.texts, result = scores[:]
    cdef int *elements = numbers(scan.blocks.elements)
    cdef int *parents = numbers(scan.elements.parents)
    cdef int *names = numbers(scan.elements.names)
    cdef Lexicon pairs = Lexicon()
    cdef Letter pair[2]
    cdef Py_ssize_t number, length
    cdef double score, share
    cdef Peers *own
    cdef int *which = <int *>grown(NULL, n * sizeof(int))
    cdef Peers *all_peers = NULL
    try:
        all_peers = <Peers *>grown(NULL, n * sizeof(Peers))
        memset(all_peers, 0, n * sizeof(Peers))
        for number in range(n):
            pair[0], pair[1] = names[elements[number]], names[max(parents[elements[number]], 0)]
            which[number] = pairs.number(pair, 2)
            own = &all_peers[which[number]]
            own.letters += len(<str>texts[number])
            if <double>scores[number] >= IS_BODY:
                own.accepted += len(<str>texts[number])
        for number in range(n):
            own, score = &all_peers[which[number]], scores[number]
            share = own.accepted / own.letters
            if score >= IS_BODY:
                if score < DOUBTED and share < OUTVOTED:
                    score = IS_BODY - 0.01
                    result[number] = score
            length = len(<str>texts[number])
            if score < IS_BODY and length >= PARAGRAPH and stays(own, score, share):
                score = IS_BODY
                result[number] = score
            own.stayed_out = score < IS_BODY
            own.so_far += length
            if score >= IS_BODY:
                own.kept += length
    finally:
        PyMem_Free(which)
        PyMem_Free(all_peers)
    return result


cdef bint stays(const Peers *own, double score, double share) noexcept:
    """Whether a paragraph's peers speak for it."""
    if score >= POSSIBLE and share >= AGREED and not own.stayed_out:
        return True
    return score >= FAINT and own.kept >= MUCH and own.kept >= AGREED * <double>own.so_far


cdef int *numbers(array.array column) noexcept:
    return column.data.as_ints
