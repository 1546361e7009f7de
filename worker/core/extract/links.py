"""Addresses as pages write them → full http addresses; cleans and compares none (see `urls`)."""

import re
from urllib.parse import urljoin, urlsplit

_FULL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[!-\"$-:<->@-~]*(?:\?[!-\"$-~]+)?)?")
"""Addresses that joining and parting leave as they are: of the pictures of news pages 96 in a hundred."""


def absolute(base: str | None, address: str) -> str | None:
    """The address as a full http or https address; None when it is none."""
    if _FULL.fullmatch(address):
        return address
    try:
        joined = urljoin(base or "", address.strip())
        parts = urlsplit(joined)
        named = parts.hostname
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and named else None
