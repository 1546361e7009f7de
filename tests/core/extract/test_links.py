"""Addresses as pages write them."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.links import absolute

PAGE = "https://harbour.example/news/pier"


@pytest.mark.parametrize(
    ("base", "address", "expected"),
    [
        (PAGE, " /a?b=1 ", "https://harbour.example/a?b=1"),
        (PAGE, "quay", "https://harbour.example/news/quay"),
        (PAGE, "//other.example/a", "https://other.example/a"),
        (PAGE, "http://other.example/a#b", "http://other.example/a#b"),
        (None, "https://other.example", "https://other.example"),
        (None, "/a", None),
        (PAGE, "mailto:ann@harbour.example", None),
        (PAGE, "javascript:void(0)", None),
        (PAGE, "ftp://harbour.example/a", None),
        (PAGE, "http://", None),
        (PAGE, "http://[", None),
    ],
)
def test_an_address_is_full_or_none(base: str | None, address: str, expected: str | None) -> None:
    assert absolute(base, address) == expected


parts = st.sampled_from(("a", ".", "..", "/", "//", "?", "#", ";", "%20", "=", "&", "\\", "[", "@", ":", "é", " ", "-"))


@given(st.sampled_from(("http://", "https://")), st.lists(parts, max_size=12).map("".join))
def test_a_full_address_is_what_joining_makes_of_it(scheme: str, rest: str) -> None:
    address = f"{scheme}other.example{rest}"
    found = absolute(PAGE, address)
    assert found is None or found == urljoin(PAGE, address.strip())
