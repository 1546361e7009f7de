# Words read in small letters without making strings; a part of `_features.pyx`.

cdef extern from "Python.h":
    Letter Py_UNICODE_TOLOWER(Letter letter) noexcept
    bint Py_UNICODE_ISALNUM(Letter letter) noexcept
    bint Py_UNICODE_ISDECIMAL(Letter letter) noexcept
    bint Py_UNICODE_ISSPACE(Letter letter) noexcept

cdef enum:
    READ = 200  # letters that are made small at once, at most
    ROOM = 2 * READ  # one letter may have two in its place
    BASIC = 0x10000
    DOTTED = 0x130  # the only letter that becomes two
    SIGMA = 0x3A3  # the only one whose small form asks for its neighbours

cdef uint16_t SMALL[BASIC]
cdef uint8_t LETTERS[BASIC]


cdef inline Letter small(Letter letter) noexcept:
    return SMALL[letter] if letter < BASIC else Py_UNICODE_TOLOWER(letter)


cdef inline bint is_letter(Letter letter) noexcept:
    """Whether a small letter belongs to a word of `openings`."""
    return LETTERS[letter] if letter < BASIC else is_any_letter(letter)


cdef bint is_any_letter(Letter letter) noexcept:
    return Py_UNICODE_ISALNUM(letter) and not Py_UNICODE_ISDECIMAL(letter)


def _learn_letters():
    cdef Letter code
    for code in range(<Letter>BASIC):
        SMALL[code] = <uint16_t>Py_UNICODE_TOLOWER(code)
        LETTERS[code] = is_any_letter(code)


_learn_letters()


cdef Py_ssize_t in_small(str text, Py_ssize_t end, Letter *into) except -1:
    """`text[:end].lower()`, of at most `READ` letters; how many there are in small."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t place
    cdef Letter letter
    for place in range(end):
        letter = PyUnicode_READ(kind, data, place)
        if letter == DOTTED or letter == SIGMA:
            break
        into[place] = small(letter)
    else:
        return end
    text = text[:end].lower()
    for place in range(len(text)):
        into[place] = <Letter>text[place]
    return len(text)


cdef class Table:
    """A dict from words in small letters to numbers, asked without making strings."""

    cdef Lexicon words
    cdef list numbers
    cdef double *values
    cdef Py_ssize_t longest

    def __cinit__(self, dict table):
        self.words = Lexicon()
        self.values = <double *>grown(NULL, (len(table) + 1) * sizeof(double))
        for word, value in table.items():
            self.values[self.words.of(word)] = value
            self.longest = max(self.longest, <Py_ssize_t>len(word))

    def __dealloc__(self):
        PyMem_Free(self.values)

    cdef double get(self, const Letter *word, Py_ssize_t length, unsigned long long sign) noexcept:
        """What a word has; 0 when it is none of them."""
        cdef int number = self.words.find(word, length, sign)
        return self.values[number] if number >= 0 else 0

    cdef int of_first_word(self, str text) except -1:
        """What the word before the first space has."""
        cdef Letter letters[ROOM]
        cdef Py_ssize_t end = PyUnicode_FindChar(text, c" ", 0, len(text), 1)
        end = len(text) if end < 0 else end
        # a word in small letters is not shorter than as it is written
        if end > self.longest:
            return 0
        end = in_small(text, end, letters)
        return <int>self.get(letters, end, sign_of(letters, end))
