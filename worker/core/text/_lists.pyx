"""The compiled twins of the predicates of `lists`, which are asked of each block several times."""


cdef bint _closes(Py_UCS4 sign):
    return sign in "\"'”’»›)]」』"


def ends_sentence(str text):
    cdef Py_ssize_t at = _end(text)
    while at >= 0 and _closes(text[at]):
        at -= 1
    return at >= 0 and text[at] in ".!?…。！？؟۔।"


def ends_with_full_stop(str text):
    cdef Py_ssize_t at = _end(text)
    while at >= 0 and _closes(text[at]):
        at -= 1
    return at >= 0 and text[at] in ".。।۔"


def is_quoted(str text):
    cdef Py_UCS4 char
    for char in text:
        if char == 34 or (char >= 0xAB and char in "“”„«»「『"):
            return True
    return False


def starts_item(str text):
    cdef Py_ssize_t at = 0, size = len(text)
    while at < size and text[at].isspace():
        at += 1
    if at == size:
        return False
    cdef Py_UCS4 sign = text[at]
    cdef bint bullet = sign in "•·‣▪●○◦✓✔➤►→※*+", dash = sign in "–—-"
    if not (bullet or dash):
        return False
    at += 1
    while at < size and text[at].isspace():
        at += 1
    return at < size and (bullet or not ends_sentence(text))


def size(str text):
    cdef Py_ssize_t twice = 0
    cdef Py_UCS4 char
    if not text.isascii():
        for char in text:
            twice += 0x2E80 <= char <= 0xD7FF
    return len(text) + twice


cdef Py_ssize_t _end(str text):
    """The index of the last character that is no space."""
    cdef Py_ssize_t at = len(text) - 1
    while at >= 0 and text[at].isspace():
        at -= 1
    return at
