"""The compiled twins of `characters.letters` and `characters.caseless`."""

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

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

cdef uint32_t FORMS[0x10000]
"""What each character becomes; 0 until it is met."""
cdef enum:
    SEVERAL = 0x200000  # with the number of its characters in SEQUENCES
    LINKED = 0x400000
cdef list SEQUENCES = []
cdef uint8_t LETTERS[0x10000]
"""Whether each character is a letter or digit; 0 until it is met."""
cdef enum:
    YES = 1
    NO = 2


def letters(str text, *, bint by_line=False):
    cdef int kind = PyUnicode_KIND(text)
    cdef Py_ssize_t size = len(text)
    cdef void* out = PyMem_Malloc((size + 1) * kind)
    if out == NULL:
        raise MemoryError
    if kind == PyUnicode_1BYTE_KIND:
        size = _letters(<const uint8_t*> PyUnicode_DATA(text), size, by_line, <uint8_t*> out)
    elif kind == PyUnicode_2BYTE_KIND:
        size = _letters(<const uint16_t*> PyUnicode_DATA(text), size, by_line, <uint16_t*> out)
    else:
        size = _letters(<const uint32_t*> PyUnicode_DATA(text), size, by_line, <uint32_t*> out)
    result = PyUnicode_FromKindAndData(kind, out, size)
    PyMem_Free(out)
    return result


cdef Py_ssize_t _letters(const Char* text, Py_ssize_t size, bint by_line, Char* out):
    cdef Py_ssize_t at, length = 0
    cdef uint32_t char
    cdef uint8_t answer
    for at in range(size):
        char = text[at]
        if char < 0x10000:
            answer = LETTERS[char] or _ask(char)
        else:
            answer = YES if (<Py_UCS4> char).isalnum() else NO
        if answer == YES or (char == 10 and by_line):
            out[length] = text[at]
            length += 1
    return length


cdef uint8_t _ask(uint32_t char):
    LETTERS[char] = YES if (<Py_UCS4> char).isalnum() else NO
    return LETTERS[char]


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
    if kind == PyUnicode_1BYTE_KIND:
        _write(<const uint8_t*> PyUnicode_DATA(text), len(text), out)
    else:
        _write(<const uint16_t*> PyUnicode_DATA(text), len(text), out)
    result = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, room)
    PyMem_Free(out)
    return result


cdef Py_ssize_t _room(const Char* text, Py_ssize_t size) except -2:
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


cdef int _write(const Char* text, Py_ssize_t size, uint32_t* out) except -1:
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
