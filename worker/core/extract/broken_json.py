"""JSON as people write it by hand and templates fill it: reads what is there, in linear time, never raises.

Seen on real pages: quotes in texts that nobody escaped, texts in single quotes or in none, comments, several objects in
a row, missing commas, scripts that were cut off or escaped as HTML.
"""

import html
import re
from typing import Any

_LONGEST = 100_000
"""Characters read of a broken script; real ones have under 20,000."""
_DEEPEST = 60
_SKIPPED = re.compile(r"(?:\s+|,|//[^\n]*|/\*.*?(?:\*/|\Z)|<!\[CDATA\[|\]\]>|<!--|-->|;)+", re.DOTALL)
_KEY = r"\s{0,99}[\"'][@\w:.\-]{1,60}[\"']\s{0,9}:"
_BEGINS = r"(?:[\"'{\[}\]\-\d/]|(?:true|false|null|[\w@]{1,40}\s?:))"
_GAP = r"\s{0,99}"
_FOLLOWS = rf"(?:{_GAP}(?:[}}\]:]|,{_GAP}{_BEGINS}|,?{_GAP}$|,?{_GAP}//|{_KEY}))"
"""What follows the quote that ends a text: another is a part of it."""
_TEXTS = {
    quote: re.compile(rf"((?:[^{quote}\\]|\\.|{quote}(?!{_FOLLOWS}))*){quote}(?={_FOLLOWS})", re.DOTALL)
    for quote in "\"'"
}
_BARE = re.compile(r"[^,:{}\[\]\n\"']{1,300}")
_WHOLE_NUMBER = re.compile(r"-?\d+")
_LITERALS: dict[str, object] = {"true": True, "false": False, "null": None}
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def read(script: str) -> object:
    """The object of a script, or the list of them; None when there is none."""
    if '"' not in script and "&quot;" in script:
        script = html.unescape(script)
    script = script[:_LONGEST]
    found: list[Any] = []
    open_ones: list[Any] = []
    key: str | None = None
    place, last = 0, len(script)
    while place < last:
        if skipped := _SKIPPED.match(script, place):
            place = skipped.end()
            continue
        sign = script[place]
        if sign in "{[":
            one: Any = {} if sign == "{" else []
            if len(open_ones) >= _DEEPEST:
                return None
            _put(open_ones[-1] if open_ones else found, key, one)
            open_ones.append(one)
            key, place = None, place + 1
        elif sign in "}]":
            if open_ones:
                open_ones.pop()
            key, place = None, place + 1
        else:
            value, place = _scalar(script, place, last)
            if open_ones and isinstance(open_ones[-1], dict) and key is None:
                key = str(value)
                place = _behind_colon(script, place)
            elif open_ones:
                _put(open_ones[-1], key, value)
                key = None
    return found[0] if len(found) == 1 else found or None


def _put(around: Any, key: str | None, value: object) -> None:
    if isinstance(around, list):
        around.append(value)
    elif key is not None:
        around.setdefault(key, value)


def _behind_colon(script: str, place: int) -> int:
    while place < len(script) and (script[place].isspace() or script[place] == ":"):
        place += 1
    return place


def _scalar(script: str, place: int, last: int) -> tuple[object, int]:
    """The text, number or word at a place, and where it ends."""
    sign = script[place]
    if sign in _TEXTS:
        if text := _TEXTS[sign].match(script, place + 1):
            return _ESCAPED.sub(_unescaped, text[1]), text.end()
        return None, last
    bare = _BARE.match(script, place)
    if bare is None:
        return None, place + 1
    word = bare[0].strip()
    if _WHOLE_NUMBER.fullmatch(word):
        return int(word), bare.end()
    return _LITERALS.get(word, word), bare.end()


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        code = int(found[1], 16)
        return chr(code) if not 0xD800 <= code < 0xE000 else ""
    return _CONTROLS.get(found[2], found[2])
