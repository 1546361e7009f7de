"""The compiled twins of `characters.letters`, `characters.size` and `characters.caseless`."""

from unicodedata import normalize

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport (
    PyUnicode_1BYTE_KIND,
    PyUnicode_2BYTE_KIND,
    PyUnicode_4BYTE_KIND,
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_KIND,
)
from libc.stdint cimport uint8_t, uint16_t, uint32_t

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

ctypedef fused Narrow:
    uint8_t
    uint16_t

cdef enum:
    ASCII = 128
    SEVERAL = 0x200000  # with the place of its characters in SEQUENCES
    LINKED = 0x400000

cdef uint32_t FORMS[0x10000]
"""What each character becomes; 0 until it is met."""
cdef list SEQUENCES = []

cdef uint8_t kept[2][ASCII]
for _code in range(ASCII):
    kept[0][_code] = chr(_code).isalnum()
    kept[1][_code] = kept[0][_code] or chr(_code) == "\n"


cdef Py_ssize_t copy(const Code *text, Py_ssize_t length, Code *out, const uint8_t *keeps) noexcept:
    cdef Py_ssize_t place, count = 0
    cdef Py_UCS4 letter
    for place in range(length):
        letter = text[place]
        # written in any case: no branch to guess where words end
        out[count] = <Code>letter
        if letter < ASCII:
            count += keeps[letter]
        elif letter.isalnum():
            count += 1
    return count


def letters(str text, *, bint by_line=False):
    cdef Py_ssize_t length = len(text), count
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    cdef void *out = PyMem_Malloc(max(length * kind, 1))
    if out == NULL:
        raise MemoryError
    try:
        if kind == 1:
            count = copy(<const uint8_t *>data, length, <uint8_t *>out, kept[by_line])
        elif kind == 2:
            count = copy(<const uint16_t *>data, length, <uint16_t *>out, kept[by_line])
        else:
            count = copy(<const uint32_t *>data, length, <uint32_t *>out, kept[by_line])
        return PyUnicode_FromKindAndData(kind, out, count)
    finally:
        PyMem_Free(out)


def size(str text):
    cdef Py_ssize_t twice = 0
    cdef Py_UCS4 char
    if not text.isascii():
        for char in text:
            twice += 0x2E80 <= char <= 0xD7FF
    return len(text) + twice


def caseless(str text):
    if text.isascii():
        return text.lower()
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t room = -1
    if kind == PyUnicode_1BYTE_KIND:
        room = _room(<const uint8_t*> PyUnicode_DATA(text), len(text))
    elif kind == PyUnicode_2BYTE_KIND:
        room = _room(<const uint16_t*> PyUnicode_DATA(text), len(text))
    if room < 0:
        return normalize("NFKC", text).casefold()
    cdef uint32_t* out = <uint32_t*> PyMem_Malloc((room + 1) * sizeof(uint32_t))
    if out == NULL:
        raise MemoryError
    try:
        if kind == PyUnicode_1BYTE_KIND:
            _write(<const uint8_t*> PyUnicode_DATA(text), len(text), out)
        else:
            _write(<const uint16_t*> PyUnicode_DATA(text), len(text), out)
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, room)
    finally:
        PyMem_Free(out)


cdef Py_ssize_t _room(const Narrow* text, Py_ssize_t size) except -2:
    """How many characters the text becomes; -1 where one may become another beside its neighbour."""
    cdef Py_ssize_t at, room = size
    cdef uint32_t form
    for at in range(size):
        form = FORMS[text[at]] or _learn(text[at])
        if form >= SEVERAL:
            if form >= LINKED:
                return -1
            room += len(<str> SEQUENCES[form - SEVERAL]) - 1
    return room


cdef int _write(const Narrow* text, Py_ssize_t size, uint32_t* out) except -1:
    cdef Py_ssize_t at, length = 0
    cdef uint32_t form
    cdef Py_UCS4 char
    for at in range(size):
        form = FORMS[text[at]]
        if form < SEVERAL:
            out[length] = form
            length += 1
            continue
        for char in <str> SEQUENCES[form - SEVERAL]:
            out[length] = char
            length += 1
    return 0


cdef uint32_t _learn(uint32_t char) except? 0:
    form = normalize("NFKC", chr(char)).casefold()
    if char == 0 or not _stands_alone(char):
        FORMS[char] = LINKED
    elif len(form) == 1:
        FORMS[char] = ord(form)
    else:
        FORMS[char] = SEVERAL + len(SEQUENCES)
        SEQUENCES.append(form)
    return FORMS[char]


cdef bint _stands_alone(uint32_t char):
    """Whether its form begins with a character that no composition has but in front, so that neighbours do not count.

    Most are; these are the blocks that the press writes with.
    """
    return (
        char < 0x300
        or 0x370 <= char <= 0x482
        or 0x48A <= char <= 0x52F
        or 0x5D0 <= char <= 0x5EA
        or 0x620 <= char <= 0x64A
        or 0x671 <= char <= 0x6D5
        or 0x1E00 <= char <= 0x1EFF
        or 0x2000 <= char <= 0x206F
        or 0x20A0 <= char <= 0x20BF
        or 0x2100 <= char <= 0x2BFF
        or 0x3000 <= char <= 0x3029
        or 0x3041 <= char <= 0x3096
        or 0x309D <= char <= 0x30FF
        or 0x4E00 <= char <= 0x9FFF
        or 0xAC00 <= char <= 0xD7A3
        or 0xFF01 <= char <= 0xFF5E
    )
