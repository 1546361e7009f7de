"""The compiled twin of `characters.letters`."""

from cpython.mem cimport PyMem_Free, PyMem_Malloc
from cpython.unicode cimport PyUnicode_4BYTE_KIND, PyUnicode_FromKindAndData


def letters(str text, *, bint by_line=False):
    cdef Py_ssize_t length = 0
    cdef Py_UCS4 char
    cdef Py_UCS4* out = <Py_UCS4*> PyMem_Malloc((len(text) + 1) * sizeof(Py_UCS4))
    if out == NULL:
        raise MemoryError
    for char in text:
        if 97 <= char <= 122 or (char == 10 and by_line) or (char != 32 and char.isalnum()):
            out[length] = char
            length += 1
    result = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, length)
    PyMem_Free(out)
    return result
