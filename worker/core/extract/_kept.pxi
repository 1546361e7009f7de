# What a scan keeps of a page without making objects of it; a part of `_scanner.pyx`.

cdef struct ElementNote:
    int parent, class_hints, first, last, block, last_block, after, name


cdef struct BlockNote:
    int element, link_chars, links, bold_chars

cdef class Pieces:
    """Takes the place of `scan.Pieces`: one text, and where each piece of it ends."""

    cdef str text
    cdef Py_ssize_t *ends
    cdef Py_ssize_t count

    def __dealloc__(self):
        PyMem_Free(self.ends)

    def __len__(self):
        return self.count

    def __getitem__(self, Py_ssize_t index):
        if not 0 <= index < self.count:
            raise IndexError(index)
        return self.text[self.ends[index - 1] if index else 0 : self.ends[index]]

    def between(self, Py_ssize_t first, Py_ssize_t last):
        if not 0 <= first <= last <= self.count:
            raise IndexError(first, last)
        cdef Py_ssize_t start = self.ends[first - 1] if first else 0, end = self.ends[last - 1] if last else 0
        return "" if end - start > LONGEST else self.text[start:end]


cdef class Attributes:
    """The attributes of each element, read when they are asked for."""

    cdef str html
    cdef Py_ssize_t *begins
    cdef Py_ssize_t count
    cdef dict made

    def __dealloc__(self):
        PyMem_Free(self.begins)

    def __len__(self):
        return self.count

    def __getitem__(self, Py_ssize_t index):
        if not 0 <= index < self.count:
            raise IndexError(index)
        found = self.made.get(index)
        if found is None:
            found = self.made[index] = self.read(self.begins[index])
        return found

    def value(self, Py_ssize_t index, str name):
        if not 0 <= index < self.count:
            raise IndexError(index)
        found = self.made.get(index)
        if found is not None:
            return (<dict>found).get(name, "")
        cdef Py_ssize_t begin = self.begins[index]
        cdef void *page = PyUnicode_DATA(self.html)
        cdef int kind = PyUnicode_KIND(self.html)
        if begin < 0:
            return ""
        if kind == 1:
            return one_attribute(<Narrow *>page, begin, len(self.html), name)
        if kind == 2:
            return one_attribute(<Wide *>page, begin, len(self.html), name)
        return one_attribute(<Full *>page, begin, len(self.html), name)

    cdef dict read(self, Py_ssize_t begin):
        cdef void *page = PyUnicode_DATA(self.html)
        cdef int kind = PyUnicode_KIND(self.html)
        if begin < 0:
            return NO_ATTRIBUTES
        if kind == 1:
            return attributes_at(<Narrow *>page, begin, len(self.html))
        if kind == 2:
            return attributes_at(<Wide *>page, begin, len(self.html))
        return attributes_at(<Full *>page, begin, len(self.html))


cdef int give_elements(const ElementNote *notes, Py_ssize_t count, elements) except -1:
    """Put what was noted of the elements into the columns of the scan."""
    cdef Py_ssize_t index
    cdef int *parents = column(elements.parents, count)
    cdef int *class_hints = column(elements.class_hints, count)
    cdef int *first = column(elements.first, count)
    cdef int *last = column(elements.last, count)
    cdef int *block = column(elements.block, count)
    cdef int *last_block = column(elements.last_block, count)
    cdef int *after = column(elements.after, count)
    cdef int *names = column(elements.names, count)
    for index in range(count):
        parents[index], class_hints[index] = notes[index].parent, notes[index].class_hints
        first[index], last[index] = notes[index].first, notes[index].last
        block[index], last_block[index] = notes[index].block, notes[index].last_block
        after[index], names[index] = notes[index].after, notes[index].name
    return 0


cdef int give_blocks(const BlockNote *notes, Py_ssize_t count, blocks) except -1:
    cdef Py_ssize_t index
    cdef int *elements = column(blocks.elements, count)
    cdef int *link_chars = column(blocks.link_chars, count)
    cdef int *links = column(blocks.links, count)
    cdef int *bold_chars = column(blocks.bold_chars, count)
    for index in range(count):
        elements[index], link_chars[index] = notes[index].element, notes[index].link_chars
        links[index], bold_chars[index] = notes[index].links, notes[index].bold_chars
    return 0


cdef int *column(array.array numbers, Py_ssize_t count) except NULL:
    """The place of so many numbers in a column of the scan."""
    array.resize(numbers, count)
    return numbers.data.as_ints
