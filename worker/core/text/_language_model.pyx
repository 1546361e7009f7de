"""The compiled twin of `language_model.walk`."""

cdef extern from "unistd.h":
    Py_ssize_t pread(int file, void *into, size_t size, long long start)

cdef enum:
    LINE = 32
    SPREAD = 0x9E3779B1


def walk(const unsigned char[::1] text, steps, const unsigned int[::1] rows, const int[::1] features):
    cdef long long[::1] held = steps.held
    cdef unsigned int[::1] kept = steps.kept
    cdef int file = steps.table.file.number
    cdef long long start = steps.table.start
    cdef Py_ssize_t at
    cdef unsigned long long step, line, place, places = held.shape[0], size = LINE * sizeof(unsigned int)
    assert kept.shape[0] == held.shape[0] * LINE
    cdef unsigned int state = 0
    cdef list found = []
    for at in range(text.shape[0]):
        step = <unsigned long long> rows[state] + text[at]
        line = step // LINE
        place = (line * <unsigned long long> SPREAD >> 16) % places
        if held[place] != <long long> line:
            held[place] = -1
            if pread(file, &kept[place * LINE], size, start + <long long> (line * size)) != <Py_ssize_t> size:
                raise OSError("the tables of the language detector cannot be read")
            held[place] = <long long> line
        state = kept[place * LINE + step % LINE]
        if features[state] >= 0:
            found.append(features[state])
    return found
