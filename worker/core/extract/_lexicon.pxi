# Numbers for words, found without making strings; a part of each `.pyx` that includes it.

from os import urandom

ctypedef unsigned int Letter

cdef extern from "Python.h":
    Letter *PyUnicode_AsUCS4Copy(object text)

cdef struct Word:
    Py_ssize_t start
    Py_ssize_t length
    unsigned long long sign

cdef struct Slot:
    int number  # and 1; 0 for none
    unsigned int sign  # its lower half: who is not meant is passed over here


cdef class Lexicon:
    """Numbers words from 0 on, each the first time that it is asked for."""

    cdef Letter *letters
    cdef Word *words
    cdef Slot *slots
    cdef Py_ssize_t used, room, words_room, count, mask

    def __cinit__(self):
        self.mask = -1

    def __dealloc__(self):
        PyMem_Free(self.letters)
        PyMem_Free(self.words)
        PyMem_Free(self.slots)

    cdef inline int find(self, const Letter *word, Py_ssize_t length, unsigned long long sign) noexcept nogil:
        """The number of a word, of which `sign` is `sign_of`; -1 when it has none."""
        cdef Py_ssize_t slot = <Py_ssize_t>(sign ^ (sign >> 32)) & self.mask
        cdef Word *known
        if self.mask < 0:
            return -1
        while self.slots[slot].number:
            if self.slots[slot].sign == <unsigned int>sign:
                known = &self.words[self.slots[slot].number - 1]
                if known.length == length and not memcmp(
                    self.letters + known.start, word, length * sizeof(Letter)
                ):
                    return self.slots[slot].number - 1
            slot = (slot + 1) & self.mask
        return -1

    cdef int number(self, const Letter *word, Py_ssize_t length) except -1:
        cdef unsigned long long sign = sign_of(word, length)
        cdef int found = self.find(word, length, sign)
        if found >= 0:
            return found
        if 2 * (self.count + 1) > self.mask:
            self.widen()
        if self.used + length > self.room:
            self.room = 2 * self.room + length + 256
            self.letters = <Letter *>grown(self.letters, self.room * sizeof(Letter))
        memcpy(self.letters + self.used, word, length * sizeof(Letter))
        self.words[self.count] = Word(self.used, length, sign)
        self.used += length
        self.count += 1
        self.place(self.count - 1)
        return self.count - 1

    cdef int of(self, str text) except -1:
        """The number of a word that stands in a string."""
        cdef Letter *word = PyUnicode_AsUCS4Copy(text)
        if word == NULL:
            raise MemoryError
        try:
            return self.number(word, len(text))
        finally:
            PyMem_Free(word)

    cdef void place(self, Py_ssize_t number) noexcept:
        cdef Py_ssize_t slot = <Py_ssize_t>(self.words[number].sign ^ self.words[number].sign >> 32) & self.mask
        while self.slots[slot].number:
            slot = (slot + 1) & self.mask
        self.slots[slot] = Slot(<int>number + 1, <unsigned int>self.words[number].sign)

    cdef int widen(self) except -1:
        cdef Py_ssize_t number, size = max(4 * (self.mask + 1), 128)
        self.slots = <Slot *>grown(self.slots, size * sizeof(Slot))
        memset(self.slots, 0, size * sizeof(Slot))
        self.words = <Word *>grown(self.words, size // 2 * sizeof(Word))
        self.mask = size - 1
        for number in range(self.count):
            self.place(number)
        return 0


# Another one in each process: no page can be made of words that all have one sign.
cdef unsigned long long FIRST_SIGN = int.from_bytes(urandom(8), "little")


cdef inline unsigned long long sign_with(unsigned long long sign, Letter letter) noexcept nogil:
    """The sign of a word with one letter more."""
    return (sign ^ letter) * 0x100000001B3ULL


cdef inline unsigned long long sign_of(const Letter *word, Py_ssize_t length) noexcept nogil:
    cdef unsigned long long sign = FIRST_SIGN
    cdef Py_ssize_t index
    for index in range(length):
        sign = sign_with(sign, word[index])
    return sign


cdef void *grown(void *memory, Py_ssize_t size) except NULL:
    memory = PyMem_Realloc(memory, size)
    if memory == NULL:
        raise MemoryError
    return memory
