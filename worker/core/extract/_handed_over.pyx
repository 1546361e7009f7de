"""The compiled twin of `handed_over.hand_over`: each name is read and each context joined once."""

from cpython cimport array
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_1BYTE_DATA, PyUnicode_DecodeASCII
from libc.math cimport fabs, floor
from libc.string cimport memchr

from worker.core.extract import boxes as plain_boxes
from worker.core.extract import handed_over as plain
from worker.core.extract.classifier import BODY
from worker.core.extract.markup import FIELDS
from worker.models import Block, BlockKind

cdef extern from "Python.h":
    int PyObject_GenericSetAttr(object one, object name, object value) except -1

cdef Py_ssize_t BESIDE = plain.BESIDE, BESIDE_LENGTH = plain.BESIDE_LENGTH, LEVELS = plain.LEVELS
cdef Py_ssize_t LONGEST = plain.LONGEST
cdef int BOILERPLATE = plain.BOILERPLATE
cdef dict KINDS = plain.KINDS
cdef str CLOSING_SIGNS = plain.CLOSING_SIGNS
cdef object HEADING = BlockKind.HEADING, PARAGRAPH = BlockKind.PARAGRAPH

include "_boxes.pxi"


def hand_over(scan, list scores, body=()):
    cdef list texts = scan.blocks.texts, blocks = []
    cdef Py_ssize_t index, first = -1, last = -1, count = len(texts)
    cdef int element, box
    cdef double score
    cdef str text
    if body:
        first, last = body[0], body[len(body) - 1]
    else:
        body = [index for index in range(len(scores)) if <double>scores[index] >= IS_BODY]
        if body:
            first, last = body[0], body[len(body) - 1]
    if first < 0 or not scores:
        return ()
    cdef int *elements = numbers(scan.blocks.elements)
    cdef int *links = numbers(scan.blocks.link_chars)
    cdef int *bold = numbers(scan.blocks.bold_chars)
    cdef Boxes boxes = Boxes(scan, scores)
    cdef Names names = Names(scan)
    cdef set homes = {boxes.parents[elements[<Py_ssize_t>index]] for index in body}
    for index in range(max(first - BESIDE, 0), min(last + BESIDE + 1, <Py_ssize_t>len(scores))):
        text, element = texts[index], elements[index]
        score = scores[index]
        if score < IS_BODY:
            if len(text) > BESIDE_LENGTH:
                continue
            if names.hints(element) & BOILERPLATE and boxes.parents[element] not in homes:
                continue
        box = boxes.of(element)
        blocks.append(
            made(
                names.kind(element) or (HEADING if is_heading(text, bold[index]) else PARAGRAPH),
                text,
                min(<double>links[index] / <double>len(text), 1.0),
                names.context(element),
                index,
                rounded(score),
                box if box >= 0 and boxes.holds_many(box) else -1,
                boxes.asks(box if box >= 0 else element),
            )
        )
    return tuple(blocks)


cdef double rounded(double score):
    """`round(score, 3)` of a probability, without writing it out; what may stand between two is left to Python."""
    cdef double thousands = score * 1000, whole = floor(thousands)
    if fabs(thousands - whole - 0.5) < 1e-6:
        return round(score, 3)
    return (whole + (thousands - whole > 0.5)) / 1000


cdef object made(kind, text, links, context, start, article_score, box, asks):
    """A `Block`, as its own `__init__` makes one, in a fifth of the time."""
    block = Block.__new__(Block)
    PyObject_GenericSetAttr(block, "kind", kind)
    PyObject_GenericSetAttr(block, "text", text)
    PyObject_GenericSetAttr(block, "links", links)
    PyObject_GenericSetAttr(block, "context", context)
    PyObject_GenericSetAttr(block, "start", start)
    PyObject_GenericSetAttr(block, "article_score", article_score)
    PyObject_GenericSetAttr(block, "box", box)
    PyObject_GenericSetAttr(block, "asks", asks)
    return block


cdef bint is_heading(str text, int bold) except -1:
    """The twin of `_looks_like`."""
    return bold >= len(text) * 0.9 and len(text) < 100 and text[len(text) - 1] not in CLOSING_SIGNS


cdef class Names:
    """What elements and those around them say of the blocks in them: the twin of `_path`."""

    cdef list tags
    cdef object attributes, scan
    cdef int *parents
    cdef int *class_hints
    cdef dict of_elements, of_tags, outwards

    def __cinit__(self, scan):
        elements = scan.elements
        self.scan, self.tags, self.attributes = scan, elements.tags, elements.attributes
        self.parents, self.class_hints = numbers(elements.parents), numbers(elements.class_hints)
        self.of_elements, self.of_tags, self.outwards = {}, {}, {}

    cdef int hints(self, int element) noexcept:
        cdef int bits = 0
        cdef Py_ssize_t level
        for level in range(LEVELS):
            if element < 0:
                break
            bits |= self.class_hints[element]
            element = self.parents[element]
        return bits

    cdef object kind(self, int element):
        cdef Py_ssize_t level
        for level in range(LEVELS):
            if element < 0:
                break
            found = KINDS.get(self.tags[element])
            if found is not None:
                return found
            element = self.parents[element]
        return None

    cdef str context(self, int element):
        cdef int parent = self.parents[element]
        cdef str around
        if parent < 0:
            return self.name(element)[:LONGEST]
        around = self.outwards.get(parent)
        if around is None:
            around = self.outwards[parent] = self.names_from(parent)
        return (self.name(element) + " " + around)[:LONGEST]

    cdef str names_from(self, int element):
        """The names of one level less, as far as they can count."""
        cdef list names = []
        cdef Py_ssize_t level
        for level in range(LEVELS - 1):
            if element < 0:
                break
            names.append(self.name(element))
            element = self.parents[element]
        return " ".join(names)[:LONGEST]

    cdef str name(self, int element):
        cdef str known = self.of_elements.get(element), classes, identity, tag
        if known is not None:
            return known
        tag = self.tags[element]
        classes, identity = self.attributes.value(element, "class"), self.attributes.value(element, "id")
        if classes or identity:
            known = words_of(tag, classes, identity)
        else:
            known = self.of_tags.get(tag)
            if known is None:
                known = self.of_tags[tag] = words_of(tag, classes, identity)
        self.of_elements[element] = known
        return known


cdef str words_of(str tag, str classes, str identity):
    """The names in small letters, with one space between them."""
    if not (tag.isascii() and classes.isascii() and identity.isascii()):
        return " ".join(" ".join((tag, classes, identity)).lower().split())
    cdef unsigned char *words = <unsigned char *>PyMem_Malloc(len(tag) + len(classes) + len(identity) + 3)
    cdef Py_ssize_t length
    if words == NULL:
        raise MemoryError
    try:
        length = put(words, 0, tag)
        length = put(words, length, classes)
        length = put(words, length, identity)
        return PyUnicode_DecodeASCII(<const char *>words, max(length - 1, 0), NULL)
    finally:
        PyMem_Free(words)


cdef Py_ssize_t put(unsigned char *words, Py_ssize_t length, str text) noexcept:
    """Put the words of an ASCII text down, each with a space behind it; how long that is now."""
    cdef const unsigned char *letters = PyUnicode_1BYTE_DATA(text)
    cdef Py_ssize_t at
    cdef unsigned char letter
    for at in range(len(text)):
        letter = letters[at]
        if letter <= 32:
            if letter == 32 or 9 <= letter <= 13 or letter >= 28:  # what `str.split` takes for space
                if length and words[length - 1] != 32:
                    words[length] = 32
                    length += 1
                continue
        elif 65 <= letter <= 90:
            letter += 32
        words[length] = letter
        length += 1
    if length and words[length - 1] != 32:
        words[length] = 32
        length += 1
    return length
