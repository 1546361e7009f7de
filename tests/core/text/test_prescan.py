"""What a page declares in meta: HTML standard, 13.2.3.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.text.prescan import meta_label


@pytest.mark.parametrize(
    ("head", "label"),
    [
        ("<meta charset=koi8-r>", "koi8-r"),
        ('<META CharSet = "koi8-r"/>', "koi8-r"),
        ("<html><head><meta\tname=x charset='koi8-r' ", "koi8-r"),
        ("<meta/charset=koi8-r>", "koi8-r"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<meta content="text/html;CHARSET = koi8-r;x" http-equiv=content-type>', "koi8-r"),
        ("<meta http-equiv=content-type content=\"text/html; charset='koi8-r'\">", "koi8-r"),
        ('<meta http-equiv=content-type content="charset x charset=koi8-r">', "koi8-r"),
        ("<meta name=a content=b><meta charset=koi8-r>", "koi8-r"),
        ('<meta charset=""><meta charset=koi8-r>', "koi8-r"),
        ("<meta charset=koi8-r charset=gbk>", "koi8-r"),
        ('<meta charset=koi8-r">', "koi8-r"),
        ("<!-- <meta charset=gbk> --><meta charset=koi8-r>", "koi8-r"),
        ("<!--><meta charset=koi8-r><!-- -->", "koi8-r"),
        ('<a title="<meta charset=gbk>"><meta charset=koi8-r>', "koi8-r"),
        ("<!doctype html><?php <meta charset=gbk>?><meta charset=koi8-r>", "koi8-r"),
        ('<meta name="description" content="What charset=gbk means">', None),
        ('<meta content="text/html; charset=gbk">', None),
        ("<metadata charset=gbk>", None),
        ("<meta data-charset=gbk>", None),
        ("<link charset=gbk>", None),
        ("charset=gbk", None),
        ("<!-- <meta charset=gbk>", None),
        ("", None),
    ],
)
def test_a_page_says_its_charset_in_meta(head: str, label: str | None) -> None:
    assert meta_label(head.encode()) == label


@given(st.text(st.sampled_from("<>!-/='\" metachrs"), max_size=80))
def test_any_head_is_read(head: str) -> None:
    meta_label(head.encode())
