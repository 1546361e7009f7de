"""The compiled twin of `marks.read_marks`."""


def read_marks(list telling, tags, attributes, class_hints, tuple bits):
    cdef long long author = bits[0], title = bits[1], date = bits[2], hints
    cdef Py_ssize_t index
    cdef list properties = [], by_author = [], tagged = [], named_author = [], named_title = [], dates = []
    cdef dict names
    for number in telling:
        index = number
        one = attributes[index]
        names = one if type(one) is dict else dict(one)
        hints = class_hints[index]
        if names:
            if "itemprop" in names or "property" in names:
                properties.append(number)
            rel = names.get("rel")
            if rel is not None:
                if rel == "author":
                    by_author.append(number)
                if "tag" in (<str>rel).lower().split():
                    tagged.append(number)
        if hints & author:
            named_author.append(number)
        if hints & title:
            named_title.append(number)
        if hints & date or tags[index] == "time":
            dates.append(number)
    return properties, by_author, tagged, named_author, named_title, dates
