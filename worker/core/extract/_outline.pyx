"""The compiled twins of `outline`: the divisions of a page in plain loops over its blocks and elements."""

import numpy as np

ctypedef long long Int

_KINSHIP = ("title_apart", "title_shared")
_PARTS = ("parts", "parts_outside", "part_words", "part_words_own")


def kinship(tree, const Int[::1] at, Py_ssize_t headed):
    cdef const Int[::1] parents = tree.parents, first = tree.first, last = tree.last
    cdef Py_ssize_t n = len(at), number, around = 0
    cdef Int element = at[headed]
    out = np.zeros((2, n), np.float32)
    cdef float[:, ::1] rows = out
    while element >= 0:
        around += 1
        for number in range(first[element], last[element]):
            rows[1, number] += 1
        element = parents[element]
    for number in range(n):
        rows[0, number] = min(around - rows[1, number], 20)
        rows[1, number] = min(rows[1, number], 20)
    return dict(zip(_KINSHIP, out))


def headings(list blocks, own, dict cues, tuple names, limits):
    cdef const float[::1] h1 = own["near_tag_h1"], h2 = own["near_tag_h2"], h3 = own["near_tag_h3"]
    cdef const float[::1] words = own["words"], links = own["link_share"]
    cdef double label = limits[0]
    cdef Py_ssize_t longest = limits[1], far = limits[2], n = len(blocks), number, kinds = len(names), kind, found, row
    cdef bint tagged, heads
    cdef str text
    out = np.empty((3 + 2 * kinds, n), np.float32)
    cdef float[:, ::1] rows = out
    cdef Py_ssize_t[::1] last = np.full(3 + 2 * kinds, -far, np.intp)
    cdef Py_ssize_t titles = 0
    for number in range(n):
        tagged = h1[number] + h2[number] + h3[number] > 0
        heads = tagged or (words[number] < <float>label and links[number] < 0.5)
        kind = 0
        if heads:
            text = blocks[number].text
            if len(text) <= longest:
                for word in text.lower().split():
                    found = cues.get((<str>word).strip(":()"), 0)
                    kind = max(kind, found)
        if tagged:
            last[0] = number
        if h1[number] > 0:
            last[1] = number
            titles += 1
        if kind:
            last[1 + 2 * kind] = number
            if tagged:
                last[2 + 2 * kind] = number
        for row in range(3 + 2 * kinds):
            rows[row, number] = min(number - last[row], far)
        rows[2, number] = min(titles, 10)
    columns = ["since_heading", "since_h1", "h1_before"]
    for name in names:
        columns += (f"since_{name}", f"since_{name}_heading")
    return dict(zip(columns, out))


cdef list groups(const Int[::1] elements, const Int[::1] names, Int[::1] which):
    """How many of the elements have each name, and, in `which`, the number of each one's group."""
    cdef dict numbers = {}
    cdef list counts = []
    cdef Py_ssize_t place, group
    for place in range(elements.shape[0]):
        key = names[elements[place]]
        found = numbers.get(key)
        if found is None:
            found = numbers[key] = len(counts)
            counts.append(0)
        group = found
        counts[group] += 1
        which[place] = group
    return counts


cdef tuple long_elements(tree, const double[::1] text, double enough, Int blocks):
    """The elements that hold so much text in so many blocks, and how much each holds."""
    cdef const Int[::1] first = tree.first, last = tree.last
    cdef Py_ssize_t element, count = 0
    found, held = np.empty(len(first), np.int64), np.empty(len(first))
    cdef Int[::1] out = found
    cdef double[::1] words = held
    for element in range(first.shape[0]):
        if last[element] - first[element] >= blocks and text[last[element]] - text[first[element]] >= enough:
            out[count] = element
            words[count] = text[last[element]] - text[first[element]]
            count += 1
    return found[:count], held[:count]


def parts(tree, const double[::1] text, const Int[::1] names, Py_ssize_t many, double enough):
    cdef const Int[::1] first = tree.first, last = tree.last
    found, amounts = long_elements(tree, text, enough, 2)
    cdef const Int[::1] elements = found
    cdef const double[::1] held = amounts
    cdef Py_ssize_t n = len(text) - 1, count = len(found), place, number, group
    cdef Int[::1] which = np.empty(count, np.int64)
    cdef list counts = groups(elements, names, which)
    cdef double[::1] usual = np.zeros(len(counts))
    out = np.zeros((4, n))
    cdef double[:, ::1] rows = out
    cdef double size
    for place in range(count):
        usual[which[place]] += held[place]
    for place in range(count):
        group = which[place]
        size = counts[group]
        if size < many:
            continue
        for number in range(first[elements[place]], last[elements[place]]):
            rows[0, number] = size
            if rows[1, number] == 0:
                rows[1, number] = size
            rows[2, number] = usual[group] / size
            rows[3, number] = held[place]
    np.minimum(out[:2], 50, out=out[:2])
    out[2:] = np.log1p(out[2:])
    return dict(zip(_PARTS, out.astype(np.float32)))


def stories(tree, const double[::1] text, const Int[::1] names, Py_ssize_t headed, tuple limits):
    cdef Int article = limits[1]
    cdef const Int[::1] first = tree.first, last = tree.last, bits = tree.bits
    found, _ = long_elements(tree, text, limits[0], 0)
    cdef const Int[::1] elements = found
    cdef Py_ssize_t n = len(text) - 1, count = len(found), place, number, kind
    cdef Int[::1] which = np.empty(count, np.int64)
    cdef list counts = groups(elements, names, which)
    out = np.zeros((4, n), np.float32)
    cdef float[:, ::1] rows = out
    cdef Py_ssize_t[::1] over = np.empty(n + 1, np.intp)
    cdef Int start, stop, end
    cdef bint titled, inside
    cdef Py_ssize_t before
    for kind in range(2):
        titled, end = False, 0
        over[:] = 0
        for place in range(count):
            if not (bits[elements[place]] & article if kind == 0 else counts[which[place]] > 1):
                continue
            start, stop = first[elements[place]], last[elements[place]]
            if start < end:
                continue
            end = stop
            inside = start <= headed < stop
            titled = titled or inside
            for number in range(start, stop):
                rows[2 * kind + 1, number] = 1 if inside else -1
            over[stop] += 1
        before = 0
        for number in range(n):
            before += over[number]
            rows[2 * kind, number] = min(before, 20)
            if not titled:
                rows[2 * kind + 1, number] = 2 if rows[2 * kind + 1, number] != 0 else 0
    return dict(zip(("articles_before", "in_titled_article", "twins_before", "in_titled_twin"), out))
