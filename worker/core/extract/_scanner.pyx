# cython: wraparound=True
"""The compiled twin of `scanner.scan_html`: the same calls from the parser, answered in C."""

from cpython.dict cimport PyDict_Next
from cpython.object cimport PyObject

from lxml import etree

from worker.core.extract.class_hints import class_hints
from worker.core.extract import markup
from worker.core.extract.scan import MAX_BLOCKS, MAX_DEPTH, MAX_ELEMENTS, MAX_TELLING, RawBlock, Scan
from worker.core.extract.scanner import CHUNK, Enough, section_hints

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)

cdef enum:
    INLINE = 1
    SPECIAL = 2
    BOLD = 4
    CLICKED = 8
    TELLS = 16
    # of an attribute
    NAMES = 32
    HIDES = 64
    HREF = 128
    SECTION = 256

cdef int CLASS_LENGTH = 200
cdef int HIDDEN = markup.HIDDEN
cdef int TELLING_MARKS = markup.TELLING_MARKS
cdef Py_ssize_t DEPTH = MAX_DEPTH, ELEMENTS = MAX_ELEMENTS, BLOCKS = MAX_BLOCKS, TELLING = MAX_TELLING
cdef dict NO_ATTRIBUTES = {}
cdef dict HIDING = markup.HIDING


cdef class Meaning:
    """What one tag or attribute means, in one look."""

    cdef int flags
    cdef int hints
    cdef str name

    def __init__(self, str name):
        self.name = name
        self.flags = (
            INLINE * (name in markup.INLINE)
            | SPECIAL * (name in markup.SPECIAL)
            | BOLD * (name in markup.BOLD)
            | CLICKED * (name in markup.STYLED - markup.BOLD)
            | NAMES * (name in markup.NAMES)
            | HIDES * (name in markup.HIDING)
            | HREF * (name == "href")
            | SECTION * (name in markup.SECTIONS)
            | TELLS * (name in markup.TELLING or name in markup.TELLING_ATTRIBUTES)
        )
        self.hints = markup.TAG_HINTS.get(name, markup.NO_HINTS)[0]


cdef dict TAGS = {
    name: Meaning(name)
    for name in (
        *markup.INLINE, *markup.SPECIAL, *markup.STYLED, *markup.MARKED_TAGS, *markup.TELLING, *markup.SHADOW_HOSTS,
        *("ul", "ol", "li", "dl", "dd", "dt", "table", "tbody", "tr", "td", "th", "form"),
    )
}
cdef dict ATTRIBUTES = {name: Meaning(name) for name in (*markup.READ, *markup.SECTIONS)}


cdef class Scanner:
    cdef object scan
    cdef list tags, parents, attributes, class_hints, first, last, block, last_block
    cdef list pieces, blocks, telling, open, block_open, script, title
    cdef str skip
    cdef set shadowed
    cdef Py_ssize_t skip_depth, link_depth, bold_depth, begun, link_chars, links, bold_chars
    cdef bint in_title, has_text, broken

    def __init__(self):
        self.scan = scan = Scan()
        elements = scan.elements
        self.tags, self.parents, self.attributes = elements.tags, elements.parents, elements.attributes
        self.class_hints, self.first, self.last = elements.class_hints, elements.first, elements.last
        self.block, self.last_block = elements.block, elements.last_block
        self.pieces, self.blocks, self.telling = scan.pieces, scan.blocks, scan.telling
        self.open, self.block_open, self.title, self.shadowed = [-1], [0], [], set()

    def start(self, str tag, attributes):
        cdef Meaning meaning
        cdef int flags = 0, bits = 0
        if self.skip is not None:
            self.skip_depth += tag == self.skip
            return
        known = TAGS.get(tag)
        if known is not None:
            meaning = known
            tag, flags, bits = meaning.name, meaning.flags, meaning.hints
            if flags & SPECIAL and self.special(tag, attributes):
                return
        cdef Py_ssize_t index = len(self.tags)
        if not flags & INLINE:
            self.broken = False
            if self.has_text:
                self.finish_block()
            self.block_open.append(index)
        if flags & (BOLD | CLICKED):
            self.style(tag, flags, 1)
        cdef bint tells = flags & TELLS
        cdef Py_ssize_t place = 0
        cdef PyObject *key
        cdef PyObject *value
        if attributes:
            while PyDict_Next(attributes, &place, &key, &value):
                known = ATTRIBUTES.get(<str>key)
                if known is None:
                    continue
                meaning = known
                if meaning.flags & NAMES:
                    names = <str>value
                    bits |= <int>class_hints(names if len(names) <= CLASS_LENGTH else names[:CLASS_LENGTH])
                elif meaning.flags & HIDES:
                    if <str>HIDING[meaning.name] in <str>value:
                        bits |= HIDDEN
                elif meaning.flags & SECTION:
                    if not self.scan.sections or self.scan.sections[-1] != index:
                        self.scan.sections.append(index)
                        bits |= <int>section_hints(attributes)
                    continue
                elif meaning.flags & HREF:
                    tells = tells or (tag == "a" and "/aut" in <str>value)
                tells = tells or meaning.flags & TELLS
            tells = tells or bits & TELLING_MARKS
        else:
            attributes = NO_ATTRIBUTES
        if tells and len(self.telling) < TELLING:
            self.telling.append(index)
            if tag == "h1":
                self.scan.headings.append(index)
        if len(self.open) > DEPTH or index >= ELEMENTS or len(self.blocks) >= BLOCKS:
            raise Enough
        self.tags.append(tag)
        self.parents.append(self.open[-1])
        self.attributes.append(attributes)
        self.class_hints.append(bits)
        self.first.append(len(self.pieces))
        self.last.append(-1)
        self.block.append(len(self.blocks))
        self.last_block.append(-1)
        self.open.append(index)

    cdef bint special(self, str tag, attributes) except -1:
        if tag == "br":
            if self.broken and self.has_text:
                self.finish_block()
            self.broken = True
            self.pieces.append("\n")
            return True
        if tag in markup.SKIPPED:
            if tag == "template" and "shadowrootmode" in attributes and self.is_shadow_root(attributes):
                return False
            self.skip, self.skip_depth = tag, 1
            if tag == "script" and "ld+json" in attributes.get("type", ""):
                self.script = []
            return True
        if tag == "meta":
            self.scan.metas.append(attributes)
        elif tag == "link":
            self.scan.links.append(attributes)
        elif tag == "title":
            self.in_title = not self.title
        elif tag == "html":
            self.scan.language = self.scan.language or attributes.get("lang", "") or attributes.get("xml:lang", "")
        return False

    cdef bint is_shadow_root(self, attributes) except -1:
        host = self.open[-1]
        tag = self.tags[host] if host >= 0 else ""
        valid = attributes["shadowrootmode"].lower() in {"open", "closed"} and (
            tag in markup.SHADOW_HOSTS or "-" in tag
        )
        if not valid or host in self.shadowed:
            return False
        self.shadowed.add(host)
        return True

    def end(self, str tag):
        cdef int flags = 0
        if self.skip is not None:
            self.end_skipped(tag)
            return
        if tag == "br" or len(self.open) == 1:
            return
        known = TAGS.get(tag)
        if known is not None:
            flags = (<Meaning>known).flags
        if not flags & INLINE:
            self.broken = False
            if self.has_text:
                self.finish_block()
            self.block_open.pop()
            if flags & SPECIAL and tag == "title":
                self.in_title = False
                self.scan.head_title = "".join(self.title)
        if flags & (BOLD | CLICKED):
            self.style(tag, flags, -1)
        cdef Py_ssize_t index = self.open.pop()
        self.last[index] = len(self.pieces)
        self.last_block[index] = len(self.blocks)

    cdef void style(self, str tag, int flags, int step):
        if flags & BOLD:
            self.bold_depth += step
        else:
            self.link_depth += step
            self.links += step > 0 and tag == "a"

    cdef int end_skipped(self, str tag) except -1:
        self.skip_depth -= tag == self.skip
        if not self.skip_depth:
            self.skip = None
            if self.script is not None:
                self.scan.json_scripts.append("".join(self.script))
                self.script = None
        return 0

    def data(self, str text):
        if self.skip is not None:
            if self.script is not None:
                self.script.append(text)
            return
        if self.in_title:
            self.title.append(text)
            return
        self.pieces.append(text)
        cdef Py_ssize_t start = 0, end = len(text)
        while start < end and Py_UNICODE_ISSPACE(text[start]):
            start += 1
        if start == end and end:
            return
        self.has_text = True
        self.broken = False
        if self.link_depth or self.bold_depth:
            while end > start and Py_UNICODE_ISSPACE(text[end - 1]):
                end -= 1
            if self.link_depth:
                self.link_chars += end - start
            if self.bold_depth:
                self.bold_chars += end - start

    def close(self):
        if self.has_text:
            self.finish_block()
        return self.scan

    cdef int finish_block(self) except -1:
        cdef str text = " ".join("".join(self.pieces[self.begun:]).split())
        self.pieces.append(" ")
        self.begun = len(self.pieces)
        self.blocks.append(RawBlock(text, self.block_open[-1], self.link_chars, self.links, self.bold_chars))
        self.link_chars = self.links = self.bold_chars = 0
        self.has_text = False
        return 0


def scan_html(str html):
    cdef Scanner scanner = Scanner()
    parser = etree.HTMLParser(target=scanner, encoding="utf-8", huge_tree=True)
    cdef bytes body = html.encode("utf-8", "replace")
    cdef Py_ssize_t offset, chunk = CHUNK
    try:
        for offset in range(0, len(body), chunk):
            parser.feed(body[offset : offset + chunk])
        parser.close()
    except (Enough, etree.XMLSyntaxError):
        scanner.close()
    return scanner.scan
