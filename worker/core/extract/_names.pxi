# The names that mean something, found without making strings; a part of `_scanner.pyx`.

cdef enum:
    # of tags
    INLINE = 1
    SPECIAL = 2
    BOLD = 4
    CLICKED = 8
    SKIPPED = 16
    WANTS = 32  # its attributes are read at once
    EMPTY = 64
    OF_HEAD = 128
    FRAME = 256
    # of tags and attributes
    TELLS = 512
    # of attributes
    NAMES = 1024
    HIDES = 2048
    SECTION = 4096
    PROPERTY = 8192
    RELATED = 32768
    # of both
    LEADS = 16384
    # how what an element holds is read
    MARKUP = 0
    ESCAPABLE = 1
    RAW = 2
    IN_SCRIPT = 3
    IN_COMMENT = 4
    IN_SCRIPT_IN_COMMENT = 5
    PLAIN = 6
    # most of what one table of names holds, and its slots
    MOST = 256
    SLOTS = 1024
    LONGEST_NAME = 201

cdef struct Found:
    # What the attributes of a tag say.
    Py_ssize_t begin
    int bits
    int flags
    # The number of its tag, and its classes without digits; to before `name_end`.
    Letter name[LONGEST_NAME]
    int name_end

cdef struct Attribute:
    Py_ssize_t name
    Py_ssize_t name_end
    Py_ssize_t value
    Py_ssize_t value_end


cdef class Known:
    """The names that mean something, found without making a string."""

    cdef list names
    cdef list kept
    cdef int count
    cdef const char *texts[MOST]
    cdef int lengths[MOST]
    cdef int slots[SLOTS]
    cdef int flags[MOST]
    cdef int hints[MOST]
    cdef int priority[MOST]
    cdef int mode[MOST]
    cdef unsigned char closed_by[MOST][MOST]

    def __cinit__(self, names):
        cdef bytes text
        cdef int index
        cdef unsigned int slot
        self.names, self.kept = list(dict.fromkeys(names)), []
        self.count = len(self.names)
        assert self.count <= MOST
        for index, name in enumerate(self.names):
            text = name.encode()
            self.kept.append(text)
            self.texts[index], self.lengths[index] = text, len(text)
            slot = 0
            for character in text:
                slot = slot * 31 + <unsigned int>character
            slot %= SLOTS
            while self.slots[slot]:
                slot = (slot + 1) % SLOTS
            self.slots[slot] = index + 1
            self.priority[index] = nesting.PRIORITY.get(name, nesting.OTHERS)

    cdef int number(self, str name) except -1:
        return self.names.index(name)


cdef Known TAGS = Known(
    (
        *markup.INLINE, *markup.SPECIAL, *markup.STYLED, *markup.MARKED_TAGS, *markup.TELLING, *markup.SHADOW_HOSTS, *markup.FIELDS,
        *nesting.CLOSED_BY, *(tag for tags in nesting.CLOSED_BY.values() for tag in tags.split()),
        *nesting.PRIORITY, *nesting.EMPTY, *nesting.ESCAPABLE, *nesting.RAW, *nesting.OF_HEAD, *nesting.FRAMES,
        "plaintext",
    )
)
cdef Known ATTRIBUTES = Known((*markup.READ, *markup.SECTIONS))
assert ATTRIBUTES.count <= 32, "`read_attributes` keeps a bit for each"
cdef int HTML = TAGS.number("html"), HEAD = TAGS.number("head"), BODY = TAGS.number("body"), P = TAGS.number("p")
cdef int BR = TAGS.number("br"), TEMPLATE = TAGS.number("template"), SCRIPT = TAGS.number("script")
cdef int META = TAGS.number("meta"), LINK = TAGS.number("link"), TITLE = TAGS.number("title")
cdef int A = TAGS.number("a"), H1 = TAGS.number("h1")
cdef int HREF = ATTRIBUTES.number("href"), CLASS = ATTRIBUTES.number("class")
assert LONGEST_NAME == markup.MAX_CLASSES + 1


def _learn():
    wanting = {"html", "meta", "link", "script", "template"}
    for number, name in enumerate(TAGS.names):
        TAGS.flags[number] = (
            INLINE * (name in markup.INLINE)
            | SPECIAL * (name in markup.SPECIAL)
            | BOLD * (name in markup.BOLD)
            | CLICKED * (name in markup.STYLED - markup.BOLD)
            | SKIPPED * (name in markup.SKIPPED)
            | WANTS * (name in wanting)
            | EMPTY * (name in nesting.EMPTY)
            | OF_HEAD * (name in nesting.OF_HEAD)
            | FRAME * (name in nesting.FRAMES)
            | TELLS * (name in markup.TELLING)
            | LEADS * (name in markup.FIELDS)
        )
        TAGS.hints[number] = markup.TAG_HINTS.get(name, markup.NO_HINTS)[0]
        TAGS.mode[number] = (
            IN_SCRIPT if name == "script" else PLAIN if name == "plaintext"
            else ESCAPABLE if name in nesting.ESCAPABLE else RAW if name in nesting.RAW else MARKUP
        )
        for closing in nesting.CLOSED_BY.get(name, "").split():
            TAGS.closed_by[number][TAGS.number(closing)] = True
    for number, name in enumerate(ATTRIBUTES.names):
        ATTRIBUTES.flags[number] = (
            NAMES * (name in markup.NAMES)
            | HIDES * (name in markup.HIDING)
            | SECTION * (name in markup.SECTIONS)
            | TELLS * (name in markup.TELLING_ATTRIBUTES)
            | PROPERTY * (name in ("itemprop", "property"))
            | RELATED * (name == "rel")
            | LEADS * (name == "href")
        )


_learn()
cdef list HIDING = [markup.HIDING.get(name, "").encode() for name in ATTRIBUTES.names]


cdef class Words:
    """The words that hint, letter by letter."""

    cdef int after[2048][26]
    cdef int begun[2048]
    cdef int whole[2048]
    cdef int count

    def __cinit__(self):
        self.count = 1
        for word, bits in class_hint_words.BEGUN.items():
            self.begun[self.place(word.encode())] |= bits
        for word, bits in class_hint_words.WHOLE.items():
            self.whole[self.place(word.encode())] |= bits

    cdef int place(self, bytes word) except -1:
        cdef int at = 0, letter
        for letter in word:
            if not self.after[at][letter - 97]:
                assert self.count < 2048
                self.after[at][letter - 97] = self.count
                self.count += 1
            at = self.after[at][letter - 97]
        return at


cdef Words HINTS = Words()


cdef inline bint is_space(Full character) noexcept:
    return character == 32 or character == 10 or character == 9 or character == 13 or character == 12


cdef inline bint is_letter(Full character) noexcept:
    return 97 <= (character | 32) <= 122


cdef inline bint is_half(Full character) noexcept:
    """Whether it is half of a surrogate pair, which the plain form cannot hand to the parser, and writes as `?`."""
    return character >> 11 == 0x1B


cdef inline bint is_digit(Full character) noexcept:
    return 48 <= character <= 57


cdef int find(Char *name, Py_ssize_t length, Known known) noexcept:
    """The number of a known name, in either case; -1 for others."""
    cdef unsigned int slot = 0, index
    cdef Full character
    cdef int number
    if length > 32:
        return -1
    for index in range(length):
        character = name[index]
        slot = slot * 31 + (character + 32 if 65 <= character <= 90 else character)
    slot %= SLOTS
    while known.slots[slot]:
        number = known.slots[slot] - 1
        if known.lengths[number] == length:
            for index in range(length):
                character = name[index]
                if (character + 32 if 65 <= character <= 90 else character) != <Full>known.texts[number][index]:
                    break
            else:
                return number
        slot = (slot + 1) % SLOTS
    return -1


cdef str lower_name(Char *page, Py_ssize_t start, Py_ssize_t end):
    """A name as libxml2 keeps it: letters of ASCII in small, and no more than its buffer of 100 bytes takes."""
    cdef Full character
    cdef int size, room = 100
    cdef list kept = []
    while start < end and room:
        character = page[start]
        start += 1
        if 65 <= character <= 90:
            character += 32
        elif character == 0:
            character = 0xFFFD
        elif is_half(character):
            character = c'?'
        size = 1 if character < 0x80 else 2 if character < 0x800 else 3 if character < 0x10000 else 4
        if size <= room:
            room -= size
            kept.append(chr(character))
    return "".join(kept)
