"""The compiled twins of `features`: the figures of a page's blocks in one pass over each."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FindChar, PyUnicode_KIND
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

import numpy as np

from worker.core.fields.titles import key

cdef enum:
    COMMA = 2
    STOP = 3
    UNSPACED = 7
    SPACE = 8
    KINDS = 9
    ASTRAL = 0x10000  # the class of all characters from there on
    FLUSH = 255

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

_SHAPE = (
    *("words", "characters", "link_share", "links", "bold_share", "digit_share", "comma_share", "stop_share"),
    *("quote_share", "sign_share", "capital_share", "commas_and_stops", "last_character", "first_character"),
    *("word_length", "unlinked_words"),
)


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


cdef inline uint8_t class_at(int kind, const void *text, Py_ssize_t place, const uint8_t *classes) noexcept nogil:
    if kind == 1:
        return classes[(<const uint8_t *>text)[place]]
    if kind == 2:
        return classes[(<const uint16_t *>text)[place]]
    return classes[min((<const uint32_t *>text)[place], <uint32_t>ASTRAL)]


def shape(blocks, const uint8_t[::1] classes):
    cdef Py_ssize_t n = len(blocks), number, length
    cdef Py_ssize_t counts[KINDS]
    cdef int unicode, kind
    cdef double spaced, linked
    cdef const void *data
    words, lengths, out = np.empty(n), np.empty(n), np.empty((len(_SHAPE), n), np.float32)
    cdef double[::1] word_counts = words, sizes = lengths
    cdef float[:, ::1] rows = out
    cdef str text
    for number, block in enumerate(blocks):
        text = block.text
        length = len(text)
        unicode, data = PyUnicode_KIND(text), PyUnicode_DATA(text)
        if unicode == 1:
            count(<const uint8_t *>data, length, &classes[0], counts)
        elif unicode == 2:
            count(<const uint16_t *>data, length, &classes[0], counts)
        else:
            count(<const uint32_t *>data, length, &classes[0], counts)
        spaced = (counts[SPACE] + 1) + counts[UNSPACED] / 2.5
        linked = <float><double>block.link_chars
        linked = min(linked / <double>length, 1.0)
        word_counts[number], sizes[number] = spaced, length
        rows[2, number] = <float>linked
        rows[3, number] = <float><double>block.links
        rows[4, number] = <float>min(<float><double>block.bold_chars / <double>length, 1.0)
        for kind in range(1, 7):
            rows[4 + kind, number] = <float>(<double>counts[kind] / <double>length)
        rows[11, number] = <float>(counts[COMMA] + counts[STOP])
        rows[12, number] = class_at(unicode, data, length - 1, &classes[0])
        rows[13, number] = class_at(unicode, data, 0, &classes[0])
        rows[14, number] = <float>(<double>length / spaced)
        rows[15, number] = <float>(spaced * (1 - linked))
    # numpy's own logarithm, which may differ from the C library's in the last bit
    out[0], out[1] = np.log1p(words), np.log1p(lengths)
    return dict(zip(_SHAPE, out))


cdef bint is_lead(str text, str summary):
    return (
        text[:40] in summary or summary[:40] in text or (len(text) > 60 and text[15:55] in summary)
    )


def words(scan, about, dict cues, tuple cue_kinds):
    cdef list blocks = scan.blocks
    cdef dict seen = {}
    cdef str title = key(about.title), summary = about.summary, body = about.declared_text, text, author
    cdef tuple authors = about.authors
    cdef Py_ssize_t title_length = len(about.title), kinds = len(cue_kinds), n = len(blocks), number, length, end
    cdef Py_ssize_t headed = -1, since
    cdef bint lead = len(summary) > 20
    cdef float news = about.news, article = about.article
    cdef list texts = [block.text for block in blocks]
    names = [f"begins_{kind}" for kind in cue_kinds]
    names += ["is_title", "is_lead", "has_author", "is_declared", "times", "blocks_since_title", "news", "article"]
    out = np.zeros((len(names), n), np.float32)
    cdef float[:, ::1] rows = out
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
    for number in range(n):
        text = texts[number]
        length = len(text)
        if length < 200:
            end = PyUnicode_FindChar(text, c" ", 0, length, 1)
            cue = cues.get((text if end < 0 else text[:end]).lower())
            if cue is not None:
                rows[<Py_ssize_t>cue - 1, number] = 1
            for author in authors:
                if author in text:
                    rows[kinds + 2, number] = 1
                    break
            if title and -9 < length - title_length < 9 and key(text) == title:
                rows[kinds, number] = 1
                headed = number if headed < 0 else headed
        if body and length >= 12:
            rows[kinds + 3, number] = 1 if text[:50] in body else -1
        if lead and length > 20 and is_lead(text, summary):
            rows[kinds + 1, number] = 1
        rows[kinds + 4, number] = min(<Py_ssize_t>seen[text], 4)
    if headed < 0:
        headed = scan.elements.block[scan.headings[0]] if scan.headings else 0
    for number in range(n):
        since = number - headed
        rows[kinds + 5, number] = -30 if since < -30 else 60 if since > 60 else since
        rows[kinds + 6, number] = news
        rows[kinds + 7, number] = article
    return dict(zip(names, out))


def moved(const float[:, ::1] near, tuple offsets):
    cdef Py_ssize_t columns = near.shape[0], n = near.shape[1], column, number, row = 0, offset
    out = np.empty((sum([count for count, _ in offsets]), n), np.float32)
    cdef float[:, ::1] rows = out
    for count, shift in offsets:
        offset = shift
        for column in range(<Py_ssize_t>count):
            for number in range(n):
                rows[row, number] = near[column, number + offset] if 0 <= number + offset < n else -1
            row += 1
    return out


def surroundings(mass):
    cdef const float[::1] masses = mass
    cdef Py_ssize_t n = len(masses), number, width, place, last
    cdef float total = 0
    cdef double[::1] cumulated = np.empty(n + 1)
    sums, out = np.empty((4, n)), np.empty((6, n), np.float32)
    cdef double[:, ::1] around = sums
    cdef float[:, ::1] rows = out
    cumulated[0] = 0
    for number in range(n):
        total += masses[number]
        cumulated[number + 1] = total
    for place, width in enumerate((3, 8)):
        for number in range(n):
            around[2 * place, number] = cumulated[number] - cumulated[max(number - width, 0)]
            around[2 * place + 1, number] = cumulated[min(number + 1 + width, n)] - cumulated[number + 1]
    out[:4] = np.log1p(sums)
    last = -30
    for number in range(n):
        rows[4, number] = min(number - last, 30)
        if masses[number] >= 20:
            last = number
    last = n + 30
    for number in range(n - 1, -1, -1):
        rows[5, number] = min(last - number, 30)
        if masses[number] >= 20:
            last = number
    return dict(zip(_SURROUNDINGS, out))


_SURROUNDINGS = (
    *("words_in_3_before", "words_in_3_after", "words_in_8_before", "words_in_8_after"),
    *("blocks_since_long", "blocks_to_long"),
)
