"""Bytes of a page → text, as the HTML standard finds the encoding; never fails: undecodable bytes become U+FFFD."""

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))
_DECLARED = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_PRESCAN = 4096
"""Bytes searched for a declaration: the standard says 1024, browsers read on, and real heads push it down."""
_SUPERSETS = {
    # https://encoding.spec.whatwg.org/#names-and-labels: a label means a larger set than Python's codec of that name.
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-7": "cp1252",
}
_UNKNOWN_TO_BROWSERS = ("utf-32", "unicode", "raw", "idna", "punycode")
"""Codecs of Python's alone. punycode takes the square of a page's length, idna raises whatever it is told to do."""
_BY_LANGUAGE = {"ru": "cp1251", "uk": "cp1251", "bg": "cp1251", "ja": "cp932", "ko": "cp949", "zh": "gb18030"} | {
    "pl": "cp1250", "cs": "cp1250", "hu": "cp1250", "tr": "cp1254", "el": "cp1253", "he": "cp1255", "ar": "cp1256",
    "fa": "cp1256", "th": "cp874", "lt": "cp1257", "lv": "cp1257", "et": "cp1257", "vi": "cp1258",
}  # fmt: skip
"""The standard's fallback by locale."""
_GUESSED = [
    "cp1251",
    "koi8_r",
    "cp1256",
    "cp1255",
    "cp1253",
    "cp874",
    "cp932",
    "euc_jp",
    "euc_kr",
    "gb18030",
    "big5hkscs",
]
"""What a page in another script than ours may be in. Latin ones are not guessed: cp1250 and cp1252 look alike."""
_SAMPLE = 1 << 15
"""Bytes without markup that settle a guess: it costs 1 to 13 ms, measured in eight languages."""
_TOO_FEW = 40  # bytes of foreign words from which chance is no longer the guess
_MARKUP = re.compile(rb"<[^<>]*>")
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
_LANG = re.compile(rb"<html[^>]{0,500}?\slang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)


def decode(body: bytes, content_type: str | None) -> str:
    """The page's text: by its BOM, as UTF-8 if that fits, by what it declares, its locale, or a guess, in turn."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    try:
        # What decodes as UTF-8 is UTF-8, whatever a stale header says; pure ASCII is the same in all.
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _codec(m[1]) if (m := _DECLARED.search(content_type or "")) else None
    head = body[:_PRESCAN]
    if declared is None and (found := _META.search(head) or _XML.search(head)):
        declared = _codec(found[1].decode("ascii", "replace"))
    if declared in (None, "utf-16-le", "utf-16-be"):
        # A page whose declaration could be read as ASCII is not UTF-16: the standard takes UTF-8.
        declared = None if _mostly_foreign(body) else "utf-8"
    if declared == "utf-8" and _mostly_foreign(body):
        declared = None
    if declared is None:
        language = said[1].decode().lower() if (said := _LANG.search(head)) else ""
        declared = _BY_LANGUAGE.get(language) or ("cp1252" if language else _guess(body))
    return body.decode(declared, "replace")


def _codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return None
    name = _SUPERSETS.get(name, name)
    try:
        return name if isinstance("".encode(name), bytes) and not name.startswith(_UNKNOWN_TO_BROWSERS) else None
    except (LookupError, UnicodeError):
        return None


def _guess(body: bytes) -> str:
    """The encoding that makes most sense of the words of a page that says neither encoding nor language."""
    words = _MARKUP.sub(b" ", body[: 16 * _SAMPLE]).split()
    foreign = b" ".join(word for word in words if not word.isascii())[:_SAMPLE]
    if len(foreign) < _TOO_FEW or 2 * sum(map((0x7F).__lt__, foreign)) < len(_LETTER.findall(foreign)):
        return "cp1252"
    guess = from_bytes(foreign, cp_isolation=_GUESSED).best()
    return (_codec(guess.encoding) if guess else None) or "cp1252"


def _mostly_foreign(body: bytes) -> bool:
    """Whether more than a tenth of the bytes over 0x7F make no UTF-8: then the page is in another encoding."""
    sample = body[: 1 << 17]
    high = len(sample) - len(sample.translate(None, delete=bytes(range(128, 256))))
    bad = sample.decode("utf-8", "replace").count("�")
    return bad * 10 > high
