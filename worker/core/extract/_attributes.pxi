# How the attributes of a tag are read, and references; a part of `_scanner.pyx`.

cdef inline Py_ssize_t past_space(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    while at < end and is_space(page[at]):
        at += 1
    return at


cdef inline bint tag_ends(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    return at >= end or page[at] == c'>' or (page[at] == c'/' and page[at + 1] == c'>')


cdef Py_ssize_t next_attribute(Char *page, Py_ssize_t at, Py_ssize_t end, Attribute *found) noexcept:
    """Find the attribute at `at`, where neither space nor the tag's end is; what stands after it and its space."""
    cdef Full quote
    found.name = at
    at += 1
    while at < end and page[at] != c'/' and page[at] != c'>' and page[at] != c'=' and not is_space(page[at]):
        at += 1
    found.name_end = at
    found.value = found.value_end = -1
    at = past_space(page, at, end)
    if at < end and page[at] == c'=':
        at = past_space(page, at + 1, end)
        quote = page[at]
        if quote == c'"' or quote == c"'":
            at += 1
            found.value = at
            while at < end and page[at] != quote:
                at += 1
            found.value_end = at
            at += at < end
        else:
            found.value = at
            while at < end and page[at] != c'>' and not is_space(page[at]):
                at += 1
            found.value_end = at
        at = past_space(page, at, end)
    return at


cdef Py_ssize_t past_attributes(Char *page, Py_ssize_t at, Py_ssize_t end) noexcept:
    cdef Attribute attribute
    at = past_space(page, at, end)
    while not tag_ends(page, at, end):
        at = past_space(page, at + 1, end) if page[at] == c'/' else next_attribute(page, at, end, &attribute)
    return at


cdef Py_ssize_t read_attributes(Char *page, Py_ssize_t at, Py_ssize_t end, int tag, Found *found) except -1:
    """What the attributes hint; the place where the tag ends."""
    cdef Attribute attribute
    cdef int number, flags
    cdef unsigned int seen = 0
    at = past_space(page, at, end)
    while not tag_ends(page, at, end):
        if page[at] == c'/':
            at = past_space(page, at + 1, end)
            continue
        if found.begin < 0:
            found.begin = at
        at = next_attribute(page, at, end, &attribute)
        number = find(page + attribute.name, attribute.name_end - attribute.name, ATTRIBUTES)
        if number < 0 or seen >> number & 1:
            continue
        seen |= <unsigned int>1 << number
        flags = ATTRIBUTES.flags[number]
        if flags & NAMES:
            found.bits |= names_hint(page, &attribute)
            if number == CLASS:
                take_classes(page, &attribute, found)
        elif flags & HIDES:
            if holds(page, &attribute, HIDING[number]):
                found.bits |= HIDDEN
        elif number == HREF and tag == A and holds(page, &attribute, b"/aut"):
            found.flags |= TELLS
        found.flags |= flags
    return at


cdef int take_classes(Char *page, Attribute *attribute, Found *found) except -1:
    """Keep the classes by which elements are alike."""
    cdef Py_ssize_t at = attribute.value, end = min(attribute.value_end, at + CLASSES)
    cdef Letter letter
    if has_references(page, attribute.value, attribute.value_end):
        for character in value_of(page, attribute)[:CLASSES]:
            letter = ord(character)
            if not is_digit(letter):
                found.name[found.name_end] = letter
                found.name_end += 1
        return 0
    while at < end:
        if not is_digit(page[at]):
            found.name[found.name_end] = page[at]
            found.name_end += 1
        at += 1
    return 0


cdef int names_hint(Char *page, Attribute *attribute) except -1:
    """`class_hints` of a value, without making a string."""
    if has_references(page, attribute.value, attribute.value_end):
        return class_hints(value_of(page, attribute)[:CLASSES])
    cdef Py_ssize_t at = attribute.value, end = min(attribute.value_end, at + CLASSES)
    cdef int bits = 0, word
    cdef bint small, first
    while at < end:
        # A word is small letters, maybe with a capital before them, or capitals.
        small = page[at] >= 97 or (at + 1 < end and is_letter(page[at + 1]) and page[at + 1] >= 97)
        word = 0
        first = True
        while at < end and is_letter(page[at]) and ((page[at] >= 97) == small or (small and first)):
            if word >= 0:
                word = HINTS.after[word][(page[at] | 32) - 97]
                bits |= HINTS.begun[word]
            word = word or -1
            first = False
            at += 1
        if first:
            at += 1
        elif word > 0:
            bits |= HINTS.whole[word]
    return bits


cdef bint holds(Char *page, Attribute *attribute, bytes sought) except -1:
    """Whether a value holds some ASCII."""
    cdef const char *text = sought
    cdef Py_ssize_t length = len(sought), at, index
    if has_other_references(page, attribute.value, attribute.value_end):
        return sought.decode() in value_of(page, attribute)
    for at in range(attribute.value, attribute.value_end - length + 1):
        for index in range(length):
            if page[at + index] != <Full>text[index]:
                break
        else:
            return True
    return not length


cdef inline bint has_other_references(Char *page, Py_ssize_t start, Py_ssize_t end) noexcept:
    """Whether there are others than those that join the parts of an address, which write no letter."""
    while start < end:
        if page[start] == c'&' and not (start + 3 < end and is_written(page, start + 1, b"amp", 3)):
            return True
        start += 1
    return False


cdef inline bint is_written(Char *page, Py_ssize_t at, const char *text, int length) noexcept:
    """Whether the text stands there; the page must reach so far."""
    cdef int index
    for index in range(length):
        if page[at + index] != <Full>text[index]:
            return False
    return True


cdef dict attributes_at(Char *page, Py_ssize_t at, Py_ssize_t end):
    """All attributes of a tag from the first on; of two with one name the first counts."""
    cdef Attribute attribute
    cdef int number
    cdef dict found = {}
    while not tag_ends(page, at, end):
        if page[at] == c'/':
            at = past_space(page, at + 1, end)
            continue
        at = next_attribute(page, at, end, &attribute)
        number = find(page + attribute.name, attribute.name_end - attribute.name, ATTRIBUTES)
        name = ATTRIBUTES.names[number] if number >= 0 else lower_name(page, attribute.name, attribute.name_end)
        if name not in found:
            found[name] = value_of(page, &attribute)
    return found


cdef str one_attribute(Char *page, Py_ssize_t at, Py_ssize_t end, str sought):
    """The first attribute of that name, which is short and in small letters of ASCII; '' when there is none."""
    cdef Attribute attribute
    cdef Py_ssize_t length = len(sought), index
    cdef Full character
    while not tag_ends(page, at, end):
        if page[at] == c'/':
            at = past_space(page, at + 1, end)
            continue
        at = next_attribute(page, at, end, &attribute)
        if attribute.name_end - attribute.name != length:
            continue
        for index in range(length):
            character = page[attribute.name + index]
            if (character + 32 if 65 <= character <= 90 else character) != <Full>sought[index]:
                break
        else:
            return value_of(page, &attribute)
    return ""


cdef inline bint has_references(Char *page, Py_ssize_t start, Py_ssize_t end) noexcept:
    """Whether a value does not say just what is written."""
    while start < end:
        if page[start] == c'&' or page[start] == 13 or page[start] == 0 or is_half(page[start]):
            return True
        start += 1
    return False


cdef str value_of(Char *page, Attribute *attribute):
    cdef Py_ssize_t start = attribute.value, at = start, end = attribute.value_end, length, kept = 0
    cdef Full written[2]
    cdef int count, index
    if not has_references(page, start, end):
        return PyUnicode_FromKindAndData(sizeof(Char), page + start, end - start) if end > start else ""
    # no reference stands for more characters than it has
    cdef Full *text = <Full *>grown(NULL, (end - start) * sizeof(Full))
    try:
        while at < end:
            count = length = 1
            if page[at] == c'&':
                length = reference(page, at, end, True, written, &count)
            elif page[at] == 13:
                written[0] = 10
                count = page[at + 1] != 10
            elif page[at] == 0:
                written[0] = 0xFFFD
            elif is_half(page[at]):
                written[0] = c'?'
            else:
                length = 0
            if not length:
                written[0] = page[at]
                count = length = 1
            for index in range(count):
                text[kept] = written[index]
                kept += 1
            at += length
        return PyUnicode_FromKindAndData(4, text, kept)
    finally:
        PyMem_Free(text)


cdef enum:
    USUAL = 6

cdef const char *USUAL_NAMES[USUAL]
cdef int USUAL_LENGTHS[USUAL]
cdef Full USUAL_CHARACTERS[USUAL]
cdef tuple USUAL_TEXTS = (b"amp;", b"quot;", b"nbsp;", b"#39;", b"lt;", b"gt;")


def _learn_usual():
    """The references of which most pages have a thousand are found without the table of all names."""
    for index, name in enumerate(USUAL_TEXTS):
        USUAL_NAMES[index], USUAL_LENGTHS[index] = <const char *><bytes>name, len(name)
        USUAL_CHARACTERS[index] = 39 if name == b"#39;" else ord(html5[name.decode()])


_learn_usual()


cdef Py_ssize_t reference(
    Char *page, Py_ssize_t at, Py_ssize_t end, bint in_attribute, Full *written, int *count
) except -1:
    """How long the reference at an ampersand is, 0 when it is none; what it stands for goes to `written`.

    HTML standard, 13.2.5.72 to 80.
    """
    cdef Py_ssize_t start = at + 1, last = start
    cdef Full code = 0
    cdef int index
    for index in range(USUAL):
        if start + USUAL_LENGTHS[index] <= end and is_written(page, start, USUAL_NAMES[index], USUAL_LENGTHS[index]):
            written[0] = USUAL_CHARACTERS[index]
            count[0] = 1
            return 1 + USUAL_LENGTHS[index]
    cdef bint hexadecimal
    if start < end and page[start] == c'#':
        hexadecimal = start + 1 < end and (page[start + 1] | 32) == c'x'
        start += 1 + hexadecimal
        last = start
        while last < end:
            if is_digit(page[last]):
                code = code * (16 if hexadecimal else 10) + (page[last] - 48)
            elif hexadecimal and 97 <= (page[last] | 32) <= 102:
                code = code * 16 + ((page[last] | 32) - 87)
            else:
                break
            if code > 0x110000:
                code = 0x110000
            last += 1
        if last == start:
            return 0
        written[0] = repaired(code)
        count[0] = 1
        return last + (last < end and page[last] == c';') - at
    while last < end and last < start + 40 and (is_digit(page[last]) or is_letter(page[last])):
        last += 1
    if last == start or not is_letter(page[start]):
        return 0
    cdef str name = PyUnicode_FromKindAndData(sizeof(Char), page + start, last - start), stands = None
    if last < end and page[last] == c';':
        stands = html5.get(name + ";")
        if stands is not None:
            return written_out(stands, written, count, last + 1 - at)
    if in_attribute:
        if last < end and page[last] == c'=':
            return 0
        stands = html5.get(name)
        return 0 if stands is None else written_out(stands, written, count, last - at)
    for length in range(min(6, last - start), 1, -1):
        stands = html5.get(name[:length])
        if stands is not None:
            return written_out(stands, written, count, 1 + length)
    return 0


cdef Py_ssize_t written_out(str stands, Full *written, int *count, Py_ssize_t length) except -1:
    count[0] = len(stands)
    for index, character in enumerate(stands):
        written[<Py_ssize_t>index] = ord(character)
    return length


cdef str C1 = bytes(range(0x80, 0xA0)).decode("cp1252", "surrogateescape")


cdef Full repaired(Full code) except 0:
    """The character that a number stands for; the HTML standard repairs those of windows-1252."""
    if 0x80 <= code < 0xA0:
        meant = ord(C1[code - 0x80])
        return code if 0xD800 <= meant else meant
    return 0xFFFD if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF else code
