"""Bytes of a feed or list → the text of its root element; bends to any encoding, and refuses entities that can harm."""

import html
import re

from worker.core.text import charset
from worker.core.text.twice_encoded import read_once
from worker.errors import BadInput
from worker.models import Reason

_EBCDIC = b"\x4c\x6f\xa7\x94"
"""`<?xm` in the one encoding of XML 1.0, appendix F, that no page is in."""
# XML 1.0, 2.2. C1 controls are legal, and feedparser takes them for the Windows-1252 that they mostly are.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = str.maketrans("\x0b\x0c", "  ")
"""Breaks of a line or a page, which part words."""
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(
    r"<!DOCTYPE\s[^\[>]*+(?P<subset>\[(?:[^\]\"'<]|\"[^\"]*\"|'[^']*'|<!--.*?(?:-->|\Z)|<)*+\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"<!ENTITY\s+(?P<name>[A-Za-z_][\w.-]{0,63})\s+(?:\"(?P<two>[^\"]*)\"|'(?P<one>[^']*)')\s*>")
# The letters of HTML, which RSS 1.0 was taught to have: a file elsewhere, never read. The mender knows these letters.
_LETTERS_OF_HTML = re.compile(
    r"<!ENTITY\s+%\s+[A-Za-z_][\w.-]{0,63}\s+PUBLIC\s+([\"'])-//W3C//ENTITIES [^\"']*\1\s+(?:\"[^\"]*\"|'[^']*')\s*>"
)
# One that does not end goes on to the end, or each of many would be looked for there.
_DECLARATION = re.compile(
    r"<!--.*?(?:-->|\Z)|<!ENTITY\b(?:[^>\"']|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*+(?:>|\Z)",
    re.DOTALL,
)
_CDATA_OR_REFERENCE = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?P<name>[A-Za-z_][\w.-]{0,63});", re.DOTALL)
MAX_ENTITY = 200
"""Characters of an entity's value: a letter, a dash, the name of a paper."""
MAX_GROWTH = 1_000_000
"""Characters that all references of a document may add. Values hold no references: there is nothing to multiply."""


def decode(body: bytes, content_type: str | None) -> str:
    """`body` as text: by how it starts, else as a page is decoded, with the XML declaration before meta.

    Never fails: what is undecodable becomes U+FFFD.
    """
    if body.startswith(_EBCDIC):
        return body.decode("cp037", "replace")
    return read_once(charset.decode(body, content_type, xml=True))


def without_prolog(text: str) -> str:
    """`text` from its root element on, without characters that XML forbids, its own short entities put in.

    Raises BadInput when its DOCTYPE declares other entities: of files, or of references to entities (XML 1.0, 4.2 to
    4.4: what reads a stranger's file, and what grows without bounds).
    """
    text = _ILLEGAL.sub("", text.translate(_SPACES) if "\x0b" in text or "\x0c" in text else text)
    # Blank lines, a BOM or a PHP warning before the first '<' are common.
    text = text[max(text.find("<"), 0) :]
    start = _after_prolog(text, 0)
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text[start:]
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        if "<!ENTITY" in text[start:]:
            raise BadInput("its DOCTYPE declares entities", reason=Reason.XML_ENTITIES)
        raise BadInput("its DOCTYPE does not end", reason=Reason.NOT_A_FEED)
    root = text[_after_prolog(text, doctype.end()) :]
    declared = _entities(doctype["subset"] or "")
    return _resolved(root, declared) if declared else root


def _entities(subset: str) -> dict[str, str]:
    """The harmless entities of a DOCTYPE: each a short text, escaped. Raises BadInput for any other."""
    found: dict[str, str] = {}
    for one in _DECLARATION.finditer(subset):
        if one[0].startswith("<!--") or _LETTERS_OF_HTML.fullmatch(one[0]):
            continue
        entity = _ENTITY.fullmatch(one[0])
        raw = (entity["two"] or entity["one"] or "") if entity else ""
        value = html.unescape(raw)
        if entity is None or len(raw) > MAX_ENTITY or re.search("[<&%]", raw.replace("&#", "")) or "<" in value:
            raise BadInput("its DOCTYPE declares entities that are no short text", reason=Reason.XML_ENTITIES)
        found.setdefault(entity["name"], html.escape(_ILLEGAL.sub("", value)))  # 4.2: the first declaration counts
    return found


def _resolved(text: str, declared: dict[str, str]) -> str:
    left = MAX_GROWTH

    def put(match: re.Match[str]) -> str:
        nonlocal left
        value = declared.get(match["name"] or "", match[0])
        left -= len(value)
        return value if left > 0 or match["name"] is None else match[0]

    resolved = _CDATA_OR_REFERENCE.sub(put, text)
    if left <= 0:
        raise BadInput("its entities grow without bounds", reason=Reason.XML_ENTITIES)
    return resolved


def _after_prolog(text: str, start: int) -> int:
    end = _PROLOG.match(text, start)
    return end.end() if end else start
