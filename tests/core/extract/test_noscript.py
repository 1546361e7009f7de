"""What browsers with scripts do not read is taken out, and nothing else."""

import pytest

from worker.core.extract.noscript import without_noscript


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("a<noscript><div></noscript>b", "ab"),
        ("a<NOSCRIPT class=x>b</NoScript>c<noscript>d</noscript>e", "ace"),
        ("a<noscript>b<noscript>c</noscript>d", "ad"),
        ("a</noscript>b", "a</noscript>b"),
        ("a<noscript>b", "a<noscript>b"),
        ("a<noscript>b</noscript>c<noscript>d", "ac<noscript>d"),
    ],
)
def test_only_closed_elements_are_taken_out(html: str, left: str) -> None:
    assert without_noscript(html) == left
