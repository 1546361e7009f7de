"""The compiled twin of `sentences.sentences`, without the regular expression that looks for their ends."""


def sentences(str text):
    from worker.core.text.sentences import _ABBREVIATION

    cdef list parts = []
    cdef Py_ssize_t start = 0, at = 0, sign, size = len(text)
    cdef Py_UCS4 char, before = 0
    while at < size:
        char = text[at]
        sign = at
        at += 1
        if 97 <= char <= 122 or char == 32:
            before = char
            continue
        if _stops(char) and not _stops(before):
            while at < size and _stops(text[at]):
                at += 1
            while at < size and text[at] in "\"'”’»›)]":
                at += 1
            if at == size or not text[at].isspace():
                at = sign + 1
                before = char
                continue
        elif char in "。！？" and before not in "。！？":
            while at < size and text[at] in "。！？":
                at += 1
            while at < size and text[at] in "」』”）":
                at += 1
        elif char == 10:
            while at < size and text[at] == 10:
                at += 1
            parts.append(text[start:at])
            start = at
            before = 10
            continue
        else:
            before = char
            continue
        while at < size and text[at].isspace():
            at += 1
        before = text[at - 1]
        if char == 46 and _may_abbreviate(text, sign, at) and _ABBREVIATION.search(text[max(start, at - 14) : at]):
            continue
        parts.append(text[start:at])
        start = at
    if start < size:
        parts.append(text[start:])
    return parts


cdef bint _stops(Py_UCS4 char):
    return char in ".!?…؟۔।"


cdef bint _may_abbreviate(str text, Py_ssize_t sign, Py_ssize_t end):
    """Whether the word before a full stop is as short as an abbreviation, or the expression sees only a part of it."""
    cdef Py_ssize_t at
    if end - sign > 8:
        return True
    for at in range(sign - 1, sign - 6, -1):
        if at < 0 or not text[at].isalpha():
            return True
    return False
