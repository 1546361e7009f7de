"""Content-Type as WHATWG Fetch (extract a MIME type) and MIME Sniffing (parse a MIME type) read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.media_type import media_type


@pytest.mark.parametrize(
    ("header", "essence", "charset"),
    [
        ("text/html", "text/html", None),
        ("text/html;charset=utf-8", "text/html", "utf-8"),
        (" Text/HTML ; Charset = x", "text/html", None),  # 'charset ' with its space is another name
        ("TEXT/html; CHARSET=UTF-8", "text/html", "UTF-8"),
        ('text/html; charset="windows-1251"', "text/html", "windows-1251"),
        (r'text/html; charset="win\dows-1251"; x', "text/html", "windows-1251"),
        ('text/html; charset="utf-8', "text/html", "utf-8"),
        ('text/html; charset="utf-8"junk; charset=x', "text/html", "utf-8"),
        ("text/html; charset=; charset=gbk", "text/html", "gbk"),
        ("text/html; charset=gbk; charset=utf-8", "text/html", "gbk"),
        ("text/html; q; a=b;; charset=gbk ", "text/html", "gbk"),
        ('text/html; title="a;charset=b"; charset=gbk', "text/html", "gbk"),
        ("text/html;charset=gbk(comment)", "text/html", "gbk(comment)"),
        ("text/html; charset=ж; charset=gbk", "text/html", "gbk"),
        # several, by line or comma; Fetch's own examples among them
        ("text/html, text/html", "text/html", None),
        ("text/html, charset=utf-8", "text/html", None),
        ("text/plain;charset=gbk, text/html", "text/html", None),
        ("text/html;charset=gbk;a=b, text/html;x=y", "text/html", "gbk"),
        ("text/html;charset=gbk, x/x, text/html;x=y", "text/html", None),
        ("text/html;charset=gbk, text/html;charset=utf-8", "text/html", "utf-8"),
        ("text/html;charset=gbk, */*", "text/html", "gbk"),
        ("text/html;charset=gbk, nonsense, , text/html", "text/html", "gbk"),
        ('text/html;charset=gbk, text/html;x=",text/plain', "text/html", "gbk"),
        ('text/html;x="a,b";charset=gbk', "text/html", "gbk"),
        ("image/png, text/html", "text/html", None),
        ("text/html, image/png", "image/png", None),
        (", text/html,", "text/html", None),
    ],
)
def test_a_type_is_the_last_that_can_be_read_with_the_charset_of_its_like(
    header: str, essence: str, charset: str | None
) -> None:
    found = media_type(header)
    assert found is not None
    assert (found.essence, found.charset) == (essence, charset)


@pytest.mark.parametrize(
    "header", [None, "", " ", "html", "text/", "/html", "text/html charset=utf-8", "a b/c", "*/*", ",", "tëxt/html"]
)
def test_what_names_no_type_is_none(header: str | None) -> None:
    assert media_type(header) is None


@given(st.text(st.sampled_from('ab/;=", \\*\tcharset'), max_size=60))
def test_any_header_is_read(header: str) -> None:
    found = media_type(header)
    assert found is None or found.essence.count("/") == 1


def test_a_header_of_a_megabyte_is_read_at_once() -> None:
    for piece in (";", '"', ",", "a/b;", 'a/b;c="', "\\"):
        media_type(piece * 1_000_000)
