"""What one pass over a page's HTML saw: its blocks in reading order, its metadata, its elements; judges nothing."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple, overload

from worker.core.extract.marked import Marked, marked_of

MAX_DEPTH = 2_000
"""Open elements at which reading stops; real pages stay under 200, and libxml2 turns quadratic on hostile nesting."""
MAX_ELEMENTS, MAX_BLOCKS, MAX_TELLING = 200_000, 20_000, 5_000
"""Where reading stops (for telling elements: taking note); the largest real page seen has a tenth of each."""
_LONGEST_LINE = 100
"""Characters of a line whose parts may have to be told apart: names, dates and buttons in one."""
_MAX_PIECES = 60
"""Pieces of an element among which those of one of its lines are sought, and of which such a line has fewer."""
MAX_TEXT = 2_000
"""Characters of the longest text that is read as a title, a name, a date or a caption."""


class Element(NamedTuple):
    """An element of the page."""

    tag: str
    parent: int
    """Index of the parent element; -1 for the root."""
    attributes: Mapping[str, str]
    class_hints: int
    """What its own names hint (bits of `ClassHint`)."""
    first: int
    """Index of its first piece of text."""
    last: int
    """Index after its last piece of text; -1 when it was never closed."""
    block: int
    """How many blocks were finished when it opened."""
    last_block: int
    """How many blocks were finished when it closed; -1 when it was never closed."""


class RawBlock(NamedTuple):
    """A run of text between two block-level tags."""

    text: str
    element: int
    """Index of the innermost block-level element around it."""
    link_chars: int
    links: int
    bold_chars: int


def _numbers() -> "array[int]":
    """A column: whole numbers in a row, which compiled code reads without an object for each."""
    return array("i")


class Blocks(Sequence[RawBlock]):
    """The blocks in reading order, as columns; each `RawBlock` is made when it is asked for."""

    __slots__ = ("bold_chars", "elements", "link_chars", "links", "texts")

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.elements = _numbers()
        self.link_chars = _numbers()
        self.links = _numbers()
        self.bold_chars = _numbers()

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> RawBlock: ...
    @overload
    def __getitem__(self, index: slice) -> list[RawBlock]: ...
    def __getitem__(self, index: int | slice) -> RawBlock | list[RawBlock]:
        if isinstance(index, slice):
            return list(map(RawBlock, *[column[index] for column in self._columns()]))
        return RawBlock(*[column[index] for column in self._columns()])

    def __iter__(self) -> Iterator[RawBlock]:
        return map(RawBlock, *self._columns())

    def _columns(self) -> Sequence[Sequence[Any]]:
        return self.texts, self.elements, self.link_chars, self.links, self.bold_chars


class Attributes(list[Mapping[str, str]]):
    """The attributes of each element."""

    def value(self, index: int, name: str) -> str:
        """One of an element's; '' when it has none of the name."""
        return self[index].get(name, "")


class Elements(dict[int, Element]):
    """The elements by index; each `Element` is made when it is first asked for.

    A page has a thousand of them, and few are ever asked for one by one. What needs all of them reads the columns
    below, one for each field of `Element`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.parents = _numbers()
        self.attributes = Attributes()
        self.class_hints = _numbers()
        self.first = _numbers()
        self.last = _numbers()
        self.block = _numbers()
        self.last_block = _numbers()
        # no fields of `Element`
        self.after = _numbers()
        """Index of the first element that is not inside; -1 when it was never closed."""
        self.names = _numbers()
        """Equal where tags and classes are, but for digits in these: some sites number their paragraphs there."""

    def __missing__(self, index: int) -> Element:
        element = self[index] = Element(
            self.tags[index],
            self.parents[index],
            self.attributes[index],
            self.class_hints[index],
            self.first[index],
            self.last[index],
            self.block[index],
            self.last_block[index],
        )
        return element


class Pieces(list[str]):
    """The texts between the tags, in reading order."""

    __slots__ = ("_ends",)

    def __init__(self) -> None:
        super().__init__()
        self._ends: list[int] = []

    def between(self, first: int, last: int) -> str:
        """The pieces from `first` to before `last` in one; '' when that is longer than `MAX_TEXT`."""
        if not 0 <= first <= last <= len(self):
            raise IndexError(first, last)
        if not self._ends:
            self._ends = [0, *accumulate(map(len, self))]
        return "" if self._ends[last] - self._ends[first] > MAX_TEXT else "".join(self[first:last])


@dataclass(slots=True)
class Scan:
    """What one pass saw."""

    elements: Elements = field(default_factory=Elements)
    blocks: Blocks = field(default_factory=Blocks)
    pieces: Pieces = field(default_factory=Pieces)
    metas: list[Mapping[str, str]] = field(default_factory=list)
    links: list[Mapping[str, str]] = field(default_factory=list)
    json_scripts: list[str] = field(default_factory=list)
    telling: list[int] = field(default_factory=list)
    """Elements that metadata may read: headings, times, images, captions, what is marked author, date or topic."""
    properties: list[int] = field(default_factory=list)
    """Those of them with an attribute of microdata or RDFa."""
    related: list[int] = field(default_factory=list)
    """Those of them with a `rel`."""
    headings: list[int] = field(default_factory=list)
    """Those of them that are an h1."""
    sections: list[int] = field(default_factory=list)
    """Elements that an AMP page shows only to some readers."""
    leading: list[int] = field(default_factory=list)
    """Elements that lead elsewhere, or take what a reader enters."""
    head_title: str = ""
    language: str = ""
    _marked: Marked | None = None

    @property
    def marked(self) -> Marked:
        """The telling elements by what they are marked as."""
        if self._marked is None:
            elements = self.elements
            related = {index: elements.attributes.value(index, "rel") for index in self.related}
            self._marked = marked_of(related, self.telling, elements.tags, elements.class_hints)
        return self._marked

    def text_of(self, index: int) -> str:
        """The text inside one element, white space collapsed; '' when it is too long to be a title, name or caption."""
        return self.text_between(self.elements[index])

    def text_between(self, element: Element) -> str:
        """The text between an element's tags, white space collapsed."""
        if element.last <= element.first:
            return ""
        return " ".join(self.pieces.between(element.first, element.last).split())

    def apart(self, element: Element) -> str:
        """The text of an element, with a bar where only style keeps two parts apart: Ann Grey|Follow."""
        text = self.text_between(element)
        if len(text) >= _LONGEST_LINE or element.last - element.first < 2:
            return text
        return _barred([self.pieces[place] for place in range(element.first, element.last)])

    def block_apart(self, block: RawBlock) -> str:
        """The text of a block likewise, which may be a part of its element's."""
        first, last = self.elements.first[block.element], self.elements.last[block.element]
        wanted = len(block.text.replace(" ", ""))
        for start in range(first, min(last, first + _MAX_PIECES)):
            own, length = [], 0
            for place in range(start, min(last, start + _MAX_PIECES)):
                piece = self.pieces[place]
                own.append(piece)
                length += len("".join(piece.split()))
                if length >= wanted:
                    break
            if length == wanted and " ".join("".join(own).split()) == block.text:
                return _barred(own) if len(own) > 1 else block.text
        return block.text


def _barred(pieces: Sequence[str]) -> str:
    meet = (
        before[-1:].isalnum() and (after[:1].isupper() or after[:1].isdigit()) for before, after in pairwise(pieces)
    )
    parts = [piece + " | " if glued else piece for piece, glued in zip(pieces, chain(meet, (False,)), strict=True)]
    return " ".join("".join(parts).split())
