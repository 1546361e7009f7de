"""Who wrote an entry, from what feeds print in the place of a name: mailboxes, lists, quoted and turned names."""

import re
from collections.abc import Iterable, Iterator

from worker.core.fields import authors as bylines
from worker.core.text.plain import plain_title

MOST = 200
"""People of one entry: the longest lists of real feeds (physics) name some thousand, and nobody reads them."""
_LONG = 300
"""Characters from which a byline is a list, whatever stands in it: a byline is read as a whole up to 500."""
_BATCH = 40
"""Bylines read together; the reader of bylines takes 50."""
# RFC 5322 mailboxes and what is left of mailto: links; a domain may end in anything.
_MAIL = re.compile(r"(?:mailto:\s*)?[^\s<>()\[\]\",;:@]{1,64}@[^\s<>()\[\]\",;:@]{1,253}|mailto:\S*", re.IGNORECASE)
_EMPTY = re.compile(r"<\s*>|\(\s*\)|\[\s*\]")
_SCRIPT = re.compile(r"\[?object object\]?|(?:array|hash)\(0x[0-9a-f]+\)|^array$", re.IGNORECASE)
"""What JavaScript, Perl and PHP write for an author of several fields, or for several."""
_LIST = re.compile(r"^[\[({]\s*(.*?)\s*[\])}]?$", re.DOTALL)
_QUOTED = re.compile(r"^([\"'“”«])\s*(.*?)\s*[\"'“”»]$")
_PARTS = re.compile(r"\s*[;؛|\n]\s*|\s*،\s*")
_COMMAS = re.compile(r"\s*,\s*")
_IN_QUOTES = re.compile(r"[\"']\s*,\s*[\"']")
# "O'Neil, Pat", "Saint-Exupéry, Antoine": one word of letters with marks, a comma, one word. Initials count.
_TURNED = re.compile(r"^([^\W\d_][^\W\d_'’\-]*(?:['’\-][^\W\d_]+)+),\s*([^\W\d_][^\s,]*)$")

# Journals: "Quill, A. B., Lind, C. and O'Neil, P.-L." and "Quill, Ada; van der Lind, Bo". Each pair is read where the
# last one ended, so that a long list costs what its length does.
_SURNAME = r"((?:[a-zà-ÿ]{1,4}\s){0,3}[^\W\d_](?:[^\W\d_]|['’-])*)"
_WITH_INITIALS = re.compile(
    _SURNAME + r",\s*((?:[^\W\d_]\.[\s-]?){1,5})\s*(?:$|[,;]\s*(?:and\s|&\s?)?|(?:and\s|&\s?)|(?=et al))"
)
_WITH_GIVEN_NAME = re.compile(
    _SURNAME + r",\s*(?!\w*[A-Z]{2})([^\W\d_](?:[^\W\d_]|['’-])+(?:\s[^\W\d_](?:\.|[^\W\d_]*))?)"
)
_ET_AL = re.compile(r"et al\.?$", re.IGNORECASE)


def author_names(printed: Iterable[object]) -> tuple[str, ...]:
    """People as a feed names them, each once: "jane@example.com (Jane Doe)" and "By Jane Doe" are Jane Doe."""
    names: list[str] = []
    for text in printed:
        if isinstance(text, str) and len(names) < MOST:
            names += _names(text[: 64 * MOST])
    people: dict[str, None] = {}
    others: dict[str, None] = {}
    for start in range(0, min(len(names), MOST), _BATCH):
        found, organisations = bylines.sort(names[start : start + _BATCH], site=None)
        people |= dict.fromkeys(found)
        others |= dict.fromkeys(organisations)
    return tuple(people or others)


def _names(text: str) -> Iterator[str]:
    text = plain_title(text)
    listed = _LIST.match(text)
    if listed and not _MAIL.match(text):
        text = listed[1]
        if _IN_QUOTES.search(text):
            yield from (_name(part.strip("\"'")) for part in _IN_QUOTES.split(text))
            return
    parts = _PARTS.split(text)
    pairs = _with_initials(text) or [_WITH_GIVEN_NAME.fullmatch(part) for part in parts if len(parts) > 1]
    if pairs and all(pairs):
        yield from (f"{pair[2].strip()} {pair[1]}" for pair in pairs if pair)
        return
    for part in parts:
        if len(part) > _LONG:
            yield from (_name(one) for one in _COMMAS.split(part))
        else:
            yield _name(part)


def _with_initials(text: str) -> list[re.Match[str] | None]:
    """Each person of a list that is written by family name and initials; none when it is no such list."""
    found: list[re.Match[str] | None] = []
    at = 0
    while at < len(text) and not _ET_AL.match(text, at):
        pair = _WITH_INITIALS.match(text, at)
        if pair is None:
            return []
        found.append(pair)
        at = pair.end()
    return found


def _name(text: str) -> str:
    text = _MAIL.sub(" ", text).strip()
    text = _EMPTY.sub(" ", _SCRIPT.sub(" ", text)).strip(" ,")
    if alone := _LIST.match(text):  # what is left of "jane@example.com (Jane Doe)", cut or whole
        text = alone[1]
    if quoted := _QUOTED.match(text):
        text = quoted[2]
    turned = _TURNED.match(text.strip("\"' "))
    return f"{turned[2]} {turned[1]}" if turned else text
