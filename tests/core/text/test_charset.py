"""Bytes → text, as browsers decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.charset import decode

META = '<meta charset="{}">'


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("é".encode(), None, "é"),
        (b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=latin-1", "é"),
        ("é".encode("utf-16-le"), None, None),
        (b"\xff\xfe" + "é".encode("utf-16-le"), None, "é"),
        (b"\xe9\x80", "text/html; charset=ISO-8859-1", "é€"),
        ("é".encode(), "text/html; charset=ISO-8859-1", "é"),
        ((META.format("windows-1251") + "да").encode("cp1251"), None, META.format("windows-1251") + "да"),
        (b'<html lang="ru">' + "да".encode("cp1251"), None, '<html lang="ru">да'),
        (b"\xe9", None, "é"),
        (b"\xe9", "text/html; charset=nonsense", "é"),
        ((META.format("gb2312") + "镕").encode("gb18030"), None, META.format("gb2312") + "镕"),
        (META.format("utf-16").encode() + b"\xc3\xa9 \xff" + b"\xc3\xa9" * 40, None, None),
    ],
)
def test_the_encoding_is_found(body: bytes, content_type: str | None, text: str | None) -> None:
    decoded = decode(body, content_type)
    assert decoded == text if text is not None else decoded


@given(
    st.binary(max_size=300), st.sampled_from([None, "text/html; charset=shift_jis", "x; charset=utf-7", "charset=\x00"])
)
def test_no_bytes_raise(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)
