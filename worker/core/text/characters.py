"""Characters of a text made plain: one form for each, nothing invisible; never changes a word."""

import html
import re
import unicodedata

from worker.core.twins import twin

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u061c\u180e\ufff9-\ufffb\u2061-\u2064\u202a-\u202e\u2066-\u2069]")
"""Soft hyphen, zero-width and bidi embedding characters; the joiners stay: Persian and Hindi spell with them."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31}\d{0,2});")
_SIGNS = re.compile(r"[^\w\s!-~]{31,}")
"""Marks that stand upon letters are among them, and no letter."""
_MOST_MARKS = 30
"""Upon one letter, as the Unicode Standard has it (Annex 15, 13: Stream-Safe Text Format); no language needs more than
five. To put thousands into their order costs the square of their number."""
_LONG = 1000
"""Characters from which it is worth to look for so many."""
_DENSE = re.compile("[\u2e80-\ud7ff]")
_MAX_ESCAPES = 4
_ASCII = bytes(range(128))
_NO_LETTERS = bytes(code for code in _ASCII if not chr(code).isalnum())
_NO_LETTERS_NOR_FEEDS = _NO_LETTERS.replace(b"\n", b"")
_MANY = 20
"""Up to so many distinct signs, one `bytes.replace` each beats `str.translate`: 29 in French, 20 in Russian, 14 in
Chinese texts of 6,000 and of 60,000 characters. A text of thousands would cost the square of its length."""


def tidy(text: str) -> str:
    """NFC, all white space as single spaces, nothing invisible. Tidy text comes back as it is."""
    printable = text.isprintable()
    if not printable:
        text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    if not text.isascii():
        text = bounded(unicodedata.normalize("NFC", bounded(text)))
    # What is printable has no white space but the space.
    return text.strip() if printable and "  " not in text else " ".join(text.split())


def bounded(text: str) -> str:
    """A text without the marks that nobody could read."""
    return _SIGNS.sub(_readable, text) if len(text) > _LONG else text


def _readable(found: re.Match[str]) -> str:
    kept, upon_one = [], 0
    for sign in found[0]:
        upon_one = upon_one + 1 if unicodedata.combining(sign) else 0
        if upon_one <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _letters(text: str, *, by_line: bool = False) -> str:
    """Letters and digits only, `by_line` with the line feeds, so that many texts can be asked for at once.

    Costs time linear in the length.
    """
    data = text.encode("utf-8", "replace").translate(None, _NO_LETTERS_NOR_FEEDS if by_line else _NO_LETTERS)
    if data.isascii():
        return data.decode()
    signs = [char for char in set(data.translate(None, _ASCII).decode()) if not char.isalnum()]
    if len(signs) > _MANY:
        return data.decode().translate(dict.fromkeys(map(ord, signs)))
    # Each of the few signs at once: a regular expression would look at every letter.
    for sign in signs:
        data = data.replace(sign.encode(), b"")
    return data.decode()


def _size(text: str) -> int:
    """Length in letters; those of scripts that write a word with one or two (Chinese, Korean) count twice."""
    return len(text) + (0 if text.isascii() else len(_DENSE.findall(text)))


def _caseless(text: str) -> str:
    """One form of each character, compatibility ones too, in one case."""
    return unicodedata.normalize("NFKC", text).casefold()


caseless = twin("worker.core.text._characters", _caseless)
letters = twin("worker.core.text._characters", _letters)
size = twin("worker.core.text._characters", _size)


def tidy_field(text: str) -> str:
    """A title, name or summary: as `tidy`, and freed of HTML entities that a publisher escaped once too often."""
    for _ in range(_MAX_ESCAPES):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return tidy(text)
