"""What a scan tells of the text inside an element."""

from worker.core.extract.scan import MAX_TEXT, Pieces
from worker.core.extract.scanner import scan_html


def test_the_text_of_an_element_keeps_words_of_its_blocks_apart() -> None:
    scan = scan_html('<div class="author"><p>Ann</p><p>Grey</p></div>')
    assert scan.text_of(scan.telling[0]) == "Ann Grey"


def test_the_text_of_an_element_is_told_up_to_a_length_that_titles_have() -> None:
    scan = scan_html(f"<h1><b>{'a' * MAX_TEXT}</b></h1><h1><b>{'a' * (MAX_TEXT + 1)}</b></h1>")
    bold = [index for index, tag in enumerate(scan.elements.tags) if tag == "b"]
    assert [len(scan.text_of(index)) for index in bold] == [MAX_TEXT, 0]


def test_parts_of_a_line_that_only_style_keeps_apart_are_told_apart() -> None:
    scan = scan_html("<div>Pier<p>Storm</p><span>Ann Grey</span><span>3 May</span> <b>now</b></div>")
    assert [scan.block_apart(block) for block in scan.blocks] == ["Pier", "Storm", "Ann Grey | 3 May now"]
    inside = scan.elements[scan.elements.tags.index("div")]
    assert scan.apart(inside) == "Pier Storm Ann Grey | 3 May now"


def test_pieces_are_joined_as_they_stand() -> None:
    pieces = Pieces()
    pieces += ["Ann", " ", "Grey"]
    assert (pieces.between(0, 3), pieces.between(1, 1), pieces.between(2, 3)) == ("Ann Grey", "", "Grey")
