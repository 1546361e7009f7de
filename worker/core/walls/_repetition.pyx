"""The compiled twin of `repetition.keys_of`, without a pattern or a hash object for each block."""

from worker.core.text.fold import fold_plain, spaced
from worker.core.text.lists import ends_sentence
from worker.core.walls import thresholds
from worker.models import BlockKind

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_DATA, PyUnicode_KIND, PyUnicode_READ

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    /* BLAKE2b without a key (RFC 7693), for a digest of eight bytes. */
    static const uint64_t BLAKE_START[8] = {
        0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
        0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u};
    static const uint8_t BLAKE_ORDER[12][16] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

    #define TURN(x, n) (((x) >> (n)) | ((x) << (64 - (n))))
    #define MIX(a, b, c, d, x, y) \\
        v[a] += v[b] + (x); v[d] = TURN(v[d] ^ v[a], 32); v[c] += v[d]; v[b] = TURN(v[b] ^ v[c], 24); \\
        v[a] += v[b] + (y); v[d] = TURN(v[d] ^ v[a], 16); v[c] += v[d]; v[b] = TURN(v[b] ^ v[c], 63);

    static void blake_block(uint64_t *h, const uint8_t *data, uint64_t read, int last) {
        uint64_t v[16], m[16];
        for (int i = 0; i < 16; i++) {
            m[i] = 0;
            for (int j = 7; j >= 0; j--) m[i] = m[i] << 8 | data[8 * i + j];
        }
        for (int i = 0; i < 8; i++) {
            v[i] = h[i];
            v[i + 8] = BLAKE_START[i];
        }
        v[12] ^= read;
        if (last) v[14] = ~v[14];
        for (int round = 0; round < 12; round++) {
            const uint8_t *s = BLAKE_ORDER[round];
            MIX(0, 4, 8, 12, m[s[0]], m[s[1]])
            MIX(1, 5, 9, 13, m[s[2]], m[s[3]])
            MIX(2, 6, 10, 14, m[s[4]], m[s[5]])
            MIX(3, 7, 11, 15, m[s[6]], m[s[7]])
            MIX(0, 5, 10, 15, m[s[8]], m[s[9]])
            MIX(1, 6, 11, 12, m[s[10]], m[s[11]])
            MIX(2, 7, 8, 13, m[s[12]], m[s[13]])
            MIX(3, 4, 9, 14, m[s[14]], m[s[15]])
        }
        for (int i = 0; i < 8; i++) h[i] ^= v[i] ^ v[i + 8];
    }
    """
    const uint64_t BLAKE_START[8]
    void blake_block(uint64_t *h, const uint8_t *data, uint64_t read, int last)

cdef enum:
    BLOCK = 128

cdef Py_ssize_t CHARS = thresholds.BOILERPLATE_CHARS, LETTERS = thresholds.MEMORABLE_LETTERS
cdef double LINKED = thresholds.LINKED_SHARE
cdef object CAPTION = BlockKind.CAPTION, CODE = BlockKind.CODE


def keys_of(tuple blocks):
    cdef list lines = [], keys = []
    cdef Py_ssize_t start = 0, end
    cdef str text, plain, words
    for block in blocks:
        kind, text = block.kind, block.text
        if kind is CAPTION or kind is CODE or not has_letters(text):
            keys.append(None)
        else:
            keys.append(<double> block.links < LINKED and ends_sentence(text))
            lines.append(text.replace("\n", " ").replace("\0", " "))
    # as `fold_all` does it
    plain = fold_plain("\n\n".join(lines))
    words = spaced(plain).lower()
    for place, digits in enumerate(keys):
        if digits is not None:
            end = plain.find("\n\n", start)
            if end < 0:
                end = len(plain)
            keys[place] = key_of(words, start, end, digits)
            start = end + 2
    return tuple(keys)


cdef uint64_t blake(const uint8_t *data, Py_ssize_t length) noexcept:
    """The digest as hashlib gives it, read as a big-endian number."""
    cdef uint64_t state[8]
    cdef uint8_t rest[BLOCK]
    cdef Py_ssize_t place = 0
    cdef int byte
    cdef uint64_t number = 0
    memcpy(state, BLAKE_START, sizeof(state))
    state[0] ^= 0x01010000 | 8
    while length - place > BLOCK:
        blake_block(state, data + place, place + BLOCK, 0)
        place += BLOCK
    memset(rest, 0, BLOCK)
    memcpy(rest, data + place, length - place)
    blake_block(state, rest, length, 1)
    for byte in range(8):
        number = number << 8 | (state[0] >> (8 * byte) & 255)
    return number


cdef bint has_letters(str text):
    cdef Py_ssize_t place, count = 0
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_UCS4 letter
    for place in range(min(CHARS, len(text))):
        letter = PyUnicode_READ(kind, data, place)
        if letter.isalpha():
            count += 1
            if count == LETTERS:
                return True
    return False


cdef object key_of(str folded, Py_ssize_t start, Py_ssize_t stop, bint digits):
    cdef Py_ssize_t place, end = 0
    cdef int kind = PyUnicode_KIND(folded)
    cdef void *data = PyUnicode_DATA(folded)
    cdef Py_UCS4 letter
    cdef uint32_t code
    cdef bint apart = False, in_number = False
    cdef uint8_t *out = <uint8_t *>PyMem_Malloc(4 * (stop - start) + 1)
    if out == NULL:
        raise MemoryError
    try:
        for place in range(start, stop):
            letter = PyUnicode_READ(kind, data, place)
            if 97 <= letter <= 122:  # most are
                if apart:
                    out[end] = c" "
                    end += 1
                    apart = False
                in_number = False
                out[end] = letter
                end += 1
                continue
            if letter.isspace():
                apart = end > 0
                in_number = False
                continue
            if apart:
                out[end] = c" "
                end += 1
                apart = False
            if not digits and letter.isdecimal():
                if in_number:
                    continue
                in_number = True
                letter = c"0"
            else:
                in_number = False
            code = letter
            if 0xD800 <= code <= 0xDFFF:
                code = c"?"
            if code < 0x80:
                out[end] = code
                end += 1
                continue
            if code < 0x800:
                out[end] = 0xC0 | code >> 6
            else:
                if code < 0x10000:
                    out[end] = 0xE0 | code >> 12
                else:
                    out[end] = 0xF0 | code >> 18
                    end += 1
                    out[end] = 0x80 | (code >> 12 & 63)
                end += 1
                out[end] = 0x80 | (code >> 6 & 63)
            out[end + 1] = 0x80 | (code & 63)
            end += 2
        return <int64_t>blake(out, end)
    finally:
        PyMem_Free(out)
