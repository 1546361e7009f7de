"""Corpus files as addresses: which page answers to which request, and the feed of each host. Serves nothing itself.

A line of a corpus file is ``{"id", "url"?, "html", "title"?}``; a page without a web address gets one on NO_ADDRESS.
Pages are handed out under http, whatever their scheme was.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from worker.core.urls import Tracking, canonical_url, host_of, identity
from worker.errors import UsageError

FEED_PATH = "/newswire-corpus-feed.xml"
NO_ADDRESS = "no-address.invalid"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Shelved:
    """A page at its address."""

    link: str
    title: str
    path: bytes
    """Unescaped, for clients escape the same path in different ways."""
    query: frozenset[bytes]
    """Its parameters, unescaped."""
    body: bytes


@dataclass(kw_only=True, slots=True)
class Library:
    """The pages of some corpus files."""

    tracking: Tracking
    pages: int = 0
    """Lines read."""
    identities: set[str] = field(default_factory=set)
    """What tells their addresses apart once tracking and the like is left out; of two pages at one address the first
    is kept."""
    _shelves: dict[str, dict[bytes, list[_Shelved]]] = field(default_factory=dict)
    """Host → path without the slash at its end → pages that differ in that slash or in their query."""
    _feeds: dict[str, bytes] = field(default_factory=dict)

    @property
    def feeds(self) -> list[str]:
        """The address of every host's feed."""
        return [f"http://{host}{FEED_PATH}" for host in sorted(self._shelves)]

    def find(self, host: str, target: str) -> tuple[str, bytes] | None:
        """Content type and body for a request's Host header and target; None when nothing is there."""
        path, _, query = target.partition("?")
        host = host.lower().removesuffix(":80")
        shelf = self._shelves.get(host, {})
        if path == FEED_PATH and shelf:
            return "application/rss+xml; charset=utf-8", self._feed(host)
        asked, exact = _parameters(query), unquote_to_bytes(path)
        # Who asks for the canonical address may have left out tracking parameters or the slash at the end.
        fits = [page for page in shelf.get(exact.rstrip(b"/"), ()) if page.query >= asked]
        if not fits:
            return None
        best = max(fits, key=lambda page: (page.path == exact, page.query == asked))
        return "text/html; charset=utf-8", best.body

    def add(self, line: dict[str, Any]) -> None:
        """Shelve a page. Raises ValueError for one without an address or a name."""
        self.pages += 1
        url = str(line.get("url") or "")
        canonical = canonical_url(url, tracking=self.tracking)
        if canonical is None:
            if "id" not in line:
                raise ValueError(f"{url or repr(url)} is no web address, and it has no id")
            url = canonical = f"http://{NO_ADDRESS}/{quote(str(line['id']), safe='')}"
        self.identities.add(identity(canonical))
        parts = urlsplit(url)
        host = host_of(canonical).removesuffix(":80")
        path, query = unquote_to_bytes(parts.path), _parameters(parts.query)
        shelf = self._shelves.setdefault(host, {}).setdefault(path.rstrip(b"/"), [])
        if any((page.path, page.query) == (path, query) for page in shelf):
            return
        self._feeds.pop(host, None)
        link = parts._replace(scheme="http", netloc=host).geturl()
        body = line["html"].encode("utf-8", "replace")
        shelf.append(_Shelved(link=link, title=str(line.get("title") or ""), path=path, query=query, body=body))

    def _feed(self, host: str) -> bytes:
        if host not in self._feeds:
            pages = (page for shelf in self._shelves[host].values() for page in shelf)
            items = "\n".join(_item(page) for page in pages)
            self._feeds[host] = (
                f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>{escape(host)}</title>'
                f"<link>http://{escape(host)}/</link><description/>\n{items}\n</channel></rss>\n"
            ).encode()
        return self._feeds[host]


def load_library(paths: Sequence[Path], *, tracking: Tracking) -> Library:
    """Shelve every page of these .jsonl or .jsonl.gz files; a UsageError names the file and line that do not fit."""
    library = Library(tracking=tracking)
    for path in paths:
        for _ in _shelve(library, path):
            pass
    return library


def refuse_others(paths: Sequence[Path]) -> None:
    """Raise UsageError for a file that does not begin with a page: told at once, it need not be read whole for that."""
    as_is = Tracking(names=frozenset(), prefixes=(), values={}, path_names=())
    for path in paths:
        if next(_shelve(Library(tracking=as_is), path), None) is None:
            raise UsageError(f"{path}: there is no page in it")


def _shelve(library: Library, path: Path) -> Iterator[int]:
    """Shelve the pages of a file, one at a time; gives the numbers of their lines."""
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            library.add(_page(line))
        except (ValueError, TypeError) as error:
            raise UsageError(
                f"{path}, line {number}: {error}; expected a JSON object with the url and the html of a page"
            ) from error
        yield number


def _page(line: bytes) -> dict[str, Any]:
    """What a line says. Raises ValueError or TypeError in words for a person."""
    try:
        page = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(page, dict):
        raise TypeError("it is not an object")
    if not isinstance(page.get("html"), str):
        raise TypeError("it has no text under html")
    return page


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            yield from file
    except (OSError, EOFError) as error:
        raise UsageError(f"{path}: {error}") from error


def _parameters(query: str) -> frozenset[bytes]:
    return frozenset(unquote_to_bytes(one.replace("+", " ")) for one in query.split("&") if one)


def _item(page: _Shelved) -> str:
    title = f"<title>{escape(_printable(page.title))}</title>" if page.title else ""
    return f"<item>{title}<link>{escape(page.link)}</link></item>"


def _printable(text: str) -> str:
    """Without the control characters that XML has no way to write."""
    return "".join(character for character in text if character >= " ")
