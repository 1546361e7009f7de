# How text is read, between tags and in what holds text alone; a part of `_scanner.pyx`.

cdef Py_ssize_t next_sign(Char *page, Py_ssize_t at, Py_ssize_t end, char sign) noexcept:
    """Where a sign stands next: most of a page is script, so this is where reading one spends its time."""
    cdef const char *start
    cdef const char *found
    while at < end:
        # the fastest search that there is goes by bytes; hardly ever is one found that is part of another character
        start = <const char *>(page + at)
        found = <const char *>memchr(start, sign, (end - at) * sizeof(Char))
        if found == NULL:
            return end
        at += (found - start) // <Py_ssize_t>sizeof(Char)
        if page[at] == <Full>sign:
            return at
        at += 1
    return end


cdef Py_ssize_t next_in_comment(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    """Where a tag or the end of a script's comment begins next."""
    cdef Py_ssize_t tag = next_sign(page, at, end, c'<'), sign = next_sign(page, at, tag, c'>')
    while sign < tag:
        if sign - at >= 2 and page[sign - 1] == c'-' and page[sign - 2] == c'-':
            return sign - 2
        sign = next_sign(page, sign + 1, tag, c'>')
    return tag


cdef int give(Char *page, Py_ssize_t start, Py_ssize_t end, Nest nest) except -1:
    """Text that may be the first of a body."""
    cdef int top = nest.top()
    cdef Py_ssize_t words
    if start == end:
        return 0
    if top < 0 or top == HTML or top == HEAD:
        words = past_space(page, start, end)
        take_text(page, start, words, nest.notes)
        if words == end:
            return 0
        start = words
        nest.before_text()
    return take_text(page, start, end, nest.notes)


cdef int read_text(Char *page, Nest nest) except -1:
    """Text with references, up to a tag; in a title or the like up to its own end tag."""
    cdef Py_ssize_t at = nest.at, begun = at, end = nest.end, length
    cdef Full written[2]
    cdef int count
    cdef Full character
    if nest.notes.skip >= 0 and nest.mode == MARKUP:
        nest.at = next_sign(page, at, end, c'<')
        return 0
    while at < end:
        character = page[at]
        if character > c'<':
            at += 1
        elif character == c'<':
            if nest.mode == MARKUP or ends_text(page, at, nest):
                nest.mode = MARKUP
                break
            at += 1
        elif character == c'&':
            length = reference(page, at, end, False, written, &count)
            if length:
                give(page, begun, at, nest)
                give(written, 0, count, nest)
                at += length
                begun = at
            else:
                at += 1
        elif character == 13:
            give(page, begun, at, nest)
            at += 1
            if page[at] != 10:
                written[0] = 10
                give(written, 0, 1, nest)
            begun = at
        elif character == 0:
            give(page, begun, at, nest)
            written[0] = 0xFFFD
            give(written, 0, 1, nest)
            at += 1
            begun = at
        else:
            at += 1
    give(page, begun, at, nest)
    nest.at = at
    return 0


cdef bint ends_text(Char *page, Py_ssize_t at, Nest nest) noexcept:
    """Whether the end tag of the innermost element stands here."""
    return at + 1 < nest.end and page[at + 1] == c'/' and is_named(page, at + 2, nest)


cdef bint is_named(Char *page, Py_ssize_t at, Nest nest) noexcept:
    cdef int top = nest.top(), index
    for index in range(TAGS.lengths[top]):
        if at >= nest.end or (page[at] | 32) != <Full>TAGS.texts[top][index]:
            return False
        at += 1
    return at < nest.end and (page[at] == c'>' or page[at] == c'/' or is_space(page[at]))


cdef int read_raw(Char *page, Nest nest) except -1:
    """Text without references, up to the end tag of its element; a script may hide that in a comment."""
    cdef Py_ssize_t at = nest.at, begun = at, end = nest.end
    cdef bint heard = nest.notes.skip < 0
    cdef Full written
    cdef Full character
    while at < end:
        if not heard:
            if nest.mode == RAW or nest.mode == IN_SCRIPT:
                at = next_sign(page, at, end, c'<')
            elif nest.mode == IN_COMMENT or nest.mode == IN_SCRIPT_IN_COMMENT:
                at = next_in_comment(page, at, end)
            if at == end:
                break
        character = page[at]
        if character > c'<':
            at += 1
        elif character == c'<':
            if nest.mode == RAW or nest.mode == IN_SCRIPT:
                if ends_text(page, at, nest):
                    nest.mode = MARKUP
                    break
                if nest.mode == IN_SCRIPT and at + 3 < end and page[at + 1] == c'!':
                    if page[at + 2] == c'-' and page[at + 3] == c'-':
                        nest.mode = IN_COMMENT
            elif nest.mode == IN_COMMENT:
                if ends_text(page, at, nest):
                    nest.mode = MARKUP
                    break
                if is_named(page, at + 1, nest):
                    nest.mode = IN_SCRIPT_IN_COMMENT
            elif nest.mode == IN_SCRIPT_IN_COMMENT and ends_text(page, at, nest):
                nest.mode = IN_COMMENT
            at += 1
        elif character == c'-':
            if nest.mode == IN_COMMENT or nest.mode == IN_SCRIPT_IN_COMMENT:
                if at + 2 < end and page[at + 1] == c'-' and page[at + 2] == c'>':
                    nest.mode = IN_SCRIPT
            at += 1
        elif (character == 13 or character == 0) and heard:
            take_text(page, begun, at, nest.notes)
            at += 1
            if character == 0 or page[at] != 10:
                written = 0xFFFD if character == 0 else 10
                take_text(&written, 0, 1, nest.notes)
            begun = at
        else:
            at += 1
    if heard:
        take_text(page, begun, at, nest.notes)
    elif nest.notes.script is not None and at > begun:
        nest.notes.script.append(
            string(page, begun, at).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        )
    nest.at = at
    return 0
