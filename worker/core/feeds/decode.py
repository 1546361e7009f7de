"""Bytes of a feed or list → the text of its root element; refuses entity declarations, and bends to any encoding."""

import codecs
import re

from worker.core.text import charset
from worker.errors import BadInput
from worker.models import Reason

# '<' in encodings that browsers do not know, with and without a byte order mark (XML 1.0, appendix F).
_STARTS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
# XML 1.0, 2.2. C1 controls are legal, and feedparser takes them for the Windows-1252 that they mostly are.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PROLOG = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*+(\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)


def decode(body: bytes, content_type: str | None) -> str:
    """`body` as text: by how it starts, else as a page is decoded, with the XML declaration before meta.

    Never fails: what is undecodable becomes U+FFFD.
    """
    for start, name in _STARTS:
        if body.startswith(start):
            return body.decode(name, "replace")
    return charset.decode(body, content_type, xml=True)


def without_prolog(text: str) -> str:
    """`text` from its root element on, without characters that XML forbids.

    Raises BadInput when its DOCTYPE declares entities.
    """
    text = _ILLEGAL.sub("", text)
    # Blank lines, a BOM or a PHP warning before the first '<' are common.
    text = text[max(text.find("<"), 0) :]
    start = _after_prolog(text, 0)
    if text[start : start + 9].upper() != "<!DOCTYPE":
        return text[start:]
    doctype = _DOCTYPE.match(text, start)
    subset = doctype[1] if doctype else text[start:]
    if subset and "<!ENTITY" in subset:
        raise BadInput("its DOCTYPE declares entities", reason=Reason.XML_ENTITIES)
    if doctype is None:
        raise BadInput("its DOCTYPE does not end", reason=Reason.NOT_A_FEED)
    return text[_after_prolog(text, doctype.end()) :]


def _after_prolog(text: str, start: int) -> int:
    end = _PROLOG.match(text, start)
    return end.end() if end else start
