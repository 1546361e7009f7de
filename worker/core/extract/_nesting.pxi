# How tags and text follow each other and nest, as libxml2 has it; a part of `_scanner.pyx`.

cdef class Nest:
    """Where reading stands, and the elements that are open, whether notes are taken of them or not."""

    cdef Notes notes
    cdef Py_ssize_t at, end
    cdef int mode
    cdef int *open
    cdef Py_ssize_t depth, room
    cdef int counts[MOST]
    cdef bint had_head, had_body
    cdef Py_ssize_t misplaced
    cdef dict others

    def __cinit__(self, Notes notes, Py_ssize_t end):
        self.notes, self.end, self.others = notes, end, {}

    def __dealloc__(self):
        PyMem_Free(self.open)

    cdef int push(self, int tag) except -1:
        if self.depth == self.room:
            self.room = 2 * self.room + 128
            self.open = <int *>grown(self.open, self.room * sizeof(int))
        self.open[self.depth] = tag
        self.depth += 1
        if tag < TAGS.count:
            self.counts[tag] += 1
        self.had_head = self.had_head or tag == HEAD
        self.had_body = self.had_body or tag == BODY
        return 0

    cdef int pop(self) except -1:
        """Close the innermost element."""
        cdef int tag = self.open[self.depth - 1]
        self.notes.end(tag)
        self.depth -= 1
        if tag < TAGS.count:
            self.counts[tag] -= 1
        return 0

    cdef inline int top(self) noexcept:
        return self.open[self.depth - 1] if self.depth else -1

    cdef int imply(self, int tag) except -1:
        """Open an element that a page may leave out."""
        cdef Found none
        none.begin, none.bits, none.flags, none.name_end = -1, 0, 0, 1
        self.push(tag)
        if self.notes.skip < 0:
            self.notes.start(tag, &none, NO_ATTRIBUTES)
        elif self.notes.skip == tag:
            self.notes.skip_depth += 1
        return 0

    cdef int close_for(self, int tag) except -1:
        """Close what cannot stand around a start tag."""
        cdef int top = self.top()
        if tag < TAGS.count:
            while 0 <= top < TAGS.count and TAGS.closed_by[top][tag]:
                self.pop()
                top = self.top()
        return 0

    cdef int open_for(self, int tag) except -1:
        """Open what must stand around a start tag."""
        cdef int flags = TAGS.flags[tag] if tag < TAGS.count else 0
        if tag == HTML:
            return 0
        if not self.depth:
            self.imply(HTML)
        if tag == BODY or tag == HEAD:
            return 0
        if self.depth <= 1 and flags & OF_HEAD:
            if not self.had_head and not self.had_body:
                self.imply(HEAD)
        elif not flags & FRAME and not self.had_body and not self.counts[BODY] and not self.counts[HEAD]:
            self.imply(BODY)
        return 0

    cdef int before_text(self) except -1:
        if self.top() == HEAD:
            self.close_for(P)
        return self.open_for(P)

    cdef bint is_open(self, int tag) noexcept:
        cdef Py_ssize_t index
        if tag < TAGS.count:
            return self.counts[tag] > 0
        for index in range(self.depth - 1, -1, -1):
            if self.open[index] == tag:
                return True
        return False

    cdef int close(self, int tag) except -1:
        """An end tag: close its element and what is open in it, unless something stronger is."""
        cdef int priority = TAGS.priority[tag] if tag < TAGS.count else OTHERS, inner
        cdef Py_ssize_t index = self.depth - 1
        if not self.is_open(tag):
            return 0
        while self.open[index] != tag:
            inner = self.open[index]
            if (TAGS.priority[inner] if inner < TAGS.count else OTHERS) > priority:
                return 0
            index -= 1
        while self.depth > index:
            self.pop()
        return 0


cdef int read(Char *page, Nest nest) except -1:
    cdef Full following
    cdef bint had_doctype = False
    nest.at = past_space(page, nest.end > 1 and <Full>page[0] == 0xFEFF, nest.end)
    # Comments and one doctype open nothing where they stand before all else, nor does the space between them.
    while is_prologue(page, nest.at, nest.end, &had_doctype):
        nest.at = past_space(page, past_remark(page, nest.at, nest.end), nest.end)
    while nest.at < nest.end:
        if nest.mode == MARKUP and page[nest.at] == c'<':
            following = page[nest.at + 1]
            if following == c'/':
                end_tag(page, nest)
            elif following == c'!' or following == c'?' or is_half(following):
                nest.at = past_remark(page, nest.at, nest.end)
            elif is_letter(following):
                start_tag(page, nest)
            else:
                nest.before_text()
                take_text(page, nest.at, nest.at + 1, nest.notes)
                nest.at += 1
        elif nest.mode <= ESCAPABLE:
            read_text(page, nest)
        else:
            read_raw(page, nest)
    while nest.depth:
        nest.pop()
    return 0


cdef bint is_prologue(Char *page, Py_ssize_t at, Py_ssize_t end, bint *had_doctype) noexcept:
    cdef const char *doctype = "doctype"
    cdef Py_ssize_t index
    if at + 1 >= end or page[at] != c'<':
        return False
    if page[at + 1] == c'?' or is_half(page[at + 1]):
        return True
    if page[at + 1] != c'!':
        return False
    if at + 3 < end and page[at + 2] == c'-' and page[at + 3] == c'-':
        return True
    if had_doctype[0] or at + 9 > end:
        return False
    for index in range(7):
        if (page[at + 2 + index] | 32) != <Full>doctype[index]:
            return False
    had_doctype[0] = True
    return True


cdef Py_ssize_t past_remark(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Past a comment, a doctype, or what is no more than either."""
    if at + 3 < end and page[at + 1] == c'!' and page[at + 2] == c'-' and page[at + 3] == c'-':
        return past_comment(page, at + 4, end)
    return past_sign(page, at, end)


cdef Py_ssize_t past_sign(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Past the next `>`."""
    while at < end and page[at] != c'>':
        at += 1
    return at + (at < end)


cdef Py_ssize_t past_comment(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    if at < end and page[at] == c'>':
        return at + 1
    if at + 1 < end and page[at] == c'-' and page[at + 1] == c'>':
        return at + 2
    while at < end:
        if page[at] == c'-':
            if at + 1 == end:
                return end
            if page[at + 1] == c'-':
                if at + 2 == end:
                    return end
                if page[at + 2] == c'>':
                    return at + 3
                if page[at + 2] == c'!':
                    if at + 3 == end:
                        return end
                    if page[at + 3] == c'>':
                        return at + 4
        at += 1
    return end


cdef int tag_number(Char *page, Nest nest) except -1:
    """The number of the name at `nest.at`, past which it moves."""
    cdef Py_ssize_t start = nest.at, at = start + 1, end = nest.end
    while at < end and page[at] != c'/' and page[at] != c'>' and not is_space(page[at]):
        at += 1
    nest.at = at
    cdef int number = find(page + start, at - start, TAGS)
    if number >= 0:
        return number
    name = lower_name(page, start, at)
    known = nest.others.get(name)
    if known is None:
        known = nest.others[name] = len(nest.notes.names)
        nest.notes.names.append(name)
    return known


cdef int start_tag(Char *page, Nest nest) except -1:
    cdef Notes notes = nest.notes
    cdef Found found
    cdef bint dropped = False
    cdef int flags, top
    cdef dict attributes = NO_ATTRIBUTES
    nest.at += 1
    cdef int tag = tag_number(page, nest)
    nest.close_for(tag)
    nest.open_for(tag)
    if (nest.depth and tag == HTML) or (nest.depth != 1 and tag == HEAD):
        dropped = True
        nest.misplaced += 1
    elif tag == BODY and nest.counts[BODY]:
        dropped = True
        nest.misplaced += nest.counts[BODY]
    found.begin, found.bits, found.flags, found.name_end = -1, 0, 0, 1
    if dropped or notes.skip >= 0:
        nest.at = past_attributes(page, nest.at, nest.end)
    else:
        nest.at = read_attributes(page, nest.at, nest.end, tag, &found)
    if nest.at < nest.end and not dropped:
        nest.push(tag)
        if notes.skip >= 0:
            notes.skip_depth += tag == notes.skip
        else:
            flags = TAGS.flags[tag] if tag < TAGS.count else 0
            if found.begin >= 0 and (flags & WANTS or found.flags & SECTION):
                if tag == SCRIPT:  # may bear the data of a whole page, and one attribute is asked for
                    attributes = {"type": one_attribute(page, found.begin, nest.end, "type")}
                else:
                    attributes = attributes_at(page, found.begin, nest.end)
            notes.start(tag, &found, attributes)
    top = nest.top()
    if top < 0 or nest.at >= nest.end:
        return 0
    if page[nest.at] == c'/':
        nest.at += 2
        nest.pop()
        return 0
    nest.at += 1
    if top < TAGS.count:
        if TAGS.flags[top] & EMPTY:
            nest.pop()
        else:
            nest.mode = TAGS.mode[top]
    return 0


cdef int end_tag(Char *page, Nest nest) except -1:
    nest.at += 2
    if nest.at >= nest.end:
        nest.before_text()
        take_text(page, nest.at - 2, nest.at, nest.notes)
        return 0
    if page[nest.at] == c'>':
        nest.at += 1
        return 0
    if not is_letter(page[nest.at]):
        nest.at = past_sign(page, nest.at, nest.end)
        return 0
    cdef int tag = tag_number(page, nest)
    nest.at = past_attributes(page, nest.at, nest.end)
    if nest.at >= nest.end:
        return 0
    nest.at += 1 + (page[nest.at] == c'/')
    if nest.misplaced and (tag == HTML or tag == BODY or tag == HEAD):
        nest.misplaced -= 1
        return 0
    return nest.close(tag)
