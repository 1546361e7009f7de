"""The compiled twin of `features.features`: all figures of a page's blocks, column by column, in one piece of memory.

Each part writes the columns of the function that it is called like, in `features.py` here and in the module of its own
name for the `.pxi` beside it: the same arithmetic in the same precision, in plain loops. Logarithms are numpy's: the C
library's may differ in the last bit.
"""

from cpython cimport array
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FindChar, PyUnicode_KIND, PyUnicode_READ
from libc.math cimport sqrt
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport qsort
from libc.string cimport memcmp, memcpy, memset

import numpy as np

from worker.core.extract import features as plain
from worker.core.extract import layout as plain_layout
from worker.core.extract import openings as plain_openings
from worker.core.extract import outline as plain_outline
from worker.core.fields.titles import key

include "_lexicon.pxi"
include "_small_letters.pxi"
include "_fours.pxi"

cdef enum:
    MEMORIES = 64

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef Py_ssize_t COLUMNS = len(plain.column_names()), KINDS_OF_CUES = len(plain.CUE_KINDS)
cdef uint8_t[::1] CLASSES = plain.CLASSES
cdef Table CUES = Table(plain.CUES)
cdef list SEEN = [plain.column_names().index(name) for name in plain.SEEN_FROM_NEAR]
cdef tuple OFFSETS = plain.OFFSETS


cdef class Page:
    """The blocks and elements of a page as the parts read them, the columns that they write, and memory for both."""

    cdef Py_ssize_t n, elements_count, peers_count, written
    cdef list texts
    cdef Py_ssize_t headed
    # of each block: its element, the number of its peers, what is counted in it
    cdef int *at
    cdef int *peers
    cdef int *link_chars
    cdef int *links
    cdef int *bold_chars
    # of each element, as in `layout.Tree`
    cdef int *parents
    cdef int *hints
    cdef int *names
    cdef int *first
    cdef int *last
    cdef int *depth
    cdef int *outer
    cdef int64_t *bits
    cdef int64_t *inherited
    cdef float *columns
    # columns that several parts read, and words as they were before the logarithm
    cdef float *log_words
    cdef float *link_share
    cdef float *digit_share
    cdef float *unlinked
    cdef float *near
    cdef float *words
    cdef object scan, kept_words
    cdef void *memories[MEMORIES]
    cdef int taken

    def __cinit__(self, scan, float[:, ::1] columns):
        elements, blocks = scan.elements, scan.blocks
        self.scan, self.texts, self.n = scan, blocks.texts, len(blocks.texts)
        self.elements_count = len(elements.tags)
        self.columns = &columns[0, 0]
        self.at, self.link_chars = numbers(blocks.elements), numbers(blocks.link_chars)
        self.links, self.bold_chars = numbers(blocks.links), numbers(blocks.bold_chars)
        self.parents, self.hints, self.names = numbers(elements.parents), numbers(elements.class_hints), numbers(elements.names)
        self.first = numbers(elements.block)

    def __dealloc__(self):
        cdef int number
        for number in range(self.taken):
            PyMem_Free(self.memories[number])

    cdef void *take(self, Py_ssize_t count, Py_ssize_t size) except NULL:
        """Memory for so many values, until the page is done."""
        assert self.taken < MEMORIES
        cdef void *memory = PyMem_Malloc(max(count, 1) * size)
        if memory == NULL:
            raise MemoryError
        self.memories[self.taken] = memory
        self.taken += 1
        return memory

    cdef void *zeros(self, Py_ssize_t count, Py_ssize_t size) except NULL:
        return memset(self.take(count, size), 0, max(count, 1) * size)

    cdef float *rows(self, Py_ssize_t count) noexcept:
        """The next columns that are to be written."""
        self.written += count
        return self.columns + (self.written - count) * self.n


cdef int *numbers(array.array column) noexcept:
    return column.data.as_ints


cdef void logarithms(values, float *row):
    """Put log1p of each value into a column, and on into those after it."""
    cdef double[::1] found = np.log1p(values).ravel()
    cdef Py_ssize_t number
    for number in range(len(found)):
        row[number] = <float>found[number]


include "_layout.pxi"
include "_outline.pxi"
include "_openings.pxi"


def features(scan, about, weights=plain_openings.NO_WORDS):
    cdef Py_ssize_t n = len(scan.blocks)
    out = np.empty((COLUMNS, n), np.float32)
    if not n:
        return out.T
    cdef Page page = Page(scan, out)
    read_tree(page)
    number_peers(page)
    shape(page, out)
    layout(page)
    words(page, about)
    neighbours(page)
    surroundings(page)
    outline(page)
    openings(page, f"{about.title} {about.summary}", weights)
    assert page.written == COLUMNS, "`features.py` has other columns than its twin"
    return out.T


cdef enum:
    COMMA = 2
    STOP = 3
    UNSPACED = 7
    SPACE = 8
    KINDS = 9
    ASTRAL = 0x10000  # the class of all characters from there on
    FLUSH = 255


cdef void count(const Code *text, Py_ssize_t length, const uint8_t *classes, Py_ssize_t *counts) noexcept nogil:
    """How many characters there are of each kind but 0, in eight counters of a byte in one number."""
    cdef uint64_t steps[KINDS]
    cdef uint64_t together
    cdef Py_ssize_t place = 0, end
    cdef int kind
    steps[0] = 0
    for kind in range(1, KINDS):
        counts[kind] = 0
        steps[kind] = (<uint64_t>1) << (8 * (kind - 1))
    while place < length:
        end = min(place + FLUSH, length)
        together = 0
        while place < end:
            if Code is uint32_t:
                together += steps[classes[min(text[place], <uint32_t>ASTRAL)]]
            else:
                together += steps[classes[text[place]]]
            place += 1
        for kind in range(1, KINDS):
            counts[kind] += (together >> (8 * (kind - 1))) & 255


cdef inline uint8_t class_of(uint32_t letter) noexcept nogil:
    return CLASSES[min(letter, <uint32_t>ASTRAL)]


cdef int shape(Page page, out) except -1:
    cdef Py_ssize_t n = page.n, number, length
    cdef Py_ssize_t counts[KINDS]
    cdef int unicode, kind
    cdef double spaced, linked
    cdef const void *data
    cdef const uint8_t *classes = &CLASSES[0]
    cdef float *rows = page.rows(16)
    raw = np.empty((2, n))
    cdef double[:, ::1] sizes = raw
    cdef str text
    for number in range(n):
        text = page.texts[number]
        length = len(text)
        unicode, data = PyUnicode_KIND(text), PyUnicode_DATA(text)
        if unicode == 1:
            count(<const uint8_t *>data, length, classes, counts)
        elif unicode == 2:
            count(<const uint16_t *>data, length, classes, counts)
        else:
            count(<const uint32_t *>data, length, classes, counts)
        spaced = (counts[SPACE] + 1) + counts[UNSPACED] / 2.5
        linked = <float>page.link_chars[number]
        linked = min(linked / <double>length, 1.0)
        sizes[0, number], sizes[1, number] = spaced, length
        rows[2 * n + number] = <float>linked
        rows[3 * n + number] = <float>page.links[number]
        rows[4 * n + number] = <float>min(<float>page.bold_chars[number] / <double>length, 1.0)
        for kind in range(1, 7):
            rows[(4 + kind) * n + number] = <float>(<double>counts[kind] / <double>length)
        rows[11 * n + number] = <float>(counts[COMMA] + counts[STOP])
        rows[12 * n + number] = class_of(PyUnicode_READ(unicode, <void *>data, length - 1))
        rows[13 * n + number] = class_of(PyUnicode_READ(unicode, <void *>data, 0))
        rows[14 * n + number] = <float>(<double>length / spaced)
        rows[15 * n + number] = <float>(spaced * (1 - linked))
    logarithms(raw, rows)
    page.kept_words = np.expm1(out[0])
    cdef float[::1] words = page.kept_words
    page.words = &words[0]
    page.log_words, page.link_share, page.digit_share, page.unlinked = rows, rows + 2 * n, rows + 5 * n, rows + 15 * n
    return 0


cdef bint is_lead(str text, Held summary, str beginning) except -1:
    return (
        summary.holds(text, 0, 40)
        or (len(text) >= len(beginning) and beginning in text)
        or (len(text) > 60 and summary.holds(text, 15, 55))
    )


cdef int words(Page page, about) except -1:
    cdef dict seen = {}
    cdef str title = key(about.title), summary = about.summary, text, author
    cdef Held told = Held(summary), body = Held(about.declared_text)
    cdef tuple authors = about.authors
    cdef Py_ssize_t title_length = len(about.title), n = page.n, number, length, headed = -1, since
    cdef bint lead = len(summary) > 20, declared = len(body.text) > 0
    cdef str beginning = summary[:40]
    cdef float news = about.news, article = about.article
    cdef int cue
    cdef float *rows = page.rows(KINDS_OF_CUES + 8)
    cdef float *titled = rows + KINDS_OF_CUES * n
    memset(rows, 0, (KINDS_OF_CUES + 5) * n * sizeof(float))
    for text in page.texts:
        seen[text] = seen.get(text, 0) + 1
    for number in range(n):
        text = page.texts[number]
        length = len(text)
        if length < 200:
            cue = CUES.of_first_word(text)
            if cue > 0:
                rows[(cue - 1) * n + number] = 1
            for author in authors:
                if author in text:
                    titled[2 * n + number] = 1
                    break
            if title and -9 < length - title_length < 9 and key(text) == title:
                titled[number] = 1
                headed = number if headed < 0 else headed
        if declared and length >= 12:
            titled[3 * n + number] = 1 if body.holds(text, 0, 50) else -1
        if lead and length > 20 and is_lead(text, told, beginning):
            titled[n + number] = 1
        titled[4 * n + number] = min(<Py_ssize_t>seen[text], 4)
    if headed < 0:
        headed = page.scan.elements.block[page.scan.headings[0]] if page.scan.headings else 0
    for number in range(n):
        since = number - headed
        titled[5 * n + number] = -30 if since < -30 else 60 if since > 60 else since
        titled[6 * n + number] = news
        titled[7 * n + number] = article
    page.headed = min(headed, n - 1)
    return 0


cdef int neighbours(Page page) except -1:
    cdef Py_ssize_t n = page.n, number, column, seen, far
    cdef float *own
    cdef float *row
    for seen, far in OFFSETS:
        for column in range(seen):
            own, row = page.columns + <Py_ssize_t>SEEN[column] * n, page.rows(1)
            for number in range(n):
                row[number] = own[number + far] if 0 <= number + far < n else -1
    return 0


cdef int surroundings(Page page) except -1:
    cdef const float *masses = page.unlinked
    cdef Py_ssize_t n = page.n, number, width, place, last
    cdef float total = 0
    cdef double *cumulated = <double *>page.take(n + 1, sizeof(double))
    cdef float *rows = page.rows(6)
    sums = np.empty((4, n))
    cdef double[:, ::1] around = sums
    cumulated[0] = 0
    for number in range(n):
        total += masses[number]
        cumulated[number + 1] = total
    for place in range(2):
        width = 8 if place else 3
        for number in range(n):
            around[2 * place, number] = cumulated[number] - cumulated[max(number - width, 0)]
            around[2 * place + 1, number] = cumulated[min(number + 1 + width, n)] - cumulated[number + 1]
    logarithms(sums, rows)
    last = -30
    for number in range(n):
        rows[4 * n + number] = min(number - last, 30)
        if masses[number] >= 20:
            last = number
    last = n + 30
    for number in range(n - 1, -1, -1):
        rows[5 * n + number] = min(last - number, 30)
        if masses[number] >= 20:
            last = number
    return 0
