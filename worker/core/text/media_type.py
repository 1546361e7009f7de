"""What a Content-Type header says, as browsers read it; never looks at the body.

WHATWG Fetch ("extract a MIME type") and WHATWG MIME Sniffing ("parse a MIME type").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 4096
"""Characters of a header that are read: a type takes some dozens, and each parameter costs the length of the rest."""
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_SPACE = " \t\r\n"
_VALUE = re.compile("[\t\x20-\x7e\x80-\xff]*")
_ONE_VALUE = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*+(?:"|\\?\Z))*+', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|(\\?)\Z)', re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class MediaType:
    """A media type as far as it matters to us."""

    essence: str
    """type/subtype in small letters."""
    charset: str | None
    """The label as the server wrote it."""


def media_type(header: str | None) -> MediaType | None:
    """The type in a header whose lines were joined by ', ' (RFC 9110, 5.3); None when it says none.

    Of several the last that can be read counts, with the charset of those before it that name the same type.
    """
    return _read((header or "")[:_LONGEST])


@lru_cache(maxsize=64)  # each page is asked three times, and most servers say the same
def _read(header: str) -> MediaType | None:
    found: MediaType | None = None
    for value in _values(header):
        one = _parsed(value)
        if one is None or one.essence == "*/*":
            continue
        same = found is not None and found.essence == one.essence
        if found is not None and same and one.charset is None:
            one = found
        found = one
    return found


def _values(header: str) -> Iterator[str]:
    """Fetch, "get, decode, and split": at commas that stand in no quotes."""
    start = 0
    while start <= len(header):
        end = _ONE_VALUE.match(header, start).end()  # type: ignore[union-attr]  # it matches nothing, too
        yield header[start:end]
        start = end + 1


def _parsed(value: str) -> MediaType | None:
    essence, _, rest = value.partition(";")
    kind, slash, subkind = essence.strip(_SPACE).partition("/")
    if not slash or not _TOKEN.fullmatch(kind) or not _TOKEN.fullmatch(subkind):
        return None
    return MediaType(essence=f"{kind}/{subkind}".lower(), charset=_charset(rest))


def _charset(parameters: str) -> str | None:
    """The first charset among a type's parameters that has a value."""
    while parameters:
        end = next((i for i, char in enumerate(parameters) if char in ";="), len(parameters))
        name, is_named = parameters[:end].lstrip(_SPACE).lower(), parameters[end : end + 1] == "="
        parameters = parameters[end + 1 :]
        if not is_named:
            continue
        quoted = _QUOTED.match(parameters)
        if quoted:
            value = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL) + (quoted[2] or "")
            parameters = parameters[quoted.end() :].partition(";")[2]
        else:
            value, _, parameters = parameters.partition(";")
            value = value.rstrip(_SPACE)
        if name == "charset" and (value or quoted) and _VALUE.fullmatch(value):
            return value
    return None
