"""Decides what an address asks us to connect to, and spells it for the wire so that no second reader can see another
host in it.

It resolves nothing: whether the host's addresses are open is `addresses`' answer, asked when the socket is opened.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from worker.core.urls import ascii_name, without_dots
from worker.errors import PageRefused
from worker.models import Reason

MAX_URL = 8192
"""Characters; longer ones are traps or data: (servers refuse request lines beyond about 8 KB too)."""

_PORT_OF = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_-](?:[a-z0-9._-]{0,251}[a-z0-9_-])?")
_IPV6 = re.compile(r"[0-9a-f:.]{2,45}")
_KEPT = "/%:@!$&'()*+,;=~?-._[]|"  # sent as it came; the rest of a path or query is percent-encoded as UTF-8


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """An address as it goes on the wire."""

    url: str
    """ASCII, without fragment; host in lower case and IDNA form, without a final dot."""
    secure: bool
    """Whether it is https."""
    authority: str
    """Whose robots.txt and pace count: the host as in `url`, with its port when that is not the scheme's own."""
    port: int


@lru_cache(maxsize=256)  # asked for by robots.txt and by the request, of all that a batch asks
def target(url: str, *, base: str | None = None) -> Target:
    """Reads an absolute address, or one relative to `base`.

    Raises PageRefused. user:password@ is refused, not stripped: what stands before the @ is either a secret that must
    not be sent on, or made to look like a host.
    """
    if len(url) > MAX_URL:
        raise PageRefused(f"the address has {len(url)} characters", reason=Reason.BAD_URL)
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        if parts.scheme not in _PORT_OF:
            raise PageRefused(f"not http or https: {url[:200]!r}", reason=Reason.FORBIDDEN_SCHEME)
        if "@" in parts.netloc:
            raise PageRefused("the address carries a user name or password", reason=Reason.CREDENTIALS)
        host = _literal(parts.hostname or "") if "[" in parts.netloc else _name(parts.netloc.partition(":")[0])
        port = _PORT_OF[parts.scheme] if parts.port is None else parts.port
        path = parts.path or "/"
        if "/." in path:  # what libcurl would do on its own: robots.txt must be asked for the path that is sent
            path = without_dots(path)
    except (ValueError, UnicodeError) as error:
        raise PageRefused(f"cannot read the address {url[:200]!r}: {error}", reason=Reason.BAD_URL) from error
    authority = f"[{host}]" if ":" in host else host
    if port != _PORT_OF[parts.scheme]:
        authority += f":{port}"
    query = f"?{_escaped(parts.query)}" if parts.query else ""
    return Target(
        url=f"{parts.scheme}://{authority}{_escaped(path)}{query}",
        secure=parts.scheme == "https",
        authority=authority,
        port=port,
    )


def _literal(text: str) -> str:
    if not _IPV6.fullmatch(text):
        raise ValueError("not an IPv6 address")
    return text


def _name(text: str) -> str:
    """The host in the one spelling that we compare and send; ValueError for what is no host."""
    host = ascii_name(text).removesuffix(".")
    if not _NAME.fullmatch(host) or ".." in host:
        raise ValueError("not a host name")
    return host


def _escaped(text: str) -> str:
    return quote(text, safe=_KEPT, errors="surrogatepass")
