"""Text that claims to be XML, made well-formed, small and shallow, or refused; never interprets what it says.

feedparser is forgiving at a price: 100,000 attributes in one element cost it over 30 s, 100,000 entries 20 s, 200,000
nested elements 8 s, and its fallback for malformed documents is slower yet. So a document is read once by expat, in
time linear in its size, and what feedparser does not need is left out before it sees it.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from worker.core.feeds.decode import without_prolog
from worker.core.feeds.notes import Collector, Notes
from worker.core.feeds.repair import mended, sections_ended
from worker.core.text.plain import unescape
from worker.errors import BadInput
from worker.models import Reason

MAX_ENTRIES = 5000
"""The largest real feeds seen hold about 2,000 entries (Media Cloud's cap too); a news sitemap may hold 1,000."""
MAX_PAGES = 50_000
"""Entries of a sitemap (sitemaps.org): the newest may stand last, and feedparser does not read them."""
MAX_DEPTH = 200
MAX_ATTRIBUTES = 64
"""Of one element. feedparser's cost is their square: 64 in each of 12,000 elements (5 MB) take it a second."""
MAX_PREFIXES = 100
"""Namespaces of one document; feedparser may look through all of them for each element."""
MAX_CHILDREN = 64
"""Elements kept of one entry, and categories beside them; feedparser compares each with all others of its entry.

They count apart: bloggers with a hundred categories print them before the text.
"""
MAX_KEPT = 40_000
"""Elements kept of one document: about a second of feedparser."""
MAX_SEEN = 500_000
"""Elements and instructions of one document: half a second of expat. The densest real feeds of 5 MB hold 200,000."""
MAX_LENGTHS = {
    "name": 256,
    "category": 256,
    "subject": 256,
    "keywords": 4096,
    "title": 16_384,
}
"""Bytes; what is longer is left out."""
MAX_TEXT = 2_000_000
"""Bytes of a description or content; no article has as many, and its page is fetched anyway."""
MAX_LENGTH = 8192
"""Bytes of any other field that is not text to read: dates, ids, links."""

_ENTRY = frozenset({"item", "entry", "url", "sitemap"})
_ROOT_SPACES = {
    "rss": b"http://backend.userland.com/rss",
    "channel": b"http://backend.userland.com/rss",
    "feed": b"http://www.w3.org/2005/Atom",
}
"""What stands in for a vocabulary that calls itself a feed under a name that nobody knows."""
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_RICH = frozenset(
    {"title", "description", "summary", "abstract", "content", "encoded", "body", "fullitem", "full-text"}
)
_LABELS = frozenset({"category", "subject", "keywords"})
_CHANNEL = frozenset({"title", "id", "language", "ttl", "updateperiod", "updatefrequency"})
# Links and people are noted (feeds/notes.py), not handed on.
_FIELDS = frozenset({
    "category", "subject", "keywords", "date", "pubdate", "published", "issued", "created", "updated", "modified",
    "lastmod", "language", "guid", "id", "loc", "news",
})  # fmt: skip
_PAGE_FIELDS = _FIELDS | {"publication_date", "video"}
"""Of a sitemap: films have titles and days too, and some leave out the element around what they say of news."""
_ONCE = frozenset({"guid", "id", "pubdate", "published"})
"""Of several, the first that says something: feedparser takes the last, an empty one too."""
_NESTED = {
    "news": frozenset({"publication", "publication_date", "title", "keywords"}),
    "video": frozenset({"publication_date", "title"}),
    "publication": frozenset({"name", "language"}),
}
# Their titles, descriptions and keywords describe a picture or an episode; feedparser takes them for the entry's own.
_FOREIGN = {
    "search.yahoo.com/mrss": "media",
    "itunes.com": "itunes",
    "podlove.org": "foreign",
    "google.com/schemas/play-podcasts": "foreign",
    "georss": "foreign",
}
_DUBLIN_CORE = "purl.org/dc/"
# Whose elements feedparser takes for a feed's own, whatever their prefix; an entry of another vocabulary is none to it.
_FEED_SPACES = frozenset({
    "", "http://backend.userland.com/rss", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://example.com/newformat#", "http://example.com/necho",
    "http://purl.org/echo/", "uri/of/echo/namespace#", "http://purl.org/pie/", "http://purl.org/atom/ns#",
    "http://www.w3.org/2005/atom", "http://purl.org/rss/1.0/modules/rss091#",
})  # fmt: skip

# Atom Entry Document (RFC 4287, 2): what WebSub hubs send, a feed of one entry.
_ENTRY_DOCUMENT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?entry[\s>]")
_START_TAG = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>")
_TYPE = re.compile(rb"\stype\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_CDATA = re.compile(rb"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_NOT_TEXT = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_PREFIX = re.compile(rb"(</?)[A-Za-z_][\w.-]*:")


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainXml:
    """A document that any XML parser reads without effort."""

    xml: bytes
    """UTF-8, no declaration, no DOCTYPE, at most MAX_KEPT elements; markup inside text is escaped."""
    root: str
    """Local name of the root element, lower case."""
    left_out: int
    """Entries beyond the limits."""
    feed: Notes = field(default_factory=Notes)
    """Links and people of the feed itself."""
    entries: tuple[Notes, ...] = ()
    """The same of each entry kept, in order."""


def trim(text: str) -> PlainXml:
    """The part of a feed that we read. Raises BadInput for entities, bombs and what is no XML at all."""
    text = sections_ended(without_prolog(text))
    if _ENTRY_DOCUMENT.match(text):
        text = f'<feed xmlns="http://www.w3.org/2005/Atom">{text}</feed>'
    xml = text.encode()
    try:
        return _Trimmer(xml).run()
    except expat.ExpatError:
        # Feeds with bare ampersands, HTML entities, unclosed tags or a cut end are common: mend once, then give up.
        xml = mended(text).encode()
    try:
        return _Trimmer(xml).run()
    except expat.ExpatError as error:
        raise BadInput(f"not XML, even after mending: {error}", reason=Reason.NOT_A_FEED) from error


@dataclass(slots=True)
class _Trimmer:
    """Reads a document once and notes which bytes to leave out or to replace."""

    xml: bytes
    root: str = ""
    depth: int = 0
    seen: int = 0
    kept: int = 0
    entries: int = 0
    left_out: int = 0
    children: int = 0
    labels: int = 0
    said: set[str] = field(default_factory=set)
    """What this entry has said that is said once."""
    entry_depth: int = 0
    """Depth of the entry we are in, 0 outside."""
    skip_depth: int = 0
    """Depth of the element that is being left out, 0 when none is."""
    skip_start: int = -1
    """Where the bytes to leave out began; they end where the next element starts or ends."""
    rich_depth: int = 0
    rich_markup: bool = False
    path: list[tuple[str, int, bool]] = field(default_factory=list)
    """(local name, first byte, has kept children) of each kept open element."""
    root_space: str = ""
    """The vocabulary of the root, where it is one that feedparser does not know."""
    prefixes: set[str] = field(default_factory=set)
    names: dict[str, tuple[str, str, bool]] = field(default_factory=dict)
    most_entries: int = field(default_factory=lambda: MAX_ENTRIES)
    most_kept: int = field(default_factory=lambda: MAX_KEPT)
    notes: Collector = field(init=False)
    edits: list[tuple[int, int, bytes]] = field(default_factory=list)
    parser: expat.XMLParserType = field(init=False)

    def run(self) -> PlainXml:
        self.notes = Collector(self.xml)
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.namespace_prefixes = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartNamespaceDeclHandler = self.namespace
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.ordered_attributes = True
        self.parser.Parse(self.xml, True)
        return PlainXml(
            xml=self.edited(),
            root=self.root,
            left_out=self.left_out,
            feed=self.notes.feed,
            entries=tuple(self.notes.entries),
        )

    def start(self, name: str, attributes: list[str]) -> None:
        self._end_of_skipped()
        self._count()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadInput(f"elements nest deeper than {MAX_DEPTH}", reason=Reason.TOO_DEEP)
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise BadInput(f"an element with {len(attributes) // 2} attributes", reason=Reason.TOO_MANY_ATTRIBUTES)
        if self.rich_depth:
            self.rich_markup = True
            return
        if self.depth == 1:
            self._know_the_root(name)
        local, space, of_feed = self._name(name)
        if space == "dublin" and not self.entry_depth:
            space = ""
        self.notes.start(local, space, attributes, self.parser.CurrentByteIndex)
        if self.skip_depth:
            return
        if not space and self._keeps(local, of_feed=of_feed):
            self.kept += 1
            self.path.append((local, self.parser.CurrentByteIndex, False))
        else:
            self.skip_depth = self.depth
            self.skip_start = self.parser.CurrentByteIndex

    def _keeps(self, local: str, *, of_feed: bool) -> bool:
        """Whether the element that starts here is one that we read; notes where in the document we are."""
        if self.depth == 1:
            self.root = local
            if local in _SITEMAPS:
                self.most_entries, self.most_kept = MAX_PAGES, MAX_SEEN
            return True
        if not self.entry_depth:
            if local in _ENTRY and self.depth <= 4 and (of_feed or self.root in _SITEMAPS):
                if self.entries >= self.most_entries or self.kept >= self.most_kept:
                    self.left_out += 1
                    return False
                self.entries, self.entry_depth, self.children, self.labels = self.entries + 1, self.depth, 0, 0
                self.said.clear()
                self.notes.begin_entry()
                return True
            # RSS 1.1 has a channel and items; scripts put a second list of pages into the first
            if (local == "channel" and self.depth == 2) or (local in {"items", *_SITEMAPS} and self.depth <= 3):
                return True
            return self.kept < self.most_kept and self._keeps_child(local, _CHANNEL)
        if self.depth == self.entry_depth + 1:
            return self._keeps_child(local, _PAGE_FIELDS if self.root in _SITEMAPS else _FIELDS)
        parent, began, _ = self.path[-1]
        if self._keeps_child(local, _NESTED.get(parent, frozenset()), rich=False):
            self.path[-1] = (parent, began, True)
            return True
        return False

    def _keeps_child(self, local: str, fields: frozenset[str], *, rich: bool = True) -> bool:
        is_label = local in _LABELS
        count = self.labels if is_label else self.children
        if (local not in fields and not (rich and local in _RICH)) or count >= MAX_CHILDREN:
            return False
        self.labels, self.children = self.labels + is_label, self.children + (not is_label)
        if rich and local in _RICH:
            self.rich_depth, self.rich_markup = self.depth, False
        return True

    def end(self, _name: str) -> None:
        self._end_of_skipped()
        if self.rich_depth and self.depth > self.rich_depth:
            self.depth -= 1
            return
        here = self.parser.CurrentByteIndex
        self.notes.end(here)
        if self.skip_depth:
            if self.depth == self.skip_depth:
                self.skip_depth = 0
            self.depth -= 1
            return
        local, began, has_children = self.path.pop()
        rich = self.rich_depth == self.depth
        if rich:
            self.rich_depth = 0
        again = local in _ONCE and self.depth == self.entry_depth + 1 and self._said_before(local, began, here)
        if again or (not has_children and here - began > self._longest(local)):
            self._drop_edits(began)
            self.skip_start = began
        elif rich:
            self._as_cdata(began, here)
        if self.depth == self.entry_depth:
            self.entry_depth = 0
            self.children = self.labels = 0
        self.depth -= 1

    def _said_before(self, local: str, began: int, here: int) -> bool:
        if local in self.said:
            return True
        element = self.xml[began:here].rstrip()
        if element and (element.endswith(b"]]>") or not element.endswith(b">")):
            self.said.add(local)
        return False

    def namespace(self, prefix: str | None, _uri: str) -> None:
        self.prefixes.add(prefix or "")
        if len(self.prefixes) > MAX_PREFIXES:
            raise BadInput(f"more than {MAX_PREFIXES} namespace prefixes", reason=Reason.TOO_MANY_NAMESPACES)

    def instruction(self, _target: str, _data: str) -> None:
        # Between two of them feedparser sees a piece of text of its own, and it takes pieces away one by one.
        self._count()
        self.rich_markup = True

    def _count(self) -> None:
        self.seen += 1
        if self.seen > MAX_SEEN:
            raise BadInput(f"more than {MAX_SEEN} elements", reason=Reason.TOO_MANY_ELEMENTS)

    def _know_the_root(self, name: str) -> None:
        """The vocabulary of a root that is a feed's is a feed's: feedparser is told so where it has a prefix."""
        parts = name.split(" ")  # (address, local name, prefix)
        space = _ROOT_SPACES.get(parts[1].lower()) if len(parts) == 3 else None
        at = self.parser.CurrentByteIndex
        tag = _START_TAG.match(self.xml, at)
        if space is None or tag is None or parts[0].lower() in _FEED_SPACES:
            return
        self.root_space = parts[0].lower()
        declared = rb"(\sxmlns:%s\s*=\s*)(?:\"[^\"]*\"|'[^']*')" % re.escape(parts[2].encode())
        self.edits.append((at, tag.end(), re.sub(declared, rb'\1"%s"' % space, tag[0], count=1)))

    def _name(self, name: str) -> tuple[str, str, bool]:
        """(local name, whose vocabulary if not a feed's, whether feedparser knows it without its prefix)."""
        known = self.names.get(name)
        if known is None:
            uri, local, prefix, *_ = ["", *parts, ""] if len(parts := name.lower().split(" ")) == 1 else [*parts, ""]
            space = next((space for part, space in _FOREIGN.items() if part in uri), "")
            if local == "title" and _DUBLIN_CORE in uri:
                space = "dublin"
            known = self.names[name] = (local, space, not prefix or uri in _FEED_SPACES or uri == self.root_space)
        return known

    def _end_of_skipped(self) -> None:
        if self.skip_start >= 0 and not self.skip_depth:
            start, here = self.skip_start, self.parser.CurrentByteIndex
            if self.edits and self.edits[-1][1:] == (start, b""):
                start = self.edits.pop()[0]
            self.edits.append((start, here, b""))
            self.skip_start = -1

    def _drop_edits(self, began: int) -> None:
        while self.edits and self.edits[-1][0] >= began:
            self.edits.pop()

    def _longest(self, local: str) -> int:
        """Bytes that an element without kept children may take."""
        if self.depth <= max(self.entry_depth, 1) or local == "channel":
            return len(self.xml)
        return MAX_LENGTHS.get(local, MAX_TEXT if local in _RICH else MAX_LENGTH)

    def _as_cdata(self, began: int, here: int) -> None:
        """Write a text as one CDATA section: markup inside it (Atom's xhtml, or HTML that somebody forgot to escape)
        becomes a text like any other, and feedparser is not called for each `&lt;`.
        """
        tag = _START_TAG.match(self.xml, began)
        assert tag is not None, "expat has read a start tag here"
        inner, opening = self.xml[tag.end() : here], tag[0]
        if self.rich_markup:
            inner = _CDATA.sub(lambda match: _escaped(match[1]), inner)
            inner = _PREFIX.sub(rb"\1", _NOT_TEXT.sub(b"", inner))
            opening = _TYPE.sub(b"", opening)[:-1] + b' type="html">'
        elif b"&" not in inner or b"<" in inner:
            return
        else:
            inner = unescape(inner.decode()).encode()
        self._drop_edits(began)
        self.edits.append((began, here, opening + b"<![CDATA[" + inner.replace(b"]]>", b"]]]]><![CDATA[>") + b"]]>"))

    def edited(self) -> bytes:
        pieces: list[bytes] = []
        done = 0
        for start, end, replacement in self.edits:
            pieces += (self.xml[done:start], replacement)
            done = end
        pieces.append(self.xml[done:])
        return b"".join(pieces)


def _escaped(xml: bytes) -> bytes:
    return xml.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
