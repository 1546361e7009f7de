"""A page that only sends its reader on, as static sites write where they cannot redirect → where; never asks there."""

import re

from worker.core.feeds.links import AS_IS
from worker.core.text.plain import unescape
from worker.core.urls import canonical_url
from worker.models import Page

_HEAD = 20_000
"""Bytes in which a page that only sends on has said so."""
_LATEST = 10
"""Seconds: one that waits longer wants to be read, or loads itself anew."""
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->)*+<(?:!doctype\s+html|html|head|meta|title|body|script)\b",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(rb"<meta\s((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>", re.IGNORECASE)
_REFRESH = re.compile(r"\bhttp-equiv\s*=\s*[\"']?refresh\b", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_TARGET = re.compile(r"\s*(\d{1,4})(?:\.\d*)?\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'\s]{1,2000})", re.IGNORECASE)


def sent_on(page: Page) -> str | None:
    """The address to which a page sends all its readers at once; None for a page to be read, and from https to http."""
    head = page.body[:_HEAD]
    if b"refresh" not in head.lower() or _HTML.match(head) is None:
        return None
    for meta in _META.finditer(head):
        attributes = meta[1].decode("utf-8", "replace")
        content = _CONTENT.search(attributes) if _REFRESH.search(attributes) else None
        target = _TARGET.match(unescape(content[1] or content[2] or "")) if content else None
        if target is None or int(target[1]) > _LATEST:
            continue
        address = canonical_url(target[2], base=page.url, tracking=AS_IS)
        if address is None or address == page.url or (page.url.startswith("https:") and address.startswith("http:")):
            return None
        return address
    return None
