"""The compiled twin of `sketch.hashed`: words are told apart and hashed in one pass over the text."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t

import numpy as np

ctypedef fused Code:
    uint8_t
    uint16_t
    uint32_t

cdef extern from *:
    """
    #define NOTHING 0xFFFFFFFFu  /* the checksum before its first byte, and what is turned at its end */
    """
    const uint32_t NOTHING

cdef enum:
    UNSPACED = 9  # signs that make a shingle
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


cdef uint32_t beyond_ascii(uint32_t word, uint32_t letter) noexcept:
    """The checksum with the bytes that a letter has in UTF-8."""
    if letter < 0x800:
        word = crc(word, 0xC0 | letter >> 6)
    else:
        if letter < 0x10000:
            word = crc(word, 0xE0 | letter >> 12)
        else:
            word = crc(word, 0xF0 | letter >> 18)
            word = crc(word, 0x80 | (letter >> 12 & 63))
        word = crc(word, 0x80 | (letter >> 6 & 63))
    return crc(word, 0x80 | (letter & 63))


cdef void read(const Code *text, Py_ssize_t length, bint parted, Found *found) noexcept:
    """The words and the numbers in them; of a `parted` text only spaces part the words."""
    cdef Py_ssize_t place, words = 0, numbers = 0, begun = -1, counting = -1
    cdef uint32_t letter, word = NOTHING, number = NOTHING
    for place in range(length + 1):
        letter = text[place] if place < length else c" "
        if letter < 128:
            if alnum[letter] or (parted and letter != c" "):
                word = crc(word, letter)
                begun = place
                if c"0" <= letter <= c"9":
                    number = crc(number, letter)
                    counting = place
                    continue
            elif begun >= 0:
                found.words[words] = spread(word ^ NOTHING)
                words += 1
                word, begun = NOTHING, -1
        elif parted or not is_point(letter):
            word = beyond_ascii(word, letter)
            begun = place
        elif begun >= 0:
            found.words[words] = spread(word ^ NOTHING)
            words += 1
            word, begun = NOTHING, -1
        if counting >= 0:
            found.numbers[numbers] = spread(number ^ NOTHING)
            numbers += 1
            number, counting = NOTHING, -1
    found.word_count, found.number_count = words, numbers


cdef inline bint is_unspaced(uint32_t letter) noexcept:
    """Whether a letter is of `_UNSPACED`."""
    return letter >= 0xE00 and (
        letter <= 0xEFF
        or 0x1000 <= letter <= 0x109F
        or 0x1780 <= letter <= 0x17FF
        or 0x3040 <= letter <= 0x30FF
        or 0x3400 <= letter <= 0x9FFF
        or 0xF900 <= letter <= 0xFAFF
    )


cdef Py_ssize_t part(str text, uint32_t *out) noexcept:
    """Put down the signs and words of a text in unspaced scripts with a space between them, as `_words` parts them.

    How many characters these are; 0 when most of the text is in other scripts after all.
    """
    cdef Py_ssize_t place = 0, length = len(text), signs = 0, spaces = 0, put = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 letter
    cdef bint number
    for place in range(length):
        letter = PyUnicode_READ(kind, data, place)
        signs += is_unspaced(letter)
        spaces += letter == c" "
    if 2 * signs <= length - spaces:
        return 0
    place = 0
    while place < length:
        letter = PyUnicode_READ(kind, data, place)
        if is_unspaced(letter):
            out[put] = letter
            put += 1
            place += 1
        elif letter.isalnum():
            number = letter.isdecimal()
            while place < length:
                letter = PyUnicode_READ(kind, data, place)
                if letter.isdecimal() != number or not letter.isalnum():
                    break
                out[put] = letter
                put += 1
                place += 1
        else:
            place += 1
            continue
        out[put] = c" "
        put += 1
    return put


def hashed(str text, const uint64_t[::1] factors, Py_ssize_t width, words):
    cdef Py_ssize_t place, word, count
    cdef bint parted = may_be_unspaced(PyUnicode_KIND(text), PyUnicode_DATA(text), len(text))
    cdef uint64_t run
    cdef uint32_t[::1] signs
    cdef Py_ssize_t length = 0
    cdef Found found
    if parted:
        signs = np.empty(2 * len(text) + 1, np.uint32)
        length = part(text, &signs[0])
        if length:
            width = UNSPACED
        else:
            tokens, width = words(text)
            text = b" ".join(tokens).decode()
    codes, numbers = np.empty(len(text) + 1, np.uint64), np.empty(len(text) + 1, np.uint64)
    cdef uint64_t[::1] word_codes = codes, number_codes = numbers
    found.words, found.numbers = &word_codes[0], &number_codes[0]
    if length:
        read(&signs[0], length, parted, &found)
    elif PyUnicode_KIND(text) == 1:
        read(<const uint8_t *>PyUnicode_DATA(text), len(text), parted, &found)
    elif PyUnicode_KIND(text) == 2:
        read(<const uint16_t *>PyUnicode_DATA(text), len(text), parted, &found)
    else:
        read(<const uint32_t *>PyUnicode_DATA(text), len(text), parted, &found)
    count = max(found.word_count - width + 1, 0)
    for place in range(count):
        run = 0
        for word in range(width):
            run += word_codes[place + word] * factors[word]
        word_codes[place] = spread(run)
    return codes[:count], numbers[: found.number_count]
