"""Which elements bear which mark, and that the compiled pass finds the same ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.core.extract.marks import _read_marks, read_marks
from worker.core.extract.scanner import scan_html

PAGE = """<h1 class="headline">a</h1><time datetime="2024-05-03">b</time><p class="date">c</p>
<a rel="author">d</a><a rel="nofollow TAG">e</a><p class="byline">f</p><p itemprop="author">g</p>
<p property="x">h</p>"""


def test_each_mark_is_found() -> None:
    scan = scan_html(PAGE)
    texts = [[scan.text_of(index) for index in indexes] for indexes in scan.marks]
    assert texts == [["g", "h"], ["d"], ["e"], ["f", "g"], ["a"], ["b", "c"]]


names = st.dictionaries(
    st.sampled_from(("itemprop", "property", "rel", "class")), st.sampled_from(("", "author", "tag", "x Tag", "stag"))
)


@pytest.mark.skipif(read_marks is _read_marks, reason="no compiled twin was built")
@given(st.lists(st.tuples(st.sampled_from(("p", "time", "h1")), names, st.integers(0, 7))))
def test_the_compiled_marks_are_the_plain_ones(rows: list[tuple[str, dict[str, str], int]]) -> None:
    told = (
        list(range(0, len(rows), 2)),
        [tag for tag, _, _ in rows],
        [attributes for _, attributes, _ in rows],
        [bits for _, _, bits in rows],
        (1, 2, 4),
    )
    assert read_marks(*told) == _read_marks(*told)
