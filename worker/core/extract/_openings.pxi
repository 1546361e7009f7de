# The compiled twins of `openings`: what blocks begin with, word by word; a part of `_features.pyx`.

cdef Py_ssize_t MOST_LETTERS = plain_openings.LETTERS, MOST_WORDS = plain_openings.WORDS
assert MOST_LETTERS <= READ and MOST_WORDS <= 64

cdef class Weights:
    """The table of the last dict of weights that was asked for: a process has one model."""

    cdef dict asked
    cdef Table table

    cdef Table of(self, dict weights):
        if self.asked is not weights:
            self.asked, self.table = weights, Table(weights)
        return self.table


cdef Weights WEIGHTS = Weights()


cdef int openings(Page page, str lead, dict weights) except -1:
    cdef Table table = WEIGHTS.of(weights)
    cdef Lexicon told = words_of(lead)
    cdef Letter letters[ROOM]
    cdef Letter name[2 * ROOM + 2]
    cdef Py_ssize_t starts[64]
    cdef Py_ssize_t ends[64]
    cdef Py_ssize_t n = page.n, number, place, start, length, count, shared
    cdef unsigned long long sign
    cdef double total
    cdef str text
    cdef float *rows = page.rows(7)
    for number in range(n):
        text = page.texts[number]
        length = in_small(text, min(<Py_ssize_t>len(text), MOST_LETTERS), letters)
        count = shared = start = 0
        total = 0
        sign = FIRST_SIGN
        for place in range(length + 1):
            if place < length and is_letter(letters[place]):
                sign = sign_with(sign, letters[place])
                continue
            if start < place:
                total += table.get(letters + start, place - start, sign)
                shared += told.find(letters + start, place - start, sign) >= 0
                starts[count], ends[count] = start, place
                count += 1
                if count == MOST_WORDS:
                    break
            start = place + 1
            sign = FIRST_SIGN
        if not count:
            for place in range(5):
                rows[place * n + number] = 0
            continue
        rows[number] = <float>(total / sqrt(count))
        rows[n + number] = <float>(total / count)
        name[0] = c"^"
        length = 1 + ends[0] - starts[0]
        memcpy(name + 1, letters + starts[0], (length - 1) * sizeof(Letter))
        rows[2 * n + number] = <float>table.get(name, length, sign_of(name, length))
        rows[3 * n + number] = 0
        if count > 1:
            name[length] = c" "
            memcpy(name + length + 1, letters + starts[1], (ends[1] - starts[1]) * sizeof(Letter))
            length += 1 + ends[1] - starts[1]
            rows[3 * n + number] = <float>table.get(name, length, sign_of(name, length))
        rows[4 * n + number] = <float>(<double>shared / <double>count)
    for number in range(n):
        rows[5 * n + number] = rows[number - 1] if number else 0
        rows[6 * n + number] = rows[number + 1] if number + 1 < n else 0
    return 0


cdef Lexicon words_of(str lead):
    """The words that a page tells of itself."""
    cdef Lexicon words = Lexicon()
    lead = lead.lower()
    cdef Py_ssize_t place, start = 0, length = len(lead)
    cdef Letter *letters = PyUnicode_AsUCS4Copy(lead)
    if letters == NULL:
        raise MemoryError
    try:
        for place in range(length + 1):
            if place == length or not is_letter(letters[place]):
                if start < place:
                    words.number(letters + start, place - start)
                start = place + 1
    finally:
        PyMem_Free(letters)
    return words
