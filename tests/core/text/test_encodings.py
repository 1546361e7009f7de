"""Labels and decoders of the WHATWG Encoding standard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webencodings.labels import LABELS

from worker.core.text.encodings import decode_as, encoding

WIDE = {"utf-16le", "utf-16be"}
UNREAD = {"replacement", "iso-2022-cn", "iso-2022-cn-ext"}


def test_every_label_of_the_standard_is_known_and_reads_ascii() -> None:
    known = {label: encoding(f" {label.upper()}\t") for label in LABELS}
    assert {label for label, name in known.items() if name is None} == UNREAD
    assert {name for name in known.values() if name and name not in WIDE and decode_as(b"<p>~", name) != "<p>~"} <= {
        "hz"
    }


@pytest.mark.parametrize(
    ("label", "body", "text"),
    [
        # the standard's indexes of May 2026
        ("windows-874", b"\xa1\xdb\x80\x81", "ก\ufffd€\x81"),
        ("tis-620", b"\xe4\xb7\xc2\x93", "ไทย“"),
        ("x-cp1251", b"\x98\xb8", "\x98ё"),
        ("cp-1251", b"\xb8", "ё"),
        ("windows1251", b"\xb8", "ё"),
        ("Win-1251", b"\xb8", "ё"),
        ("latin1", b"\x80\x93\x9d\xe9", "€“\x9dé"),
        ("us-ascii", b"\x93\xe9", "“é"),
        ("iso-8859-9", b"\xfd\x80", "ı€"),
        ("logical", b"\xf9\xec", "של"),
        ("visual", b"\xf9\xec", "של"),
        ("windows-1255", b"\xca\xd9", "\u05ba\ufffd"),
        ("iso-8859-6", b"\xe3\xa1", "ك\ufffd"),
        ("iso-8859-16", b"\xaa", "Ș"),
        ("koi8-ru", b"\xae\xbe\xa4", "ўЎє"),
        ("x-mac-ukrainian", b"\xa2\xb6\xff", "Ґґ€"),
        ("x-mac-roman", b"\xdb\xf0", "€\uf8ff"),
        ("866", b"\xf1", "ё"),
        ("gb2312", b"\xe9F\x81\x30\x81\x30\xa3\xa0\xa6\xd9", "镕\x80\u3000︐"),
        ("x-gbk", b"\x80", "\ufffd"),
        ("chinese", b"\xd6\xd0", "中"),
        ("x-x-big5", b"\xa4\xa4\xf9\xd6", "中碁"),
        ("big5-hkscs", b"\x88\x62", "Ê̄"),
        ("x-euc-jp", b"\xc6\xfc\xad\xa1\xfc\xe2\xad\xa2a\x8e\xb1\x8f\xb0\xa1", "日①髙②aｱ丂"),
        ("euc-jp", b"\xa1\xc1\xff\xa4\xa2", "～\ufffdあ"),
        ("windows-31j", b"\x87\x40\xb1\x81\x60\xfa\x40", "①ｱ～ⅰ"),
        ("csiso2022jp", b"a\x1b$BF|-!\x1b(Jb\\~\x1b(I1\x1b(Bc", "a日①b¥‾ｱc"),
        ("iso-2022-jp", b"\x1b$BF|\nno escape", "日\nno escape"),
        ("ks_c_5601-1987", b"\xc0\xcf\x8c\x63", "일똠"),
        ("hz-gb-2312", b"~{VP~}!", "中!"),
        ("csiso2022kr", b"\x1b$)C\x0eGQ\x0f.", "한."),
        ("unicodefffe", b"\x65\xe5", "日"),
        ("ucs-2", b"\xe5\x65", "日"),
        ("x-user-defined", b"a\x80\xff", "a\uf780\uf7ff"),
        ("x-unicode20utf8", "日".encode(), "日"),
        # no labels of the standard, but written
        ("cp936", b"\xd6\xd0", "中"),
        ("euc_kr", b"\xc0\xcf", "일"),
        ("cp949", b"\xc0\xcf", "일"),
        ("utf_8", "日".encode(), "日"),
    ],
)
def test_bytes_are_read_as_the_standard_reads_them(label: str, body: bytes, text: str) -> None:
    name = encoding(label)
    assert name is not None
    assert decode_as(body, name) == text


@pytest.mark.parametrize(
    "label",
    ["", "x", "nonsense", "utf-7", "utf-32", "idna", "punycode", "rot13", "zlib", "base64", "iso-2022-cn", "é", "a\0b"],
)
def test_what_is_no_encoding_of_text_is_none(label: str) -> None:
    assert encoding(label) is None


@given(st.binary(max_size=60), st.sampled_from(sorted({name for label in LABELS if (name := encoding(label))})))
def test_any_bytes_are_text(body: bytes, name: str) -> None:
    assert isinstance(decode_as(body, name), str)


@given(st.text(st.sampled_from("日本会議①髙ー～aあｱ \n"), max_size=30))
def test_japanese_reads_the_same_in_all_three_encodings(text: str) -> None:
    shifted = text.encode("cp932")
    pairs = {char: _euc(char) for char in set(text)}
    assert decode_as(shifted, "shift_jis") == text
    assert decode_as(b"".join(pairs[char] for char in text), "euc-jp") == text
    seven = b"".join(_seven(pairs[char]) for char in text)
    assert decode_as(seven, "iso-2022-jp") == text


def _seven(euc: bytes) -> bytes:
    if len(euc) == 1:
        return euc
    single = euc[0] == 0x8E
    return (b"\x1b(I" if single else b"\x1b$B") + bytes(byte & 0x7F for byte in euc[single:]) + b"\x1b(B"


def _euc(char: str) -> bytes:
    """JIS X 0208 as EUC, by way of Shift_JIS: Python's own encoder leaves out the rows of NEC and IBM."""
    code = char.encode("cp932")
    if len(code) == 1:
        return code if code < b"\x80" else b"\x8e" + code
    lead = (code[0] - (0x81 if code[0] < 0xA0 else 0xC1)) * 2
    cell = code[1] - (0x41 if code[1] > 0x7F else 0x40)
    return bytes([lead + cell // 94 + 0xA1, cell % 94 + 0xA1])
