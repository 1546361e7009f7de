"""What stands in boxes of other stories and of readers."""

import pytest

from worker.core.extract.foreign import COMMENTS, OTHERS, is_foreign
from worker.core.extract.scanner import scan_html


@pytest.mark.parametrize(
    ("html", "others", "comments"),
    [
        ("<h1>A</h1><p><time>x</time></p>", False, False),
        ("<h1>A</h1><aside><p><time>x</time></p></aside>", True, False),
        ('<h1>A</h1><div class="related"><p><time>x</time></p></div>', True, False),
        ('<h1>A</h1><blockquote class="twitter-tweet"><p><time>x</time></p></blockquote>', True, False),
        ('<h1>A</h1><div id="comments"><p><time>x</time></p></div>', True, True),
        ('<div class="has-comments"><h1>A</h1><p><time>x</time></p></div>', False, False),
        ("<aside><h1>A</h1><p><time>x</time></p></aside>", False, False),
    ],
)
def test_a_box_counts_that_is_not_around_the_headline(html: str, *, others: bool, comments: bool) -> None:
    scan = scan_html(f"<body>{html}</body>")
    index = scan.elements.tags.index("time")
    top = scan.elements.block[scan.headings[0]]
    assert (is_foreign(scan, index, top, OTHERS), is_foreign(scan, index, top, COMMENTS)) == (others, comments)
