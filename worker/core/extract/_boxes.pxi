# The compiled twins of `boxes`: the boxes of a page over the columns of its scan; a part of `_handed_over.pyx`.

cdef double IS_BODY = BODY, MOST_BODY = plain_boxes.MOST_BODY
cdef Py_ssize_t MOST_BLOCKS = plain_boxes.MOST_BLOCKS, MOST_ELEMENTS = plain_boxes.MOST_ELEMENTS
cdef int UNKNOWN = -2


cdef list by_letter(words):
    """The words that begin with each letter."""
    return [[word.encode() for word in words if word[0] == chr(97 + letter)] for letter in range(26)]


cdef bint STARTS[26][26]  # with which two letters one of any of them begins


def _learn_starts():
    for word in (*plain_boxes.CHANNELS, *plain_boxes.OFFERS, *plain_boxes.OFFERS_WHOLE):
        STARTS[<Py_ssize_t>ord(word[0]) - 97][<Py_ssize_t>ord(word[1]) - 97] = True


_learn_starts()
cdef list CHANNELS = by_letter(plain_boxes.CHANNELS), OFFERS = by_letter(plain_boxes.OFFERS)
cdef list OFFERS_WHOLE = by_letter(plain_boxes.OFFERS_WHOLE)
cdef bytes SIGNS = plain_boxes.SIGNS.encode()


def leads(str address):
    cdef Py_ssize_t length = len(address), at
    cdef unsigned char letter
    if not address.isascii():  # a few of whose letters pass for one of ASCII where case does not count
        return plain_boxes.leads(address)
    cdef const unsigned char *text = PyUnicode_1BYTE_DATA(address)
    if stands(text, length, 0, b"mailto:"):
        return True
    for at in range(length):
        letter = text[at] | 32
        if letter == c"t" and (at == 0 or not is_word(text[at - 1])) and stands(text, length, at, b"t.me/"):
            return True
        if may_start(text, length, at) and any_stands(text, length, at, CHANNELS[letter - 97], False):
            return True
        if may_start(text, length, at + 1) and memchr(<const char *>SIGNS, text[at], len(SIGNS)) != NULL:
            letter = text[at + 1] | 32
            if (
                any_stands(text, length, at + 1, OFFERS[letter - 97], False)
                or any_stands(text, length, at + 1, OFFERS_WHOLE[letter - 97], True)
            ):
                return True
    return False


cdef inline bint may_start(const unsigned char *text, Py_ssize_t length, Py_ssize_t at) noexcept:
    """Whether two letters stand there with which one of the words begins."""
    return at + 1 < length and is_small(text[at] | 32) and is_small(text[at + 1] | 32) and (
        STARTS[(text[at] | 32) - 97][(text[at + 1] | 32) - 97]
    )


cdef inline bint is_small(unsigned char letter) noexcept:
    return 97 <= letter <= 122


cdef bint any_stands(const unsigned char *text, Py_ssize_t length, Py_ssize_t at, list words, bint whole) noexcept:
    cdef bytes word
    cdef Py_ssize_t end
    for word in words:
        if stands(text, length, at, word):
            end = at + len(word)
            if not whole or end == length or not is_word(text[end]):
                return True
    return False


cdef bint stands(const unsigned char *text, Py_ssize_t length, Py_ssize_t at, bytes word) noexcept:
    """Whether a word of small letters stands there, in either case."""
    cdef const char *letters = word
    cdef Py_ssize_t index
    cdef unsigned char letter
    if len(word) > length - at:
        return False
    for index in range(len(word)):
        letter = text[at + index]
        if (letter + 32 if 65 <= letter <= 90 else letter) != <unsigned char>letters[index]:
            return False
    return True


cdef inline bint is_word(unsigned char letter) noexcept:
    return 97 <= (letter | 32) <= 122 or 48 <= letter <= 57 or letter == c"_"


cdef class Boxes:
    cdef Py_ssize_t count
    cdef list tags, leading
    cdef object attributes, scan
    cdef int *parents
    cdef int *first
    cdef int *last
    cdef int *after
    cdef int *found  # of each element; `UNKNOWN` where it was not sought
    cdef char *asking  # of each element 1 for yes and 2 for no
    cdef char *leads  # of each of those that lead elsewhere
    cdef Py_ssize_t *letters

    def __cinit__(self, scan, list scores):
        elements = scan.elements
        cdef list texts = scan.blocks.texts
        cdef Py_ssize_t number
        self.scan, self.tags, self.attributes, self.leading = scan, elements.tags, elements.attributes, scan.leading
        self.count = len(self.tags)
        self.parents, self.first = numbers(elements.parents), numbers(elements.block)
        self.last, self.after = numbers(elements.last_block), numbers(elements.after)
        self.found = <int *>taken(self.count * sizeof(int))
        self.asking, self.leads = <char *>taken(self.count), <char *>taken(len(self.leading))
        self.letters = <Py_ssize_t *>taken((len(texts) + 1) * sizeof(Py_ssize_t))
        for number in range(self.count):
            self.found[number], self.asking[number] = UNKNOWN, 0
        for number in range(len(self.leading)):
            self.leads[number] = 0
        self.letters[0] = 0
        for number in range(len(texts)):
            self.letters[number + 1] = self.letters[number]
            if <double>scores[number] >= IS_BODY:
                self.letters[number + 1] += len(<str>texts[number])

    def __dealloc__(self):
        PyMem_Free(self.found)
        PyMem_Free(self.asking)
        PyMem_Free(self.leads)
        PyMem_Free(self.letters)

    cdef int of(self, int element) except -3:
        cdef int start = element, largest = -1, one, found
        while element >= 0 and self.found[element] == UNKNOWN and self.fits(element):
            largest, element = element, self.parents[element]
        if element >= 0 and self.found[element] == UNKNOWN and largest < 0:
            self.found[element] = -1
        found = self.found[element] if element >= 0 and self.found[element] != UNKNOWN else -1
        found = largest if found < 0 else found
        one = start
        while one != element:
            self.found[one], one = found, self.parents[one]
        return found

    cdef bint asks(self, int element) except -1:
        if not self.asking[element]:
            self.asking[element] = 1 if self.looks(element) else 2
        return self.asking[element] == 1

    cdef bint holds_many(self, int element):
        return self.last[element] - self.first[element] > 1

    cdef bint fits(self, int element) except -1:
        cdef int first = self.first[element], last = self.last[element]
        if last < 0 or last - first > MOST_BLOCKS or self.tags[element] in plain_boxes.WHOLE:
            return False
        return self.letters[last] - self.letters[first] <= MOST_BODY * self.letters[len(self.scan.blocks.texts)]

    cdef bint looks(self, int element) except -1:
        cdef Py_ssize_t last = element + MOST_ELEMENTS, place
        if self.after[element] >= 0:
            last = min(last, self.after[element])
        for place in range(self.place_of(element), self.place_of(last)):
            if not self.leads[place]:
                self.leads[place] = 1 if self.is_leading(self.leading[place]) else 2
            if self.leads[place] == 1:
                return True
        return False

    cdef Py_ssize_t place_of(self, Py_ssize_t element) except -1:
        """Of the first that leads elsewhere from an element on."""
        cdef Py_ssize_t low = 0, high = len(self.leading), middle
        while low < high:
            middle = (low + high) // 2
            if <Py_ssize_t>self.leading[middle] < element:
                low = middle + 1
            else:
                high = middle
        return low

    cdef bint is_leading(self, Py_ssize_t element) except -1:
        return self.tags[element] in FIELDS or leads(self.attributes.value(element, "href"))


cdef int *numbers(array.array column) noexcept:
    return column.data.as_ints


cdef void *taken(Py_ssize_t size) except NULL:
    cdef void *memory = PyMem_Malloc(size or 1)
    if memory == NULL:
        raise MemoryError
    return memory
