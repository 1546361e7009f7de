"""What a file is of which nobody says what it is, by how it begins: HTML, plain text, or neither."""

import re
from enum import StrEnum

_HEAD = 4096
"""Characters that are looked at."""
# WHATWG MIME Sniffing, "identifying a resource with an unknown MIME type"
_STARTS = re.compile(
    r"\s*+<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"<(?:html|!doctype html|body|div|article|section|main|p[\s>])", re.IGNORECASE)
"""What plain text does not have: a page may begin with a declaration of XML, or a fragment with words."""
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
"""Characters that texts do not have; not ESC, with which old terminals were steered."""
_ODD_OF_BINARY = 20
"""One character in so many; compressed data have one in nine."""


class Kind(StrEnum):
    """What a file is."""

    HTML = "html"
    TEXT = "text"
    BINARY = "binary"


def sniff(text: str) -> Kind:
    """What it is, decoded as a page would be."""
    head = text[:_HEAD]
    if _STARTS.match(head) or _SIGNS.search(head):
        return Kind.HTML
    odd = len(_ODD.findall(head))
    return Kind.BINARY if "\0" in head or odd * _ODD_OF_BINARY > len(head) else Kind.TEXT
