"""Reads a page's HTML in one pass, without building a tree: see `scan` for what it gives.

The parser calls the scanner for each tag and each piece of text. So the cost is linear in the size of the page, no
nesting can exhaust the stack, and nothing stays in memory after the page. The compiled twin asks no parser: what it
knows of one stands in `nesting.py`.
"""

from collections.abc import Mapping
from typing import Any, cast

from lxml import etree

from worker.core.extract.class_hints import ClassHint, class_hints
from worker.core.extract.markup import (
    BOLD,
    FIELDS,
    HIDDEN,
    HIDING,
    INLINE,
    MAX_CLASSES,
    NAMES,
    NO_HINTS,
    READ,
    SECTIONS,
    SHADOW_HOSTS,
    SKIPPED,
    SPECIAL,
    STYLED,
    TAG_HINTS,
    TELLING_ATTRIBUTES,
    TELLING_MARKS,
)
from worker.core.extract.noscript import without_noscript
from worker.core.extract.scan import MAX_BLOCKS, MAX_DEPTH, MAX_ELEMENTS, MAX_TELLING, Scan
from worker.core.twins import twin

_NO_ATTRIBUTES: Mapping[str, str] = {}
_NO_DIGITS = str.maketrans("", "", "0123456789")


class Enough(Exception):
    """More than any page has; what was read so far stands."""


class _Scanner:
    """The parser's target: keeps the open elements and the text since the last block-level tag.

    It is called three thousand times a page, so what is done each time stands in the method itself.
    """

    def __init__(self) -> None:
        self.scan = Scan()
        self._elements = self.scan.elements
        self._pieces = self.scan.pieces
        self._blocks = self.scan.blocks
        self._open: list[int] = [-1]
        self._block_open: list[int] = [0]
        self._skip = ""
        self._skip_depth = 0
        self._shadowed: set[int] = set()
        self._names: dict[tuple[str, str], int] = {}
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
        if tag in SPECIAL and self._special(tag, attributes):
            return
        elements = self._elements
        index = len(elements.tags)
        if tag not in INLINE:
            self._broken = False
            if self._has_text:
                self._finish_block()
            self._block_open.append(index)
        if tag in STYLED:
            self._style(tag, 1)
        # before the first note: none may name an element that is not kept
        if len(self._open) > MAX_DEPTH or index >= MAX_ELEMENTS or len(self._blocks) >= MAX_BLOCKS:
            raise Enough
        bits, tells = _hints(tag, attributes) if attributes else TAG_HINTS.get(tag, NO_HINTS)
        if attributes and not SECTIONS.isdisjoint(attributes):
            self.scan.sections.append(index)
            bits |= section_hints(attributes)
        if tells and len(self.scan.telling) < MAX_TELLING:
            self._tell(index, tag, attributes)
        if "href" in attributes or tag in FIELDS:
            self.scan.leading.append(index)
        elements.tags.append(tag)
        elements.parents.append(self._open[-1])
        elements.attributes.append(attributes or _NO_ATTRIBUTES)
        elements.class_hints.append(bits)
        elements.first.append(len(self._pieces))
        elements.last.append(-1)
        elements.block.append(len(self._blocks))
        elements.last_block.append(-1)
        elements.after.append(-1)
        classes = attributes.get("class", "")[:MAX_CLASSES]  # they may be 10 MB long
        name = tag, classes.translate(_NO_DIGITS) if classes else ""
        elements.names.append(self._names.setdefault(name, len(self._names)))
        self._open.append(index)

    def _tell(self, index: int, tag: str, attributes: Mapping[str, str]) -> None:
        self.scan.telling.append(index)
        if tag == "h1":
            self.scan.headings.append(index)
        if "itemprop" in attributes or "property" in attributes:
            self.scan.properties.append(index)
        if "rel" in attributes:
            self.scan.related.append(index)

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
        if tag in SKIPPED:
            if tag == "template" and "shadowrootmode" in attributes and self._is_shadow_root(attributes):
                return False
            self._skip, self._skip_depth = tag, 1
            if tag == "script" and "ld+json" in attributes.get("type", "").lower():
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
        valid = attributes["shadowrootmode"].lower() in {"open", "closed"} and (tag in SHADOW_HOSTS or "-" in tag)
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
        if tag not in INLINE:
            self._broken = False
            if self._has_text:
                self._finish_block()
            self._block_open.pop()
            if tag == "title":
                self._in_title = False
                self.scan.head_title = "".join(self._title)
        if tag in STYLED:
            self._style(tag, -1)
        index = self._open.pop()
        self._elements.last[index] = len(self._pieces)
        self._elements.last_block[index] = len(self._blocks)
        self._elements.after[index] = len(self._elements.tags)

    def _style(self, tag: str, step: int) -> None:
        """Take a step into or out of an element whose text is clicked or bold."""
        if tag in BOLD:
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
        pieces, blocks = self._pieces, self._blocks
        text = " ".join("".join(pieces[self._start :]).split())
        # A piece that keeps words of two blocks apart when the text of their common parent is asked for.
        pieces.append(" ")
        self._start = len(pieces)
        blocks.texts.append(text)
        blocks.elements.append(self._block_open[-1])
        blocks.link_chars.append(self._link_chars)
        blocks.links.append(self._links)
        blocks.bold_chars.append(self._bold_chars)
        self._link_chars = self._links = self._bold_chars = 0
        self._has_text = False


def _hints(tag: str, attributes: Mapping[str, str]) -> tuple[int, bool]:
    """What the names of an element hint (bits of `ClassHint`), and whether metadata may read it."""
    bits, tells = TAG_HINTS.get(tag, NO_HINTS)
    for name, value in attributes.items():
        if name not in READ:
            continue
        if name in NAMES:
            bits |= class_hints(value[:MAX_CLASSES])
        elif name in HIDING and HIDING[name] in value:
            bits |= HIDDEN
        tells = tells or name in TELLING_ATTRIBUTES or (name == "href" and tag == "a" and "/aut" in value)
    return bits, tells or bits & TELLING_MARKS != 0


def section_hints(attributes: Mapping[str, str]) -> int:
    """What is shown to readers without access is a wall."""
    section = attributes.get("subscriptions-section", "").strip().lower()
    refused = section in {"content-not-granted", "actions"} or attributes.get("amp-access", "").startswith("NOT ")
    return int(ClassHint.WALL) if refused else 0


def scan_html(html: str) -> Scan:
    """Read a page or a fragment; malformed input is forgiven as libxml2 forgives it."""
    scan = read(html)
    if not scan.blocks and (scripted := without_noscript(html)) != html:
        return read(scripted)
    return scan


def _scan_html(html: str) -> Scan:
    scanner = _Scanner()
    parser = etree.HTMLParser(target=cast("Any", scanner), encoding="utf-8", huge_tree=True)
    try:
        etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (Enough, etree.XMLSyntaxError):
        # An empty document is a syntax error to libxml2; the other is our own stop.
        scanner.close()
    scan = scanner.scan
    # Parser and target know each other, so they stay until the collector comes by; the page must not stay with them.
    vars(scanner).clear()
    return scan


read = twin("worker.core.extract._scanner", _scan_html)
