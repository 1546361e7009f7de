# The compiled twins of `outline`: the divisions of a page in plain loops; a part of `_features.pyx`.

cdef Py_ssize_t FAR = plain_outline.FAR, HEADING = plain_outline.HEADING, KINDS_OF_HEADINGS = len(plain_outline.KINDS)
cdef Py_ssize_t PARTS = plain_outline.PARTS
cdef double PART_WORDS = plain_outline.PART_WORDS, STORY_WORDS = plain_outline.STORY_WORDS
cdef float LABEL = plain_outline.LABEL, LONG = plain_outline.LONG
cdef int64_t ARTICLE = plain_layout.ARTICLE
cdef int NAME_BITS = plain_outline.NAME_BITS
cdef Table HEADING_CUES = Table(plain_outline.CUES)
assert 3 + 2 * KINDS_OF_HEADINGS <= 16, "`headings` keeps so many places"


cdef class Parts:
    """The elements that hold so much text, and which of them are of one name in one parent."""

    cdef Py_ssize_t count
    cdef int *elements
    cdef double *held
    cdef int *which
    cdef list sizes

    def __cinit__(self, Page page):
        self.elements = <int *>page.take(page.elements_count, sizeof(int))
        self.which = <int *>page.take(page.elements_count, sizeof(int))
        self.held = <double *>page.take(page.elements_count, sizeof(double))

    cdef int find(self, Page page, const double *text, double enough, int blocks) except -1:
        cdef Py_ssize_t element
        cdef double words
        cdef dict groups = {}
        self.count, self.sizes = 0, []
        for element in range(page.elements_count):
            words = text[page.last[element]] - text[page.first[element]]
            if page.last[element] - page.first[element] < blocks or words < enough:
                continue
            name = (<int64_t>page.parents[element] << NAME_BITS) | page.bits[element]
            group = groups.get(name)
            if group is None:
                group = groups[name] = len(self.sizes)
                self.sizes.append(0)
            self.sizes[group] += 1
            self.elements[self.count], self.held[self.count], self.which[self.count] = <int>element, words, group
            self.count += 1
        return 0


cdef int outline(Page page) except -1:
    cdef double *text = <double *>page.take(page.n + 1, sizeof(double))
    cdef Py_ssize_t number
    cdef float total = 0
    text[0] = 0
    for number in range(page.n):
        total += page.words[number]
        text[number + 1] = total
    apart(page)
    kinship(page)
    headings(page)
    peers(page)
    cdef Parts found = Parts(page)
    parts(page, found, text)
    stories(page, found, text)
    stamps(page)
    return way(page)


cdef int apart(Page page) except -1:
    cdef int64_t *bits = <int64_t *>page.take(page.elements_count, sizeof(int64_t))
    cdef int64_t *of_blocks = <int64_t *>page.take(page.n, sizeof(int64_t))
    cdef Py_ssize_t number
    for number in range(page.elements_count):
        bits[number] = 0 if page.first[number] <= page.headed < page.last[number] else page.bits[number]
        if page.parents[number] >= 0:
            bits[number] |= bits[page.parents[number]]
    for number in range(page.n):
        of_blocks[number] = bits[page.at[number]]
    said(page, of_blocks)
    return 0


cdef void kinship(Page page) noexcept:
    cdef Py_ssize_t n = page.n, number, around = 0
    cdef int element = page.at[page.headed]
    cdef float *away = page.rows(1)
    cdef float *shared = page.rows(1)
    memset(shared, 0, n * sizeof(float))
    while element >= 0:
        around += 1
        for number in range(page.first[element], page.last[element]):
            shared[number] += 1
        element = page.parents[element]
    for number in range(n):
        away[number] = min(around - shared[number], 20)
        shared[number] = min(shared[number], 20)


cdef int headings(Page page) except -1:
    cdef const float *h1 = page.near + <Py_ssize_t>plain_layout.NAMES.index("tag_h1") * page.n
    cdef const float *h2 = page.near + <Py_ssize_t>plain_layout.NAMES.index("tag_h2") * page.n
    cdef const float *h3 = page.near + <Py_ssize_t>plain_layout.NAMES.index("tag_h3") * page.n
    cdef Py_ssize_t last[16]
    cdef Py_ssize_t n = page.n, number, row, titles = 0
    cdef int kind
    cdef bint tagged
    cdef str text
    cdef float *rows = page.rows(3 + 2 * KINDS_OF_HEADINGS)
    for row in range(16):
        last[row] = -FAR
    for number in range(n):
        tagged = h1[number] + h2[number] + h3[number] > 0
        kind = 0
        if tagged or (page.log_words[number] < LABEL and page.link_share[number] < 0.5):
            text = page.texts[number]
            if len(text) <= HEADING:
                kind = kind_of(text)
        if tagged:
            last[0] = number
        if h1[number] > 0:
            last[1] = number
            titles += 1
        if kind:
            last[1 + 2 * kind] = number
            if tagged:
                last[2 + 2 * kind] = number
        for row in range(3 + 2 * KINDS_OF_HEADINGS):
            rows[row * n + number] = min(number - last[row], FAR)
        rows[2 * n + number] = min(titles, 10)
    return 0


cdef int kind_of(str text) except -1:
    """The highest kind that one of the words is a cue of; 0 for none."""
    cdef Letter letters[ROOM]
    cdef Py_ssize_t length = in_small(text, len(text), letters), at = 0, start, end
    cdef int kind = 0
    while at < length:
        start = at
        while at < length and not Py_UNICODE_ISSPACE(letters[at]):
            at += 1
        end = at
        while start < end and is_edge(letters[start]):
            start += 1
        while start < end and is_edge(letters[end - 1]):
            end -= 1
        kind = max(kind, <int>HEADING_CUES.get(letters + start, end - start, sign_of(letters + start, end - start)))
        at += 1
    return kind


cdef inline bint is_edge(Letter letter) noexcept:
    return letter == c":" or letter == c"(" or letter == c")"


cdef int by_size(const void *one, const void *other) noexcept nogil:
    cdef double first = (<const double *>one)[0], second = (<const double *>other)[0]
    return (first > second) - (first < second)


cdef int peers(Page page) except -1:
    cdef Py_ssize_t n = page.n, count = page.peers_count, number, low, high, middle
    cdef double *mass = <double *>page.zeros(count, sizeof(double))
    cdef double *ordered = <double *>page.take(count, sizeof(double))
    cdef int *size = <int *>page.zeros(count, sizeof(int))
    cdef int *first = <int *>page.take(count, sizeof(int))
    cdef int *last = <int *>page.take(count, sizeof(int))
    cdef int peer
    cdef float *rows = page.rows(4)
    for number in range(n):
        peer = page.peers[number]
        if not size[peer]:
            first[peer] = <int>number
        size[peer] += 1
        last[peer] = <int>number
        mass[peer] += page.unlinked[number]
    memcpy(ordered, mass, count * sizeof(double))
    qsort(ordered, count, sizeof(double), by_size)
    for number in range(n):
        peer = page.peers[number]
        low, high = 0, count
        while low < high:
            middle = (low + high) // 2
            if ordered[middle] <= mass[peer]:
                low = middle + 1
            else:
                high = middle
        rows[number] = count - low
        rows[n + number] = <float>(<double>size[peer] / <double>(last[peer] - first[peer] + 1))
        rows[2 * n + number] = min(number - first[peer], FAR)
        rows[3 * n + number] = min(last[peer] - number, FAR)
    return 0


cdef int parts(Page page, Parts found, const double *text) except -1:
    found.find(page, text, PART_WORDS, 2)
    cdef Py_ssize_t n = page.n, place, number, group
    cdef double *usual = <double *>page.zeros(len(found.sizes), sizeof(double))
    cdef float *rows = page.rows(4)
    cdef double size
    cdef int element
    raw = np.zeros((2, n))
    cdef double[:, ::1] words = raw
    memset(rows, 0, 2 * n * sizeof(float))
    for place in range(found.count):
        usual[found.which[place]] += found.held[place]
    for place in range(found.count):
        group, element = found.which[place], found.elements[place]
        size = <Py_ssize_t>found.sizes[group]
        if size < PARTS:
            continue
        for number in range(page.first[element], page.last[element]):
            rows[number] = <float>min(size, 50.0)
            if rows[n + number] == 0:
                rows[n + number] = rows[number]
            words[0, number] = usual[group] / size
            words[1, number] = found.held[place]
    logarithms(raw, rows + 2 * n)
    return 0


cdef int stories(Page page, Parts found, const double *text) except -1:
    found.find(page, text, STORY_WORDS, 0)
    cdef Py_ssize_t n = page.n, place, number, kind, before
    cdef int *over = <int *>page.take(n + 1, sizeof(int))
    cdef float *rows = page.rows(4)
    cdef int element, start, stop, end
    cdef bint titled, inside
    memset(rows, 0, 4 * n * sizeof(float))
    for kind in range(2):
        titled, end = False, 0
        memset(over, 0, (n + 1) * sizeof(int))
        for place in range(found.count):
            element = found.elements[place]
            if not (page.bits[element] & ARTICLE if kind == 0 else <int>found.sizes[found.which[place]] > 1):
                continue
            start, stop = page.first[element], page.last[element]
            # Outer ones stand before those inside them.
            if start < end:
                continue
            end = stop
            inside = start <= page.headed < stop
            titled = titled or inside
            for number in range(start, stop):
                rows[(2 * kind + 1) * n + number] = 1 if inside else -1
            over[stop] += 1
        before = 0
        for number in range(n):
            before += over[number]
            rows[2 * kind * n + number] = min(before, 20)
            if not titled and rows[(2 * kind + 1) * n + number] != 0:
                rows[(2 * kind + 1) * n + number] = 2
    return 0


cdef int stamps(Page page) except -1:
    cdef Py_ssize_t n = page.n, number, kind
    cdef int *summed = <int *>page.take(n + 1, sizeof(int))
    cdef float *rows = page.rows(4)
    summed[0] = 0
    for kind in range(2):
        for number in range(n):
            summed[number + 1] = summed[number] + (
                page.log_words[number] < LABEL and (kind == 1 or page.digit_share[number] > <float>0.12)
            )
        for number in range(n):
            rows[2 * kind * n + number] = summed[number] - summed[max(number - 6, 0)]
            rows[(2 * kind + 1) * n + number] = summed[min(number + 7, n)] - summed[number + 1]
    return 0


cdef int way(Page page) except -1:
    cdef Py_ssize_t n = page.n, number, last = -1, gap = 0
    cdef float *rows = page.rows(3)
    cdef float unlinked, total = 0, all_words
    unlinked_words, passed = np.empty(n, np.float32), np.empty(n, np.float32)
    cdef float[::1] words = unlinked_words, since = passed
    for number in range(n):
        unlinked = 1 - page.link_share[number]
        words[number] = page.words[number] * (unlinked * unlinked)
        total += words[number]
        since[number] = total - words[number]
    total = since[page.headed]
    for number in range(n):
        since[number] -= total
    # numpy's own order of adding up
    all_words = max(<double>unlinked_words.sum(), 1.0)
    cdef float[::1] logged = np.log1p(np.abs(passed))
    for number in range(n):
        rows[number] = -logged[number] if since[number] < 0 else logged[number]
        rows[n + number] = since[number] / all_words
        if words[number] >= LONG:
            if last >= page.headed and number > page.headed:
                gap = max(gap, number - last - 1)
            last = number
        rows[2 * n + number] = min(gap, 40)
    return 0
