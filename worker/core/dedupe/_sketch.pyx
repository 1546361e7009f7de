"""The compiled twin of `sketch.hashed`: words are told apart and hashed in one pass over the text."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport uint8_t, uint32_t, uint64_t

import numpy as np

cdef uint32_t crc_table[256]
cdef uint8_t alnum[128]


cdef void fill_tables() noexcept:
    """zlib's CRC-32 (ISO 3309, the reflected polynomial), a byte at a time."""
    cdef uint32_t value
    cdef int byte, bit
    for byte in range(256):
        value = byte
        for bit in range(8):
            value = (value >> 1) ^ (<uint32_t>0xEDB88320 if value & 1 else 0)
        crc_table[byte] = value
    for byte in range(128):
        alnum[byte] = c"0" <= byte <= c"9" or c"A" <= byte <= c"Z" or c"a" <= byte <= c"z"


fill_tables()


cdef inline uint32_t crc(uint32_t state, uint32_t byte) noexcept:
    return crc_table[(state ^ byte) & 255] ^ (state >> 8)


cdef inline uint64_t spread(uint64_t value) noexcept:
    """splitmix64."""
    value += <uint64_t>0x9E3779B97F4A7C15
    value = (value ^ (value >> 30)) * <uint64_t>0xBF58476D1CE4E5B9
    value = (value ^ (value >> 27)) * <uint64_t>0x94D049BB133111EB
    return value ^ (value >> 31)


cdef inline bint is_point(uint32_t letter) noexcept:
    """What parts words beyond ASCII; a lone surrogate is encoded as a question mark."""
    return (
        0x2000 <= letter <= 0x207F
        or 0xA0 <= letter <= 0xBF
        or letter in (0x60C, 0x61B, 0x61F, 0x964, 0x965)
        or 0xD800 <= letter <= 0xDFFF
    )


cdef bint may_be_unspaced(int kind, void *text, Py_ssize_t length) noexcept:
    """Whether so many signs may be of scripts that part no words that it must be looked at."""
    cdef Py_ssize_t place, signs = 0, spaces = 0
    cdef uint32_t letter
    if kind == 1:
        return False
    for place in range(length):
        letter = PyUnicode_READ(kind, text, place)
        spaces += letter == c" "
        signs += 0x800 <= letter < 0x2000 or 0x3000 <= letter < 0xD800 or 0xE000 <= letter < 0x10000
    return 2 * signs > length - spaces


cdef struct Found:
    uint64_t *words
    Py_ssize_t word_count
    uint64_t *numbers
    Py_ssize_t number_count
    uint32_t word
    uint32_t number
    bint in_word
    bint in_number


cdef inline void end_number(Found *found) noexcept:
    if found.in_number:
        found.numbers[found.number_count] = spread(found.number ^ <uint32_t>0xFFFFFFFF)
        found.number_count += 1
        found.in_number = False


cdef inline void end_word(Found *found) noexcept:
    end_number(found)
    if found.in_word:
        found.words[found.word_count] = spread(found.word ^ <uint32_t>0xFFFFFFFF)
        found.word_count += 1
        found.in_word = False


cdef inline void add(Found *found, uint32_t byte) noexcept:
    found.word = crc(found.word if found.in_word else <uint32_t>0xFFFFFFFF, byte)
    found.in_word = True


cdef void read(int kind, void *text, Py_ssize_t length, bint parted, Found *found) noexcept:
    """The words and the numbers in them, as UTF-8; of a `parted` text only spaces part the words."""
    cdef Py_ssize_t place
    cdef uint32_t letter
    for place in range(length):
        letter = PyUnicode_READ(kind, text, place)
        if letter < 128:
            if not alnum[letter] and (not parted or letter == c" "):
                end_word(found)
                continue
            add(found, letter)
            if c"0" <= letter <= c"9":
                found.number = crc(found.number if found.in_number else <uint32_t>0xFFFFFFFF, letter)
                found.in_number = True
            else:
                end_number(found)
            continue
        if not parted and is_point(letter):
            end_word(found)
            continue
        end_number(found)
        if letter < 0x800:
            add(found, 0xC0 | letter >> 6)
        else:
            if letter < 0x10000:
                add(found, 0xE0 | letter >> 12)
            else:
                add(found, 0xF0 | letter >> 18)
                add(found, 0x80 | (letter >> 12 & 63))
            add(found, 0x80 | (letter >> 6 & 63))
        add(found, 0x80 | (letter & 63))
    end_word(found)


def hashed(str text, const uint64_t[::1] factors, Py_ssize_t width, words):
    cdef Py_ssize_t place, part, count
    cdef bint parted = may_be_unspaced(PyUnicode_KIND(text), PyUnicode_DATA(text), len(text))
    cdef uint64_t run
    cdef Found found
    if parted:
        tokens, width = words(text)
        text = b" ".join(tokens).decode()
    codes, numbers = np.empty(len(text) // 2 + 1, np.uint64), np.empty(len(text) // 2 + 1, np.uint64)
    cdef uint64_t[::1] word_codes = codes, number_codes = numbers
    found.words, found.numbers = &word_codes[0], &number_codes[0]
    found.word_count = found.number_count = 0
    found.word = found.number = 0
    found.in_word = found.in_number = False
    read(PyUnicode_KIND(text), PyUnicode_DATA(text), len(text), parted, &found)
    count = max(found.word_count - width + 1, 0)
    for place in range(count):
        run = 0
        for part in range(width):
            run += word_codes[place + part] * factors[part]
        word_codes[place] = spread(run)
    return codes[:count], numbers[: found.number_count]
