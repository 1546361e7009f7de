"""The compiled twins of `layout`: the elements around the blocks, in plain loops over arrays."""

import numpy as np

ctypedef long long Int

_SPREAD = (
    *("own_mass", "up_mass", "upper_mass", "up_mass_share", "upper_mass_share", "up_link_share", "upper_link_share"),
    *("up_direct_mass", "up_direct_of_best", "up_blocks", "core50_mass_share", "core80_mass_share"),
    *(
        name.format(core)
        for core in ("best", "core50", "core80")
        for name in ("blocks_after_start_of_{}", "blocks_to_end_of_{}", "in_{}")
    ),
    *("position", "blocks_before", "blocks_after", "mass_to_here", "mass_before", "mass"),
    *("peers", "peers_mass", "peers_words", "peers_link_share", "page_blocks", "page_mass"),
)


def ancestry(elements, Int blocks, dict tags):
    cdef list parents = elements.parents, hints = elements.class_hints, names = elements.tags
    cdef list first = elements.block, last = elements.last_block
    cdef Py_ssize_t n = len(parents), number
    cdef Int parent
    out = np.empty((7, n), np.int64)
    cdef Int[:, ::1] rows = out
    for number in range(n):
        tag = tags.get(names[number])
        rows[1, number] = <Int>hints[number] | (0 if tag is None else <Int>tag)
        rows[5, number] = first[number]
        rows[6, number] = last[number]
        if rows[6, number] < 0:
            rows[6, number] = blocks
        parent = parents[number]
        rows[0, number] = parent
        rows[2, number], rows[3, number], rows[4, number] = rows[1, number], 0, number
        if parent >= 0:
            rows[2, number] |= rows[2, parent]
            rows[3, number] = rows[3, parent] + 1
            if rows[5, number] == rows[5, parent] and rows[6, number] == rows[6, parent]:
                rows[4, number] = rows[4, parent]
    return tuple(out)


def handed_down(const Int[::1] bits, const Int[::1] parents):
    cdef Py_ssize_t number
    out = np.empty(len(bits), np.int64)
    cdef Int[::1] rows = out
    for number in range(bits.shape[0]):
        rows[number] = bits[number]
        if parents[number] >= 0:
            rows[number] |= rows[parents[number]]
    return out


def said(const Int[::1] bits, tuple names):
    cdef Py_ssize_t n = len(bits), count = len(names), number, bit
    out = np.empty((count, n), np.float32)
    cdef float[:, ::1] rows = out
    for bit in range(count):
        for number in range(n):
            rows[bit, number] = (bits[number] >> bit) & 1
    return dict(zip(names, out))


cdef void sum_inside(const float[::1] values, const Int[::1] first, const Int[::1] last, double[::1] cumulated,
                     float[::1] sums) noexcept nogil:
    """The sum of a value over the blocks inside each element."""
    cdef Py_ssize_t number
    cdef float total = 0
    cumulated[0] = 0
    for number in range(values.shape[0]):
        total += values[number]
        cumulated[number + 1] = total
    for number in range(first.shape[0]):
        sums[number] = <float>(cumulated[last[number]] - cumulated[first[number]])


cdef inline float at_least_one(float value) noexcept nogil:
    return value if value > 1 else 1


cdef Py_ssize_t core_of(const float[::1] masses, float enough) noexcept nogil:
    """The innermost element that holds so much of the text."""
    cdef Py_ssize_t number, core = -1
    cdef double least = 0, value
    for number in range(masses.shape[0]):
        if masses[number] >= enough:
            value = masses[number] - 1e-6 * number
            if core < 0 or value < least:
                core, least = number, value
    return core


def spread(tree, const Int[::1] at, const Int[::1] peers, tuple figures):
    cdef const float[::1] mass = figures[0], words = figures[1], links = figures[2]
    cdef const Int[::1] parents = tree.parents, outer = tree.outer, first = tree.first, last = tree.last
    cdef Py_ssize_t n = len(at), count = len(first), number, element, above, best, place, percent, core
    cdef float[:, ::1] sums = np.empty((3, count), np.float32)
    cdef float[::1] masses = sums[0], totals = sums[1], linked = sums[2]
    cdef float[::1] linked_words = np.empty(n, np.float32)
    cdef Int[::1] up = np.empty(n, np.int64)
    cdef double[::1] cumulated = np.empty(n + 1), direct = np.zeros(count)
    cdef double[:, ::1] of_peers = np.zeros((4, n))
    cdef float total, whole
    cdef double peak, most_direct
    cdef Int after
    cdef Py_ssize_t cores[3]
    out = np.empty((len(_SPREAD), n), np.float32)
    cdef float[:, ::1] rows = out
    for number in range(n):
        up[number] = max(parents[outer[at[number]]], 0)
        linked_words[number] = words[number] * links[number]
        direct[up[number]] += mass[number]
    sum_inside(mass, first, last, cumulated, masses)
    sum_inside(words, first, last, cumulated, totals)
    sum_inside(linked_words, first, last, cumulated, linked)
    peak = 0
    best = 0
    for element in range(count):
        peak = max(peak, masses[element])
        if direct[element] > direct[best]:
            best = element
    whole = <float>max(peak, 1.0)
    most_direct = max(direct[best], 1.0)
    cores[0] = best
    for place, percent in enumerate((50, 80), 1):
        cores[place] = core = core_of(masses, <float>(percent / 100.0 * peak))
        for number in range(n):
            rows[9 + place, number] = masses[core] / <float>max(<double>totals[core], 1.0)
    for place in range(3):
        core = cores[place]
        for number in range(n):
            after = number - first[core]
            rows[12 + 3 * place, number] = -20 if after < -20 else 40 if after > 40 else after
            rows[14 + 3 * place, number] = first[core] <= number < last[core]
            after = last[core] - 1 - number
            rows[13 + 3 * place, number] = -20 if after < -20 else 40 if after > 40 else after
    total = 0
    for number in range(n):
        element = up[number]
        above = max(parents[outer[element]], 0)
        rows[0, number] = masses[at[number]] / whole
        rows[1, number] = masses[element] / whole
        rows[2, number] = masses[above] / whole
        rows[3, number] = masses[element] / at_least_one(totals[element])
        rows[4, number] = masses[above] / at_least_one(totals[above])
        rows[5, number] = linked[element] / at_least_one(totals[element])
        rows[6, number] = linked[above] / at_least_one(totals[above])
        rows[7, number] = <float>(direct[element] / <double>whole)
        rows[8, number] = <float>(direct[element] / most_direct)
        rows[9, number] = <float>(last[element] - first[element])
        rows[21, number] = <float>(<double>number / <double>n)
        rows[22, number] = min(number, 100)
        rows[23, number] = min(n - number, 100)
        total += mass[number]
        rows[24, number] = total / whole
        rows[26, number] = mass[number] / whole
        rows[25, number] = rows[24, number] - rows[26, number]
        of_peers[0, peers[number]] += 1
        of_peers[1, peers[number]] += rows[26, number]
        of_peers[2, peers[number]] += words[number]
        of_peers[3, peers[number]] += links[number]
    for number in range(n):
        place = peers[number]
        rows[27, number] = <float>min(of_peers[0, place], 50)
        rows[28, number] = <float>of_peers[1, place]
        rows[29, number] = <float>(of_peers[2, place] / of_peers[0, place])
        rows[30, number] = <float>(of_peers[3, place] / of_peers[0, place])
    out[31], out[32] = np.log1p(n), np.log1p(<double>whole)
    return dict(zip(_SPREAD, out))


def pair_numbers(scan, list elements, list around, plain, Py_ssize_t longest):
    cdef list tags = scan.elements.tags
    attributes = scan.elements.attributes  # a list, or what reads them when asked
    cdef Py_ssize_t n = len(elements), number
    cdef dict names = {}, pairs = {}
    cdef Int[::1] named = np.full(len(tags), -1)
    cdef Int one, other
    ids = np.empty(n, np.int64)
    cdef Int[::1] out = ids
    for number in range(n):
        one = name_number(elements[number], tags, attributes, names, named, plain, longest)
        other = name_number(around[number], tags, attributes, names, named, plain, longest)
        pair = one << 32 | other
        found = pairs.get(pair)
        if found is None:
            found = pairs[pair] = len(pairs)
        out[number] = found
    return ids


cdef Int name_number(Py_ssize_t element, list tags, attributes, dict names, Int[::1] named, plain,
                     Py_ssize_t longest) except -1:
    """The number of an element's name, equal where tag and classes are."""
    cdef str classes
    if named[element] < 0:
        classes = attributes[element].get("class", "")
        if len(classes) > longest:
            classes = classes[:longest]
        if has_digits(classes):
            classes = plain(classes)
        name = (tags[element], classes)
        found = names.get(name)
        if found is None:
            found = names[name] = len(names)
        named[element] = found
    return named[element]


cdef bint has_digits(str text) noexcept:
    cdef Py_UCS4 letter
    for letter in text:
        if c"0" <= letter <= c"9":
            return True
    return False
