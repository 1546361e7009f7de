# What a scan keeps of a page without making strings of it; a part of `_scanner.pyx`.

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
