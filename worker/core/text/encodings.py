"""Labels and decoders of the WHATWG Encoding standard, where Python's differ; never decides which one a text is in.

`webencodings` has the labels. The decoders were compared with the standard's indexes of May 2026: what differs is made
good here, but for 203 characters of Big5 (rows 0x87 and 0x88) and 8 of GBK that no text was seen with.
"""

import codecs
import re
from functools import cache

import webencodings

# What people write after Python or a system and the standard does not know.
_ALSO = {"cp932": "shift_jis", "cp949": "euc-kr", "cp950": "big5", "mac-roman": "macintosh"}

_OF_WINDOWS = re.compile(r"(?:windows|win|cp|ms)[-_ ]?(125[0-8]|874|932|936|949|950)")
"""However it is joined: windows1251, cp-1251, win-1251."""

_CODECS = {
    "iso-8859-8-i": "iso8859-8",
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
    "windows-874": "cp874",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "gbk": "gb18030",
}
_PATCHES = {"koi8-u": {0xAE: "ў", 0xBE: "Ў"}, "windows-1255": {0xCA: "\u05ba"}}
# Python has the mapping of 2000; these characters of GB 18030 got a code point of their own later.
_GB18030 = str.maketrans(
    "\ue5e5\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7", "\u3000︐︒︑︓︔︕︖︗︘︙ḿ"
)
_EUC_JP = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")

# The standard answers these with one U+FFFD, because scripts could be hidden in them; we run none, and Python reads
# two of the five.
_REPLACED = {"hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr", "csiso2022kr": "iso2022_kr"}

_ESCAPE = re.compile(rb"\x1b(\(B|\(J|\(I|\$@|\$B)")
_HIGH = bytes(range(128, 256)) * 2
_ROWS_OF_NEC_AND_IBM = re.compile(rb"(?:[\xad\xf9-\xfc][\xa1-\xfe])+")


def encoding(label: str) -> str | None:
    """The name of an encoding that `decode_as` knows, by one of its labels; None for what is no encoding of text."""
    label = label.strip("\t\n\f\r ").lower()
    found = webencodings.lookup(label) if label.isascii() else None
    if found is not None:
        return _REPLACED.get(label) if found.name == "replacement" else str(found.name)
    if of_windows := _OF_WINDOWS.fullmatch(label):
        label = f"cp{of_windows[1]}"
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a NUL in it
        return None
    found = webencodings.lookup(_ALSO.get(name, name.replace("_", "-")))
    return None if found is None or found.name == "replacement" else str(found.name)


def decode_as(body: bytes, name: str) -> str:
    """The bytes as text, as the standard's decoder reads them: what it cannot read becomes U+FFFD."""
    if name == "iso-2022-jp":
        return _iso_2022_jp(body)
    if name == "euc-jp":
        return _euc_jp(body)
    if name == "x-user-defined":
        return str(webencodings.lookup(name).codec_info.decode(body, "replace")[0])
    if name in ("gbk", "gb18030"):
        return body.decode("gb18030", "replace").translate(_GB18030)
    if name.startswith(("windows-", "koi8")):
        return codecs.charmap_decode(body, "replace", _table(name))[0]
    return body.decode(_CODECS.get(name, name), "replace")


@cache
def _table(name: str) -> str:
    """The characters of a single-byte encoding. Windows' leave no control character out, unlike Python's."""
    codec = _CODECS.get(name, name)
    chars = [bytes([code]).decode(codec, "replace") for code in range(256)]
    chars = [chr(code) if char == "\ufffd" and 0x80 <= code < 0xA0 else char for code, char in enumerate(chars)]
    return "".join(_PATCHES.get(name, {}).get(code, char) for code, char in enumerate(chars))


def _euc_jp(body: bytes) -> str:
    return body.decode("euc_jp", _WITH_NEC_AND_IBM).translate(_EUC_JP)


def _iso_2022_jp(body: bytes) -> str:
    """Runs of seven-bit bytes, each in the set that the escape before it names."""
    first, *rest = _ESCAPE.split(body)
    pieces = [first.decode("ascii", "replace")]
    for escape, run in zip(rest[::2], rest[1::2], strict=True):
        if escape.startswith(b"$"):
            # A line ends the set too, where its writer forgot to.
            lines = run.split(b"\n")
            pieces.append(
                "\n".join([_euc_jp(lines[0].translate(_HIGH)), *(s.decode("ascii", "replace") for s in lines[1:])])
            )
        elif escape == b"(I":
            pieces.append(run.translate(_HIGH).decode("cp932", "replace"))
        else:
            text = run.decode("ascii", "replace")
            pieces.append(text.replace("\\", "¥").replace("~", "‾") if escape == b"(J" else text)
    return "".join(pieces)


def _nec_and_ibm(error: UnicodeError) -> tuple[str, int]:
    """The rows of JIS X 0208 that Python leaves out, ① and 髙 among them: in Shift_JIS it knows them."""
    assert isinstance(error, UnicodeDecodeError)
    run = _ROWS_OF_NEC_AND_IBM.match(error.object, error.start)
    if run is None:
        return "\ufffd", error.end
    shifted = bytearray()
    for lead, trail in zip(run[0][::2], run[0][1::2], strict=True):
        row, cell = divmod((lead - 0xA1) * 94 + trail - 0xA1, 188)
        shifted += bytes([row + (0x81 if row < 0x1F else 0xC1), cell + (0x40 if cell < 0x3F else 0x41)])
    return shifted.decode("cp932", "replace"), run.end()


_WITH_NEC_AND_IBM = "newswire.nec_and_ibm"
codecs.register_error(_WITH_NEC_AND_IBM, _nec_and_ibm)
