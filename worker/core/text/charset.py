"""Bytes of a page, feed or file → text, as the HTML standard finds the encoding; never fails: undecodable bytes become
U+FFFD.
"""

import codecs
import re
from unicodedata import category

from charset_normalizer import from_bytes

from worker.core.text.encodings import decode_as, encoding
from worker.core.text.media_type import media_type
from worker.core.text.prescan import meta_label

# Browsers know no UTF-32; files are in it, and read as the UTF-16 whose mark it has every other character would be NUL.
_BOMS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16be"),
    (b"\xff\xfe", "utf-16le"),
)
_LOOSE = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_PRESCAN = 4096
"""Bytes searched for a declaration: the standard says 1024, browsers read on, and real heads push it down."""
_BY_LANGUAGE = {
    "ru": "windows-1251", "uk": "windows-1251", "bg": "windows-1251", "ja": "shift_jis", "ko": "euc-kr",
    "zh": "gb18030", "pl": "windows-1250", "cs": "windows-1250", "hu": "windows-1250", "tr": "windows-1254",
    "el": "windows-1253", "he": "windows-1255", "ar": "windows-1256", "fa": "windows-1256", "th": "windows-874",
    "lt": "windows-1257", "lv": "windows-1257", "et": "windows-1257", "vi": "windows-1258",
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
_SPACES = "\t\n\f\r"
_UNUSED = ("Cc", "Cn", "Co", "Cs")
_LEADS = b"\xc2\xc3\xc4\xc5\xce\xcf\xd0\xd1\xd7\xd8\xd9\xe0\xe2\xe3"
"""How most letters of UTF-8 begin: alone they are what is left of one."""
_TOO_FEW = 40  # bytes of foreign words from which chance is no longer the guess
_MARKUP = re.compile(rb"<[^<>]*>")
_LETTER = re.compile(rb"[A-Za-z\x80-\xff]")
_LANG = re.compile(rb"<html[^>]{0,500}?\slang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
# How many characters of UTF-8 there must be for each byte that is none. Articles in eleven legacy encodings, read as
# UTF-8, have 0 to 0.42 (EUC-JP the most), so that ten say UTF-8 whatever was declared.
_AGAINST_A_DECLARATION, _UNDECLARED, _DECLARED = 10, 4, 1


def decode(body: bytes, content_type: str | None, *, xml: bool = False) -> str:
    """The text: by its BOM, as UTF-8 if that fits, by what is declared, by its locale, or by a guess, in turn.

    Of declarations the header counts before meta (HTML) and before that of XML, which for `xml` counts before meta.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return decode_as(body[len(bom) :], name)
    header = media_type(content_type)
    sent = encoding(header.charset) if header is not None and header.charset else None
    wide = _wide(body, sent)
    if wide is not None:
        return decode_as(body, wide)
    if body.isascii():
        return decode_as(body, _seven_bit(body, sent, xml=xml))
    try:
        # What decodes as UTF-8 is UTF-8, whatever a stale header says; pure ASCII is the same in all.
        return body.decode("utf-8")
    except UnicodeDecodeError:
        # XML that declares nothing declares UTF-8 (XML 1.0, 4.3.3)
        declared = _declared(body[:_PRESCAN], sent, xml=xml) or ["utf-8"] * xml
        return _legacy(body, declared, content_type, mixed=xml)


def _legacy(body: bytes, declared: list[str], content_type: str | None, *, mixed: bool) -> str:
    """Bytes that are not all UTF-8: UTF-8 with faults, or another encoding that was declared and can be, or a guess.

    `mixed`: a fault may be a letter of Windows, as in feeds that are put together of texts from several hands.
    """
    good, bad = _counts(body, body.decode("utf-8", "replace"))
    faults = _MIXED if mixed else "replace"
    if good >= (_AGAINST_A_DECLARATION if declared else _UNDECLARED) * bad:
        return body.decode("utf-8", faults)
    for name in declared:
        if name == "utf-8" and good >= _DECLARED * bad:
            return body.decode("utf-8", faults)
        read = None if name.startswith("utf-") else decode_as(body, name)
        if read is not None and read.count("\ufffd") * 10 <= _high(body):
            return read
    return decode_as(body, _undeclared(body, content_type))


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """A lone byte among ASCII is one of Windows-1252; the rest of a letter that was cut is U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.end]
    beside = error.object[max(error.start - 1, 0) : error.start] + error.object[error.end : error.end + 1]
    alone = len(byte) == 1 and beside.isascii()
    return (byte.decode("cp1252", "replace") if alone and byte not in _LEADS else "\ufffd"), error.end


_MIXED = "newswire.mixed"
codecs.register_error(_MIXED, _as_windows)


def _declared(head: bytes, sent: str | None, *, xml: bool) -> list[str]:
    """The encodings that are declared, the one to be believed first."""
    labels = [_xml_label(head), meta_label(head)] if xml else [meta_label(head), _xml_label(head)]
    said = [_as_in_markup(name) for label in labels if label and (name := encoding(label))]
    if xml and sent == "windows-1252" and labels[0]:
        return [*said, sent]  # what servers send for all files; the document knows what it is
    return [sent, *said] if sent else said


def _xml_label(head: bytes) -> str | None:
    found = _XML.match(head)
    return found[1].decode("ascii", "replace") if found else None


def _as_in_markup(name: str) -> str:
    """What a declaration that could be read as ASCII means (HTML, "prescan a byte stream", steps of `meta`)."""
    return "utf-8" if name.startswith("utf-16") else "windows-1252" if name == "x-user-defined" else name


def _wide(body: bytes, sent: str | None) -> str | None:
    """UTF-32 or UTF-16 without a BOM: by its zero bytes, or by a header that the bytes do not contradict."""
    head = body[: _PRESCAN - _PRESCAN % 4]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even or odd:
        wide = next((name for name in ("utf-32-le", "utf-32-be") if _reads(head[: len(head) // 4 * 4], name)), None)
        if wide is not None:
            return wide
        likely = "utf-16be" if even > odd else "utf-16le"
        if head.lstrip(b"\0 \t\r\n")[:1] == b"<" and (even + odd) * 4 > len(head):
            return likely
        if even != odd and _low(head[even < odd :: 2]) * 4 > len(head) and _reads(head[: len(head) // 2 * 2], likely):
            return likely
    if sent is None or not sent.startswith("utf-16") or (not (even or odd) and body.isascii()):
        return None
    if even or odd:
        return sent if even == odd else likely
    return sent if _strict(body, sent) and not _strict(body, "utf-8") else None


def _low(head: bytes) -> int:
    """Bytes below the space: the upper ones of UTF-16 in any alphabet. Other text has tabs at either place."""
    return len(head) - len(head.translate(None, delete=bytes(range(32))))


def _reads(head: bytes, name: str) -> bool:
    """Whether this is text in a wide encoding: other bytes hardly give characters that are all in use."""
    try:
        text = head.decode(name)
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":  # half of a pair, where the head was cut off
            return False
        text = head[: error.start].decode(name)
    return bool(text) and all(char in _SPACES or category(char) not in _UNUSED for char in text)


def _strict(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _seven_bit(body: bytes, sent: str | None, *, xml: bool) -> str:
    """Encodings whose bytes are all ASCII and would pass for it; no other text has the escapes of Japan and Korea."""
    if b"\x1b$)C" in body:
        return "iso2022_kr"
    if b"\x1b$B" in body or b"\x1b$@" in body or b"\x1b(I" in body:
        return "iso-2022-jp"
    return "hz" if b"~{" in body and "hz" in _declared(body[:_PRESCAN], sent, xml=xml) else "utf-8"


def _undeclared(body: bytes, content_type: str | None) -> str:
    """What is left to go by: a charset that stands where none may, the language of the page, its words."""
    head = body[:_PRESCAN]
    loose = _LOOSE.search(f"{content_type or ''} {head.decode('latin-1')}")
    name = encoding(loose[1]) if loose else None
    if name is not None and not name.startswith("utf-"):
        return name
    language = said[1].decode().lower() if (said := _LANG.search(head)) else ""
    return _BY_LANGUAGE.get(language) or ("windows-1252" if language else _guess(body))


def _guess(body: bytes) -> str:
    """The encoding that makes most sense of the words of a page that says neither encoding nor language."""
    words = _MARKUP.sub(b" ", body[: 16 * _SAMPLE]).split()
    foreign = b" ".join(word for word in words if not word.isascii())[:_SAMPLE]
    if len(foreign) < _TOO_FEW or 2 * sum(map((0x7F).__lt__, foreign)) < len(_LETTER.findall(foreign)):
        return "windows-1252"
    guess = from_bytes(foreign, cp_isolation=_GUESSED).best()
    return (encoding(guess.encoding) if guess else None) or "windows-1252"


def _high(body: bytes) -> int:
    return len(body) - len(body.translate(None, delete=bytes(range(128, 256))))


def _counts(body: bytes, text: str) -> tuple[int, int]:
    """Characters beyond ASCII of a body read as UTF-8, and pieces of it that are none."""
    bad = text.count("\ufffd") - body.count("\ufffd".encode())
    return len(text) - (len(body) - _high(body)) - bad, bad
