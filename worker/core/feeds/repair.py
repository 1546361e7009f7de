"""Malformed XML made well-formed, the way a patient reader would take it, in linear time; never drops text."""

import html
import html.entities
import re
from dataclasses import dataclass, field

from worker.errors import BadInput
from worker.models import Reason

MAX_TOKENS = 300_000
"""Tags and runs of text that are looked at: half a second's work. The worst real feeds of 5 MB hold 150,000."""
_TOKEN = re.compile(
    r"(?P<cdata><!\[(?i:CDATA)\[.*?(?:\]\]>|\Z))"
    r"|(?P<noise><!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z\[][^<>]*+>)"
    r"|<(?P<close>/?)(?P<name>[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?)"
    r"(?P<attributes>(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)?)(?P<tag>/?)>"
    r"|(?P<text>[^<]++|<)",
    re.DOTALL | re.ASCII,
)
# Where to start: warnings of a broken server, in HTML, may stand before.
_ROOT = re.compile(r"<(?:rss|rdf:RDF|feed|channel|urlset|sitemapindex|opml)[\s>]", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'=]++)", re.ASCII)
_REFERENCE = re.compile(r"&(?:#(?:\d{1,7}|x[0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
# JavaScript's halves of a character beyond the first 65,536, each as a reference of its own: &#55357;&#56832; is 😀.
_PAIR = re.compile(
    r"&#(5(?:529[6-9]|5[3-9]\d\d|6[0-2]\d\d|63[01]\d)|[xX][dD][89abAB][0-9a-fA-F]{2});"
    r"&#(5(?:632\d|63[3-9]\d|6[4-9]\d\d|7[0-2]\d\d|73[0-3]\d|734[0-3])|[xX][dD][c-fC-F][0-9a-fA-F]{2});"
)
_XML_ENTITIES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "meta", "param", "track", "wbr"})
_ENTRIES = frozenset({"item", "entry"})
_HOLDERS = frozenset({"channel", "rss", "rdf:RDF", "feed"})
_TEXTS = frozenset({"title", "link", "guid", "pubDate"})
"""That hold no elements of a feed: where one of these, or a description, begins inside them, their end is missing."""
_SECTION = "<![CDATA["
_END_OF_ENTRY = re.compile(r"</(?:item|entry)\s*>\s*<(?:item|entry)[\s>]|</(?:item|entry)\s*>\s*</(?:channel|feed)\s*>")
_NAME = re.compile(r"<([A-Za-z_][\w.:-]*)")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rss": "http://purl.org/rss/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
"""What people mean by a prefix that they forgot to declare."""


def sections_ended(text: str) -> str:
    """`text` with an end for each CDATA section that lost its own, as a program that cuts its texts takes it off.

    Such a document may well be XML: one text of it holds the next entries, up to an end that is another section's.
    """
    pieces: list[str] = []
    done = 0
    last = text.rfind("]]>")
    entry = _END_OF_ENTRY.search(text)
    start = text.find(_SECTION)
    while start >= 0 and entry is not None:
        end = text.find("]]>", start) if start <= last else len(text)
        if entry.start() < start:
            entry = _END_OF_ENTRY.search(text, start)
        if entry is not None and entry.start() < end:
            opened = _NAME.match(text, max(text.rfind("<", 0, start), 0))
            own = text.find(f"</{opened[1]}", start, entry.start()) if opened else -1
            end = own if own >= 0 else entry.start()
            pieces += (text[done:end], "]]>")
            done = end
        start = text.find(_SECTION, end)
    return "".join((*pieces, text[done:])) if pieces else text


def mended(text: str) -> str:
    """`text` from its first tag to the end of that element, every element closed, every reference known to XML.

    Raises BadInput when it is more noise than markup.
    """
    if text.count("&") > MAX_TOKENS:
        raise BadInput("malformed all over", reason=Reason.NOT_A_FEED)
    text = _PAIR.sub(_paired, text)
    mender = _Mender()
    root = _ROOT.search(text)
    for number, token in enumerate(_TOKEN.finditer(text, root.start() if root else 0)):
        if number > MAX_TOKENS:
            raise BadInput("malformed all over", reason=Reason.NOT_A_FEED)
        if not mender.take(token):
            break
    return mender.finished()


@dataclass(slots=True)
class _Mender:
    pieces: list[str] = field(default_factory=list)
    open_names: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    """How often each name stands in `open_names`, so that an end tag without a start costs one look-up."""
    prefixes: dict[str, None] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    """At the root; what an element further down declares does not hold for those beside it."""

    def take(self, token: re.Match[str]) -> bool:
        """False when the root element has ended."""
        if token.lastgroup == "tag":
            if not token["close"]:
                self.open(token)
            elif self.counts.get(token["name"]):
                self.close(token["name"])
                return bool(self.open_names)
        elif self.open_names and token.lastgroup == "cdata":
            self.pieces.append(f"<![CDATA[{token[0][9:].removesuffix(']]>')}]]>")
        elif self.open_names and token.lastgroup == "text":
            self.pieces.append(_text(token[0]))
        return True

    def open(self, token: re.Match[str]) -> None:
        name, source = token["name"], token["attributes"]
        if name in _ENTRIES:
            self.close_entry()
        elif self.open_names and self.open_names[-1] in _TEXTS and (name in _TEXTS or name == "description"):
            self.close(self.open_names[-1])
        attributes = _attributes(source)
        if not self.pieces:
            self.declared.update(key[6:] for key in attributes if key.startswith("xmlns:"))
        self.prefixes.update((key.partition(":")[0], None) for key in (name, *attributes) if ":" in key)
        inside = "".join(f' {key}="{value}"' for key, value in attributes.items())
        if self.open_names and (token["tag"] or source.endswith("/") or name.lower() in _VOID):
            self.pieces.append(f"<{name}{inside}/>")
            return
        self.pieces.append(f"<{name}{inside}>")
        self.open_names.append(name)
        self.counts[name] = self.counts.get(name, 0) + 1

    def close(self, name: str) -> None:
        """An end tag closes what stands open inside its element too: `<p>one<br>two</description>`."""
        last = ""
        while last != name:
            last = self.open_names.pop()
            self.counts[last] -= 1
            self.pieces.append(f"</{last}>")

    def close_entry(self) -> None:
        """An entry begins: whatever stands open inside the channel was forgotten."""
        while len(self.open_names) > 1 and self.open_names[-1] not in _HOLDERS:
            self.close(self.open_names[-1])

    def finished(self) -> str:
        if not self.pieces:
            return ""
        missing = self.prefixes.keys() - self.declared - {"xml", "xmlns"}
        declarations = (
            f' xmlns:{name}="{_NAMESPACES.get(name, f"urn:undeclared:{name}")}"' for name in sorted(missing)
        )
        self.pieces[0] = self.pieces[0].removesuffix(">") + "".join(declarations) + ">"
        return "".join((*self.pieces, *(f"</{name}>" for name in reversed(self.open_names))))


def _attributes(source: str) -> dict[str, str]:
    """The first of each name, its value escaped."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        value = match[2][1:-1] if match[2][0] in "\"'" else match[2]
        if match[1].startswith("xmlns"):
            # expat takes no white space in the name of a namespace, and XML forbids to undeclare a prefix.
            value = "".join(html.unescape(value).split()) or "urn:undeclared"
        if match[1] not in {"xmlns:xml", "xmlns:xmlns"}:
            found.setdefault(match[1], _text(value).replace('"', "&quot;"))
    return found


def _text(text: str) -> str:
    if "&" in text:
        text = _REFERENCE.sub(_reference, _BARE_AMPERSAND.sub("&amp;", text))
    return text.replace("<", "&lt;").replace("]]>", "]]&gt;")


def _paired(match: re.Match[str]) -> str:
    high, low = (int(one[1:], 16) if one[0] in "xX" else int(one) for one in match.groups())
    return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name in _XML_ENTITIES:
        return match[0]
    if name:
        meant = html.entities.html5.get(f"{name};")
        return html.escape(meant) if meant else f"&amp;{name};"
    # References to characters that XML forbids, &#0; and &#xD800; among them, are not worth a feed.
    char = html.unescape(match[0])
    return "" if len(char) != 1 or (char < " " and char not in "\t\n\r") or char >= "\ufffd" else f"&#{ord(char)};"
