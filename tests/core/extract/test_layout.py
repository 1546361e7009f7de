"""What stands around the blocks, and how the page's text is spread over it."""

import numpy as np
import pytest

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.layout import HINT_BITS, TAG_BITS, places, same_names
from worker.core.extract.scan import scan_html

BLOCKS = HINT_BITS + TAG_BITS


def figures(html: str, words: list[float], links: list[float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    scan = scan_html(html)
    assert len(scan.blocks) == len(words)
    return places(scan, np.array(words), np.array(links or [0.0] * len(words)))


def bit(mark: ClassHint) -> int:
    return int(mark).bit_length() - 1


def test_there_is_a_column_for_each_mark() -> None:
    assert max(map(bit, ClassHint)) + 1 == HINT_BITS


def test_names_and_tags_are_those_of_the_element_its_parent_and_all_around_it() -> None:
    place, _ = figures('<main><div class="comments"><div><p>one</p></div></div><p class="share">two</p></main>', [1, 1])
    comment, share = place[bit(ClassHint.COMMENT)], place[bit(ClassHint.SHARE)]
    assert comment.tolist() == [0, 0], "two elements away is not near"
    assert place[BLOCKS + bit(ClassHint.COMMENT)].tolist() == [1, 0]
    assert share.tolist() == place[BLOCKS + bit(ClassHint.SHARE)].tolist() == [0, 1]
    paragraph, main = HINT_BITS, HINT_BITS + 11
    assert place[paragraph].tolist() == [1, 1]
    assert place[main].tolist() == [0, 1]
    assert place[BLOCKS + main].tolist() == [1, 1]
    depth = place[2 * BLOCKS]
    assert depth[0] - depth[1] == 2


def test_a_label_weighs_nothing_and_linked_words_weigh_little() -> None:
    _, spread = figures("<div><p>a</p><p>b</p><p>c</p></div>", [7, 8, 8], [0, 0, 0.5])
    own = spread[0]
    assert own.tolist() == pytest.approx([0, 0.8, 0.2])
    assert spread[1].tolist() == pytest.approx([1, 1, 1])
    assert spread[3].tolist() == pytest.approx([10 / 23] * 3), "of the words around, so many are text"
    assert spread[5].tolist() == pytest.approx([4 / 23] * 3), "and so many are linked"


def test_wrappers_around_one_paragraph_count_as_the_paragraph() -> None:
    plain = "<div><p>a</p><p>b</p></div><p>c</p>"
    wrapped = "<div><div><div><p>a</p></div></div><p>b</p></div><p>c</p>"
    for one, other in zip(figures(plain, [10, 20, 30])[1][:9], figures(wrapped, [10, 20, 30])[1][:9], strict=True):
        assert one.tolist() == other.tolist()


def test_the_element_that_holds_most_text_is_the_middle_of_the_page() -> None:
    html = "<nav><p>n</p></nav><article><p>a</p><p>b</p><p>c</p></article><aside><p>x</p></aside>"
    _, spread = figures(html, [1, 30, 30, 30, 10])
    before, after, inside = spread[12:15]
    assert before.tolist() == [-1, 0, 1, 2, 3]
    assert after.tolist() == [3, 2, 1, 0, -1]
    assert inside.tolist() == [0, 1, 1, 1, 0]
    assert spread[8].tolist() == pytest.approx([1 / 9, 1, 1, 1, 1 / 9])
    assert spread[9].tolist() == [5, 3, 3, 3, 5]


def test_digits_in_classes_make_no_other_name_but_words_do() -> None:
    scan = scan_html(
        '<div class="a"><p class="x1">1</p><p class="x22">2</p><p class="y">3</p><b class="x1">4</b></div>'
        '<div class="b"><p class="x1">5</p></div>'
    )
    elements = scan.elements
    wanted = [index for index, tag in enumerate(elements.tags) if tag in {"p", "b"}]
    names = same_names(scan, wanted, [elements.parents[index] for index in wanted]).tolist()
    assert names == [0, 0, 1, 2, 3]


def test_only_so_much_of_a_class_is_compared() -> None:
    scan = scan_html(f'<p class="{"a" * 200}x">1</p><p class="{"a" * 200}y">2</p><p class="{"a" * 199}y">3</p>')
    wanted = [index for index, tag in enumerate(scan.elements.tags) if tag == "p"]
    one, two, three = same_names(scan, wanted, [0] * 3).tolist()
    assert one == two != three
