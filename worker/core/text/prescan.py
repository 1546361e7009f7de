"""Finds the charset that a page declares about itself in `meta`; never decodes it.

HTML standard, 13.2.3.2, "prescan a byte stream to determine its encoding".
"""

import re

# One token each: a comment, a tag with its attributes, or markup up to its '>'. No byte is looked at twice.
_ATTRIBUTES = rb"(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*+)"
_TOKEN = re.compile(
    rb"<!--(?:>|->|.*?(?:-->|\Z))|<(?P<meta>meta(?=[\s/]))?/?(?(meta)|[a-z])" + _ATTRIBUTES + rb"|<[!/?][^>]*+>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    rb"[\s/]*+([^\s/>=][^\s/>=]*+)(?:\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)))?", re.DOTALL
)
_IN_CONTENT = re.compile(rb"charset\s*=\s*(?:\"([^\"]+)\"|'([^']+)'|([^\s;\"']+))", re.IGNORECASE)


def meta_label(head: bytes) -> str | None:
    """The label in the first `meta` that declares one: in `charset`, or in the `content` of a Content-Type."""
    for token in _TOKEN.finditer(head):
        if token["meta"]:
            label = _declared(token["attributes"])
            if label:
                return label.decode("latin-1").strip()
    return None


def _declared(attributes: bytes) -> bytes | None:
    said: dict[bytes, bytes] = {}
    for name, *values in _ATTRIBUTE.findall(attributes):
        said.setdefault(name.lower(), b"".join(values))
    if b"charset" in said:
        return said[b"charset"]
    if said.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return None
    found = _IN_CONTENT.search(said.get(b"content", b""))
    return b"".join(filter(None, found.groups())) if found else None
