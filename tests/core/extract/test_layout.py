"""What stands around the blocks, and how the page's text is spread over it."""

import numpy as np
import pytest

from worker.core.extract.class_hints import ClassHint
from worker.core.extract.layout import Columns, apart, layout, peers_of, read_tree, same_names
from worker.core.extract.scanner import scan_html


def figures(html: str, words: list[float], links: list[float] | None = None) -> Columns:
    scan = scan_html(html)
    assert len(scan.blocks) == len(words)
    tree = read_tree(scan)
    shares = np.array(links or [0.0] * len(words), np.float32)
    return layout(scan, tree, peers_of(scan, tree), np.array(words, np.float32), shares)


def test_there_is_a_column_for_each_hint_near_and_around() -> None:
    columns = figures("<p>one</p>", [1])
    for hint in ClassHint:
        assert hint.name
        assert {f"near_class_{hint.name.lower()}", f"in_class_{hint.name.lower()}"} <= columns.keys()


def test_names_and_tags_are_those_of_the_element_its_parent_and_all_around_it() -> None:
    columns = figures('<main><div class="comments"><div><p>one</p></div></div><p class="share">two</p></main>', [1, 1])
    assert columns["near_class_comment"].tolist() == [0, 0], "two elements away is not near"
    assert columns["in_class_comment"].tolist() == [1, 0]
    assert columns["near_class_share"].tolist() == columns["in_class_share"].tolist() == [0, 1]
    assert columns["near_tag_p"].tolist() == [1, 1]
    assert columns["near_tag_main"].tolist() == [0, 1]
    assert columns["in_tag_main"].tolist() == [1, 1]
    assert columns["depth"][0] - columns["depth"][1] == 2


def test_names_of_what_stands_apart_are_those_of_elements_that_do_not_hold_the_title() -> None:
    scan = scan_html(
        '<article class="comments-open"><h1>title</h1><p>text</p></article>'
        '<div class="post"><ol class="comments"><li><p>praise</p></li></ol></div>'
    )
    at = np.array([block.element for block in scan.blocks])
    assert apart(read_tree(scan), at, 0)["apart_class_comment"].tolist() == [0, 0, 1]
    assert apart(read_tree(scan), at, 2)["apart_class_comment"].tolist() == [1, 1, 0]


def test_a_label_weighs_nothing_and_linked_words_weigh_little() -> None:
    columns = figures("<div><p>a</p><p>b</p><p>c</p></div>", [7, 8, 8], [0, 0, 0.5])
    assert columns["own_mass"].tolist() == pytest.approx([0, 0.8, 0.2])
    assert columns["up_mass"].tolist() == pytest.approx([1, 1, 1])
    assert columns["up_mass_share"].tolist() == pytest.approx([10 / 23] * 3), "of the words around, so many are text"
    assert columns["up_link_share"].tolist() == pytest.approx([4 / 23] * 3), "and so many are linked"


def test_wrappers_around_one_paragraph_count_as_the_paragraph() -> None:
    plain = "<div><p>a</p><p>b</p></div><p>c</p>"
    wrapped = "<div><div><div><p>a</p></div></div><p>b</p></div><p>c</p>"
    one, other = figures(plain, [10, 20, 30]), figures(wrapped, [10, 20, 30])
    for name in ("own_mass", "up_mass", "upper_mass", "up_mass_share", "up_link_share", "up_direct_mass"):
        assert one[name].tolist() == other[name].tolist(), name


def test_the_element_that_holds_most_text_is_the_middle_of_the_page() -> None:
    html = "<nav><p>n</p></nav><article><p>a</p><p>b</p><p>c</p></article><aside><p>x</p></aside>"
    columns = figures(html, [1, 30, 30, 30, 10])
    assert columns["blocks_after_start_of_best"].tolist() == [-1, 0, 1, 2, 3]
    assert columns["blocks_to_end_of_best"].tolist() == [3, 2, 1, 0, -1]
    assert columns["in_best"].tolist() == [0, 1, 1, 1, 0]
    assert columns["up_direct_of_best"].tolist() == pytest.approx([1 / 9, 1, 1, 1, 1 / 9])
    assert columns["up_blocks"].tolist() == [5, 3, 3, 3, 5]


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
