"""Addresses: one spelling for each page, and what makes two addresses the same page; never a look-up or a request."""

import ipaddress
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Any
from urllib.parse import SplitResult, unquote, unquote_plus, urljoin, urlsplit

import idna

from worker.errors import UsageError

MAX_LENGTH = 8192
"""Longer than any page address that servers commonly accept; what is longer is an attack or a mistake."""
MAX_WRAPPERS = 5
"""Around one address: a counted link of a mail has three. Hundreds fit into MAX_LENGTH, and cost 17 ms."""

_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_TRIPLET = "%[0-9A-Fa-f]{2}"
# RFC 3986 pchar, with '/'; the query may hold '?' too. Everything else is percent-encoded.
_PATH = re.compile(rf"{_TRIPLET}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")
_QUERY = re.compile(rf"{_TRIPLET}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/?]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# WHATWG URL: tabs and newlines inside an address are dropped, controls and spaces around it too.
_BREAKS = re.compile(r"[\t\n\r]")
_AROUND = "".join(map(chr, range(0x21)))
_SCHEME = re.compile(r"(?i)https?:[/\\]{2,}")
_COUNTRY = re.compile(r"(?:com?\.)?[a-z]{2}")
"""What stands behind the name of a site that has one in every country: google.de, google.com.br."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracking:
    """Query parameters that say where the reader came from, not which page it is. Names are lower case."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: Mapping[str, frozenset[str]]
    """Ambiguous names, dropped only with one of these lower-case values: `ref` is a page here and a source there."""
    path_names: tuple[str, ...]
    """Session ids that servers write into the path: `;jsessionid=…`."""
    value_prefixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The same where only the value's beginning is known: `source=rss----a1b2c3`."""
    wrappers: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(site, path) of pages that only send the reader on, and the parameters that say where to; "google.*" is the site
    in each country."""

    def drops(self, name: str, value: str) -> bool:
        if name in self.names or name.startswith(self.prefixes) or value in self.values.get(name, ()):
            return True
        return name in self.value_prefixes and value.startswith(self.value_prefixes[name])

    def wrapped(self, host: str, path: str, query: str) -> str | None:
        """The address to which a page sends its reader on; None where it is a page of its own."""
        if not query or not self.wrappers:
            return None
        site = _site(host)
        page = path.lower()
        name, _, above = site.partition(".")
        hosts = (site, above, f"{name}.*") if _COUNTRY.fullmatch(above) else (site, above)
        names = next(filter(None, (self.wrappers.get((one, page)) for one in hosts)), ())
        said = {name.lower(): value for name, _, value in (piece.partition("=") for piece in query.split("&"))}
        return next((inner for name in names if _SCHEME.match(inner := unquote(said.get(name, "")))), None)


def load_tracking(document: Mapping[str, object]) -> Tracking:
    """The parsed `rules/tracking.toml`. Raises UsageError that names the entry which is not as it should be."""
    names: set[str] = set()
    prefixes: set[str] = set()
    path_names: set[str] = set()
    values: dict[str, set[str]] = {}
    for vendor in _tables(document.get("vendor"), "vendor", {"parameters", "prefixes", "path", "values"}):
        where = vendor["name"]
        names.update(_words(vendor.get("parameters", []), where))
        prefixes.update(_words(vendor.get("prefixes", []), where))
        path_names.update(_words(vendor.get("path", []), where))
        by_value = vendor.get("values", {})
        if not isinstance(by_value, Mapping):
            raise UsageError(f"tracking.toml, {where}: `values` is a table of lists")
        for name, words in by_value.items():
            values.setdefault(name.lower(), set()).update(_words(words, where))
    wrappers: dict[tuple[str, str], tuple[str, ...]] = {}
    for wrapper in _tables(document.get("wrapper", []), "wrapper", {"hosts", "paths", "parameters"}):
        hosts, paths, said = (_words(wrapper.get(key), wrapper["name"]) for key in ("hosts", "paths", "parameters"))
        wrappers |= dict.fromkeys(product(hosts, paths), tuple(said))
    return Tracking(
        names=frozenset(names),
        prefixes=tuple(sorted(prefixes)),
        values={name: frozenset(words) for name, words in values.items()},
        value_prefixes={
            name: tuple(sorted(word[:-1] for word in words if word.endswith("*")))
            for name, words in values.items()
            if any(word.endswith("*") for word in words)
        },
        path_names=tuple(sorted(path_names)),
        wrappers=wrappers,
    )


def _tables(value: object, kind: str, keys: Collection[str]) -> Iterator[Mapping[str, Any]]:
    """The tables of one kind, each with its name and no other keys than these."""
    if not isinstance(value, list):
        raise UsageError(f"tracking.toml: expected a list of [[{kind}]] tables")
    for table in value:
        if not isinstance(table, Mapping) or not isinstance(table.get("name"), str):
            raise UsageError(f"tracking.toml: a {kind} without a name: {table!r}")
        if unknown := table.keys() - {"name", *keys}:
            raise UsageError(f"tracking.toml, {table['name']}: unknown key {min(unknown)!r}")
        yield table


def _words(value: object, where: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise UsageError(f"tracking.toml, {where}: expected a list of words, not {value!r}")
    return [word.lower() for word in value]


def canonical_url(url: str, *, base: str | None = None, tracking: Tracking) -> str | None:
    """The one spelling that we store of an address; applying it again changes nothing.

    `url` may be relative to `base`. None when the result is not http or https, has no
    usable host, or is over MAX_LENGTH.
    """
    found = _unwrapped(_at_host(_split(url, base)), tracking)
    if found is None:
        return None
    parts, host = found
    path = _encoded(_PATH, parts.path)
    for name in tracking.path_names:
        path = re.sub(rf"(?i);{re.escape(name)}=[^;/]*", "", path)
    path = without_dots(path)
    query = "&".join(
        piece
        for piece in _encoded(_QUERY, parts.query).split("&")
        if piece and not tracking.drops(*map(str.lower, _pair(piece)))
    )
    # A '#!' address is another page of a site that routes in the browser; any other fragment is a place on the page.
    fragment = _encoded(_QUERY, parts.fragment) if parts.fragment.startswith("!") else ""
    result = f"{parts.scheme}://{host}{path or '/'}{'?' * bool(query)}{query}{'#' * bool(fragment)}{fragment}"
    return result if len(result) <= MAX_LENGTH else None


def _at_host(parts: SplitResult | None) -> tuple[SplitResult, str] | None:
    host = _host(parts) if parts else None
    return (parts, host) if parts and host else None


def _unwrapped(found: tuple[SplitResult, str] | None, tracking: Tracking) -> tuple[SplitResult, str] | None:
    """The address to which one leads through pages that send the reader on; None for more than MAX_WRAPPERS of them.

    One that sends nowhere is a page of its own: without an address its entry would be no page at all.
    """
    for _ in range(MAX_WRAPPERS + 1):
        inner = tracking.wrapped(found[1], found[0].path, found[0].query) if found else None
        target = _at_host(_split(inner, None)) if inner else None
        if target is None:
            return found
        found = target
    return None


_FEED_SCHEME = re.compile(r"(?i)feed:+(?://)?(?=https?:)")


def feed_address(text: str) -> str | None:
    """The address of a feed that somebody typed or a list holds, never rewritten: its query may be a key.

    `feed://host` means http (as browsers that knew it did), `feed:https://host` what it says, no scheme https. Scheme
    and host get their one spelling, a fragment goes, and the rest stays as it is. None when it is no web address.
    """
    text = _BREAKS.sub("", text).strip(_AROUND)
    text = _FEED_SCHEME.sub("", text)
    if text[:5].lower() == "feed:":
        text = "http://" + text[5:].lstrip(":/")
    elif not _SCHEME.match(text):
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", text):
            return None
        text = f"https://{text.lstrip('/')}"
    found = _at_host(_split(text, None))
    if found is None:
        return None
    parts, host = found
    return f"{parts.scheme}://{host}{parts.path or '/'}{'?' * bool(parts.query)}{parts.query}"


def _split(url: str, base: str | None) -> SplitResult | None:
    if len(url) > MAX_LENGTH:
        return None
    url = _BREAKS.sub("", url).strip(_AROUND)
    try:
        url.encode()
        if base is not None and not _SCHEME.match(url):
            url = urljoin(base, url)
        scheme = _SCHEME.match(url)
        if scheme is None:
            return None
        # Browsers read 'http:\\host\path' and 'http:////host' as 'http://host/path'; urlsplit does not.
        rest = url[scheme.end() :]
        end = min((i for i in (rest.find("?"), rest.find("#")) if i >= 0), default=len(rest))
        rest = rest[:end].replace("\\", "/") + rest[end:]
        return urlsplit(f"{scheme[0].split(':')[0].lower()}://{rest}")
    except ValueError:  # a lone surrogate, a broken IPv6 literal, a host that NFKC turns into something else
        return None


def _host(parts: SplitResult) -> str | None:
    """Lower case, in ASCII, with its port when that is not the scheme's own. User and password are dropped."""
    try:
        port = parts.port
        name = parts.netloc.rpartition("@")[2]
        literal = name.startswith("[")
        name = _literal(parts.hostname or "") if literal else ascii_name(name.partition(":")[0]).removesuffix(".")
    except ValueError:
        return None
    if not literal and (len(name) > 253 or not all(map(_LABEL.fullmatch, name.split(".")))):
        return None
    return name if port is None or port == _PORTS[parts.scheme] else f"{name}:{port}"


def _literal(address: str) -> str:
    if "%" in address:  # a zone (RFC 6874) means something on one machine only
        raise ValueError(address)
    return f"[{ipaddress.IPv6Address(address)}]"


@lru_cache(maxsize=1024)  # each address of a feed or a batch asks for its host's, some of them more than once
def ascii_name(name: str) -> str:
    """A host name as it is looked up, in ASCII and small letters: IDNA 2008 by UTS 46 (revision 33), non-transitional
    as in WHATWG URL, so that ß, ς and the joiners stay letters of their own. Raises ValueError for what may be in none.

    It takes the name as it was written: `str.lower`, which urlsplit's `hostname` applies, makes Σ at the end of a label
    another letter than UTS 46 does. A label in ASCII is taken as it is if it is no broken punycode: DNS has the last
    word on it.
    """
    name = unquote(name)
    if len(name) > 253:  # mapping and punycode take more than linear time, and only add to the length
        raise ValueError("a name of more than 253 characters")
    mapped = name.lower() if name.isascii() else idna.uts46_remap(name, std3_rules=False, transitional=False)
    return ".".join(map(_ascii_label, mapped.split(".")))


def _ascii_label(label: str) -> str:
    if not label.isascii():
        if len(label) > 63:  # RFC 1034, 3.1; punycode is no shorter, and finds out in quadratic time
            raise ValueError("a label of more than 63 characters")
        return idna.alabel(label).decode()
    if label.startswith("xn--") and label[4:].encode().decode("punycode").isascii():
        raise ValueError(f"{label!r} is the punycode of nothing")
    return label


def _encoded(wrong: re.Pattern[str], text: str) -> str:
    """Percent-encoding as RFC 3986 section 6.2.2 likes it: upper case, only where needed, everywhere where needed."""
    return wrong.sub(_percent, text)


def _percent(match: re.Match[str]) -> str:
    found = match[0]
    if len(found) == 3:
        char = chr(int(found[1:], 16))
        return char if char in _UNRESERVED else found.upper()
    return "".join(f"%{byte:02X}" for byte in found.encode())


def without_dots(path: str) -> str:
    """Return an absolute path without its dot segments: RFC 3986 section 5.2.4, in one pass."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _pair(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return unquote_plus(name), unquote_plus(value)


_AMP_CACHE = re.compile(r"/(?:c|v|i)/(?:s/)?([^/]+)(/.*)?")
_AMP_VIEWER = re.compile(r"/amp/(?:s/)?([^/]+\.[^/]+)(/.*)?")
_SAME_SITE = ("www.", "m.", "mobile.", "amp.")


# A poll asks thirty times for the identity of each address, to tell its entries from those that are known: a quarter of
# the CPU of a poll that finds 28 new entries (measured). A thousand of the longest addresses hold 16 MB.
@lru_cache(maxsize=1024)
def identity(url: str) -> str:
    """What two addresses of one page have in common: a key, not an address to fetch. `url` is canonical.

    Scheme, the host's www., m., mobile. and amp. prefixes, AMP markers, a trailing slash and the order of the query say
    nothing about which page it is.
    """
    parts = urlsplit(url)
    host, path = parts.netloc, parts.path
    wrapper = _AMP_CACHE if host.endswith(".cdn.ampproject.org") else _AMP_VIEWER
    if host.endswith((".cdn.ampproject.org", "www.google.com")) and (inner := wrapper.fullmatch(path)):
        host, path = inner[1].lower(), inner[2] or ""
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[-1] == "amp":
        del segments[-1]
    if segments and segments[0] == "amp":
        del segments[0]
    if segments:
        segments[-1] = re.sub(r"\.amp(?=\.html?$|$)", "", segments[-1])
    query = sorted(piece for piece in parts.query.split("&") if piece and not _asks_for_amp(piece))
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{_site(host)}/{'/'.join(segments)}{'?' * bool(query)}{'&'.join(query)}{fragment}"


def _asks_for_amp(piece: str) -> bool:
    name, _, value = piece.lower().partition("=")
    return name == "amp" or (value == "amp" and name in {"outputtype", "output", "view", "format", "type"})


def _site(host: str) -> str:
    for prefix in _SAME_SITE:
        rest = host.removeprefix(prefix)
        if rest != host and "." in rest:
            return _site(rest)
    return host


def same_site(one: str, other: str) -> bool:
    """Whether two canonical addresses are of one site: of one host, or one's host lies below the other's."""
    hosts = [_site(urlsplit(url).netloc) for url in (one, other)]
    return hosts[0] == hosts[1] or any(a.endswith(f".{b}") for a, b in (hosts, hosts[::-1]))


def host_of(url: str) -> str:
    """Who answers for a canonical `url`: the key of pace and robots.txt, with any port that is not the scheme's own."""
    return urlsplit(url).netloc


def source_of(url: str) -> str:
    """The name of a canonical `url`'s site for people: its host without www."""
    return (urlsplit(url).hostname or "").removeprefix("www.")
