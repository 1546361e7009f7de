"""One pass over a page's HTML: its blocks of text in reading order and what its head and marks say; judges nothing.

The parser calls the scanner for each tag and text, so no tree is built: the cost is linear in the size of the page,
nothing recurses, and memory ends with the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from worker.core.extract.marks import Mark, marks

MAX_DEPTH = 2_000
"""Open elements at which reading stops; real pages stay under 200, and libxml2 turns quadratic on hostile nesting."""
MAX_ELEMENTS, MAX_BLOCKS, MAX_TELLING = 200_000, 20_000, 5_000
"""Where reading stops (for telling elements: taking note); the largest real page seen has a tenth of each."""
MAX_TEXT = 2_000
"""Characters of the longest text that is read as a title, a name, a date or a caption."""
_CHUNK = 1 << 16

_SKIPPED = frozenset(
    (
        *("script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "select", "textarea"),
        *("audio", "video", "datalist"),
    )
)
_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i"),
        *("ins", "kbd", "label", "mark", "nobr", "o:p", "picture", "q", "rp", "rt", "ruby", "s", "samp", "small", "u"),
        *("span", "strike", "strong", "sub", "sup", "time", "track", "tt", "var", "wbr", "img", "meta", "link"),
        *("input", "source"),
    )
)
_SPECIAL = _SKIPPED | {"br", "meta", "link", "title", "html"}
_CLICKED = frozenset(("a", "button"))
_BOLD = frozenset(("b", "strong"))
_TELLING = frozenset(("h1", "time", "img", "figcaption", "figure", "address", "amp-img"))
_TELLING_MARKS = int(Mark.AUTHOR | Mark.DATE | Mark.TOPIC | Mark.CAPTION | Mark.LEAD | Mark.TITLE)
_NAMES = frozenset(("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type"))
_HIDING = {"hidden": "", "aria-hidden": "true", "style": "none"}
"""Attributes that hide an element when they hold this."""
_HIDDEN = int(Mark.HIDDEN)
_TAG_MARKS = {tag: marks(tag) for tag in ("article", "aside", "nav", "footer", "main", "figcaption", "time", "dialog")}
_TELLING_ATTRIBUTES = frozenset(("itemprop", "rel", "property"))


@dataclass(slots=True)
class Element:
    """An element of the page."""

    tag: str
    parent: int
    """Index of the parent element; -1 for the root."""
    attributes: Mapping[str, str]
    marks: int
    """What its own names hint (bits of `Mark`)."""
    first: int
    """Index of its first piece of text."""
    block: int
    """How many blocks were finished when it opened."""
    chars: int
    """Characters of text read before it; once it is closed, inside it."""
    last: int = -1
    """Index after its last piece of text; -1 while it is open."""
    last_block: int = -1
    """How many blocks were finished when it closed; -1 while it is open."""


@dataclass(slots=True)
class RawBlock:
    """A run of text between two block-level tags."""

    text: str
    element: int
    """Index of the innermost block-level element around it."""
    link_chars: int
    links: int
    bold_chars: int


@dataclass(slots=True)
class Scan:
    """What one pass saw."""

    elements: list[Element] = field(default_factory=list)
    blocks: list[RawBlock] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    metas: list[Mapping[str, str]] = field(default_factory=list)
    links: list[Mapping[str, str]] = field(default_factory=list)
    json_scripts: list[str] = field(default_factory=list)
    telling: list[int] = field(default_factory=list)
    """Elements that metadata may read: headings, times, images, captions, what is marked author, date or topic."""
    head_title: str = ""
    language: str = ""

    def text_of(self, index: int) -> str:
        """The text inside one element, white space collapsed; '' when it is too long to be a title, name or caption."""
        return self.text_between(self.elements[index])

    def text_between(self, element: Element) -> str:
        """The text between an element's tags, white space collapsed."""
        if element.last < 0 or element.chars > MAX_TEXT:
            return ""
        return " ".join("".join(self.pieces[element.first : element.last]).split())


class _Enough(Exception):
    """More than any page has; what was read so far stands."""


class _Scanner:
    """The parser's target: keeps the open elements and the text since the last block-level tag."""

    def __init__(self) -> None:
        self.scan = Scan()
        self._open: list[int] = []
        self._block_open: list[int] = []
        self._skip = ""
        self._skip_depth = 0
        self._script: list[str] | None = None
        self._title: list[str] = []
        self._in_title = False
        self._link_depth = self._bold_depth = 0
        self._chars = self._start = self._link_chars = self._links = self._bold_chars = 0
        self._has_text = False
        self._broken = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skip:
            self._skip_depth += tag == self._skip
            return
        scan = self.scan
        if tag in _SPECIAL and self._special(tag, attributes):
            return
        index = len(scan.elements)
        if tag not in _INLINE:
            self._finish_block()
            self._block_open.append(index)
        elif tag == "a":
            self._links += 1
        if tag in _CLICKED:
            self._link_depth += 1
        elif tag in _BOLD:
            self._bold_depth += 1
        bits = _marks(tag, attributes) if attributes else _TAG_MARKS.get(tag, 0)
        tells = bits & _TELLING_MARKS or tag in _TELLING or (attributes and _tells(tag, attributes))
        if tells and len(scan.telling) < MAX_TELLING:
            scan.telling.append(index)
        if len(self._open) >= MAX_DEPTH or index >= MAX_ELEMENTS or len(scan.blocks) >= MAX_BLOCKS:
            raise _Enough
        parent = self._open[-1] if self._open else -1
        self._open.append(index)
        scan.elements.append(Element(tag, parent, attributes, bits, len(scan.pieces), len(scan.blocks), self._chars))

    def _special(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """What needs care beside opening an element; True if it opens none."""
        scan = self.scan
        if tag == "br":
            # Two in a row end a paragraph; pages without <p> write so.
            if self._broken:
                self._finish_block()
            self._broken = True
            scan.pieces.append("\n")
            return True
        if tag in _SKIPPED:
            self._skip, self._skip_depth = tag, 1
            if tag == "script" and "ld+json" in attributes.get("type", ""):
                self._script = []
            return True
        if tag == "meta":
            scan.metas.append(attributes)
        elif tag == "link":
            scan.links.append(attributes)
        elif tag == "title":
            self._in_title = not self._title
        elif tag == "html":
            scan.language = scan.language or attributes.get("lang", "") or attributes.get("xml:lang", "")
        return False

    def end(self, tag: str) -> None:
        if self._skip:
            self._end_skipped(tag)
            return
        if tag == "br" or not self._open:
            return
        if tag not in _INLINE:
            self._finish_block()
            self._block_open.pop()
        if tag in _CLICKED:
            self._link_depth -= 1
        elif tag in _BOLD:
            self._bold_depth -= 1
        elif tag == "title":
            self._in_title = False
            self.scan.head_title = "".join(self._title)
        element = self.scan.elements[self._open.pop()]
        element.last, element.last_block = len(self.scan.pieces), len(self.scan.blocks)
        element.chars = self._chars - element.chars

    def _end_skipped(self, tag: str) -> None:
        self._skip_depth -= tag == self._skip
        if not self._skip_depth:
            self._skip = ""
            if self._script is not None:
                self.scan.json_scripts.append("".join(self._script))
                self._script = None

    def data(self, text: str) -> None:
        if self._skip:
            if self._script is not None:
                self._script.append(text)
            return
        if self._in_title:
            self._title.append(text)
            return
        self.scan.pieces.append(text)
        self._chars += len(text)
        if text.isspace():
            return
        self._has_text = True
        self._broken = False
        if self._link_depth:
            self._link_chars += len(text.strip())
        if self._bold_depth:
            self._bold_chars += len(text.strip())

    def close(self) -> Scan:
        self._finish_block()
        return self.scan

    def _finish_block(self) -> None:
        self._broken = False
        if not self._has_text:
            return
        pieces = self.scan.pieces
        text = " ".join("".join(pieces[self._start :]).split())
        # A piece that keeps words of two blocks apart when the text of their common parent is asked for.
        pieces.append(" ")
        self._start = len(pieces)
        element = self._block_open[-1] if self._block_open else 0
        self.scan.blocks.append(RawBlock(text, element, self._link_chars, self._links, self._bold_chars))
        self._link_chars = self._links = self._bold_chars = 0
        self._has_text = False


def _marks(tag: str, attributes: Mapping[str, str]) -> int:
    bits = _TAG_MARKS.get(tag, 0)
    for name, value in attributes.items():
        if name in _NAMES:
            bits |= marks(value[:200])
        elif name in _HIDING and _HIDING[name] in value:
            bits |= _HIDDEN
    return bits


def _tells(tag: str, attributes: Mapping[str, str]) -> bool:
    if not _TELLING_ATTRIBUTES.isdisjoint(attributes):
        return True
    return tag == "a" and "/aut" in attributes.get("href", "")


def scan_html(html: str) -> Scan:
    """Read a page or a fragment; malformed input is forgiven as libxml2 forgives it."""
    scanner = _Scanner()
    parser = etree.HTMLParser(target=cast("Any", scanner), encoding="utf-8", huge_tree=True)
    body = html.encode("utf-8", "replace")
    try:
        for offset in range(0, len(body), _CHUNK):
            parser.feed(body[offset : offset + _CHUNK])
        parser.close()
    except (_Enough, etree.XMLSyntaxError):
        # An empty document is a syntax error to libxml2; the other is our own stop.
        return scanner.close()
    return scanner.scan
