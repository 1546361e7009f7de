"""Link headers as servers send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.feeds.link_header import header_links


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", []),
        ("no link", []),
        ("</feed>; rel=alternate", [("/feed", {"rel": "alternate"})]),
        (
            '<https://a.example/?x=1,2>; rel="self hub"; Type="a/b", <b>;rel=next',
            [("https://a.example/?x=1,2", {"rel": "self hub", "type": "a/b"}), ("b", {"rel": "next"})],
        ),
        (r'</f>; title="the \"Pier\""; rel=x; rel=y', [("/f", {"title": 'the "Pier"', "rel": "x"})]),
        ("</f>; crossorigin; rel=x", [("/f", {"crossorigin": "", "rel": "x"})]),
    ],
)
def test_each_link_has_its_parameters(value: str, found: list[tuple[str, dict[str, str]]]) -> None:
    assert header_links(value) == found


@given(st.text(alphabet='<>;=", \\rel/*', max_size=200))
def test_whatever_is_sent_is_read(value: str) -> None:
    assert all(href for href, _ in header_links(value))
