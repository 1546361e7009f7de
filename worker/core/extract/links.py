"""Addresses as pages write them → full http addresses; cleans and compares none (see `urls`)."""

from urllib.parse import urljoin, urlsplit


def absolute(base: str | None, address: str) -> str | None:
    """The address as a full http or https address; None when it is none."""
    try:
        joined = urljoin(base or "", address.strip())
        parts = urlsplit(joined)
        named = parts.hostname
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and named else None
