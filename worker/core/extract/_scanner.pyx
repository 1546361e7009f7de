"""The compiled twin of `scanner.scan_html`: reads the page itself, as libxml2 would, and tells the same.

The `.pxi` beside it find what is written and nest it; what is here takes note of it, as `_Scanner` does. No
string is made but of what is kept, and no attribute is read but those that hint, until it is asked for.
"""

from cpython cimport array
from cpython.mem cimport PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_FromKindAndData, PyUnicode_KIND
from libc.string cimport memchr, memcmp, memcpy, memset

import array
from html.entities import html5

from worker.core.extract import class_hints as class_hint_words
from worker.core.extract import markup, nesting
from worker.core.extract.class_hints import class_hints
from worker.core.extract.scan import MAX_BLOCKS, MAX_DEPTH, MAX_ELEMENTS, MAX_TELLING, MAX_TEXT, Scan
from worker.core.extract.scanner import Enough, section_hints

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(unsigned int character) noexcept
    str PyUnicode_New(Py_ssize_t size, unsigned int most)
    void PyUnicode_WRITE(int kind, void *data, Py_ssize_t index, unsigned int character) noexcept

ctypedef unsigned char Narrow
ctypedef unsigned short Wide
ctypedef unsigned int Full
ctypedef fused Char:
    Narrow
    Wide
    Full

cdef Py_ssize_t DEPTH = MAX_DEPTH, ELEMENTS = MAX_ELEMENTS, BLOCKS = MAX_BLOCKS, TELLING = MAX_TELLING
cdef Py_ssize_t LONGEST = MAX_TEXT, CLASSES = markup.MAX_CLASSES, FLUSH = 1 << 16
cdef int OTHERS = nesting.OTHERS, HIDDEN = markup.HIDDEN, TELLING_MARKS = markup.TELLING_MARKS
cdef dict NO_ATTRIBUTES = {}

include "_lexicon.pxi"
include "_names.pxi"
include "_attributes.pxi"
include "_kept.pxi"


cdef class Notes:
    """What was seen so far: the `_Scanner` of this twin."""

    cdef object scan
    cdef list tags, texts, telling, leading, names, parts, script, title
    cdef ElementNote *elements
    cdef BlockNote *blocks
    cdef Py_ssize_t elements_count, elements_room, blocks_count, blocks_room
    cdef Lexicon alike
    cdef Pieces pieces
    cdef Attributes attributes
    cdef set shadowed
    cdef Full *text
    cdef Py_ssize_t *open
    cdef Py_ssize_t *block_open
    cdef Py_ssize_t opened, blocks_opened
    cdef Py_ssize_t used, room, flushed, pieces_room, begun
    cdef Py_ssize_t link_depth, bold_depth, link_chars, links, bold_chars, skip_depth
    cdef int skip
    cdef bint in_title, has_text, broken

    def __cinit__(self, str html):
        self.scan = scan = Scan()
        self.tags, self.texts, self.alike = scan.elements.tags, scan.blocks.texts, Lexicon()
        self.telling, self.leading = scan.telling, scan.leading
        self.names, self.parts, self.title, self.shadowed = TAGS.names[:], [], [], set()
        self.pieces, self.attributes = Pieces.__new__(Pieces), Attributes.__new__(Attributes)
        self.attributes.html, self.attributes.made = html, {}
        self.open = <Py_ssize_t *>PyMem_Malloc((DEPTH + 4) * sizeof(Py_ssize_t))
        self.block_open = <Py_ssize_t *>PyMem_Malloc((DEPTH + 4) * sizeof(Py_ssize_t))
        if self.open == NULL or self.block_open == NULL:
            raise MemoryError
        self.open[0], self.block_open[0] = -1, 0
        self.opened = self.blocks_opened = 1
        self.skip = -1

    def __dealloc__(self):
        PyMem_Free(self.text)
        PyMem_Free(self.elements)
        PyMem_Free(self.blocks)
        PyMem_Free(self.open)
        PyMem_Free(self.block_open)

    cdef int piece(self) except -1:
        """End a piece of text."""
        cdef Pieces pieces = self.pieces
        if pieces.count == self.pieces_room:
            self.pieces_room = 2 * self.pieces_room + 512
            pieces.ends = <Py_ssize_t *>grown(pieces.ends, self.pieces_room * sizeof(Py_ssize_t))
        pieces.ends[pieces.count] = self.flushed + self.used
        pieces.count += 1
        return 0

    cdef int letter(self, Full character) except -1:
        """Put down a piece of one character."""
        self.make_room(1)
        self.text[self.used] = character
        self.used += 1
        return self.piece()

    cdef int make_room(self, Py_ssize_t more) except -1:
        if self.used + more > self.room:
            self.room = self.used + more + self.room // 2 + 4096
            self.text = <Full *>grown(self.text, self.room * sizeof(Full))
        return 0

    cdef int start(self, int tag, Found *found, dict attributes) except -1:
        """An element opens; `attributes` are given for those tags whose `WANTS` says so."""
        cdef int flags = TAGS.flags[tag] if tag < TAGS.count else 0
        cdef int bits = TAGS.hints[tag] if tag < TAGS.count else 0
        if flags & SPECIAL and self.special(tag, flags, attributes):
            return 0
        cdef Py_ssize_t index = self.elements_count
        cdef ElementNote *element
        if not flags & INLINE:
            self.broken = False
            if self.has_text:
                self.finish_block()
            self.block_open[self.blocks_opened] = index
            self.blocks_opened += 1
        if flags & (BOLD | CLICKED):
            self.style(tag, flags, 1)
        # before the first note: none may name an element that is not kept
        if self.opened > DEPTH or index >= ELEMENTS or self.blocks_count >= BLOCKS:
            raise Enough
        bits |= found.bits
        if found.flags & SECTION:
            self.scan.sections.append(index)
            bits |= <int>section_hints(attributes)
        flags |= found.flags
        cdef bint tells = flags & TELLS or (found.begin >= 0 and bits & TELLING_MARKS)
        if tells and len(self.telling) < TELLING:
            self.telling.append(index)
            if tag == H1:
                self.scan.headings.append(index)
            if flags & PROPERTY:
                self.scan.properties.append(index)
            if flags & RELATED:
                self.scan.related.append(index)
        if flags & LEADS:
            self.leading.append(index)
        if index == self.elements_room:
            self.more_elements()
        element = &self.elements[index]
        element.parent, element.class_hints = <int>self.open[self.opened - 1], bits
        element.first, element.block = <int>self.pieces.count, <int>self.blocks_count
        element.last = element.last_block = element.after = -1
        found.name[0] = tag
        element.name = self.alike.number(found.name, found.name_end)
        self.attributes.begins[index] = found.begin
        self.tags.append(self.names[tag])
        self.elements_count = self.attributes.count = index + 1
        self.open[self.opened] = index
        self.opened += 1
        return 0

    cdef bint special(self, int tag, int flags, dict attributes) except -1:
        if tag == BR:
            if self.broken and self.has_text:
                self.finish_block()
            self.broken = True
            self.letter(10)
            return True
        if flags & SKIPPED:
            if tag == TEMPLATE and "shadowrootmode" in attributes and self.is_shadow_root(attributes):
                return False
            self.skip, self.skip_depth = tag, 1
            if tag == SCRIPT and "ld+json" in attributes.get("type", "").lower():
                self.script = []
            return True
        if tag == META:
            self.scan.metas.append(attributes)
        elif tag == LINK:
            self.scan.links.append(attributes)
        elif tag == TITLE:
            self.in_title = not self.title
        elif tag == HTML:
            self.scan.language = self.scan.language or attributes.get("lang", "") or attributes.get("xml:lang", "")
        return False

    cdef bint is_shadow_root(self, dict attributes) except -1:
        cdef Py_ssize_t host = self.open[self.opened - 1]
        tag = self.tags[host] if host >= 0 else ""
        valid = attributes["shadowrootmode"].lower() in {"open", "closed"} and (
            tag in markup.SHADOW_HOSTS or "-" in tag
        )
        if not valid or host in self.shadowed:
            return False
        self.shadowed.add(host)
        return True

    cdef int end(self, int tag) except -1:
        """An element closes."""
        if self.skip >= 0:
            self.skip_depth -= tag == self.skip
            if not self.skip_depth:
                self.skip = -1
                if self.script is not None:
                    self.scan.json_scripts.append("".join(self.script))
                    self.script = None
            return 0
        if tag == BR or self.opened == 1:
            return 0
        cdef int flags = TAGS.flags[tag] if tag < TAGS.count else 0
        if not flags & INLINE:
            self.broken = False
            if self.has_text:
                self.finish_block()
            self.blocks_opened -= 1
            if tag == TITLE:
                self.in_title = False
                self.scan.head_title = "".join(self.title)
        if flags & (BOLD | CLICKED):
            self.style(tag, flags, -1)
        self.opened -= 1
        cdef ElementNote *element = &self.elements[self.open[self.opened]]
        element.last, element.last_block = <int>self.pieces.count, <int>self.blocks_count
        element.after = <int>self.elements_count
        return 0

    cdef void style(self, int tag, int flags, int step) noexcept:
        if flags & BOLD:
            self.bold_depth += step
        else:
            self.link_depth += step
            self.links += step > 0 and tag == A

    cdef int finish_block(self) except -1:
        cdef str text = collapsed(self.text + self.begun - self.flushed, self.used - self.begun + self.flushed)
        self.letter(32)
        if self.used >= FLUSH:
            self.flush()
        self.begun = self.flushed + self.used
        if self.blocks_count == self.blocks_room:
            self.blocks_room = 2 * self.blocks_room + 128
            self.blocks = <BlockNote *>grown(self.blocks, self.blocks_room * sizeof(BlockNote))
        cdef BlockNote *block = &self.blocks[self.blocks_count]
        block.element = <int>self.block_open[self.blocks_opened - 1]
        block.link_chars, block.links, block.bold_chars = <int>self.link_chars, <int>self.links, <int>self.bold_chars
        self.blocks_count += 1
        self.texts.append(text)
        self.link_chars = self.links = self.bold_chars = 0
        self.has_text = False
        return 0

    cdef int more_elements(self) except -1:
        self.elements_room = 2 * self.elements_room + 512
        self.elements = <ElementNote *>grown(self.elements, self.elements_room * sizeof(ElementNote))
        self.attributes.begins = <Py_ssize_t *>grown(self.attributes.begins, self.elements_room * sizeof(Py_ssize_t))
        return 0

    cdef int flush(self) except -1:
        """Move the text out of the buffer, where each character takes four bytes."""
        self.parts.append(PyUnicode_FromKindAndData(4, self.text, self.used))
        self.flushed += self.used
        self.used = 0
        return 0

    cdef object done(self):
        if self.has_text:
            self.finish_block()
        self.flush()
        self.pieces.text = "".join(self.parts)
        self.scan.pieces, self.scan.elements.attributes = self.pieces, self.attributes
        give_elements(self.elements, self.elements_count, self.scan.elements)
        give_blocks(self.blocks, self.blocks_count, self.scan.blocks)
        return self.scan


cdef int take_text(Char *page, Py_ssize_t start, Py_ssize_t end, Notes notes) except -1:
    """Take note of a piece of text."""
    if start == end:
        return 0
    if notes.skip >= 0:
        return 0
    if notes.in_title:
        notes.title.append(string(page, start, end))
        return 0
    notes.make_room(end - start)
    cdef Full *text = notes.text + notes.used
    cdef Py_ssize_t index
    for index in range(end - start):
        text[index] = c'?' if is_half(page[start + index]) else page[start + index]
    notes.used += end - start
    notes.piece()
    while start < end and Py_UNICODE_ISSPACE(page[start]):
        start += 1
    if start == end:
        return 0
    notes.has_text = True
    notes.broken = False
    if notes.link_depth or notes.bold_depth:
        while Py_UNICODE_ISSPACE(page[end - 1]):
            end -= 1
        if notes.link_depth:
            notes.link_chars += end - start
        if notes.bold_depth:
            notes.bold_chars += end - start
    return 0


cdef str string(Char *page, Py_ssize_t start, Py_ssize_t end):
    cdef str text = PyUnicode_FromKindAndData(sizeof(Char), page + start, end - start)
    while start < end:
        if is_half(page[start]):
            return text.encode("utf-8", "replace").decode()
        start += 1
    return text


cdef str collapsed(Full *text, Py_ssize_t length):
    """The words with one space between them."""
    cdef Py_ssize_t index, kept = 0
    cdef Full most = 0
    cdef bint space = False
    for index in range(length):
        if Py_UNICODE_ISSPACE(text[index]):
            space = kept > 0
        else:
            kept += 1 + space
            most |= text[index]
            space = False
    cdef str result = PyUnicode_New(kept, most if most < 0x10FFFF else 0x10FFFF)
    cdef void *data = PyUnicode_DATA(result)
    cdef int kind = PyUnicode_KIND(result)
    kept = 0
    space = False
    for index in range(length):
        if Py_UNICODE_ISSPACE(text[index]):
            space = kept > 0
        else:
            if space:
                PyUnicode_WRITE(kind, data, kept, 32)
                kept += 1
            PyUnicode_WRITE(kind, data, kept, text[index])
            kept += 1
            space = False
    return result


include "_text.pxi"
include "_nesting.pxi"


def scan_html(str html):
    cdef int kind = PyUnicode_KIND(html)
    cdef void *page = PyUnicode_DATA(html)
    cdef Notes notes = Notes(html)
    cdef Nest nest = Nest(notes, len(html))
    try:
        if kind == 1:
            read(<Narrow *>page, nest)
        elif kind == 2:
            read(<Wide *>page, nest)
        else:
            read(<Full *>page, nest)
    except Enough:
        pass
    return notes.done()
