# The compiled twins of `layout`: the elements around the blocks, in plain loops; a part of `_features.pyx`.

cdef extern from *:
    int first_bit "__builtin_ctzll"(unsigned long long bits) noexcept nogil

cdef dict TAGS = plain_layout.TAGS
cdef Py_ssize_t NAMES = len(plain_layout.NAMES)
cdef float SENTENCE = plain_layout.SENTENCE


cdef int read_tree(Page page) except -1:
    cdef list tags = page.scan.elements.tags
    cdef int *ends = numbers(page.scan.elements.last_block)
    cdef Py_ssize_t count = page.elements_count, number
    cdef int parent
    page.last = <int *>page.take(count, sizeof(int))
    page.depth = <int *>page.take(count, sizeof(int))
    page.outer = <int *>page.take(count, sizeof(int))
    page.bits = <int64_t *>page.take(count, sizeof(int64_t))
    page.inherited = <int64_t *>page.take(count, sizeof(int64_t))
    cdef int *last = page.last
    cdef int *depth = page.depth
    cdef int *outer = page.outer
    cdef int64_t *bits = page.bits
    cdef int64_t *inherited = page.inherited
    for number in range(count):
        tag = TAGS.get(tags[number])
        bits[number] = page.hints[number] | (0 if tag is None else <int64_t>tag)
        last[number] = ends[number] if ends[number] >= 0 else <int>page.n
        inherited[number], depth[number], outer[number] = bits[number], 0, <int>number
        parent = page.parents[number]
        # A parent stands before its children, so what it inherits is known.
        if parent >= 0:
            inherited[number] |= inherited[parent]
            depth[number] = depth[parent] + 1
            if page.first[number] == page.first[parent] and last[number] == last[parent]:
                outer[number] = outer[parent]
    return 0


cdef int number_peers(Page page) except -1:
    """The twin of `peers_of`."""
    cdef Lexicon pairs = Lexicon()
    cdef Letter pair[2]
    cdef Py_ssize_t number
    page.peers = <int *>page.take(page.n, sizeof(int))
    for number in range(page.n):
        pair[0] = page.names[page.at[number]]
        pair[1] = page.names[max(page.parents[page.outer[page.at[number]]], 0)]
        page.peers[number] = pairs.number(pair, 2)
    page.peers_count = pairs.count
    return 0


cdef int layout(Page page) except -1:
    cdef Py_ssize_t n = page.n, number
    cdef int parent
    cdef float unlinked
    cdef int64_t *near = <int64_t *>page.take(n, sizeof(int64_t))
    cdef int64_t *around = <int64_t *>page.take(n, sizeof(int64_t))
    cdef float *mass = <float *>page.take(n, sizeof(float))
    for number in range(n):
        parent = max(page.parents[page.at[number]], 0)
        near[number] = page.bits[page.at[number]] | page.bits[parent]
        around[number] = page.inherited[page.at[number]]
        unlinked = 1 - page.link_share[number]
        mass[number] = page.words[number] * (unlinked * unlinked) if page.words[number] >= SENTENCE else 0
    page.near = said(page, near)
    said(page, around)
    cdef float *depth = page.rows(1)
    for number in range(n):
        depth[number] = page.depth[page.at[number]]
    return spread(page, mass)


cdef float *said(Page page, const int64_t *bits) noexcept:
    """Each bit as a column."""
    cdef float *rows = page.rows(NAMES)
    cdef Py_ssize_t number
    cdef uint64_t left
    memset(rows, 0, NAMES * page.n * sizeof(float))
    for number in range(page.n):
        left = bits[number]
        while left:
            rows[first_bit(left) * page.n + number] = 1
            left &= left - 1
    return rows


cdef void sum_inside(Page page, const float *values, double *cumulated, float *sums) noexcept:
    """The sum of a value over the blocks inside each element."""
    cdef Py_ssize_t number
    cdef float total = 0
    cumulated[0] = 0
    for number in range(page.n):
        total += values[number]
        cumulated[number + 1] = total
    for number in range(page.elements_count):
        sums[number] = <float>(cumulated[page.last[number]] - cumulated[page.first[number]])


cdef inline float at_least_one(float value) noexcept nogil:
    return value if value > 1 else 1


cdef Py_ssize_t core_of(const float *masses, Py_ssize_t count, float enough) noexcept nogil:
    """The innermost element that holds so much of the text."""
    cdef Py_ssize_t number, core = -1
    cdef double least = 0, value
    for number in range(count):
        if masses[number] >= enough:
            value = masses[number] - 1e-6 * number
            if core < 0 or value < least:
                core, least = number, value
    return core


cdef int spread(Page page, const float *mass) except -1:
    cdef const float *words = page.words
    cdef const float *links = page.link_share
    cdef const int *at = page.at
    cdef const int *first = page.first
    cdef const int *last = page.last
    cdef Py_ssize_t n = page.n, count = page.elements_count, number, element, above, best = 0, place, percent, core
    cdef float *masses = <float *>page.take(count, sizeof(float))
    cdef float *totals = <float *>page.take(count, sizeof(float))
    cdef float *linked = <float *>page.take(count, sizeof(float))
    cdef float *linked_words = <float *>page.take(n, sizeof(float))
    cdef int *up = <int *>page.take(n, sizeof(int))
    cdef double *cumulated = <double *>page.take(n + 1, sizeof(double))
    cdef double *direct = <double *>page.zeros(count, sizeof(double))
    cdef double *of_peers = <double *>page.zeros(4 * page.peers_count, sizeof(double))
    cdef double *peer
    cdef float *rows = page.rows(33)
    cdef float total, whole
    cdef double peak = 0, most_direct
    cdef Py_ssize_t after
    cdef Py_ssize_t cores[3]
    for number in range(n):
        up[number] = max(page.parents[page.outer[at[number]]], 0)
        linked_words[number] = words[number] * links[number]
        direct[up[number]] += mass[number]
    sum_inside(page, mass, cumulated, masses)
    sum_inside(page, words, cumulated, totals)
    sum_inside(page, linked_words, cumulated, linked)
    for element in range(count):
        peak = max(peak, masses[element])
        if direct[element] > direct[best]:
            best = element
    whole = <float>max(peak, 1.0)
    most_direct = max(direct[best], 1.0)
    cores[0] = best
    for place in range(1, 3):
        percent = 50 if place == 1 else 80
        cores[place] = core = core_of(masses, count, <float>(percent / 100.0 * peak))
        for number in range(n):
            rows[(9 + place) * n + number] = masses[core] / <float>max(<double>totals[core], 1.0)
    for place in range(3):
        core = cores[place]
        for number in range(n):
            after = number - first[core]
            rows[(12 + 3 * place) * n + number] = -20 if after < -20 else 40 if after > 40 else after
            rows[(14 + 3 * place) * n + number] = first[core] <= number < last[core]
            after = last[core] - 1 - number
            rows[(13 + 3 * place) * n + number] = -20 if after < -20 else 40 if after > 40 else after
    total = 0
    for number in range(n):
        element = up[number]
        above = max(page.parents[page.outer[element]], 0)
        rows[number] = masses[at[number]] / whole
        rows[n + number] = masses[element] / whole
        rows[2 * n + number] = masses[above] / whole
        rows[3 * n + number] = masses[element] / at_least_one(totals[element])
        rows[4 * n + number] = masses[above] / at_least_one(totals[above])
        rows[5 * n + number] = linked[element] / at_least_one(totals[element])
        rows[6 * n + number] = linked[above] / at_least_one(totals[above])
        rows[7 * n + number] = <float>(direct[element] / <double>whole)
        rows[8 * n + number] = <float>(direct[element] / most_direct)
        rows[9 * n + number] = last[element] - first[element]
        rows[21 * n + number] = <float>(<double>number / <double>n)
        rows[22 * n + number] = min(number, 100)
        rows[23 * n + number] = min(n - number, 100)
        total += mass[number]
        rows[24 * n + number] = total / whole
        rows[26 * n + number] = mass[number] / whole
        rows[25 * n + number] = rows[24 * n + number] - rows[26 * n + number]
        peer = of_peers + 4 * page.peers[number]
        peer[0] += 1
        peer[1] += rows[26 * n + number]
        peer[2] += words[number]
        peer[3] += links[number]
    for number in range(n):
        peer = of_peers + 4 * page.peers[number]
        rows[27 * n + number] = <float>min(peer[0], 50.0)
        rows[28 * n + number] = <float>peer[1]
        rows[29 * n + number] = <float>(peer[2] / peer[0])
        rows[30 * n + number] = <float>(peer[3] / peer[0])
    cdef float blocks = np.log1p(n), all_mass = np.log1p(<double>whole)
    for number in range(n):
        rows[31 * n + number] = blocks
        rows[32 * n + number] = all_mass
    return 0
