"""Reads a page's HTML in one pass: its blocks of text in reading order, its metadata, its elements; judges nothing.

The parser calls the scanner for each tag and each piece of text, and no tree is built. So the cost is linear in the
size of the page, no nesting can exhaust the stack, and nothing stays in memory after the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, NamedTuple, cast

from lxml import etree

from worker.core.extract.class_hints import ClassHint, class_hints
from worker.core.extract.noscript import without_noscript

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
_BOLD = frozenset(("b", "strong"))
_STYLED = _BOLD | {"a", "button"}
_TELLING = frozenset(("h1", "time", "img", "figcaption", "figure", "address", "amp-img"))
_TELLING_MARKS = int(
    ClassHint.AUTHOR | ClassHint.DATE | ClassHint.TOPIC | ClassHint.CAPTION | ClassHint.LEAD | ClassHint.TITLE
)
_NAMES = frozenset(("class", "id", "role", "itemprop", "data-testid", "data-component", "data-type"))
_HIDING = {"hidden": "", "aria-hidden": "true", "style": "none"}
"""Attributes that hide an element when they hold this."""
_HIDDEN = int(ClassHint.HIDDEN)
_MARKED_TAGS = frozenset(("article", "aside", "nav", "footer", "main", "figcaption", "time", "dialog"))
_SECTIONS = frozenset(("subscriptions-section", "amp-access"))
"""Attributes by which an AMP page says who sees an element (amp-subscriptions, amp-access)."""
_SHADOW_HOSTS = frozenset(
    (
        *(
            "article",
            "aside",
            "blockquote",
            "body",
            "div",
            "footer",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "main",
        ),
        *("nav", "p", "section", "span"),
    )
)
"""DOM standard, "valid shadow host name"; beside these every custom element, which has a hyphen in its name."""
_NO_HINTS = (0, False)
_TAG_HINTS = {tag: (class_hints(tag) if tag in _MARKED_TAGS else 0, tag in _TELLING) for tag in _MARKED_TAGS | _TELLING}
_TELLING_ATTRIBUTES = frozenset(("itemprop", "rel", "property"))
_READ = _NAMES | _HIDING.keys() | _TELLING_ATTRIBUTES | {"href"}
_NO_ATTRIBUTES: Mapping[str, str] = {}


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


@dataclass(slots=True)
class RawBlock:
    """A run of text between two block-level tags."""

    text: str
    element: int
    """Index of the innermost block-level element around it."""
    link_chars: int
    links: int
    bold_chars: int


class Elements(dict[int, Element]):
    """The elements by index; each `Element` is made when it is first asked for.

    A page has a thousand of them, and few are ever asked for one by one. What needs all of them reads the lists below,
    one for each field of `Element`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.parents: list[int] = []
        self.attributes: list[Mapping[str, str]] = []
        self.class_hints: list[int] = []
        self.first: list[int] = []
        self.last: list[int] = []
        self.block: list[int] = []
        self.last_block: list[int] = []

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


@dataclass(slots=True)
class Scan:
    """What one pass saw."""

    elements: Elements = field(default_factory=Elements)
    blocks: list[RawBlock] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    metas: list[Mapping[str, str]] = field(default_factory=list)
    links: list[Mapping[str, str]] = field(default_factory=list)
    json_scripts: list[str] = field(default_factory=list)
    telling: list[int] = field(default_factory=list)
    """Elements that metadata may read: headings, times, images, captions, what is marked author, date or topic."""
    headings: list[int] = field(default_factory=list)
    """Those of them that are an h1."""
    sections: list[int] = field(default_factory=list)
    """Elements that an AMP page shows only to some readers."""
    head_title: str = ""
    language: str = ""
    _ends: list[int] = field(default_factory=list)
    """Characters up to the end of each piece."""

    def text_of(self, index: int) -> str:
        """The text inside one element, white space collapsed; '' when it is too long to be a title, name or caption."""
        return self.text_between(self.elements[index])

    def text_between(self, element: Element) -> str:
        """The text between an element's tags, white space collapsed."""
        if element.last <= element.first:
            return ""
        if not self._ends:
            self._ends = [0, *accumulate(map(len, self.pieces))]
        if self._ends[element.last] - self._ends[element.first] > MAX_TEXT:
            return ""
        return " ".join("".join(self.pieces[element.first : element.last]).split())


class _Enough(Exception):
    """More than any page has; what was read so far stands."""


class _Scanner:
    """The parser's target: keeps the open elements and the text since the last block-level tag.

    It is called three thousand times a page, so what is done each time stands in the method itself.
    """

    def __init__(self, *, amp: bool) -> None:
        self.scan = Scan()
        self._amp = amp
        self._elements = self.scan.elements
        self._pieces = self.scan.pieces
        self._blocks = self.scan.blocks
        self._open: list[int] = [-1]
        self._block_open: list[int] = [0]
        self._skip = ""
        self._skip_depth = 0
        self._shadowed: set[int] = set()
        self._script: list[str] | None = None
        self._title: list[str] = []
        self._in_title = False
        self._link_depth = self._bold_depth = 0
        self._start = self._link_chars = self._links = self._bold_chars = 0
        self._has_text = False
        self._broken = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skip:
            self._skip_depth += tag == self._skip
            return
        if tag in _SPECIAL and self._special(tag, attributes):
            return
        elements = self._elements
        index = len(elements.tags)
        if tag not in _INLINE:
            self._broken = False
            if self._has_text:
                self._finish_block()
            self._block_open.append(index)
        if tag in _STYLED:
            self._style(tag, 1)
        bits, tells = _hints(tag, attributes) if attributes else _TAG_HINTS.get(tag, _NO_HINTS)
        if self._amp and not _SECTIONS.isdisjoint(attributes):
            self.scan.sections.append(index)
            bits |= _section_hints(attributes)
        if tells and len(self.scan.telling) < MAX_TELLING:
            self.scan.telling.append(index)
            if tag == "h1":
                self.scan.headings.append(index)
        if len(self._open) > MAX_DEPTH or index >= MAX_ELEMENTS or len(self._blocks) >= MAX_BLOCKS:
            raise _Enough
        elements.tags.append(tag)
        elements.parents.append(self._open[-1])
        elements.attributes.append(attributes or _NO_ATTRIBUTES)
        elements.class_hints.append(bits)
        elements.first.append(len(self._pieces))
        elements.last.append(-1)
        elements.block.append(len(self._blocks))
        elements.last_block.append(-1)
        self._open.append(index)

    def _special(self, tag: str, attributes: Mapping[str, str]) -> bool:
        """What needs care beside opening an element; True if it opens none."""
        scan = self.scan
        if tag == "br":
            # Two in a row end a paragraph; pages without <p> write so.
            if self._broken and self._has_text:
                self._finish_block()
            self._broken = True
            scan.pieces.append("\n")
            return True
        if tag in _SKIPPED:
            if tag == "template" and "shadowrootmode" in attributes and self._is_shadow_root(attributes):
                return False
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

    def _is_shadow_root(self, attributes: Mapping[str, str]) -> bool:
        """Whether a template is attached to the element around it and so is what readers see of that.

        HTML standard, tree construction, "template" start tag: the first one of a valid host; any other stays inert.
        Slots are not moved: the text comes as it is served.
        """
        host = self._open[-1]
        tag = self._elements.tags[host] if host >= 0 else ""
        valid = attributes["shadowrootmode"].lower() in {"open", "closed"} and (tag in _SHADOW_HOSTS or "-" in tag)
        if not valid or host in self._shadowed:
            return False
        self._shadowed.add(host)
        return True

    def end(self, tag: str) -> None:
        if self._skip:
            self._end_skipped(tag)
            return
        if tag == "br" or len(self._open) == 1:
            return
        if tag not in _INLINE:
            self._broken = False
            if self._has_text:
                self._finish_block()
            self._block_open.pop()
            if tag == "title":
                self._in_title = False
                self.scan.head_title = "".join(self._title)
        if tag in _STYLED:
            self._style(tag, -1)
        index = self._open.pop()
        self._elements.last[index] = len(self._pieces)
        self._elements.last_block[index] = len(self._blocks)

    def _style(self, tag: str, step: int) -> None:
        """Take a step into or out of an element whose text is clicked or bold."""
        if tag in _BOLD:
            self._bold_depth += step
        else:
            self._link_depth += step
            self._links += tag == "a" and step > 0

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
        self._pieces.append(text)
        if text.isspace():
            return
        self._has_text = True
        self._broken = False
        if self._link_depth:
            self._link_chars += len(text.strip())
        if self._bold_depth:
            self._bold_chars += len(text.strip())

    def close(self) -> Scan:
        if self._has_text:
            self._finish_block()
        return self.scan

    def _finish_block(self) -> None:
        pieces = self._pieces
        text = " ".join("".join(pieces[self._start :]).split())
        # A piece that keeps words of two blocks apart when the text of their common parent is asked for.
        pieces.append(" ")
        self._start = len(pieces)
        self._blocks.append(RawBlock(text, self._block_open[-1], self._link_chars, self._links, self._bold_chars))
        self._link_chars = self._links = self._bold_chars = 0
        self._has_text = False


def _hints(tag: str, attributes: Mapping[str, str]) -> tuple[int, bool]:
    """What the names of an element hint (bits of `ClassHint`), and whether metadata may read it."""
    bits, tells = _TAG_HINTS.get(tag, _NO_HINTS)
    for name, value in attributes.items():
        if name not in _READ:
            continue
        if name in _NAMES:
            bits |= class_hints(value[:200])
        elif name in _HIDING and _HIDING[name] in value:
            bits |= _HIDDEN
        tells = tells or name in _TELLING_ATTRIBUTES or (name == "href" and tag == "a" and "/aut" in value)
    return bits, tells or bits & _TELLING_MARKS != 0


def _section_hints(attributes: Mapping[str, str]) -> int:
    """What is shown to readers without access is a wall."""
    section = attributes.get("subscriptions-section", "").strip().lower()
    refused = section in {"content-not-granted", "actions"} or attributes.get("amp-access", "").startswith("NOT ")
    return int(ClassHint.WALL) if refused else 0


def scan_html(html: str) -> Scan:
    """Read a page or a fragment; malformed input is forgiven as libxml2 forgives it."""
    scanner = _Scanner(amp=any(name in html for name in _SECTIONS))
    parser = etree.HTMLParser(target=cast("Any", scanner), encoding="utf-8", huge_tree=True)
    body = html.encode("utf-8", "replace")
    try:
        for offset in range(0, len(body), _CHUNK):
            parser.feed(body[offset : offset + _CHUNK])
        parser.close()
    except (_Enough, etree.XMLSyntaxError):
        # An empty document is a syntax error to libxml2; the other is our own stop.
        scanner.close()
    scan = scanner.scan
    # Parser and target know each other, so they stay until the collector comes by; the page must not stay with them.
    vars(scanner).clear()
    if not scan.blocks and (scripted := without_noscript(html)) != html:
        return scan_html(scripted)
    return scan
