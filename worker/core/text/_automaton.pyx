"""The compiled twin of `automaton.automaton_of`: a trie of words by their depth, so that children stand together."""

from array import array

from cpython cimport array as arrays
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from cpython.unicode cimport (
    PyUnicode_1BYTE_KIND,
    PyUnicode_2BYTE_KIND,
    PyUnicode_DATA,
    PyUnicode_KIND,
)
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy

cdef arrays.array NUMBERS = array("i")

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

cdef enum:
    DENSE = 512  # nodes, the shallowest, whose every step stands in a table: in most texts it is seldom left
    COLUMNS = 40  # of it: that many of the most frequent letters
    NEAR = 0x700  # characters before it may have a column
    NO_WORDS = 255  # the column of a character that no word has

cdef struct Node:
    uint32_t label
    int32_t children  # the first of them: they end where those of the next node begin
    int32_t fail
    int32_t found  # the longest word that ends here, by the node of its end; 0 for none


def automaton_of(words):
    return Automaton(words)


cdef class Automaton:
    cdef Node* nodes
    cdef int32_t* numbers  # of the words whose last character is the node's; -1 for none
    cdef int32_t* shorter  # the next shorter word that ends there
    cdef int32_t* steps  # by node and column; the first column has the characters that have no own one
    cdef uint8_t columns[NEAR]
    cdef int32_t count

    def __cinit__(self, words):
        cdef list ordered = sorted((word, number) for number, word in enumerate(words) if word)
        cdef Py_ssize_t room = sum(len(word) for word, _ in ordered) + 2
        cdef uint32_t* labels = <uint32_t*> PyMem_Malloc(room * sizeof(uint32_t))
        cdef int32_t* parents = <int32_t*> PyMem_Malloc(room * sizeof(int32_t))
        cdef int32_t* depths = <int32_t*> PyMem_Malloc(room * sizeof(int32_t))
        cdef int32_t* numbers = <int32_t*> PyMem_Malloc(room * sizeof(int32_t))
        cdef int32_t* path = <int32_t*> PyMem_Malloc(room * sizeof(int32_t))
        try:
            if not (labels and parents and depths and numbers and path):
                raise MemoryError
            self._grow(ordered, labels, parents, depths, numbers, path)
            self._order(labels, parents, depths, numbers, path)
        finally:
            PyMem_Free(labels)
            PyMem_Free(parents)
            PyMem_Free(depths)
            PyMem_Free(numbers)
            PyMem_Free(path)
        self._link()
        self._tabulate()

    cdef _grow(
        self, list ordered, uint32_t* labels, int32_t* parents, int32_t* depths, int32_t* numbers, int32_t* path
    ):
        """The trie in the order of the words; `path` has the nodes of the word before."""
        cdef Py_ssize_t depth, same
        cdef int32_t node = 1
        cdef str before = "", word
        labels[0] = parents[0] = depths[0] = path[0] = 0
        numbers[0] = -1
        for word, number in ordered:
            same = 0
            while same < len(before) and same < len(word) and before[same] == word[same]:
                same += 1
            for depth in range(same, len(word)):
                labels[node], parents[node], depths[node], numbers[node] = ord(word[depth]), path[depth], depth + 1, -1
                path[depth + 1] = node
                node += 1
            numbers[path[len(word)]] = number
            before = word
        self.count = node

    cdef _order(self, uint32_t* labels, int32_t* parents, int32_t* depths, int32_t* numbers, int32_t* places):
        """The nodes by depth. Those of one depth that have one parent stand together already."""
        cdef int32_t node, place, deepest = 0
        self.nodes = <Node*> PyMem_Calloc(self.count + 1, sizeof(Node))
        self.numbers = <int32_t*> PyMem_Malloc(self.count * sizeof(int32_t))
        self.shorter = <int32_t*> PyMem_Calloc(self.count, sizeof(int32_t))
        if not (self.nodes and self.numbers and self.shorter):
            raise MemoryError
        for node in range(self.count):
            deepest = max(deepest, depths[node])
        cdef list starts = [0] * (deepest + 2)
        for node in range(self.count):
            starts[depths[node] + 1] += 1
        for place in range(deepest):
            starts[place + 1] += starts[place]
        for node in range(self.count):
            places[node] = starts[depths[node]]
            starts[depths[node]] += 1
        for node in range(self.count):
            place = places[node]
            self.nodes[place].label = labels[node]
            self.numbers[place] = numbers[node]
            if node and not self.nodes[places[parents[node]]].children:
                self.nodes[places[parents[node]]].children = place
        self.nodes[self.count].children = self.count
        for place in range(self.count - 1, -1, -1):
            if not self.nodes[place].children:
                self.nodes[place].children = self.nodes[place + 1].children

    cdef _link(self):
        cdef int32_t node, child, fail
        cdef Node* nodes = self.nodes
        for node in range(self.count):
            nodes[node].found = node if self.numbers[node] >= 0 else nodes[nodes[node].fail].found
            self.shorter[node] = nodes[nodes[node].fail].found
            for child in range(nodes[node].children, nodes[node + 1].children):
                fail = nodes[node].fail
                if node:
                    while fail and not _child(nodes, fail, nodes[child].label):
                        fail = nodes[fail].fail
                    nodes[child].fail = _child(nodes, fail, nodes[child].label)

    cdef _tabulate(self):
        cdef int32_t node, child, column, dense = min(self.count, DENSE)
        cdef Node* nodes = self.nodes
        cdef list times = [0] * NEAR
        for node in range(1, self.count):
            if nodes[node].label < NEAR:
                times[nodes[node].label] += 1
        for label in range(NEAR):
            self.columns[label] = 0 if times[label] else NO_WORDS
        for column, label in enumerate(sorted(filter(times.__getitem__, range(NEAR)), key=times.__getitem__)[-COLUMNS + 1 :]):
            self.columns[label] = column + 1
        self.steps = <int32_t*> PyMem_Calloc(dense * COLUMNS, sizeof(int32_t))
        if self.steps == NULL:
            raise MemoryError
        for node in range(dense):
            if node:
                memcpy(self.steps + node * COLUMNS, self.steps + nodes[node].fail * COLUMNS, COLUMNS * sizeof(int32_t))
            for child in range(nodes[node].children, nodes[node + 1].children):
                if nodes[child].label < NEAR and self.columns[nodes[child].label]:
                    self.steps[node * COLUMNS + self.columns[nodes[child].label]] = child

    def __dealloc__(self):
        PyMem_Free(self.nodes)
        PyMem_Free(self.numbers)
        PyMem_Free(self.shorter)
        PyMem_Free(self.steps)

    def find(self, str text):
        cdef void* data = PyUnicode_DATA(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef int32_t* out = NULL
        cdef Py_ssize_t length = 0
        try:
            if kind == PyUnicode_1BYTE_KIND:
                length = _walk(self, <const uint8_t*> data, len(text), &out)
            elif kind == PyUnicode_2BYTE_KIND:
                length = _walk(self, <const uint16_t*> data, len(text), &out)
            else:
                length = _walk(self, <const uint32_t*> data, len(text), &out)
            found = arrays.clone(NUMBERS, length, False)
            memcpy((<arrays.array> found).data.as_voidptr, out, length * sizeof(int32_t))
        finally:
            PyMem_Free(out)
        return found


cdef inline int32_t _child(const Node* nodes, int32_t node, uint32_t label) noexcept nogil:
    """The node that a character leads to; 0 for none."""
    cdef int32_t low = nodes[node].children, high = nodes[node + 1].children, middle
    while high - low > 6:
        middle = (low + high) >> 1
        if nodes[middle].label <= label:
            low = middle
        else:
            high = middle
    while low < high:
        if nodes[low].label == label:
            return low
        low += 1
    return 0


cdef Py_ssize_t _walk(Automaton words, const Char* text, Py_ssize_t size, int32_t** out) except -1:
    cdef const Node* nodes = words.nodes
    cdef int32_t node = 0, dense = min(words.count, DENSE), following, found
    cdef uint32_t label
    cdef uint8_t column
    cdef Py_ssize_t at, length = 0, room = 0
    cdef int32_t* larger
    for at in range(size):
        label = text[at]
        column = words.columns[label] if label < NEAR else 0
        if column == NO_WORDS:
            node = 0
            continue
        while True:
            if column and node < dense:
                node = words.steps[node * COLUMNS + column]
                break
            following = _child(nodes, node, label)
            if following or not node:
                node = following
                break
            node = nodes[node].fail
        found = nodes[node].found
        while found:
            if length == room:
                room = 2 * room + 128
                larger = <int32_t*> PyMem_Realloc(out[0], room * sizeof(int32_t))
                if larger == NULL:
                    raise MemoryError
                out[0] = larger
            out[0][length] = at
            out[0][length + 1] = words.numbers[found]
            length += 2
            found = words.shorter[found]
    return length
