"""Which elements bear which mark."""

from worker.core.extract.scanner import scan_html

PAGE = """<h1 class="headline">a</h1><time datetime="2024-05-03">b</time><p class="date">c</p>
<a rel="author">d</a><a rel="nofollow TAG">e</a><p class="byline">f</p><p itemprop="author">g</p>
<p property="x">h</p>"""


def test_each_mark_is_found() -> None:
    scan = scan_html(PAGE)
    texts = [[scan.text_of(index) for index in indexes] for indexes in (scan.properties, *scan.marked)]
    assert texts == [["g", "h"], ["d"], ["e"], ["f", "g"], ["a"], ["b", "c"]]
